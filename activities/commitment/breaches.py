"""违反承诺的效果。What the events of a breach change: opened, let go by two people with the filings it is about, or found to stand."""

from __future__ import annotations

from functools import partial
from typing import Any

from activities.case import tasks
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.commitment import answers, together
from activities.commitment.demands import demands_on
from models.queries import application as applications
from models.queries import breach as breaches
from models.queries import commitment as commitments
from models.queries import filing as filings
from models.tables import Breach, ChangeFiling, Commitment, Message
from policy.errors import Code, Fault, Refusal
from policy.processes.commitment.lifecycle import CLOSINGS, Event, Stage
from policy.processes.commitment.states import FilingState
from policy.processes.commitment.told import AWARDS_GO_ON, AWARDS_WAIT, OUTCOMES
from policy.processes.kernel.closings import Closing
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Commitment]()
# Who looks again when a second person does not agree to let a breach go.
_AGAIN: dict[str, str] = {
    Stage.BREACH_REVIEW: "breach_review",
    Stage.REMEDY_CHECK: "remedy_check",
    Stage.BREACH_DECISION: "breach_decision",
    Stage.BREACH_RECONSIDERATION: "breach_reconsideration",
}


async def _breach(context: TransitionContext[Commitment]) -> Breach:
    """Return the open breach."""
    found = await breaches.open_of(context.session, context.case.id)
    assert found is not None  # noqa: S101 - the stage says so
    return found


async def _tell_applications(context: TransitionContext[Commitment], sentence: Text) -> None:
    """Tell the enterprise of each application under way that it waits, or goes on."""
    uscc = context.case.enterprise_uscc
    for application in await applications.under_way(context.session, uscc):
        zh, en = (words.format(number=application.number) for words in (sentence.zh, sentence.en))
        context.session.add(Message(case_id=application.id, enterprise_uscc=uscc, zh=zh, en=en))


@EFFECTS.of(Event.MOVE_FOUND, Event.FILED_LATE)
async def open_breach(context: TransitionContext[Commitment]) -> None:
    """Take up the filings about the same, which nobody decides while the breach is open, and say which applications wait."""
    for filing in await together.taken_up(context):
        if filing.state != FilingState.FILED:
            answers.take_back(filing)
        answers.close_tasks(context, filing)
    await _tell_applications(context, AWARDS_WAIT)


@EFFECTS.of(Event.REMEDY_ORDERED)
async def grant_time(context: TransitionContext[Commitment]) -> None:
    """Give the time to remedy that was ordered."""
    context.case.clocks = dict(context.case.clocks) | {"remedy_report": int(context.detail["working_days"])}


@EFFECTS.of(Event.CLOSING_PROPOSED)
async def propose_closing(context: TransitionContext[Commitment]) -> None:
    """Keep that somebody would let the breach go, and how the filings that came too late are answered then."""
    breach = await _breach(context)
    if breach.clawbacks:
        raise Refusal(
            Code.WRONG_STAGE,
            Text(
                "该违反承诺另有追回在办或者已办结，不能终结审查。",
                "Another demand for the breach stands; it cannot be let go.",
            ),
        )
    breach.closing_proposed_by = context.actor.subject
    taken, answer = await together.answered(context), context.detail.get("filing")
    if bool(taken) != (answer is not None):
        said = (
            Text("请说明所涉备案如何处理", "must say what becomes of the filing") if taken else Text("没有所涉备案", "is about no filing")
        )
        raise Refusal(Code.INVALID_INPUT, Text(f"{said.zh}。", f"“filing” {said.en}."), [Fault("filing", said)])
    for filing in taken:
        await answers.propose(context, filing, str(answer))


@EFFECTS.of(Event.CLOSING_REFUSED)
async def refuse_closing(context: TransitionContext[Commitment]) -> None:
    """Have the breach looked at again, and the filings it is about with it."""
    (await _breach(context)).closing_proposed_by = None
    for filing in await together.answered(context):
        if filing.state == FilingState.PROPOSED:
            answers.take_back(filing)


@EFFECTS.of(Event.BREACH_CLOSED)
async def close_breach(context: TransitionContext[Commitment]) -> None:
    """Close a breach that two people let go, and decide the filings with it. It stays on record; what was left undone is looked at now."""
    proposed = context.task.about if context.task else {}
    taken = await together.answered(context)
    _require_unchanged(taken, proposed["answer"])
    for filing in taken:
        await answers.decide(context, filing, FilingState(proposed["answer"]))
    breach = await _breach(context)
    breach.outcome, breach.closed_by, breach.closed_at = CLOSINGS[context.case.stage], context.actor.subject, context.now
    context.words["outcome"] = OUTCOMES[breach.outcome]
    context.case.wakes_at = context.now
    await _tell_applications(context, AWARDS_GO_ON)


def _require_unchanged(taken: list[ChangeFiling], answer: str | None) -> None:
    """Refuse to agree to what has changed since it was proposed: a filing was made, or the one that was answered is taken back."""
    if bool(taken) != (answer is not None) or any(filing.state != FilingState.PROPOSED for filing in taken):
        raise Refusal(
            Code.WRONG_STAGE,
            Text(
                "所涉变动备案已有变化，请退回重新审查。", "The filings it is about have changed; please send it back to be looked at again."
            ),
        )


@EFFECTS.of(Event.BREACH_UPHELD)
async def find_breach(context: TransitionContext[Commitment]) -> None:
    """Note who found that the breach stands, and what by the signed terms has to be repaid for it."""
    breach = await _breach(context)
    breach.decided_by, breach.decided_by_name, breach.decided_at = context.actor.subject, context.actor.name, context.now
    bound = await commitments.collected(context.session, context.case.id)
    breach.touched = [one.application.number for one in bound]
    # What is demanded already, since it was found before, stays demanded.
    breach.demands = [*breach.demands, *await demands_on(context, bound, breach.breach_on, breach.clawbacks)]
    context.detail = context.detail | {"demands": breach.demands}


@EFFECTS.of(Event.BREACH_SENT_BACK)
async def take_back_finding(context: TransitionContext[Commitment]) -> None:
    """Have the breach decided anew: an approver of its demand did not agree. What is demanded for it rightly stays demanded."""
    breach = await _breach(context)
    breach.demands = [demand for demand in breach.demands if demand["award"] in breach.clawbacks]
    breach.asked_at = breach.decided_by = breach.decided_by_name = breach.decided_at = None


@EFFECTS.of(Event.BREACH_SETTLED)
async def break_commitments(context: TransitionContext[Commitment]) -> None:
    """End what a breach touched, as broken, and the filings about it, once nothing is owed for it any more."""
    breach = await _breach(context)
    breach.outcome, breach.closed_at = "upheld", context.now
    # What it touched was broken, also where all money of it was settled meanwhile.
    no_more = [bound for bound, _ in await commitments.settled(context.session, context.case.id)]
    for bound in [*await commitments.collected(context.session, context.case.id), *no_more]:
        if bound.application.number in breach.touched:
            bound.collected.ended_on, bound.collected.cause = max(breach.breach_on, bound.undertaking.starts_on), "broken"
    await context.session.flush()
    # Nobody looks again at what a breach did not touch, as nothing bound by it any more.
    await end_settled(context)
    await overtake(context)
    for task in context.open_tasks:
        if KINDS[task.kind].lasting:
            tasks.close(context, task, Closing.SUPERSEDED)


async def end_settled(context: TransitionContext[Commitment]) -> list[dict[str, Any]]:
    """End what binds for no money any more, on the day on which the last of it was settled; return which awards it was signed for."""
    ended = []
    for bound, at in await commitments.settled(context.session, context.case.id):
        on = max((at or context.now).astimezone(BEIJING).date(), bound.undertaking.starts_on)
        bound.collected.ended_on, bound.collected.cause = on, commitments.SETTLED
        ended.append({"award": bound.application.number, "on": on.isoformat(), "cause": commitments.SETTLED})
    await context.session.flush()
    return ended


async def overtake(context: TransitionContext[Commitment]) -> None:
    """End the filings that have not taken effect: nothing binds any more that they could end."""
    for filing in await filings.open_of(context.session, context.case.id):
        filing.become(FilingState.OVERTAKEN)
        filing.decided_at = context.now


async def _open(context: TransitionContext[Commitment], *, kind: str) -> None:
    """Open a step of the breach."""
    breach = await _breach(context)
    about: dict[str, Any] = {
        "breach_id": str(breach.id),
        "cause": breach.cause,
        "failures": breach.failures,
        "breach_on": breach.breach_on.isoformat(),
        "demands": breach.demands,
    }
    if kind == "closing_confirmation":
        about |= {"outcome": CLOSINGS[context.case.stage], "reason": context.detail["reason"], "answer": context.detail.get("filing")}
    elif context.event == Event.CLOSING_REFUSED:
        about["sent_back"] = context.detail["reason"]
    elif context.event == Event.BREACH_SENT_BACK:
        about |= {"sent_back": context.detail["reason"], "refused": context.detail["clawbacks"]}
    await open_task(context, KINDS[kind], about=about)
    await together.show(context)


@EFFECTS.opens("breach_step")
async def open_again(context: TransitionContext[Commitment]) -> None:
    """Open the step anew in which letting go was proposed, or the one in which it is looked at that its ground was withdrawn."""
    await _open(context, kind=_AGAIN[context.case.stage])


for _step in (
    "hearing_statement",
    "breach_review",
    "remedy_report",
    "remedy_check",
    "breach_decision",
    "breach_answer",
    "breach_reconsideration",
    "closing_confirmation",
):
    EFFECTS.opens(_step)(partial(_open, kind=_step))
