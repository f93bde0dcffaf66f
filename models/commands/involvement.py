"""经手的写入。Writes of who has which duty in a family of cases."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, UUID, insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.family import Family
from models.tables import Involvement
from policy.processes.kernel.duties import Done, Duty


async def add(session: AsyncSession, subject: str, family: Family, duty: Duty, step: str) -> Sequence[Done]:
    """Note a duty of somebody in a family, and return what they had done in it before, and beside it.

    It is one statement, since every act of a person makes it: it reads what was there before it.
    """
    rows = [{"subject": subject, "family": one, "duty": duty, "step": step} for one in family.own]
    noted = insert(Involvement).values(rows).on_conflict_do_nothing().cte("noted")
    of_these = Involvement.family == any_(literal(list(family.counted), ARRAY(UUID)))
    query = select(Involvement.family, Involvement.duty, Involvement.step).where(Involvement.subject == subject, of_these).add_cte(noted)
    return [Done(row[0], Duty(row[1]), row[2]) for row in (await session.execute(query)).all()]
