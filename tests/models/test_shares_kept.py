"""The share at which a list decided an award is what its list said, whatever the award was changed to since."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from models.queries.returned import due_of, share_of
from models.session import Database
from models.tables import Application, Window, WindowList, WindowShare
from policy.judging.assessment import assess
from tests.models.test_caps import application, database
from tests.policy.baselines import VALUES, WAN, document

__all__ = ["database"]
SHARED, ALONE = "patent-pool", "innovation-centre"
RULES = [{"item": SHARED, "from": "2022-01-14", "values": VALUES[SHARED], "document_no": "演示细则1号"}]


async def listed(database: Database, row: Application, formula_fen: int, *lists: tuple[int, str]) -> uuid.UUID:
    """Keep an award, and what each of the lists of its window, drawn in this order, had for it and what became of that."""
    now, said = datetime.now(UTC), {"zh": "年度申报", "en": "The round"}
    row.formula_fen = formula_fen
    window = Window(
        number="PC-2026-000001",
        item_code=row.item_code,
        department=row.department,
        created_by="officer-sti-1",
        cap_key=row.cap_key,
        year=2026,
        title_zh=said["zh"],
        title_en=said["en"],
        guide=said,
        who=said,
        contact={},
        opens_at=now - timedelta(days=9),
        closes_at=now - timedelta(days=1),
    )
    async with database.writing() as session:
        session.add_all([row, window])
        await session.flush()
        for ordinal, (share_fen, state) in enumerate(lists, start=1):
            drawn = WindowList(
                window_id=window.id, ordinal=ordinal, ceiling_fen=share_fen, used_fen=0, drawn_by="officer-sti-3", drawn_at=now
            )
            session.add(drawn)
            await session.flush()
            share = {"list_id": drawn.id, "application_id": row.id, "ordinal": 1, "formula_fen": formula_fen, "share_fen": share_fen}
            session.add(WindowShare(**share, state=state))
        return row.id


async def due(database: Database, award_id: uuid.UUID, fees_fen: int) -> int:
    """Return what is due of an award by other fees."""
    async with database.reading() as session:
        award = await session.get_one(Application, award_id)
        found = assess(SHARED, document(SHARED, annual_fees_fen=fees_fen), RULES)
        return due_of(award, found, await share_of(session, award))


@pytest.mark.parametrize("changed_fen", [175 * WAN, 157_5000_00, 0, None])
@pytest.mark.parametrize(("fees_fen", "due_fen"), [(1000 * WAN, 175 * WAN), (950 * WAN, 166_2500_00), (900 * WAN, 157_5000_00), (0, 0)])
async def test_share_of_a_list_stays_what_it_was_when_the_award_was_changed(
    database: Database, changed_fen: int | None, fees_fen: int, due_fen: int
) -> None:
    award_id = await listed(database, application(SHARED, changed_fen), 400 * WAN, (175 * WAN, "taken"))
    assert await due(database, award_id, fees_fen) == due_fen


@pytest.mark.parametrize("first", ["taken", "fell_away", "waits"])
async def test_share_is_that_of_the_last_list_it_was_taken_of_when_several_had_one(database: Database, first: str) -> None:
    award_id = await listed(database, application(SHARED, 100 * WAN), 400 * WAN, (175 * WAN, first), (100 * WAN, "taken"))
    assert await due(database, award_id, 1000 * WAN) == 100 * WAN


async def test_share_is_of_what_each_was_due_alone_when_its_list_shared_no_cap(database: Database) -> None:
    award_id = await listed(database, application(ALONE, 250 * WAN), 500 * WAN, (250 * WAN, "taken"))
    found = assess(ALONE, document(ALONE), [])
    assert found.award_fen is not None
    async with database.reading() as session:
        award = await session.get_one(Application, award_id)
        share = await share_of(session, award)
        assert due_of(award, found, share) == found.award_fen // 2


async def test_whole_amount_is_due_when_no_list_decided(database: Database) -> None:
    row = application(SHARED, 400 * WAN)
    async with database.writing() as session:
        session.add(row)
    assert await due(database, row.id, 500 * WAN) == 200 * WAN
