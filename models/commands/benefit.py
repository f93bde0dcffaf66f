"""人才优惠的草稿。Writes of benefits before they are handed in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.queries import natural_person as persons
from models.tables import Benefit
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.folding import fold_number
from policy.processes.benefit.benefits import ITEM
from policy.text import Text


async def draft(session: AsyncSession, actor: Actor, talent_no: str, benefits: Sequence[str], statement: str, request_key: str) -> Benefit:
    """Write what the actor asks for themselves, under a new number.

    Raises:
        Refusal: `forbidden`, for whoever is no person registered here: the clause addresses people.
    """
    if actor.enterprise is None or await persons.find(session, actor.enterprise) is None:
        raise Refusal(Code.FORBIDDEN, Text("请先登记个人信息。", "Register yourself first (/persons)."))
    row = Benefit(
        number=await next_number(session, "BN"),
        item_code=ITEM.code,
        department=ITEM.departments[0],
        created_by=actor.subject,
        enterprise_uscc=actor.enterprise,
        talent_no=talent_no,
        entry_key=fold_number(talent_no),
        benefits=list(benefits),
        statement=statement,
        request_key=request_key,
    )
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row
