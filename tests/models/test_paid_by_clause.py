"""What was paid by clause and month: each payment counts once, under the clause of what it was paid for."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from models.queries import dashboard
from models.session import Database
from models.tables import Disbursement
from tests.office import HEAD, person

AUDITOR = person("auditor")
PAID_AT = datetime(2025, 6, 30, 16, tzinfo=UTC)


async def case(database: Database, process: str, item_code: str, stage: str = "payment", department: str = "sti") -> uuid.UUID:
    """Write a case of any process, without what is its process's own."""
    identity = uuid.uuid4()
    columns = {"id": identity, "number": f"N-{identity}", "process": process, "item": item_code, "stage": stage, "department": department}
    async with database.writing() as session:
        await session.execute(
            text(
                "INSERT INTO cases (id, number, process, item_code, stage, department, created_by)"
                " VALUES (:id, :number, :process, :item, :stage, :department, 'x')"
            ),
            columns,
        )
    return identity


async def pay(database: Database, case_id: uuid.UUID, amount_fen: int, state: str = "paid") -> None:
    """Write a payment of a case."""
    async with database.writing() as session:
        whose: dict[str, Any] = {"number": f"P-{uuid.uuid4()}", "case_id": case_id, "account": {}}
        session.add(Disbursement(**whose, amount_fen=amount_fen, state=state, paid_at=PAID_AT))


async def paid(database: Database, actor: Any = AUDITOR) -> list[tuple[int | None, int, int, int]]:
    """Return what was paid: clause, month, how many and how much."""
    async with database.reading() as session:
        return [(row.clause, int(row.month), row.paid, int(row.paid_fen)) for row in await dashboard.paid(session, actor, 2025)]


@pytest.fixture
async def database(database_url: str) -> Any:
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.mark.parametrize(
    ("process", "item_code", "clause"),
    [
        ("application", "science-award", 4),
        ("redecision", "science-award", 4),
        ("instalment", "innovation-centre", 5),
        ("settlement", "innovation-voucher", 12),
    ],
)
async def test_payment_counts_under_its_clause_whatever_its_case(database: Database, process: str, item_code: str, clause: int) -> None:
    await pay(database, await case(database, process, item_code), 700)
    assert await paid(database) == [(clause, 7, 1, 700)]


async def test_payments_of_an_award_and_its_supplement_add_up_and_one_that_fell_away_does_not(database: Database) -> None:
    for process, fen in (("application", 600), ("redecision", 200)):
        await pay(database, await case(database, process, "science-award"), fen)
    await pay(database, await case(database, "settlement", "innovation-voucher"), 100, state="returned")
    assert await paid(database) == [(4, 7, 2, 800)]


@pytest.mark.parametrize(("debt", "clause"), [("science-award", 4), (None, None)])
async def test_refund_counts_under_the_clause_of_the_debt_it_was_too_much_for(
    database: Database, debt: str | None, clause: int | None
) -> None:
    refund = await case(database, "refund", "*")
    owed = await case(database, "clawback", debt, "draft") if debt else None
    async with database.writing() as session:
        # Of a receipt nothing matters here but what it was for.
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        for _ in range(2):
            await session.execute(
                text(
                    "INSERT INTO receipt_parts (receipt_id, clawback_id, refund_id, amount_fen, state)"
                    " VALUES (gen_random_uuid(), :owed, :refund, 25, 'refunding')"
                ),
                {"owed": owed, "refund": refund},
            )
    await pay(database, refund, 50)
    assert await paid(database) == [(clause, 7, 1, 50)]


async def test_department_sees_what_its_own_cases_were_paid(database: Database) -> None:
    await pay(database, await case(database, "settlement", "innovation-voucher"), 100)
    await pay(database, await case(database, "settlement", "innovation-voucher", department="econ"), 30)
    assert await paid(database, HEAD) == [(12, 7, 1, 100)]
