"""利息的退还。Interest of what had no ground: nobody owes it, and what was paid of it is owed back to whoever paid it."""

from __future__ import annotations

import uuid

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.disbursement.set_off import set_off_all
from models.commands.interest import interest_of, lower_interest, owe_beyond
from models.queries import case
from models.queries import clawback as clawbacks
from models.tables import Clawback, Debarment, Redecision
from policy.text import Text

_NO_FRAUD = Text(
    "{number}：认定骗取有误，已收取的{what}{interest}应退还付款单位",
    "{number}: there was no fraud; the {what} of {interest} that was paid is owed back to whoever paid it",
)


async def owe_interest_back(context: TransitionContext[Debarment], clawback_id: uuid.UUID) -> int:
    """Owe back what was paid of a demand's interest, of each receipt to whoever paid it, and ask for none any more.

    A refund, which takes two people, pays it back. What is owed back already is not owed twice.

    Returns:
        How much, in fen.
    """
    demand = await case.lock(context.session, Clawback, clawback_id)
    surcharged = "surcharge" in demand.reckoning
    demand.late_rate, demand.late_fen_days, demand.interest_fen = None, 0, 0
    demand.reckoning = {name: value for name, value in demand.reckoning.items() if name != "surcharge"}
    owed_fen = await owe_beyond(context.session, booking(context), demand, _NO_FRAUD, surcharged=surcharged)
    await set_off_all(context, demand.enterprise_uscc)
    return owed_fen


async def owe_what_had_no_ground(context: TransitionContext[Redecision], again_fen: int) -> int:
    """Owe back the interest of what was demanded as too much, came back, and is given again: it was due all along.

    What a demand that was open when that was decided gave way for was lowered then; of what has ended, the last demand gives way first.

    Args:
        context: The transition.
        again_fen: What is paid as a supplement, or is added to an award that is paid again, in fen.

    Returns:
        How much, in fen.
    """
    redecision, owed_fen = context.case, 0
    demands = await clawbacks.repaid_for_amount(context.session, redecision.application_id)
    for demand in demands:
        if demand.reckoning.get("lowered_by") == redecision.number:
            again_fen -= demand.amount_fen - interest_of(demand)
    for demand in reversed(demands):
        if demand.closed_at is not None and demand.reckoning.get("lowered_by") != redecision.number:
            part_fen = max(min(again_fen, demand.repaid_fen, interest_of(demand)), 0)
            again_fen -= part_fen
            left_fen = interest_of(demand) - part_fen
            owed_fen += await lower_interest(context.session, booking(context), demand, left_fen) if part_fen else 0
    await set_off_all(context, redecision.enterprise_uscc)
    return owed_fen
