"""结算的活动签名。The names and types of the settlement's own activities, besides those of every payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

CHECK_REPAID = "check_repaid"
DRAFT_SETTLEMENTS = "draft_settlements"
LOOK_AT_RECLAIM = "look_at_reclaim"


@dataclass(frozen=True, slots=True)
class SettlementsDue:
    """An order to draft what platforms have to ask for.

    Attributes:
        at: The moment it is given.
    """

    at: datetime


@dataclass(frozen=True, slots=True)
class SettlementParticulars:
    """The particulars of a settlement that its workflow needs, beyond the state every case has.

    Attributes:
        amount_fen: What is paid.
        disbursement: State of the payment that is under way or paid, if any.
        is_checked: Whether the treasury is to be asked about what was paid back.
        owed_fen: What the platform owes of it.
    """

    amount_fen: int = 0
    disbursement: str | None = None
    is_checked: bool = False
    owed_fen: int = 0
