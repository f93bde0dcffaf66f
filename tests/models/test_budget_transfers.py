"""Money that a budget document moves: out of one line and into another together, by two people, never more than is unspent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from sqlalchemy import select

from faults.invariants import Scene, books_balance
from faults.rest import Rest
from models.commands import budget, entry
from models.queries import budget as lines
from models.queries import budget_outlook, pending
from models.queries.page import Page, Sort, Wanted
from models.session import Database, Session
from models.tables import Application, Appropriation, BudgetDocument, Enterprise, LedgerTransfer
from policy.actors import Actor, Grant, Role
from policy.errors import Code, Refusal
from sandbox.enterprises import CHENXIN
from tests.granting import grants
from tests.models.test_caps import application
from tests.policy.baselines import WAN

ENTERING, CONFIRMING = (Actor(subject, "某人", (Grant(Role.FINANCE),)) for subject in ("finance-1", "finance-2"))
STI = Actor("officer-sti-1", "某人", grants(Role.OFFICER))
FIRST, SECOND = "京财预调〔2026〕1号", "京财预结〔2026〕82号"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
OWN, OTHERS = budget.Line("sti", "innovation-centre", 2026), budget.Line("sti", "*", 2026)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Books in which two lines of a year, and what is left of one of the year before, have 100 万元 each."""
    opened = Database(database_url, pool_size=5)
    async with opened.writing() as session:
        session.add(Enterprise(uscc=CHENXIN, name="演示", kind="enterprise"))
    for number, line in enumerate((OWN, OTHERS, budget.Line("sti", "innovation-centre", 2025))):
        async with opened.writing() as session:
            document = await budget.enter(session, ENTERING, line, 100 * WAN, budget.Numbered(f"京财预〔2026〕{number * 100 + 7}号"))
            await budget.confirm(session, CONFIRMING, document)
    yield opened
    await opened.close()


async def source(session: Session, line: budget.Line) -> Appropriation:
    found = select(Appropriation).filter_by(department=line.department, item_code=line.item_code, year=line.year)
    return (await session.scalars(found)).one()


async def moved(database: Database, from_line: budget.Line, line: budget.Line, fen: int, *, number: str = FIRST) -> BudgetDocument:
    """Enter a transfer."""
    async with database.writing() as session:
        return await budget.transfer(session, ENTERING, await source(session, from_line), line, fen, budget.Numbered(number, "另一文件"))


async def approved(database: Database, document: BudgetDocument, actor: Actor = CONFIRMING) -> None:
    async with database.writing() as session:
        row = await budget.locked(session, document.id)
        assert row is not None
        await entry.approve(session, actor, row, NOW)


async def available(database: Database) -> dict[tuple[str, int], tuple[int, int]]:
    """Return what is available in each line, and what is gone of the source, in 万元."""
    async with database.reading() as session:
        found = await lines.appropriations(session, None)
    return {(line.item_code, line.year): (held["available"] // WAN, -held["source"] // WAN) for line, held in found}


LEFT = {("innovation-centre", 2025): (100, 100), ("innovation-centre", 2026): (100, 100), ("*", 2026): (100, 100)}
MOVES = [
    (OWN, OTHERS, {("innovation-centre", 2026): (70, 70), ("*", 2026): (130, 130)}),
    (budget.Line("sti", "innovation-centre", 2025), OWN, {("innovation-centre", 2025): (70, 70), ("innovation-centre", 2026): (130, 130)}),
]


@pytest.mark.parametrize(("from_line", "line", "left"), MOVES)
async def test_money_leaves_one_line_and_reaches_another_once_a_second_person_confirmed_it(
    database: Database, from_line: budget.Line, line: budget.Line, left: dict[Any, Any]
) -> None:
    document = await moved(database, from_line, line, 30 * WAN)
    assert await available(database) == LEFT
    with pytest.raises(Refusal) as refused:
        await approved(database, document, ENTERING)
    assert refused.value.code is Code.FOUR_EYES
    await approved(database, document)
    assert await available(database) == LEFT | left
    async with database.reading() as session:
        booked = (await session.scalars(select(LedgerTransfer).where(LedgerTransfer.kind.like("transfer%")))).all()
        waits = await pending.waiting(session, document)
    assert {(one.kind, one.amount_fen, one.document_no, one.made_by) for one in booked} == {
        (kind, 30 * WAN, document.document_no, "finance-2") for kind in ("transfer_out", "transfer_in")
    }
    assert waits.about["from"] == {"department": from_line.department, "item_code": from_line.item_code, "year": from_line.year}


async def test_money_reaches_another_department(database: Database) -> None:
    await approved(database, await moved(database, OWN, budget.Line("econ", "*", 2026), 30 * WAN))
    async with database.reading() as session:
        found = {(line.department, line.item_code): held["available"] for line, held in await lines.appropriations(session, 2026)}
    assert (found["econ", "*"], found["sti", "innovation-centre"]) == (30 * WAN, 70 * WAN)


@pytest.mark.parametrize(
    ("from_line", "line"),
    [
        (OWN, OWN),
        (OWN, budget.Line("sti", "innovation-centre", 2028)),
        (budget.Line("sti", "innovation-centre", 2025), OTHERS),
        (OTHERS, budget.Line("sti", "*", 2025)),
    ],
)
async def test_transfer_is_refused_between_lines_that_have_nothing_to_do_with_each_other(
    database: Database, from_line: budget.Line, line: budget.Line
) -> None:
    with pytest.raises(Refusal) as refused:
        await moved(database, from_line, line, WAN)
    assert (refused.value.code, [fault.field for fault in refused.value.faults]) == (Code.INVALID_INPUT, ["year"])


async def test_transfer_is_refused_when_more_is_moved_than_is_unspent_by_then(database: Database) -> None:
    with pytest.raises(Refusal) as refused:
        await moved(database, OWN, OTHERS, 101 * WAN)
    assert refused.value.code is Code.BUDGET_EXHAUSTED
    first, second = [await moved(database, OWN, OTHERS, 60 * WAN, number=number) for number in (FIRST, SECOND)]
    await approved(database, first)
    with pytest.raises(Refusal) as refused:
        await approved(database, second)
    assert refused.value.code is Code.BUDGET_EXHAUSTED
    assert (await available(database))["*", 2026] == (160, 160)


async def test_transfers_that_cross_are_both_booked(database: Database) -> None:
    there = await moved(database, OWN, OTHERS, 60 * WAN)
    back = await moved(database, OTHERS, OWN, 90 * WAN)
    await asyncio.gather(approved(database, there), approved(database, back))
    assert (await available(database))["innovation-centre", 2026] == (130, 130)


async def test_books_balance_when_money_was_moved_and_are_seen_not_to_when_a_side_of_it_is_lost(
    database: Database, database_url: str
) -> None:
    await approved(database, await moved(database, OWN, OTHERS, 60 * WAN))
    with psycopg.connect(database_url.replace("+psycopg", ""), row_factory=dict_row) as connection:
        scene = Scene(connection, [], [], Rest(), [])
        assert books_balance(scene)[1] == []
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE budget_documents SET from_id = NULL")
        assert books_balance(scene)[1]
        connection.rollback()


async def test_transfer_is_moved_back_by_another_and_not_reversed(database: Database) -> None:
    document = await moved(database, OWN, OTHERS, 60 * WAN)
    await approved(database, document)
    async with database.writing() as session:
        row = await budget.locked(session, document.id)
        assert row is not None
        with pytest.raises(Refusal) as refused:
            await budget.reverse(session, ENTERING, row, WAN, budget.Numbered("京财预〔2026〕99号", "另一文件"))
    assert refused.value.code is Code.WRONG_STAGE


def under_way(stage: str, award_fen: int | None = None, item: str = "innovation-centre", **facts: Any) -> Application:
    row = application(item, **facts)
    row.stage, row.award_fen = stage, award_fen
    return row


async def test_outlook_counts_what_cases_under_way_may_take_of_the_line_that_pays_them(database: Database) -> None:
    await approved(database, await moved(database, OWN, OTHERS, 30 * WAN))
    async with database.writing() as session:
        session.add_all(
            [
                under_way("decision", 40 * WAN),
                under_way("budget_wait", 50 * WAN),
                under_way("acceptance", requested_fen=5 * WAN),
                under_way("review", requested_fen="5"),
                under_way("draft", 7 * WAN),
                under_way("public_notice", 8 * WAN),
                under_way("decision", 9 * WAN, item="science-award"),
            ]
        )
    async with database.reading() as session:
        found = {one.line.item_code: one for one in await budget_outlook.outlooks(session, STI, 2026, pays_today=True)}
        others = await budget_outlook.outlooks(session, STI, 2026, pays_today=False)
    own, rest = found["innovation-centre"], found["*"]
    assert (own.appropriated_fen, own.balances["available"]) == (70 * WAN, 70 * WAN)
    assert own.forecast == budget_outlook.Forecast(4, 1, 95 * WAN, 1, 50 * WAN)
    assert (rest.appropriated_fen, rest.forecast.fen) == (130 * WAN, 9 * WAN)
    assert {one.forecast for one in others} == {budget_outlook.Forecast()}


async def test_outlook_and_queue_are_of_ones_own_department(database: Database) -> None:
    async with database.writing() as session:
        session.add_all([under_way("budget_wait", 50 * WAN), under_way("decision", 50 * WAN)])
    econ = Actor("officer-econ-1", "某人", grants(Role.OFFICER, departments=("econ",)))
    page = Page(10, sort=Sort.OLDEST)
    async with database.reading() as session:
        assert await budget_outlook.outlooks(session, econ, 2026, pays_today=True) == []
        assert [len(await budget_outlook.waiting(session, who, page, None, None, Wanted())) for who in (STI, ENTERING, econ)] == [1, 1, 0]
        for department, item in (("econ", None), (None, "science-award")):
            assert await budget_outlook.waiting(session, STI, page, department, item, Wanted()) == []
