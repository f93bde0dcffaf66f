"""股权投资的活动签名。The names and types of the investment's own activities."""

from __future__ import annotations

from dataclasses import dataclass

CHECK_PROCEEDS = "check_proceeds"
LOOK_AT_PAYMENT = "look_at_payment"
OPEN_INVESTMENT = "open_investment"


@dataclass(frozen=True, slots=True)
class InvestmentParticulars:
    """The particulars of an investment that its workflow needs, beyond the state every case has.

    Attributes:
        cost_fen: What was invested for what is held still.
        due: What happens when its time has come; None while nothing does.
        is_checked: Whether the treasury is to be asked about what came in.
    """

    cost_fen: int = 0
    due: str | None = None
    is_checked: bool = False
