"""申请的份额。How an application takes its share of a ceiling once a list is approved: as its award, or not, in one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from activities.case import tasks
from activities.case.context import TransitionContext
from activities.case.duties import note
from activities.case.tasks import open_task
from activities.case.transitions import apply
from activities.decision.effects import OUT_OF_DATE
from models.queries import conduct
from models.queries import window as windows
from models.tables import Application, WindowList, WindowShare
from policy.actors import SYSTEM, Actor
from policy.errors import Code, Refusal
from policy.processes.application.lifecycle import Event
from policy.processes.decision.steps import DecisionEvent
from policy.processes.kernel.closings import Closing
from policy.processes.registry import KINDS
from policy.processes.window.lifecycle import LISTING
from policy.processes.window.states import ShareState
from policy.text import Text
from policy.working_days import BEIJING

_Context = TransitionContext[Application]


@dataclass(frozen=True, slots=True)
class _Due:
    """The share that an approved list has for an application."""

    share: WindowShare
    listed: WindowList
    window: str

    @property
    def named(self) -> dict[str, str]:
        """By what it was decided, as its events keep it."""
        return {"window": self.window}


# What speaks against an award in the words of which its applicant may be told.
_OF_ITS_OWN = frozenset({Code.BREACH_OPEN, Code.DEBARRED, Code.REPORT_MISSING, Code.WINDOW_CLOSED, Code.AWARD_PENDING})
_UNMET = Text("目前不具备支持条件", "it cannot be awarded at present")


async def take_share(context: _Context) -> None:
    """Take the share an approved list has for the application; do nothing when there is none, so that being told twice is no harm."""
    found = await windows.due_to(context.session, context.case.id)
    if found is None:
        return
    due = _Due(*found)
    share = due.share
    if share.formula_fen != context.case.formula_fen:
        # Assessed anew since: what was approved was the share of another amount.
        share.become(ShareState.FELL_AWAY)
    elif share.reason is not None:
        share.become(ShareState.RETURNED)
        await apply(replace(context, event=DecisionEvent.RETURNED, detail=due.named | {"reason": share.reason}))
    elif await _is_only_suspected(context):
        # Nobody has decided it, and the enterprise was not told: its share is kept, and the list looks again.
        return
    else:
        await _award(context, due)
    await context.session.flush()


async def _is_only_suspected(context: _Context) -> bool:
    """Tell whether what speaks against the enterprise is only what was proposed and may still be refused."""
    uscc, on = context.case.enterprise_uscc, context.now.astimezone(BEIJING).date()
    if await conduct.is_in_good_standing(context.session, uscc, on):
        return False
    return await conduct.is_in_good_standing(context.session, uscc, on, told=True)


async def _award(context: _Context, due: _Due) -> None:
    """Award the share as the list's people decided it; what the law does not allow now goes back to the ceiling."""
    refusal = await _tried(context, lambda copy: _decide(copy, due, DecisionEvent.APPROVED))
    if refusal and refusal.code is Code.BUDGET_EXHAUSTED:
        # The decision stands and waits for its turn in the budget.
        refusal = await _tried(context, lambda copy: _decide(copy, due, DecisionEvent.BUDGET_FOUND_EXHAUSTED))
    if refusal is None:
        return
    await context.session.refresh(due.share)
    if await _is_only_suspected(context):
        # Somebody has just proposed it.
        return
    due.share.become(ShareState.FELL_AWAY)
    again = refusal.code in OUT_OF_DATE
    event = DecisionEvent.RETURNED if again else Event.SHARE_WITHHELD
    words = context.words | {"found": _told(refusal)}
    await apply(replace(context, event=event, detail=due.named | {"reason": refusal.detail.zh}, words=words))


def _told(refusal: Refusal) -> Text:
    """Return why there is no share, as its applicant is told: of itself and of its item, and nothing of another enterprise."""
    said = refusal.detail if refusal.code in _OF_ITS_OWN else _UNMET
    return Text(said.zh.rstrip("。"), said.en.rstrip("."))


async def _tried(context: _Context, write: Callable[[_Context], Awaitable[None]]) -> Refusal | None:
    """Write all or nothing, and return why it was nothing."""
    try:
        async with context.session.begin_nested():
            await write(replace(context, tasks=list(context.tasks), events=list(context.events)))
    except Refusal as refusal:
        await context.session.refresh(context.case)
        return refusal
    return None


async def _decide(context: _Context, due: _Due, event: str) -> None:
    """Decide as the list does: who drew it and who approved it have decided the application, and do nothing else of it later."""
    share, drawn_by = due.share, due.listed.drawn_by
    amounts = {"formula_fen": share.formula_fen, "award_fen": share.share_fen}
    listed = await open_task(context, KINDS["decision"])
    tasks.close(context, listed, Closing.LISTED)
    listed.completed_by, listed.answer = drawn_by, due.named
    await note(context, drawn_by, LISTING)
    allocated = replace(context, key=f"{context.key}/share", event=Event.ALLOCATED, actor=SYSTEM, detail=due.named | amounts)
    await apply(allocated)
    approval = await open_task(context, KINDS["decision"])
    approver = Actor(str(due.listed.decided_by), str(due.listed.decided_by_name))
    await apply(replace(context, event=event, actor=approver, task=approval, detail=due.named))
    share.become(ShareState.TAKEN)
