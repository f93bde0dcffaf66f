"""不在岗的测试。What is given to somebody who is away their deputy does in their own name, and it is a duty of both."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.tables import AuditEvent, Involvement
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, HEAD, OFFICER, OTHER_OFFICER, Desk, code_of, enter
from tests.office import Office
from tests.patience import until

DEPUTY, OTHERS = OTHER_OFFICER, "officer-sti-3"


async def away(api: Desk, subject: str = OFFICER, deputy: str | None = DEPUTY, *, begins: int = 0, by: str | None = None) -> Any:
    """Say that somebody is away, from so many days from now on."""
    first = datetime.now(BEIJING).date() + timedelta(days=begins)
    body = {"absent_from": str(first), "absent_to": str(first + timedelta(days=5)), "deputy": deputy}
    return await api.ask(by or subject, "PUT", f"/people/{subject}/absence", json=body)


async def given(api: Desk) -> tuple[str, str]:
    """Return an application, and its acceptance that is given to an officer."""
    drafted = await api.submitted()
    task = (await api.soon(OFFICER, drafted["id"], "acceptance"))["id"]
    assert (await api.post(HEAD, f"/tasks/{task}/assign", {"assignee": OFFICER})).status_code == 200
    return drafted["id"], task


async def mine(api: Desk, person: str) -> list[str]:
    return [row["id"] for row in (await api.get(person, "/tasks", params={"mine": "true"})).json()["items"]]


async def test_deputy_does_what_is_given_to_whom_they_stand_in_for(api: Desk, behind: Office) -> None:
    _, task = await given(api)
    assert await mine(api, DEPUTY) == []
    assert (await away(api)).status_code == 200
    assert (await api.get(DEPUTY, "/me")).json()["stands_in_for"] == [OFFICER]
    assert await mine(api, DEPUTY) == [task]
    assert await mine(api, OTHERS) == []
    assert (await api.get(DEPUTY, f"/tasks/{task}")).json()["may_complete"] is True
    done = await api.post(DEPUTY, f"/tasks/{task}/complete", {"decision": "accepted"})
    assert done.status_code == 200, done.text
    assert list(await behind.all(select(AuditEvent.actor_name).where(AuditEvent.event == "accepted"))) == ["吴晓梅"]
    query = select(Involvement.subject).where(Involvement.step == "acceptance").order_by(Involvement.subject)
    assert list(await behind.all(query)) == [OFFICER, DEPUTY]


async def test_nobody_stands_in_before_the_first_day_or_for_somebody_else(api: Desk) -> None:
    _, task = await given(api)
    assert (await away(api, begins=1)).status_code == 200
    assert await mine(api, DEPUTY) == []
    refused = await api.post(DEPUTY, f"/tasks/{task}/complete", {"decision": "accepted"})
    assert (refused.status_code, code_of(refused)) == (403, "forbidden")
    assert (await away(api, OTHERS)).status_code == 200
    assert (await api.post(DEPUTY, f"/tasks/{task}/complete", {"decision": "accepted"})).status_code == 403


async def test_decision_of_a_deputy_is_a_duty_of_both(api: Desk, behind: Office) -> None:
    drafted = await api.to_decision()
    task = (await api.soon(HEAD, drafted["id"], "decision"))["id"]
    first, second = "approver-sti-2", "approver-sti-3"
    assert (await api.post(HEAD, f"/tasks/{task}/assign", {"assignee": first})).status_code == 200
    assert (await away(api, first, second)).status_code == 200
    assert await mine(api, second) == [task]
    done = await api.post(second, f"/tasks/{task}/complete", {"decision": "approved"})
    assert done.status_code == 200, done.text
    # What the deputy decided the other has decided as well.
    query = select(Involvement.subject).where(Involvement.step == "decision").order_by(Involvement.subject)
    assert list(await behind.all(query)) == [first, second]


async def test_absence_is_said_by_those_alone_whose_it_is_to_say(api: Desk) -> None:
    for person in (OFFICER, "head-sti", "admin", DEPUTY, HEAD, "head-econ", APPLICANT):
        status = 200 if person in {OFFICER, "head-sti", "admin"} else 403
        assert (await away(api, by=person)).status_code == status, person
    assert (await away(api, "nobody", by="admin")).status_code == 404
    ended = await api.ask(OFFICER, "PUT", f"/people/{OFFICER}/absence", json={})
    assert (ended.json()["absent_from"], ended.json()["absent_to"], ended.json()["deputy"]) == (None, None, None)
    assert (await api.get(DEPUTY, "/me")).json()["stands_in_for"] == []


async def test_deputy_who_cannot_act_is_refused_with_the_reason(api: Desk) -> None:
    for deputy, said in ((APPLICANT, "holds none"), (HEAD, "holds none"), (OFFICER, "themselves"), ("nobody", "not in the directory")):
        refused = await away(api, deputy=deputy)
        assert (refused.status_code, code_of(refused)) == (422, "invalid_input"), deputy
        [fault] = refused.json()["errors"]
        assert fault["field"] == "deputy"
        assert said in fault["message"]["en"] or deputy == APPLICANT, fault


async def test_task_is_given_to_somebody_away_only_when_they_have_a_deputy(api: Desk) -> None:
    _, task = await given(api)
    for deputy, status in ((None, 422), (DEPUTY, 200)):
        assert (await away(api, OTHERS, deputy)).status_code == 200
        assert (await api.post(HEAD, f"/tasks/{task}/assign", {"assignee": OTHERS})).status_code == status


async def gone(api: Desk, subject: str, how: str) -> int:
    """Have somebody be away, lose their rights, or have an interest in the enterprise."""
    if how == "away":
        return int((await away(api, subject, None)).status_code)
    if how == "revoked":
        return int((await api.post("admin", f"/people/{subject}/revocation", {"reason": "调离"})).status_code)
    known = {"name": subject, "grants": [{"role": "approver", "department": "sti", "head": False}], "interests": [CHENXIN], "contact": None}
    await enter(api, subject, known)
    return 200


@pytest.mark.parametrize("how", ["away", "revoked", "interested"])
async def test_operator_is_told_at_once_when_the_last_who_could_do_a_task_is_gone(api: Desk, how: str) -> None:
    drafted = await api.to_decision()

    async def told() -> list[str]:
        messages = (await api.get("operator", "/messages", params={"limit": 100})).json()["items"]
        return [one["text"]["zh"] for one in messages if drafted["number"] in one["text"]["zh"] and "无人可以办理" in one["text"]["zh"]]

    for subject in (HEAD, "approver-sti-2", "approver-sti-3"):
        assert await told() == []
        assert await gone(api, subject, how) in {200, 201}

    async def said() -> list[str] | None:
        return await told() or None

    [text] = await until(said, "that nobody may decide")
    assert text.startswith(f"{drafted['number']}的“审定”无人可以办理")


BARRED: dict[str, dict[str, Any]] = {
    "interest": {"interests": [CHENXIN]},
    "role": {"grants": [{"role": "finance", "department": None, "head": False}]},
}


async def barred(api: Desk, how: str) -> None:
    """Have the deputy be somebody who may not do it either."""
    if how == "revoked":
        assert (await api.post("admin", f"/people/{DEPUTY}/revocation", {"reason": "调离"})).status_code == 201
        return
    officer = {"name": "吴晓梅", "grants": [{"role": "officer", "department": "sti", "head": False}], "interests": [], "contact": None}
    await enter(api, DEPUTY, officer | BARRED[how])


async def given_back(api: Desk, task: str) -> dict[str, str]:
    """Wait until a task is given back, and return what its officer and their head are told."""

    async def is_back() -> bool | None:
        return (await api.get(HEAD, f"/tasks/{task}")).json()["assignee"] is None or None

    await until(is_back, "that it is given back")
    told = {}
    for person in (OFFICER, "head-sti"):
        messages = (await api.get(person, "/messages", params={"limit": 100})).json()["items"]
        told[person] = next(one["text"]["zh"] for one in messages if "已退回待办" in one["text"]["zh"])
    return told


@pytest.mark.parametrize(("how", "before"), [("interest", True), ("interest", False), ("role", False), ("revoked", False)])
async def test_task_goes_back_and_is_told_of_when_whoever_has_it_is_away_and_their_deputy_may_not_do_it(
    api: Desk,
    how: str,
    before: bool,  # noqa: FBT001 - whether the deputy is barred before the absence begins
) -> None:
    _, task = await given(api)
    steps = [away(api), barred(api, how)]
    for step in reversed(steps) if before else steps:
        await step
    told = await given_back(api, task)
    assert told[OFFICER] == told["head-sti"]
    assert "不在岗，代理人也不能办理该任务" in told[OFFICER]
    done = await api.post(OTHERS, f"/tasks/{task}/complete", {"decision": "accepted"})
    assert done.status_code == 200, done.text


async def test_task_goes_back_when_whoever_has_it_is_away_and_nobody_acts_for_them(api: Desk) -> None:
    _, task = await given(api)
    assert (await away(api, deputy=None)).status_code == 200
    assert "不在岗，且无人代理" in (await given_back(api, task))[OFFICER]


async def test_task_is_given_to_nobody_who_is_away_when_their_deputy_may_not_do_it(api: Desk) -> None:
    _, task = await given(api)
    await barred(api, "interest")
    assert (await away(api, OTHERS, DEPUTY)).status_code == 200
    refused = await api.post(HEAD, f"/tasks/{task}/assign", {"assignee": OTHERS})
    assert (refused.status_code, refused.json()["errors"][0]["message"]["zh"]) == (422, "不在岗，代理人也不能办理该任务")
