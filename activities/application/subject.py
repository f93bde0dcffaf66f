"""支持对象。What an application is for and under which cap it counts: kept as soon as the facts that say so are known."""

from __future__ import annotations

from activities.case.context import TransitionContext
from models.commands import likeness as commands
from models.queries import application as applications
from models.tables import Application
from policy.processes.loan.claims import overlapping


async def fix_subject(context: TransitionContext[Application]) -> None:
    """Keep subject and cap of an application by its facts; none as long as an officer has still to confirm a part of them."""
    application, item = context.case, context.item
    facts, uscc = application.facts, application.enterprise_uscc
    known = item.knows_subject(facts, uscc)
    application.subject = item.subject_of(facts, uscc) if known else None
    application.cap_key = item.cap_key_of(facts, uscc) if known else None
    # A number is found by its keys from the beginning, whoever is to confirm the rest.
    if (identity := application.identity) and identity.identifier.typed:
        await commands.keep_keys(context.session, application, identity)


async def require_other_days(context: TransitionContext[Application], field: str) -> None:
    """Refuse a period that shares a day with another of the same loan that the enterprise has applied for already.

    One number at two banks is two loans: as long as the bank of one is unknown, it is a question to an officer and refuses nothing.

    Args:
        context: The transition.
        field: Where the period was given.

    Raises:
        Refusal: `invalid_input`, naming the other application.
    """
    other = await applications.own_for_same_days(context.session, context.case)
    if other is not None:
        raise overlapping(other.number, field)
