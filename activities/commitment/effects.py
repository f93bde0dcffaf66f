"""承诺履行的效果。What filings and breaches change besides stage and tasks."""

from __future__ import annotations

import uuid
from datetime import date
from functools import partial
from typing import Any

from activities.case import tasks
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from models.queries import application as applications
from models.queries import breach as breaches
from models.queries import clawback
from models.queries import commitment as commitments
from models.queries import filing as filings
from models.tables import Breach, ChangeFiling, Commitment, Message
from policy.errors import Code, Fault, Refusal
from policy.opinions_2022_8.general_terms import CITATION
from policy.processes.acceptance.defects import in_words, read_defects
from policy.processes.clawback.repayment import Terms
from policy.processes.commitment.filed import FILED, read_completion
from policy.processes.commitment.lifecycle import AWARDS_GO_ON, AWARDS_WAIT, Event, Stage
from policy.processes.commitment.states import UNDECIDED, FilingState
from policy.processes.commitment.terms import demand, is_late
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Commitment]()


async def _breach(context: TransitionContext[Commitment]) -> Breach:
    """Return the open breach."""
    found = await breaches.open_of(context.session, context.case.id)
    assert found is not None  # noqa: S101 - the stage says so
    return found


async def demands_on(context: TransitionContext[Commitment], on: date) -> list[dict[str, Any]]:
    """Return what is to be repaid of each award if its commitment is not kept from a day on, by the terms that were signed."""
    demands = []
    for bound in await commitments.collected(context.session, context.case.id):
        terms = Terms.parse(bound.undertaking.terms) if bound.undertaking.terms else Terms()
        paid_fen = await clawback.reclaimable(context.session, bound.application)
        reckoned = demand(terms, paid_fen, bound.undertaking.starts_on, on)
        award = {"application_id": str(bound.application.id), "award": bound.application.number}
        demands.append(award | {"amount_fen": reckoned.amount_fen, "reckoning": reckoned.reckoning})
    return demands


# -- filings ----------------------------------------------------------------------------------------------------------------------------


async def _filing(context: TransitionContext[Commitment]) -> ChangeFiling:
    """Return the filing the task is about."""
    about = context.task.about if context.task else {}
    return await filings.of(context.session, uuid.UUID(about["filing_id"]))


def _about(filing: ChangeFiling) -> dict[str, object]:
    return {
        "filing_id": str(filing.id),
        "kind": filing.kind,
        "planned_on": filing.planned_on.isoformat(),
        "description": filing.description,
        "evidence": filing.evidence,
        "late": filing.late,
        "demands": filing.demands,
    }


@EFFECTS.of(Event.CHANGE_FILED)
async def take_filing(context: TransitionContext[Commitment]) -> None:
    """Take a filing in, late or not; being late is looked at as soon as it is stored."""
    filing = await filings.of(context.session, uuid.UUID(str(context.detail["filing_id"])))
    filing.become(FilingState.FILED)
    filing.filed_at = context.now
    filing.late = is_late(filing.planned_on, context.now.astimezone(BEIJING).date())
    context.detail = context.detail | {"about": _about(filing)}
    if filing.late:
        context.case.wakes_at = context.now


@EFFECTS.of(Event.FILING_APPROVED)
async def take_on_file(context: TransitionContext[Commitment]) -> None:
    """Take the change on file; what it means for what binds is looked at next."""
    _decide(context, await _filing(context), FilingState.APPROVED_WITHOUT_REPAYMENT)


@EFFECTS.of(Event.FILING_CORRECTION_REQUESTED)
async def ask_for_papers(context: TransitionContext[Commitment]) -> None:
    """Ask for the papers of a filing to be completed, saying what is missing. It counts from its receipt all the same."""
    filing = await _filing(context)
    filing.become(FilingState.CORRECTION)
    defects = read_defects(FILED, context.detail.get("defects", ()), closed=False)
    context.words["defects"] = in_words(defects)
    filing.reason = context.words["defects"].zh
    context.detail = context.detail | {"about": _about(filing) | {"defects": defects}}


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
    # What was filed first stays as it was.
    if "description" in added:
        filing.description = f"{filing.description}\n{added['description']}"
    filing.evidence = [*filing.evidence, *added.get("evidence", ())]
    context.detail = context.detail | {"about": _about(filing) | {"defects": defects, "added": added}}


def _decide(context: TransitionContext[Commitment], filing: ChangeFiling, state: FilingState) -> None:
    filing.become(state)
    filing.reason = context.detail.get("reason")
    filing.decided_by, filing.decided_by_name, filing.decided_at = context.actor.subject, context.actor.name, context.now
    context.case.wakes_at = context.now


@EFFECTS.of(Event.REPAYMENT_PROPOSED)
async def reckon_repayment(context: TransitionContext[Commitment]) -> None:
    """Calculate what the terms say is to be repaid for leaving on the planned day, for an approver to confirm."""
    filing = await _filing(context)
    filing.demands = await demands_on(context, filing.planned_on)
    filing.become(FilingState.PROPOSED)
    if not any(demand["amount_fen"] for demand in filing.demands):
        raise Refusal(
            Code.INVALID_INPUT,
            Text("签署的承诺未约定退回资金，不能要求退回。", "The commitments that were signed carry no repayment; none can be asked for."),
            [Fault("decision", Text("没有应退回的金额", "leaves nothing to repay"))],
            clause=CITATION,
        )
    context.detail = context.detail | {"about": _about(filing)}


@EFFECTS.of(Event.FILING_SENT_BACK)
async def send_filing_back(context: TransitionContext[Commitment]) -> None:
    """Have the filing reviewed once more."""
    filing = await _filing(context)
    filing.become(FilingState.FILED)
    filing.demands = []
    context.detail = context.detail | {"about": _about(filing)}


@EFFECTS.of(Event.FILING_APPROVED_WITH_REPAYMENT)
async def approve_with_repayment(context: TransitionContext[Commitment]) -> None:
    """Let the calculated repayment stand; it is asked for next."""
    _decide(context, await _filing(context), FilingState.APPROVED_WITH_REPAYMENT)


async def _open_for_filing(context: TransitionContext[Commitment], *, kind: str) -> None:
    """Open the next step of one filing, for somebody who did not do the step before."""
    about = context.detail.get("about") or (context.task.about if context.task else {})
    await open_task(context, KINDS[kind], about=about, also_excluded={context.actor.subject})


for _step in ("filing_review", "filing_correction", "filing_confirmation"):
    EFFECTS.opens(_step)(partial(_open_for_filing, kind=_step))


async def _tell_applications(context: TransitionContext[Commitment], sentence: Text) -> None:
    """Tell the enterprise of each application under way that it waits, or goes on."""
    uscc = context.case.enterprise_uscc
    for application in await applications.under_way(context.session, uscc):
        zh, en = (words.format(number=application.number) for words in (sentence.zh, sentence.en))
        context.session.add(Message(case_id=application.id, enterprise_uscc=uscc, zh=zh, en=en))


# -- breaches ---------------------------------------------------------------------------------------------------------------------------


@EFFECTS.of(Event.MOVE_FOUND, Event.FILED_LATE)
async def let_awards_wait(context: TransitionContext[Commitment]) -> None:
    """Tell the enterprise which of its applications wait."""
    await _tell_applications(context, AWARDS_WAIT)


@EFFECTS.of(Event.REMEDY_ORDERED)
async def grant_time(context: TransitionContext[Commitment]) -> None:
    """Give the time to remedy that was ordered."""
    context.case.clocks = dict(context.case.clocks) | {"remedy_report": int(context.detail["working_days"])}


_CLOSED: dict[str, str] = {
    Event.BREACH_UNFOUNDED: "unfounded",
    Event.REMEDIED: "remedied",
    Event.BREACH_DISMISSED: "dismissed",
    Event.BREACH_OVERTURNED: "overturned",
}


@EFFECTS.of(*_CLOSED)
async def close_breach(context: TransitionContext[Commitment]) -> None:
    """Close a breach that came to nothing; it stays on record. What was left undone meanwhile is looked at now."""
    breach = await _breach(context)
    breach.outcome, breach.closed_at = _CLOSED[context.event], context.now
    context.case.wakes_at = context.now
    await _tell_applications(context, AWARDS_GO_ON)


@EFFECTS.of(Event.BREACH_UPHELD)
async def find_breach(context: TransitionContext[Commitment]) -> None:
    """Note who found that the breach stands, and what by the signed terms has to be repaid for it."""
    breach = await _breach(context)
    breach.decided_by, breach.decided_by_name = context.actor.subject, context.actor.name
    breach.demands = await demands_on(context, breach.breach_on)
    context.detail = context.detail | {"demands": breach.demands}


@EFFECTS.of(Event.REPAYMENT_ASKED)
async def break_commitments(context: TransitionContext[Commitment]) -> None:
    """End what bound an enterprise whose breach is final, as broken, and what it still asked for."""
    if context.case.stage != Stage.RECLAIMING:
        return
    breach = await _breach(context)
    breach.outcome, breach.closed_at = "upheld", context.now
    for bound in await commitments.collected(context.session, context.case.id):
        bound.collected.ended_on, bound.collected.cause = max(breach.breach_on, bound.undertaking.starts_on), "broken"
    for filing in await filings.of_case(context.session, context.case.id, UNDECIDED):
        filing.become(FilingState.OVERTAKEN)
        filing.decided_at = context.now
    for task in context.open_tasks:
        if KINDS[task.kind].lasting:
            tasks.close(context, task, "superseded")


async def _open_for_breach(context: TransitionContext[Commitment], *, kind: str) -> None:
    """Open a step of the breach, for somebody who did no earlier step of the same breach.

    An enterprise may be bound for decades; who handled an earlier breach may handle the next.
    """
    breach = await _breach(context)
    about = {
        "breach_id": str(breach.id),
        "cause": breach.cause,
        "failures": breach.failures,
        "breach_on": breach.breach_on.isoformat(),
        "demands": breach.demands,
    }
    await open_task(context, KINDS[kind], about=about, since=breach.opened_at)


for _step in (
    "hearing_statement",
    "breach_review",
    "remedy_report",
    "remedy_check",
    "breach_decision",
    "breach_answer",
    "breach_reconsideration",
):
    EFFECTS.opens(_step)(partial(_open_for_breach, kind=_step))
