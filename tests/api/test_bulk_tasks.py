"""Several tasks by one request: each with a result of its own, under the rules by which it would be done by itself."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from tests.api.desk import APPLICANT, HEAD, OFFICER, OTHER_OFFICER, STRANGER, Desk, code_of

UNKNOWN = "01a22677-40e4-737f-8eec-93a00e79ea08"
ACCEPTED = {"decision": "accepted"}


@pytest.fixture
async def two(api: Desk) -> list[dict[str, Any]]:
    """Two tasks of the officers of the science bureau, each of an application of its own."""
    applications = [await api.submitted() for _ in range(2)]
    return [await api.soon(OFFICER, one["id"], "acceptance") for one in applications]


def body(tasks: list[dict[str, Any]], answer: dict[str, Any]) -> dict[str, Any]:
    """Return the request that answers each of some tasks alike."""
    return {"tasks": [{"task_id": task["id"], "answer": answer} for task in tasks]}


def outcomes(answer: httpx.Response) -> list[tuple[int, str]]:
    """Return the status of each act, with the stage it led to or the code of the problem it met."""
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["done"] == sum(one["status"] == 200 for one in found["results"])
    return [(one["status"], one["receipt"]["stage"]["code"] if one["receipt"] else one["problem"]["code"]) for one in found["results"]]


async def test_every_task_is_completed_when_each_could_be_by_itself(api: Desk, two: list[dict[str, Any]]) -> None:
    assert outcomes(await api.post(OFFICER, "/tasks/complete", body(two, ACCEPTED))) == [(200, "verification")] * 2


async def test_the_others_are_completed_when_some_are_refused(api: Desk, two: list[dict[str, Any]]) -> None:
    mixed = body(two[:1], {"decision": "nonsense"})["tasks"] + body([{"id": UNKNOWN}], ACCEPTED)["tasks"] + body(two[1:], ACCEPTED)["tasks"]
    answer = await api.post(OFFICER, "/tasks/complete", {"tasks": mixed})
    assert outcomes(answer) == [(422, "invalid_input"), (404, "not_found"), (200, "verification")]
    assert answer.json()["results"][0]["problem"]["errors"][0]["field"] == "decision"
    assert [task["id"] for task in (await api.get(OFFICER, "/tasks", params={"kind": "acceptance"})).json()["items"]] == [two[0]["id"]]


async def test_answers_are_the_same_when_it_is_asked_again_under_its_key(api: Desk, two: list[dict[str, Any]]) -> None:
    first = await api.post(OFFICER, "/tasks/complete", body(two, ACCEPTED), key="many")
    again = await api.post(OFFICER, "/tasks/complete", body(two, ACCEPTED), key="many")
    assert again.json() == first.json()
    other = await api.post(OFFICER, "/tasks/complete", body(two, ACCEPTED), key="another")
    assert outcomes(other) == [(409, "task_closed")] * 2


async def test_a_task_is_tried_again_under_the_same_key_when_it_was_refused(api: Desk, two: list[dict[str, Any]]) -> None:
    await api.post(HEAD, f"/tasks/{two[0]['id']}/assign", {"assignee": OTHER_OFFICER})
    assert outcomes(await api.post(OFFICER, "/tasks/complete", body(two, ACCEPTED), key="many"))[0] == (403, "forbidden")
    await api.post(HEAD, f"/tasks/{two[0]['id']}/assign", {"assignee": None})
    assert outcomes(await api.post(OFFICER, "/tasks/complete", body(two, ACCEPTED), key="many")) == [(200, "verification")] * 2


async def test_each_task_is_done_once_when_two_ask_at_once(api: Desk, two: list[dict[str, Any]]) -> None:
    answers = await asyncio.gather(*(api.post(person, "/tasks/complete", body(two, ACCEPTED)) for person in (OFFICER, OTHER_OFFICER)))
    statuses = zip(*(outcomes(answer) for answer in answers), strict=True)
    assert [sorted(status for status, _ in both) for both in statuses] == [[200, 409]] * 2


async def test_every_task_is_handed_over_and_given_back_together(api: Desk, two: list[dict[str, Any]]) -> None:
    tasks = [task["id"] for task in two]
    for assignee in (OTHER_OFFICER, None):
        answer = await api.post(HEAD, "/tasks/assign", {"tasks": tasks, "assignee": assignee})
        assert outcomes(answer) == [(200, "acceptance")] * 2
        assert [(await api.get(HEAD, f"/tasks/{task}")).json()["assignee"] for task in tasks] == [assignee] * 2
    answer = await api.post(HEAD, "/tasks/assign", {"tasks": tasks, "assignee": APPLICANT})
    assert outcomes(answer) == [(422, "invalid_input")] * 2


async def test_nobody_does_together_what_they_may_not_do_by_itself(api: Desk, two: list[dict[str, Any]]) -> None:
    assert outcomes(await api.post(HEAD, "/tasks/complete", body(two, ACCEPTED))) == [(403, "forbidden")] * 2
    for person in (STRANGER, "officer-hr-1"):
        assert outcomes(await api.post(person, "/tasks/complete", body(two, ACCEPTED))) == [(404, "not_found")] * 2, person
    assert code_of(await api.post(APPLICANT, "/tasks/assign", {"tasks": [two[0]["id"]], "assignee": None})) == "forbidden"


@pytest.mark.parametrize("tasks", [[], [UNKNOWN, UNKNOWN], [UNKNOWN] * 201, ["1"]])
async def test_request_is_refused_when_it_names_no_task_or_one_twice_or_too_many(shared: Desk, tasks: list[str]) -> None:
    for path, given in (
        ("/tasks/complete", {"tasks": [{"task_id": task, "answer": ACCEPTED} for task in tasks]}),
        ("/tasks/assign", {"tasks": tasks, "assignee": None}),
    ):
        answer = await shared.post(OFFICER, path, given)
        assert (answer.status_code, code_of(answer)) == (422, "invalid_input"), path
