"""分期。How an award that is paid in parts is divided once the first was paid: each later part is a case of its own, with its money."""

from __future__ import annotations

from typing import Any

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.transitions import apply, begin
from activities.disbursement.award import book_payment
from activities.signatures.case import Transition
from models.commands import instalment as drafts
from models.commands import ledger
from models.tables import Application
from policy.actors import SYSTEM
from policy.language.parts import divide, read_parts
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.instalment.lifecycle import INSTALMENT, Event
from policy.working_days import BEIJING

EFFECTS = Effects[Application]()


def parts_said(application: Application) -> list[dict[str, Any]]:
    """Return the parts that an undivided award is paid in, each with what it comes to."""
    amounts = divide(application.award_fen or 0, read_parts(application.parts))
    return [part | {"amount_fen": fen} for part, fen in zip(application.parts, amounts, strict=False)] if len(amounts) > 1 else []


@EFFECTS.of(DisbursementEvent.PAID)
async def book_and_divide(context: TransitionContext[Application]) -> None:
    """Book the payment; where it was the first of several parts, set each of the others apart, with what was obligated for it."""
    await book_payment(context)
    application = context.case
    parts, amounts = read_parts(application.parts), divide(application.award_fen or 0, read_parts(application.parts))
    if not parts:
        return
    application.parts, paid_on = [], context.now.astimezone(BEIJING).date()
    for ordinal, fen in enumerate(amounts[1:], start=2):
        row = await drafts.draft(context.session, application, parts[ordinal - 1], ordinal=ordinal, amount_fen=fen, paid_on=paid_on)
        await ledger.hand_on(context.session, booking(context), row.id, fen)
        application.award_fen = (application.award_fen or 0) - fen
        application.supplement_fen += fen
        application.later_fen += fen
        said = {"application": application.number} | row.brief
        key = f"{context.key}/{INSTALMENT.name}/{ordinal}"
        set_apart = Transition(INSTALMENT.name, str(row.id), Event.SET_APART, key, context.now, SYSTEM, None, said)
        await apply(await begin(context.session, context.deployment, row, set_apart, clock=context.clock))
