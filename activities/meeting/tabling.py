"""上会。How a case that a committee decides is put on the agenda of a meeting, and takes what the meeting resolved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from activities.case.context import WRITTEN, TransitionContext
from activities.case.duties import note
from activities.case.effects import Effects
from activities.case.transitions import apply, begin
from activities.signatures.case import Transition
from models.queries import budget
from models.queries import case as cases
from models.queries import meeting as meetings
from models.queries import task as tasks
from models.tables import AgendaItem, Application, Evaluation, Meeting
from policy.errors import Code, Fault, Refusal
from policy.language.items import Process
from policy.money import compared
from policy.processes.decision.steps import LISTING, DecisionEvent
from policy.processes.evaluation.lifecycle import Event as EvaluationEvent
from policy.processes.investment.terms import FIELDS, Terms
from policy.processes.kernel.duties import Act, Duty
from policy.processes.meeting.agenda import TAKES, AgendaState
from policy.processes.meeting.lifecycle import Event, Stage
from policy.processes.meeting.tasks import VOTES, votes_on
from policy.text import Text
from policy.working_days import BEIJING

TABLING = Effects[Application]()

_TOOK_PART = frozenset({Event.VOTED_FOR, Event.VOTED_AGAINST, Event.ABSTAINED})


@TABLING.of(DecisionEvent.TABLED)
async def put_on_agenda(context: TransitionContext[Application]) -> None:
    """Put the case on the agenda of a meeting of its department that is not convened yet, within what the budget has.

    Raises:
        Refusal: `invalid_input` where there is no such meeting, or the terms of an investment are not valid; `budget_exhausted` where
            its agenda would promise more than there is.
    """
    its_case, given = context.case, context.detail
    meeting = await _meeting_for(context)
    proposed = int(given["proposed_fen"])
    today = context.now.astimezone(BEIJING).date()
    terms = None
    if context.item.process is Process.EQUITY:
        terms = Terms.read(given)
        terms.require_listed(proposed, int(its_case.facts.get("requested_fen") or proposed), today)
    left = await budget.available(context.session, its_case.department, its_case.item_code, today.year) or 0
    left -= await meetings.proposed_fen(context.session, meeting.id, its_case.item_code)
    if proposed > left:
        available, asked = compared(max(left, 0), proposed)
        raise Refusal(
            Code.BUDGET_EXHAUSTED,
            Text(
                f"预算可用余额（扣除同一会议其他议题）为{available.zh}，不足以提请{asked.zh}。",
                f"The budget has {available.en} beside what else is on that agenda, less than {asked.en}.",
            ),
        )
    row = await _listed(context, meeting)
    row.proposed_fen, row.terms = proposed, terms.as_dict() if terms else None
    context.session.add(row)


async def put_evaluation_on_agenda(context: TransitionContext[Evaluation]) -> None:
    """Put an evaluation on the agenda of a meeting of its department that is not convened yet, with what is proposed.

    Raises:
        Refusal: `invalid_input` where there is no such meeting.
    """
    context.session.add(await _listed(context, await _meeting_for(context)))


async def _meeting_for(context: TransitionContext[Any]) -> Meeting:
    meeting = await meetings.preparing(context.session, context.detail["meeting"], context.case.department)
    if meeting is None:
        none = Text("本部门没有该编号且尚未召开的会议", "no meeting of the department with that number waits to be convened")
        raise Refusal(Code.INVALID_INPUT, Text("会议编号有误。", "There is no such meeting."), [Fault("meeting", none)])
    return meeting


async def _listed(context: TransitionContext[Any], meeting: Meeting) -> AgendaItem:
    row = AgendaItem(meeting_id=meeting.id, case_id=context.case.id, reason=context.detail.get("opinion"))
    row.ordinal = await meetings.next_place(context.session, meeting.id)
    return row


@TABLING.asks(LISTING)
async def ask_terms(context: TransitionContext[Application], department: str) -> dict[str, Any]:  # noqa: ARG001 - what every form is given
    """Ask for the terms of an investment: they are put before the committee with its amount."""
    if context.item.process is not Process.EQUITY:
        return {}
    tabled = {"properties": {"decision": {"const": DecisionEvent.TABLED}}}
    return {"properties": FIELDS, "allOf": [{"if": tabled, "then": {"required": list(FIELDS)}}]}


async def _take(context: TransitionContext[Any], postponed: str) -> tuple[AgendaItem, Meeting, bool] | None:
    """Take what a meeting resolved of a case, and return it with whether it was carried; None when there is none, or it was put off."""
    found = await meetings.resolved(context.session, context.case.id)
    if found is None:
        return None
    matter, meeting = found
    result = AgendaState(matter.state)
    matter.become(AgendaState.TAKEN)
    if result is AgendaState.POSTPONED:
        await apply(replace(context, event=postponed, detail=await _why_postponed(context, matter, meeting)))
        return None
    return matter, meeting, result is AgendaState.CARRIED


async def leave_agenda(context: TransitionContext[Application]) -> None:
    """Take a case off the agenda of the meeting for which it waits, in one with what ends its waiting; nothing where it waits for none."""
    session, its_case = context.session, context.case
    if its_case.stage not in TAKES or (meeting_id := await meetings.deliberating(session, its_case.id)) is None:
        return
    meeting = await cases.lock(session, Meeting, meeting_id)
    # Its minutes may have been signed before it was locked: then it looks for itself whether what it resolved is taken.
    if await meetings.deliberating(session, its_case.id) is None:
        return
    detail = {"case_id": str(its_case.id), "number": its_case.number}
    key = f"{context.key}/{meeting.number}"
    falling = Transition(meeting.process, str(meeting.id), Event.MATTER_FELL_AWAY, key, context.now, detail=detail)
    its_meeting = await begin(session, context.deployment, meeting, falling, clock=context.clock)
    its_meeting.kept[WRITTEN] = context.kept.setdefault(WRITTEN, set())
    context.kept[WRITTEN].add(meeting.workflow_id)
    await apply(its_meeting)


async def take_resolution(context: TransitionContext[Application]) -> None:
    """Take what a meeting resolved of the case; do nothing when there is none, so that being told twice is no harm."""
    taken = await _take(context, DecisionEvent.POSTPONED)
    if taken is None:
        return
    matter, meeting, is_carried = taken
    detail = await _resolved(context, matter, meeting)
    if is_carried:
        await apply(replace(context, event=DecisionEvent.MINUTED, detail=detail | {"award_fen": matter.award_fen}))
    else:
        refused = {"reason": f"经专题会审议未予通过（{meeting.minutes_no}）"}
        await apply(replace(context, event=DecisionEvent.DECISION_REFUSED, detail=detail | refused))


async def take_resolution_on_policy(context: TransitionContext[Evaluation]) -> None:
    """Take what a meeting resolved of an evaluation: as its department proposes, or it evaluates anew; nothing when there is none."""
    taken = await _take(context, EvaluationEvent.POSTPONED)
    if taken is None:
        return
    matter, meeting, is_carried = taken
    detail = await _resolved(context, matter, meeting)
    if is_carried:
        proposal = EvaluationEvent(str((context.case.findings or {})["proposal"]))
        minutes = {"held_on": str(meeting.held_on), "minutes": meeting.minutes}
        await apply(replace(context, event=proposal, detail=detail | minutes))
    else:
        refused = {"reason": f"所提建议经专题会审议未予通过（{meeting.minutes_no}）"}
        await apply(replace(context, event=EvaluationEvent.EVALUATION_RETURNED, detail=detail | refused))


async def _why_postponed(context: TransitionContext[Any], matter: AgendaItem, meeting: Meeting) -> dict[str, Any]:
    if meeting.stage == Stage.CALLING_OFF:
        return {"meeting": meeting.number, "reason": "会议已取消"}
    votes = votes_on(await tasks.all_of(context.session, meeting.id), str(context.case.id), len(matter.recused))
    return {"meeting": meeting.number, "reason": votes.why_postponed.zh}


async def _resolved(context: TransitionContext[Any], matter: AgendaItem, meeting: Meeting) -> dict[str, Any]:
    """Note who took part, so that they have no other part in the case, and return what later steps are told of the meeting."""
    every = list(await tasks.all_of(context.session, meeting.id))
    for task in every:
        if task.kind in VOTES and task.about.get("case_id") == str(context.case.id) and task.outcome in _TOOK_PART:
            await note(context, str(task.completed_by), Act(task.kind, Duty.ADVISE))
    votes = votes_on(every, str(context.case.id), len(matter.recused))
    about = {
        "meeting": meeting.number,
        "minutes_no": meeting.minutes_no,
        "held_on": str(meeting.held_on),
        "agreed": len(votes.agreed_fen),
        "entitled": votes.entitled,
        **matter.on_terms,
    }
    return {"about": about, "minutes_no": meeting.minutes_no}
