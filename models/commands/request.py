"""请求的写入。Writes of what people asked of a case: it is kept, brought to the case until its outcome is known, and answered once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import bindparam, func, null, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.case import table_of
from models.tables import CaseRequest
from policy.processes.kernel.lifecycle import DRAFT

# Whoever asked waits for an answer that long; what has none by then is brought to its case by the deliverer.
FIRST_TRY: Final = timedelta(seconds=15)
SLOWEST: Final = 60
_STEP: Final = 5
KEPT_FOR: Final = timedelta(days=30)
_KEPT: Final = ("key", "asked_by", "case_id", "process", "number", "update", "event", "task_id", "sealed", "attestation")
_ANEW: Final = ("case_id", "number", "sealed", "attestation")
_IS_REFUSED: Final = CaseRequest.outcome.has_key("refusal")

_ANSWER = (
    update(CaseRequest)
    .where(CaseRequest.key == bindparam("of"), CaseRequest.answered_at.is_(None))
    .values(outcome=bindparam("found", type_=JSONB), answered_at=func.now())
    .returning(CaseRequest.key, CaseRequest.process, CaseRequest.case_id)
    .execution_options(synchronize_session=False)
)


async def keep(session: AsyncSession, asked: CaseRequest) -> dict[str, Any] | None:
    """Keep a request before its case is asked; one that was refused and is made once more waits again, of the draft it has then.

    Args:
        session: The transaction.
        asked: The request: key, who asks, id, process and number of its case, by which update, the event, its task, sealed,
            attestation.

    Returns:
        The outcome it had before, if it was done.
    """
    due = func.now() + FIRST_TRY
    kept = insert(CaseRequest).values({name: getattr(asked, name) for name in _KEPT} | {"next_at": due})
    again = kept.on_conflict_do_update(
        index_elements=["key"],
        set_={name: getattr(asked, name) for name in _ANEW} | {"outcome": null(), "answered_at": None, "next_at": due},
        where=_IS_REFUSED,
    ).returning(CaseRequest.key)
    if await session.scalar(again) is not None:
        return None
    return await session.scalar(select(CaseRequest.outcome).where(CaseRequest.key == asked.key))


async def answer(session: AsyncSession, key: str, outcome: dict[str, Any]) -> bool:
    """Keep the outcome of a request that is kept, unless it has one, and tell whether it had none.

    Of a draft that the request itself had written a refusal leaves nothing: nobody sees it, and asked once more the request writes another.
    """
    answered = (await session.execute(_ANSWER, {"of": key, "found": outcome})).one_or_none()
    if answered is not None and "refusal" in outcome:
        await _delete_draft(session, *answered)
    return answered is not None


async def _delete_draft(session: AsyncSession, key: str, process: str, case_id: uuid.UUID) -> None:
    table = table_of(process)
    # What was drafted in a request of its own stays: whoever handed it in mends it, and hands it in again.
    drafted_by = getattr(table, "request_key", None)
    if drafted_by is None:
        return
    query = select(table).where(table.id == case_id, table.stage == DRAFT, drafted_by == key).with_for_update()
    if (draft := (await session.scalars(query)).one_or_none()) is not None:
        await session.delete(draft)


async def forget_words(session: AsyncSession) -> None:
    """Empty the requests that have had their outcome for long: what came of them is in the record of their cases."""
    had = CaseRequest.answered_at < func.now() - KEPT_FOR
    await session.execute(update(CaseRequest).where(had, CaseRequest.sealed.is_not(None)).values(sealed=null()))


async def take_due(session: AsyncSession, most: int) -> Sequence[CaseRequest]:
    """Return the requests whose outcome is not known and that are to be brought to their cases now, in the order they came.

    Nobody else gets them meanwhile, and each is put off for the next try by a little more.
    """
    due = (
        select(CaseRequest.key)
        .where(CaseRequest.answered_at.is_(None), CaseRequest.next_at <= func.now())
        .order_by(CaseRequest.next_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    later = func.now() + func.least(SLOWEST, _STEP * (CaseRequest.tries + 1)) * timedelta(seconds=1)
    taken = update(CaseRequest).where(CaseRequest.key.in_(due)).values(tries=CaseRequest.tries + 1, next_at=later + FIRST_TRY)
    return sorted(await session.scalars(taken.returning(CaseRequest)), key=lambda one: one.received_at)
