"""异议的写入。Writes of objections as they are received."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Notice, Objection
from policy.errors import Code, Refusal
from policy.processes.notice.states import OBJECTION_STATES, ObjectionState
from policy.text import Text


async def receive(session: AsyncSession, objection_id: uuid.UUID, notice: Notice, objector: str, **said: str) -> Objection:
    """Keep an objection as received; the case files it. One that is there already stays as it is.

    Args:
        session: The transaction.
        objection_id: Its id.
        notice: What it is to.
        objector: By what its author is told apart.
        said: `name`, `contact` and `grounds`.

    Raises:
        Refusal: `duplicate`, when they have objected to the notice before.
    """
    its = {"id": objection_id, "notice_id": notice.id, "case_id": notice.case_id, "state": OBJECTION_STATES.first}
    await session.execute(insert(Objection).values(its | {"objector": objector, **said}).on_conflict_do_nothing())
    theirs = select(Objection).where(Objection.notice_id == notice.id, Objection.objector == objector)
    kept = (await session.scalars(theirs)).one()
    # One that its case has not filed yet is what is asked again.
    if kept.id != objection_id and kept.state != ObjectionState.RECEIVED:
        raise Refusal(Code.DUPLICATE, Text("您已就该公示提出过异议。", "You have objected to this notice already."))
    return kept
