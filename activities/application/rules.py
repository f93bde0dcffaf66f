"""细则的一次读取。The implementing rules of an application's item, read once a transition, which asks them of several days."""

from __future__ import annotations

from typing import Final

from activities.case.context import TransitionContext
from models.queries import implementing_rule
from models.tables import Application
from policy.judging.implementing_rules import RuleBook

_KEPT: Final = "rules"


async def rule_book(context: TransitionContext[Application]) -> RuleBook:
    """Return the approved implementing rules of the application's item."""
    if _KEPT not in context.kept:
        context.kept[_KEPT] = await implementing_rule.rule_book(context.session, context.item.code)
    found: RuleBook = context.kept[_KEPT]
    return found
