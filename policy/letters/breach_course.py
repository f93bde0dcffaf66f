"""违反承诺审查文书。The papers of a breach on its way: a remedy that is ordered, a finding that is confirmed, and that it was let go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.letters.bodies import Bodies
from policy.letters.breach_notice import FiledLate, concerned, what_was_found
from policy.letters.filing_receipt import Filing, answer_of
from policy.letters.matter import Cited, Matter, basis_of_commitment
from policy.letters.paper import Paper
from policy.letters.wording import day_in
from policy.processes.commitment.states import FilingState
from policy.text import Text

_ORDERED_TITLE: Final = Text("关于持续经营承诺履行情况的限期整改通知书", "Order to remedy a breach of the commitment to stay")
_ORDERED: Final = Text(
    "经查，{found}，涉嫌违反贵单位签署的持续经营承诺。经审查，责令限期整改。整改理由和要求：{reason}。",
    "We found that {found}, which may break the commitment to stay that you signed. You are to remedy it. What and why: {reason}.",
)
_REMEDY_BY: Final = Text(
    "请在{day}前完成整改，并通过本系统报告整改情况。整改合格的，审查就此终结；逾期未报告或者整改不合格的，将依法作出是否违反承诺的认定。",
    "Please remedy it by {day} and report through this system. If it is remedied, the review ends; if nothing is reported in time or it is "
    "not remedied, it is decided whether you broke the commitment.",
)
_CONFIRMED_TITLE: Final = Text("关于违反持续经营承诺认定的复核意见书", "Notice of reconsideration: breach of the commitment to stay")
_CONFIRMED: Final = Text(
    "贵单位对{upheld}申请复核。经复核，{found}，违反承诺的认定成立，予以维持。",
    "You asked for reconsideration of {upheld}. On reconsideration the finding stands: {found}.",
)
_UPHELD_REASON: Final = Text("维持认定的理由：{reason}。", "The reason why it stands is: {reason}.")
_FOLLOWS: Final = Text(
    "按贵单位签署的承诺的约定应退回资金的，退缴事项另行通知。",
    "A notice to pay follows for what has to be repaid by the terms you signed.",
)
_FINAL: Final = Text(
    "本复核意见为我局最终处理意见。如不服，可依法申请行政复议或者提起行政诉讼：{remedies}。",
    "This is the department's last word on it. If you do not accept it, you may {remedies}.",
)
_CLOSED_TITLE: Final = Text("关于持续经营承诺审查的结案告知书", "Notice that a suspected breach of the commitment to stay was let go")
_SUSPECTED: Final = Text(
    "我局以{letter}告知贵单位涉嫌违反持续经营承诺：{found}。",
    "By {letter} you were told that you may have broken the commitment to stay: it was found that {found}.",
)
_OUTCOMES: Final[Mapping[str, Text]] = {
    "unfounded": Text("经审查，上述情况不构成违反承诺。", "On review this breaks no commitment."),
    "remedied": Text("经核查，贵单位已按要求完成整改，不认定违反承诺。", "It was remedied as ordered, and no breach is found."),
    "dismissed": Text("经审查，不认定贵单位违反承诺。", "On review no breach is found."),
    "overturned": Text("经复核，撤销{upheld}，不认定贵单位违反承诺。", "On reconsideration {upheld} is revoked, and no breach is found."),
}
_REASON: Final = Text("理由：{reason}。", "The reason is: {reason}.")
_FILED: Final = Text(
    "贵单位于{filed}提交的变动备案（{kind}，变动日期为{planned}）一并答复如下：{answer}",
    "The change you filed on {filed} ({kind}, of {planned}) is answered with it. {answer}",
)
_NOTHING_ASKED: Final = Text(
    "本案就此结案，不因本案要求贵单位退回资金或者办理其他事项，因本案暂缓的支持事项恢复办理。",
    "The case is closed. Nothing is asked of you for it, no money is to be repaid, and what waited for it goes on.",
)
_STILL_BOUND: Final = Text("结案不改变贵单位所签承诺的效力。", "The commitments you signed bind as they did.")
_ENDING: Final = frozenset({FilingState.APPROVED_WITHOUT_REPAYMENT, FilingState.APPROVED_WITH_REPAYMENT})
_CLOSED: Final = Text("本案就此结案，因本案暂缓的支持事项恢复办理。", "The case is closed, and what waited for it goes on.")


@dataclass(frozen=True, slots=True)
class Course:
    """A breach, and what became of it.

    Attributes:
        found: What it was found by: the registrations that were not found, by their codes, or a change that was filed late.
        awards: The numbers of the applications whose awards the commitment was signed for; none where that was not kept.
        reason: Why it was decided so, in the words of whoever decided.
        suspected: The letter that told the enterprise of it.
        upheld: The letter that found it to stand, where one did.
    """

    found: Sequence[str] | FiledLate
    awards: Sequence[str]
    reason: str
    suspected: Cited
    upheld: Cited | None = None


def remedy_ordered(matter: Matter, course: Course, until: date | None, language: str) -> Paper:
    """Return the paper that gives an enterprise time to remedy what was found."""
    said = _ORDERED.in_language(language).format(found=what_was_found(course.found, language), reason=_plain(course.reason))
    paragraphs = [
        said,
        *concerned(course.awards, language),
        *([_REMEDY_BY.in_language(language).format(day=day_in(language, until))] if until else []),
        basis_of_commitment(language),
    ]
    return matter.paper("违改", _ORDERED_TITLE.in_language(language), paragraphs)


def breach_confirmed(matter: Matter, course: Course, bodies: Bodies, language: str) -> Paper:
    """Return the paper that a finding stands on reconsideration."""
    paragraphs = [
        _CONFIRMED.in_language(language).format(upheld=_upheld(course, language), found=what_was_found(course.found, language)),
        *([_UPHELD_REASON.in_language(language).format(reason=_plain(course.reason))] if course.reason else []),
        *concerned(course.awards, language),
        _FOLLOWS.in_language(language),
        basis_of_commitment(language),
        _FINAL.in_language(language).format(remedies=bodies.remedies(language)),
    ]
    return matter.paper("违复", _CONFIRMED_TITLE.in_language(language), paragraphs)


def breach_closed(matter: Matter, course: Course, outcome: str, filings: Sequence[Filing], language: str) -> Paper:
    """Return the paper that a breach was let go: what it was about, why, and that nothing is asked.

    Args:
        matter: The breach.
        course: What it was found by.
        outcome: "unfounded", "remedied", "dismissed" or "overturned".
        filings: The filings that are answered with it.
        language: "zh" or "en".
    """
    found, letter = what_was_found(course.found, language), course.suspected.written(language)
    answers = {FilingState(filing.state) for filing in filings}
    ends = [_CLOSED] if FilingState.APPROVED_WITH_REPAYMENT in answers else [_NOTHING_ASKED]
    # What is answered with it may end them.
    ends += [] if answers & _ENDING else [_STILL_BOUND]
    paragraphs = [
        _SUSPECTED.in_language(language).format(found=found, letter=letter),
        *concerned(course.awards, language),
        _OUTCOMES[outcome].in_language(language).format(upheld=_upheld(course, language)),
        *([_REASON.in_language(language).format(reason=_plain(course.reason))] if course.reason else []),
        *(_answered(filing, language) for filing in filings),
        ("" if language != "en" else " ").join(said.in_language(language) for said in ends),
        basis_of_commitment(language),
    ]
    return matter.paper("违结", _CLOSED_TITLE.in_language(language), paragraphs)


def _answered(filing: Filing, language: str) -> str:
    return _FILED.in_language(language).format(
        filed=day_in(language, filing.received_on),
        kind=filing.named(language),
        planned=day_in(language, filing.planned_on),
        answer=answer_of(filing, language),
    )


def _upheld(course: Course, language: str) -> str:
    return course.upheld.written(language) if course.upheld else ""


def _plain(said: str) -> str:
    return said.rstrip("。.")
