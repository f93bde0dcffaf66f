"""尚欠。What would settle a debt on a day: the principal that is left, and its interest, reckoned once on the debt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from policy.days import in_chinese
from policy.money import Rate, in_yuan
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
    "该款项已由银行退回国库，抵作退缴，无需另行退缴，无需答复",
    "the bank has returned all of it, which counts as repaid: there is nothing to pay and nothing to answer",
)
LATE_INTEREST: Final = Text("逾期利息", "late interest")
WITH_SURCHARGE: Final = Text("逾期利息及加收款项", "late interest and surcharge")


@dataclass(frozen=True, slots=True)
class Owed:
    """What would settle a debt on a day: money that comes in on that day and is as much pays all of it.

    Attributes:
        on: The day it is reckoned to, that day included.
        principal_fen: What is left of what is demanded.
        interest_fen: What is left of the interest until that day, also that which still runs, and of the surcharge.
        surcharged: Whether a rule has something owed on top, which counts as interest does.
        returned_fen: What a bank has returned and is not booked yet: it counts as repaid, and is no part of what is left.
    """

    on: date
    principal_fen: int
    interest_fen: int
    surcharged: bool = False
    returned_fen: int = 0

    def less(self, returned_fen: int) -> Owed:
        """Return what is left of it once what a bank has returned is booked: as much of it as is principal."""
        counted_fen = min(self.principal_fen, returned_fen)
        return replace(self, principal_fen=self.principal_fen - counted_fen, returned_fen=counted_fen)

    @property
    def left_fen(self) -> int:
        """What settles it, in fen."""
        return self.principal_fen + self.interest_fen

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
class Account:
    """What a debt comes to but for time.

    Attributes:
        principal_fen: What is left of what is demanded.
        late_fen_days: What came in late before, times days.
        interest_repaid_fen: Interest that is paid.
        late_rate: Interest a day; None while no rule says so.
        surcharge_fen: What is owed on top, as interest is; nothing before the demand stands.
    """

    principal_fen: int
    late_fen_days: int
    interest_repaid_fen: int
    late_rate: Rate | None
    surcharge_fen: int = 0

    def owed(self, on: date, dues: Sequence[Due]) -> Owed:
        """Return what settles the debt on a day.

        Args:
            on: The day.
            dues: What is left of each instalment, with the days it is late on that day.
        """
        running = sum(due.left_fen * max(due.days_late, 0) for due in dues)
        interest_fen = self.surcharge_fen + late_interest(self.late_fen_days + running, self.late_rate) - self.interest_repaid_fen
        return Owed(on, self.principal_fen, interest_fen, surcharged=self.surcharge_fen > 0)


def said_at_serving(amount_fen: int, returned_fen: int) -> Text:
    """Return what a debtor is asked for when a demand is served, as a part of a sentence of a message.

    Args:
        amount_fen: What is demanded.
        returned_fen: What of it a bank has returned already.
    """
    if not returned_fen:
        return _ASKED
    if returned_fen >= amount_fen:
        return _COVERED
    returned, left = in_yuan(returned_fen), in_yuan(amount_fen - returned_fen)
    return Text(
        _RETURNED.zh.format(returned=returned.zh, left=left.zh, asked=_ASKED.zh),
        _RETURNED.en.format(returned=returned.en, left=left.en, asked=_ASKED.en),
    )
