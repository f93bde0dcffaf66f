"""利息的退还。Writes of interest that nobody owes: asked for no longer, and what was paid of it owed back to whoever paid it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands import ledger
from models.commands.receipt import owe_back
from models.queries import audit_event as audit_events
from models.queries import receipt as receipts
from models.tables import Clawback, Message
from policy.actors import Role
from policy.money import in_yuan, parse_rate
from policy.processes.clawback.lifecycle import Event
from policy.processes.clawback.owing import LATE_INTEREST, WITH_SURCHARGE
from policy.processes.clawback.repayment import late_interest
from policy.text import Text

_NEVER_ARRIVED = Text(
    "{number}：所要求退缴的资金已被银行退回、并未到账，已收取的{what}{interest}应退还付款单位",
    "{number}: a bank had returned the money that was demanded, which never arrived; the {what} of {interest} that was paid is owed "
    "back to whoever paid it",
)
_NO_GROUND = Text(
    "{number}：追回事由已经消失或者减少，已收取的{what}{interest}应退还付款单位",
    "{number}: it had no ground, or less; the {what} of {interest} that was paid is owed back to whoever paid it",
)
_LESS_ON_TOP = Text(
    "{number}：银行退回的款项不计加收，加收款项由{before}调整为{after}。",
    "{number}: nothing is owed on top of what a bank returned; the surcharge is {after} instead of {before}.",
)
_FOR_FINANCE = Text("，请办理退付。", ": please pay it back.")
_FOR_DEBTOR = Text(
    "；不抵作贵单位其他应退缴款项的，由我局办理退付。", "; what counts towards nothing else that you owe is paid back by this department."
)


async def lower_interest(session: AsyncSession, by: ledger.Booking, demand: Clawback, due_fen: int, said: Text = _NO_GROUND) -> int:
    """Ask for interest of no more of a demand than has a ground, and owe back what was paid beyond it.

    Interest has run of what came in late: of what was repaid and has a ground still.

    Args:
        session: The transaction.
        by: For what, and by whom, money moves: its key is that of the transition.
        demand: The demand, locked.
        due_fen: What of it has a ground, in fen.
        said: Why finance is to pay it back.

    Returns:
        How much is owed back, in fen.
    """
    of_fen = min(interest_of(demand), demand.amount_fen)
    if due_fen < of_fen:
        ran_of_fen = bears_of(demand)
        left_fen = max(ran_of_fen - (of_fen - due_fen), 0)
        demand.late_fen_days = demand.late_fen_days * left_fen // ran_of_fen if left_fen else 0
        demand.reckoning = demand.reckoning | {"interest_of_fen": due_fen}
    demand.interest_fen = demand.surcharge_fen + late_interest(demand.late_fen_days, parse_rate(demand.late_rate))
    return await owe_beyond(session, by, demand, said)


def interest_of(demand: Clawback) -> int:
    """Return what of a demand bears interest, in fen: what has a ground, and had one."""
    return int(demand.reckoning.get("interest_of_fen", demand.amount_fen))


def bears_of(demand: Clawback) -> int:
    """Return what of a demand was repaid and bears interest, in fen: what has no ground was repaid, and so was what never arrived."""
    return max(demand.repaid_fen - (demand.amount_fen - min(interest_of(demand), demand.amount_fen)), 0)


async def bear_nothing_of(session: AsyncSession, by: ledger.Booking, demand: Clawback, fen: int) -> None:
    """Ask for no surcharge on so much of a demand, which a bank has returned: it never arrived, and no interest has run of it.

    Its debtor, whom the notice told of more, is told what of the surcharge is left.
    """
    served = await audit_events.last_of(session, demand.id, (Event.DEMAND_APPROVED,))
    counted_fen = served.detail.get("returned", {}).get("counted_fen", 0) if served else 0
    told_fen = min(demand.surcharge_fen, demand.surcharge_besides(counted_fen))
    demand.reckoning = demand.reckoning | {"interest_of_fen": max(min(interest_of(demand), demand.amount_fen) - fen, 0)}
    demand.interest_fen = demand.surcharge_fen + late_interest(demand.late_fen_days, parse_rate(demand.late_rate))
    if demand.surcharge_fen < told_fen:
        before, after = in_yuan(told_fen), in_yuan(demand.surcharge_fen)
        zh = _LESS_ON_TOP.zh.format(number=demand.number, before=before.zh, after=after.zh)
        en = _LESS_ON_TOP.en.format(number=demand.number, before=before.en, after=after.en)
        session.add(Message(case_id=demand.id, enterprise_uscc=demand.enterprise_uscc, zh=zh, en=en))
    await owe_beyond(session, by, demand, _NEVER_ARRIVED)


async def owe_what_never_arrived(session: AsyncSession, by: ledger.Booking, demands: Sequence[Clawback], fen: int) -> None:
    """Owe back the interest of so much that was repaid although a bank has returned it, of demands of one award that are locked.

    The last demand gives way first, also one that is open: it asks for no interest of what its enterprise never had, and repaid.
    """
    for demand in reversed(demands):
        part_fen = min(fen, bears_of(demand))
        fen -= part_fen
        if part_fen:
            await lower_interest(session, by, demand, interest_of(demand) - part_fen, _NEVER_ARRIVED)


async def owe_beyond(session: AsyncSession, by: ledger.Booking, demand: Clawback, said: Text, *, surcharged: bool = False) -> int:
    """Owe back what was paid of a demand's interest beyond what it comes to, of what came in last first; tell finance and its debtor.

    Args:
        session: The transaction.
        by: For what, and by whom, money moves.
        demand: The demand, locked.
        said: Why.
        surcharged: Whether a rule had something owed on top of it, where its figures do not say so any more.
    """
    beyond_fen = owed_fen = max(demand.interest_repaid_fen - demand.interest_fen, 0)
    demand.interest_repaid_fen -= beyond_fen
    for part in reversed(await receipts.with_interest(session, demand.id)):
        fen = min(part.interest_fen, beyond_fen)
        if not fen:
            continue
        receipt = await receipts.lock(session, part.receipt_id)
        beyond_fen -= fen
        part.interest_fen -= fen
        if part.amount_fen == fen:
            await session.delete(part)
        else:
            part.amount_fen -= fen
        await session.flush()
        await owe_back(session, receipt, demand.id, fen, was_interest=True)
        its_booking = ledger.Booking(demand.application_id, f"{by.key}/{demand.id}/{receipt.id}", by.actor)
        await ledger.unbook_interest(session, its_booking, fen)
    if owed_fen:
        interest, what = in_yuan(owed_fen), WITH_SURCHARGE if surcharged or "surcharge" in demand.reckoning else LATE_INTEREST
        zh = said.zh.format(number=demand.number, what=what.zh, interest=interest.zh)
        en = said.en.format(number=demand.number, what=what.en, interest=interest.en)
        finance, debtor = ({"zh": zh + asked.zh, "en": en + asked.en} for asked in (_FOR_FINANCE, _FOR_DEBTOR))
        session.add(Message(case_id=demand.id, department=demand.department, role=Role.FINANCE, **finance))
        session.add(Message(case_id=demand.id, enterprise_uscc=demand.enterprise_uscc, **debtor))
    return owed_fen
