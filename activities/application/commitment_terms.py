"""承诺条款的出示。The terms of an undertaking, as they are in force on the day they are shown to the signatory."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.application.agreeing import agreed_of, open_agreement, resolved
from activities.application.dividing import parts_said
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from models.queries import enterprise as enterprises
from models.queries import implementing_rule
from models.tables import Application
from policy.judging.catalogue import item as item_called
from policy.language.items import Process
from policy.processes.application.agreeing import TO_AGREE
from policy.processes.application.events import Event
from policy.processes.application.signing import ASKED, COMMITMENT, asked_of
from policy.processes.commitment.terms import written_terms
from policy.working_days import BEIJING

EFFECTS = Effects[Application]()


async def terms_on(session: AsyncSession, item_code: str, on: date) -> dict[str, Any]:
    """Return the terms of an item's undertaking on a day, as they are put before its signatory."""
    rules = await implementing_rule.written_rules(session, item_code)
    return written_terms(item_called(item_code), rules, on)


@EFFECTS.opens("signing")
async def open_signing(context: TransitionContext[Application]) -> None:
    """Ask for what comes before the payment: of an enterprise its signature, under the terms of that day, which no later rule changes.

    Whoever is none gives an account and commits to nothing (general term 6). Whoever is invested in signs the agreement first.
    """
    is_invested = context.item.process is Process.EQUITY
    if is_invested and context.event != Event.AGREEMENT_SIGNED:
        context.words["asked"] = TO_AGREE
        await open_agreement(context)
        return
    payee = await enterprises.current(context.session, context.case.enterprise_uscc)
    asked = asked_of(payee.kind)
    context.words["asked"] = ASKED[asked.code]
    about: dict[str, Any] | None = None
    if asked is COMMITMENT:
        about = {"terms": await terms_on(context.session, context.case.item_code, context.now.astimezone(BEIJING).date())}
    if context.case.parts:
        about = (about or {}) | {"instalments": parts_said(context.case)}
    if is_invested:
        about = (about or {}) | await resolved(context) | {"agreement": agreed_of(context)}
    await open_task(context, asked, about=about)
