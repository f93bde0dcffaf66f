"""单位身份。What an officer decides about an applicant whom the register knows by another name, or as another kind, than we did."""

from __future__ import annotations

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from models.commands.enterprise import accept_identity
from models.queries import succession
from models.tables import Application
from policy.processes.application.lifecycle import Event

EFFECTS = Effects[Application]()


@EFFECTS.of(Event.IDENTITY_ACCEPTED)
async def take_for_the_same(context: TransitionContext[Application]) -> None:
    """Take the organisation for the one that applied; its sources are asked anew, as time has passed."""
    if context.task is not None:
        stands = await succession.current(context.session, context.case.enterprise_uscc)
        await accept_identity(context.session, stands, context.task.about)
