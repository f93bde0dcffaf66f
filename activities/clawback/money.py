"""应收。What money of a clawback is due, coming in or missed, and the task it calls for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import close, open_task, renew
from activities.clawback.payers import open_questions
from activities.disbursement.set_off import set_off
from models.queries import clawback as clawbacks
from models.queries import debt as debts
from models.queries import receipt as receipts
from models.queries import returned, succession
from models.tables import Clawback, ClawbackInstalment, Repayment, Task
from policy.errors import Code, Refusal
from policy.processes.clawback.came_back import CameBack
from policy.processes.clawback.grounds import GroundEvent
from policy.processes.clawback.lifecycle import Event, Stage
from policy.processes.clawback.owing import NOTHING_TO_PAY, DueBy, Owed, asked_when_late, due_by
from policy.processes.clawback.states import PartState, RepaymentState
from policy.processes.clawback.tasks import BEING_LOWERED
from policy.processes.kernel.closings import Closing
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Clawback]()
_RECEIPT = "repayment_receipt"
_NOT_TAKEN = frozenset({Event.RECEIPT_REFUTED, Event.PAYER_REFUSED})
# What of these a letter tells changes with the next receipt.
_TOLD = frozenset(
    {
        Event.DEMAND_ACCEPTED,
        Event.DEMAND_UNANSWERED,
        Event.DISPUTE_DISMISSED,
        Event.DEMAND_REDUCED,
        Event.INSTALMENTS_GRANTED,
        Event.INSTALMENTS_REFUSED,
        Event.INSTALMENT_MISSED,
        Event.EXTENDED,
        Event.HANDED_OVER,
        GroundEvent.DEMAND_LOWERED,
    }
)


def today(context: TransitionContext[Clawback]) -> date:
    """Return the day in Beijing."""
    return context.now.astimezone(BEIJING).date()


async def is_money_coming(context: TransitionContext[Clawback]) -> bool:
    """Tell whether a repayment is under way, or a part of another debt's receipt was set aside for this one."""
    if await clawbacks.in_flight(context.session, context.case.id) is not None:
        return True
    return bool(await receipts.allotted_to(context.session, context.case.id))


async def owed_today(context: TransitionContext[Clawback]) -> Owed:
    """Return what would settle the debt today."""
    return await debts.owed_today(context.session, context.clock, context.case, context.now)


async def left_today(context: TransitionContext[Clawback]) -> Owed:
    """Return what its debtor still has to pay of the debt today: what a bank has returned and nobody has booked yet counts as repaid."""
    return (await debts.left_on(context.session, context.clock, [context.case], context.now))[context.case.id]


async def came_back(context: TransitionContext[Clawback]) -> CameBack:
    """Return what a bank has returned and nobody has booked, as its enterprise is told: besides this demand, with those it was served."""
    return await returned.came_back(context.session, context.case, Clawback.served_at.is_not(None))


async def say_whether_to_pay(context: TransitionContext[Clawback], asked: Text) -> None:
    """Have the enterprise asked to pay, unless what a bank has returned is all that is left."""
    context.words["pay"] = NOTHING_TO_PAY if (await left_today(context)).is_covered else asked


def left_of_ground(context: TransitionContext[Clawback]) -> int | None:
    """Return what may still be taken while it is decided whether the demand is lowered, in fen; None when nothing is being decided."""
    asked = [int(task.about["left_fen"]) for task in context.open_tasks if task.kind in BEING_LOWERED]
    # What was noted while something else of it was decided is asked about next.
    left_fen = asked[0] if asked else context.case.noted_fen
    return None if left_fen is None else max(left_fen - context.case.repaid_fen, 0)


def missed_at(context: TransitionContext[Clawback], due_at: datetime) -> datetime:
    """Return when what was due counts as missed: money that came in on the last day still has to be recorded."""
    return context.clock.after(due_at, context.days("repayment_grace")).at


async def unpaid(context: TransitionContext[Clawback], clawback: Clawback) -> list[ClawbackInstalment]:
    """Return the instalments of a clawback of which something is left, the one due first coming first."""
    return [found for found in await clawbacks.instalments(context.session, clawback.id) if found.repaid_fen < found.amount_fen]


async def overdue(context: TransitionContext[Clawback]) -> list[ClawbackInstalment]:
    """Return the instalments that were missed."""
    return [found for found in await unpaid(context, context.case) if missed_at(context, found.due_at) <= context.now]


@EFFECTS.of(Event.INSTALMENT_MISSED)
async def say_what_is_owed(context: TransitionContext[Clawback]) -> None:
    """Have the enterprise told what would settle the debt today, with what its lateness has cost.

    Raises:
        Refusal: `wrong_stage`, where a bank has returned all that is left: nothing was missed, and its booking is waited for.
    """
    left = await left_today(context)
    if left.is_covered:
        raise Refusal(Code.WRONG_STAGE, Text("银行退回的款项足以抵缴，待入账。", "What the bank returned pays all of it, once booked."))
    dues = await _dues(context, left)
    # Once the principal is paid, what is owed on top is what was missed.
    late_fen = sum(due.left_fen for due in _late(context, dues)) or left.left_fen
    context.words["owed"] = left.said()
    context.words["pay"] = asked_when_late(late_fen, left.left_fen)


async def keep_for_letter(context: TransitionContext[Clawback]) -> None:
    """Keep with an event what its letter says: what is demanded, what of it is due by when, what is overdue, and what would settle it."""
    owed = await left_today(context)
    # Before it stands nothing is due, and where it is in arrears with what is owed on top alone, no day is left.
    has_days = context.case.stage == Stage.REPAYMENT or await unpaid(context, context.case)
    dues = await _dues(context, owed) if has_days else []
    kept = {
        "amount_fen": context.case.amount_fen,
        "surcharge_fen": context.case.surcharge_besides(owed.returned_fen),
        "late_rate": context.case.late_rate,
        "dues": [{"due_on": due.on.isoformat(), "amount_fen": due.left_fen} for _, due in dues],
        "overdue": [{"due_on": due.on.isoformat(), "amount_fen": due.asked_fen} for due in _late(context, dues) if due.asked_fen],
        "owed": owed.as_dict() | {"surcharged": owed.surcharged, "returned_fen": owed.returned_fen, "set_off_fen": owed.set_off_fen},
        "returned": (await came_back(context)).as_dict(),
    }
    context.detail = context.detail | {"letter": kept}


async def keep_received(context: TransitionContext[Clawback]) -> None:
    """Keep with the end of a demand what its letter says came in: interest of it may be owed back, and more come in, later."""
    session, clawback = context.session, context.case
    await session.flush()
    parts = await receipts.parts_for(session, clawback.id)
    received = [
        {
            "on": receipt.received_on.isoformat(),
            "principal_fen": part.principal_fen,
            "interest_fen": part.interest_fen,
            "returned": await receipts.never_arrived(session, receipt, clawback.application_id),
        }
        for part, receipt in parts
        if part.state == PartState.BOOKED
    ]
    kept = {
        "amount_fen": clawback.amount_fen,
        "received": received,
        "surcharged": clawback.surcharge_fen > 0,
        "beyond_fen": sum(part.amount_fen for part, _ in parts if part.state == PartState.OWED_BACK),
    }
    context.detail = context.detail | {"letter": context.detail.get("letter", {}) | kept}


async def _dues(context: TransitionContext[Clawback], owed: Owed) -> list[tuple[datetime, DueBy]]:
    """Return what is left to pay by when, each with the last instant that is in time; of the principal, or only what is owed on top."""
    if left := await unpaid(context, context.case):
        due_at = [found.due_at for found in left]
        parts = [(found.due_on, found.amount_fen - found.repaid_fen) for found in left]
    else:
        due_at = [_interest_due(context, await _last_due(context))]
        parts = [(due_at[0].astimezone(BEIJING).date(), 0)]
    return [(at, due) for at, due in zip(due_at, due_by(owed, parts), strict=True) if due.left_fen]


def _late(context: TransitionContext[Clawback], dues: Sequence[tuple[datetime, DueBy]]) -> list[DueBy]:
    return [due for at, due in dues if missed_at(context, at) <= context.now]


@EFFECTS.opens("money")
async def open_money(context: TransitionContext[Clawback]) -> None:
    """Open the task money calls for: recorded, it is to be confirmed, or its payer to be decided on; otherwise it is to be recorded.

    While the treasury is asked, there is none. While everything is in time, the stage itself wakes when that is over.
    """
    clawback = context.case
    if context.event in _TOLD:
        await keep_for_letter(context)
    clawback.wakes_at = None
    repayment = await clawbacks.in_flight(context.session, clawback.id)
    if repayment is not None:
        about = await _about_repayment(context, repayment)
        if repayment.state == RepaymentState.PAYER_QUESTIONED:
            await open_questions(context, repayment, about)
        elif repayment.state == RepaymentState.RECORDED and not _is_open(context, "repayment_confirmation"):
            await open_task(context, KINDS["repayment_confirmation"], about=about)
        return
    # Money of theirs that we hold settles what is owed, before anybody is asked for it.
    await set_off(context, clawback)
    owed = await left_today(context)
    if not owed.left_fen:
        for task in _receipts_asked_for(context):
            close(context, task, Closing.SUPERSEDED)
        return
    at_most_fen = left_of_ground(context)
    if at_most_fen == 0:
        # Nothing is recorded, and nothing missed, before it is decided whether more has a ground.
        for task in _receipts_asked_for(context):
            close(context, task, Closing.SUPERSEDED)
        return
    read = await _read_before(context) | ({} if at_most_fen is None else {"at_most_fen": at_most_fen})
    if clawback.stage != Stage.REPAYMENT:
        await _ask_for_receipt(context, owed.as_dict() | read)
        return
    due_at, first = (await _dues(context, owed))[0]
    clawback.wakes_at = missed_at(context, due_at)
    about = {"owed_fen": first.left_fen, "due_on": due_at.astimezone(BEIJING).date().isoformat()} | read
    await _ask_for_receipt(context, about, due_at)


async def _ask_for_receipt(context: TransitionContext[Clawback], about: dict[str, Any], due_at: datetime | None = None) -> None:
    """Have a receipt recorded. Whoever is at it already goes on: what came in is recorded alike, however much of it is due and by when."""
    asked = _receipts_asked_for(context)
    for task in asked:
        refused = {name: said for name, said in task.about.items() if name == "refused"}
        renew(context, task, about=refused | about, due_at=due_at)
    if not asked:
        await open_task(context, KINDS[_RECEIPT], about=about, due_at=due_at)


def _receipts_asked_for(context: TransitionContext[Clawback]) -> list[Task]:
    return [task for task in context.open_tasks if task.kind == _RECEIPT]


async def _read_before(context: TransitionContext[Clawback]) -> dict[str, Any]:
    """Return what finance reads before it records a receipt: what the debtor paid when nothing was owed, and why one was not taken."""
    waiting = [
        {"reference": receipt.reference, "amount_fen": receipt.amount_fen, "received_on": receipt.received_on.isoformat()}
        for receipt in await receipts.undivided_of(context.session, context.case.enterprise_uscc)
    ]
    # What the treasury said of the same receipt, or that its payer was not accepted.
    refused = {"refused": dict(context.detail)} if context.event in _NOT_TAKEN else {}
    return ({"undivided": waiting} if waiting else {}) | refused


async def _about_repayment(context: TransitionContext[Clawback], repayment: Repayment) -> dict[str, Any]:
    """Return what finance reads of a receipt: what was recorded and by whom it was paid, where it is another than the debtor."""
    about: dict[str, Any] = {
        "repayment_id": str(repayment.id),
        "amount_fen": repayment.amount_fen,
        "reference": repayment.reference,
        "received_on": repayment.received_on.isoformat(),
    } | (await owed_today(context)).as_dict()
    if repayment.named is not None:
        debts = {debt.number: debt.enterprise_uscc for debt in await receipts.debts_called(context.session, repayment.named)}
        about["parts"] = [{"clawback": number, "amount_fen": fen, "debtor": debts.get(number)} for number, fen in repayment.named.items()]
    codes = await succession.family(context.session, context.case.enterprise_uscc)
    if alike := await clawbacks.repayments_alike(context.session, repayment, codes):
        # Whoever confirms says whether it is one of these, typed otherwise: then it is sent back.
        about["alike"] = [
            {"clawback": number, "reference": one.reference, "amount_fen": one.amount_fen, "received_on": one.received_on.isoformat()}
            for number, one in alike
        ]
    receipt = await receipts.find(context.session, repayment.receipt_id) if repayment.receipt_id else None
    if receipt is not None:
        about["payer"] = {"uscc": receipt.payer_uscc, "name": receipt.payer_name}
    return about


async def _last_due(context: TransitionContext[Clawback]) -> datetime | None:
    """Return when the last instalment is due, or was."""
    return max((found.due_at for found in await clawbacks.instalments(context.session, context.case.id)), default=None)


def _interest_due(context: TransitionContext[Clawback], last: datetime | None) -> datetime:
    """Return when what is owed on top is due by itself: on the day an extension gave, or with the `last` instalment.

    Where that is over, it is due within the time for repayment.
    """
    if context.event == Event.EXTENDED:
        due_on = context.clock.working_day_from(date.fromisoformat(str(context.detail["due_on"])))
        return context.clock.end_of(due_on, context.now)
    return last if last is not None and last > context.now else context.clock.after(context.now, context.days("repayment")).at


def _is_open(context: TransitionContext[Clawback], kind: str) -> bool:
    return any(task.kind == kind for task in context.open_tasks)
