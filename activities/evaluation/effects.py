"""政策评估的效果。What the steps of an evaluation change: how long reports are waited for, what is found, decided, and carried out."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, NoReturn

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.meeting.tabling import put_evaluation_on_agenda
from models.queries import evaluation as evaluations
from models.tables import Evaluation
from policy.days import in_chinese
from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import items_of_clause
from policy.processes.evaluation.lifecycle import OUTCOMES, Event
from policy.processes.evaluation.tasks import CONFIRMATION, EVALUATION, FOLLOW_UP, LISTING
from policy.processes.evaluation.tasks import EFFECTS as FOUND
from policy.processes.outcome_report.tasks import REPORT
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Evaluation]()


@EFFECTS.of(Event.REPORTS_ASKED)
async def wait_for_reports(context: TransitionContext[Evaluation]) -> None:
    """Wait until each report is given or the time for them is over; where nobody was paid, go on at once."""
    counts = (await evaluations.report_counts(context.session, [context.case.id])).get(context.case.id, {})
    # A day more than they have: each of them ends by its own clock.
    days = context.days(REPORT) + context.days("reports_closing") if counts else 0
    context.case.wakes_at = context.clock.after(context.now, days).at if days else context.now
    context.detail |= {"reports": sum(counts.values())}


@EFFECTS.of(Event.REPORTS_CLOSED)
async def count_reports(context: TransitionContext[Evaluation]) -> None:
    """Keep how many reports were given and how many are missing."""
    counts = await evaluations.report_counts(context.session, [context.case.id])
    context.detail |= {"reports": dict(counts.get(context.case.id, {}))}


@EFFECTS.opens(EVALUATION)
async def open_evaluation(context: TransitionContext[Evaluation]) -> None:
    """Ask the department what it finds, with the reports counted and added up by year; after a return, with what it found before."""
    reported = (await evaluations.reported(context.session, [context.case]))[context.case.id]
    about = {"clause": context.case.clause, "year": context.case.year, "reports": reported["counts"], "by_year": reported["by_year"]}
    returned = {"reason": context.detail["reason"], "findings": context.case.findings} if context.event == Event.EVALUATION_RETURNED else {}
    await open_task(context, KINDS[EVALUATION], about=about | returned)


@EFFECTS.of(Event.POLICY_EVALUATED)
async def keep_findings(context: TransitionContext[Evaluation]) -> None:
    """Keep what the department finds, and what it proposes, with the day where that is to abolish.

    Raises:
        Refusal: `invalid_input` where that day is not to come.
    """
    found = {name: context.detail[name] for name in (*FOUND, "proposal", "opinion")}
    if found["proposal"] == Event.POLICY_ABOLISHED:
        found["abolished_from"] = written = context.detail.get("abolished_from")
        if written is None or date.fromisoformat(written) <= context.now.astimezone(BEIJING).date():
            past = Text("应填写今日之后的日期", "must be a day to come")
            raise Refusal(
                Code.INVALID_INPUT, Text("废止日期有误。", "It cannot be abolished from that day."), [Fault("abolished_from", past)]
            )
    context.case.findings = found


@EFFECTS.opens(LISTING)
async def open_listing(context: TransitionContext[Evaluation]) -> None:
    """Ask the department to put it before a meeting of the committee."""
    about = {"clause": context.case.clause, "year": context.case.year, "findings": context.case.findings}
    await open_task(context, KINDS[LISTING], about=about)


EFFECTS.of(Event.TABLED)(put_evaluation_on_agenda)


@EFFECTS.of(*OUTCOMES)
async def decide(context: TransitionContext[Evaluation]) -> None:
    """Keep the decision with the minutes of its meeting; from now on everybody may read the evaluation."""
    row, minuted = context.case, context.detail
    row.reported = dict((await evaluations.reported(context.session, [row]))[row.id])
    row.outcome, row.published_at = context.event, context.now
    row.minutes_no, row.held_on, row.minutes = minuted["minutes_no"], date.fromisoformat(minuted["held_on"]), minuted["minutes"]
    if context.event == Event.POLICY_ABOLISHED:
        assert row.findings is not None  # noqa: S101 - it is what was proposed
        row.abolished_from = date.fromisoformat(row.findings["abolished_from"])


@EFFECTS.opens(FOLLOW_UP)
async def open_follow_up(context: TransitionContext[Evaluation]) -> None:
    """Ask the department to carry out what was decided: an abolition before its day."""
    row = context.case
    about = _decided(row) | ({"reason": context.detail["reason"]} if context.event == Event.NO_FOLLOW_UP_REFUSED else {})
    due_at = None
    if row.abolished_from and row.abolished_from > context.now.astimezone(BEIJING).date():
        due_at = datetime.combine(row.abolished_from, time(), BEIJING) - timedelta(seconds=1)
    await open_task(context, KINDS[FOLLOW_UP], about=about, due_at=due_at)


@EFFECTS.of(Event.POLICY_CARRIED_OUT)
async def keep_what_carries_out(context: TransitionContext[Evaluation]) -> None:
    """Keep by which document the decision is carried out, with what was approved by it.

    Raises:
        Refusal: `invalid_input` where nothing of the clause was approved by that document since the meeting, or, of what is abolished,
            where an item of the clause stays open.
    """
    row, document_no = context.case, str(context.detail["document_no"])
    assert row.held_on is not None  # noqa: S101 - it was decided
    approved = await evaluations.approved_by_document(context.session, row.clause, document_no, row.held_on)
    if row.abolished_from is not None:
        approved = [one for one in approved if one.closes_from(row.abolished_from)]
        open_still = [item for item in items_of_clause(row.clause) if item.code not in {one.item_code for one in approved}]
        if open_still:
            names = Text("、".join(item.title.zh for item in open_still), ", ".join(item.title.en for item in open_still))
            _refuse(
                Text(
                    f"下列事项未经该文件自{in_chinese(row.abolished_from)}或者更早起暂停或者关闭：{names.zh}",
                    f"does not close these items for good from {row.abolished_from} or earlier: {names.en}",
                )
            )
    if not approved:
        _refuse(
            Text(
                f"{in_chinese(row.held_on)}以来没有以该文号审批的本条实施细则、暂停或者关闭",
                f"no implementing rule, suspension or closing of the clause was approved by that document since {row.held_on}",
            )
        )
    row.follow_up = {"document_no": approved[0].document_no, "records": [one.as_dict() for one in approved]}
    context.words["document_no"] = Text(approved[0].document_no, approved[0].document_no)


@EFFECTS.opens(CONFIRMATION)
async def open_confirmation(context: TransitionContext[Evaluation]) -> None:
    """Ask an approver whether nothing has to follow, with the officer's reason."""
    await open_task(context, KINDS[CONFIRMATION], about=_decided(context.case) | {"reason": context.detail["reason"]})


@EFFECTS.of(Event.NO_FOLLOW_UP_CONFIRMED)
async def keep_why_nothing_follows(context: TransitionContext[Evaluation]) -> None:
    """Keep the reason that was confirmed."""
    assert context.task is not None  # noqa: S101 - it is answered
    context.case.follow_up = {"reason": context.task.about["reason"]}


def _decided(row: Evaluation) -> dict[str, Any]:
    day = {"abolished_from": row.abolished_from.isoformat()} if row.abolished_from else {}
    return {"clause": row.clause, "year": row.year, "outcome": row.outcome, "minutes_no": row.minutes_no, "findings": row.findings} | day


def _refuse(why: Text) -> NoReturn:
    raise Refusal(Code.INVALID_INPUT, Text("该文件不能落实评估结论。", "That document does not carry it out."), [Fault("document_no", why)])
