"""Rows that somebody looks for: cases by number, enterprise and days, receipts by payer and reference, in each of their orders."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import true

from models.queries import case
from models.queries import filing as filings
from models.queries import project as projects
from models.queries import receipt as receipts
from models.queries.page import Page, Sort, Wanted
from models.session import Database
from models.tables import ChangeFiling, Commitment, Enterprise, MatchingProject, Receipt, SuccessionFiling
from policy.actors import Actor, Grant, Role
from policy.processes.commitment.states import FilingState
from sandbox.enterprises import CHENXIN, YUNHENG

NOW = datetime(2026, 3, 9, 2, tzinfo=UTC)
AUDITOR = Actor("auditor-1", "审计", (Grant(Role.AUDITOR),))
BOTH = [CHENXIN, YUNHENG]
NAMES = {CHENXIN: "演示晨芯微电子（北京）有限公司", YUNHENG: "演示云衡机器人股份有限公司"}
ABROAD = "91110105MA00000000"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    async with opened.writing() as session:
        for uscc, name in NAMES.items():
            session.add(Enterprise(uscc=uscc, name=name, kind="enterprise"))
        await session.flush()
        for place, uscc in enumerate(BOTH):
            when = {"created_by": "x", "created_at": NOW + timedelta(days=place)}
            bound = Commitment(number=uscc, department="bizcoop", enterprise_uscc=uscc, stage="in_force", **when)
            carried = {"enterprise_uscc": uscc, "project_no": f"GJ-{place}", "department": "sti", "item_code": "state-project-match"}
            planned = {
                "upstream_level": "beijing",
                "title": "x",
                "fits_direction": True,
                "begins_on": date(2026, 1, 1),
                "ends_on": date(2027, 1, 1),
            }
            session.add_all([bound, MatchingProject(number=f"MP-2026-00000{place}", stage="active", **carried, **planned, **when)])
            await session.flush()
            filed = {"kind": "other", "planned_on": date(2026, 9, 1), "description": "x", "state": FilingState.FILED, "filed_by": "x"}
            days = {"received_at": NOW + timedelta(days=place), "filed_at": NOW}
            session.add(ChangeFiling(commitment_id=bound.id, enterprise_uscc=uscc, **filed, **days))
            came = {"received_on": date(2026, 3, 9 + place), "known_at": NOW, "amount_fen": 300 - 100 * place}
            session.add(
                Receipt(
                    reference=f"TR-2026-{place}001", reference_folded=f"tr2026{place}001", payer_uscc=uscc, payer_name=NAMES[uscc], **came
                )
            )
        session.add(
            Receipt(
                reference="ZF-9", reference_folded="zf9", payer_uscc=ABROAD, payer_name="某外地（上海）公司", **came | {"amount_fen": 900}
            )
        )
    yield opened
    await opened.close()


WANTED = [
    (Wanted(), BOTH),
    (Wanted(words="晨芯 微电子(北京)"), [CHENXIN]),
    (Wanted(words=YUNHENG.lower()), [YUNHENG]),
    (Wanted(words="没有这家"), []),
    (Wanted(enterprise=CHENXIN), [CHENXIN]),
    (Wanted(since=NOW + timedelta(hours=1)), [YUNHENG]),
    (Wanted(before=NOW + timedelta(hours=1)), [CHENXIN]),
    (Wanted(words="演示", enterprise=YUNHENG, since=NOW), [YUNHENG]),
]


@pytest.mark.parametrize(("wanted", "found"), WANTED)
async def test_case_filing_and_project_are_those_that_are_wanted(database: Database, wanted: Wanted, found: list[str]) -> None:
    page = Page(10, sort=Sort.OLDEST)
    async with database.reading() as session:
        bound = await case.page(session, Commitment, true(), {}, page, wanted)
        filed = await filings.page(session, AUDITOR, page, wanted, state=None)
        carried = await projects.page(session, AUDITOR, {}, page, wanted)
    assert [row.enterprise_uscc for row in bound] == found
    assert [row.enterprise_uscc for row in filed] == found
    assert [row.beneficiary for row, _ in carried] == found


@pytest.mark.parametrize(("words", "place"), [("MP-2026-000001", 1), ("mp-2026-000000", 0), ("000001", 1)])
async def test_project_is_found_by_its_number(database: Database, words: str, place: int) -> None:
    async with database.reading() as session:
        ((row, _),) = await projects.page(session, AUDITOR, {}, Page(10), Wanted(words=words))
    assert row.beneficiary == BOTH[place]


@pytest.mark.parametrize(("party", "other"), [("predecessor_uscc", "successor_uscc"), ("successor_uscc", "predecessor_uscc")])
async def test_succession_is_found_by_either_of_its_enterprises(database: Database, party: str, other: str) -> None:
    filed = {
        "ground": "absorbed",
        "paper": "协议",
        "effective_on": date(2026, 3, 1),
        "request_key": "k",
        "department": "bizcoop",
        "created_by": "x",
    }
    async with database.writing() as session:
        session.add(SuccessionFiling(number="SU-2026-000001", stage="approval", **{party: CHENXIN, other: YUNHENG}, **filed))
    async with database.reading() as session:
        for wanted in (Wanted(words="晨芯"), Wanted(words="云衡")):
            assert len(await case.page(session, SuccessionFiling, true(), {}, Page(10), wanted)) == 1


@pytest.mark.parametrize("limit", [1, 3])
@pytest.mark.parametrize(
    ("sort", "amounts"), [(Sort.OLDEST, [300, 200, 900]), (Sort.LARGEST, [900, 300, 200]), (Sort.SMALLEST, [200, 300, 900])]
)
async def test_every_receipt_is_read_once_in_each_order(database: Database, sort: Sort, amounts: list[int], limit: int) -> None:
    found: list[Receipt] = []
    async with database.reading() as session:
        while rows := (await receipts.page(session, None, (None, None), Page(limit, found[-1].id if found else None, sort), Wanted()))[
            :limit
        ]:
            found += rows
    assert [row.amount_fen for row in found] == amounts


@pytest.mark.parametrize(
    ("wanted", "received", "amounts"),
    [
        ({"words": "tr-2026-0001"}, (None, None), [300]),
        ({"words": "云衡"}, (None, None), [200]),
        ({"words": "外地(上海)"}, (None, None), [900]),
        ({"enterprise": CHENXIN}, (None, None), [300]),
        ({}, (date(2026, 3, 10), None), [900, 200]),
        ({}, (None, date(2026, 3, 9)), [300]),
    ],
)
async def test_receipts_are_those_that_are_wanted(
    database: Database, wanted: dict[str, Any], received: tuple[date | None, date | None], amounts: list[int]
) -> None:
    async with database.reading() as session:
        rows = await receipts.page(session, None, received, Page(10), Wanted(**wanted))
    assert [row.amount_fen for row in rows] == amounts
