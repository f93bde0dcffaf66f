"""结算的效果。What the steps of a settlement change besides what any payment does: which spends it settles, and whose books pay them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from typing import Any

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.submissions import standing_documents
from activities.case.tasks import open_task
from activities.disbursement.award import book_payment, book_return, end, open_release
from activities.disbursement.effects import live_disbursement, prepare_disbursement
from activities.settlement.netting import net
from models.commands import ledger
from models.queries import conduct, succession
from models.queries import settlement as settlements
from models.tables import Settlement
from policy.money import in_yuan
from policy.processes.disbursement.states import DisbursementState
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.registry import KINDS
from policy.processes.settlement.lifecycle import Event, Stage
from policy.processes.settlement.month import nothing_to_settle
from policy.processes.voucher.requested import require_papers
from policy.processes.voucher.spends import SpendState
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Settlement]()


@EFFECTS.of(Event.SUBMITTED)
async def take_up(context: TransitionContext[Settlement]) -> None:
    """Take up all that was spent with the platform in a month and is in no settlement, each under its lock.

    Raises:
        Refusal: `incomplete`, without contracts and invoices; `wrong_stage`, where nothing is to be settled, or the month is not over;
            `breach_open` or `debarred`, while the platform is not in good standing; `report_missing`.
    """
    row, today = context.case, context.now.astimezone(BEIJING).date()
    require_papers({document.evidence_code for document in await standing_documents(context)})
    await conduct.require_supportable(context.session, context.item, row.enterprise_uscc, today, told=True)
    own = await succession.family(context.session, row.enterprise_uscc)
    spends = await settlements.to_settle(context.session, own, row.month, context.now)
    if not spends:
        raise nothing_to_settle(row.month)
    for spend in spends:
        spend.settlement_id = row.id
        spend.become(SpendState.SETTLING)
    row.award_fen = sum(spend.amount_fen for spend in spends)
    await context.session.flush()
    await prepare_disbursement(context, context.detail["account"], row.award_fen)
    context.detail = context.detail | row.brief


@EFFECTS.opens("settlement_check")
async def open_check(context: TransitionContext[Settlement]) -> None:
    """Open the check, with every contract that is settled and the voucher that pays it."""
    await open_task(context, KINDS["settlement_check"], about=context.case.brief | {"spends": await _listed(context)})


async def _listed(context: TransitionContext[Settlement]) -> list[dict[str, Any]]:
    found = await settlements.spends_of(context.session, context.case.id)
    return [
        spend.brief | {"voucher": number, "delivered_on": spend.delivered_on.isoformat() if spend.delivered_on else None}
        for spend, number in found
    ]


@EFFECTS.of(Event.SETTLEMENT_ACCEPTED)
async def accept(context: TransitionContext[Settlement]) -> None:
    """Make what each voucher had set aside for it an obligation to the platform, less what that owes of what was taken back.

    What is netted here has been paid with it, whatever becomes of the payment of the rest.
    """
    parts: dict[uuid.UUID, int] = defaultdict(int)
    for spend, _ in await settlements.spends_of(context.session, context.case.id):
        parts[spend.voucher_id] += spend.amount_fen
    await ledger.take_parts(context.session, booking(context), parts)
    netted = await net(context)
    row, pays = context.case, in_yuan(context.case.payable_fen)
    context.words["amount"] = in_yuan(row.award_fen or 0)
    context.words["pays"] = Text("进入拨付", "being paid")
    if netted and not context.case.payable_fen:
        context.words["pays"] = Text("全部抵扣应退缴的款项，不再拨付", "all of it pays what is owed; nothing is paid out")
    elif netted:
        context.words["pays"] = Text(f"抵扣应退缴的款项后，实际拨付{pays.zh}", f"{pays.en} are paid after what is owed is netted")
    context.detail = context.detail | {"spends": await _listed(context), **row.brief} | ({"netted": netted} if netted else {})


@EFFECTS.opens("payment_release")
async def open_payment(context: TransitionContext[Settlement]) -> None:
    """Open the release, where anything is paid."""
    if context.case.payable_fen:
        await open_release(context)


@EFFECTS.at_once(Stage.PAYMENT)
async def end_at_once(context: TransitionContext[Settlement]) -> bool:
    """End a settlement all of which the platform owed: what was spent is settled, and nothing is paid."""
    if context.case.payable_fen:
        return False
    context.event, context.detail = Event.SETTLEMENT_NETTED, {}
    return True


@EFFECTS.of(Event.SETTLEMENT_NETTED)
async def settle_unpaid(context: TransitionContext[Settlement]) -> None:
    """Note that all of it is settled, and let the case end."""
    context.case.wakes_at = context.now
    await _become(context, SpendState.SETTLED)


@EFFECTS.of(Event.SETTLEMENT_REFUSED, Event.WITHDRAWN)
async def leave(context: TransitionContext[Settlement]) -> None:
    """Leave what was taken up as it was: spent, and to be settled by another."""
    if (payment := await live_disbursement(context)) is not None:
        payment.become(DisbursementState.GIVEN_UP)
        payment.returned_at, payment.reason = context.now, str(context.detail.get("reason") or "")
    context.detail = context.detail | context.case.brief
    for spend, _ in await settlements.spends_of(context.session, context.case.id):
        spend.become(SpendState.SPENT)
        spend.settlement_id = None
    context.case.award_fen = None


@EFFECTS.of(DisbursementEvent.PAID)
async def settle(context: TransitionContext[Settlement]) -> None:
    """Book the expenditure, and note that all of it is settled."""
    await book_payment(context)
    await _become(context, SpendState.SETTLED)


@EFFECTS.of(DisbursementEvent.BANK_RETURNED)
async def take_back(context: TransitionContext[Settlement]) -> None:
    """Book what came back; it is being settled as before."""
    was_paid = context.case.paid_fen > 0
    await book_return(context)
    if was_paid:
        await _become(context, SpendState.SETTLING)


@EFFECTS.of(DisbursementEvent.PAYMENT_ENDED)
async def give_up(context: TransitionContext[Settlement]) -> None:
    """Give up the payment: what was spent stays spent, and its platform is not paid."""
    context.detail = context.detail | context.case.brief | {"amount_fen": context.case.payable_fen}
    await end(context)
    await _become(context, SpendState.UNPAID)


async def _become(context: TransitionContext[Settlement], state: SpendState) -> None:
    for spend, _ in await settlements.spends_of(context.session, context.case.id):
        spend.become(state)
