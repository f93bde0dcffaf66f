"""退缴过程文书。The papers of a demand on its way: it stands, is paid in parts, later or less, was not paid in time, is enforced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from policy.language.items import Item
from policy.letters.bodies import Bodies
from policy.letters.clawback_notice import CONTEST, NOTHING, Demand, basis_of_demand, how_to_answer
from policy.letters.matter import Matter, titled
from policy.letters.paper import Paper
from policy.letters.repaying import Due, listed, what_is_left, what_was_returned, what_was_set_off, where_to_pay
from policy.letters.wording import amount_in, amount_with_capitals
from policy.processes.clawback.came_back import CameBack
from policy.processes.clawback.owing import Owed
from policy.text import Text


class Turn(StrEnum):
    """What became of a demand."""

    ACCEPTED = "accepted"
    UNANSWERED = "unanswered"
    DISMISSED = "dismissed"
    REDUCED = "reduced"
    GRANTED = "granted"
    REFUSED = "refused"
    EXTENDED = "extended"
    LOWERED = "lowered"


_STANDS: Final = ("退定", Text("关于{title}支持资金退缴要求确定的通知书", "Notice that a demand to pay support back stands: {title}"))
_TITLES: Final[Mapping[Turn, tuple[str, Text]]] = {
    Turn.ACCEPTED: _STANDS,
    Turn.UNANSWERED: _STANDS,
    Turn.DISMISSED: _STANDS,
    Turn.REDUCED: _STANDS,
    Turn.GRANTED: ("退分", Text("关于准予分期退缴{title}支持资金的决定书", "Decision to grant instalments: {title}")),
    Turn.REFUSED: ("退分", Text("关于不准予分期退缴{title}支持资金的决定书", "Decision to refuse instalments: {title}")),
    Turn.EXTENDED: ("退延", Text("关于延长{title}支持资金退缴期限的通知书", "Notice of more time to pay support back: {title}")),
    Turn.LOWERED: ("退减", Text("关于调减{title}支持资金退缴金额的通知书", "Notice that less support is to be paid back: {title}")),
}
_TURNS: Final[Mapping[Turn, Text]] = {
    Turn.ACCEPTED: Text(
        "贵单位已同意退缴{title}支持资金（申请编号：{award}），应退缴{amount}。",
        "You have agreed to pay back {title} (application {award}). You are to pay {amount}.",
    ),
    Turn.UNANSWERED: Text(
        "我局已通知贵单位退缴{title}支持资金（申请编号：{award}），贵单位在答复期限内未答复，视为同意退缴，应退缴{amount}。",
        "You were told to pay back {title} (application {award}) and did not answer in time, which counts as your consent. "
        "You are to pay {amount}.",
    ),
    Turn.DISMISSED: Text(
        "贵单位就退缴{title}支持资金（申请编号：{award}）提出的陈述申辩，经审查不成立，退缴要求予以维持，应退缴{amount}。",
        "Your objection to paying back {title} (application {award}) was examined and dismissed; the demand stands. "
        "You are to pay {amount}.",
    ),
    Turn.REDUCED: Text(
        "贵单位就退缴{title}支持资金（申请编号：{award}）提出的陈述申辩，经审查部分成立，调减后应退缴{amount}。",
        "Your objection to paying back {title} (application {award}) was examined and upheld in part. You are to pay {amount} now.",
    ),
    Turn.GRANTED: Text(
        "贵单位申请分期退缴{title}支持资金（申请编号：{award}），经审查，准予分期。应退缴{amount}。",
        "You asked to pay back {title} (application {award}) in instalments; this is granted. You are to pay {amount}.",
    ),
    Turn.REFUSED: Text(
        "贵单位申请分期退缴{title}支持资金（申请编号：{award}），经审查，不准予分期。应退缴{amount}。",
        "You asked to pay back {title} (application {award}) in instalments; this is refused. You are to pay {amount}.",
    ),
    Turn.EXTENDED: Text(
        "贵单位退缴{title}支持资金（申请编号：{award}）已经逾期。经研究，同意延长退缴期限；延期前已经产生的逾期利息仍应缴纳。",
        "Paying back {title} (application {award}) is overdue. You are given more time; what lateness has cost so far is still owed.",
    ),
    Turn.LOWERED: Text(
        "经核实，要求贵单位退缴{title}支持资金（申请编号：{award}）的事由已减少。应退缴金额由{before}调减为{amount}。",
        "Less of what {title} (application {award}) is demanded back for is left. You are to pay {amount} instead of {before}.",
    ),
}
# With no rule on interest lateness has cost nothing.
_EXTENDED_FREE: Final = Text(
    "贵单位退缴{title}支持资金（申请编号：{award}）已经逾期。经研究，同意延长退缴期限。",
    "Paying back {title} (application {award}) is overdue. You are given more time.",
)
# Of what was paid back, interest alone lost its ground.
_FREED: Final = Text(
    "经核实，要求贵单位退缴{title}支持资金（申请编号：{award}）的事由已减少。贵单位已退缴{amount}，其中没有事由的部分不再计收利息。",
    "Less of what {title} (application {award}) was demanded back for is left. You have paid back {amount}; no interest is asked of the "
    "part that had no ground.",
)
_INTEREST_BACK: Final = Text(
    "已收取的逾期利息、加收款项中的{back}没有事由，应予退还；不抵作贵单位其他应退缴款项的，由我局办理退付。",
    "Of the late interest and surcharge that you have paid, {back} had no ground and are owed back to you; what counts towards nothing "
    "else that you owe is paid back by this department.",
)
_COUNTED: Final = Text("此前已退缴的款项计入上述金额。", "What you have paid already counts towards it.")
_AGAIN: Final = Text(
    "已退缴的资金不另行退还；{year}年度的上级资金可在年度上限内再次申领配套，按最近一次上级核对最高{amount}。",
    "What was paid back is not paid out; the upstream money of {year} may be claimed for once more under the maximum of the year: by the "
    "last look for {amount} at most.",
)
_PAID_BEFORE: Final = frozenset({Turn.GRANTED, Turn.REFUSED, Turn.LOWERED})
_REASON: Final = Text("理由：{reason}。", "The reason is: {reason}.")

# Whose refusal, or amount, is one that the enterprise had not agreed to.
_CONTESTED: Final = frozenset({Turn.DISMISSED, Turn.REDUCED, Turn.REFUSED, Turn.LOWERED})

_REMINDER_TITLE: Final = Text("关于退缴{title}支持资金的催告书", "Reminder to pay support back: {title}")
_OVERDUE: Final = Text(
    "贵单位应退缴{title}支持资金（申请编号：{award}），下列款项逾期未退缴：{parts}。",
    "You are to pay back {title} (application {award}). This is overdue: {parts}.",
)
_OVERDUE_PART: Final = Text("应于{day}前退缴的{amount}", "{amount} that were due by {day}")
_LATE_ALONE: Final = Text(
    "贵单位应退缴{title}支持资金（申请编号：{award}），退缴期限已过，款项尚未缴清。",
    "You are to pay back {title} (application {award}). It is overdue and not paid in full.",
)
_PAY_NOW: Final = Text(
    "请贵单位自收到本催告书之日起十日内（按工作日计算）将逾期款项退缴国库。期满仍未退缴的，我局可以依法申请人民法院强制执行。",
    "Please pay what is overdue to the treasury within ten working days of receiving this reminder. If it is not paid by then, this "
    "department may have the court enforce it.",
)
_HEARD: Final = Text(
    "贵单位对本催告书有异议的，可以向我局陈述和申辩。", "If you do not agree with this reminder, you may tell this department why."
)
_ENFORCED_TITLE: Final = Text(
    "关于申请人民法院强制执行{title}支持资金退缴的告知书", "Notice that paying support back is to be enforced: {title}"
)
_ENFORCED: Final = Text(
    "贵单位应退缴{title}支持资金（申请编号：{award}），经催告仍未缴清，我局已依法申请{court}强制执行。",
    "You are to pay back {title} (application {award}) and were reminded. As it is not paid in full, {court} was asked to enforce it.",
)
_COURT: Final = Text("人民法院", "the court")
_STILL: Final = Text("执行期间仍可以退缴，缴清后本案办结。", "It may still be paid; once all of it is, the case is closed.")


@dataclass(frozen=True, slots=True)
class Claimable:
    """A year of a matching project that may be claimed for once more.

    Attributes:
        year: The year of its upstream money.
        fen: What for at most, in fen.
    """

    year: int
    fen: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of a demand, and how it stands since.

    Attributes:
        turn: What happened.
        demand: What is demanded since, and by when it is paid.
        before_fen: What was demanded before, where it is less now.
        reason: Why, in the words of whoever decided it, where the enterprise reads that.
        owed: What would settle it on the day of the paper.
        returned: What a bank has returned by then.
        stands: Whether it stands: until it does, nothing is due.
        interest_back_fen: What was paid of interest, and of a surcharge, and had no ground: it is owed back.
        claimable_again: What the year of its upstream money may be claimed for once more; None where it may not.
    """

    turn: Turn
    demand: Demand
    before_fen: int | None = None
    reason: str = ""
    owed: Owed | None = None
    returned: CameBack = NOTHING
    stands: bool = True
    interest_back_fen: int = 0
    claimable_again: Claimable | None = None

    @property
    def is_covered(self) -> bool:
        """Whether what a bank has returned is all that is left of it, so that nothing is left to pay."""
        return self.owed is not None and self.owed.is_covered


def clawback_progress(item: Item, matter: Matter, progress: Progress, bodies: Bodies, language: str) -> Paper:
    """Return the paper that says what became of a demand, how much it is since, and by when it is to be paid."""
    (word, heading), demand, turn = _TITLES[progress.turn], progress.demand, progress.turn
    said = _EXTENDED_FREE if turn is Turn.EXTENDED and demand.repaying.late_rate is None else _TURNS[turn]
    freed = turn is Turn.LOWERED and progress.before_fen == demand.amount_fen
    words = {
        "title": titled(item, language),
        "award": demand.award,
        "amount": amount_with_capitals(language, demand.amount_fen) if freed else demand.amount(language),
        "before": amount_with_capitals(language, progress.before_fen or demand.amount_fen),
    }
    paragraphs = [
        (_FREED if freed else said).in_language(language).format(**words),
        *([_REASON.in_language(language).format(reason=progress.reason.rstrip("。."))] if progress.reason else []),
        *([_COUNTED.in_language(language)] if turn in _PAID_BEFORE and not freed else []),
        *_claimable_again(progress, language),
        *_interest_back(progress, language),
        *_returned(progress.owed, progress.returned, language),
        *_left(progress, language),
        basis_of_demand(item, demand.cause, language),
        *how_to_answer(demand.until, language, is_covered=progress.is_covered),
        *_paying(progress, matter, bodies, language),
        *([CONTEST.in_language(language).format(remedies=bodies.remedies(language))] if turn in _CONTESTED else []),
    ]
    return matter.paper(word, heading.in_language(language).format(title=words["title"]), paragraphs)


def _claimable_again(progress: Progress, language: str) -> list[str]:
    if progress.claimable_again is None:
        return []
    year, fen = progress.claimable_again.year, progress.claimable_again.fen
    return [_AGAIN.in_language(language).format(year=year, amount=amount_in(language, fen))]


def _interest_back(progress: Progress, language: str) -> list[str]:
    back = amount_with_capitals(language, progress.interest_back_fen)
    return [_INTEREST_BACK.in_language(language).format(back=back)] if progress.interest_back_fen else []


def _returned(owed: Owed | None, returned: CameBack, language: str) -> list[str]:
    if owed is None:
        return []
    # What of it counts here is part of what is owed.
    return what_was_returned(replace(returned, counted_fen=owed.returned_fen), owed.principal_fen, language) + what_was_set_off(
        owed, language
    )


def _left(progress: Progress, language: str) -> list[str]:
    owed = progress.owed
    says = owed is not None and owed.left_fen and (owed.interest_fen or progress.turn is Turn.EXTENDED)
    return [what_is_left(owed, language)] if owed is not None and says else []


def _paying(progress: Progress, matter: Matter, bodies: Bodies, language: str) -> Sequence[str]:
    """Return how it is paid; everything may have been paid already of what a demand was lowered to, or be returned by a bank."""
    if progress.is_covered:
        return []
    if progress.turn is Turn.LOWERED and progress.stands and not progress.demand.repaying.dues:
        return []
    return progress.demand.repaying.paragraphs(matter, bodies, language)


def reminder(item: Item, matter: Matter, demand: Demand, overdue: Sequence[Due], owed: Owed | None, bodies: Bodies, language: str) -> Paper:
    """Return the paper that presses for what was not paid in time (催告), before a court is asked."""
    title = titled(item, language)
    said = _OVERDUE if overdue else _LATE_ALONE
    paragraphs = [
        said.in_language(language).format(title=title, award=demand.award, parts=listed(_OVERDUE_PART, overdue, language)),
        *_returned(owed, NOTHING, language),
        *([what_is_left(owed, language)] if owed else []),
        *demand.repaying.interest(language),
        basis_of_demand(item, demand.cause, language),
        _PAY_NOW.in_language(language),
        where_to_pay(matter, bodies, language),
        _HEARD.in_language(language),
    ]
    return matter.paper("退催", _REMINDER_TITLE.in_language(language).format(title=title), paragraphs)


def enforcement(item: Item, matter: Matter, demand: Demand, court: str, owed: Owed | None, bodies: Bodies, language: str) -> Paper:
    """Return the paper that tells an enterprise that a court was asked to enforce a demand."""
    title = titled(item, language)
    paragraphs = [
        _ENFORCED.in_language(language).format(title=title, award=demand.award, court=court or _COURT.in_language(language)),
        *([what_is_left(owed, language)] if owed else []),
        *demand.repaying.interest(language),
        basis_of_demand(item, demand.cause, language),
        _STILL.in_language(language),
        where_to_pay(matter, bodies, language),
    ]
    return matter.paper("退执", _ENFORCED_TITLE.in_language(language).format(title=title), paragraphs)
