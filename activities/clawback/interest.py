"""利息的退还。Interest of a demand that was for no fraud after all: nobody owes it, and what was paid of it is owed back."""

from __future__ import annotations

import uuid

from activities.case.context import TransitionContext
from models.commands import ledger
from models.commands.receipt import owe_back
from models.queries import case
from models.queries import receipt as receipts
from models.tables import Clawback, Debarment, Message
from policy.actors import Role
from policy.money import in_yuan
from policy.text import Text

_OWED = Text(
    "{number}：认定骗取有误，已收取的利息{interest}应退还付款单位，请办理退付。",
    "{number}: there was no fraud; the interest of {interest} that was paid is owed back to whoever paid it: please pay it back.",
)


async def owe_interest_back(context: TransitionContext[Debarment], clawback_id: uuid.UUID) -> int:
    """Owe back what was paid of a demand's interest, of each receipt to whoever paid it, and ask for none any more.

    A refund, which takes two people, pays it back. What is owed back already is not owed twice.

    Returns:
        How much, in fen.
    """
    session, demand = context.session, await case.lock(context.session, Clawback, clawback_id)
    demand.late_rate, demand.late_fen_days, demand.interest_fen, demand.interest_repaid_fen = None, 0, 0, 0
    demand.reckoning = {name: value for name, value in demand.reckoning.items() if name != "surcharge"}
    owed_fen = 0
    for part in await receipts.with_interest(session, clawback_id):
        receipt, fen = await receipts.lock(session, part.receipt_id), part.interest_fen
        if part.principal_fen:
            part.amount_fen, part.interest_fen = part.principal_fen, 0
        else:
            await session.delete(part)
        await session.flush()
        await owe_back(session, receipt, clawback_id, fen)
        its_booking = ledger.Booking(demand.application_id, f"{context.key}/{receipt.id}", context.actor.subject)
        await ledger.unbook_interest(session, its_booking, fen)
        owed_fen += fen
    if owed_fen:
        said = {"number": demand.number}, in_yuan(owed_fen)
        zh, en = _OWED.zh.format(**said[0], interest=said[1].zh), _OWED.en.format(**said[0], interest=said[1].en)
        session.add(Message(case_id=demand.id, department=demand.department, role=Role.FINANCE, zh=zh, en=en))
    return owed_fen
