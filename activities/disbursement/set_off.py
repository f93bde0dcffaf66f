"""抵扣。What is owed back to a debtor settles first what is demanded of it: nobody repays what we hold of theirs, and we pay back no debt.

As with every receipt, what a debt gets is set aside under the receipt's lock, and the debt books it itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.books import booking
from activities.case.context import WRITTEN, TransitionContext
from activities.case.transitions import apply, begin
from activities.signatures.case import Transition
from models.commands import ledger
from models.commands.receipt import add_part
from models.queries import case
from models.queries import clawback as clawbacks
from models.queries import debt as debts
from models.queries import receipt as receipts
from models.tables import Clawback, Message, Receipt, ReceiptPart, Refund
from policy.errors import Code, Refusal
from policy.money import in_yuan
from policy.processes.disbursement.steps import DisbursementEvent
from policy.text import Text
from policy.working_days import Clock

_SET_OFF = Text(
    "{number}：应退还贵单位的{amount}抵作退缴，{left}；请勿重复退缴。",
    "{number}: {amount} that are owed back to you count as repaid, and {left}; please do not pay it twice.",
)
_LEFT = Text("尚须退缴{left}", "{left} are left to pay")
_NOTHING_LEFT = Text("无需另行退缴", "nothing is left to pay")


async def needed(session: AsyncSession, clock: Clock, demand: Clawback, receipt: Receipt, *, principal: bool = False) -> int:
    """Return what a demand takes of a receipt, in fen: what it owes on its day, as far as it has a ground, besides what is set aside.

    Args:
        session: The transaction.
        clock: How time passes.
        demand: The demand.
        receipt: The receipt.
        principal: Whether it takes no interest.
    """
    owed_fen = demand.amount_fen - demand.repaid_fen if principal else await debts.owed_of(session, clock, demand, receipt)
    at_most_fen = await clawbacks.left_of_ground(session, demand)
    set_aside_fen = sum(part.amount_fen for part in await receipts.allotted_to(session, demand.id))
    return max((owed_fen if at_most_fen is None else min(owed_fen, at_most_fen)) - set_aside_fen, 0)


async def set_off(context: TransitionContext[Any], demand: Clawback) -> None:
    """Set aside for a demand that stands what is owed back to its debtor: first of the same award, then of its others.

    What a refund has taken up and nobody has confirmed yet is set aside as well: the refund ends.
    """
    session, set_off_fen = context.session, 0
    await session.flush()
    for found in await receipts.owed_back_to(session, demand):
        await _end_refund(context, found, demand)
        receipt = await receipts.lock(session, found.receipt_id)
        part, award_id = await receipts.still_owed_back(session, found.id)
        taken_fen = min(part.amount_fen, await needed(session, context.clock, demand, receipt)) if part else 0
        if part is None or award_id is None or not taken_fen:
            continue
        its_booking = replace(booking(context), case_id=award_id, key=f"{context.key}/{part.id}/{demand.id}")
        if part.amount_fen == taken_fen:
            await session.delete(part)
        else:
            part.amount_fen -= taken_fen
        await session.flush()
        await add_part(session, receipt, demand.id, taken_fen)
        await ledger.owe_no_longer(session, its_booking, taken_fen)
        set_off_fen += taken_fen
    if set_off_fen:
        if demand is not context.case:
            # It books what is there at once, and does not wait until it wakes by itself.
            context.kept.setdefault(WRITTEN, set()).add(demand.workflow_id)
        await _tell(context, demand, set_off_fen)


async def _end_refund(context: TransitionContext[Any], part: ReceiptPart, demand: Clawback) -> None:
    """End the refund that has taken a part up, if the demand takes something of it, in the same transaction."""
    session = context.session
    receipt = await receipts.find(session, part.receipt_id) if part.refund_id is not None else None
    if part.refund_id is None or receipt is None or not await needed(session, context.clock, demand, receipt):
        return
    refund = await case.lock(session, Refund, part.refund_id)
    if not await receipts.may_end(session, part.id):
        return
    key, reason = f"{context.key}/{refund.number}/{demand.number}", f"先行抵作{demand.number}的退缴资金"
    overtaken = Transition(refund.process, str(refund.id), DisbursementEvent.PAYMENT_OVERTAKEN, key, context.now, detail={"reason": reason})
    ending = await begin(session, context.deployment, refund, overtaken, clock=context.clock)
    ending.words["demands"] = Text(demand.number, demand.number)
    context.kept.setdefault(WRITTEN, set()).add(refund.workflow_id)
    ending.kept[WRITTEN] = context.kept[WRITTEN]
    await apply(ending)
    await session.flush()


async def _tell(context: TransitionContext[Any], demand: Clawback, set_off_fen: int) -> None:
    """Tell a debtor what of its own money pays a demand, and what is left to pay."""
    owed = (await debts.left_on(context.session, context.clock, [demand], context.now))[demand.id]
    said, left, amount = _LEFT if owed.left_fen else _NOTHING_LEFT, in_yuan(owed.left_fen), in_yuan(set_off_fen)
    zh = _SET_OFF.zh.format(number=demand.number, amount=amount.zh, left=said.zh.format(left=left.zh))
    en = _SET_OFF.en.format(number=demand.number, amount=amount.en, left=said.en.format(left=left.en))
    context.session.add(Message(case_id=demand.id, enterprise_uscc=demand.enterprise_uscc, zh=zh, en=en))


async def set_off_all(context: TransitionContext[Any], payer: str) -> None:
    """Set aside what is owed back to a payer for everything it owes: where both stand, nobody waits for either."""
    for demand in await receipts.debts_of(context.session, payer):
        await set_off(context, demand)


async def require_no_demand(session: AsyncSession, payer: str) -> None:
    """Refuse to pay back what came in while something is demanded of whoever paid it, or somebody has still to decide on that.

    Raises:
        Refusal: `breach_open`, naming the demands.
    """
    if numbers := await clawbacks.open_of_enterprise(session, payer):
        zh, en = "、".join(numbers), ", ".join(numbers)
        raise Refusal(
            Code.BREACH_OPEN,
            Text(
                f"付款人有追回事项{zh}尚未办结，应退款项先行抵扣，不能退付；已经提出的退付请撤回，待其办结后再行提出。",
                f"{en} is open against the payer and is settled by this money first; cancel the refund, and ask again once that has ended.",
            ),
        )
