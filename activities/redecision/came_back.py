"""退回的缘由。Why a re-decision is decided once more: who sent it back, and the objection that brought its supplement down."""

from __future__ import annotations

from typing import Any, Final

from activities.case.context import TransitionContext
from models.queries import application as applications
from models.queries import audit_event as audit_events
from models.queries import held
from models.tables import Redecision, Task
from policy.processes.notice.steps import NoticeEvent
from policy.processes.redecision.lifecycle import Event
from policy.working_days import BEIJING

_FIGURES: Final = ("clawback", "before_fen", "left_fen")
_RULINGS: Final = ("objection_ruling", "objection_confirmation")
# Whose objection it is only the list of objections says.
_SHOWN: Final = ("objection_id", "grounds", "received_on", "notice", "proposed")


async def why(context: TransitionContext[Redecision]) -> dict[str, Any]:
    """Return why it comes back with this transition, for the officer who proposes it once more, and what it has lowered already."""
    said = {name: context.detail[name] for name in ("reason", "refusal") if name in context.detail}
    done = await lowered(context)
    return {"came_back": {"event": context.event} | said | _objection(context) | ({"lowered": done} if done else {})}


def shown(context: TransitionContext[Redecision]) -> dict[str, Any]:
    """Return why it came back, for the approver who decides on what is proposed since, or to withdraw it; nothing if it never did."""
    proposed = context.completed_tasks(("redecision_proposal",))
    return {"came_back": proposed[-1].about["came_back"]} if proposed else {}


async def lowered(context: TransitionContext[Redecision]) -> list[dict[str, Any]]:
    """Return the demands that were lowered with what comes back: they stay so, until it is decided anew that the money is owed."""
    followed = await audit_events.last_of(context.session, context.case.id, (Event.DEMANDS_LOWERED,))
    decided = await audit_events.last_of(context.session, context.case.id, (Event.REDECIDED,)) if followed else None
    return [{name: one[name] for name in _FIGURES} for one in decided.detail.get("lowered", ())] if decided else []


async def stays(context: TransitionContext[Redecision]) -> dict[str, Any]:
    """Return what stays done of a re-decision that is dropped, for its letter: what is demanded no longer, and what is due since."""
    if not (done := await lowered(context)):
        return {}
    application = await applications.of(context.session, context.case.application_id)
    has = await held.of(context.session, application, held.DECIDED)
    due_fen = (application.award_fen or 0) + application.supplement_fen - has.corrected_fen
    return {"lowered": {"relieved_fen": sum(one["before_fen"] - one["left_fen"] for one in done), "due_fen": due_fen}}


def _objection(context: TransitionContext[Redecision]) -> dict[str, Any]:
    """Return the last objection that was upheld, with the ruling and its reasons; it stays to be read however often it comes back."""
    upheld = [task for task in context.completed_tasks(_RULINGS) if task.outcome == NoticeEvent.OBJECTION_UPHELD]
    return {"objection": _ruled(upheld[-1])} if upheld else {}


def _ruled(task: Task) -> dict[str, Any]:
    ruling: dict[str, Any] = {"by": task.completed_by, "reason": (task.answer or {}).get("reason")}
    if task.closed_at is not None:
        ruling["on"] = task.closed_at.astimezone(BEIJING).date().isoformat()
    return {name: task.about[name] for name in _SHOWN if name in task.about} | {"upheld": ruling}
