"""企业的写入。Writes of enterprises and of what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import DateTime, String, bindparam, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningUpdate

from models.tables import Enterprise, EnterpriseChange, EnterpriseFact
from policy.actors import Actor
from policy.eligibility.profiles import faults_on_record
from policy.errors import Code, Refusal
from policy.judging.timeliness import fault_of_effect
from policy.registered import FormerName, Registered, difference, names_before
from policy.text import Text
from policy.working_days import BEIJING

# The law asks most of an enterprise: what the register has not named yet is taken for one.
_UNTIL_CONFIRMED = "enterprise"
# Locks, confirms and reads in one: mostly the register says what it said before, and there is nothing else to write.
_CONFIRM: Final[ReturningUpdate[Enterprise, datetime | None, str]] = (
    update(Enterprise)
    # A person is known by their papers, not by this register.
    .where(Enterprise.uscc == bindparam("of"), Enterprise.kind != "person")
    .values(confirmed_at=bindparam("at"), status=bindparam("standing"))
    .returning(Enterprise, literal_column("old.confirmed_at", DateTime(timezone=True)), literal_column("old.status", String))
    .execution_options(synchronize_session=False, populate_existing=True)
)


async def register(
    session: AsyncSession, uscc: str, name: str, registered: Registered | None, now: datetime, by: Actor
) -> tuple[Enterprise, bool]:
    """Register an enterprise as the register knows it; unconfirmed, under the name it gives itself, where the register was silent.

    As long as the register has not named it, the name it gives itself may be corrected by registering it once more.

    Returns:
        It, and whether it is new.

    Raises:
        Refusal: `duplicate`, for one that the register has named.
    """
    values = {"uscc": uscc, "name": name, "kind": _UNTIL_CONFIRMED}
    created = await session.scalar(insert(Enterprise).values(values).on_conflict_do_nothing().returning(Enterprise.uscc))
    row = await _locked(session, uscc)
    before = None if created else _known_as(row)
    if created is None:
        if row.confirmed_at is not None or row.kind == "person":
            known = Text(f"{row.name}（{uscc}）已登记。", f"{row.name} ({uscc}) is registered already.")
            raise Refusal(Code.DUPLICATE, known)
        row.name = name
    _note(session, row, before, by.subject)
    if registered is not None:
        await take_register(session, uscc, registered, now)
    return row, created is not None


async def take_register(session: AsyncSession, uscc: str, registered: Registered | None, now: datetime) -> dict[str, Any] | None:
    """Keep what the register says of an enterprise now, and what it was known as before, while an officer has to decide about that.

    Args:
        session: The transaction.
        uscc: Its credit code.
        registered: The register's answer; None, where it knows nobody, changes nothing.
        now: When it was given.

    Returns:
        What an officer is asked: both values, as long as the register speaks of something else and nobody has decided.
    """
    if registered is None:
        return None
    confirmed = await session.execute(_CONFIRM, {"of": uscc, "at": now, "standing": registered.status})
    if (found := confirmed.one_or_none()) is None:
        return None
    row: Enterprise = found[0]
    first, before = found[1] is None, _known_as(row) | {"status": found[2]}
    # Nobody but the register has said what kind it is.
    known = row.questioned or {"name": row.name, "kind": registered.applicant_type if first else row.kind}
    question = difference(known, registered)
    row.questioned = known if question else None
    former = names_before(None if first else row.name, map(FormerName.of, row.former_names), registered, now.astimezone(BEIJING).date())
    row.former_names = [name.as_dict() for name in former]
    row.name, row.kind = registered.name, registered.applicant_type
    _note(session, row, before, None)
    return question


def _known_as(row: Enterprise) -> dict[str, Any]:
    return {"name": row.name, "kind": row.kind, "status": row.status}


def _note(session: AsyncSession, row: Enterprise, before: dict[str, Any] | None, by: str | None) -> None:
    """Keep who changed what an enterprise is known as, with both; the register is nobody."""
    if (after := _known_as(row)) != before:
        session.add(EnterpriseChange(uscc=row.uscc, before=before, after=after, changed_by=by))


async def accept_identity(session: AsyncSession, uscc: str, question: Mapping[str, Any]) -> None:
    """Take an enterprise for the one it was known as, as an officer decided; what has changed since the question is asked anew."""
    row = await _locked(session, uscc)
    before, now = question["known"], question["registered"]
    if row.questioned == {"name": before["name"], "kind": before["kind"]} and (row.name, row.kind) == (now["name"], now["kind"]):
        row.questioned = None


async def _locked(session: AsyncSession, uscc: str) -> Enterprise:
    # Whoever only refers to it meanwhile, such as a new draft, does not have to wait.
    query = select(Enterprise).where(Enterprise.uscc == uscc).with_for_update(key_share=True)
    return (await session.scalars(query, execution_options={"populate_existing": True})).one()


async def record_fact(session: AsyncSession, actor: Actor, uscc: str, name: str, value: Any, effective_on: date) -> EnterpriseFact:  # noqa: ANN401 - JSON
    """Record something about an enterprise, from a day on; earlier values stay.

    Raises:
        Refusal: `invalid_input`, for what nobody asks of an enterprise, and for a day that is no day of one.
    """
    late = fault_of_effect(effective_on, datetime.now(BEIJING).date())
    if faults := [*faults_on_record(name, value), *([late] if late else [])]:
        raise Refusal(Code.INVALID_INPUT, faults[0].message, faults)
    source = "applicant" if uscc in actor.enterprises else "officer"
    fact = EnterpriseFact(uscc=uscc, name=name, value=value, effective_on=effective_on, source=source, recorded_by=actor.subject)
    session.add(fact)
    await session.flush()
    await session.refresh(fact)
    return fact
