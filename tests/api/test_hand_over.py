"""转交的测试。A task is given to whoever could do it: those who are listed, and nobody else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from models.tables import Person
from sandbox.people import PEOPLE
from tests.api.desk import APPLICANT, HEAD, OFFICER, OTHER_OFFICER, STRANGER, Desk, code_of, enter
from tests.office import Office

OPERATOR = "operator"
ELSEWHERE = "officer-econ-1"
NOW = "2026-01-01T00:00:00+08:00"
AWAY = {"absent_from": date(2020, 1, 1), "absent_to": date(2999, 1, 1)}


@pytest.fixture
async def acceptance(api: Desk) -> str:
    """A task of an officer of the science bureau."""
    return str((await api.soon(OFFICER, (await api.submitted())["id"], "acceptance"))["id"])


async def listed(api: Desk, task: str, by: str = OFFICER) -> dict[str, int]:
    """Return who could do a task, each with how many they have open."""
    answer = await api.get(by, "/people", params={"task": task})
    assert answer.status_code == 200, answer.text
    return {row["subject"]: row["open_tasks"] for row in answer.json()["items"]}


async def hand(api: Desk, task: str, to: str | None, by: str = HEAD) -> tuple[int, Any]:
    """Hand a task over, and return the status and what is said of the assignee."""
    answer = await api.post(by, f"/tasks/{task}/assign", {"assignee": to})
    if answer.status_code == 200:
        return 200, None
    assert code_of(answer) == "invalid_input", answer.text
    return answer.status_code, [(fault["field"], fault["message"]["en"]) for fault in answer.json()["errors"]]


async def test_task_is_given_to_those_who_are_listed_and_to_nobody_else(api: Desk, acceptance: str) -> None:
    able = await listed(api, acceptance)
    assert able == {one.id: 0 for one in PEOPLE if any((grant.role, grant.department) == ("officer", "sti") for grant in one.grants)}
    for one in (*PEOPLE, None):
        subject = one.id if one else "nobody-we-know"
        status, said = await hand(api, acceptance, subject)
        assert (status == 200) is (subject in able), (subject, said)
        assert status == 200 or [field for field, _ in said] == ["assignee"], subject


@pytest.mark.parametrize("out", [{"revoked_at": NOW}, {"interests": ["91110302MA9DA0018E"]}, AWAY], ids=["revoked", "interested", "away"])
async def test_task_goes_to_another_department_when_nobody_of_its_own_is_left(
    api: Desk, behind: Office, acceptance: str, out: dict[str, Any]
) -> None:
    ours = Person.grants.contains([{"role": "officer", "department": "sti"}])
    assert ELSEWHERE not in await listed(api, acceptance)
    assert await hand(api, acceptance, ELSEWHERE) == (
        422,
        [("assignee", "is of another department, while somebody of the task's own may do it")],
    )
    await behind.change(update(Person).where(ours, Person.subject != OTHER_OFFICER).values(**out))
    assert (await hand(api, acceptance, ELSEWHERE))[0] == 422
    await behind.change(update(Person).where(ours).values(**out))
    assert set(await listed(api, acceptance, HEAD)) == {
        one.id for one in PEOPLE if any(grant.role == "officer" and grant.department != "sti" for grant in one.grants)
    }
    assert await hand(api, acceptance, ELSEWHERE) == (200, None)


async def test_whoever_did_another_step_is_neither_listed_nor_given_the_next(api: Desk) -> None:
    drafted = await api.to_decision()
    task = (await api.soon(HEAD, drafted["id"], "decision"))["id"]
    # One who leads the office of this department, and did the desk review as an officer.
    await enter(api, OFFICER, {"name": "刘建国", "grants": [{"role": "approver", "department": "sti"}]})
    assert OFFICER not in await listed(api, task)
    assert HEAD in await listed(api, task)
    assert await hand(api, task, OFFICER) == (422, [("assignee", "handled an earlier step")])


OUT: dict[str, tuple[dict[str, Any], str]] = {
    "revoked": ({"revoked_at": NOW}, "may do nothing here any more"),
    "away": (AWAY, "is away, and nobody acts for them"),
    "interested": ({"interests": ["91110302MA9DA0018E"]}, "has an interest in the enterprise"),
    "moved": ({"grants": [{"role": "approver", "department": "sti", "head": False}]}, "does not hold the role that does it"),
}


@pytest.mark.parametrize(("changed", "reason"), OUT.values(), ids=OUT)
async def test_person_is_given_nothing_when_the_directory_says_why(
    api: Desk, behind: Office, acceptance: str, changed: dict[str, Any], reason: str
) -> None:
    await behind.change(update(Person).where(Person.subject == OTHER_OFFICER).values(**changed))
    assert OTHER_OFFICER not in await listed(api, acceptance)
    assert await hand(api, acceptance, OTHER_OFFICER) == (422, [("assignee", reason)])
    assert (await api.get(OFFICER, f"/tasks/{acceptance}")).json()["assignee"] is None


async def test_list_says_how_many_tasks_everybody_has(api: Desk, acceptance: str) -> None:
    assert await hand(api, acceptance, OTHER_OFFICER) == (200, None)
    assert {subject: count for subject, count in (await listed(api, acceptance)).items() if count} == {OTHER_OFFICER: 1}
    assert await hand(api, acceptance, None) == (200, None)
    assert (await listed(api, acceptance))[OTHER_OFFICER] == 0


async def test_assignee_is_told_by_a_message_of_their_own(api: Desk, acceptance: str) -> None:
    await hand(api, acceptance, OTHER_OFFICER)
    [told] = [one for one in (await api.get(OTHER_OFFICER, "/messages")).json()["items"] if "handed over to you" in one["text"]["en"]]
    assert told["text"]["zh"].endswith("的“受理审查”已转交您办理。")
    others = (await api.get(OFFICER, "/messages")).json()["items"]
    assert not [one for one in others if "handed over to you" in one["text"]["en"]]


async def test_who_could_do_a_task_is_told_to_those_alone_who_see_it(api: Desk, acceptance: str) -> None:
    for person, status in ((OPERATOR, 200), (HEAD, 200), ("officer-hr-1", 404), (APPLICANT, 403), (STRANGER, 403), ("expert-1", 403)):
        assert (await api.get(person, "/people", params={"task": acceptance})).status_code == status, person


async def test_nobody_is_listed_for_what_the_applicant_has_to_do(api: Desk) -> None:
    drafted = await api.submitted()
    await api.done(
        OFFICER,
        drafted["id"],
        "acceptance",
        {"decision": "correction_requested", "defects": [{"code": "title_certificate", "reason": "不清"}]},
    )
    task = (await api.task(APPLICANT, drafted["id"], "correction"))["id"]
    assert await listed(api, task) == {}
