"""银行退回。What a bank returns after it was paid: whether it can be booked, beside what was demanded back of the same award meanwhile."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.context import TransitionContext
from models.commands import ledger
from models.queries import clawback as clawbacks
from models.queries import redecision as redecisions
from models.tables import AwardedCase, Disbursement


async def books_of(session: AsyncSession, its_case: AwardedCase) -> list[uuid.UUID]:
    """Return the cases in whose books the money of an award stands: its own, and those of its supplements, the last one first."""
    return [*await redecisions.supplements_of(session, its_case.award_id), its_case.award_id]


async def is_returnable(context: TransitionContext[Any], payment: Disbursement) -> bool:
    """Tell whether the return of a payment can be booked beside what was demanded back: the rest that was spent has to cover all of that.

    Otherwise the same money would come back twice, by the bank and by whoever repays it: which of the two is wrong is for people to find
    out.
    """
    if not isinstance(context.case, AwardedCase):
        return True
    spent_fen = await ledger.spent(context.session, await books_of(context.session, context.case))
    return spent_fen - await clawbacks.to_be_booked(context.session, context.case.award_id) >= payment.amount_fen
