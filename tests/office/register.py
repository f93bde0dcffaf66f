"""登记册。What the registers of an office have: whatever a test says is recognised of what it applies for, and the loan it claims of."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.queries import recognition as recognitions
from models.tables import Loan, Recognition
from policy.folding import fold_number
from policy.judging.recognised import KINDS, RegisterKind, facts_of, kinds_for
from policy.language.items import Item, Process
from policy.processes.loan.declared import key_of
from policy.processes.loan.lifecycle import Stage

SINCE = date(2022, 1, 14)


async def recognise_what_is_claimed(session: AsyncSession, item: Item, facts: Mapping[str, Any], uscc: str) -> None:
    """Enter what the facts of an item say is recognised, since the Opinions are in force, unless it is entered already."""
    for kind in kinds_for(item):
        says = facts_of(item, {kind.code})
        if all(facts.get(code) == value for code, value in says.items()) and not await _is_entered(session, item, facts, uscc, says):
            session.add(await entry(session, kind, uscc, str(facts[kind.number]) if kind.number else None))
            await session.flush()


async def _is_entered(session: AsyncSession, item: Item, facts: Mapping[str, Any], uscc: str, says: Mapping[str, Any]) -> bool:
    return await recognitions.facts_recognised(session, item, uscc, facts, SINCE) == says


async def entry(
    session: AsyncSession, kind: RegisterKind | str, uscc: str, number: str | None = None, *, since: date = SINCE, until: date | None = None
) -> Recognition:
    """Return an entry as it is stored once its years are over: nothing runs for it, and its days say when it stood."""
    known, case_number = KINDS[kind] if isinstance(kind, str) else kind, await next_number(session, "RG")
    return Recognition(
        number=case_number,
        item_code=known.item_code,
        department=known.department,
        created_by="officer-sti-1",
        stage="expired",
        kind=known.code,
        enterprise_uscc=uscc,
        title="演示认定对象",
        certificate_no=number,
        statement="已认定",
        entry_no=number or case_number,
        entry_key=fold_number(number or case_number),
        valid_from=since,
        valid_until=until,
        reviewed_on=since,
        request_key=uuid.uuid4().hex,
    )


# A bank without an interface: paper and a second person have confirmed its loans.
BANK = "演示银行亦庄支行"


async def loan_of(session: AsyncSession, item: Item, facts: Mapping[str, Any], uscc: str) -> Loan | None:
    """Return the registered loan that an application claims of, entered unless it is; None of an item that claims of none."""
    if item.process is not Process.INTEREST_SUBSIDY:
        return None
    bank, number = str(facts.get("bank", BANK)), str(facts["loan_no"])
    found = (await session.scalars(select(Loan).where(Loan.loan_key == key_of(bank, number)))).first()
    if found is not None:
        return found
    loan = Loan(
        number=await next_number(session, "LN"),
        item_code=item.code,
        department=item.departments[0],
        created_by="applicant-chenxin",
        stage=Stage.REGISTERED,
        enterprise_uscc=uscc,
        bank=bank,
        loan_no=number,
        loan_key=key_of(bank, number),
        principal_fen=int(facts.get("principal_fen", 10**9)),
        begins_on=SINCE,
        ends_on=date(2035, 12, 31),
        purpose="技术改造",
        confirmed_by="paper",
        request_key=uuid.uuid4().hex,
    )
    session.add(loan)
    await session.flush()
    return loan
