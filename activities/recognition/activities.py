"""认定的活动。Verifying a holder at the sources, and reading the clause where it has a rule."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Any

from temporalio import activity

from activities.application.verification import Asked, Findings, Sources, ask_sources
from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.recognition import VERIFY_HOLDER
from models.commands.enterprise import take_register
from models.queries import enterprise as enterprises
from models.queries import implementing_rule
from models.queries import recognition as recognitions
from models.tables import Recognition
from policy.judging.assessment import assess
from policy.language.items import Outcome
from policy.processes.recognition.lifecycle import Event, Stage
from policy.registered import Registered
from policy.working_days import BEIJING


@dataclass(frozen=True, slots=True)
class RecognitionActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
        sources: Whom to ask about a holder.
    """

    deployment: Deployment
    sources: Sources

    @activity.defn(name=VERIFY_HOLDER)
    async def verify_holder(self, step: AutomaticStep) -> CaseState:
        """Ask the sources whether the holder may be recognised (general term 2). Retried until every source has answered."""
        async with self.deployment.database.reading() as session:
            row = await recognitions.of(session, uuid.UUID(step.case_id))
            enterprise = await enterprises.current(session, row.enterprise_uscc)
            item = row.register_kind.item
            applied_on = (row.submitted_at or step.occurred_at).astimezone(BEIJING).date()
            law = await implementing_rule.law_in_force(session, item, applied_on)
        # What an item matches is another matter than who is recognised.
        holder = replace(item, upstream=None)
        findings = await ask_sources(self.sources, holder, law, Asked(enterprise.uscc, enterprise.kind), applied_on, {})

        async def write(context: TransitionContext[Recognition]) -> None:
            registered = Registered.of(findings.answers["registration"])
            await take_register(context.session, enterprise.uscc, registered, context.now)
            row = context.case
            failures = findings.failures or _unmet(row, findings, applied_on.isoformat())
            row.verification = {
                "applicant": findings.applicant,
                "answers": findings.answers,
                "failures": failures,
                "verified_at": context.now.isoformat(),
            }
            context.detail = {"failures": failures}
            context.event = Event.EXPERTS_ASKED if row.register_kind.experts else Event.VERIFIED
            if findings.failures:
                context.event = Event.FOUND_INELIGIBLE
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.VERIFICATION}), write)


def _unmet(row: Recognition, findings: Findings, applied_on: str) -> list[dict[str, Any]]:
    """Return the conditions of the clause that do not hold by the facts an officer has read; whoever decides sees them."""
    if not row.register_kind.kept:
        return []
    document = row.facts | {"applicant": findings.applicant, "application_date": applied_on, "matter_date": row.facts["move_completed_on"]}
    result = assess(row.item_code, document, [])
    if result.outcome is Outcome.RECOGNISED:
        return []
    return [
        {"code": reason["code"], "clause": reason["clause"], "text": reason["text"]} for reason in result.reasons if not reason["holds"]
    ]
