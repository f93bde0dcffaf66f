"""Writes of what no workflow owns: enterprises and their facts, the expert pool, appropriations, objections as received, messages read."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Appropriation, Enterprise, EnterpriseFact, Expert, LedgerAccount, LedgerTransfer, Message, Notice, Objection
from models.tables.budget import ACCOUNTS
from policy.actors import Actor
from policy.errors import Refusal
from policy.text import Text


async def register_enterprise(session: AsyncSession, uscc: str, name: str, kind: str) -> Enterprise:
    """Register an enterprise.

    Raises:
        Refusal: `duplicate`.
    """
    created = await session.scalar(
        insert(Enterprise).values(uscc=uscc, name=name, kind=kind).on_conflict_do_nothing().returning(Enterprise.uscc)
    )
    if created is None:
        raise Refusal("duplicate", Text(f"{uscc} 已登记。", f"{uscc} is registered already."))
    return (await session.scalars(select(Enterprise).where(Enterprise.uscc == uscc))).one()


async def record_fact(session: AsyncSession, actor: Actor, uscc: str, name: str, value: Any, effective_on: date) -> EnterpriseFact:  # noqa: ANN401 - JSON
    """Record something about an enterprise, from a day on; earlier values stay."""
    source = "applicant" if actor.enterprise == uscc else "officer"
    fact = EnterpriseFact(uscc=uscc, name=name, value=value, effective_on=effective_on, source=source, recorded_by=actor.subject)
    session.add(fact)
    await session.flush()
    await session.refresh(fact)
    return fact


async def put_expert(session: AsyncSession, actor: Actor, **described: Any) -> Expert:  # noqa: ANN401 - its columns
    """Add an expert to the pool, or change what is known of one."""
    values = {key: value for key, value in described.items() if key != "subject"} | {"added_by": actor.subject}
    await session.execute(
        insert(Expert).values(subject=described["subject"], **values).on_conflict_do_update(index_elements=["subject"], set_=values)
    )
    query = select(Expert).where(Expert.subject == described["subject"]).execution_options(populate_existing=True)
    return (await session.scalars(query)).one()


async def appropriate(
    session: AsyncSession, actor: Actor, department: str, item_code: str, year: int, amount_fen: int, document_no: str
) -> uuid.UUID:
    """Add money to an appropriation, opening it with its accounts if it is new.

    Returns:
        The appropriation's id.
    """
    await session.execute(insert(Appropriation).values(department=department, item_code=item_code, year=year).on_conflict_do_nothing())
    query = select(Appropriation.id).where(
        Appropriation.department == department, Appropriation.item_code == item_code, Appropriation.year == year
    )
    appropriation_id = (await session.scalars(query)).one()
    accounts = [{"appropriation_id": appropriation_id, "kind": kind} for kind in ACCOUNTS]
    await session.execute(insert(LedgerAccount).values(accounts).on_conflict_do_nothing())
    session.add(
        LedgerTransfer(
            key=f"appropriation/{uuid.uuid4()}",
            appropriation_id=appropriation_id,
            kind="appropriation",
            debit="source",
            credit="available",
            amount_fen=amount_fen,
            document_no=document_no,
            made_by=actor.subject,
        )
    )
    await session.flush()
    return appropriation_id


async def receive_objection(
    session: AsyncSession, objection_id: uuid.UUID, notice: Notice, name: str, contact: str, grounds: str
) -> Objection:
    """Keep an objection as received; the case files it. One that is there already stays as it is."""
    values = {"id": objection_id, "notice_id": notice.id, "application_id": notice.application_id}
    given = values | {"state": "received", "name": name, "contact": contact, "grounds": grounds}
    await session.execute(insert(Objection).values(given).on_conflict_do_nothing())
    return (await session.scalars(select(Objection).where(Objection.id == objection_id))).one()


async def mark_read(session: AsyncSession, message: Message) -> None:
    """Note that a message was read."""
    found = (await session.scalars(select(Message).where(Message.id == message.id))).one()
    found.read_at = found.read_at or datetime.now(UTC)
