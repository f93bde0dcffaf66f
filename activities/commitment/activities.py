"""承诺履行的活动。The activities that begin an enterprise's commitment to stay and look at it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from temporalio import activity
from temporalio.common import WorkflowIDReusePolicy

from activities.case.automatic_steps import take
from activities.case.case_start import start_of
from activities.case.deployment import Deployment
from activities.commitment import look as commitment_look
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.case_start import CaseStart
from activities.signatures.commitment import BIND_ENTERPRISE, LOOK_AT_COMMITMENT
from models.queries import application as applications
from policy.processes.commitment.lifecycle import COMMITMENT, Stage


@dataclass(frozen=True, slots=True)
class CommitmentActivities:
    """The activities of one deployment."""

    deployment: Deployment

    @activity.defn(name=BIND_ENTERPRISE)
    async def bind_enterprise(self, step: AutomaticStep) -> None:
        """Have the enterprise's commitment look at an award, where the step that booked its payment did not come so far."""
        await self.bind(uuid.UUID(step.case_id))

    async def bind(self, application_id: uuid.UUID) -> None:
        """Have the enterprise's commitment look at an award that was paid, starting it if it is not running."""
        async with self.deployment.database.writing() as session:
            application = await applications.of(session, application_id)
            row = await commitment_look.commitment_of_enterprise(session, self.deployment, application.enterprise_uscc)
            start = await start_of(session, row)
        await tell(start, application.number)

    @activity.defn(name=LOOK_AT_COMMITMENT)
    async def look_at_commitment(self, step: AutomaticStep) -> CaseState:
        """Collect, end, release, open a breach, or be over."""
        return await take(self.deployment, step, frozenset(Stage), commitment_look.look)


async def tell(commitment: CaseStart, about: str) -> None:
    """Tell the workflow of a commitment that there is something to look at; one that has ended, or never began, begins."""
    await activity.client().start_workflow(
        COMMITMENT.workflow,
        commitment.start,
        id=commitment.workflow_id,
        task_queue=activity.info().task_queue,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        start_signal="nudge",
        start_signal_args=[about],
        search_attributes=replace(commitment, stage=Stage.IN_FORCE).attributes(),
        static_summary=commitment.summary,
    )
