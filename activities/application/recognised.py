"""认定情况。What the register says for an application as of the day of its matter: where it is silent, nothing is recognised."""

from __future__ import annotations

from typing import Any

from activities.application.subject import fix_subject
from activities.case.context import TransitionContext
from models.queries import recognition as recognitions
from models.tables import Application
from policy.judging.provenance import entry
from policy.judging.recognised import REGISTER, failures_of
from policy.working_days import BEIJING


async def take_recognised(context: TransitionContext[Application]) -> list[dict[str, Any]]:
    """Keep what the register supplies; it is read anew wherever the day of the matter or a number may have been read otherwise.

    Returns:
        The conditions that do not hold as nothing is recognised.
    """
    application, item = context.case, context.item
    day = application.matter_date or (application.submitted_at or context.now).astimezone(BEIJING).date()
    found = await recognitions.facts_recognised(context.session, item, application.enterprise_uscc, application.facts, day)
    if not found:
        return []
    if any(application.facts.get(code) != value or code not in application.provenance for code, value in found.items()):
        supplied = {fact.code: entry(fact, REGISTER, context.now.isoformat()) for fact in item.facts if fact.code in found}
        application.facts, application.provenance = application.facts | found, application.provenance | supplied
        await fix_subject(context)
    return failures_of(item, found)
