"""拨付前核查。What is looked at before an application is paid: the sources of its verification anew, its conduct, and its item."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.application.borrowed import findings_of
from activities.application.figures import Figures
from activities.application.suspending import not_passed
from activities.application.upstream_money import UpstreamMoney
from activities.application.verification import Sources, ask_about_applicant
from activities.disbursement.standing import Look, accepted_for, reduction_against
from models.queries import assessment as assessments
from models.queries import closed_subject, implementing_rule, succession, suspension
from models.queries import commitment as commitments
from models.queries import conduct as conducts
from models.queries import disbursement as disbursements
from models.queries import enterprise as enterprises
from models.queries import loan as loans
from models.queries import task as tasks
from models.queries.returned import less_due
from models.session import Database
from models.tables import Application, Assessment, Enterprise
from policy.judging.assessment import assess
from policy.judging.catalogue import item as item_called
from policy.judging.implementing_rules import RuleBook
from policy.judging.standing import (
    Finding,
    findings,
    lowered,
    of_breach_beside,
    of_broken_commitment,
    of_less_due,
    of_reckoned_repayment,
    of_successor,
)
from policy.judging.superior_policy import named
from policy.processes.application.lifecycle import Event
from policy.processes.application.suspended import CHECK
from policy.processes.disbursement.payee import is_in_name_of
from policy.registered import Registered, difference
from policy.text import Text
from policy.working_days import BEIJING


@dataclass(frozen=True, slots=True)
class ApplicationLook:
    """Looks at applications.

    Attributes:
        database: Where they are kept.
        sources: Whom to ask about an applicant.
    """

    database: Database
    sources: Sources

    async def look(self, application: Application, at: datetime) -> Look:
        """Return what the sources and our own books say of an application's enterprise and item at a moment.

        Raises:
            SourceUnavailable: A source gave no answer that can be believed.
        """
        return await self.look_before(application, application.id, at)

    async def look_before(self, application: Application, paying: uuid.UUID, at: datetime) -> Look:
        """Return what `look` returns, before a payment that another case makes for an application.

        Args:
            application: The application, as it was just read.
            paying: The case that pays: itself, or what was decided anew of it.
            at: The moment.
        """
        today = at.astimezone(BEIJING).date()
        async with self.database.reading() as session:
            item = item_called(application.item_code)
            enterprise = await enterprises.current(session, application.enterprise_uscc)
            applied_on = (application.submitted_at or at).astimezone(BEIJING).date()
            rules = await implementing_rule.written_rules(session, item.code)
            law = RuleBook.parse(rules).figures(item, application.matter_date or applied_on).law
            lowering = [rule for rule in rules if "superior" in rule]
            loan = await loans.of_claim(session, application)
            # What nobody else has a say in by now comes to what it came to.
            may_differ = bool(item.upstream or loan or lowering) or Figures.are_of(application)
            assessed = await assessments.standing(session, application.id) if may_differ else None
            counted = await Figures.of(session, application, enterprise.uscc, assessed)
            own = await succession.family(session, application.enterprise_uscc) if item.upstream or loan else ()
            matched = UpstreamMoney(item, own, application.facts, assessed)
            fallen = await _lowered(session, application, assessed, lowering)
        applicant, answers = await ask_about_applicant(self.sources, enterprise.uscc, enterprise.kind)
        changed = await counted.changed(self.sources, enterprise.uscc)
        upstream, doubted = await matched.look(self.sources.upstream)
        borrowed = await findings_of(self.sources.bank, loan, own, item, application, assessed)
        # Last, and at once before the treasury is told: what is decided here may have been decided while the sources were asked.
        async with self.database.reading() as session:
            suspensions = await suspension.suspensions_on(session, item.code, today, application.matter_date)
            # What an approver let pass before the decision is not asked about again.
            passed = await tasks.with_outcome(session, application.id, CHECK, Event.SUSPENSION_PASSED) if suspensions else []
            suspensions = not_passed(suspensions, [task.about for task in passed])
            conduct = await conducts.of(session, enterprise.uscc, today)
            others = await _others_account(session, application, enterprise, paying)
            own_books = await _of_commitment(session, application) + await closed_subject.against(session, application)
            own_books += await reduction_against(session, application.id, paying)
            less = await less_due(session, application) if paying == application.id else None
            own_books += [of_less_due(less.due_fen)] if less is not None else []
        found = findings(
            item,
            law,
            status=(answers["registration"] or {}).get("status"),
            identity=_identity(enterprise, answers["registration"]),
            applicant=applicant,
            records=_records(answers),
            applied_on=applied_on,
            suspensions=suspensions,
            conduct=conduct,
        )
        found += counted.found(item, assessed, changed) + doubted + borrowed.found
        found += [of_successor(enterprise.name, others)] if others is not None else []
        found += [lowered(*fallen)] if fallen is not None else []
        found += own_books
        ours = {"suspensions": [one.as_dict() for one in suspensions], "conduct": asdict(conduct)}
        return Look(answers | upstream | borrowed.answers | ours, found, enterprise.uscc)


async def _of_commitment(session: AsyncSession, application: Application) -> list[Finding]:
    """Return that what was signed for an award was broken, or that what is taken back of it was reckoned on what was paid until now."""
    ending, beside, reckoned_fen = await commitments.against(session, application)
    found = [of_broken_commitment(ending.on)] if ending is not None and ending.cause == "broken" else []
    found += [of_breach_beside(beside)] if beside is not None else []
    return found + ([of_reckoned_repayment(reckoned_fen)] if reckoned_fen is not None else [])


async def _lowered(
    session: AsyncSession, application: Application, assessed: Assessment | None, lowering: list[dict[str, Any]]
) -> tuple[int, Text] | None:
    """Return what an award comes to by the figures that superior policies have lowered since, and which, where that is less than it is.

    What was decided anew is held against what it was decided by, of which only a part may be paid now.
    """
    of_award = assessed is None or assessed.redecision_id is None
    assessment = (await assessments.latest(session, application.id) if of_award else assessed) if lowering else None
    if assessment is None or assessment.award_fen is None:
        return None
    again = assess(application.item_code, assessment.facts, [*assessment.rules, *lowering])
    now_fen = again.award_fen or 0
    if now_fen >= ((application.award_fen or 0) if of_award else assessment.award_fen):
        return None
    since = [rule for rule in again.rules_in_force if "superior" in rule and rule not in assessment.rules]
    return now_fen, named(since or again.rules_in_force)


async def _others_account(session: AsyncSession, application: Application, payee: Enterprise, paying: uuid.UUID) -> str | None:
    """Return in whose name the account is that a payment to a successor would go to, where it is not its own and nobody let it pass."""
    if payee.uscc == application.enterprise_uscc:
        return None
    payment = await disbursements.live(session, paying)
    if payment is None or is_in_name_of(payment.account, payee.name):
        return None
    accepted = accepted_for(payee.name, await tasks.completed(session, paying, ("payee_check", "refund_payee_check")))
    return None if payment.payee_checked_by and accepted else str(payment.account["holder"])


def _identity(enterprise: Enterprise, answer: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return how the register knows an enterprise otherwise than it is known here, or an officer has not decided about yet."""
    registered = Registered.of(answer)
    if registered is None or enterprise.kind == "person":
        return None
    return difference(enterprise.questioned or {"name": enterprise.name, "kind": enterprise.kind}, registered)


def _records(answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every bad record of the four departments, with what happened."""
    credit = [answer for source, answer in answers.items() if source.startswith("credit.")]
    return [{"source": answer["source"], **record} for answer in credit for record in answer["records"]]
