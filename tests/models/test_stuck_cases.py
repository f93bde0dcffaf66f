"""A case that waits for nobody is told from one that waits for its meeting."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.rows import dict_row

from faults.invariants import Scene, none_is_stuck
from faults.rest import Rest
from models.session import Database
from models.tables import AgendaItem, Enterprise, Meeting
from sandbox.enterprises import CHENXIN
from tests.models.test_caps import application

SITTING = {"title": "专题会", "members": ["m-1", "m-2", "m-3"], "chair": "m-1", "request_key": "k"}


@pytest.mark.parametrize(("state", "is_stuck"), [("listed", False), ("carried", False), ("taken", True), (None, True)])
async def test_case_on_the_agenda_of_an_open_meeting_is_not_stuck(database_url: str, state: str | None, *, is_stuck: bool) -> None:
    database = Database(database_url, pool_size=2)
    async with database.writing() as session:
        session.add(Enterprise(uscc=CHENXIN, name="演示", kind="enterprise"))
        await session.flush()
        case = application("core-technology")
        case.stage = "committee"
        meeting = Meeting(number="MT-2026-000001", item_code="*", department="sti", created_by="o", stage="voting", **SITTING)
        session.add_all([case, meeting])
        await session.flush()
        if state is not None:
            listed = {"meeting_id": meeting.id, "case_id": case.id, "ordinal": 1, "proposed_fen": 1}
            session.add(AgendaItem(**listed, state=state, result=None if state == "listed" else "carried"))
        number = case.number
    with psycopg.connect(database_url.replace("+psycopg", ""), row_factory=dict_row) as connection:
        broken = none_is_stuck(Scene(connection, [], [], Rest(), []))[1]
    await database.close()
    assert any(one.startswith(number) for one in broken) is is_stuck
