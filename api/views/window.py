"""申报批次的呈现。How windows become what people read: the guide, what was asked and answered about it, who is listed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from api.schemas.base import Words
from api.schemas.window import (
    AppliedShown,
    EvidenceAsked,
    ListShown,
    QuestionShown,
    ShareShown,
    WindowBrief,
    WindowContactShown,
    WindowInFull,
    WindowListedShown,
    WindowShown,
)
from api.views.case import case_fields
from api.views.case import stage as stage_named
from models.queries import audit_event as audit_events
from models.queries import task as tasks
from models.queries import window as windows
from models.session import Session
from models.tables import Application, Case, Task, Window, WindowList
from policy.judging.catalogue import item as item_called
from policy.letters.bodies import Bodies
from policy.processes.application.lifecycle import APPLICATION
from policy.processes.window.lifecycle import STAGES, Event
from policy.processes.window.states import ShareState
from policy.processes.window.tasks import QUESTION


def window(row: Window) -> WindowShown:
    """Return a window for a list."""
    return WindowShown.model_validate(_fields(row))


async def in_full(session: Session, row: Window) -> WindowInFull:
    """Return a window with its guide, what was answered in public about it, and who is to be supported."""
    asked = await tasks.of_kind(session, row.id, QUESTION)
    extended = await audit_events.last_of(session, row.id, (Event.EXTENDED,))
    said = {
        "guide": Words.model_validate(row.guide),
        "who": Words.model_validate(row.who),
        "evidence": [EvidenceAsked.model_validate(one) for one in row.evidence],
        "contact": WindowContactShown.model_validate(row.contact),
        "questions": [_answered(one) for one in asked if one.outcome == Event.QUESTION_ANSWERED],
        "listed": await _listed(session, row),
        "reason": str(extended.detail["reason"]) if extended else None,
    }
    return WindowInFull.model_validate(_fields(row) | said)


async def _listed(session: Session, row: Window) -> list[WindowListedShown]:
    """Return who took a share and is, or was, on notice with it."""
    found = await windows.notices(session, row.id)
    return [
        WindowListedShown(
            application_number=application.number,
            enterprise_name=notice.enterprise_name,
            share_fen=share.share_fen,
            notice_id=notice.id,
            notice_state=notice.state,
            until=notice.until,
        )
        for drawn in await windows.lists(session, row.id)
        for share, application, _ in await windows.lines(session, drawn.id)
        if share.state == ShareState.TAKEN and (notice := found.get(application.id)) is not None
    ]


async def list_shown(session: Session, row: WindowList) -> ListShown:
    """Return a list as its department reads it, with every share."""
    shares = [
        ShareShown.model_validate(
            {
                "application_number": application.number,
                "enterprise_name": enterprise,
                "formula_fen": share.formula_fen,
                "share_fen": share.share_fen,
                "left_out": share.reason,
                "state": share.state,
            }
        )
        for share, application, enterprise in await windows.lines(session, row.id)
    ]
    kept = ("ordinal", "state", "ceiling_fen", "used_fen", "drawn_at", "decided_at")
    pending = [one | {"stage": stage_named(APPLICATION.name, one["stage"])} for one in row.pending]
    return ListShown.model_validate({name: getattr(row, name) for name in kept} | {"shares": shares, "pending": pending})


def applied(row: Application, enterprise: str) -> AppliedShown:
    """Return an application as the list of those of its window has it."""
    return AppliedShown.model_validate(
        {
            "number": row.number,
            "enterprise_name": enterprise,
            "stage": stage_named(APPLICATION.name, row.stage),
            "submitted_at": row.submitted_at,
            "formula_fen": row.formula_fen,
            "award_fen": row.award_fen,
        }
    )


def brief(row: Window) -> WindowBrief:
    """Return a window as an application names it."""
    return WindowBrief(
        number=row.number, title=Words.of(row.title), closes_at=row.closes_at, contact=WindowContactShown.model_validate(row.contact)
    )


async def contact_of(session: Session, its_case: Case) -> str | None:
    """Return where whoever answers for the window of an application is reached, as its papers say it; None where it is in none."""
    its_window = await windows.of_application(session, its_case.id)
    return contact_line(its_window) if its_window else None


async def contacts_of(session: Session, cases: Sequence[Case], bodies: Bodies) -> dict[uuid.UUID, str | None]:
    """Return where whoever answers for each of some cases is reached: for its window, or at its department, if that is known."""
    found = await windows.of_applications(session, [one.id for one in cases])
    lines = {case_id: contact_line(its_window) for case_id, its_window in found.items()}
    return {one.id: lines.get(one.id) or bodies.contacts.get(one.department) for one in cases}


def contact_line(row: Window) -> str:
    """Return where whoever answers for a window is reached, in a line."""
    return "，".join(said for name in ("office", "telephone", "mail") if (said := row.contact.get(name)))


def _fields(row: Window) -> dict[str, Any]:
    item = item_called(row.item_code)
    return case_fields(row) | {
        "item_title": Words.of(item.title),
        "clause": item.citation,
        "register_kind": row.register_kind,
        "year": row.year,
        "title": Words.of(row.title),
        "opens_at": row.opens_at,
        "closes_at": row.closes_at,
        "ceiling_fen": row.ceiling_fen,
        "next_step": Words.of(STAGES[row.stage].next_step),
    }


def _answered(task: Task) -> QuestionShown:
    return QuestionShown.model_validate(
        {"question": task.about["question"], "answer": (task.answer or {})["answer"], "answered_at": task.closed_at}
    )
