"""The books: balances follow from the transfers, nothing is overdrawn, nothing that was recorded changes."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from models.commands import ledger
from models.session import Database
from models.tables import Application, Appropriation, Enterprise, LedgerAccount, LedgerTransfer
from policy.errors import Refusal
from policy.processes.treasury.accounts import ACCOUNTS
from sandbox.enterprises import CHENXIN

BUDGET = 1000
APPEND_ONLY = (
    "audit_events",
    "ledger_transfers",
    "assessments",
    "verifications",
    "undertakings",
    "enterprise_facts",
    "submissions",
    "successions",
)


@dataclass
class Books:
    """One appropriation, and applications that draw on it."""

    database: Database
    appropriation_id: uuid.UUID
    applications: list[uuid.UUID]

    async def balances(self) -> dict[str, int]:
        async with self.database.reading() as session:
            return {account.kind: account.balance_fen for account in await session.scalars(select(LedgerAccount))}

    async def pre_commit(self, application_id: uuid.UUID, amount_fen: int, *, year: int = 2026) -> None:
        async with self.database.writing() as session:
            line = ledger.Line("sti", "innovation-centre", year)
            await ledger.pre_commit(session, booking(application_id), line, amount_fen)

    async def move(self, kind: str, application_id: uuid.UUID, key: str | None = None) -> None:
        async with self.database.writing() as session:
            await ledger.move(session, booking(application_id, key), kind)

    async def take_back(self, application_id: uuid.UUID) -> None:
        async with self.database.writing() as session:
            await ledger.take_back(session, booking(application_id))

    async def release(self, application_id: uuid.UUID) -> None:
        async with self.database.writing() as session:
            await ledger.release(session, booking(application_id))


def booking(application_id: uuid.UUID, key: str | None = None) -> ledger.Booking:
    return ledger.Booking(application_id, key or uuid.uuid4().hex, "finance-1")


def transfer(books: Books, debit: str, credit: str, amount_fen: int, **rest: Any) -> LedgerTransfer:
    return LedgerTransfer(
        **{
            "key": uuid.uuid4().hex,
            "appropriation_id": books.appropriation_id,
            "kind": "release",
            "debit": debit,
            "credit": credit,
            "amount_fen": amount_fen,
            "made_by": "finance-1",
        }
        | rest
    )


@pytest.fixture
async def books(database_url: str) -> AsyncIterator[Books]:
    database = Database(database_url, pool_size=20)
    async with database.writing() as session:
        appropriation = Appropriation(department="sti", year=2026)
        session.add_all([appropriation, Enterprise(uscc=CHENXIN, name="演示晨芯", kind="enterprise")])
        await session.flush()
        session.add_all(LedgerAccount(appropriation_id=appropriation.id, kind=kind) for kind in ACCOUNTS)
        applications = [
            Application(
                number=f"BDA-2026-05-{index:06d}",
                item_code="innovation-centre",
                clause=5,
                department="sti",
                enterprise_uscc=CHENXIN,
                created_by="applicant-chenxin",
                facts={},
            )
            for index in range(12)
        ]
        session.add_all(applications)
        await session.flush()
        opened = Books(database, appropriation.id, [application.id for application in applications])
        session.add(transfer(opened, "source", "available", BUDGET, kind="appropriation"))
    yield opened
    await database.close()


async def test_balances_follow_the_transfers(books: Books) -> None:
    first = books.applications[0]
    await books.pre_commit(first, 300)
    await books.move("obligation", first)
    await books.move("instruction", first)
    await books.move("expenditure", first)
    assert await books.balances() == {
        "source": -BUDGET,
        "available": BUDGET - 300,
        "pre_commitment": 0,
        "obligation": 0,
        "in_transit": 0,
        "expenditure": 300,
        "investment": 0,
        "receivable": 0,
        "recovered": 0,
        "owed_back": 0,
    }


async def test_pre_commitment_is_refused_when_the_budget_does_not_cover_it(books: Books) -> None:
    await books.pre_commit(books.applications[0], 700)
    with pytest.raises(Refusal) as refused:
        await books.pre_commit(books.applications[1], 301)
    assert refused.value.code == "budget_exhausted"
    await books.pre_commit(books.applications[1], 300)
    assert (await books.balances())["available"] == 0


async def test_pre_commitment_is_refused_when_the_year_has_no_budget(books: Books) -> None:
    with pytest.raises(Refusal) as refused:
        await books.pre_commit(books.applications[0], 1, year=2027)
    assert refused.value.code == "budget_exhausted"


async def test_item_draws_on_its_own_appropriation_when_there_is_one(books: Books) -> None:
    async with books.database.writing() as session:
        own = Appropriation(department="sti", item_code="innovation-centre", year=2026)
        session.add(own)
        await session.flush()
        session.add_all(LedgerAccount(appropriation_id=own.id, kind=kind) for kind in ACCOUNTS)
        await session.flush()
        session.add(transfer(books, "source", "available", 10, kind="appropriation", appropriation_id=own.id))
    with pytest.raises(Refusal):
        await books.pre_commit(books.applications[0], 11)
    await books.pre_commit(books.applications[0], 10)


@pytest.mark.parametrize("account", [kind for kind in ACCOUNTS if kind not in {"source", "available"}])
async def test_account_is_never_overdrawn(books: Books, account: str) -> None:
    with pytest.raises(IntegrityError, match="never_negative"):
        async with books.database.writing() as session:
            session.add(transfer(books, account, "available", 1))
    assert (await books.balances())["available"] == BUDGET


async def test_same_movement_is_booked_once_when_it_is_tried_again(books: Books) -> None:
    first = books.applications[0]
    await books.pre_commit(first, 300)
    await books.move("obligation", first, "the same key")
    await books.pre_commit(first, 1)
    with pytest.raises(IntegrityError, match="uq_ledger_transfers_key"):
        await books.move("obligation", first, "the same key")
    assert (await books.balances())["obligation"] == 300


@pytest.mark.parametrize("kind", ["instruction", "expenditure"])
async def test_returned_payment_goes_back_to_the_commitment(books: Books, kind: str) -> None:
    first = books.applications[0]
    await books.pre_commit(first, 300)
    for movement in ("obligation", "instruction", "expenditure"):
        await books.move(movement, first)
        if movement == kind:
            break
    await books.take_back(first)
    balances = await books.balances()
    assert (balances["obligation"], balances["in_transit"], balances["expenditure"]) == (300, 0, 0)


async def spent(books: Books, case_id: uuid.UUID, amount_fen: int) -> None:
    """Pay a case an amount."""
    await books.pre_commit(case_id, amount_fen)
    for movement in ("obligation", "instruction", "expenditure"):
        await books.move(movement, case_id)


async def held(books: Books, *cases: uuid.UUID) -> list[dict[str, int]]:
    """Return what cases hold, each of what came of its payment."""
    async with books.database.reading() as session:
        accounts = ("obligation", "expenditure", "receivable", "recovered")
        return [{kind: fen for kind in accounts if (fen := (await ledger.holding(session, case, kind))[1])} for case in cases]


# 300 of an award were paid, and 200 of its supplement: what was demanded and recovered of both, the supplement's first.
@pytest.mark.parametrize(
    ("demanded_fen", "recovered_fen", "supplement", "award"),
    [
        (0, 0, {"obligation": 200}, {"expenditure": 300}),
        (1, 0, {"obligation": 200}, {"expenditure": 299, "receivable": 1}),
        (200, 0, {"obligation": 200}, {"expenditure": 100, "receivable": 200}),
        (300, 0, {"obligation": 200}, {"receivable": 300}),
        (300, 100, {"obligation": 200}, {"receivable": 200, "recovered": 100}),
        (300, 300, {"obligation": 200}, {"recovered": 300}),
    ],
)
async def test_supplement_the_bank_returned_is_set_aside_again_wherever_demands_have_taken_it(
    books: Books, demanded_fen: int, recovered_fen: int, supplement: dict[str, int], award: dict[str, int]
) -> None:
    first, second, *_ = books.applications
    await spent(books, first, 300)
    await spent(books, second, 200)
    async with books.database.writing() as session:
        await ledger.move_across(session, booking(first), [second], "demand", demanded_fen)
        await ledger.move_across(session, booking(first), [second], "recovery", recovered_fen)
        await ledger.take_back(session, booking(second), [first])
    assert await held(books, second, first) == [supplement, award]
    assert sum((await books.balances()).values()) == 0


async def test_award_the_bank_returned_leaves_what_was_demanded_of_it_to_its_supplements(books: Books) -> None:
    award, *supplements = books.applications[:3]
    await spent(books, award, 300)
    for supplement in supplements:
        await spent(books, supplement, 100)
    async with books.database.writing() as session:
        await ledger.move_part(session, booking(award), "demand", 150)
        await ledger.take_back(session, booking(award), supplements)
    assert await held(books, award, *supplements) == [
        {"obligation": 300},
        {"receivable": 100},
        {"expenditure": 50, "receivable": 50},
    ]


@pytest.mark.parametrize(("held_fen", "expected_fen"), [(0, None), (0, 1), (1, 2), (2, 1)])
async def test_nothing_moves_when_a_case_holds_nothing_or_another_amount(books: Books, held_fen: int, expected_fen: int | None) -> None:
    first = books.applications[0]
    if held_fen:
        await books.pre_commit(first, held_fen)
        await books.move("obligation", first)
    with pytest.raises(Refusal) as refused:
        async with books.database.writing() as session:
            await ledger.move(session, booking(first), "instruction", expected_fen)
    assert refused.value.code == "inconsistent"


@pytest.mark.parametrize("movements", [(), ("obligation",)])
async def test_released_money_is_available_again(books: Books, movements: tuple[str, ...]) -> None:
    first = books.applications[0]
    await books.pre_commit(first, 300)
    for movement in movements:
        await books.move(movement, first)
    await books.release(first)
    assert (await books.balances())["available"] == BUDGET


async def test_release_does_nothing_when_nothing_is_held(books: Books) -> None:
    await books.release(books.applications[0])
    assert (await books.balances())["available"] == BUDGET


async def test_application_draws_afresh_when_its_money_was_released(books: Books) -> None:
    first = books.applications[0]
    await books.pre_commit(first, 300)
    await books.release(first)
    await books.pre_commit(first, 200)
    await books.move("obligation", first)
    assert (await books.balances())["obligation"] == 200


async def test_transfer_is_refused_when_an_account_is_missing(books: Books) -> None:
    async with books.database.writing() as session:
        bare = Appropriation(department="econ", year=2026)
        session.add(bare)
    with pytest.raises(DBAPIError, match="missing"):
        async with books.database.writing() as session:
            session.add(transfer(books, "source", "available", 1, kind="appropriation", appropriation_id=bare.id))


@pytest.mark.parametrize("statement", ["UPDATE ledger_transfers SET amount_fen = 1", "DELETE FROM ledger_transfers"])
async def test_transfer_is_never_changed(books: Books, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        async with books.database.writing() as session:
            await session.execute(text(statement))


@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_append_only_table_is_never_truncated(books: Books, table: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        async with books.database.writing() as session:
            await session.execute(text(f"TRUNCATE {table} CASCADE"))


@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_append_only_table_refuses_change_row_by_row(books: Books, table: str) -> None:
    async with books.database.reading() as session:
        query = text("SELECT tgtype FROM pg_trigger WHERE tgname = 'append_only' AND tgrelid = CAST(:name AS regclass)")
        kind = (await session.execute(query, {"name": table})).scalar_one()
    # Row level, before, on delete and on update.
    assert kind & 0b0011011 == 0b0011011


async def test_concurrent_movements_neither_deadlock_nor_overdraw(books: Books) -> None:
    chance = random.Random(20220114)

    async def live(application_id: uuid.UUID) -> None:
        for _ in range(6):
            try:
                await books.pre_commit(application_id, chance.randint(50, 200))
            except Refusal:
                continue
            for movement in ("obligation", "instruction", "expenditure")[: chance.randint(0, 3)]:
                await books.move(movement, application_id)
            await books.take_back(application_id)
            await books.release(application_id)

    await asyncio.gather(*map(live, books.applications))
    assert await books.balances() == dict.fromkeys(ACCOUNTS, 0) | {"source": -BUDGET, "available": BUDGET}
