"""抵扣。What a platform owes of settlements that were taken back is not paid to it with the next one out of the same line of the budget."""

from __future__ import annotations

from dataclasses import replace

from activities.case.books import booking
from activities.case.context import WRITTEN, TransitionContext
from activities.disbursement.effects import live_disbursement, prepare_disbursement
from models.commands import ledger
from models.queries import case, succession
from models.queries import settlement as settlements
from models.tables import Settlement
from policy.processes.disbursement.states import DisbursementState
from policy.processes.settlement.lifecycle import Stage

_NETTED = "抵扣应退缴的款项后，拨付金额有变"


async def net(context: TransitionContext[Settlement]) -> dict[str, int]:
    """Net what the platform owes from what is about to be paid, the oldest first, and have no more than the rest paid.

    The services that are settled are paid by what was spent on those that were taken back: the line of the budget bears them once.

    Returns:
        What was netted, in fen by the number of the settlement it is owed of.
    """
    row, session = context.case, context.session
    line, _ = await ledger.holding(session, row.id, "obligation")
    netted: dict[str, int] = {}
    for owing in await settlements.owing(session, await succession.family(session, row.enterprise_uscc)):
        owed = await case.lock(session, Settlement, owing)
        its_line, _ = await ledger.holding(session, owed.id, "receivable")
        # What is recorded as come in for it is booked first, or found to be nothing.
        if fen := min(max(owed.owed_fen - (owed.received_fen or 0), 0), row.payable_fen) if its_line == line else 0:
            its_booking = replace(booking(context), case_id=owed.id, key=f"{context.key}/{owed.number}")
            await ledger.move_part(session, its_booking, "netting", fen)
            owed.set_off_fen, row.netted_fen = owed.set_off_fen + fen, row.netted_fen + fen
            # What it does not cover is demanded at once, unless more of it is being decided on.
            owed.wakes_at = context.now if owed.stage != Stage.RECLAIM else None
            context.kept.setdefault(WRITTEN, set()).add(owed.workflow_id)
            netted[owed.number] = fen
    if netted:
        await ledger.release_part(session, booking(context), row.netted_fen)
        await _pay_the_rest(context)
    return netted


async def _pay_the_rest(context: TransitionContext[Settlement]) -> None:
    payment = await live_disbursement(context)
    if payment is None:
        return
    payment.become(DisbursementState.GIVEN_UP)
    payment.returned_at, payment.reason = context.now, _NETTED
    if context.case.payable_fen:
        await prepare_disbursement(context, payment.account, context.case.payable_fen)
    await context.session.flush()
