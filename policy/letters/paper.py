"""公文格式。How every paper is set: the office, title and number, whom it addresses, what it says, who signs, and the place of the seal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.language.items import DEPARTMENT_NAMES
from policy.letters.wording import day_in
from policy.text import Text, nested

_OFFICE: Final = Text("北京经济技术开发区{department}", "Beijing Economic-Technological Development Area\n{department}")
_NUMBER: Final = Text("{office}{word}〔{year}〕{serial}号", "No. {office}{word}〔{year}〕{serial}号")
_DRAFT: Final = Text("（草稿，尚未发文，不具有通知书效力）", "(Draft: it has not been issued and is no letter)")
_REPLACED: Final = Text(
    "（本文书已由{number}撤回、代替或者变更，以该文书和此后作出的文书为准）",
    "(Replaced or changed by {number}: that letter counts, and what follows it)",
)
_CASE: Final = Text("案件编号：{number}", "Case {number}")
_GREETING: Final = Text("{addressee}：", "To {addressee}:")
_SEALED: Final = Text("{department}（印章）", "{department} (seal)")
_INDENT: Final = Text("　　", "")
_BEGINS: Final = re.compile(r"[0-9]+[.、] ?|（?[一二三四五六七八九十]{1,3}[、）]")
_ENDS: Final = re.compile(r"^[^ 　].*[。：；]$", re.DOTALL)
_OFFICES: Final = {"sti": "京技科创", "econ": "京技经发", "comfin": "京技商金", "bizcoop": "京技营商", "hr": "京技组人"}
_YEAR: Final = re.compile(r"-?(20[0-9]{2})-?")


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to be set.

    Attributes:
        word: The word of its kind in its number, such as 支 for an award.
        title: What it is.
        number: Of the case.
        addressee: Whom it addresses; empty where it addresses the public.
        department: The code of the department that signs.
        day: The day it bears; None while it has none.
        paragraphs: What it says.
        annexes: Lines below the signature.
        to_person: Whether a person is addressed, who is not spoken to as a unit.
        ordinal: The how-manieth paper of its kind it is in its case: no two papers have one number.
        entry: What it is numbered by, where that is an entry of the case and not the case itself, such as a filing.
        replaced_by: The number of the paper that took it back or took its place since; empty where it stands.
        draft: Whether it was not issued: it has neither number nor seal, and says so.
        countersigned: Lines by which another party signs below the department's; none where the department alone does.
    """

    word: str
    title: str
    number: str
    addressee: str
    department: str
    day: date | None
    paragraphs: Sequence[str]
    annexes: Sequence[str] = ()
    to_person: bool = False
    ordinal: int = 1
    entry: str = ""
    replaced_by: str = ""
    draft: bool = False
    countersigned: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A paper in one language, part by part: whatever it is set as, it says the same.

    Attributes:
        language: "zh" or "en".
        office: The department, as the paper is headed.
        title: What it is.
        number: Its number; of a draft, that it has none.
        about: Lines below the number: what took its place, and the number of its case.
        greeting: Whom it addresses; empty where it addresses the public.
        paragraphs: What it says; a Chinese sentence is indented.
        signed: Who signs, with the place of the seal, and the day.
        annexes: Lines below the signature.
        day: The day it bears; None while it has none.
    """

    language: str
    office: str
    title: str
    number: str
    about: Sequence[str]
    greeting: str
    paragraphs: Sequence[str]
    signed: Sequence[str]
    annexes: Sequence[str]
    day: date | None

    @property
    def text(self) -> str:
        """The paper as plain text, a paragraph a line."""
        head = [self.office, self.title, self.number, *self.about, ""]
        greeted = [self.greeting, ""] if self.greeting else []
        return "\n".join([*head, *greeted, *self.paragraphs, "", *self.signed, *self.annexes])


def set_paper(paper: Paper, language: str) -> str:
    """Return a paper as plain text, a paragraph a line; a Chinese paragraph is indented."""
    return laid_out(paper, language).text


def laid_out(paper: Paper, language: str) -> Layout:
    """Return a paper part by part, in a language."""
    department = department_name(paper.department, language)

    def say(line: str) -> str:
        said = nested(line)
        return said.replace("贵单位", "您") if paper.to_person and language != "en" else said

    replaced = [_REPLACED.in_language(language).format(number=paper.replaced_by)] if paper.replaced_by else []
    sealed = [] if paper.draft else [_SEALED.in_language(language).format(department=department)]
    return Layout(
        language=language,
        office=say(_OFFICE.in_language(language).format(department=department)),
        title=say(paper.title),
        number=say(_DRAFT.in_language(language) if paper.draft else document_number(paper, language)),
        about=[say(line) for line in (*replaced, _CASE.in_language(language).format(number=paper.number))],
        greeting=say(_GREETING.in_language(language).format(addressee=paper.addressee)) if paper.addressee else "",
        paragraphs=[say(line) for line in indented(paper.paragraphs, language)],
        signed=[*sealed, *paper.countersigned, *([day_in(language, paper.day)] if paper.day else [])],
        annexes=[say(line) for line in paper.annexes],
        day=paper.day,
    )


def indented(paragraphs: Sequence[str], language: str) -> list[str]:
    """Return paragraphs as a Chinese page has them: a sentence begins two characters in, and so does what heads or lists others."""
    return [_INDENT.in_language(language) + one if _BEGINS.match(one) or _ENDS.search(one) else one for one in paragraphs]


def document_number(paper: Paper, language: str) -> str:
    """Return the number of a paper (文号): of its department, its kind, the year and serial number of its case, and which it is there."""
    number = paper.entry or paper.number
    year = _YEAR.search(number)
    serial = number[year.end() :] if year else number
    serial += f"-{paper.ordinal}" if paper.ordinal > 1 else ""
    return _NUMBER.in_language(language).format(
        office=_OFFICES[paper.department], word=paper.word, year=year[1] if year else (paper.day or date.min).year, serial=serial
    )


def department_name(code: str, language: str) -> str:
    """Return what a department is called, in English with what it is."""
    name = DEPARTMENT_NAMES[code].in_language(language)
    return f"Department of {name.title().replace(' And ', ' and ')}" if language == "en" else name
