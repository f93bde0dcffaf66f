"""服务券的活动。Verifying an enterprise at the sources, and looking whether what was spent is settled."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from temporalio import activity

from activities.application.verification import Asked, Sources, ask_sources
from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.pace import looks_again_at
from activities.case.transitions import apply
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.voucher import LOOK_AT_SPENDS, VERIFY_ENTERPRISE
from activities.voucher.spending import close_at_once
from models.commands.enterprise import take_register
from models.queries import enterprise as enterprises
from models.queries import implementing_rule
from models.queries import voucher as vouchers
from models.tables import Voucher
from policy.processes.voucher.lifecycle import Event, Stage
from policy.processes.voucher.requested import voucher_item
from policy.registered import Registered
from policy.working_days import BEIJING


@dataclass(frozen=True, slots=True)
class VoucherActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
        sources: Whom to ask about an enterprise.
    """

    deployment: Deployment
    sources: Sources

    @activity.defn(name=VERIFY_ENTERPRISE)
    async def verify_enterprise(self, step: AutomaticStep) -> CaseState:
        """Ask the sources whether the enterprise may be supported (general term 2). Retried until every source has answered."""
        async with self.deployment.database.reading() as session:
            row = await vouchers.of(session, uuid.UUID(step.case_id))
            enterprise = await enterprises.current(session, row.enterprise_uscc)
            applied_on = (row.submitted_at or step.occurred_at).astimezone(BEIJING).date()
            law = await implementing_rule.law_in_force(session, voucher_item(), applied_on)
        asked = Asked(enterprise.uscc, enterprise.kind)
        findings = await ask_sources(self.sources, voucher_item(), law, asked, applied_on, {})

        async def write(context: TransitionContext[Voucher]) -> None:
            registered = Registered.of(findings.answers["registration"])
            await take_register(context.session, enterprise.uscc, registered, context.now)
            context.case.verification = {"answers": findings.answers, "failures": findings.failures, "verified_at": context.now.isoformat()}
            context.detail = {"failures": findings.failures}
            context.event = Event.FOUND_INELIGIBLE if findings.failures else Event.VERIFIED
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.VERIFICATION}), write)

    @activity.defn(name=LOOK_AT_SPENDS)
    async def look_at_spends(self, step: AutomaticStep) -> CaseState:
        """Close a voucher once all that was spent of it is settled; look again later where it is not."""

        async def write(context: TransitionContext[Voucher]) -> None:
            if await close_at_once(context):
                await apply(context)
            else:
                context.case.wakes_at = looks_again_at(context.case.stage_entered_at, context.now)

        return await take(self.deployment, step, frozenset({Stage.SETTLING}), write)
