"""诉求的呈现。How enquiries become what people read: what was asked and answered is read off their tasks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from api.schemas.enquiry import EnquiryInFull, EnquiryShown, ExchangeShown
from api.views.case import case_fields, standing
from models.queries import task as tasks
from models.session import Session
from models.tables import Enquiry, Task
from policy.processes.enquiry.lifecycle import Event
from policy.processes.enquiry.tasks import ANSWERS


def enquiry(row: Enquiry, late: Collection[object]) -> EnquiryShown:
    """Return an enquiry for a list, given which of the list are late."""
    return EnquiryShown.model_validate(_brief(row, is_late=row.id in late))


async def in_full(session: Session, row: Enquiry) -> EnquiryInFull:
    """Return an enquiry with all that was asked and answered."""
    every = await tasks.all_of(session, row.id)
    exchanges = _exchanges(row, every)
    fields = {
        "contact": row.contact_shown,
        "invited": row.invited,
        "exchanges": exchanges,
        "reason": next((_said(task, "reason") for task in every if task.outcome == Event.UNSATISFIED), None),
    }
    brief = _brief(row, is_late=any(one.late for one in exchanges))
    return EnquiryInFull.model_validate(brief | standing(row, [task for task in every if task.closed_at is None]) | fields)


def _exchanges(row: Enquiry, every: Sequence[Task]) -> list[ExchangeShown]:
    asked = [row.question, *(_said(task, "reason") for task in every if task.outcome == Event.FOLLOW_UP_ASKED)]
    answering = [task for task in every if task.kind in ANSWERS]
    return [
        ExchangeShown(
            asked=question or "",
            answer=_said(task, "answer"),
            answered_at=task.closed_at if task.completed_by else None,
            late=_is_late(task),
        )
        for question, task in zip(asked, answering, strict=True)
    ]


def _said(task: Task, field: str) -> str | None:
    return (task.answer or {}).get(field)


def _is_late(task: Task) -> bool:
    """Tell whether a task was not done in time; the SQL of it is in `models.queries.enquiry`."""
    return task.escalated_at is not None or (task.closed_at is not None and task.due_at is not None and task.closed_at > task.due_at)


def _brief(row: Enquiry, *, is_late: bool) -> dict[str, Any]:
    return case_fields(row) | {"enterprise_uscc": row.enterprise_uscc, "title": row.title, "late": is_late}
