"""细则的一次读取。The implementing rules of an application's item, read once a transition, which asks them of several days."""

from __future__ import annotations

from typing import Any, Final

from activities.case.context import TransitionContext
from models.queries import implementing_rule
from models.tables import Application
from policy.judging.implementing_rules import RuleBook

_WRITTEN: Final = "written rules"
_BOOK: Final = "rules"


async def written_rules(context: TransitionContext[Application]) -> list[dict[str, Any]]:
    """Return the approved implementing rules of the application's item, as they are written."""
    if _WRITTEN not in context.kept:
        context.kept[_WRITTEN] = await implementing_rule.written_rules(context.session, context.item.code)
    found: list[dict[str, Any]] = context.kept[_WRITTEN]
    return found


async def rule_book(context: TransitionContext[Application]) -> RuleBook:
    """Return the approved implementing rules of the application's item."""
    if _BOOK not in context.kept:
        context.kept[_BOOK] = RuleBook.parse(await written_rules(context))
    found: RuleBook = context.kept[_BOOK]
    return found
