"""Lists in each of their orders: every row once, page by page, and the cursor of one order is none of another."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from api.web.pagination import page_of, placed, write_cursor
from models.queries import disbursement as disbursements
from models.queries import enterprise as enterprises
from models.queries import notice as notices
from models.queries.enterprise import EnterpriseOrder
from models.queries.page import Page, Sort
from models.session import Database
from models.tables import Application, Disbursement, Enterprise, EnterpriseFact, Notice
from policy.errors import Refusal
from sandbox.enterprises import CHENXIN, YUNHENG

NOW = datetime(2026, 3, 9, 2, tzinfo=UTC)
KEY = b"k" * 32
# In the order in which they came; of two of one amount the later one is the larger.
AMOUNTS = [300, 100, 500, 100, 400]
IDS = [uuid.UUID(int=place) for place in range(1, 6)]
EXPECTED = {
    Sort.OLDEST: [0, 1, 2, 3, 4],
    Sort.NEWEST: [4, 3, 2, 1, 0],
    Sort.LARGEST: [2, 4, 0, 3, 1],
    Sort.SMALLEST: [1, 3, 0, 4, 2],
}
Read = Callable[[AsyncSession, Page], Awaitable[Sequence[Any]]]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    async with opened.writing() as session:
        for place, uscc in enumerate((CHENXIN, YUNHENG)):
            name = ("演示晨芯微电子（北京）有限公司", "Ａ云恒 科技(北京)有限公司")[place]
            session.add(Enterprise(uscc=uscc, name=name, kind="enterprise", created_at=NOW - timedelta(days=place)))
        await session.flush()
        for place, (one, fen) in enumerate(zip(IDS, AMOUNTS, strict=True)):
            case = {"item_code": "rd-growth", "department": "sti", "created_by": "x", "facts": {}, "clause": 6, "enterprise_uscc": CHENXIN}
            row = Application(number=f"BDA-2026-00000{place}", **case)
            session.add(row)
            await session.flush()
            state = "paid" if place % 2 else "returned"
            paid = {"account": {}, "state": state, "instructed_at": NOW + timedelta(days=place)}
            session.add(Disbursement(id=one, number=f"{row.number}-P1", case_id=row.id, amount_fen=fen, **paid))
            times = {"published_at": NOW + timedelta(days=place), "until": NOW, "clock_from": NOW, "working_days": 5}
            shown = {"enterprise_name": "晨芯（北京）", "item_code": "rd-growth", "amount_fen": fen}
            session.add(Notice(id=one, case_id=row.id, state="open", **shown, **times))
    yield opened
    await opened.close()


async def all_in_pages(database: Database, sort: Sort, limit: int, read: Read) -> list[int]:
    """Return the places of all rows of a list, as they come page by page."""
    found: list[uuid.UUID] = []
    async with database.reading() as session:
        while rows := [row[0].id for row in await read(session, Page(limit, found[-1] if found else None, sort))][:limit]:
            found += rows
    return [IDS.index(one) for one in found]


@pytest.mark.parametrize("limit", [1, 2, 5])
@pytest.mark.parametrize("sort", list(Sort))
async def test_every_payment_is_read_once_in_each_order(database: Database, sort: Sort, limit: int) -> None:
    found = await all_in_pages(database, sort, limit, lambda session, page: disbursements.page(session, disbursements.Wanted(), page))
    assert found == EXPECTED[sort]


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST])
async def test_every_notice_is_read_once_in_each_order(database: Database, sort: Sort) -> None:
    found = await all_in_pages(database, sort, 2, lambda session, page: notices.page(session, notices.Wanted(), page))
    assert found == EXPECTED[sort]


@pytest.mark.parametrize(
    ("sort", "expected"), [("code", sorted), ("newest", lambda _: [CHENXIN, YUNHENG]), ("oldest", lambda _: [YUNHENG, CHENXIN])]
)
async def test_every_enterprise_is_read_once_in_each_order(
    database: Database, sort: str, expected: Callable[[list[str]], list[str]]
) -> None:
    found: list[str] = []
    async with database.reading() as session:
        while rows := await enterprises.page(session, enterprises.Wanted(), 1, found[-1] if found else None, EnterpriseOrder(sort)):
            found.append(rows[0].uscc)
    assert found == expected([CHENXIN, YUNHENG])


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("other", list(Sort))
def test_cursor_continues_the_order_that_wrote_it_and_no_other(sort: Sort, other: Sort) -> None:
    cursor = write_cursor(KEY, placed(sort, Sort.NEWEST, IDS[0]))
    if other is sort:
        assert page_of(KEY, 5, cursor, other) == Page(5, IDS[0], sort)
    else:
        with pytest.raises(Refusal, match="cursor"):
            page_of(KEY, 5, cursor, other)


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ({"state": "paid"}, [3, 1]),
        ({"least_fen": 300, "most_fen": 400}, [4, 0]),
        ({"instructed_from": NOW + timedelta(days=1), "instructed_before": NOW + timedelta(days=3)}, [2, 1]),
        ({"paid_from": NOW}, []),
        ({"department": "econ"}, []),
        ({"item": "rd-growth", "department": "sti"}, [4, 3, 2, 1, 0]),
        ({"enterprise": CHENXIN}, [4, 3, 2, 1, 0]),
        ({"enterprise": YUNHENG}, []),
        ({"award": "BDA-2026-000003"}, [3]),
        ({"line": uuid.UUID(int=9)}, []),
        ({"words": "bda-2026-000003-p1"}, [3]),
        ({"words": "000003"}, [3]),
        ({"words": "晨芯微"}, [4, 3, 2, 1, 0]),
        ({"words": "云恒"}, []),
    ],
)
async def test_payments_are_those_that_are_wanted(database: Database, wanted: dict[str, Any], places: list[int]) -> None:
    async def read(session: AsyncSession, page: Page) -> Sequence[Any]:
        return await disbursements.page(session, disbursements.Wanted(**wanted), page)

    assert await all_in_pages(database, Sort.NEWEST, 3, read) == places


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ({"items": ["rd-growth"]}, [4, 3, 2, 1, 0]),
        ({"items": []}, []),
        ({"department": "hr"}, []),
        ({"state": "cleared"}, []),
        ({"words": "(北京)"}, [4, 3, 2, 1, 0]),
        ({"words": "-000002"}, [2]),
        ({"words": "演示晨芯"}, []),
        ({"published_from": NOW + timedelta(days=3)}, [4, 3]),
        ({"published_before": NOW + timedelta(days=1)}, [0]),
    ],
)
async def test_notices_are_those_that_are_wanted(database: Database, wanted: dict[str, Any], places: list[int]) -> None:
    async def read(session: AsyncSession, page: Page) -> Sequence[Any]:
        return await notices.page(session, notices.Wanted(**wanted), page)

    assert await all_in_pages(database, Sort.NEWEST, 3, read) == places


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("微电子(北京)", [CHENXIN]),
        ("微电子（北京）", [CHENXIN]),
        ("晨芯 微电子", [CHENXIN]),
        ("a云恒", [YUNHENG]),
        ("Ａ云恒科技", [YUNHENG]),
        ("科技〔北京〕", [YUNHENG]),
        ("北京", sorted([CHENXIN, YUNHENG])),
        ("京北", []),
    ],
)
async def test_enterprise_is_found_whatever_the_width_spaces_and_brackets_are(database: Database, words: str, found: list[str]) -> None:
    async with database.reading() as session:
        rows = await enterprises.page(session, enterprises.Wanted(words=words), 5, None, EnterpriseOrder.CODE)
    assert [row.uscc for row in rows] == found


async def test_enterprise_is_of_the_size_that_its_newest_fact_says(database: Database) -> None:
    async with database.writing() as session:
        for uscc, size, day in ((CHENXIN, "small", 1), (CHENXIN, "large", 2), (YUNHENG, "small", 1)):
            since = {"effective_on": date(2026, 3, day), "source": "officer", "recorded_by": "x"}
            session.add(EnterpriseFact(uscc=uscc, name="size", value=size, **since))
            await session.flush()
    async with database.reading() as session:
        found = {
            size: await enterprises.page(session, enterprises.Wanted(size=size), 5, None, EnterpriseOrder.CODE)
            for size in ("small", "large")
        }
    assert {size: [row.uscc for row in rows] for size, rows in found.items()} == {"small": [YUNHENG], "large": [CHENXIN]}
