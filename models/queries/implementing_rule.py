"""Reads of implementing rules."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import case


async def written_rules(session: AsyncSession, item_code: str) -> list[dict[str, Any]]:
    """Return the approved implementing rules of an item, of all dates, as `policy.judging.implementing_rules` reads them."""
    return [
        {"item": rule.item_code, "from": rule.effective_from.isoformat(), "values": rule.values}
        | ({"to": rule.effective_to.isoformat()} if rule.effective_to else {})
        for rule in await case.rules_in_force(session, item_code)
    ]
