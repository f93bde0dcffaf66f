"""限制申报的效果。What the steps of a debarment change: until when an enterprise is barred, who decides on it, and when it is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from models.queries import application as applications
from models.queries import conduct as conducts
from models.queries import debarment as debarments
from models.tables import Application, Debarment, Message
from policy.days import in_chinese
from policy.errors import Code, Refusal
from policy.money import in_yuan
from policy.processes.clawback.lifecycle import DEMANDED, OPEN_STAGES
from policy.processes.debarment.lifecycle import Event, Stage
from policy.processes.debarment.telling import Standing, of_bar, of_end
from policy.processes.debarment.term import read_until
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Debarment]()


def _today(context: TransitionContext[Debarment]) -> date:
    return context.now.astimezone(BEIJING).date()


async def _until(context: TransitionContext[Debarment], written: str) -> date:
    """Return the last day of the bar, if the law and the rules in force today allow it, and say it in what is told."""
    on = _today(context)
    until = read_until(written, on, await debarments.most_years(context.session, context.case.item_code, on))
    context.words["until"] = Text(in_chinese(until), until.isoformat())
    return until


@EFFECTS.of(Event.BAR_PROPOSED)
async def propose_bar(context: TransitionContext[Debarment]) -> None:
    """Keep until when the enterprise would be barred, and let it know: it is heard."""
    context.case.until = await _until(context, str(context.detail["until"]))
    context.case.told_at = context.now
    _propose(context)


@EFFECTS.of(Event.NO_BAR_PROPOSED)
async def propose_none(context: TransitionContext[Debarment]) -> None:
    """Keep that the enterprise would not be barred, and why."""
    context.case.until = None
    _propose(context)


def _propose(context: TransitionContext[Debarment]) -> None:
    context.case.reason, context.case.proposed_by = str(context.detail["reason"]), context.actor.subject


@EFFECTS.of(Event.BARRED)
async def bar(context: TransitionContext[Debarment]) -> None:
    """Bar the enterprise from today to the last day; a proposal that time has overtaken goes back to the officer."""
    row = context.case
    row.barred_on, row.until = _today(context), await _until(context, str(row.until))
    row.wakes_at = context.clock.end_of(row.until, context.now)
    until = Text(in_chinese(row.until), row.until.isoformat())
    await _tell_applications(context, lambda standing, number: of_bar(standing, number, row.number, until))


@EFFECTS.of(Event.NOT_BARRED)
async def leave_open(context: TransitionContext[Debarment]) -> None:
    """Let the enterprise know that it is not barred."""
    context.case.told_at = context.case.told_at or context.now


@EFFECTS.of(Event.LIFTING_ASKED)
async def ask_to_lift(context: TransitionContext[Debarment]) -> None:
    """Have an approver look at whether the bar is lifted early; one question at a time."""
    if any(task.kind == "debarment_lifting" for task in context.open_tasks):
        raise Refusal(Code.DUPLICATE, Text("提前解除已提请审定。", "Lifting it early is being decided already."))
    context.detail = context.detail | {"about": await _about(context) | {"lifting": dict(context.detail)}}


@EFFECTS.of(Event.LIFTED)
async def lift(context: TransitionContext[Debarment]) -> None:
    """Keep why the bar is lifted, and what was paid back of what it followed: the letter says it."""
    demand = await debarments.demand_of(context.session, context.case)
    restored = {"repaid_fen": demand.repaid_fen, "demanded_fen": demand.amount_fen if demand.stage in OPEN_STAGES else 0}
    context.detail = context.detail | {"lifting": (context.task.about if context.task else {})["lifting"], **restored}
    await _tell_end(context)


@EFFECTS.at_once(Stage.RESTITUTION)
async def end_where_nothing_is_to_be_restored(context: TransitionContext[Debarment]) -> bool:
    """End where nothing was paid back and nothing is demanded any more; else the award is decided anew."""
    demand = await debarments.demand_of(context.session, context.case)
    if demand.stage in OPEN_STAGES or (demand.stage in DEMANDED and demand.repaid_fen):
        return False
    context.event, context.detail = Event.NOTHING_TO_RESTORE, {}
    return True


@EFFECTS.of(Event.RESTITUTION_PROPOSED)
async def say_what_is_restored(context: TransitionContext[Debarment]) -> None:
    """Say how much was paid back, and which re-decision it is part of."""
    demand = await debarments.demand_of(context.session, context.case)
    number = str(context.detail["redecision"])
    context.words |= {"repaid": in_yuan(demand.repaid_fen), "redecision": Text(number, number)}


@EFFECTS.of(Event.RESTITUTION_SETTLED)
async def say_how_it_is_settled(context: TransitionContext[Debarment]) -> None:
    """Say how it is settled."""
    reason = str(context.detail["reason"])
    context.words["reason"] = Text(reason, reason)


@EFFECTS.of(Event.EXPIRED)
async def expire(context: TransitionContext[Debarment]) -> None:
    """Tell of each open application that nothing stands in its way any more."""
    await _tell_end(context)


async def _tell_end(context: TransitionContext[Debarment]) -> None:
    """Tell of each open application that this bar is over, unless another stands."""
    row = context.case
    conduct = await conducts.of(context.session, row.enterprise_uscc, _today(context))
    if all(one["number"] == row.number for one in conduct.barred):
        await _tell_applications(context, lambda standing, number: of_end(standing, number, row.number))


async def _tell_applications(context: TransitionContext[Debarment], said: Callable[[Standing, str], Text]) -> None:
    """Tell an enterprise, once of each open application, what its standing means for it."""
    for application in await applications.open_of_enterprise(context.session, context.case.enterprise_uscc):
        text = said(_standing_of(application), application.number)
        context.session.add(Message(case_id=application.id, enterprise_uscc=application.enterprise_uscc, zh=text.zh, en=text.en))


def _standing_of(application: Application) -> Standing:
    if application.stage == DRAFT:
        return Standing.DRAFTED
    return Standing.AWARDED if application.stage in applications.AWARDED else Standing.PENDING


@EFFECTS.opens("debarment_proposal")
async def open_proposal(context: TransitionContext[Debarment]) -> None:
    """Open the proposal, with why it came back if it did."""
    back = {"came_back": {"event": context.event, "reason": context.detail.get("reason")}} if context.event == Event.SENT_BACK else {}
    await open_task(context, KINDS["debarment_proposal"], about=await _about(context) | back)


@EFFECTS.opens("debarment_statement")
async def open_statement(context: TransitionContext[Debarment]) -> None:
    """Open the hearing, with until when and why."""
    await open_task(context, KINDS["debarment_statement"], about=await _about(context))


@EFFECTS.opens("debarment_decision")
async def open_decision(context: TransitionContext[Debarment]) -> None:
    """Open the decision, with what the enterprise says to it."""
    said = {"statement": context.detail["reason"]} if context.event == Event.STATEMENT_MADE else {}
    await open_task(context, KINDS["debarment_decision"], about=await _about(context) | said)


@EFFECTS.opens("no_bar_decision")
async def open_no_bar_decision(context: TransitionContext[Debarment]) -> None:
    """Open the decision not to bar the enterprise."""
    await open_task(context, KINDS["no_bar_decision"], about=await _about(context))


async def _about(context: TransitionContext[Debarment]) -> dict[str, Any]:
    demand = await debarments.demand_of(context.session, context.case)
    found = {"clawback": demand.number, "amount_fen": demand.amount_fen, "found": demand.reckoning.get("reason")}
    found["repaid_fen"] = demand.repaid_fen
    return found | {name: value for name, value in context.case.brief.items() if value is not None}
