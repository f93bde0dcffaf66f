"""追回的活动签名。The names and types of the clawback's own activities."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

CHECK_RECEIPT = "check_receipt"


@dataclass(frozen=True, slots=True)
class ClawbackParticulars:
    """The particulars of a clawback that its workflow needs, beyond the state every case has.

    Attributes:
        amount_fen: What is demanded.
        repaid_fen: What of it was paid back.
        left_fen: What would settle it on `owed_on`, interest included.
        repayment: State of the repayment that is recorded and not booked yet, if any.
        overdue: Whether something is owed whose time, with the grace for recording it, is over.
        allotted: Whether something of a receipt that was recorded for another debt is set aside for this one.
        awaited_for: The id of the award, where its commitment binds, which looks at what is left once the clawback has ended.
        principal_left_fen: What of the principal its debtor has still to pay: what a bank has returned counts as repaid.
        interest_left_fen: What of the interest until that day, likewise.
        returned_fen: What a bank has returned of it and nobody has booked.
        freed: What the workflow of the demand is started with that a breach makes besides, since this one gave way; while only proposed.
        owed_on: The day it was reckoned to, the day of the last step.
        debarments: What the workflow of the debarment that follows is started with, while nothing of that is proposed yet.
        returned: The workflows of the payments a bank has returned and that waited for this demand, once it stands or came to nothing.
        ground_shrank: Whether it asks for more than the last look left, which is to be asked about now that nothing else is decided.
    """

    amount_fen: int = 0
    repaid_fen: int = 0
    left_fen: int = 0
    repayment: str | None = None
    overdue: bool = False
    allotted: bool = False
    awaited_for: str | None = None
    principal_left_fen: int = 0
    interest_left_fen: int = 0
    owed_on: str = ""
    debarments: list[dict[str, Any]] = field(default_factory=list)
    ground_shrank: bool = False
    returned: list[str] = field(default_factory=list)
    returned_fen: int = 0
    freed: list[dict[str, Any]] = field(default_factory=list)
