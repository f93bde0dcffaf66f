"""追回的细节。The particulars of a clawback that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.case_start import start_of
from activities.case.context import TransitionContext
from activities.clawback.money import left_today, overdue, owed_today, unpaid
from activities.signatures.clawback import ClawbackParticulars
from models.queries import clawback as clawbacks
from models.queries import commitment as commitments
from models.queries import debarment as debarments
from models.queries import receipt as receipts
from models.queries import returned
from models.tables import Clawback
from policy.processes.clawback.lifecycle import CONTESTABLE, PAYING, Stage
from policy.processes.debarment.lifecycle import CAUSES
from policy.processes.debarment.lifecycle import Stage as Debarring


async def clawback(context: TransitionContext[Clawback]) -> dict[str, Any]:
    """Return the particulars of a clawback."""
    row = context.case
    repayment = await clawbacks.in_flight(context.session, row.id)
    # What is owed on top is due with the last of the principal: arrears of that are not cleared before it is paid.
    late = bool(await overdue(context)) or (row.interest_owed_fen > 0 and not await unpaid(context, row))
    allotted = bool(await receipts.allotted_to(context.session, row.id))
    state = repayment.state if repayment else None
    _, bound_by = await commitments.holding(context.session, row.application_id)
    awaited_for = str(row.application_id) if bound_by else None
    debarment = await debarments.of_clawback(context.session, row.id) if row.cause in CAUSES else None
    begun = [asdict(await start_of(context.session, debarment))] if debarment and debarment.stage == Debarring.PROPOSAL else []
    owed, left = await owed_today(context), await left_today(context)
    return asdict(
        ClawbackParticulars(
            row.amount_fen,
            row.repaid_fen,
            owed.left_fen,
            state,
            late,
            allotted,
            awaited_for,
            principal_left_fen=left.principal_fen,
            interest_left_fen=left.interest_fen,
            returned_fen=left.returned_fen,
            owed_on=owed.on.isoformat(),
            debarments=begun,
            freed=await _freed(context),
            returned=[] if row.stage in CONTESTABLE else await returned.waiting(context.session, row.application_id),
            ground_shrank=row.stage in PAYING and row.noted_fen is not None and row.repaid_fen <= row.noted_fen,
        )
    )


async def _freed(context: TransitionContext[Clawback]) -> list[dict[str, Any]]:
    """Return what the workflow of the demand is started with that a breach makes besides, since this one gave way."""
    number = context.case.reckoning.get("freed_for")
    found = await clawbacks.called(context.session, [number] if number else [])
    return [asdict(await start_of(context.session, one)) for one in found if one.stage == Stage.PROPOSED]
