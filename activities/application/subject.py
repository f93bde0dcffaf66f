"""支持对象。What an application is for and under which cap it counts: kept as soon as the facts that say so are known."""

from __future__ import annotations

from activities.case.context import TransitionContext
from models.tables import Application


def fix_subject(context: TransitionContext[Application]) -> None:
    """Keep subject and cap of an application by its facts; none as long as an officer has still to confirm a part of them."""
    application, item = context.case, context.item
    known = all(part == "uscc" or part in application.facts for part in item.subject)
    facts, uscc = application.facts, application.enterprise_uscc
    application.subject = item.subject_of(facts, uscc) if known else None
    application.cap_key = item.cap_key_of(facts, uscc) if known else None
