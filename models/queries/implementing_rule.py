"""实施细则的查询。Reads of implementing rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import ImplementingRule
from policy.judging.implementing_rules import RuleBook
from policy.language.items import Item
from policy.language.readers import Values


async def rules_in_force(session: AsyncSession, item_code: str | None = None) -> Sequence[ImplementingRule]:
    """Return the approved implementing rules of an item, or of every item, of all dates."""
    query = select(ImplementingRule).where(ImplementingRule.approved_by.is_not(None))
    if item_code is not None:
        query = query.where(ImplementingRule.item_code == item_code)
    return (await session.scalars(query.order_by(ImplementingRule.effective_from, ImplementingRule.id))).all()


async def standing_rules(session: AsyncSession, item_code: str, begins_on: date, ends_on: date | None) -> Sequence[ImplementingRule]:
    """Return the rules of an item that nobody has refused or withdrawn and that count on some of the days of a period."""
    query = select(ImplementingRule).where(
        ImplementingRule.item_code == item_code,
        ImplementingRule.refused_by.is_(None),
        or_(ImplementingRule.effective_to.is_(None), ImplementingRule.effective_to >= begins_on),
    )
    if ends_on is not None:
        query = query.where(ImplementingRule.effective_from <= ends_on)
    return (await session.scalars(query)).all()


async def written_rules(session: AsyncSession, item_code: str | None = None) -> list[dict[str, Any]]:
    """Return the approved implementing rules of an item, or of every item, as `policy.judging.implementing_rules` reads them."""
    return [
        {"item": rule.item_code, "from": rule.effective_from.isoformat(), "values": rule.values, "document_no": rule.document_no}
        | ({"to": rule.effective_to.isoformat()} if rule.effective_to else {})
        | ({"superior": rule.superior} if rule.superior else {})
        for rule in await rules_in_force(session, item_code)
    ]


async def rule_book(session: AsyncSession, item_code: str) -> RuleBook:
    """Return the approved implementing rules of an item, ready to be asked for its figures on any day."""
    return RuleBook.parse(await written_rules(session, item_code))


async def law_in_force(session: AsyncSession, item: Item, on: date) -> Values:
    """Return the figures of an item in force on a day: the law's own, and what approved rules settle of them."""
    return (await rule_book(session, item.code)).figures(item, on).law
