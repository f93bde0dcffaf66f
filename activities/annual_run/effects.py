"""年度运行的效果。What the events of an annual run change: its report, and the task of releasing its offers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from activities.annual_run.late import FOUND
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import close, open_task
from models.commands import annual_run as commands
from models.queries import annual_run as annual_runs
from models.queries import budget, succession, suspension
from models.queries import enterprise as enterprises
from models.tables import AnnualRun
from policy.errors import Code, Fault, Refusal
from policy.judging.assessment import clause_of_code, sentence_of
from policy.language.items import Item
from policy.processes.annual_run.lifecycle import Event
from policy.processes.annual_run.population import OUTCOME_NAMES
from policy.processes.kernel.closings import Closing
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[AnnualRun]()


# After the end of a year its last offers lapse; the run looks at what became of them when that is done.
_AFTER_THE_YEAR = timedelta(days=2)
# How many of those whose offers wait a task names.
_SHOWN = 100


@EFFECTS.of(Event.ASSESSED, Event.PREVIEWED)
async def report_result(context: TransitionContext[AnnualRun]) -> None:
    """Write what the assessment came to."""
    run = context.case
    run.report = await report(context, run)
    context.detail = context.detail | {"about": _brief(run.report)}


@EFFECTS.of(Event.RELEASED)
async def release(context: TransitionContext[AnnualRun]) -> None:
    """Release the offers that are named, or all that wait; none of an item that is suspended (general term 5)."""
    await _require_in_force(context)
    named = context.detail.get("members")
    codes = None if named is None else {str(uscc) for uscc in named}
    released = await commands.release_members(context.session, context.case, None if codes is None else sorted(codes))
    if codes is not None and released != len(codes):
        wrong = Text("其中有企业没有待发出的告知", "names an enterprise for which no offer waits")
        raise Refusal(Code.INVALID_INPUT, Text(f"所列企业有误：{wrong.zh}。", f"“members” {wrong.en}."), [Fault("members", wrong)])


async def _require_in_force(context: TransitionContext[AnnualRun]) -> None:
    await suspension.require_not_suspended(context.session, context.item.code, context.now.astimezone(BEIJING).date())


@EFFECTS.of(Event.OFFERS_MADE)
async def stay_open(context: TransitionContext[AnnualRun]) -> None:
    """Write the final report, and stay until the offers of the year have lapsed: figures may be corrected meanwhile."""
    run = context.case
    await commands.count_offers(context.session, run)
    run.report = await report(context, run)
    context.detail = context.detail | {"about": _brief(run.report)}
    run.wakes_at = datetime(context.now.astimezone(BEIJING).year + 1, 1, 1, tzinfo=BEIJING) + _AFTER_THE_YEAR


@EFFECTS.of(Event.MEMBER_REASSESSED, Event.MEMBER_ENTERED)
async def report_anew(context: TransitionContext[AnnualRun]) -> None:
    """Write the report again, and show it in the open task of releasing the offers."""
    run = context.case
    await commands.count_offers(context.session, run)
    run.report = await report(context, run)
    for task in context.open_tasks:
        if task.kind == "annual_run_release":
            task.about = _brief(run.report)


@EFFECTS.of(Event.MEMBER_PROPOSED)
async def check_late_member(context: TransitionContext[AnnualRun]) -> None:
    """Refuse who is in the run already, by itself or by whom it took the place of, or is proposed already."""
    uscc = str(context.detail["uscc"])
    family = await succession.family(context.session, uscc)
    proposed = {str(task.about["uscc"]) for task in context.open_tasks if task.kind == "late_member"}
    if proposed.intersection(family):
        raise _refused_late(Text("该企业已提请补入，尚待审核。", "Entering this enterprise waits for an approver already."))
    for code in family:
        if await annual_runs.member(context.session, context.case.id, code) is not None:
            raise _refused_late(
                Text("该企业已在名单中，数据有变动的可重新核算。", "The enterprise is in the run; reassess it if its figures changed.")
            )
    if await succession.current(context.session, uscc) != uscc:
        raise _refused_late(Text("该企业已由其他企业承继，请补入承继企业。", "Another enterprise took its place; propose that one."))


def _refused_late(detail: Text) -> Refusal:
    return Refusal(Code.INVALID_INPUT, detail, [Fault("uscc", detail)])


@EFFECTS.of(Event.ABANDONED)
async def end_late_members(context: TransitionContext[AnnualRun]) -> None:
    """End what was proposed and nobody decided: there is no run to enter anybody in any longer."""
    for task in context.open_tasks:
        close(context, task, Closing.SUPERSEDED)


@EFFECTS.of(Event.CLOSED)
async def close_run(context: TransitionContext[AnnualRun]) -> None:
    """Write the final report, with the stages that the offers have reached."""
    run = context.case
    run.report = await report(context, run)
    await end_late_members(context)


@EFFECTS.opens("further_release")
async def open_further_release(context: TransitionContext[AnnualRun]) -> None:
    """Open the task of releasing what waits, or bring it up to date: for how many, how much, and who are the first of them.

    Before the first release everything waits for that.
    """
    count, amount_fen = await annual_runs.unreleased(context.session, context.case.id)
    waiting = [
        {"uscc": member.uscc, "name": member.name, "award_fen": member.award_fen}
        for member in await annual_runs.unreleased_members(context.session, context.case.id, _SHOWN)
    ]
    about = {"count": count, "amount_fen": amount_fen, "members": waiting}
    for task in context.open_tasks:
        if task.kind == "further_release":
            task.about = about
            if not count:
                close(context, task, Closing.SUPERSEDED)
            return
    if count and not any(task.kind == "annual_run_release" for task in context.open_tasks):
        await open_task(context, KINDS["further_release"], about=about)


@EFFECTS.opens("late_member")
async def open_late_member(context: TransitionContext[AnnualRun]) -> None:
    """Open the task of agreeing to a late member: who it is, its target, what the sources say of it, and why it comes so late."""
    uscc = str(context.detail["uscc"])
    known = (await enterprises.names(context.session, [uscc])).get(uscc)
    about = {"uscc": uscc, "name": known, "reason": context.detail["reason"]}
    await open_task(context, KINDS["late_member"], about=about | context.detail[FOUND])


async def report(context: TransitionContext[AnnualRun], run: AnnualRun) -> dict[str, Any]:
    """Return the report of a run as it stands: counts, money in fen, refusals by reason, the offers, and what the budget has left."""
    session, item = context.session, context.item
    outcomes = await annual_runs.outcomes(session, run.id)
    budget_year = context.now.astimezone(BEIJING).year
    available_fen = await budget.available(session, run.department, run.item_code, budget_year)
    due_fen = outcomes.get("award", (0, 0))[1]
    return {
        "population": run.population,
        "outcomes": {
            code: {"count": outcomes[code][0], "amount_fen": outcomes[code][1], "title": name.as_dict()}
            for code, name in OUTCOME_NAMES.items()
            if code in outcomes
        },
        "amount_fen": due_fen,
        "refusals": [_refusal(item, code, count) for code, count in (await annual_runs.refusals(session, run.id)).items()],
        "offers": await annual_runs.offers(session, run.id),
        "budget": {
            "year": budget_year,
            "available_fen": available_fen,
            "left_fen": None if available_fen is None else available_fen - await annual_runs.outstanding_fen(session, run.id),
        },
        "targets": await annual_runs.targets_set(session, run),
        "rules_hash": run.rules_hash,
        "cut_off": run.cut_off.isoformat(),
        "collected_at": run.collected_at.isoformat() if run.collected_at else None,
        "digest": await annual_runs.digest(session, run.id),
    }


def _refusal(item: Item, code: str, count: int) -> dict[str, Any]:
    return {"code": code, "clause": clause_of_code(item, code), "title": sentence_of(item, code).as_dict(), "count": count}


def _brief(written: dict[str, Any]) -> dict[str, Any]:
    """Return what somebody who decides has to see at once."""
    return {name: written[name] for name in ("population", "outcomes", "amount_fen", "refusals", "targets", "budget")}
