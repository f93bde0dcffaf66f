"""文书事项。What every paper about a case begins from: its number, whom it addresses, who signs, the day; and how it cites the law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.language.items import Item
from policy.letters.paper import Paper, document_number
from policy.letters.wording import day_in, quoted
from policy.opinions_2022_8 import DOCUMENT_ID, DOCUMENT_TITLE
from policy.text import Text

_BY_CLAUSE: Final = Text(
    "以上依据{law}{citation}和第七部分“保障措施”。", "This is based on clause {clause} of the {law} and on its general terms."
)
_BY_TERMS: Final = Text(
    "以上依据{law}第七部分“保障措施”和贵单位签署的持续经营承诺。",
    "This is based on the general terms of the {law} and on the commitment you signed.",
)
_BY_GENERAL_TERMS: Final = Text("以上依据{law}第七部分“保障措施”。", "This is based on the general terms of the {law}.")
_CONCERNS: Final = Text("本通知涉及{law}支持资金的收缴和退付。", "This concerns money paid in for support under the {law}.")
_TAKES_PLACE: Final = Text("本文书代替{letter}，后者不再执行。", "This takes the place of {letter}, which has no effect any more.")
_CITED: Final = Text("{day}作出的《{title}》（{number}）", "the letter of {day}, “{title}” ({number})")
_LAW: Final = Text("《{title}》（{document}）", "{title} ({document})")


@dataclass(frozen=True, slots=True)
class Matter:
    """A case a paper is about.

    Attributes:
        number: Its number.
        addressee: Whom the paper addresses.
        department: The code of the department that signs.
        day: The day the paper bears.
        ordinal: The how-manieth paper of its kind it is in the case.
        entry: What the paper is numbered by, where that is an entry of the case, such as a filing.
        to_person: Whether it addresses a person.
    """

    number: str
    addressee: str
    department: str
    day: date
    ordinal: int = 1
    entry: str = ""
    to_person: bool = False

    def paper(self, word: str, title: str, paragraphs: Sequence[str]) -> Paper:
        """Return a paper about it."""
        whom = (self.number, self.addressee, self.department, self.day)
        return Paper(word, title, *whom, paragraphs, ordinal=self.ordinal, entry=self.entry, to_person=self.to_person)


@dataclass(frozen=True, slots=True)
class Cited:
    """A letter that another one rests on or changes.

    Attributes:
        title: What it is.
        number: Its number (文号).
        day: The day it bears.
    """

    title: str
    number: str
    day: date

    @classmethod
    def of(cls, paper: Paper, language: str) -> Cited:
        """Return a letter that was issued, and so bears a day, as another one cites it."""
        assert paper.day is not None  # noqa: S101 - it was issued
        return cls(paper.title, document_number(paper, language), paper.day)

    def written(self, language: str) -> str:
        """Return it as a sentence names it."""
        return _CITED.in_language(language).format(title=self.title, number=self.number, day=day_in(language, self.day))


def takes_place_of(letter: Cited | None, language: str) -> list[str]:
    """Return the sentence that a paper takes the place of an earlier one; nothing where it takes none."""
    return [_TAKES_PLACE.in_language(language).format(letter=letter.written(language))] if letter else []


def titled(item: Item, language: str) -> str:
    """Return the title of an item as a paper names it."""
    return quoted(item.title.in_language(language))


def basis_of(item: Item, language: str) -> str:
    """Return the sentence that cites an item's clause and the general terms."""
    return _BY_CLAUSE.in_language(language).format(law=_law(language), citation=item.cited, clause=item.clause)


def basis_of_commitment(language: str) -> str:
    """Return the sentence that cites the general terms and the commitment."""
    return _BY_TERMS.in_language(language).format(law=_law(language))


def basis_of_terms(language: str) -> str:
    """Return the sentence that cites the general terms alone."""
    return _BY_GENERAL_TERMS.in_language(language).format(law=_law(language))


def concerning_repayments(language: str) -> str:
    """Return the sentence that says which money a paper is about that neither grants nor demands any."""
    return _CONCERNS.in_language(language).format(law=_law(language))


def _law(language: str) -> str:
    return _LAW.in_language(language).format(title=DOCUMENT_TITLE.in_language(language), document=DOCUMENT_ID)
