"""追回的效果。What the steps of a clawback change: the demand and its instalments, and the books when it begins and ends to stand."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.clawback.money import (
    came_back,
    is_money_coming,
    keep_for_letter,
    keep_received,
    left_of_ground,
    overdue,
    owed_today,
    say_whether_to_pay,
    today,
)
from activities.debarment.opening import open_debarment
from activities.disbursement.set_off import set_off
from models.commands import ledger
from models.queries import addition, case, returned
from models.queries import audit_event as audit_events
from models.queries import clawback as clawbacks
from models.queries import receipt as receipts
from models.queries import redecision as redecisions
from models.tables import Application, Clawback, ClawbackInstalment
from policy.days import in_chinese
from policy.errors import Code, Fault, Refusal
from policy.money import in_yuan, parse_rate, write_rate
from policy.processes.clawback.lifecycle import Event, Stage
from policy.processes.clawback.owing import PAY_AT_ONCE, PAY_IN_TIME, said_at_serving
from policy.processes.clawback.repayment import Instalment, bound_until, check_plan, late_interest, parse_due
from policy.processes.clawback.tasks import DECIDING
from policy.processes.debarment.lifecycle import CAUSES
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Clawback]()


def booking(context: TransitionContext[Clawback]) -> ledger.Booking:
    """Return for which award money moves, under which key and by whose act."""
    return ledger.Booking(context.case.application_id, context.key, context.actor.subject)


async def move(context: TransitionContext[Clawback], kind: str, amount_fen: int, its_booking: ledger.Booking | None = None) -> None:
    """Move money of the award, and of what was added to it, which stands in the books it was paid from."""
    beside = await addition.paid_of(context.session, context.case.application_id)
    await ledger.move_across(context.session, its_booking or booking(context), beside, kind, amount_fen)


async def award(context: TransitionContext[Clawback]) -> Application:
    """Return the award, locked: two clawbacks of one award take turns."""
    return await case.lock(context.session, Application, context.case.application_id)


@EFFECTS.of(Event.PROPOSED)
async def propose(context: TransitionContext[Clawback]) -> None:
    """Refuse to demand more than was paid and is not reclaimed already; keep what lateness will cost."""
    clawback, application = context.case, await award(context)
    if not application.spent_fen:
        raise Refusal(Code.WRONG_STAGE, Text("只能追回已拨付的支持资金。", "Only an award that was paid can be reclaimed."))
    left_fen = await clawbacks.reclaimable(context.session, application, besides=clawback.id)
    if int(clawback.reckoning.get("asked_of_fen", clawback.amount_fen)) > left_fen:
        left = in_yuan(left_fen)
        raise Refusal(
            Code.INVALID_INPUT,
            Text(f"至多可追回{left.zh}。", f"At most {left.en} can be reclaimed."),
            [Fault("amount_fen", Text(f"至多{left.zh}", f"is at most {left.en}"))],
        )
    rate = (await clawbacks.terms(context.session, application)).late_rate
    clawback.late_rate = None if rate is None else write_rate(rate)


@EFFECTS.of(Event.DEMAND_APPROVED)
async def serve(context: TransitionContext[Clawback]) -> None:
    """Serve the notice: from now on the enterprise sees it, and the days it names for repayment bind.

    It is asked for no more than what a bank has not returned already.
    """
    context.case.served_at = context.now
    context.case.repayment_days = context.days("repayment")
    back = await came_back(context)
    owed_back_fen = sum(part.amount_fen for part in await receipts.owed_back_to(context.session, context.case))
    context.words["asked"] = said_at_serving(context.case.amount_fen, back, owed_back_fen)
    # Its notice says so still when less is demanded, or nothing.
    kept = {
        "amount_fen": context.case.amount_fen,
        "reckoning": context.case.reckoning,
        "late_rate": context.case.late_rate,
        "returned": back.as_dict(),
        "owed_back_fen": owed_back_fen,
    }
    context.detail = context.detail | kept


@EFFECTS.of(Event.DEMAND_ACCEPTED, Event.DEMAND_UNANSWERED, Event.DISPUTE_DISMISSED)
async def let_stand(context: TransitionContext[Clawback]) -> None:
    """Let the demand stand: the whole is owed within the time for repayment."""
    await _book_demand(context)
    await due_at_once(context)
    await say_whether_to_pay(context, PAY_IN_TIME)


@EFFECTS.of(Event.REDUCTION_ASKED)
async def ask_for_reduction(context: TransitionContext[Clawback]) -> None:
    """Refuse to ask for a reduction that is none; a second approver decides on it."""
    clawback, less_fen = context.case, int(context.detail["amount_fen"])
    if less_fen >= clawback.amount_fen:
        before = in_yuan(clawback.amount_fen)
        raise Refusal(
            Code.INVALID_INPUT,
            Text(f"调减后的金额应少于{before.zh}。", f"The reduced amount must be less than {before.en}."),
            [Fault("amount_fen", Text("应少于原金额", "must be less than before"))],
        )


@EFFECTS.of(Event.DEMAND_REDUCED)
async def reduce(context: TransitionContext[Clawback]) -> None:
    """Reduce the demand, as one approver asked and another agrees, after an objection that was right in part; the rest stands."""
    clawback = context.case
    clawback.reckoning = clawback.reckoning | {"reduced_from_fen": clawback.amount_fen}
    clawback.amount_fen = int((context.task.about if context.task else {})["amount_fen"])
    await let_stand(context)


@EFFECTS.of(Event.INSTALMENTS_ASKED)
async def ask_for_instalments(context: TransitionContext[Clawback]) -> None:
    """Let the demand stand, since asking for instalments accepts the debt, and keep the plan for an approver."""
    clawback, plan = context.case, list(context.detail["plan"])
    if left_of_ground(context) is not None:
        raise Refusal(
            Code.WRONG_STAGE,
            Text("追回金额正在重新核定，请待核定后申请。", "What is demanded is being looked at again; ask once that is decided."),
        )
    if clawback.stage == Stage.REPAYMENT:
        await _require_first_plan(context)
    check_plan(plan, clawback.amount_fen - clawback.repaid_fen, today(context))
    said = {"reason": context.detail["reason"]} if context.detail.get("reason") else {}
    context.detail = context.detail | {"about": {"plan": plan} | said}
    if clawback.stage == Stage.NOTICED:
        await _book_demand(context)


async def _require_first_plan(context: TransitionContext[Clawback]) -> None:
    """Refuse a second plan, and a plan while a repayment is being recorded."""
    if context.tasks_of_kind("instalment_decision"):
        raise Refusal(Code.WRONG_STAGE, Text("分期只能申请一次。", "Instalments can be asked for once."))
    if await is_money_coming(context):
        raise Refusal(Code.WRONG_STAGE, Text("有一笔收款尚未入账，请稍后申请。", "A repayment is not booked yet; ask again later."))


@EFFECTS.of(Event.INSTALMENTS_GRANTED)
async def grant_instalments(context: TransitionContext[Clawback]) -> None:
    """Keep the plan. What came due while it was decided is due after the grace."""
    plan = (context.task.about if context.task else {})["plan"]
    soonest = context.clock.after(context.now, context.days("repayment_grace")).at.astimezone(BEIJING).date()
    parts = [Instalment(date.fromisoformat(part["due_on"]), int(part["amount_fen"])) for part in plan]
    for before in await clawbacks.instalments(context.session, context.case.id):
        # What was due at once gives way to the plan; what of it was paid back stays.
        if before.repaid_fen:
            before.amount_fen = before.repaid_fen
        else:
            await context.session.delete(before)
    await context.session.flush()
    _write(context, [replace(part, due_on=max(part.due_on, soonest)) if part.due_on <= today(context) else part for part in parts])
    await set_off(context, context.case)


@EFFECTS.of(Event.INSTALMENTS_REFUSED)
async def refuse_instalments(context: TransitionContext[Clawback]) -> None:
    """Let the whole be due, and ask for what no bank has returned of it."""
    await due_at_once(context)
    await say_whether_to_pay(context, PAY_AT_ONCE)


async def due_at_once(context: TransitionContext[Clawback]) -> None:
    """Write the whole as one instalment, due within the time for repayment, unless it was due before a plan was asked for."""
    clawback = context.case
    if not await clawbacks.instalments(context.session, clawback.id):
        due_at = context.clock.after(context.now, clawback.repayment_days or context.days("repayment")).at
        context.session.add(
            ClawbackInstalment(
                clawback_id=clawback.id, ordinal=1, due_on=due_at.astimezone(BEIJING).date(), due_at=due_at, amount_fen=clawback.amount_fen
            )
        )
    await set_off(context, clawback)


def _write(context: TransitionContext[Clawback], parts: Sequence[Instalment]) -> None:
    parts = [replace(part, due_on=context.clock.working_day_from(part.due_on)) for part in parts]
    context.session.add_all(
        ClawbackInstalment(
            clawback_id=context.case.id,
            # The first number belongs to what is due at once.
            ordinal=ordinal,
            due_on=part.due_on,
            due_at=context.clock.end_of(part.due_on, context.now),
            amount_fen=part.amount_fen,
        )
        for ordinal, part in enumerate(parts, 2)
    )


async def _book_demand(context: TransitionContext[Clawback]) -> None:
    context.case.interest_fen = context.case.surcharge_fen
    await move(context, "demand", context.case.amount_fen)
    if context.case.cause in CAUSES:
        await open_debarment(context)


@EFFECTS.of(Event.WAIVER_ASKED)
async def wait_for_amount(context: TransitionContext[Clawback]) -> None:
    """Ask for no waiver of what may not be due; what is left of it is decided first."""
    require_amount_decided(context)


def require_amount_decided(context: TransitionContext[Clawback]) -> None:
    """Refuse what is done with the whole of a debt while it is decided whether it is lowered.

    Raises:
        Refusal: `wrong_stage`.
    """
    if left_of_ground(context) is not None:
        raise Refusal(
            Code.WRONG_STAGE,
            Text("追回金额正在重新核定，请待核定后办理。", "What is demanded is being looked at again; do it once that is decided."),
        )


@EFFECTS.of(Event.EXTENDED)
async def extend(context: TransitionContext[Clawback]) -> None:
    """Give what is overdue a new due day. What its lateness cost until now is owed; from now on it is in time again."""
    require_amount_decided(context)
    clawback, due_on = context.case, parse_due(str(context.detail["due_on"]))
    last = bound_until(today(context), 5)
    if due_on is None or not today(context) < due_on <= last:
        raise Refusal(
            Code.INVALID_INPUT,
            Text(f"新的到期日应在今日之后、不晚于{last}。", f"The new due day must be after today, by {last}."),
            [Fault("due_on", Text("日期有误", "is not such a day"))],
        )
    due_on = context.clock.working_day_from(due_on)
    for instalment in await overdue(context):
        days = context.clock.days_late(instalment.due_at, today(context), context.now)
        clawback.late_fen_days += (instalment.amount_fen - instalment.repaid_fen) * days
        instalment.due_on, instalment.due_at = due_on, context.clock.end_of(due_on, context.now)
    clawback.interest_fen = clawback.surcharge_fen + late_interest(clawback.late_fen_days, parse_rate(clawback.late_rate))


@EFFECTS.of(Event.HANDED_OVER)
async def require_pressed(context: TransitionContext[Clawback]) -> None:
    """Refuse to ask a court before it is decided what is due, and before the time is over that the last reminder gave to pay.

    Raises:
        Refusal: `wrong_stage`, saying from when on a court may be asked.
    """
    require_amount_decided(context)
    reminded = await audit_events.last_of(context.session, context.case.id, (Event.INSTALMENT_MISSED,))
    over_at = context.clock.after(reminded.occurred_at, context.days("reminder")).at if reminded else context.now
    if context.now <= over_at:
        day = over_at.astimezone(BEIJING).date()
        raise Refusal(
            Code.WRONG_STAGE,
            Text(
                f"催告期至{in_chinese(day)}届满，届满后仍未退缴的，方可申请人民法院强制执行。",
                f"The reminder gives until {day} to pay; only after that may the court be asked.",
            ),
            clause="行政强制法第五十四条",
        )


@EFFECTS.of(Event.WAIVED, Event.WRITTEN_OFF)
async def write_off(context: TransitionContext[Clawback]) -> None:
    """Write off what is still owed: it stays an expenditure.

    Raises:
        Refusal: `wrong_stage`, while something of it is being decided, or a re-decision may take its ground away.
    """
    require_amount_decided(context)
    clawback = context.case
    await _require_not_decided_anew(context)
    if await is_money_coming(context):
        raise Refusal(Code.WRONG_STAGE, Text("有一笔收款尚未入账，请先办结。", "A repayment is not booked yet; finish it first."))
    await keep_for_letter(context)
    # What was owed of interest when it was given up is what its letter says.
    clawback.interest_fen = clawback.interest_repaid_fen + (await owed_today(context)).interest_fen
    await keep_received(context)
    await move(context, "write_off", clawback.amount_fen - clawback.repaid_fen)


async def _require_not_decided_anew(context: TransitionContext[Clawback]) -> None:
    clawback = context.case
    anew = await redecisions.open_of(context.session, clawback.application_id)
    if anew is None or not anew.reckoning.get("relieved_fen"):
        return
    if clawback.id in {one.id for one in await clawbacks.open_for_amount(context.session, clawback.application_id)}:
        raise Refusal(
            Code.WRONG_STAGE,
            Text(
                f"再决定{anew.number}拟调减或者撤销该追回，请待其办结后办理。",
                f"Re-decision {anew.number} would lower or withdraw this demand; do it once that is decided.",
            ),
        )


def ground(clawback: Clawback) -> dict[str, Any]:
    """Return what the last look left of the ground of a demand, for whoever decides on it; nothing where it asks for no more."""
    return {} if clawback.noted_fen is None else {"ground": {"before_fen": clawback.amount_fen, **(clawback.noted or {})}}


async def _open_for_approver(context: TransitionContext[Clawback], kind: str, about: dict[str, Any] | None = None) -> None:
    """Open a task for an approver, with what the last look left of the ground, and the figures where it is decided whether it stands."""
    about = (about or context.detail.get("about") or {}) | ground(context.case)
    anew = await redecisions.open_of(context.session, context.case.application_id)
    # Not the one that asks for it itself.
    is_other = anew is not None and anew.number != context.case.reckoning.get("redecision")
    beside = {"redecision": {"number": anew.number, "stage": anew.stage, "outcome": anew.outcome}} if anew and is_other else {}
    await open_task(context, KINDS[kind], about=about | beside | await shown(context, kind, about.get("amount_fen")))


async def shown(context: TransitionContext[Clawback], kind: str, reduced_fen: int | None = None) -> dict[str, Any]:
    """Return the figures of a demand that whoever decides in a task of this kind reads; none where it is not about whether it stands."""
    return await returned.figures(context.session, context.case, kind, reduced_fen) if kind in DECIDING else {}


@EFFECTS.opens("clawback_approval")
async def open_approval(context: TransitionContext[Clawback]) -> None:
    """Open the task of approving the demand, with what is asked and what came back of it, and how it was lowered."""
    await _open_for_approver(context, "clawback_approval")


@EFFECTS.opens("clawback_ruling")
async def open_ruling(context: TransitionContext[Clawback]) -> None:
    """Open the task of ruling on the objection."""
    await _open_for_approver(context, "clawback_ruling")


@EFFECTS.opens("reduction_confirmation")
async def open_reduction_confirmation(context: TransitionContext[Clawback]) -> None:
    """Open the task of agreeing to demand less: how much of what, and why."""
    about = {"amount_fen": context.detail["amount_fen"], "demanded_fen": context.case.amount_fen, "reason": context.detail["reason"]}
    await _open_for_approver(context, "reduction_confirmation", about)


@EFFECTS.opens("release_confirmation")
async def open_release_confirmation(context: TransitionContext[Clawback]) -> None:
    """Open the task of agreeing to cancel the demand: how much is given up, and why."""
    about = {"demanded_fen": context.case.amount_fen, "reason": context.detail["reason"]}
    await _open_for_approver(context, "release_confirmation", about)


@EFFECTS.opens("instalment_decision")
async def open_instalment_decision(context: TransitionContext[Clawback]) -> None:
    """Open the task of deciding on the plan."""
    await _open_for_approver(context, "instalment_decision")


@EFFECTS.opens("enforcement_decision")
async def open_enforcement_decision(context: TransitionContext[Clawback]) -> None:
    """Open the task of deciding on the arrears: what is owed, and why a waiver was not agreed to, where one was asked for."""
    refused = {"sent_back": context.detail["reason"]} if context.event == Event.WAIVER_REFUSED else {}
    await _open_for_approver(context, "enforcement_decision", (await owed_today(context)).as_dict() | refused)


@EFFECTS.opens("court_result")
async def open_court_result(context: TransitionContext[Clawback]) -> None:
    """Open the task of recording what the court did: which one, what is owed, and why nothing was written off, where that was refused."""
    refused = {"sent_back": context.detail["reason"]} if context.event == Event.WRITE_OFF_REFUSED else {}
    decided = [task.answer or {} for task in context.completed_tasks(("enforcement_decision",))] + [context.detail]
    court = [answer["court"] for answer in decided if "court" in answer][-1:]
    await _open_for_approver(context, "court_result", (await owed_today(context)).as_dict() | {"court": "".join(court)} | refused)


@EFFECTS.opens("waiver_confirmation")
async def open_waiver_confirmation(context: TransitionContext[Clawback]) -> None:
    """Open the task of agreeing to the waiver: how much is given up, and why."""
    about = {"reason": context.detail["reason"]} | (await owed_today(context)).as_dict()
    await _open_for_approver(context, "waiver_confirmation", about)


@EFFECTS.opens("write_off_confirmation")
async def open_write_off_confirmation(context: TransitionContext[Clawback]) -> None:
    """Open the task of agreeing to write off the rest: what the court said, and how much is given up."""
    about = {name: context.detail[name] for name in ("case_no", "result")} | (await owed_today(context)).as_dict()
    await _open_for_approver(context, "write_off_confirmation", about)


def repayment_id(context: TransitionContext[Clawback]) -> uuid.UUID:
    """Return the repayment the closed task was about."""
    return uuid.UUID(str((context.task.about if context.task else {})["repayment_id"]))
