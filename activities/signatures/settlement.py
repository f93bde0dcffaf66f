"""结算的活动签名。The types of the settlement's own activities: it has none but those of every payment."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SettlementParticulars:
    """The particulars of a settlement that its workflow needs, beyond the state every case has.

    Attributes:
        amount_fen: What is paid.
        disbursement: State of the payment that is under way or paid, if any.
    """

    amount_fen: int = 0
    disbursement: str | None = None
