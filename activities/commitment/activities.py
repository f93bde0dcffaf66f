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
from models.queries import case, succession
from models.queries import commitment as commitments
from models.tables import AddedCase, Application, Voucher
from policy.processes.commitment.lifecycle import COMMITMENT, Stage


@dataclass(frozen=True, slots=True)
class CommitmentActivities:
    """The activities of one deployment."""

    deployment: Deployment

    @activity.defn(name=BIND_ENTERPRISE)
    async def bind_enterprise(self, step: AutomaticStep) -> None:
        """Have a commitment look at an award: its payment was booked by a step that came no further, or a demand for it has ended.

        Or look at a voucher that was issued.
        """
        async with self.deployment.database.reading() as session:
            award = await case.whole(session, await case.of(session, uuid.UUID(step.case_id)))
        assert isinstance(award, Application | Voucher)  # noqa: S101 - nothing else is signed for
        await self.bind(award)

    async def bind(self, application: Application | Voucher) -> None:
        """Have the commitment under which an award binds, or is to bind, look at it, starting it if it is not running.

        Whoever is no enterprise signed nothing, and nothing begins.
        """
        async with self.deployment.database.writing() as session:
            is_signed_for, row = await commitments.holding(session, application.id)
            if not is_signed_for:
                return
            if row is None:
                stands = await succession.current(session, application.enterprise_uscc)
                row = await commitment_look.commitment_of_enterprise(session, self.deployment, stands)
            start = await start_of(session, row)
        await tell(start, application.number)

    async def bind_anew(self, added: AddedCase) -> None:
        """Have the commitment under which an award binds look at what was paid besides."""
        async with self.deployment.database.reading() as session:
            application = await applications.of(session, added.application_id)
        await self.bind(application)

    @activity.defn(name=LOOK_AT_COMMITMENT)
    async def look_at_commitment(self, step: AutomaticStep) -> CaseState:
        """Collect, end, release, open a breach, hand over or be over; whoever is handed something looks as well."""
        state = await take(self.deployment, step, frozenset(Stage), commitment_look.look)
        async with self.deployment.database.reading() as session:
            row = await commitments.of(session, uuid.UUID(step.case_id))
            stands = await succession.current(session, row.enterprise_uscc)
            heir = await commitments.of_enterprise(session, stands) if stands != row.enterprise_uscc else None
            start = await start_of(session, heir) if heir is not None else None
        if start is not None:
            await tell(start, row.number)
        return state


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
