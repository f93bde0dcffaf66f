"""实施细则的写入。Writes of implementing rules."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands import approval
from models.tables import ImplementingRule
from policy.actors import Actor
from policy.judging.implementing_rules import ImplementingRule as Rule
from policy.text import Text


async def enter(session: AsyncSession, actor: Actor, rule: Rule, document_no: str) -> ImplementingRule:
    """Keep an implementing rule, in the form in which it is read again."""
    row = ImplementingRule(
        item_code=rule.item,
        effective_from=rule.begins_on,
        effective_to=rule.ends_on,
        values=rule.as_dict()["values"],
        document_no=document_no,
        entered_by=actor.subject,
    )
    return await approval.enter(session, row, Text("实施细则", "An implementing rule"))
