"""再决定的效果。What the steps of a re-decision change: what it comes to, who decides on it, and what follows from the decision."""

from __future__ import annotations

from typing import Any

from activities.application.added import award
from activities.application.awarding import take_its_turn
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.clawback import proposal as clawbacks
from activities.clawback.interest import owe_what_had_no_ground
from activities.redecision import came_back, same_matter
from activities.redecision.budget import require_budget
from activities.redecision.parts import shortened
from activities.redecision.proof import proved
from activities.redecision.reassessment import Reassessment, judge, keep, reassess
from activities.redecision.relief import lowerings, require_decided
from models.commands import involvement as involvements
from models.commands.annual_run import put_back
from models.queries import application as applications
from models.queries import audit_event as audit_events
from models.queries import clawback as demands
from models.queries import commitment as commitments
from models.queries import conduct, likeness
from models.queries import redecision as redecisions
from models.queries.application import require_open_subject
from models.queries.family import Family
from models.tables import Application, Message, Redecision
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.processes.application.stages import UNPAID
from policy.processes.clawback.repayment import Calculation
from policy.processes.kernel.deviation import reason_for
from policy.processes.kernel.duties import Duty
from policy.processes.notice.steps import NoticeEvent
from policy.processes.redecision.lifecycle import Event, Stage
from policy.processes.redecision.proof import is_any_figure_far
from policy.processes.redecision.reckoning import ADDING, ADVERSE, Outcome
from policy.processes.redecision.tasks import ANSWER, ENDED_BY
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Redecision]()

_FOLLOWS = {
    Outcome.SUPPLEMENT: Event.SUPPLEMENT_DUE,
    Outcome.DEBT: Event.DEBT_FOUND,
    Outcome.INCREASE: Event.SUPPLEMENT_DUE,
    Outcome.REDUCTION: Event.AMOUNT_TO_CHANGE,
    Outcome.RELIEF: Event.RELIEVED,
    Outcome.NOTHING: Event.NOTHING_DUE,
}


_ON_HOLD = Text("该项支持已中止办理，恢复后再作出再决定。", "The award is on hold; decide anew once it goes on.")
_OVER = Text(
    "{number}：不再作出再决定，此前有效的决定不变，见通知书。",
    "{number}: nothing is decided anew by it, and what is in force otherwise stands; see the letter.",
)


@EFFECTS.of(Event.PROPOSED)
async def propose(context: TransitionContext[Redecision]) -> None:
    """Keep what the corrected facts come to.

    Raises:
        Refusal: As `_reassess`.
    """
    await _reckon(context, await award(context))


@EFFECTS.of(Event.REPROPOSED)
async def propose_again(context: TransitionContext[Redecision]) -> None:
    """Keep what is proposed now, and by whom; what is left out stays as it was."""
    redecision = context.case
    redecision.facts = dict(context.detail.get("facts") or redecision.facts)
    redecision.paper = str(context.detail.get("paper") or redecision.paper)
    if "papers" in context.detail or "facts" in context.detail:
        # What documents showed of other facts shows nothing of these.
        redecision.papers = dict(context.detail.get("papers") or {})
    redecision.same_matter = list(context.detail.get("same_matter", redecision.same_matter))
    # Why it is proposed once more is not why the facts were wrong.
    redecision.reason = str(context.detail.get("ground") or redecision.reason)
    redecision.proposed_by, redecision.proposed_by_name = context.actor.subject, context.actor.name
    await _reckon(context, await award(context))


async def _reckon(context: TransitionContext[Redecision], application: Application) -> None:
    redecision = context.case
    await same_matter.name(context)
    found = await _reassess(context, application)
    redecision.papers = await proved(context.session, application, redecision, (await _said(context)).get("facts", {}))
    redecision.outcome, redecision.reckoning = found.reckoned.outcome, found.as_dict(redecision.facts)
    said = {"paper": redecision.paper, "papers": redecision.papers, "ground": redecision.reason}
    parts = await shortened(context.session, application, found.reckoned.later_fen)
    context.detail = context.detail | said | {"outcome": redecision.outcome, "reckoning": redecision.reckoning} | parts


async def _reassess(context: TransitionContext[Redecision], application: Application) -> Reassessment:
    """Judge the award by the corrected facts.

    Raises:
        Refusal: `duplicate`, while another re-decision of it is open, also one whose supplement a bank has returned since: what is neither
            paid nor given up is not reckoned with twice; otherwise as `reassess`.
    """
    other = await redecisions.open_of(context.session, application.id, besides=context.case.id)
    if other is not None:
        raise Refusal(
            Code.DUPLICATE,
            Text(
                f"该项支持已有在办的再决定（{other.number}），请待其办结；其补充支持尚未拨付的，可以收回后在该项再决定中重新提出。",
                f"Another re-decision of the award is open ({other.number}); let it end. While its supplement is not paid it can be "
                "recalled, and proposed anew there.",
            ),
        )
    today = context.now.astimezone(BEIJING).date()
    return await reassess(context.session, application, context.case.facts, today, context.case.same_matter)


@EFFECTS.at_once(Stage.REASSESSMENT)
async def hear_or_decide(context: TransitionContext[Redecision]) -> bool:
    """Have the enterprise heard where it would lose, and otherwise have it decided."""
    context.event = Event.FOUND_LESS if context.case.outcome in ADVERSE else Event.FOUND_NOT_LESS
    context.detail = {"outcome": context.case.outcome}
    return True


@EFFECTS.of(Event.FOUND_LESS)
async def tell(context: TransitionContext[Redecision]) -> None:
    """Let the enterprise know of it: it is heard."""
    context.case.told_at = context.now


@EFFECTS.opens("redecision_statement")
async def open_statement(context: TransitionContext[Redecision]) -> None:
    """Open the hearing, with what is to be decided and why."""
    await open_task(context, KINDS["redecision_statement"], about=await _about(context))


@EFFECTS.opens("redecision_decision")
async def open_decision(context: TransitionContext[Redecision]) -> None:
    """Open the decision, with before and after, what the enterprise says, and why it came back, if it did."""
    said = [(task.answer or {}).get("reason") for task in context.completed_tasks(("redecision_statement",))]
    statement = {"statement": said[-1]} if said and said[-1] else {}
    about = await _about(context) | statement | came_back.shown(context) | await _waited_for(context)
    await open_task(context, KINDS["redecision_decision"], about=about)


async def _waited_for(context: TransitionContext[Redecision]) -> dict[str, Any]:
    """Return the demands for the award somebody has still to decide on, which its own decision waits for; the enterprise knows of none."""
    proposed = await demands.proposed_of(context.session, context.case.application_id)
    found = [{"clawback": one.number, "cause": one.cause, "amount_fen": one.amount_fen} for one in proposed]
    return {"proposed_demands": found} if found else {}


@EFFECTS.asks("redecision_decision")
async def ask_why(context: TransitionContext[Redecision], department: str) -> dict[str, Any]:  # noqa: ARG001 - of any department
    """Ask for a reason where a statement is not followed: its enterprise reads it; and where a corrected figure is far from another one.

    That is from the one decided by, planned or counted, or from what its source says now.
    """
    if context.event == Event.STATEMENT_MADE:
        return {"allOf": [reason_for(Event.REDECIDED)], "properties": {"reason": ANSWER}}
    said = (await _said(context)).get("facts", {})
    return {"allOf": [reason_for(Event.REDECIDED)] if is_any_figure_far(context.case.reckoning["facts"], said) else []}


@EFFECTS.opens("redecision_proposal")
async def open_proposal(context: TransitionContext[Redecision]) -> None:
    """Open the proposal again, with why it came back."""
    await open_task(context, KINDS["redecision_proposal"], about=await _about(context) | await came_back.why(context))


@EFFECTS.opens("withdrawal_confirmation")
async def open_withdrawal(context: TransitionContext[Redecision]) -> None:
    """Open the task of agreeing to withdraw it, with why."""
    about = await _about(context) | came_back.shown(context) | {"why_withdrawn": context.detail["reason"]}
    await open_task(context, KINDS["withdrawal_confirmation"], about=about)


async def _about(context: TransitionContext[Redecision]) -> dict[str, Any]:
    redecision = context.case
    application = await applications.of(context.session, redecision.application_id)
    ending = await commitments.ending_of(context.session, application.id)
    said = await _said(context)
    now = {code: said["facts"][code] for code in redecision.facts if code in said.get("facts", {})}
    answered = {"source": said | {"facts": now}} if now or said.get("silent") else {}
    ended = {"commitment": {"ended_on": ending.on.isoformat(), "cause": ending.cause}} if ending is not None else {}
    parts = await shortened(context.session, application, redecision.reckoning.get("later_fen", 0))
    return {"award": application.number} | redecision.brief | parts | answered | ended | await same_matter.shown(context)


async def _said(context: TransitionContext[Redecision]) -> dict[str, Any]:
    """Return what the sources of the award answered when the re-decision was proposed; nothing where none was asked."""
    if context.event == Event.PROPOSED:
        return dict(context.detail.get("source", {}))
    proposed = await audit_events.last_of(context.session, context.case.id, (Event.PROPOSED,))
    return dict(proposed.detail.get("source", {})) if proposed else {}


@EFFECTS.of(Event.REDECIDED)
async def decide(context: TransitionContext[Redecision]) -> None:
    """Keep the assessment that is decided by, if it still is what was proposed; of an award that is unpaid, once that has followed.

    Raises:
        Refusal: `basis_changed`, when it is not; `on_hold`, while the unpaid award is, as nothing could follow; `breach_open`, when more
            would be given to an enterprise that owes; `report_missing`, likewise; `budget_exhausted`, when what is paid besides cannot
            be; `wrong_stage`, while a demand that is to be lowered is looked at, or another one is only proposed.
    """
    redecision, application = context.case, await award(context)
    await take_its_turn(context.session, application)
    if application.held and application.stage in UNPAID:
        raise Refusal(Code.ON_HOLD, _ON_HOLD)
    found = await _as_proposed(context, application)
    if found is None or found.basis(redecision.facts) != _basis(redecision):
        raise Refusal(
            Code.BASIS_CHANGED,
            Text(
                "再决定所依据的数据在提请后已变动，已退回经办人重新提出。",
                "What the re-decision rests on has changed since it was proposed; it went back to the officer.",
            ),
        )
    again_fen = found.reckoned.amount_fen if found.reckoned.outcome in ADDING else 0
    lowered = await lowerings(context.session, application.id, found.reckoned.relieved_fen, again_fen, redecision.same_matter)
    over = [one.demand.number for one in lowered]
    if found.reckoned.outcome in ADDING:
        today = context.now.astimezone(BEIJING).date()
        # Where more is paid, nothing is left to pay of the demands that are lowered.
        await conduct.require_supportable(context.session, context.item, redecision.enterprise_uscc, today, besides=over)
        said = await likeness.answers(context.session, application)
        await require_open_subject(context.session, application, [answer.other.id for answer in said if answer.same])
    await require_decided(context.session, application.id, over)
    if lowered:
        # What could send it back is looked at before anything follows for a demand.
        if again_fen:
            await require_budget(context, application, again_fen, paid=found.standing.paid)
        context.detail = context.detail | {"lowered": [one.as_dict() for one in lowered]}
    elif found.standing.paid and found.reckoned.outcome is not Outcome.SUPPLEMENT:
        keep(context.session, redecision, found.before, found.result, decided_by=context.actor.subject, at=context.now, beside=True)
    context.detail = (
        context.detail
        | {"held": found.held.as_dict() | await _interest_paid(context, again_fen)}
        | await shortened(context.session, application, found.reckoned.later_fen)
    )
    await same_matter.note(context)
    redecision.told_at = redecision.told_at or context.now
    await _note_who_decided(context)


async def _interest_paid(context: TransitionContext[Redecision], again_fen: int) -> dict[str, int]:
    """Return what was paid of interest, and of a surcharge, with what came back and is paid again: that is owed back with it."""
    repaid = await demands.repaid_for_amount(context.session, context.case.application_id, context.case.same_matter) if again_fen else ()
    paid_fen = sum(one.interest_repaid_fen for one in repaid)
    return {"interest_paid_fen": paid_fen} if paid_fen else {}


@EFFECTS.of(Event.REDECISION_REFUSED)
async def refuse(context: TransitionContext[Redecision]) -> None:
    """Let the decision stand."""
    await _note_who_decided(context)
    await tell_that_it_is_over(context)


@EFFECTS.of(Event.PROPOSAL_WITHDRAWN)
async def tell_that_it_is_over(context: TransitionContext[Redecision]) -> None:
    """Put back what its proposal has changed of a run, and tell whoever was heard that nothing came of it; nobody else has heard of it."""
    redecision = context.case
    await put_back(context.session, redecision.application_id, redecision.number)
    if redecision.told_at is None:
        return
    context.detail = context.detail | await came_back.stays(context)
    zh, en = (words.format(number=redecision.number) for words in (_OVER.zh, _OVER.en))
    context.session.add(Message(case_id=redecision.id, enterprise_uscc=redecision.enterprise_uscc, zh=zh, en=en))


def _basis(redecision: Redecision) -> dict[str, Any]:
    """Return what a re-decision was proposed by; what came back since changes nothing of it."""
    return {name: value for name, value in redecision.reckoning.items() if name != "held"}


async def _note_who_decided(context: TransitionContext[Redecision]) -> None:
    """Note who decided it in a family of that decision: the next re-decision of the award, which may turn it back, is another's."""
    if context.task is not None:
        await involvements.add(context.session, context.actor.subject, Family((context.task.id,)), Duty.DECIDE, ENDED_BY)


async def _as_proposed(context: TransitionContext[Redecision], application: Application) -> Reassessment | None:
    try:
        return await _reassess(context, application)
    except Refusal:
        # Such as an award that went back, whose payment is with the treasury now, or whose earlier supplement a bank has returned.
        return None


@EFFECTS.at_once(Stage.EXECUTION)
async def carry_out(context: TransitionContext[Redecision]) -> bool:
    """Do what the outcome asks for; where no money moves, the award is corrected, and no more follows."""
    redecision, outcome = context.case, Outcome(context.case.outcome or Outcome.NOTHING)
    if context.event == NoticeEvent.NOTICE_CLEARED:
        # Beside an award that was paid it is paid by itself; the workflow sees to what is not, as it then stands.
        paid = (await award(context)).stage == "in_force"
        context.event, context.detail = Event.SUPPLEMENT_PAYABLE if paid else Event.AMOUNT_TO_CHANGE, {}
        return True
    if context.event == Event.REDECIDED and context.detail.get("lowered"):
        context.event, context.detail = Event.RELIEF_DUE, {}
        return True
    if outcome is Outcome.DEBT and redecision.reckoning["reduced_fen"] and context.event == Event.REDECIDED:
        context.event, context.detail = Event.AMOUNT_TO_CHANGE, {}
        return True
    context.event, context.detail = _FOLLOWS[outcome], {}
    if _moves_no_money(redecision):
        context.event = Event.CORRECTED
    return True


def _moves_no_money(redecision: Redecision) -> bool:
    """Tell whether another amount is due and neither paid nor asked back."""
    reckoning = redecision.reckoning
    if redecision.outcome == Outcome.DEBT:
        return not reckoning["asked"]["amount_fen"]
    return redecision.outcome == Outcome.NOTHING and bool(reckoning["before_fen"] != reckoning["after_fen"])


@EFFECTS.of(Event.CORRECTED)
async def leave_with_enterprise(context: TransitionContext[Redecision]) -> None:
    """Note what of a debt nobody asks back: it is held like what was given up (`models.queries.held`)."""
    redecision = context.case
    if redecision.outcome == Outcome.DEBT:
        redecision.reckoning = redecision.reckoning | {"uncollected_fen": redecision.reckoning["amount_fen"]}


@EFFECTS.of(Event.DEMANDS_LOWERED, Event.UNPAID_REDUCED)
async def keep_assessment(context: TransitionContext[Redecision]) -> None:
    """Keep the assessment that the award is paid by now beside its own, with its supplement, or that less of it is asked back by."""
    await _keep_assessment(context, beside=True)


@EFFECTS.of(Event.AMOUNT_CHANGED)
async def take_its_place(context: TransitionContext[Redecision]) -> None:
    """Keep the assessment that the award is paid by now; what was added is the award's, which has taken over its money.

    Where something of it was paid, the award comes to less than its assessment does, which stands beside the one it was decided by. Of what
    had come back of that, and is paid with the award now, no interest was due.
    """
    if not await is_kept(context):
        application = await award(context)
        await _keep_assessment(context, beside=bool(application.supplement_fen or application.paid_fen))
    owed_fen = await owe_what_had_no_ground(context, context.case.award_fen) if context.case.award_fen else 0
    context.detail = context.detail | ({"interest_owed_back_fen": owed_fen} if owed_fen else {})
    context.case.award_fen = None


async def is_kept(context: TransitionContext[Redecision]) -> bool:
    """Tell whether the assessment it was decided by is kept already: where demands were lowered for it, it is since then."""
    last = await audit_events.last_of(context.session, context.case.id, (Event.REDECIDED, Event.DEMANDS_LOWERED))
    return last is not None and last.event == Event.DEMANDS_LOWERED


async def _keep_assessment(context: TransitionContext[Redecision], *, beside: bool) -> None:
    redecision, application = context.case, await award(context)
    before, result = await judge(context.session, application, redecision.facts, besides=redecision.id)
    decided_by = str(context.completed_tasks(("redecision_decision",))[-1].completed_by)
    keep(context.session, redecision, before, result, decided_by=decided_by, at=context.now, beside=beside)


def _asked(redecision: Redecision) -> Calculation:
    """Return what is asked of the debt as it was decided and its letter says, whatever a rule has said since."""
    said = dict(redecision.reckoning["asked"])
    return Calculation(said.pop("amount_fen"), said)


@EFFECTS.of(Event.DEBT_FOUND)
async def demand(context: TransitionContext[Redecision]) -> None:
    """Propose the clawback of what was paid too much, in the name of the officer who proposed the re-decision."""
    redecision, reckoning = context.case, context.case.reckoning
    application = await award(context)
    proposed = await clawbacks.propose(
        context.session,
        context.deployment,
        key=f"{context.key}/{application.number}",
        occurred_at=context.now,
        actor=Actor(redecision.proposed_by, redecision.proposed_by_name),
        application=application,
        cause="correction",
        amount_fen=reckoning["amount_fen"],
        reckoning={
            "redecision": redecision.number,
            "paid_fen": reckoning["before_fen"] - reckoning["reduced_fen"],
            "corrected_fen": reckoning["after_fen"],
            "reason": redecision.reason,
        },
        asked=_asked(redecision),
    )
    assert proposed is not None  # noqa: S101 - what a rule has nothing asked of did not come here
    context.detail = {"clawback": proposed.number}
