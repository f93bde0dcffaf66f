"""申请的活动。What the application's workflow has done for it: each one transaction, each under an idempotency key."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Any

from temporalio import activity

from activities.application.verification import Sources, ask_sources
from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.signatures.application import (
    ASSESS_AWARD,
    SEEK_BUDGET,
    VERIFY_APPLICANT,
)
from activities.signatures.case import AutomaticStep, CaseState
from models.queries import application as applications
from models.queries import enterprise as enterprises
from models.queries import implementing_rule
from models.queries import verification as verifications
from models.tables import Assessment, Verification
from policy.errors import Refusal
from policy.judging.assessment import AssessmentResult, assess
from policy.judging.catalogue import item as item_called
from policy.language.items import Outcome
from policy.processes.application.lifecycle import Event, Stage
from policy.processes.decision.steps import DecisionEvent
from policy.processes.matching.upstream import differences
from policy.working_days import BEIJING

_AFTER_ASSESSMENT = {
    Outcome.AWARD: Event.ASSESSED,
    Outcome.REJECT: Event.ASSESSED_TO_NOTHING,
    Outcome.NEEDS_PARAMETER: Event.PARAMETER_FOUND_MISSING,
    Outcome.REFER: DecisionEvent.REFERRED,
}


@dataclass(frozen=True, slots=True)
class ApplicationActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
        sources: Whom to ask about an applicant.
    """

    deployment: Deployment
    sources: Sources

    @activity.defn(name=VERIFY_APPLICANT)
    async def verify_applicant(self, step: AutomaticStep) -> CaseState:
        """Ask the sources and record whether the applicant may apply. Retried until every source has answered."""
        async with self.deployment.database.reading() as session:
            application = await applications.of(session, uuid.UUID(step.case_id))
            enterprise = await enterprises.of(session, application.enterprise_uscc)
        item = item_called(application.item_code)
        applied_on = (application.submitted_at or step.occurred_at).astimezone(BEIJING).date()
        findings = await ask_sources(self.sources, item, enterprise.uscc, enterprise.kind, applied_on, application.facts)

        async def write(context: TransitionContext) -> None:
            context.session.add(
                Verification(
                    application_id=context.application.id,
                    applicant=findings.applicant,
                    answers=findings.answers,
                    failures=findings.failures,
                    supplied=findings.supplied,
                    verified_at=context.now,
                )
            )
            passed = Event.VERIFIED if context.application.origin == "filed" else Event.VERIFIED_AFTER_REVIEW
            context.event = Event.FOUND_INELIGIBLE if findings.failures else passed
            context.detail = {"failures": findings.failures}
            if differing := differences(context.application.facts, findings.supplied):
                context.detail |= {"differences": differing, "about": {"differences": differing}}
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.VERIFICATION}), write)

    @activity.defn(name=ASSESS_AWARD)
    async def assess_award(self, step: AutomaticStep) -> CaseState:
        """Judge the application by its clause and keep everything that is needed to judge it again."""

        async def write(context: TransitionContext) -> None:
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
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.ASSESSMENT}), write)

    @activity.defn(name=SEEK_BUDGET)
    async def seek_budget(self, step: AutomaticStep) -> CaseState:
        """Take the turn of a waiting application if the budget now covers it; otherwise look again later."""

        async def write(context: TransitionContext) -> None:
            try:
                async with context.session.begin_nested():
                    await apply(replace(context, event=DecisionEvent.BUDGET_FOUND))
            except Refusal as refusal:
                await context.session.refresh(context.application)
                if refusal.code == "already_awarded":
                    # Another application was awarded while this one waited: it has to be assessed anew.
                    await apply(replace(context, event=DecisionEvent.RETURNED, detail={"reason": refusal.detail.zh}))
                elif refusal.code in {"budget_exhausted", "window_closed", "breach_open"}:
                    # No money yet, or the item is suspended, or the enterprise is not in good standing.
                    context.application.wakes_at = context.clock.after(context.now, context.days("budget_retry")).at
                else:
                    raise

        return await take(self.deployment, step, frozenset({Stage.BUDGET_WAIT}), write)


async def _earlier_awards(context: TransitionContext) -> list[dict[str, Any]]:
    """Name the other awards that count: for the same subject, under the same cap, or both."""
    subject = {other.id: other for other in await applications.awards_for_subject(context.session, context.application)}
    cap = {other.id: other for other in await applications.awards_under_cap(context.session, context.application)}
    return [
        {
            "number": other.number,
            "amount_fen": other.standing_fen,
            "counted_in": [name for name, counted in (("already_paid_fen", subject), ("cap_used_fen", cap)) if other.id in counted],
        }
        for other in sorted((subject | cap).values(), key=lambda other: other.number)
    ]


async def _document(context: TransitionContext, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the clause is read with: facts, the verified applicant, the dates, and what was awarded before."""
    application, session = context.application, context.session
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


def _kept(context: TransitionContext, document: dict[str, Any], result: AssessmentResult, earlier: list[dict[str, Any]]) -> Assessment:
    return Assessment(
        application_id=context.application.id,
        document_id=result.document_id,
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
