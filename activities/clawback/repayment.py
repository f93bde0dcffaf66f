"""返还款的效果。What the events of a repayment change: it is recorded, confirmed and, once the treasury knows it, booked."""

from __future__ import annotations

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.clawback.effects import award, booking, today, unpaid
from models.commands import ledger
from models.queries import clawback as clawbacks
from models.tables import Clawback, ClawbackInstalment, Repayment
from policy.errors import Code, Fault, Refusal
from policy.money import parse_rate
from policy.processes.clawback.lifecycle import Event
from policy.processes.clawback.repayment import Allocation, Due, allocate, parse_due
from policy.processes.clawback.states import RepaymentState
from policy.text import Text

EFFECTS = Effects[Clawback]()


@EFFECTS.of(Event.REPAYMENT_RECORDED)
async def record(context: TransitionContext[Clawback]) -> None:
    """Keep what finance says came in, if it can be: no day to come, no receipt twice, no more than is owed."""
    received_on = parse_due(str(context.detail["received_on"]))
    reference = str(context.detail["reference"]).strip()
    if received_on is None or received_on > today(context):
        raise _wrong("received_on", Text("到账日期应为不晚于今日的日期", "must be a day no later than today"))
    if not reference or await clawbacks.reference_is_used(context.session, reference):
        raise Refusal(Code.DUPLICATE, Text("该国库收款编号已登记过。", "This receipt of the treasury's has been recorded already."))
    repayment = Repayment(
        clawback_id=context.case.id,
        amount_fen=int(context.detail["amount_fen"]),
        reference=reference,
        received_on=received_on,
        recorded_by=context.actor.subject,
        recorded_at=context.now,
    )
    beyond_fen = (await _allocation(context, repayment, await unpaid(context))).beyond_fen
    if beyond_fen:
        owed_fen = repayment.amount_fen - beyond_fen
        raise _wrong("amount_fen", Text(f"超过应还金额 {owed_fen} 分", f"is more than the {owed_fen} fen that are owed"))
    context.session.add(repayment)
    await context.session.flush()


def _wrong(field: str, message: Text) -> Refusal:
    return Refusal(Code.INVALID_INPUT, Text(f"{field}:{message.zh}。", f"{field} {message.en}."), [Fault(field, message)])


async def _allocation(context: TransitionContext[Clawback], repayment: Repayment, instalments: list[ClawbackInstalment]) -> Allocation:
    clawback = context.case
    dues = [
        Due(
            found.ordinal,
            found.amount_fen - found.repaid_fen,
            context.clock.days_late(found.due_at, repayment.received_on, repayment.recorded_at),
        )
        for found in instalments
    ]
    rate = parse_rate(clawback.late_rate)
    return allocate(repayment.amount_fen, dues, clawback.late_fen_days, clawback.interest_repaid_fen, rate)


async def _in_flight(context: TransitionContext[Clawback]) -> Repayment:
    found = await clawbacks.in_flight(context.session, context.case.id)
    if found is None:
        raise Refusal(Code.WRONG_STAGE, Text("没有待办的收款。", "No repayment is under way."))
    return found


@EFFECTS.of(Event.REPAYMENT_SENT_BACK)
async def send_back(context: TransitionContext[Clawback]) -> None:
    """Note that the second person does not confirm the repayment; it may be recorded again."""
    repayment = await _in_flight(context)
    repayment.become(RepaymentState.SENT_BACK)
    repayment.reason = str(context.detail["reason"])


@EFFECTS.of(Event.REPAYMENT_CONFIRMED)
async def confirm(context: TransitionContext[Clawback]) -> None:
    """Note the second person's confirmation; the treasury is asked next."""
    repayment = await _in_flight(context)
    repayment.become(RepaymentState.CONFIRMED)
    repayment.confirmed_by = context.actor.subject


@EFFECTS.of(Event.RECEIPT_REFUTED)
async def refute(context: TransitionContext[Clawback]) -> None:
    """Note that the treasury denies the repayment; nothing is booked."""
    repayment = await _in_flight(context)
    repayment.become(RepaymentState.REFUTED)
    repayment.reason = str(context.detail["reason"])


@EFFECTS.of(Event.REPAYMENT_BOOKED)
async def book(context: TransitionContext[Clawback]) -> None:
    """Book what came in: to the principal first, the oldest instalment first, and what remains to interest."""
    clawback, repayment, instalments = context.case, await _in_flight(context), await unpaid(context)
    allocation = await _allocation(context, repayment, instalments)
    principal_fen = sum(allocation.parts.values())
    for found in instalments:
        found.repaid_fen += allocation.parts.get(found.ordinal, 0)
    clawback.repaid_fen += principal_fen
    clawback.late_fen_days += allocation.late_fen_days
    clawback.interest_fen = allocation.interest_fen
    clawback.interest_repaid_fen += allocation.interest_paid_fen
    repayment.become(RepaymentState.BOOKED)
    repayment.booked_at = context.now
    repayment.principal_fen, repayment.interest_fen = principal_fen, allocation.interest_paid_fen
    (await award(context)).recovered_fen += principal_fen
    await ledger.move_part(context.session, booking(context), "recovery", principal_fen)
    await ledger.move_part(context.session, booking(context), "late_interest", allocation.interest_paid_fen)
