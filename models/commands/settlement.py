"""结算的草稿。Writes of settlements before they are handed in."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.queries import enterprise as enterprises
from models.tables import Settlement
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.processes.voucher.requested import voucher_item
from policy.text import Text


async def draft(session: AsyncSession, actor: Actor, month: date, request_key: str) -> Settlement:
    """Write a settlement of the actor's own platform for a month, under a new number.

    Raises:
        Refusal: `not_found`, when the enterprise is not registered here.
    """
    if actor.enterprise is None or await enterprises.find(session, actor.enterprise) is None:
        raise Refusal(Code.NOT_FOUND, Text("请先登记单位信息。", "Register the enterprise first."))
    item = voucher_item()
    row = Settlement(
        number=await next_number(session, "VS"),
        item_code=item.code,
        department=item.departments[0],
        created_by=actor.subject,
        enterprise_uscc=actor.enterprise,
        month=month,
        request_key=request_key,
    )
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row
