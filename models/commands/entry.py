"""录入的审批。What follows once another approves or refuses what one person entered, whether by its route or by a task."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands import approval, budget, expert, implementing_rule, people_import, recognition, suspension, target
from models.queries.pending import Entry, called, entered_by
from models.tables import (
    BudgetDocument,
    ExpertProposal,
    ImplementingRule,
    ItemSuspension,
    Message,
    PeopleImport,
    RecognitionImport,
    TargetBatch,
)
from policy.actors import Actor
from policy.judging.catalogue import item as item_called
from policy.text import Text
from policy.working_days import BEIJING


async def approve(session: AsyncSession, actor: Actor, row: Entry, now: datetime) -> None:
    """Approve what somebody else entered, tell them, and do all that follows in the database.

    Raises:
        Refusal: `four_eyes`; `wrong_stage`, when it was decided on already or cannot be put in force any more; `budget_exhausted`.
    """
    match row:
        case BudgetDocument():
            await budget.require_open(session, row, now.astimezone(BEIJING).year)
            await budget.confirm(session, actor, row)
        case ExpertProposal():
            await expert.confirm(session, actor, row)
        case PeopleImport():
            await people_import.take(session, actor, row)
        case RecognitionImport():
            await recognition.confirm_import(session, actor, row)
        case TargetBatch():
            await target.require_revocable(session, row)
            await approval.approve(session, actor, row)
        case ImplementingRule():
            await approval.approve(session, actor, row)
            await implementing_rule.tell_of_lower_figures(session, row)
        case ItemSuspension():
            await approval.approve(session, actor, row)
            await suspension.tell(session, row, item_called(row.item_code))
    _tell(session, actor, row, Text("已获同意。", "was approved."))


async def refuse(session: AsyncSession, actor: Actor, row: Entry, reason: str) -> None:
    """Refuse what somebody else entered, telling them why, or withdraw what one entered oneself, where that may be.

    Raises:
        Refusal: `four_eyes`, of a budget document; `wrong_stage`, when it was decided on already.
    """
    match row:
        case BudgetDocument():
            await budget.refuse(session, actor, row, reason)
        case ExpertProposal():
            expert.refuse(session, actor, row, reason)
        case PeopleImport():
            people_import.refuse(actor, row)
        case RecognitionImport():
            await recognition.refuse_import(session, actor, row, reason)
        case _:
            await approval.refuse(session, actor, row, reason)
    _tell(session, actor, row, Text(f"未获同意：{reason}", f"was refused: {reason}"))


def _tell(session: AsyncSession, actor: Actor, row: Entry, outcome: Text) -> None:
    """Tell whoever entered a row what became of it, unless they have withdrawn it."""
    if (whose := entered_by(row)) == actor.subject:
        return
    what = called(row)
    session.add(Message(person=whose, zh=f"您录入的{what.zh}{outcome.zh}", en=f"What you entered, {what.en}, {outcome.en}"))
