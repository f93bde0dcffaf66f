"""退付的活动签名。The types of the refund's own activities: it has none but those of every payment."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefundParticulars:
    """The particulars of a refund that its workflow needs, beyond the state every case has.

    Attributes:
        amount_fen: What is paid back.
        disbursement: State of the payment that is under way or paid, if any.
    """

    amount_fen: int = 0
    disbursement: str | None = None
