"""贷款登记的活动签名。The names and types of the loan's own activities."""

from __future__ import annotations

from dataclasses import dataclass

CONFIRM_LOAN = "confirm_loan"
LOOK_AT_LOAN = "look_at_loan"


@dataclass(frozen=True, slots=True)
class LoanParticulars:
    """The particulars of a loan, beyond the state every case has.

    Attributes:
        principal_fen: What was lent.
        until: Its last day whose interest counts, as YYYY-MM-DD.
        confirmed_by: Whether its bank or a second person confirmed it.
        bank_says: Where it stands by its bank's last word.
    """

    principal_fen: int = 0
    until: str = ""
    confirmed_by: str | None = None
    bank_says: str | None = None
