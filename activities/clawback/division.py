"""收款的划分与入账。How a receipt is divided when it is booked: its debt's part at once, those of others set aside, the rest owed back.

A debt alone writes its own row, so what another gets is set aside under the receipt's lock, and that debt books it itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.clawback.effects import award, booking, move
from activities.clawback.money import keep_received, unpaid
from activities.clawback.repayment import repayment_in_flight
from activities.disbursement.set_off import needed
from models.commands import ledger
from models.commands.interest import bear_nothing_of
from models.commands.receipt import add_part, owe_back
from models.queries import clawback as clawbacks
from models.queries import debt as debts
from models.queries import receipt as receipts
from models.queries import succession
from models.tables import Clawback, Receipt, ReceiptPart
from policy.money import in_yuan, parse_rate
from policy.processes.clawback.division import Debt, divide
from policy.processes.clawback.lifecycle import Event
from policy.processes.clawback.owing import COUNTED, NOT_NEEDED, REPAID
from policy.processes.clawback.repayment import Allocation, allocate
from policy.processes.clawback.states import PartState, RepaymentState
from policy.text import Text

EFFECTS = Effects[Clawback]()
# What a transition keeps what it found to be owed back under.
OWED_BACK = "owed_back"


@EFFECTS.of(Event.REPAYMENT_BOOKED)
async def book(context: TransitionContext[Clawback]) -> None:
    """Book what of a receipt this debt gets: of the one that was recorded for it, or of another's what was set aside for it."""
    if (part_id := context.detail.get("part")) is not None:
        await _book_part(context, uuid.UUID(str(part_id)))
        return
    repayment = await repayment_in_flight(context)
    receipt = await receipts.lock(context.session, _id(repayment.receipt_id))
    repayment.become(RepaymentState.BOOKED)
    repayment.booked_at = context.now
    context.words["booked"] = REPAID
    await _divide(context, receipt, named=repayment.named, others=True)


async def _is_for_all(context: TransitionContext[Clawback], receipt: Receipt) -> bool:
    """Tell whether what a receipt leaves over at a debt goes to the debtor's others: it paid itself, or its payer was accepted for it.

    What finance divided of another's money goes no further than to the debts it named.
    """
    if await succession.are_one(context.session, context.case.enterprise_uscc, receipt.payer_uscc):
        return True
    repayment = await clawbacks.booked_from(context.session, receipt.id)
    return repayment is not None and repayment.named is None


def _id(found: uuid.UUID | None) -> uuid.UUID:
    if found is None:
        message = "a repayment that is booked has its receipt"
        raise ValueError(message)
    return found


async def _book_part(context: TransitionContext[Clawback], part_id: uuid.UUID) -> None:
    """Book a part that was set aside. What this debt does not need any more is divided anew."""
    part = next(found for found in await receipts.allotted_to(context.session, context.case.id) if found.id == part_id)
    receipt = await receipts.lock(context.session, part.receipt_id)
    taken_fen = part.amount_fen - (await _allocation(context, context.case, receipt, part.amount_fen)).beyond_fen
    beyond_fen = part.amount_fen - await _at_most(context, context.case, taken_fen)
    context.words["booked"] = _counted(receipt, part.amount_fen - beyond_fen)
    if beyond_fen == part.amount_fen:
        await context.session.delete(part)
        await context.session.flush()
    else:
        part.amount_fen -= beyond_fen
        await _take(context, part, receipt)
    if beyond_fen:
        await _divide(context, receipt, named=None, others=await _is_for_all(context, receipt))


def _counted(receipt: Receipt, fen: int) -> Text:
    """Return what is told of money that was not paid under this debt's number, and counts for it."""
    amount = in_yuan(fen)
    zh, en = (
        COUNTED.in_language(language).format(reference=receipt.reference, amount=amount.in_language(language)) for language in ("zh", "en")
    )
    return Text(zh, en) if fen else NOT_NEEDED


async def _divide(context: TransitionContext[Clawback], receipt: Receipt, *, named: Mapping[str, int] | None, others: bool) -> None:
    """Divide what is undivided of a receipt, which is locked."""
    clawback = context.case
    debts = {debt.number: debt for debt in await _debts(context, named) if debt.id != clawback.id}
    candidates = [clawback, *(debts.values() if others else ())]
    await receipts.set_free(context.session, receipt.id)
    left_fen = receipt.amount_fen - await receipts.divided_fen(context.session, receipt.id)
    owed = [await _owed(context, found, receipt) for found in candidates]
    division = divide(left_fen, owed, first=clawback.number, named=named)
    for number, part_fen in division.parts.items():
        owner = debts.get(number, clawback)
        part = await add_part(context.session, receipt, owner.id, part_fen)
        if owner is clawback:
            await _take(context, part, receipt)
    if division.beyond_fen:
        await owe_back(context.session, receipt, clawback.id, division.beyond_fen)
        await ledger.move_part(context.session, _booking(context, receipt), "owed_back", division.beyond_fen)
        context.kept[OWED_BACK] = {"reference": receipt.reference, "amount_fen": division.beyond_fen}


async def _debts(context: TransitionContext[Clawback], named: Mapping[str, int] | None) -> Sequence[Clawback]:
    """Return the debts a receipt may pay: those finance named, whoever owes them, or those of the enterprise."""
    if named is not None:
        return await receipts.debts_called(context.session, named)
    return await receipts.debts_of(context.session, context.case.enterprise_uscc)


async def _owed(context: TransitionContext[Clawback], clawback: Clawback, receipt: Receipt) -> Debt:
    """Return what a debt owes on the day of a receipt, besides what is set aside for it, and when the first of it is due."""
    # Interest alone is owed since what it is the interest of was late.
    due_on = next((found.due_on for found in await unpaid(context, clawback)), receipt.received_on)
    return Debt(clawback.number, await needed(context.session, context.clock, clawback, receipt), due_on)


async def _at_most(context: TransitionContext[Clawback], clawback: Clawback, fen: int) -> int:
    """Return how much of an amount a debt takes: while it is decided whether it is lowered, no more than what its ground is left for."""
    left_fen = await clawbacks.left_of_ground(context.session, clawback)
    return fen if left_fen is None else min(fen, left_fen)


async def _allocation(context: TransitionContext[Clawback], clawback: Clawback, receipt: Receipt, amount_fen: int) -> Allocation:
    """Return where an amount of a receipt would go: to the principal first, the oldest instalment first, and then to interest.

    What a bank returned of the award never arrived: no interest of it has run, and nothing is owed on top of it.
    """
    instalments = await clawbacks.instalments(context.session, clawback.id)
    dues, surcharge_fen = debts.dues_of(instalments, context.clock, receipt.received_on, receipt.known_at), clawback.surcharge_fen
    if await receipts.never_arrived(context.session, receipt, clawback.application_id):
        dues = [replace(due, days_late=0) for due in dues]
        surcharge_fen = clawback.surcharge_besides(min(amount_fen, sum(due.left_fen for due in dues)))
    return allocate(amount_fen, dues, clawback.late_fen_days, clawback.interest_repaid_fen, parse_rate(clawback.late_rate), surcharge_fen)


async def _take(context: TransitionContext[Clawback], part: ReceiptPart, receipt: Receipt) -> None:
    """Book a part that this debt needs whole."""
    clawback = context.case
    allocation = await _allocation(context, clawback, receipt, part.amount_fen)
    principal_fen = sum(allocation.parts.values())
    for found in await unpaid(context, clawback):
        found.repaid_fen += allocation.parts.get(found.ordinal, 0)
    clawback.repaid_fen += principal_fen
    clawback.late_fen_days += allocation.late_fen_days
    clawback.interest_repaid_fen += allocation.interest_paid_fen
    # What was paid beyond what it comes to now is owed back below.
    clawback.interest_fen = max(allocation.interest_fen, clawback.interest_repaid_fen)
    part.become(PartState.BOOKED)
    part.booked_at = context.now
    part.principal_fen, part.interest_fen = principal_fen, allocation.interest_paid_fen
    (await award(context)).recovered_fen += principal_fen
    await context.session.flush()
    await move(context, "recovery", principal_fen, _booking(context, receipt))
    await ledger.move_part(context.session, _booking(context, receipt), "late_interest", allocation.interest_paid_fen)
    if await receipts.never_arrived(context.session, receipt, clawback.application_id):
        await bear_nothing_of(context.session, _booking(context, receipt), clawback, principal_fen)


def _booking(context: TransitionContext[Clawback], receipt: Receipt) -> ledger.Booking:
    """Return for which award money of a receipt moves: a transition may divide several."""
    return replace(booking(context), key=f"{context.key}/{receipt.id}")


@EFFECTS.of(Event.SETTLED)
async def give_back(context: TransitionContext[Clawback]) -> None:
    """Divide anew what was set aside at the last moment for a debt that needs nothing any more."""
    for part in await receipts.allotted_to(context.session, context.case.id):
        receipt = await receipts.lock(context.session, part.receipt_id)
        await context.session.delete(part)
        await context.session.flush()
        await _divide(context, receipt, named=None, others=await _is_for_all(context, receipt))
    await keep_received(context)
