"""案情的说法。The wording of letters: the names of facts, figures and figures of the law, and how their values are written.

A letter speaks of a case from its explanation tree alone, so that it says today what it would have said on the day of the assessment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Final

from policy.days import day_in as day_in  # noqa: PLC0414 - letters have it from here
from policy.judging.assessment import sentence_of
from policy.judging.catalogue import cap_text
from policy.judging.documents import APPLICANT, CIRCUMSTANCES
from policy.judging.formulas import Formula, Step, Term, formula_of
from policy.language.caps import CapScope
from policy.language.facts import Fact, Json, Kind, Supplier, count
from policy.language.lead import LED
from policy.letters.bodies import Bodies
from policy.money import write_capitals, write_official, write_plain_yuan, write_rate
from policy.opinions_2022_8.general_terms import WORDS as GENERAL_WORDS
from policy.processes.loan.bank_word import WORDS as LOAN_WORDS
from policy.processes.matching.upstream import WORDS as UPSTREAM_WORDS
from policy.registered import WORDS as REGISTER_WORDS
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.items import Item

_RECORDS: Final = count("serious_records", "严重不良行为记录", "Serious bad records", supplied_by=Supplier.SOURCE)
_COMMON: Final = {fact.code: fact for fact in (*APPLICANT, *CIRCUMSTANCES, LED, _RECORDS)}
# What the rows of a reader call otherwise than the document does.
_IN_DOCUMENT: Final = {"matter_day": "matter_date", "application_day": "application_date"}
_AND_WHY: Final = Text("；", "; ")
_IN_FULL: Final = Text("人民币{amount}（大写：人民币{capitals}）", "{amount}")
_ISO_DAY: Final = re.compile(r"(?<![\w-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])")


@dataclass(frozen=True)
class Told:
    """A case to be told in one language.

    Attributes:
        item: What was applied for.
        tree: Its explanation tree.
        language: "zh" or "en".
        bodies: The bodies its paper names; a trial names no remedy.
    """

    item: Item
    tree: Mapping[str, Json]
    language: str
    bodies: Bodies = field(default_factory=lambda: Bodies("", ""))

    @property
    def english(self) -> bool:
        """Whether it is told in English."""
        return self.language == "en"

    @cached_property
    def formula(self) -> Formula:
        """The form of the clause."""
        return formula_of(self.item)

    @cached_property
    def figures(self) -> Mapping[str, int]:
        """Every named figure of the tree, by its code."""
        return {node["code"]: node["figure"] for section in self.tree["children"] for node in section["children"] if "holds" not in node}

    def of_others(self, name: str) -> bool:
        """Tell whether awards of others count in a sum: it is not named then, since it is nobody else's business."""
        return name in self.tree.get("of_others", ())

    @property
    def is_closed_by_own(self) -> bool:
        """Whether it is known that the applicant itself got support for the same by fraud; a trial is only told that somebody did."""
        return "closed_by" in self.tree and not self.of_others("subject_closed")

    @property
    def cap_scope(self) -> str:
        """What counts towards the item's cap, by the parameters it was judged by."""
        parameters = self.tree["parameters"]
        return cap_text(self.item, parameters["cap_scope"], parameters["cap_period"]).in_language(self.language)

    @property
    def shares_its_cap(self) -> bool:
        """Whether the cap of the item is everybody's together, so that it is nobody's own maximum."""
        return bool(self.tree["parameters"].get("cap_scope") == CapScope.PROGRAMME)

    def say(self, text: Text, **values: object) -> str:
        """Return a sentence with values in it."""
        return text.in_language(self.language).format(**values)

    def fact(self, name: str) -> Fact | None:
        """Return a fact of the item or of every document, by the name a reader knows it by."""
        code = _IN_DOCUMENT.get(name, name)
        return next((fact for fact in self.item.facts if fact.code == code), _COMMON.get(code))

    def name(self, value: object) -> str:
        """Return what a value is called; nothing, for what has no name of its own."""
        if not isinstance(value, Term):
            return ""
        if value.step is Step.FACT:
            fact = self.fact(value.name)
            return noun(fact.title, self.language) if fact else ""
        if value.step is Step.FIGURE:
            return noun(sentence_of(self.item, value.name), self.language)
        return noun(self.item.parameters[value.name].title, self.language) if value.step is Step.LAW else ""

    def number(self, value: object) -> Json:
        """Return the value of a fact, a named figure or a figure of the law; None where it was not given."""
        if not isinstance(value, Term):
            return value
        if value.step is Step.FACT:
            return self.tree["facts"].get(_IN_DOCUMENT.get(value.name, value.name))
        return self.figures.get(value.name) if value.step is Step.FIGURE else self.tree["parameters"].get(value.name)

    def yuan(self, fen: int) -> str:
        """Return an amount."""
        return amount_in(self.language, fen)

    def written(self, figure: int | str, unit: str) -> str:
        """Return a figure of the tree: an amount, a day, or a plain number."""
        return self.yuan(int(figure)) if unit == "fen" else dated(str(figure), self.language)

    def holds(self, fact: Fact) -> bool:
        """Tell whether a fact that is a yes or no was found to be yes."""
        return bool(self._of(fact))

    def _of(self, fact: Fact) -> Json:
        return self.tree["facts"].get(fact.code, self.tree["facts"]["applicant"].get(fact.code))

    def value_of(self, fact: Fact) -> str:
        """Return what a fact was found to be."""
        value = self._of(fact)
        if fact.options:
            words = value if isinstance(value, list) else [value]
            return ("、" if not self.english else ", ").join(lowered(fact.options[word].in_language(self.language)) for word in words)
        if fact.kind is Kind.DAY:
            return dated(str(value), self.language)
        return self.yuan(value) if fact.kind is Kind.AMOUNT and value is not None else str(value)


def words_of(item: Item, node: Mapping[str, Json], language: str) -> str:
    """Return the sentence of a condition or figure as it was stored: in today's words, or in its own where today's law has none of it."""
    try:
        return dated(sentence_of(item, str(node.get("code"))).in_language(language), language)
    except StopIteration:
        return dated(str(node["text"].get(language, node["text"]["zh"])), language)


def condition_of(item: Item, code: str) -> Condition | None:
    """Return a condition of an item, of the general terms or of what an authority says, by its code; None where today's law has none."""
    words = {**UPSTREAM_WORDS, **LOAN_WORDS, **REGISTER_WORDS, **GENERAL_WORDS, **item.words}.get(code)
    return words if isinstance(words, Condition) else None


def noun(title: Text, language: str) -> str:
    """Return a title as it stands in a sentence: without its unit, in English with an article."""
    if language != "en":
        return title.zh.removesuffix("（分）")
    plain = lowered(title.en.removesuffix(" (fen)"))
    return plain if plain.startswith(("the ", "a ", "an ", "what ")) else f"the {plain}"


def quoted(title: str) -> str:
    """Return a title in quotation marks; those inside it become single ones."""
    return f"“{title.replace('“', '‘').replace('”', '’')}”"


def lowered(sentence: str) -> str:
    """Return a sentence as it stands inside another: an English one without its capital, unless that is an abbreviation or a name."""
    kept = sentence[:1].isascii() and sentence[1:2] in {"", *"abcdefghijklmnopqrstuvwxyz "} and not sentence.startswith(_PROPER)
    return sentence[:1].lower() + sentence[1:] if kept else sentence


_PROPER: Final = ("Beijing", "Tianjin", "Hebei", "E-Town")


def amount_in(language: str, fen: int) -> str:
    """Return an amount as it is written in a sentence."""
    return f"{write_plain_yuan(fen)} yuan" if language == "en" else write_official(fen)


def amount_with_capitals(language: str, fen: int) -> str:
    """Return an amount as a decision states it: in Chinese with the capitals nobody can add a digit to."""
    return _IN_FULL.in_language(language).format(amount=amount_in(language, fen), capitals=write_capitals(fen))


def dated(sentence: str, language: str) -> str:
    """Return a sentence of a rule or a source with its days as a letter writes them: there they stand as in data (2022-01-14)."""
    return _ISO_DAY.sub(lambda found: day_in(language, date.fromisoformat(found[0])), sentence)


def percentage(rate: str) -> str:
    """Return a rate of the tree ("0.2") as a percentage ("20%"), exact."""
    return f"{write_rate(Fraction(rate) * 100)}%"


def in_brackets(numbers: Sequence[str], language: str) -> str:
    """Return the numbers of the documents that something rests on, in brackets after it; nothing where there are none."""
    listed = "、".join(numbers)
    return "" if not listed else f" ({listed})" if language == "en" else f"（{listed}）"


def because(reason: Text, reasons: Iterable[str], language: str) -> list[str]:
    """Return one sentence that says why, `{reason}`, whoever gave how many reasons; none where there is none."""
    said = [one.rstrip("。.") for one in reasons if one]
    return [reason.in_language(language).format(reason=_AND_WHY.in_language(language).join(said))] if said else []
