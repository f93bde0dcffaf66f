"""Receipts: kept once however they are written, and never divided into more than came in, whoever divides them at once."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from models.commands.receipt import Received, add_part, keep
from models.queries import receipt as receipts
from models.session import Database
from models.tables import Application, Clawback, Enterprise, Receipt, ReceiptPart
from sandbox.enterprises import CHENXIN

NOW = datetime(2026, 6, 1, tzinfo=UTC)
RECEIVED = Received("R-1", 100, CHENXIN, "演示晨芯", date(2026, 6, 1))


@dataclass
class Treasury:
    """One receipt, and two debts it may pay."""

    database: Database
    debts: list[uuid.UUID]

    async def receive(self, received: Received = RECEIVED) -> Receipt:
        async with self.database.writing() as session:
            return await keep(session, received, NOW)

    async def divide(self, debt: uuid.UUID, amount_fen: int) -> None:
        """Divide without asking first how much is left, as nobody should."""
        async with self.database.writing() as session:
            receipt = (await session.scalars(select(Receipt))).one()
            await add_part(session, receipt, debt, amount_fen)

    async def divided(self) -> int:
        async with self.database.reading() as session:
            receipt = (await session.scalars(select(Receipt))).one()
            return await receipts.divided_fen(session, receipt.id)


@pytest.fixture
async def treasury(database_url: str) -> AsyncIterator[Treasury]:
    database = Database(database_url, pool_size=20)
    async with database.writing() as session:
        session.add(Enterprise(uscc=CHENXIN, name="演示晨芯", kind="enterprise"))
        await session.flush()
        common = {"department": "sti", "enterprise_uscc": CHENXIN, "item_code": "innovation-centre"}
        award = Application(number="BDA-2026-05-000001", clause=5, created_by="applicant-chenxin", facts={}, **common)
        session.add(award)
        await session.flush()
        debts = [
            Clawback(
                number=f"CB-2026-00000{index}",
                application_id=award.id,
                created_by="officer-sti-1",
                cause="error",
                amount_fen=100,
                reckoning={},
                asked_by="officer-sti-1",
                **common,
            )
            for index in range(2)
        ]
        session.add_all(debts)
        await session.flush()
        opened = Treasury(database, [debt.id for debt in debts])
    yield opened
    await database.close()


@pytest.mark.parametrize("spelling", ["R-1", " r-1 ", "\N{FULLWIDTH LATIN CAPITAL LETTER R}\N{EN DASH}1"])
async def test_receipt_is_kept_once_however_it_is_written(treasury: Treasury, spelling: str) -> None:
    first = await treasury.receive()
    again = await treasury.receive(replace(RECEIVED, reference=spelling))
    assert (again.id, again.reference) == (first.id, "R-1")


@pytest.mark.parametrize("amount_fen", [99, 101])
async def test_receipt_is_corrected_by_the_treasury_until_it_is_divided(treasury: Treasury, amount_fen: int) -> None:
    await treasury.receive()
    corrected = replace(RECEIVED, amount_fen=amount_fen)
    assert (await treasury.receive(corrected)).amount_fen == amount_fen
    await treasury.divide(treasury.debts[0], 1)
    assert (await treasury.receive(RECEIVED)).amount_fen == amount_fen


@pytest.mark.parametrize(("amount_fen", "fits"), [(39, True), (40, True), (41, False)])
async def test_parts_never_come_to_more_than_the_receipt(treasury: Treasury, amount_fen: int, *, fits: bool) -> None:
    await treasury.receive()
    await treasury.divide(treasury.debts[0], 60)
    if fits:
        await treasury.divide(treasury.debts[1], amount_fen)
    else:
        with pytest.raises(IntegrityError, match="parts_within_receipt"):
            await treasury.divide(treasury.debts[1], amount_fen)
    assert await treasury.divided() == 60 + (amount_fen if fits else 0)


async def test_receipt_is_not_divided_twice_when_many_divide_it_at_once(treasury: Treasury) -> None:
    await treasury.receive()
    done = await asyncio.gather(*(treasury.divide(treasury.debts[index % 2], 30) for index in range(8)), return_exceptions=True)
    assert sum(found is None for found in done) == 3
    assert all(isinstance(found, IntegrityError) for found in done if found is not None)
    assert await treasury.divided() == 90


async def test_receipt_is_kept_once_when_it_is_learned_of_twice_at_once(treasury: Treasury) -> None:
    await asyncio.gather(*(treasury.receive() for _ in range(6)))
    async with treasury.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Receipt)) == 1


@pytest.mark.parametrize("principal_fen", [59, 61])
async def test_part_is_not_booked_when_principal_and_interest_do_not_make_it(treasury: Treasury, principal_fen: int) -> None:
    await treasury.receive()
    await treasury.divide(treasury.debts[0], 60)
    values = {"state": "booked", "booked_at": NOW, "principal_fen": principal_fen}
    async with treasury.database.writing() as session:
        with pytest.raises(IntegrityError, match="booked_whole"):
            await session.execute(update(ReceiptPart).values(values))
        await session.rollback()
