"""待办事项的活动。The activities that open a case for each row that waits, and end it once the row was ended by another way."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply, begin
from activities.signatures.case import AutomaticStep, CaseState, Transition
from activities.signatures.case_start import CaseStart
from activities.signatures.pending import LOOK_AT_PENDING, SETTLE_PENDING, PendingFound, PendingLook
from models.commands.case import next_number
from models.queries import pending
from models.tables import PendingMatter
from policy.actors import SYSTEM
from policy.processes.pending.kinds import TITLES, Kind
from policy.processes.pending.lifecycle import PENDING, WAITING, Event

# How what nobody entered begins.
_BEGUN = {Kind.DIFFERENCE: Event.DIFFERENCE_FOUND, Kind.FINDING: Event.CHECK_FOUND}
# Cases that are opened, and told, in one transaction; a look goes on until there are none.
MOST = 100


@dataclass(frozen=True, slots=True)
class PendingActivities:
    """The activities of one deployment."""

    deployment: Deployment

    @activity.defn(name=LOOK_AT_PENDING)
    async def look_at_pending(self, look: PendingLook) -> PendingFound:
        """Open a case for each row that waits and has none, and name those whose rows were ended. Whatever it does may be done twice."""
        async with self.deployment.database.writing() as session:
            # Two looks at once take turns: the second finds what the first has opened.
            await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('pending', 0))"))
            opened = [await self._open(session, look, kind, row) for kind, row in await pending.untaken(session, MOST)]
            ended = [_start(row) for row in await pending.ended(session, MOST)]
        told = [replace(one, start=replace(one.start, nudged=True)) for one in ended]
        return PendingFound(opened, told, more=len(opened) == MOST)

    @activity.defn(name=SETTLE_PENDING)
    async def settle_pending(self, step: AutomaticStep) -> CaseState:
        """End a case whose row was ended by another way, and say by whom."""

        async def write(context: TransitionContext[PendingMatter]) -> None:
            ended = pending.how_ended(await pending.locked(context.session, context.case))
            if ended is None:
                return
            context.event, context.detail = ended.event, {"by": ended.by} | ({"reason": ended.reason} if ended.reason else {})
            await apply(context)

        return await take(self.deployment, step, WAITING, write)

    async def _open(self, session: AsyncSession, look: PendingLook, kind: Kind, row: pending.Row) -> CaseStart:
        waits = await pending.waiting(session, row)
        matter = PendingMatter(
            number=await next_number(session, "TD"),
            item_code=waits.item_code,
            department=waits.department,
            created_by=SYSTEM.subject,
            kind=kind,
            row_id=row.id,
        )
        session.add(matter)
        await session.flush()
        await session.refresh(matter)
        transition = Transition(PENDING.name, str(matter.id), _BEGUN.get(kind, Event.ENTRY_MADE), f"pending/{kind}/{row.id}", look.at)
        await apply(await begin(session, self.deployment, matter, transition))
        return _start(matter)


def _start(matter: PendingMatter) -> CaseStart:
    return CaseStart.of(matter, matter.stage, title=TITLES[Kind(matter.kind)].zh, resumed=True)
