"""备案的效果。What the events of filed changes change: received, completed, answered by two people, taken back by their enterprise."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.commitment import answers, together
from models.queries import filing as filings
from models.tables import ChangeFiling, Commitment, Message
from policy.errors import Code, Refusal
from policy.processes.acceptance.defects import in_words, read_defects
from policy.processes.commitment.filed import FILED, read_completion
from policy.processes.commitment.lifecycle import Event
from policy.processes.commitment.states import APPROVED, FilingState
from policy.processes.commitment.terms import FILING_KINDS, is_late
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Commitment]()


async def _filing(context: TransitionContext[Commitment]) -> ChangeFiling:
    """Return the filing that the event names, or its task is about."""
    about = context.task.about if context.task else {}
    return await filings.of(context.session, uuid.UUID(str(context.detail.get("filing_id") or about["filing_id"])))


@EFFECTS.of(Event.CHANGE_FILED)
async def take_filing(context: TransitionContext[Commitment]) -> None:
    """Take a filing in, late or not, in the place of an earlier one if it says so.

    What is late, or replaces the ground of a breach, is looked at as soon as it is stored.
    """
    filing = await _filing(context)
    today = context.now.astimezone(BEIJING).date()
    before = await filings.require_acceptable(
        context.session, context.case.id, filing.kind, filing.planned_on, today, supersedes=filing.supersedes
    )
    if before is not None:
        await _end(context, before, FilingState.SUPERSEDED)
        context.detail = context.detail | {"supersedes": str(before.id)}
    filing.become(FilingState.FILED)
    filing.filed_at = context.now
    filing.late = is_late(filing.planned_on, today)
    context.detail = context.detail | {"about": answers.about(filing)}
    if filing.late or before is not None:
        context.case.wakes_at = context.now
    await together.follow_ground(context, filing)


@EFFECTS.of(Event.CHANGE_WITHDRAWN)
async def withdraw(context: TransitionContext[Commitment]) -> None:
    """Let an enterprise take back what it filed, until that takes effect or money is demanded for it."""
    filing = await _filing(context)
    standing = await filings.open_of(context.session, context.case.id)
    if filing not in standing or filing.clawbacks:
        raise Refusal(
            Code.WRONG_STAGE, Text("备案已生效或者已办结，不能撤回。", "The filing has taken effect or is over; it cannot be withdrawn.")
        )
    filing.reason = str(context.detail["reason"])
    await _end(context, filing, FilingState.WITHDRAWN)
    context.case.wakes_at = context.now


async def _end(context: TransitionContext[Commitment], filing: ChangeFiling, state: FilingState) -> None:
    filing.become(state)
    filing.decided_at = context.now
    answers.close_tasks(context, filing)
    # One move has one open filing: this one gives up its place before another takes it.
    await context.session.flush()
    await together.show(context)


@EFFECTS.of(Event.FILING_CORRECTION_REQUESTED)
async def ask_for_papers(context: TransitionContext[Commitment]) -> None:
    """Ask for the papers of a filing to be completed, saying what is missing. It counts from its receipt all the same."""
    filing = await _filing(context)
    filing.become(FilingState.CORRECTION)
    defects = read_defects(FILED, context.detail.get("defects", ()), closed=False)
    context.words["defects"] = in_words(defects)
    filing.reason = context.words["defects"].zh
    context.detail = context.detail | {"about": answers.about(filing) | {"defects": defects}}


@EFFECTS.asks("filing_correction")
async def ask_for_what_is_named(context: TransitionContext[Commitment], department: str) -> dict[str, Any]:  # noqa: ARG001 - an applicant's task
    """Require what has to be completed."""
    named = [defect["code"] for defect in context.detail["about"]["defects"]]
    return {"allOf": [{"if": {"properties": {"decision": {"const": Event.FILING_CORRECTED}}}, "then": {"required": named}}]}


@EFFECTS.of(Event.FILING_CORRECTED, Event.FILING_NOT_CORRECTED)
async def take_papers(context: TransitionContext[Commitment]) -> None:
    """Add what was completed to the filing, or nothing where the time for it is over, and have it reviewed with what was added."""
    filing = await _filing(context)
    filing.become(FilingState.FILED)
    defects = context.task.about["defects"] if context.task else []
    added = read_completion(defects, context.detail) if context.event == Event.FILING_CORRECTED else {}
    await filings.require_papers(context.session, context.case.id, added.get("evidence", ()))
    # What was filed first stays as it was.
    if "description" in added:
        filing.description = f"{filing.description}\n{added['description']}"
    filing.evidence = [*filing.evidence, *added.get("evidence", ())]
    context.detail = context.detail | {"about": answers.about(filing) | {"defects": defects, "added": added}}


_LOOKED_AT_AGAIN = Text(
    "贵单位的变动备案（{kind}）退回重新审查，此前告知的审查结果不再执行；审查结果另行告知，其间无需办理。",
    "The change you filed ({kind}) is looked at again: what you were told of it has no effect any more, you will be told what comes of it, "
    "and nothing is to be done meanwhile.",
)
_ANSWERS: dict[str, FilingState] = {
    Event.RELEASE_PROPOSED: FilingState.APPROVED_WITHOUT_REPAYMENT,
    Event.REPAYMENT_PROPOSED: FilingState.APPROVED_WITH_REPAYMENT,
    Event.FILING_APPROVED: FilingState.APPROVED_WITHOUT_REPAYMENT,
    Event.FILING_APPROVED_WITH_REPAYMENT: FilingState.APPROVED_WITH_REPAYMENT,
}


@EFFECTS.of(Event.RELEASE_PROPOSED, Event.REPAYMENT_PROPOSED)
async def propose_answer(context: TransitionContext[Commitment]) -> None:
    """Keep what an officer proposes, with what the change touches and what the terms ask back, for an approver to confirm."""
    filing = await _filing(context)
    await answers.propose(context, filing, _ANSWERS[context.event], context.detail.get("awards", ()))
    said = {name: context.detail[name] for name in ("opinion", "reason") if name in context.detail}
    context.detail = context.detail | {"about": answers.about(filing) | {"proposed": said}}


@EFFECTS.of(Event.FILING_APPROVED, Event.FILING_APPROVED_WITH_REPAYMENT)
async def decide(context: TransitionContext[Commitment]) -> None:
    """Let stand what was proposed; what follows for what binds is looked at next."""
    await answers.decide(context, await _filing(context), _ANSWERS[context.event])


@EFFECTS.of(Event.FILING_SENT_BACK)
async def send_filing_back(context: TransitionContext[Commitment]) -> None:
    """Have the filing reviewed once more, with the reason: a second person did not agree, or did not approve what was to be demanded."""
    filing = await _filing(context)
    if filing.state in APPROVED:
        # Its enterprise has read that it is on file, and what of it is repaid.
        kind = FILING_KINDS[filing.kind]
        zh, en = _LOOKED_AT_AGAIN.zh.format(kind=kind.zh), _LOOKED_AT_AGAIN.en.format(kind=kind.en.lower())
        context.session.add(Message(case_id=context.case.id, enterprise_uscc=context.case.enterprise_uscc, zh=zh, en=en))
    answers.take_back(filing)
    context.detail = context.detail | {
        "about": answers.about(filing) | {"clawbacks": filing.clawbacks, "sent_back": context.detail.get("reason")}
    }


@EFFECTS.opens("filing_review")
async def open_review(context: TransitionContext[Commitment]) -> None:
    """Open the review of a filing, unless an open breach takes it up: whoever looks at that sees what is answered with it."""
    filing = await _filing(context)
    if filing in await together.taken_up(context):
        await together.show(context)
    else:
        await _open(context, kind="filing_review")


@EFFECTS.opens("waiting_filings")
async def open_reviews_that_waited(context: TransitionContext[Commitment]) -> None:
    """Open the review of each filing that waited for the end of a breach it was not the ground of."""
    for filing in await together.left_waiting(context):
        await _open_for(context, filing, "filing_review", answers.about(filing))


async def _open(context: TransitionContext[Commitment], *, kind: str) -> None:
    """Open the next step of one filing."""
    about = context.detail.get("about") or (context.task.about if context.task else {})
    await _open_for(context, await _filing(context), kind, about)


async def _open_for(context: TransitionContext[Commitment], filing: ChangeFiling, kind: str, about: dict[str, Any]) -> None:
    # What is demanded for something else is for the office to know.
    besides = {} if kind == "filing_correction" else await answers.for_the_office(context, filing)
    await open_task(context, KINDS[kind], about=about | besides)


for _step in ("filing_correction", "filing_release_confirmation", "filing_confirmation"):
    EFFECTS.opens(_step)(partial(_open, kind=_step))
