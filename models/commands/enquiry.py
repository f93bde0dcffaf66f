"""诉求的草稿。Writes of enquiries before they are handed in."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.queries import enterprise as enterprises
from models.tables import Enquiry
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.language.items import Item
from policy.text import Text


async def draft(session: AsyncSession, actor: Actor, item: Item, **asked: str | bytes) -> Enquiry:
    """Write an enquiry of the actor's own enterprise about an item, under a new number.

    Args:
        session: The transaction.
        actor: Who asks.
        item: About which item; its first department answers.
        asked: What is asked, how whoever asks is reached, and the key of the request: the columns of the table.

    Raises:
        Refusal: `not_found`, when the enterprise is not registered here.
    """
    if actor.enterprise is None or await enterprises.find(session, actor.enterprise) is None:
        raise Refusal(Code.NOT_FOUND, Text("请先登记单位信息。", "Register the enterprise first."))
    row = Enquiry(
        number=await next_number(session, "EQ"),
        item_code=item.code,
        department=item.departments[0],
        created_by=actor.subject,
        enterprise_uscc=actor.enterprise,
        **asked,
    )
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row
