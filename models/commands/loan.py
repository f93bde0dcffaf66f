"""贷款登记的草稿。Writes of loans before they are handed in, and of the drafts of their claims."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands import application as drafts
from models.commands.case import next_number
from models.queries import application as applications
from models.queries import enterprise as enterprises
from models.queries import window as windows
from models.tables import Application, Loan
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.language.facts import parse_period
from policy.language.items import Item
from policy.processes.loan.claims import facts_of_claim, overlapping, require_claimable
from policy.processes.loan.declared import key_of
from policy.text import Text


async def draft(session: AsyncSession, actor: Actor, item: Item, declared: dict[str, Any], request_key: str) -> Loan:
    """Write the draft of a loan of the actor's own enterprise under a new number.

    Args:
        session: The transaction.
        actor: Who registers it.
        item: Under which item its interest is to be claimed; its first department checks it.
        declared: What is declared of it: the columns of the table.
        request_key: The key of the request.

    Raises:
        Refusal: `not_found`, when the enterprise is not registered here.
    """
    if actor.enterprise is None or await enterprises.find(session, actor.enterprise) is None:
        raise Refusal(Code.NOT_FOUND, Text("请先登记单位信息。", "Register the enterprise first."))
    row = Loan(
        number=await next_number(session, "LN"),
        item_code=item.code,
        department=item.departments[0],
        created_by=actor.subject,
        enterprise_uscc=actor.enterprise,
        loan_key=key_of(declared["bank"], declared["loan_no"]),
        request_key=request_key,
        **declared,
    )
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row


def change(loan: Loan, declared: dict[str, Any]) -> None:
    """Change what was declared."""
    for name, value in declared.items():
        setattr(loan, name, value)
    loan.loan_key = key_of(loan.bank, loan.loan_no)


async def claim(
    session: AsyncSession, actor: Actor, loan: Loan, item: Item, period: str, requested_fen: int | None, claims: dict[str, Any]
) -> Application:
    """Write the draft of a claim of the interest of a period, with what the register knows already.

    Args:
        session: The transaction.
        actor: Who claims.
        loan: The loan.
        item: Under which item.
        period: The two dates.
        requested_fen: What is asked for, if that is said.
        claims: What is claimed of what officers confirm.

    Raises:
        Refusal: `wrong_stage`; `window_closed`, where the item's last window has closed and none is to come; or `invalid_input`, naming
            the earlier claim that shares a day.
    """
    await windows.to_draft_for(session, item, datetime.now(UTC))
    # Two claims of a loan take turns here.
    locked = (
        await session.scalars(select(Loan).where(Loan.id == loan.id).with_for_update().execution_options(populate_existing=True))
    ).one()
    require_claimable(item, locked.standing, period)
    facts = facts_of_claim(item, {"loan_no": locked.loan_no, "bank": locked.bank}, period, requested_fen)
    days = parse_period(period)
    # The interest was incurred by the end of its period.
    row = await drafts.draft(session, actor, item, locked.enterprise_uscc, facts, days[1] if days else None, claims)
    row.parent_id = locked.id
    await session.flush()
    if (other := await applications.own_for_same_days(session, row)) is not None:
        raise overlapping(other.number)
    return row
