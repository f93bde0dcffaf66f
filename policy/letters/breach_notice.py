"""违反承诺告知书。The papers of a suspected breach of the commitment to stay: what was found and how to answer; and that it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.letters.bodies import Bodies
from policy.letters.matter import Matter, basis_of_commitment
from policy.letters.paper import Paper
from policy.letters.wording import day_in
from policy.opinions_2022_8.general_terms import WORDS
from policy.text import Condition, Text

_SUSPECTED: Final = Text("违反持续经营承诺告知书", "Notice of a suspected breach of the commitment to stay")
_STANDS: Final = Text("违反持续经营承诺认定书", "Finding of a breach of the commitment to stay")
_FOUND: Final = Text(
    "经查，{found}，涉嫌违反贵单位签署的持续经营承诺。", "We found that {found}, which may break the commitment to stay that you signed."
)
_UPHELD: Final = Text(
    "经查，{found}。经审查，认定贵单位违反持续经营承诺。",
    "We found that {found}. On review, this breaks the commitment to stay that you signed.",
)
_LATE: Final = Text("贵单位的变动未在发生前备案", "a change was not filed before it happened")
_HEARING: Final = Text(
    "贵单位有权陈述和申辩，请在{day}前提交书面意见；逾期未提交的，不影响继续办理。审查期间暂不给予新的支持。",
    "You may comment: please send your statement by {day}; silence does not stop the review. New awards wait meanwhile.",
)
_REVIEWED: Final = Text("该事项正在审查，审查期间暂不给予新的支持。", "It is being reviewed; new awards wait meanwhile.")
_RECONSIDER: Final = Text(
    "如对本认定有异议，可以在{day}前申请复核，以一次为限；也可以{remedies}。",
    "If you do not agree, you may ask once for reconsideration by {day}; you may also {remedies}.",
)
_CONTEST: Final = Text("如不服本认定，可以{remedies}。", "If you do not accept it, you may {remedies}.")
_AND: Final = Text("、", " and ")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A suspected breach.

    Attributes:
        failures: The registrations that were not found, by their codes; none for a change that was filed late.
        upheld: Whether it was found to stand.
        until: The day by which the enterprise may comment, or ask for reconsideration.
    """

    failures: Sequence[str]
    upheld: bool
    until: date | None


def breach_notice(matter: Matter, suspicion: Suspicion, bodies: Bodies, language: str) -> Paper:
    """Return the paper of a breach, suspected or found."""
    found = found_outside(suspicion.failures, language) or _LATE.in_language(language)
    remedies = bodies.remedies(language)
    day = day_in(language, suspicion.until) if suspicion.until else ""
    if suspicion.upheld:
        closing = (_RECONSIDER if day else _CONTEST).in_language(language).format(day=day, remedies=remedies)
        paragraphs = [_UPHELD.in_language(language).format(found=found), basis_of_commitment(language), closing]
        return matter.paper("违认", _STANDS.in_language(language), paragraphs)
    closing = (_HEARING if day else _REVIEWED).in_language(language).format(day=day)
    paragraphs = [_FOUND.in_language(language).format(found=found), basis_of_commitment(language), closing]
    return matter.paper("违告", _SUSPECTED.in_language(language), paragraphs)


def found_outside(failures: Sequence[str], language: str) -> str:
    """Return which registrations were found not to be in the area, as a part of a sentence; nothing for none."""
    return _AND.in_language(language).join(_words(code, language) for code in failures)


def _words(code: str, language: str) -> str:
    words = WORDS[code]
    if language == "en":
        return f"this no longer holds: “{words.en}”"
    return words.unmet.replace("申请单位", "贵单位") if isinstance(words, Condition) else words.zh
