"""违反承诺告知书。The papers of a breach of the commitment to stay: what was found, what may follow and how to answer; that it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.letters.bodies import Bodies
from policy.letters.matter import Cited, Matter, basis_of_commitment, takes_place_of
from policy.letters.paper import Paper
from policy.letters.wording import day_in
from policy.opinions_2022_8.general_terms import WORDS
from policy.processes.commitment.terms import FILING_KINDS
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
_LATE: Final = Text(
    "贵单位备案的变动（{kind}）发生日期为{planned}，备案于{received}收到，未在变动发生前备案",
    "the change ({kind}) of {planned} was filed on {received}, not before it happened",
)
_AWARDS: Final = Text("本事项涉及贵单位获得的支持资金，申请编号为{awards}。", "It concerns the support you got by: {awards}.")
_MAY_FOLLOW: Final = Text(
    "如经审查认定违反承诺，将按贵单位签署的承诺的约定要求退回资金；承诺未约定退回的，不要求退回。",
    "If it is found that you broke it, money may be asked back by the terms you signed; where they agree on no repayment, none is.",
)
_FOLLOWS: Final = Text(
    "本认定生效后，按贵单位签署的承诺的约定应退回资金的，退缴事项另行通知。",
    "Once the finding is final, a notice to pay follows for what has to be repaid by the terms you signed.",
)
_HEARING: Final = Text(
    "贵单位有权陈述和申辩，请在{day}前通过本系统提交书面意见；逾期未提交的，不影响继续办理。审查期间暂不给予新的支持。",
    "You may comment: please send your statement through this system by {day}; silence does not stop it. New awards wait meanwhile.",
)
_REVIEWED: Final = Text("该事项正在审查，审查期间暂不给予新的支持。", "It is being reviewed; new awards wait meanwhile.")
_RECONSIDER: Final = Text(
    "如对本认定有异议，可以在{day}前申请复核，以一次为限；也可以{remedies}。",
    "If you do not agree, you may ask once for reconsideration by {day}; you may also {remedies}.",
)
_CONTEST: Final = Text("如不服本认定，可以{remedies}。", "If you do not accept it, you may {remedies}.")
_AND: Final = Text("、", " and ")


@dataclass(frozen=True, slots=True)
class FiledLate:
    """A change that was not filed before it happened.

    Attributes:
        kind: What changes, by its code.
        planned_on: Its day.
        received_on: When the filing was received.
    """

    kind: str
    planned_on: date
    received_on: date


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A suspected breach.

    Attributes:
        found: What it was found by: the registrations that were not found, by their codes, or a change that was filed late.
        awards: The numbers of the applications whose awards the commitment was signed for; none where that was not kept.
        upheld: Whether it was found to stand.
        until: The day by which the enterprise may comment, or ask for reconsideration.
        replaces: The finding of the same breach that this one takes the place of, where it was decided again.
    """

    found: Sequence[str] | FiledLate
    awards: Sequence[str]
    upheld: bool
    until: date | None
    replaces: Cited | None = None


def breach_notice(matter: Matter, suspicion: Suspicion, bodies: Bodies, language: str) -> Paper:
    """Return the paper of a breach, suspected or found."""
    day = day_in(language, suspicion.until) if suspicion.until else ""
    if suspicion.upheld:
        found, follows, closing = _UPHELD, _FOLLOWS, _RECONSIDER if day else _CONTEST
    else:
        found, follows, closing = _FOUND, _MAY_FOLLOW, _HEARING if day else _REVIEWED
    paragraphs = [
        found.in_language(language).format(found=what_was_found(suspicion.found, language)),
        *concerned(suspicion.awards, language),
        *takes_place_of(suspicion.replaces, language),
        follows.in_language(language),
        basis_of_commitment(language),
        closing.in_language(language).format(day=day, remedies=bodies.remedies(language)),
    ]
    word, title = ("违认", _STANDS) if suspicion.upheld else ("违告", _SUSPECTED)
    return matter.paper(word, title.in_language(language), paragraphs)


def concerned(awards: Sequence[str], language: str) -> list[str]:
    """Return the sentence that names the awards a breach concerns; none where an older case did not keep them."""
    return [_AWARDS.in_language(language).format(awards=("、" if language != "en" else ", ").join(awards))] if awards else []


def what_was_found(found: Sequence[str] | FiledLate, language: str) -> str:
    """Return what a breach was found by, as a part of a sentence."""
    if not isinstance(found, FiledLate):
        return found_outside(found, language)
    return _LATE.in_language(language).format(
        kind=FILING_KINDS[found.kind].in_language(language),
        planned=day_in(language, found.planned_on),
        received=day_in(language, found.received_on),
    )


def found_outside(failures: Sequence[str], language: str) -> str:
    """Return which registrations were found not to be in the area, as a part of a sentence."""
    return _AND.in_language(language).join(_words(code, language) for code in failures)


def _words(code: str, language: str) -> str:
    words = WORDS[code]
    if language == "en":
        return f"this no longer holds: “{words.en}”"
    return words.unmet.replace("申请单位", "贵单位") if isinstance(words, Condition) else words.zh
