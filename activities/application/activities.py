"""申请的活动。The activities of the application's workflow, each one transaction under an idempotency key."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from temporalio import activity

from activities.application.assessment import judge, next_look
from activities.application.borrowed import Borrowed, take_borrowed
from activities.application.figures import Figures, take_figures
from activities.application.recognised import take_recognised
from activities.application.sharing import take_share
from activities.application.suspending import look_at_suspension
from activities.application.verification import Asked, Sources, ask_sources
from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.matching.contradictions import take_up
from activities.meeting.tabling import take_resolution
from activities.signatures.application import ASK_SUSPENSION, ASSESS_AWARD, TAKE_SHARE, VERIFY_APPLICANT
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.meeting import TAKE_RESOLUTION
from models.commands.enterprise import take_register
from models.queries import application as applications
from models.queries import enterprise as enterprises
from models.queries import implementing_rule, succession
from models.queries import loan as loans
from models.tables import Application, Verification
from policy.judging.catalogue import item as item_called
from policy.judging.provenance import BANK
from policy.processes.application.lifecycle import Event, Stage
from policy.processes.application.suspended import SUSPENDABLE
from policy.processes.loan.claims import PERIOD
from policy.registered import Registered
from policy.text import Text
from policy.working_days import BEIJING


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
            enterprise = await enterprises.current(session, application.enterprise_uscc)
            own = await succession.family(session, application.enterprise_uscc)
            counted = await Figures.of(session, application, enterprise.uscc)
            loan = await loans.of_claim(session, application)
            item = item_called(application.item_code)
            applied_on = (application.submitted_at or step.occurred_at).astimezone(BEIJING).date()
            law = await implementing_rule.law_in_force(session, item, application.matter_date or applied_on)
        asked = Asked(enterprise.uscc, enterprise.kind, own)
        findings = await ask_sources(self.sources, item, law, asked, applied_on, application.facts)
        borrowed = await Borrowed.ask(self.sources.bank, loan, application.facts.get(PERIOD))
        changed = await counted.changed(self.sources, enterprise.uscc)
        findings = counted.beside(findings, item, changed)

        async def write(context: TransitionContext[Application]) -> None:
            if findings.contradictions:
                take_up(context, Event.SOURCE_CONTRADICTED, findings.contradictions, findings.answers["upstream"])
                context.words["source"] = Text("上级登记", "upstream record")
                await apply(context)
                return
            if doubts := borrowed.doubts((enterprise.uscc, *own)):
                take_up(context, Event.SOURCE_CONTRADICTED, doubts, borrowed.certificate, BANK)
                context.words["source"] = Text("贷款银行付息凭证", "certificate of the bank")
                await apply(context)
                return
            failures = [*findings.failures, *borrowed.failures(item), *await take_recognised(context)]
            await take_borrowed(context, borrowed)
            await take_figures(context, changed)
            context.session.add(
                Verification(
                    application_id=context.case.id,
                    applicant=findings.applicant,
                    answers=findings.answers | borrowed.answers,
                    failures=failures,
                    supplied=findings.supplied,
                    verified_at=context.now,
                )
            )
            # What follows may be judged by it in the same transaction.
            await context.session.flush()
            registered = Registered.of(findings.answers["registration"])
            question = await take_register(context.session, enterprise.uscc, registered, context.now)
            passed = Event.VERIFIED if context.case.origin == "filed" else Event.VERIFIED_AFTER_REVIEW
            context.event, context.detail = passed, {"failures": failures}
            if failures:
                context.event = Event.FOUND_INELIGIBLE
            elif question:
                context.event, context.detail = Event.IDENTITY_QUESTIONED, {"about": question}
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.VERIFICATION}), write)

    @activity.defn(name=ASSESS_AWARD)
    async def assess_award(self, step: AutomaticStep) -> CaseState:
        """Judge the application, where that was not done in the transition before, or had to wait for another award to be final."""

        async def write(context: TransitionContext[Application]) -> None:
            waiting, context.case.wakes_at = context.case.wakes_at is not None, None
            await judge(context)
            if waiting and context.event == Event.AWARD_FOUND_PENDING:
                # Nothing has changed, and everybody has been told.
                context.case.wakes_at = next_look(context)
                return
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.ASSESSMENT}), write)

    @activity.defn(name=TAKE_SHARE)
    async def take_share(self, step: AutomaticStep) -> CaseState:
        """Take the share of a ceiling that an approved list has for the application."""
        return await take(self.deployment, step, frozenset({Stage.ALLOCATION}), take_share)

    @activity.defn(name=TAKE_RESOLUTION)
    async def take_resolution(self, step: AutomaticStep) -> CaseState:
        """Take what a meeting of the committee resolved of the application."""
        return await take(self.deployment, step, frozenset({Stage.COMMITTEE}), take_resolution)

    @activity.defn(name=ASK_SUSPENSION)
    async def ask_suspension(self, step: AutomaticStep) -> CaseState:
        """Hold the application while a superior policy suspends its item, and let it go on once it does not."""
        return await take(self.deployment, step, SUSPENDABLE, look_at_suspension, held=True)
