"""核定。How an application is judged by its clause, and how the assessment is kept so that it can be judged again."""

from __future__ import annotations

from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from models.queries import application as applications
from models.queries import implementing_rule
from models.queries import verification as verifications
from models.tables import Application, Assessment
from policy.errors import Refusal
from policy.judging.assessment import AssessmentResult, assess
from policy.language.items import Outcome
from policy.processes.application.lifecycle import Event, Stage
from policy.processes.decision.steps import DecisionEvent
from policy.working_days import BEIJING

EFFECTS = Effects[Application]()


_AFTER_ASSESSMENT = {
    Outcome.AWARD: Event.ASSESSED,
    Outcome.REJECT: Event.ASSESSED_TO_NOTHING,
    Outcome.NEEDS_PARAMETER: Event.PARAMETER_FOUND_MISSING,
    Outcome.REFER: DecisionEvent.REFERRED,
}


@EFFECTS.at_once(Stage.ASSESSMENT)
async def assess_in_passing(context: TransitionContext[Application]) -> bool:
    """Judge in the transaction of whatever led here. What the law will not judge yet is left to a step of its own, tried until it will."""
    try:
        await judge(context)
    except Refusal:
        return False
    return True


async def judge(context: TransitionContext[Application]) -> None:
    """Judge, keep the assessment, and say in `context` which event it comes to.

    Raises:
        Refusal: The facts or the implementing rules contradict the law; nothing is written.
    """
    earlier = await _earlier_awards(context)
    document = await _document(context, earlier)
    result = assess(context.item.code, document, await implementing_rule.written_rules(context.session, context.item.code))
    context.session.add(_kept(context, document, result, earlier))
    context.event = _AFTER_ASSESSMENT[result.outcome]
    context.detail = {
        "outcome": result.outcome.value,
        "award_fen": result.award_fen,
        "missing_parameters": result.missing_parameters,
        "failures": [reason for reason in result.reasons if not reason["holds"]],
    }


async def _earlier_awards(context: TransitionContext[Application]) -> list[dict[str, Any]]:
    """Return the other awards that count: for the same subject, under the same cap, or both."""
    subject = {other.id: other for other in await applications.awards_for_subject(context.session, context.case)}
    cap = {other.id: other for other in await applications.awards_under_cap(context.session, context.case)}
    return [
        {
            "number": other.number,
            "amount_fen": other.standing_fen,
            "counted_in": [name for name, counted in (("already_paid_fen", subject), ("cap_used_fen", cap)) if other.id in counted],
        }
        for other in sorted((subject | cap).values(), key=lambda other: other.number)
    ]


async def _document(context: TransitionContext[Application], earlier: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the clause is read with: facts, the verified applicant, the dates, and what was awarded before."""
    application, session = context.case, context.session
    verification = await verifications.latest(session, application.id)
    submitted_at = application.submitted_at or context.now
    return {
        **application.facts,
        **verification.supplied,
        "applicant": verification.applicant,
        "application_date": submitted_at.astimezone(BEIJING).date().isoformat(),
        "matter_date": application.matter_date.isoformat() if application.matter_date else None,
        **{
            name: sum(award["amount_fen"] for award in earlier if name in award["counted_in"])
            for name in ("already_paid_fen", "cap_used_fen")
        },
    }


def _kept(
    context: TransitionContext[Application], document: dict[str, Any], result: AssessmentResult, earlier: list[dict[str, Any]]
) -> Assessment:
    return Assessment(
        application_id=context.case.id,
        document_id=result.document_id,
        clause_hash=result.clause_hash,
        rules=result.rules_in_force,
        rules_hash=result.rules_hash,
        facts=document,
        outcome=result.outcome.value,
        award_fen=result.award_fen,
        capped=result.capped,
        reasons=result.reasons,
        # The facts stay as they were judged, so that they can be judged again; where their sums come from is explained beside them.
        tree=result.tree | {"earlier_awards": earlier},
        assessed_at=context.now,
    )
