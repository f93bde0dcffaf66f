"""专题会的效果。What the steps of a meeting change: who votes on what, how the votes are counted, and what each case is to take."""

from __future__ import annotations

from datetime import date
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import close, open_task
from models.queries import audit_event as audit_events
from models.queries import family as families
from models.queries import involvement as involvements
from models.queries import meeting as meetings
from models.queries import task as tasks
from models.tables import AgendaItem, Application, Case, Evaluation, Meeting, Task
from policy.errors import Code, Fault, Refusal
from policy.money import in_yuan
from policy.processes.application.lifecycle import Event as ApplicationEvent
from policy.processes.investment.due_diligence import REPORTS, SHOWN
from policy.processes.investment.terms import Terms
from policy.processes.kernel.closings import Closing
from policy.processes.kernel.duties import bars
from policy.processes.meeting.agenda import AgendaState
from policy.processes.meeting.lifecycle import Event
from policy.processes.meeting.tasks import MINUTES, POLICY_VOTE, VOTE, VOTES, votes_on
from policy.processes.meeting.votes import FEWEST, Votes
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Meeting]()


async def _listed(context: TransitionContext[Meeting]) -> list[meetings.Matter]:
    """Return what is on the agenda and has not fallen away, in its order."""
    return [one for one in await meetings.agenda(context.session, context.case.id) if one[0].state == AgendaState.LISTED]


@EFFECTS.of(Event.CONVENED)
async def require_agenda(context: TransitionContext[Meeting]) -> None:
    """Refuse a meeting about nothing; from now on nothing is put on its agenda.

    Raises:
        Refusal: `incomplete`.
    """
    if not await _listed(context):
        raise Refusal(Code.INCOMPLETE, Text("尚无议题，不能召开。", "There is nothing on its agenda."))


@EFFECTS.opens(VOTE)
async def open_votes(context: TransitionContext[Meeting]) -> None:
    """Ask each member for a vote on each matter, but whoever has another part in it, or an interest; they stand aside.

    Raises:
        Refusal: `incomplete`, where too few are left to resolve a matter.
    """
    for matter in await _listed(context):
        if isinstance(matter[1], Application):
            await _open_votes_on(context, VOTE, *matter)


@EFFECTS.opens(POLICY_VOTE)
async def open_policy_votes(context: TransitionContext[Meeting]) -> None:
    """Ask each member for a vote on each evaluation, with what its department finds and proposes, likewise.

    Raises:
        Refusal: `incomplete`, where too few are left to resolve it.
    """
    for matter in await _listed(context):
        if isinstance(matter[1], Evaluation):
            await _open_votes_on(context, POLICY_VOTE, *matter)


async def _open_votes_on(
    context: TransitionContext[Meeting], kind: str, matter: AgendaItem, its_case: Application | Evaluation, enterprise: str
) -> None:
    known = await _looked_into(context, its_case) | await _reopened(context, its_case)
    about = _shown((matter, its_case, enterprise)) | known | {"case_id": str(its_case.id)}
    entitled = await _entitled(context, its_case)
    matter.recused = [member for member in context.case.members if member not in entitled]
    if len(entitled) < FEWEST:
        number = its_case.number
        raise Refusal(
            Code.INCOMPLETE,
            Text(
                f"{number}的表决人员不足{FEWEST}名，其他成员应当回避、经手过该申请或者不在岗，请另行组织会议。",
                f"Fewer than {FEWEST} members may vote on {number}: the others handled it, have an interest or are away.",
            ),
        )
    for member in entitled:
        task = await open_task(context, KINDS[kind], assignee=member, about=about)
        task.concerns = sorted(its_case.concerns)


async def _looked_into(context: TransitionContext[Meeting], its_case: Case) -> dict[str, Any]:
    """Return what was found of an investment before, by who looked into it."""
    found = {}
    for kind in REPORTS:
        if answer := await tasks.last_answer(context.session, its_case.id, kind):
            found[kind] = {name: answer[name] for name in SHOWN if name in answer}
    return {"found": found} if found else {}


async def _reopened(context: TransitionContext[Meeting], its_case: Case) -> dict[str, Any]:
    """Return why a case that was resolved comes again, with what was resolved and what the parties would agree on; else nothing."""
    found = await audit_events.last_of(context.session, its_case.id, (ApplicationEvent.AGREEMENT_REOPENED,))
    return {"reopened": found.detail["about"]["reopened"]} if found else {}


async def _entitled(context: TransitionContext[Meeting], its_case: Case) -> list[str]:
    """Return the members who may vote on a case: they had no other part in it, have no interest in it, and are here."""
    session, on = context.session, context.now.astimezone(BEIJING).date()
    family = await families.of(session, context.case, {"case_id": str(its_case.id)})
    done = await involvements.of_each(session, family.beside, context.case.members)
    # Nobody votes in another's place: whoever is away is not asked, deputy or not.
    people = [row.as_actor() for row in await meetings.members(session, context.case.members) if not row.is_absent(on)]
    return [
        one.subject for one in people if not one.has_interest_in(its_case.concerns) and not bars(KINDS[VOTE], done.get(one.subject, ()))
    ]


@EFFECTS.of(Event.VOTED_FOR)
async def require_within_proposal(context: TransitionContext[Meeting]) -> None:
    """Refuse an amount beyond what was proposed, for which the budget was looked at, or one that buys no share.

    Raises:
        Refusal: `invalid_input`, naming the field.
    """
    about = context.task.about if context.task else {}
    if "award_fen" not in context.detail:
        return
    award_fen = int(context.detail["award_fen"])
    proposed = int(about["proposed_fen"])
    if award_fen > proposed:
        most = in_yuan(proposed)
        beyond = Text(f"不得超过提请的{most.zh}", f"must be {most.en} at most, as was proposed")
        raise Refusal(Code.INVALID_INPUT, Text("金额超过提请的金额。", "More than was proposed."), [Fault("award_fen", beyond)])
    if "terms" in about and not Terms.read(about["terms"]).of(award_fen).share_bp:
        least = Text("按投后估值不足0.01%的股权", "is less than 0.01% of what the enterprise is worth")
        raise Refusal(Code.INVALID_INPUT, Text("金额过低。", "Too little for a share."), [Fault("award_fen", least)])


@EFFECTS.of(Event.COUNTED)
async def count(context: TransitionContext[Meeting]) -> None:
    """Count the votes on each matter."""
    for matter, _, _ in await _listed(context):
        votes = _votes(context.tasks, matter)
        matter.result, matter.award_fen = votes.result, votes.amount_fen


def _votes(tasks: list[Task], matter: AgendaItem) -> Votes:
    return votes_on(tasks, str(matter.case_id), len(matter.recused))


@EFFECTS.opens(MINUTES)
async def open_minutes(context: TransitionContext[Meeting]) -> None:
    """Ask for the minutes, with what was resolved."""
    await open_task(context, KINDS[MINUTES], about=await _resolutions(context))


@EFFECTS.of(Event.MINUTES_WRITTEN)
async def keep_minutes(context: TransitionContext[Meeting]) -> None:
    """Keep what the minutes say.

    Raises:
        Refusal: `invalid_input`, when they are of a day that is not over yet or before the meeting was called.
    """
    row, written = context.case, context.detail
    held_on = date.fromisoformat(written["held_on"])
    if not row.created_at.astimezone(BEIJING).date() <= held_on <= context.now.astimezone(BEIJING).date():
        when = Text("应在发起会议之日至今日之间", "must be from the day it was called to today")
        raise Refusal(Code.INVALID_INPUT, Text("会议日期有误。", "The day is not valid."), [Fault("held_on", when)])
    row.minutes_no, row.held_on, row.minutes = written["minutes_no"], held_on, written["minutes"]


@EFFECTS.opens("minutes_signature")
async def open_signature(context: TransitionContext[Meeting]) -> None:
    """Have the minutes signed, with what was resolved before whoever signs."""
    row = context.case
    about = {"minutes_no": row.minutes_no, "held_on": str(row.held_on), "minutes": row.minutes}
    await open_task(context, KINDS["minutes_signature"], assignee=await _signer(context), about=about | await _resolutions(context))


async def _signer(context: TransitionContext[Meeting]) -> str:
    """Return who signs: whoever chaired it; where they left, are away, stood aside of all of it or let their time pass, the next member."""
    row, on = context.case, context.now.astimezone(BEIJING).date()
    order = [row.chair, *(member for member in row.members if member != row.chair)]
    asked = context.task.assignee if context.task and context.event == Event.SIGNATURE_PASSED_ON else None
    if asked in order:
        place = order.index(asked) + 1
        order = order[place:] + order[:place]
    here = {one.subject for one in await meetings.members(context.session, order) if not one.is_absent(on)}
    here -= await _aside_of_all(context)
    return next((member for member in order if member in here), row.chair)


async def _aside_of_all(context: TransitionContext[Meeting]) -> set[str]:
    """Return the members who stood aside of every matter that was voted on."""
    recused = [task for task in context.tasks if task.kind in VOTES and task.outcome == Event.RECUSED]
    aside = [
        {*matter.recused, *(str(task.assignee) for task in recused if task.about["case_id"] == str(matter.case_id))}
        for matter, _, _ in await _listed(context)
    ]
    return set.intersection(*aside) if aside else set()


@EFFECTS.of(Event.MINUTES_SIGNED)
async def resolve(context: TransitionContext[Meeting]) -> None:
    """Let each case take what was resolved."""
    for matter, _, _ in await _listed(context):
        matter.become(AgendaState(str(matter.result)))
    context.case.wakes_at = context.now


@EFFECTS.of(Event.MEETING_CALLED_OFF)
async def give_back(context: TransitionContext[Meeting]) -> None:
    """Let each case wait for another meeting."""
    for matter, _, _ in await _listed(context):
        matter.result = AgendaState.POSTPONED
        matter.become(AgendaState.POSTPONED)
    context.case.wakes_at = context.now


@EFFECTS.of(Event.MATTER_FELL_AWAY)
async def take_off(context: TransitionContext[Meeting]) -> None:
    """Take a matter off the agenda whose case waits for no resolution any more: nobody votes on it, and nothing is resolved on it."""
    case_id, number = str(context.detail["case_id"]), str(context.detail["number"])
    for matter, _, _ in await _listed(context):
        if str(matter.case_id) == case_id:
            matter.become(AgendaState.FELL_AWAY)
            matter.result = matter.award_fen = None
    for task in context.open_tasks:
        if task.kind in VOTES and task.about["case_id"] == case_id:
            close(context, task, Closing.SUPERSEDED)
    context.words["matter"] = Text(number, number)


async def _resolutions(context: TransitionContext[Meeting]) -> dict[str, Any]:
    agenda = await meetings.agenda(context.session, context.case.id)
    return {"agenda": [_shown(matter) | _votes(context.tasks, matter[0]).counted for matter in agenda]}


def _shown(matter: meetings.Matter) -> dict[str, Any]:
    listed, its_case, enterprise = matter
    if isinstance(its_case, Evaluation):
        evaluated = {"number": its_case.number, "title": enterprise, "clause": its_case.clause, "year": its_case.year}
        return evaluated | {"findings": its_case.findings, "reason": listed.reason, "result": listed.result}
    return {
        "number": its_case.number,
        "enterprise": enterprise,
        "item": its_case.item_code,
        "proposed_fen": listed.proposed_fen,
        "reason": listed.reason,
        **listed.on_terms,
        "result": AgendaState.FELL_AWAY if listed.state == AgendaState.FELL_AWAY else listed.result,
        "award_fen": listed.award_fen,
    }
