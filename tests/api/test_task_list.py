"""Tasks as an officer with many of them looks through them: what is due first, filtered, and counted."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from models.tables import Task
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.api.desk import APPLICANT, HEAD, OFFICER, OTHER_OFFICER, Desk, code_of
from tests.office import Office

SOON = datetime(2026, 3, 2, tzinfo=UTC)


async def listed(api: Desk, person: str = OFFICER, **query: Any) -> list[dict[str, Any]]:
    """Return the tasks a person lists."""
    answer = await api.get(person, "/tasks", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


@pytest.fixture
async def acceptance(api: Desk) -> dict[str, Any]:
    """A task of the officers of the science bureau."""
    return await api.soon(OFFICER, (await api.submitted())["id"], "acceptance")


async def test_task_says_what_it_is_about(api: Desk, acceptance: dict[str, Any]) -> None:
    assert acceptance["enterprise_uscc"] == CHENXIN
    assert acceptance["enterprise_name"] == "演示晨芯微电子（北京）有限公司"
    assert acceptance["stage"] == {"code": "acceptance", "zh": "受理", "en": "Acceptance"}
    assert acceptance["item_title"]["en"]
    assert acceptance["award_fen"] is None


async def copied(office: Office, task_id: str, due: Sequence[datetime | None]) -> list[uuid.UUID]:
    """Store a task once more for each time it could be due, and return the ids."""
    async with office.database.writing() as session:
        of = {column.name: getattr(await session.get_one(Task, uuid.UUID(task_id)), column.name) for column in Task.__table__.columns}
        rows = [Task(**{name: value for name, value in of.items() if name not in {"id", "able"}} | {"due_at": at}) for at in due]
        for row in rows:
            session.add(row)
            await session.flush()
        return [row.id for row in rows]


MATCHING: list[dict[str, Any]] = [
    {"item": "innovation-centre"},
    {"process": "application"},
    {"enterprise": CHENXIN},
    {"q": "晨芯"},
    {"due_before": "2099-01-01T00:00:00+08:00"},
    {"escalated": "false"},
    {"mine": "true", "department": "sti", "kind": "acceptance"},
]
OTHERS: list[dict[str, Any]] = [
    {"item": "science-award"},
    {"process": "clawback"},
    {"enterprise": YUNHENG},
    {"q": "云衡"},
    {"due_before": "2020-01-01T00:00:00+08:00"},
    {"overdue": "true"},
    {"escalated": "true"},
    {"assignee": OTHER_OFFICER},
]


async def test_filter_keeps_what_it_names_and_nothing_else(api: Desk, acceptance: dict[str, Any]) -> None:
    for query in MATCHING:
        assert [row["id"] for row in await listed(api, **query)] == [acceptance["id"]], query
    for query in OTHERS:
        assert await listed(api, **query) == [], query


async def test_task_is_listed_for_its_assignee_when_it_is_given_to_them(api: Desk, acceptance: dict[str, Any]) -> None:
    await api.post(HEAD, f"/tasks/{acceptance['id']}/assign", {"assignee": OTHER_OFFICER})
    assert [row["id"] for row in await listed(api, assignee=OTHER_OFFICER)] == [acceptance["id"]]


async def test_tasks_are_listed_by_when_they_are_due_page_by_page_and_those_without_a_time_last(
    api: Desk, behind: Office, acceptance: dict[str, Any]
) -> None:
    row = (await listed(api))[0]
    due = [SOON + timedelta(days=2), None, SOON, SOON, None, SOON + timedelta(days=1)]
    copies = await copied(behind, acceptance["id"], due)
    await behind.change(update(Task).where(Task.id == row["id"]).values(due_at=SOON + timedelta(days=3)))
    expected = sorted(zip(due, copies, strict=True), key=lambda one: (one[0] is None, one[0] or SOON, one[1]))
    ordered = [str(one) for at, one in expected if at] + [row["id"]] + [str(one) for at, one in expected if not at]
    found: list[str] = []
    cursor: str | None = None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        answer = (await api.get(OFFICER, "/tasks", params=query)).json()
        found += [one["id"] for one in answer["items"]]
        cursor = answer["next_cursor"]
        if cursor is None:
            break
    assert found == ordered


async def test_cursor_of_another_list_is_refused(api: Desk) -> None:
    await api.draft()
    await api.draft()
    cursor = (await api.get(APPLICANT, "/applications", params={"limit": 1})).json()["next_cursor"]
    answer = await api.get(OFFICER, "/tasks", params={"cursor": cursor})
    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")


async def test_counts_say_what_there_is_what_is_mine_what_is_late_and_what_is_nobodys(
    api: Desk, behind: Office, acceptance: dict[str, Any]
) -> None:
    async def counted(person: str) -> tuple[int, ...]:
        found = (await api.get(person, "/tasks/counts")).json()
        assert all(found[name] == sum(row[name] for row in found["by_kind"]) for name in ("tasks", "mine", "overdue", "unassigned"))
        return found["tasks"], found["mine"], found["overdue"], found["unassigned"]

    assert await counted(OFFICER) == (1, 1, 0, 1)
    assert await counted(HEAD) == (1, 0, 0, 1)
    assert await counted("officer-hr-1") == (0, 0, 0, 0)
    await api.post(HEAD, f"/tasks/{acceptance['id']}/assign", {"assignee": OTHER_OFFICER})
    await behind.change(update(Task).where(Task.id == acceptance["id"]).values(due_at=SOON - timedelta(days=900)))
    assert await counted(OFFICER) == (1, 0, 1, 0)
    assert await counted(OTHER_OFFICER) == (1, 1, 1, 0)
