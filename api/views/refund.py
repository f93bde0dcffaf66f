"""退付的呈现。Where a refund stands: of which receipt, to whom, how it ended, and what it waits for."""

from __future__ import annotations

from typing import Any

from api.schemas.base import Words
from api.schemas.refund import PaymentShown, RefundInFull
from api.views import case as case_views
from api.web.permissions import found
from models.queries import audit_event as audit_events
from models.queries import case
from models.queries import disbursement as disbursements
from models.queries import receipt as receipts
from models.queries import task as tasks
from models.session import Session
from models.tables import AuditEvent, Refund, Task
from policy.actors import Actor, Role
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.refund.told import comes_next


def brief(row: Refund) -> dict[str, Any]:
    """Return the fields of a refund for a list."""
    own = ("receipt_id", "amount_fen", "paid_fen", "payer_uscc", "payer_name")
    return case_views.case_fields(row) | {name: getattr(row, name) for name in own}


async def in_full(session: Session, row: Refund, actor: Actor) -> RefundInFull:
    """Return a refund as its reader may know it: of what is only proposed its payer is told nothing."""
    receipt, told = found(await receipts.find(session, row.receipt_id)), actor.is_a(Role.APPLICANT)
    last, waiting = await audit_events.last(session, row.id), list(await tasks.open_of(session, row.id))
    said = comes_next(last.event, last.detail.get("findings", ()), told=told) if last else None
    if last is not None and last.event == DisbursementEvent.PAYMENT_KEPT and not told:
        waiting += await _of_others(session, last)
    return RefundInFull.model_validate(
        brief(row)
        | case_views.standing(row, waiting)
        | ({"next_step": Words.of(said)} if said else {})
        | {
            "reference": receipt.reference,
            "received_on": receipt.received_on,
            "payments": [PaymentShown.model_validate(payment) for payment in await disbursements.of_case(session, row.id)],
        }
    )


async def _of_others(session: Session, kept: AuditEvent) -> list[Task]:
    """Return the open tasks in which that is decided which a refund waits for."""
    numbers = [number for one in kept.detail.get("findings", ()) for number in (*one.get("clawbacks", ()), *one.get("debarments", ()))]
    others = [await case.find_any(session, number) for number in numbers]
    return [task for other in others if other is not None for task in await tasks.open_of(session, other.id)]
