"""银行退回。What a bank returns after it was paid, beside what is demanded back of the same award: paid again, or counted as repaid.

What is due of an award is paid again to another account. What is not, since it is demanded back, was repaid already, or was waived or
written off, came back by the bank instead: it settles what is demanded, what was served first coming first, then what was given up, then
what else its enterprise owes; the rest was repaid beside it, and is owed back, with the interest that was paid of it. While somebody has
still to say whether a demand stands, the return waits.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.disbursement.set_off import needed, set_off_all
from models.commands import ledger
from models.commands.interest import owe_what_never_arrived
from models.commands.receipt import Received, add_part, book_principal, keep, owe_back
from models.queries import addition, case
from models.queries import clawback as clawbacks
from models.queries import debt as debts
from models.queries import enterprise as enterprises
from models.queries import receipt as receipts
from models.tables import Application, AwardedCase, Clawback, Disbursement, Message, Receipt
from policy.language.items import Process
from policy.money import in_yuan
from policy.processes.disbursement.steps import DisbursementEvent
from policy.text import Text
from policy.working_days import BEIJING

_RETURNED = Text(
    "{number}：银行已退回{returned}，退缴确定的抵作退缴，{left}；请勿重复退缴。",
    "{number}: a bank has returned {returned}, which counts as repaid once the demand stands, and {left}; please do not pay it twice.",
)
_RETURNED_OF_DEBT = Text(
    "{number}：银行已退回{returned}，抵作退缴，{left}；请勿重复退缴。",
    "{number}: a bank has returned {returned}, which counts as repaid, and {left}; please do not pay it twice.",
)
_LEFT = Text("尚须退缴{left}", "{left} are left to pay")
_NOTHING_LEFT = Text("无需另行退缴", "nothing is left to pay")
_COUNTED = Text("；其中{fen}抵作应退缴的资金", ": {fen} of it count as repaid of what is demanded")
_REST_BACK = Text("，其余{rest}退还原收款单位", "; the rest, {rest}, goes back to whom it was paid")


async def books_of(session: AsyncSession, its_case: AwardedCase) -> list[uuid.UUID]:
    """Return the cases in whose books the money of an award stands: its own, and those of what was added, the last one first."""
    return [*await addition.paid_of(session, its_case.award_id), its_case.award_id]


async def what_happens(context: TransitionContext[Any], payment: Disbursement) -> DisbursementEvent:
    """Return what becomes of a payment that stands as paid and that a bank has returned.

    It is paid again where what was spent beside it covers all that is demanded back and was given up; else the same money would come back
    twice, by the bank and by whoever repays it.
    """
    # What was invested is an asset, and demanded back by nobody.
    if not isinstance(context.case, AwardedCase) or context.item.process is Process.EQUITY:
        return DisbursementEvent.BANK_RETURNED
    session, award_id = context.session, context.case.award_id
    if award_id != context.case.id:
        # What is returned of an award and of its supplement at once takes turns: both would count the other as spent.
        await case.lock(session, Application, award_id)
    spent_fen = await ledger.spent(session, await books_of(session, context.case))
    contested_fen = await clawbacks.to_be_booked(session, award_id)
    if spent_fen - contested_fen - await clawbacks.given_up(session, award_id) >= payment.amount_fen:
        return DisbursementEvent.BANK_RETURNED
    return DisbursementEvent.RETURN_QUESTIONED if contested_fen else DisbursementEvent.RETURN_COUNTED


async def tell_debtor(context: TransitionContext[AwardedCase]) -> None:
    """Tell an enterprise what a bank has returned of a demand it was served: it is not to pay that as well, nor late where that is all."""
    await clawbacks.rightly_of(context.session, context.case.award_id, lock=True)
    for demand in await clawbacks.served_of(context.session, context.case.award_id):
        owed = (await debts.left_on(context.session, context.clock, [demand], context.now))[demand.id]
        if not owed.returned_fen:
            continue
        if owed.is_covered and not demand.is_contestable:
            demand.wakes_at = None
        told = _RETURNED if demand.is_contestable else _RETURNED_OF_DEBT
        said, left, counted = _NOTHING_LEFT if owed.is_covered else _LEFT, in_yuan(owed.left_fen), in_yuan(owed.returned_fen)
        zh = told.zh.format(number=demand.number, returned=counted.zh, left=said.zh.format(left=left.zh))
        en = told.en.format(number=demand.number, returned=counted.en, left=said.en.format(left=left.en))
        context.session.add(Message(case_id=demand.id, enterprise_uscc=demand.enterprise_uscc, zh=zh, en=en))


async def count(context: TransitionContext[AwardedCase], payment: Disbursement, returned_at: datetime) -> None:
    """Count what a bank returned as come back of what is demanded of the same award: a receipt under the number of the payment.

    What an open demand gets is set aside, since a debt alone books what it takes (`activities.clawback.division`).
    """
    session, its_case = context.session, context.case
    payee = await enterprises.current(session, its_case.enterprise_uscc)
    received = Received(payment.number, payment.amount_fen, payee.uscc, payee.name, returned_at.astimezone(BEIJING).date())
    # What was served first takes its part first, as its enterprise was told.
    rightly = sorted(await clawbacks.rightly_of(session, its_case.award_id, lock=True), key=lambda one: one.served_at or context.now)
    receipt = await keep(session, received, context.now)
    counted: dict[str, int] = {}
    left_fen = await _set_aside(context, receipt, [one for one in rightly if one.closed_at is None], payment.amount_fen, counted)
    for demand in rightly:
        if part_fen := min(left_fen, demand.amount_fen - demand.repaid_fen if demand.closed_at else 0):
            await take_after_all(context, receipt, demand, part_fen)
            counted[demand.number], left_fen = part_fen, left_fen - part_fen
    await owe_what_never_arrived(session, booking(context), rightly, left_fen)
    others = [one for one in await receipts.debts_of(session, payee.uscc) if one.application_id != its_case.award_id]
    left_fen = await _set_aside(context, receipt, others, left_fen, counted)
    if left_fen:
        await owe_back(session, receipt, rightly[-1].id, left_fen)
        await ledger.move_part(session, _booking(context, its_case.award_id), "owed_back", left_fen)
    # What is owed back settles at once what is owed of interest.
    await set_off_all(context, payee.uscc)
    context.detail = context.detail | {"counted": counted, "owed_back_fen": left_fen}
    rest, counted_fen = in_yuan(left_fen), payment.amount_fen - left_fen
    fen = in_yuan(counted_fen)
    context.words["counted"] = Text(_COUNTED.zh.format(fen=fen.zh), _COUNTED.en.format(fen=fen.en)) if counted_fen else Text("", "")
    context.words["back"] = Text(_REST_BACK.zh.format(rest=rest.zh), _REST_BACK.en.format(rest=rest.en)) if left_fen else Text("", "")


async def _set_aside(
    context: TransitionContext[AwardedCase], receipt: Receipt, demands: Sequence[Clawback], left_fen: int, counted: dict[str, int]
) -> int:
    """Set aside what each of some open demands needs, and return what none of them does."""
    session = context.session
    for demand in demands:
        if part_fen := min(left_fen, await needed(session, context.clock, demand, receipt, principal=True)):
            await add_part(session, receipt, demand.id, part_fen)
            counted[demand.number], left_fen = part_fen, left_fen - part_fen
    return left_fen


async def take_after_all(context: TransitionContext[Any], receipt: Receipt, demand: Clawback, fen: int) -> None:
    """Book that of what was waived or written off so much came back after all; nobody asks for it, and its workflow has ended."""
    session, award_id = context.session, demand.application_id
    await book_principal(session, receipt, demand.id, fen, context.now)
    demand.repaid_fen += fen
    (await case.lock(session, Application, award_id)).recovered_fen += fen
    await session.flush()
    beside = await addition.paid_of(session, award_id)
    for kind in ("demand", "recovery"):
        await ledger.move_across(session, _booking(context, award_id, demand.number), beside, kind, fen)


def _booking(context: TransitionContext[Any], award_id: uuid.UUID, of: str = "returned") -> ledger.Booking:
    return replace(booking(context), case_id=award_id, key=f"{context.key}/{of}")
