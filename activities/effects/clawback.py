"""追回的效果。What the steps of a clawback change: the demand and its instalments, and the books when it begins and ends to stand."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from activities.effects.registry import effect
from activities.tasks import open_task, opener
from activities.work import Work
from models.commands import ledger
from models.queries import case
from models.queries import clawback as clawbacks
from models.tables import Application, Clawback, ClawbackInstalment
from policy.errors import Fault, Refusal
from policy.lifecycles.clawback import Event, Stage
from policy.money import parse_rate, write_rate
from policy.repayment import Instalment, bound_until, check_plan, late_interest, parse_due
from policy.tasks import KINDS
from policy.text import Text
from policy.working_days import BEIJING

PROCESS = "clawback"


def clawback_of(work: Work) -> Clawback:
    """Return the case, which is a clawback."""
    assert isinstance(work.case, Clawback)  # noqa: S101 - tells the type checker what the process says
    return work.case


def booking(work: Work) -> ledger.Booking:
    """Return for which award money moves, under which key and by whose act."""
    return ledger.Booking(clawback_of(work).application_id, work.key, work.actor.subject)


async def award(work: Work) -> Application:
    """Return the award, locked: two clawbacks of one award take turns."""
    found = await case.lock(work.session, "application", clawback_of(work).application_id)
    assert isinstance(found, Application)  # noqa: S101 - as above
    return found


def today(work: Work) -> date:
    """Return the day in Beijing."""
    return work.now.astimezone(BEIJING).date()


@effect(Event.PROPOSED, process=PROCESS)
async def propose(work: Work) -> None:
    """Refuse to demand more than was paid and is not reclaimed already; keep what lateness will cost."""
    clawback, application = clawback_of(work), await award(work)
    if application.stage != "in_force":
        raise Refusal("wrong_stage", Text("只能追回已拨付的支持资金。", "Only an award that was paid can be reclaimed."))
    left_fen = await clawbacks.reclaimable(work.session, application, besides=clawback.id)
    if clawback.amount_fen > left_fen:
        raise Refusal(
            "invalid_input",
            Text(f"至多可追回 {left_fen} 分。", f"At most {left_fen} fen can be reclaimed."),
            [Fault("amount_fen", Text(f"至多 {left_fen}", f"is at most {left_fen}"))],
        )
    rate = (await clawbacks.terms(work.session, application)).late_rate
    clawback.late_rate = None if rate is None else write_rate(rate)


@opener("clawback_approval")
async def open_approval(work: Work) -> None:
    """Have it approved by somebody who neither asked for it nor decided the award."""
    clawback = clawback_of(work)
    decided = await case.completed_tasks(work.session, clawback.application_id, ("decision", "second_decision"))
    excluded = {clawback.asked_by, *(str(task.completed_by) for task in decided)}
    await open_task(work, KINDS["clawback_approval"], also_excluded=excluded)


@effect(Event.DEMAND_APPROVED, process=PROCESS)
async def serve(work: Work) -> None:
    """Serve the notice: from now on the enterprise sees it."""
    clawback_of(work).served_at = work.now


@effect(Event.DEMAND_ACCEPTED, Event.DEMAND_UNANSWERED, Event.DISPUTE_DISMISSED, process=PROCESS)
async def let_stand(work: Work) -> None:
    """The demand stands: it is owed, whole, within the time for repayment."""
    await _book_demand(work)
    await due_at_once(work)


@effect(Event.DEMAND_REDUCED, process=PROCESS)
async def reduce(work: Work) -> None:
    """The objection is right in part: less is demanded, and that stands."""
    clawback, less_fen = clawback_of(work), int(work.detail["amount_fen"])
    if less_fen >= clawback.amount_fen:
        raise Refusal(
            "invalid_input",
            Text(f"调减后的金额应少于 {clawback.amount_fen} 分。", f"The reduced amount must be less than {clawback.amount_fen} fen."),
            [Fault("amount_fen", Text("应少于原金额", "must be less than before"))],
        )
    clawback.reckoning = clawback.reckoning | {"reduced_from_fen": clawback.amount_fen}
    clawback.amount_fen = less_fen
    await let_stand(work)


@effect(Event.INSTALMENTS_ASKED, process=PROCESS)
async def ask_for_instalments(work: Work) -> None:
    """Whoever asks for instalments owns up to the debt; the plan, of all that is left, waits for an approver."""
    clawback, plan = clawback_of(work), list(work.detail["plan"])
    if clawback.stage == Stage.REPAYMENT:
        await _require_first_plan(work)
    check_plan(plan, clawback.amount_fen - clawback.repaid_fen, today(work))
    work.detail = work.detail | {"about": {"plan": plan}}
    if clawback.stage == Stage.NOTICED:
        await _book_demand(work)


async def _require_first_plan(work: Work) -> None:
    """Refuse another plan, whatever became of the first, and one of money that is just being recorded."""
    if await case.tasks_of_kind(work.session, work.case.id, "instalment_decision"):
        raise Refusal("wrong_stage", Text("分期只能申请一次。", "Instalments can be asked for once."))
    if await clawbacks.in_flight(work.session, work.case.id) is not None:
        raise Refusal("wrong_stage", Text("有一笔收款尚未入账,请稍后申请。", "A repayment is not booked yet; ask again later."))


@effect(Event.INSTALMENTS_GRANTED, process=PROCESS)
async def grant_instalments(work: Work) -> None:
    """Keep the plan. What came due while it was decided is due after the grace."""
    plan = (work.task.about if work.task else {})["plan"]
    soonest = work.clock.after(work.now, work.days("repayment_grace")).at.astimezone(BEIJING).date()
    parts = [Instalment(date.fromisoformat(part["due_on"]), int(part["amount_fen"])) for part in plan]
    for before in await clawbacks.instalments(work.session, work.case.id):
        # What was due at once gives way to the plan; what of it was paid back stays.
        if before.repaid_fen:
            before.amount_fen = before.repaid_fen
        else:
            await work.session.delete(before)
    await work.session.flush()
    _write(work, [replace(part, due_on=max(part.due_on, soonest)) if part.due_on <= today(work) else part for part in parts])


@effect(Event.INSTALMENTS_REFUSED, process=PROCESS)
async def due_at_once(work: Work) -> None:
    """The whole is one instalment, due within the time for repayment, unless it was due before a plan was asked for."""
    clawback = clawback_of(work)
    if await clawbacks.instalments(work.session, clawback.id):
        return
    due_at = work.clock.after(work.now, work.days("repayment")).at
    work.session.add(
        ClawbackInstalment(
            clawback_id=clawback.id, ordinal=1, due_on=due_at.astimezone(BEIJING).date(), due_at=due_at, amount_fen=clawback.amount_fen
        )
    )


def _write(work: Work, parts: Sequence[Instalment]) -> None:
    work.session.add_all(
        ClawbackInstalment(
            clawback_id=work.case.id,
            # The first number belongs to what is due at once.
            ordinal=ordinal,
            due_on=part.due_on,
            due_at=work.clock.end_of(part.due_on, work.now),
            amount_fen=part.amount_fen,
        )
        for ordinal, part in enumerate(parts, 2)
    )


async def _book_demand(work: Work) -> None:
    await ledger.move_part(work.session, booking(work), "demand", clawback_of(work).amount_fen)


@effect(Event.EXTENDED, process=PROCESS)
async def extend(work: Work) -> None:
    """Give what is overdue a new due day. What its lateness cost until now is owed; from now on it is in time again."""
    clawback, due_on = clawback_of(work), parse_due(str(work.detail["due_on"]))
    last = bound_until(today(work), 5)
    if due_on is None or not today(work) < due_on <= last:
        raise Refusal(
            "invalid_input",
            Text(f"新的到期日应在今日之后、不晚于 {last}。", f"The new due day must be after today, by {last}."),
            [Fault("due_on", Text("日期有误", "is not such a day"))],
        )
    rate = parse_rate(clawback.late_rate)
    for instalment in await overdue(work):
        days = work.clock.days_late(instalment.due_at, today(work), work.now)
        clawback.interest_fen += late_interest(instalment.amount_fen - instalment.repaid_fen, days, rate)
        instalment.due_on, instalment.due_at = due_on, work.clock.end_of(due_on, work.now)


@effect(Event.WAIVED, Event.COURT_CLOSED, process=PROCESS)
async def write_off(work: Work) -> None:
    """What is still owed will not come: it stays an expenditure."""
    clawback = clawback_of(work)
    if await clawbacks.in_flight(work.session, clawback.id) is not None:
        raise Refusal("wrong_stage", Text("有一笔收款尚未入账,请先办结。", "A repayment is not booked yet; finish it first."))
    await ledger.move_part(work.session, booking(work), "write_off", clawback.amount_fen - clawback.repaid_fen)


# -- what is due, and when -----------------------------------------------------------------------------------------------------------


def missed_at(work: Work, due_at: datetime) -> datetime:
    """Return when what was due counts as missed: money that came in on the last day still has to be recorded."""
    return work.clock.after(due_at, work.days("repayment_grace")).at


async def unpaid(work: Work) -> list[ClawbackInstalment]:
    """Return the instalments of which something is left, the one due first coming first."""
    return [found for found in await clawbacks.instalments(work.session, work.case.id) if found.repaid_fen < found.amount_fen]


async def overdue(work: Work) -> list[ClawbackInstalment]:
    """Return the instalments that were missed."""
    return [found for found in await unpaid(work) if missed_at(work, found.due_at) <= work.now]


@opener("money")
async def open_money(work: Work) -> None:
    """Open the task money calls for: recorded, it is to be confirmed; otherwise it is to be recorded when it comes in.

    While the treasury is asked, there is none. While everything is in time, the stage itself wakes when that is over.
    """
    clawback = clawback_of(work)
    clawback.wakes_at = None
    repayment = await clawbacks.in_flight(work.session, clawback.id)
    if repayment is not None:
        if repayment.state == "recorded":
            about = {"repayment_id": str(repayment.id), "amount_fen": repayment.amount_fen, "reference": repayment.reference}
            await open_task(work, KINDS["repayment_confirmation"], about=about, also_excluded=(repayment.recorded_by,))
        return
    if not clawback.left_fen or await _is_open(work, "repayment_receipt"):
        return
    if clawback.stage != Stage.REPAYMENT:
        await open_task(work, KINDS["repayment_receipt"], about={"owed_fen": clawback.left_fen})
        return
    instalment = next(iter(await unpaid(work)), None)
    due_at = instalment.due_at if instalment else _interest_due(work)
    owed_fen = instalment.amount_fen - instalment.repaid_fen if instalment else clawback.interest_owed_fen
    clawback.wakes_at = missed_at(work, due_at)
    about = {"owed_fen": owed_fen, "due_on": due_at.astimezone(BEIJING).date().isoformat()}
    await open_task(work, KINDS["repayment_receipt"], about=about, due_at=due_at)


def _interest_due(work: Work) -> datetime:
    """Return when interest alone is due: on the day an extension gave, or within the time for repayment."""
    if work.event == Event.EXTENDED:
        return work.clock.end_of(date.fromisoformat(str(work.detail["due_on"])), work.now)
    return work.clock.after(work.now, work.days("repayment")).at


async def _is_open(work: Work, kind: str) -> bool:
    return any(task.kind == kind for task in await case.open_tasks(work.session, work.case.id))


async def _open_for_approver(work: Work, kind: str) -> None:
    """Whoever asked for the clawback decides none of it."""
    await open_task(work, KINDS[kind], also_excluded=(clawback_of(work).asked_by,))


@opener("clawback_ruling")
async def open_ruling(work: Work) -> None:
    """Have the objection ruled on."""
    await _open_for_approver(work, "clawback_ruling")


@opener("instalment_decision")
async def open_instalment_decision(work: Work) -> None:
    """Have the plan decided."""
    await _open_for_approver(work, "instalment_decision")


@opener("enforcement_decision")
async def open_enforcement_decision(work: Work) -> None:
    """Have the arrears decided."""
    await _open_for_approver(work, "enforcement_decision")


@opener("waiver_confirmation")
async def open_waiver_confirmation(work: Work) -> None:
    """Have the waiver agreed to."""
    await _open_for_approver(work, "waiver_confirmation")


def repayment_id(work: Work) -> uuid.UUID:
    """Return the repayment the closed task was about."""
    return uuid.UUID(str((work.task.about if work.task else {})["repayment_id"]))
