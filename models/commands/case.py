"""案件的写入。Writes of cases of several processes: their numbers, and their changes by the enterprise while no workflow writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import AuditEvent, Case
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.processes.application.lifecycle import Stage
from policy.processes.kernel.lifecycle import DISCARDED, DRAFT, DRAFT_DISCARDED
from policy.text import Text
from policy.working_days import BEIJING

# Every process that has corrections calls the stage so.
EDITABLE: frozenset[str] = frozenset({Stage.DRAFT, Stage.CORRECTION})
Kind = TypeVar("Kind", bound=Case)


async def next_number(session: AsyncSession, prefix: str) -> str:
    """Return a new number such as CALL-2026-000012.

    Args:
        session: The transaction; a number that is not kept is never given again.
        prefix: What kind of case it is.
    """
    sequence = await session.scalar(text("SELECT nextval('case_numbers')"))
    return f"{prefix}-{datetime.now(BEIJING).year}-{sequence:06d}"


async def lock_editable(session: AsyncSession, row: Kind) -> Kind:
    """Return a case locked, for a change by its enterprise.

    Raises:
        Refusal: `wrong_stage`, when it is neither a draft nor being corrected.
    """
    return await lock_in(session, row, EDITABLE, Text("只有草稿和补正期间可以修改。", "Only a draft, or during a correction."))


async def lock_in(session: AsyncSession, row: Kind, stages: frozenset[str], otherwise: Text) -> Kind:
    """Return a case locked, if it is in one of some stages.

    Raises:
        Refusal: `wrong_stage` otherwise, in the words given.
    """
    kind = type(row)
    query = select(kind).where(kind.id == row.id).with_for_update().execution_options(populate_existing=True)
    locked = (await session.scalars(query)).one()
    if locked.stage not in stages:
        raise Refusal(Code.WRONG_STAGE, otherwise)
    return locked


async def discard(session: AsyncSession, actor: Actor, row: Case) -> None:
    """Discard a draft: no process has begun of it.

    Raises:
        Refusal: `wrong_stage`, when it has been submitted.
    """
    only_drafts = Text("只有草稿可以删除；已提交的只能撤回或者取消。", "Only a draft is discarded; withdraw or cancel what was submitted.")
    leave_draft(session, actor, await lock_in(session, row, frozenset({DRAFT}), only_drafts), DRAFT_DISCARDED, {})


def leave_draft(session: AsyncSession, actor: Actor, row: Case, event: str, detail: dict[str, Any]) -> None:
    """End a draft that is locked, and say by which event: no process has begun of it."""
    now = datetime.now(UTC)
    row.stage, row.stage_entered_at, row.came_by, row.closed_at = DISCARDED, now, event, now
    touch(row)
    session.add(
        AuditEvent(
            case_id=row.id,
            sequence=1,
            key=f"discard/{row.id}",
            event=event,
            from_stage=DRAFT,
            to_stage=DISCARDED,
            actor=actor.subject,
            actor_name=actor.name,
            detail=detail,
            occurred_at=now,
        )
    )


def touch(row: Case) -> None:
    """Count a change, so that a reader of the version before is refused."""
    row.version += 1
    row.updated_at = datetime.now(UTC)
