"""期限。What was received in time counts, however late it is seen to; what was received after its term does not, whoever saw it end."""

from __future__ import annotations

from datetime import datetime

from activities.case.context import TransitionContext
from activities.case.transitions import LEAVES_OPEN
from models.queries import notice as notices
from models.queries import request as requests
from models.tables import Case
from policy.actors import SYSTEM
from policy.days import minute, moment
from policy.errors import Code, Refusal
from policy.processes.notice.states import NoticeState
from policy.processes.notice.steps import NoticeEvent
from policy.processes.registry import KINDS
from policy.text import Text


async def require_in_time(context: TransitionContext[Case]) -> None:
    """Take nothing that came after its term, and let no term end while something that came within it is not done yet.

    Raises:
        Refusal: `window_closed`, with the end of the term; `busy`, when there is such a request: it goes first, whatever has kept it.
    """
    if context.actor == SYSTEM:
        if await _waits(context):
            raise still_waits()
    elif (end := await _end(context)) is not None and context.received > end:
        said = Text(f"期限已于{minute(end)}届满，逾期提交不予受理。", f"The term ended on {moment(end)}; what comes later is not taken.")
        raise Refusal(Code.WINDOW_CLOSED, said)


def still_waits() -> Refusal:
    """Return the refusal to end a term while something that was received within it is not done yet."""
    return Refusal(Code.BUSY, Text("期限内收到的请求尚未办理。", "A request that was received in time is not done yet."))


async def _waits(context: TransitionContext[Case]) -> bool:
    if context.event == NoticeEvent.NOTICE_CLEARED:
        # While a notice runs, its case wakes at its end.
        until = context.case.wakes_at or context.now
        return await requests.waits_in(context.session, [context.case.id], NoticeEvent.OBJECTION_FILED, until)
    if context.task is None or context.event in LEAVES_OPEN or context.task.due_at is None:
        return False
    return await requests.waits_for(context.session, str(context.task.id), context.task.due_at)


async def _end(context: TransitionContext[Case]) -> datetime | None:
    """Return when it was over what is asked for; None where it has no end, or nothing follows from the end but that somebody sees to it."""
    if context.event == NoticeEvent.OBJECTION_FILED:
        notice = await notices.latest(context.session, context.case.id)
        return notice.until if notice.state == NoticeState.OPEN else None
    kind = KINDS[context.task.kind] if context.task is not None else None
    if context.task is None or kind is None or kind.overdue is None or context.event not in kind.decisions:
        return None
    return context.task.due_at
