"""尚欠。What would settle a debt on a day: the principal that is left, and its interest, reckoned once on the debt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from policy.days import in_chinese
from policy.money import Rate, in_yuan
from policy.processes.clawback.came_back import CameBack
from policy.processes.clawback.lifecycle import PAYING, Stage
from policy.processes.clawback.repayment import Due, late_interest
from policy.text import Text

_SAID: Final = Text(
    "截至{day}尚欠{left}，其中本金{principal}、{interest_of}{interest}",
    "by {day} {left} are owed: {principal} of principal, {interest} of {interest_of}",
)
_ASKED: Final = Text("可在期限内同意退缴、提出申辩或者申请分期退缴", "accept, object or ask for instalments in time")
_RETURNED: Final = Text(
    "其中{returned}已由银行退回国库，抵作退缴，尚须退缴{left}；{asked}",
    "the bank has returned {returned} of it, which counts as repaid, and {left} are left to pay; {asked}",
)
_COVERED: Final = Text(
    "该款项已由银行退回国库，退缴确定的抵作退缴，无需另行退缴；有异议的，可在期限内提出申辩，逾期未答复的，视为同意",
    "the bank has returned all of it, which counts as repaid once the demand stands: there is nothing to pay; you may object in time, and "
    "silence lets the demand stand",
)
_REST: Final = Text(
    "；退回款项的其余{rest}，不抵作其他应退缴款项的，退还贵单位", "; the rest, {rest}, comes back to you unless it counts elsewhere"
)
_SET_OFF_FIRST: Final = Text(
    "；国库现有应退还贵单位的{amount}，退缴确定后先行抵作退缴，只需退缴余额",
    "; {amount} that the treasury owes back to you count as repaid first once the demand stands, and only the rest is to be paid",
)
PAY_IN_TIME: Final = Text("请按期退缴", "please pay in time")
PAY_AT_ONCE: Final = Text("请一次退缴", "please pay at once")
NOTHING_TO_PAY: Final = Text(
    "国库已有的款项抵作退缴，无需另行退缴，待入账后办结",
    "what the treasury has already pays all of it: there is nothing to pay, and it is settled once that is booked",
)
PAY_NOW: Final = Text("请立即退缴", "please pay now")
_PAY_WHAT_IS_LATE: Final = Text(
    "已到期的{late}请立即退缴，其余按期退缴", "{late} of that are due: please pay them now, and the rest in time"
)
REPAID: Final = Text("退缴资金已收到", "a repayment was received")
COUNTED: Final = Text("款项（{reference}）中的{amount}已抵作退缴", "{amount} of {reference} were counted as repaid")
NOT_NEEDED: Final = Text("此前预留抵缴的款项已不再需要", "what was set aside for it is not needed any more")
LATE_INTEREST: Final = Text("逾期利息", "late interest")
WITH_SURCHARGE: Final = Text("逾期利息及加收款项", "late interest and surcharge")

_SETTLES: Final = Text(
    "无需退缴：国库已有的款项抵作退缴，待入账后办结。",
    "Nothing is to be paid: what the treasury has already pays all of it, and it is settled once that is booked.",
)
_MAY_OBJECT: Final = Text(
    "银行退回的款项足以抵作退缴，无需另行退缴；有异议的，请在期限内提出申辩，逾期未答复的，视为同意。",
    "What the bank returned pays all of it: nothing is to be paid. You may object in time; silence lets the demand stand.",
)


def next_if_covered(stage: str) -> Text | None:
    """Return what comes next of a demand of which a bank has returned all that is left; None where its stage says so itself."""
    return _MAY_OBJECT if stage == Stage.NOTICED else _SETTLES if stage in PAYING else None


@dataclass(frozen=True, slots=True)
class Owed:
    """What would settle a debt on a day: money that comes in on that day and is as much pays all of it.

    Attributes:
        on: The day it is reckoned to, that day included.
        principal_fen: What is left of what is demanded.
        interest_fen: What is left of the interest until that day, also that which still runs, and of the surcharge.
        surcharged: Whether a rule has something owed on top, which counts as interest does.
        returned_fen: What a bank has returned and is not booked yet: it counts as repaid, and is no part of what is left.
        set_off_fen: What is set aside for it of other money of its debtor's and is not booked yet: no part of what is left either.
        surcharge_fen: What of the interest is surcharge, which is paid last.
    """

    on: date
    principal_fen: int
    interest_fen: int
    surcharged: bool = False
    returned_fen: int = 0
    set_off_fen: int = 0
    surcharge_fen: int = 0

    def besides(self, set_off_fen: int) -> Owed:
        """Return what is left besides so much that is set aside for it: it pays the principal first."""
        principal_fen = max(self.principal_fen - set_off_fen, 0)
        interest_fen = self.interest_fen - min(set_off_fen - (self.principal_fen - principal_fen), self.interest_fen)
        surcharge_fen = min(self.surcharge_fen, interest_fen)
        return replace(self, principal_fen=principal_fen, interest_fen=interest_fen, set_off_fen=set_off_fen, surcharge_fen=surcharge_fen)

    @property
    def left_fen(self) -> int:
        """What settles it, in fen."""
        return self.principal_fen + self.interest_fen

    @property
    def is_covered(self) -> bool:
        """Whether what the treasury has already is all that is left of it: nobody pays anything, and it ends once that is booked."""
        return self.returned_fen + self.set_off_fen > 0 and self.left_fen == 0

    @property
    def interest_of(self) -> Text:
        """What its interest is called."""
        return WITH_SURCHARGE if self.surcharged else LATE_INTEREST

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON: each amount by itself, the sum, and the day."""
        return {
            "principal_left_fen": self.principal_fen,
            "interest_left_fen": self.interest_fen,
            "left_fen": self.left_fen,
            "owed_on": self.on.isoformat(),
        }

    def said(self) -> Text:
        """Return it as a part of a sentence of a message."""
        amounts = {"principal": in_yuan(self.principal_fen), "interest": in_yuan(self.interest_fen), "left": in_yuan(self.left_fen)}
        zh, en = ({name: amount.in_language(language) for name, amount in amounts.items()} for language in ("zh", "en"))
        return Text(
            _SAID.zh.format(day=in_chinese(self.on), interest_of=self.interest_of.zh, **zh),
            _SAID.en.format(day=self.on, interest_of=self.interest_of.en, **en),
        )


@dataclass(frozen=True, slots=True)
class DueBy:
    """What is left to pay of a debt by a day.

    Attributes:
        on: The last day that is in time.
        principal_fen: Of the principal.
        surcharge_fen: Of the surcharge.
        interest_fen: Of the late interest until today, which nobody owed by then where the day is over.
    """

    on: date
    principal_fen: int
    surcharge_fen: int = 0
    interest_fen: int = 0

    @property
    def asked_fen(self) -> int:
        """What was asked for by then."""
        return self.principal_fen + self.surcharge_fen

    @property
    def left_fen(self) -> int:
        """What pays all of it today."""
        return self.asked_fen + self.interest_fen


def due_by(owed: Owed, parts: Sequence[tuple[date, int]]) -> list[DueBy]:
    """Return what is left to pay by the day of each part: what the treasury has already pays what is due first.

    What is owed on top is due with the last part, for what comes in pays the principal before it.

    Args:
        owed: What would settle the debt.
        parts: What is left of each part of its principal, in fen, the one due first coming first.
    """
    left = besides([fen for _, fen in parts], owed.returned_fen + owed.set_off_fen)
    found = [DueBy(on, left_fen) for (on, _), left_fen in zip(parts, left, strict=True)]
    last = replace(found[-1], surcharge_fen=owed.surcharge_fen, interest_fen=owed.interest_fen - owed.surcharge_fen)
    return [*found[:-1], last]


@dataclass(frozen=True, slots=True)
class Account:
    """What a debt comes to but for time.

    Attributes:
        principal_fen: What is left of what is demanded.
        late_fen_days: What came in late before, times days.
        interest_repaid_fen: Interest that is paid.
        late_rate: Interest a day; None while no rule says so.
        surcharge_fen: What is owed on top, as interest is; nothing before the demand stands, or of what a bank has returned.
        returned_fen: What of the principal a bank has returned and nobody has booked: it never arrived, and no interest runs of it.
    """

    principal_fen: int
    late_fen_days: int
    interest_repaid_fen: int
    late_rate: Rate | None
    surcharge_fen: int = 0
    returned_fen: int = 0

    def owed(self, on: date, dues: Sequence[Due]) -> Owed:
        """Return what settles the debt on a day.

        Args:
            on: The day.
            dues: What is left of each instalment, with the days it is late on that day.
        """
        left = besides([due.left_fen for due in dues], self.returned_fen)
        running = sum(left_fen * max(due.days_late, 0) for left_fen, due in zip(left, dues, strict=True))
        interest_fen = max(self.surcharge_fen + late_interest(self.late_fen_days + running, self.late_rate) - self.interest_repaid_fen, 0)
        principal_fen = self.principal_fen - self.returned_fen
        surcharge_fen = min(self.surcharge_fen, interest_fen)
        return Owed(on, principal_fen, interest_fen, self.surcharge_fen > 0, returned_fen=self.returned_fen, surcharge_fen=surcharge_fen)


def besides(parts: Sequence[int], returned_fen: int) -> list[int]:
    """Return what is left of each part of a debt, in fen, besides what a bank has returned, which counts towards what is due first."""
    left = []
    for fen in parts:
        counted_fen = min(fen, returned_fen)
        returned_fen -= counted_fen
        left.append(fen - counted_fen)
    return left


def asked_when_late(late_fen: int, left_fen: int) -> Text:
    """Return what a debtor that missed a payment is asked to pay, as a part of a sentence: no instalment that is not due yet.

    Args:
        late_fen: What is due.
        left_fen: What would settle all of it.
    """
    if late_fen >= left_fen:
        return PAY_NOW
    late = in_yuan(late_fen)
    return Text(_PAY_WHAT_IS_LATE.zh.format(late=late.zh), _PAY_WHAT_IS_LATE.en.format(late=late.en))


def said_at_serving(amount_fen: int, back: CameBack, owed_back_fen: int = 0) -> Text:
    """Return what a debtor is asked for when a demand is served, as a part of a sentence of a message.

    Args:
        amount_fen: What is demanded.
        back: What a bank has returned already.
        owed_back_fen: What the treasury owes back to the debtor, which pays of it first once it stands.
    """
    set_off = in_yuan(owed_back_fen)
    first = (
        Text(_SET_OFF_FIRST.zh.format(amount=set_off.zh), _SET_OFF_FIRST.en.format(amount=set_off.en))
        if owed_back_fen and back.counted_fen < amount_fen
        else Text("", "")
    )
    if not back.counted_fen:
        return Text(_ASKED.zh + first.zh, _ASKED.en + first.en)
    returned, left, rest = in_yuan(back.counted_fen), in_yuan(amount_fen - back.counted_fen), in_yuan(back.rest_fen)
    said = _COVERED if back.counted_fen >= amount_fen else _RETURNED
    zh = said.zh.format(returned=returned.zh, left=left.zh, asked=_ASKED.zh) + first.zh
    en = said.en.format(returned=returned.en, left=left.en, asked=_ASKED.en) + first.en
    return Text(zh + _REST.zh.format(rest=rest.zh), en + _REST.en.format(rest=rest.en)) if back.rest_fen else Text(zh, en)
