"""分期拨付的活动签名。The names and types of the instalment's own activities."""

from __future__ import annotations

from dataclasses import dataclass

PAY_PART = "pay_part"


@dataclass(frozen=True, slots=True)
class InstalmentParticulars:
    """The particulars of an instalment that its workflow needs, beyond the state every case has.

    Attributes:
        amount_fen: What it comes to, in fen.
        disbursement: State of its payment that is under way or paid, if any.
    """

    amount_fen: int = 0
    disbursement: str | None = None
