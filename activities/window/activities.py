"""申报批次的活动。The activities of the window's workflow: they look who is to be decided, and who has taken their share."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio import activity

from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.pace import looks_again_at
from activities.case.transitions import apply
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.window import LOOK_AT_WINDOW, SETTLE_SHARES
from models.queries import window as windows
from models.tables import Application, Window
from policy.processes.application.lifecycle import Stage as ApplicationStage
from policy.processes.window.lifecycle import Event, Stage
from policy.processes.window.states import ShareState
from policy.processes.window.tasks import LIST

_LOOKING = frozenset({Stage.HANDLING, Stage.LIST_NOTICE})


@dataclass(frozen=True, slots=True)
class WindowActivities:
    """The activities of one deployment."""

    deployment: Deployment

    @activity.defn(name=LOOK_AT_WINDOW)
    async def look_at_window(self, step: AutomaticStep) -> CaseState:
        """Ask for the list once somebody waits for it, go on when its notice is over, settle what is done; otherwise look again later."""

        async def write(context: TransitionContext[Window]) -> None:
            found = await (_after_notice(context) if context.case.stage == Stage.LIST_NOTICE else _in_hand(context))
            if found is None:
                context.case.wakes_at = looks_again_at(context.case.stage_entered_at, context.now)
                await context.session.flush()
                return
            context.event = found
            await apply(context)

        return await take(self.deployment, step, _LOOKING, write)

    @activity.defn(name=SETTLE_SHARES)
    async def settle_shares(self, step: AutomaticStep) -> CaseState:
        """Go on to the notice of the list once every share is taken or fell away; otherwise look again, each time a little later."""

        async def write(context: TransitionContext[Window]) -> None:
            open_shares = await windows.unsettled(context.session, context.case.id)
            waiting = [share for share, application in open_shares if _may_take(application)]
            for share, _ in open_shares:
                if share not in waiting:
                    share.become(ShareState.FELL_AWAY)
            if waiting:
                # A share is kept for as long as it takes to decide what was only proposed against its enterprise.
                context.case.wakes_at = looks_again_at(context.case.stage_entered_at, context.now)
                await context.session.flush()
                return
            context.event = Event.SHARES_SETTLED
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.SETTLING}), write)


def _may_take(application: Application) -> bool:
    """Tell whether an application can still take its share: whoever withdrew or was put on hold meanwhile leaves it to the ceiling."""
    return application.stage == ApplicationStage.ALLOCATION and not application.held


async def _after_notice(context: TransitionContext[Window]) -> Event | None:
    return None if await windows.is_on_notice(context.session, context.case.id) else Event.NOTICE_OVER


async def _in_hand(context: TransitionContext[Window]) -> Event | None:
    """Return what follows in a window that is closed. Whoever waits while nothing is left of the ceiling waits for the next window.

    Recognitions wait for no list: nothing is shared among them, so that each is decided, and on notice, by itself.
    """
    if context.case.register_kind is not None:
        return Event.SETTLED if await windows.has_applications(context.session, context.case) else Event.NOTHING_CAME
    ceiling = await windows.ceiling(context.session, context.item, context.case)
    if ceiling.left_fen != 0 and any(not row.held for row in ceiling.waiting):
        return None if any(task.kind == LIST for task in context.open_tasks) else Event.LIST_DUE
    if await windows.is_under_way(context.session, context.case):
        return None
    return Event.SETTLED if await windows.has_applications(context.session, context.case) else Event.NOTHING_CAME
