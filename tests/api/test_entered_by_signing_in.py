"""登录入册的测试。An official who signs in is in the directory from then on, as their token has them, unless somebody keeps them there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from models.tables import Person
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from sandbox.people import BY_ID, Grant
from tests.api.desk import OFFICER, OTHER_OFFICER, Desk, code_of, enter
from tests.office import Office

ADMIN, AUDITOR = "admin", "auditor"
OF_STI = {"role": "officer", "department": "sti", "head": False}
OF_ECON = {"role": "officer", "department": "econ", "head": True}


async def unknown(behind: Office, *subjects: str) -> None:
    """Have the directory know nobody, or none of some."""
    await behind.change(delete(Person).where(Person.subject.in_(subjects)) if subjects else delete(Person))


async def as_granted(api: Desk, behind: Office, *grants: dict[str, Any], person: str = OFFICER) -> None:
    """Sign somebody in with grants of the identity provider's."""
    assert behind.world is not None
    held = tuple(Grant(**grant) for grant in grants)
    api.tokens[person] = behind.world.issuer.token_for(BY_ID[person].model_copy(update={"grants": held}), 3600)
    answer = await api.get(person, "/me")
    assert answer.status_code == 200, answer.text
    assert answer.json()["grants"] == list(grants)


async def known(api: Desk, subject: str = OFFICER) -> dict[str, Any]:
    return dict((await api.get(AUDITOR, f"/people/{subject}")).json())


async def test_official_is_entered_as_their_token_shows_them(api: Desk, behind: Office) -> None:
    await unknown(behind)
    assert (await api.get(OFFICER, "/me")).status_code == 200
    shown = await known(api)
    assert (shown["name"], shown["grants"], shown["by_token"]) == ("刘建国", [OF_STI], True)
    assert shown["seen_on"] == str(datetime.now(BEIJING).date())
    [entered] = shown["history"]
    assert (entered["event"], entered["actor"]) == ("entered", "system")


@pytest.mark.parametrize("person", ["applicant-chenxin", "expert-1"])
async def test_nobody_else_is_entered_by_signing_in(api: Desk, behind: Office, person: str) -> None:
    await unknown(behind)
    assert (await api.get(person, "/me")).status_code == 200
    assert list(await behind.all(select(Person.subject))) == []


async def test_whoever_was_never_entered_by_hand_may_be_given_a_task(api: Desk, behind: Office) -> None:
    await unknown(behind, OTHER_OFFICER)
    drafted = await api.submitted()
    task = (await api.soon(OFFICER, drafted["id"], "acceptance"))["id"]
    refused = await api.post("approver-sti-1", f"/tasks/{task}/assign", {"assignee": OTHER_OFFICER})
    assert code_of(refused) == "invalid_input"
    await api.get(OTHER_OFFICER, "/me")
    assert OTHER_OFFICER in {one["subject"] for one in (await api.get(OFFICER, "/people", params={"task": task})).json()["items"]}
    assert (await api.post("approver-sti-1", f"/tasks/{task}/assign", {"assignee": OTHER_OFFICER})).status_code == 200


async def test_whom_an_official_speaks_for_is_an_interest_of_theirs_in_the_directory(api: Desk, behind: Office) -> None:
    await unknown(behind, OTHER_OFFICER)
    drafted = await api.submitted()
    task = (await api.soon(OFFICER, drafted["id"], "acceptance"))["id"]
    assert behind.world is not None
    speaks = BY_ID[OTHER_OFFICER].model_copy(update={"enterprise": CHENXIN})
    api.tokens[OTHER_OFFICER] = behind.world.issuer.token_for(speaks, 3600)
    assert (await api.get(OTHER_OFFICER, "/me")).status_code == 200
    assert OTHER_OFFICER not in {one["subject"] for one in (await api.get(OFFICER, "/people", params={"task": task})).json()["items"]}
    assert code_of(await api.post("approver-sti-1", f"/tasks/{task}/assign", {"assignee": OTHER_OFFICER})) == "invalid_input"


async def test_directory_follows_the_token_of_whom_nobody_keeps(api: Desk, behind: Office) -> None:
    await unknown(behind, OFFICER)
    await as_granted(api, behind, OF_STI)
    await as_granted(api, behind, OF_STI, OF_ECON)
    shown = await known(api)
    assert shown["grants"] == [OF_STI, OF_ECON]
    assert [(one["event"], one["actor"]) for one in shown["history"]] == [("entered", "system"), ("changed", "system")]


async def test_what_somebody_keeps_counts_before_the_token(api: Desk, behind: Office) -> None:
    await unknown(behind, OFFICER)
    await as_granted(api, behind, OF_STI)
    kept = {"name": "刘建国", "grants": [OF_ECON], "interests": [], "contact": None}
    await enter(api, OFFICER, kept)
    await as_granted(api, behind, OF_STI, OF_ECON)
    shown = await known(api)
    assert (shown["grants"], shown["by_token"]) == ([OF_ECON], False)
    # What was entered by hand and never by token is left alone just so.
    await as_granted(api, behind, OF_ECON, person=OTHER_OFFICER)
    other = await known(api, OTHER_OFFICER)
    assert (other["grants"], other["history"], other["seen_on"] is not None) == ([OF_STI], [], True)


async def test_absence_is_no_keeping(api: Desk, behind: Office) -> None:
    await unknown(behind, OFFICER)
    await as_granted(api, behind, OF_STI)
    today = str(datetime.now(BEIJING).date())
    said = {"absent_from": today, "absent_to": today, "deputy": OTHER_OFFICER}
    assert (await api.ask(OFFICER, "PUT", f"/people/{OFFICER}/absence", json=said)).status_code == 200
    await as_granted(api, behind, OF_ECON)
    shown = await known(api)
    assert (shown["grants"], shown["deputy"]) == ([OF_ECON], OTHER_OFFICER)


async def test_revoked_person_is_neither_entered_nor_revived(api: Desk, behind: Office) -> None:
    await unknown(behind, OFFICER)
    assert (await api.post(ADMIN, f"/people/{OFFICER}/revocation", {"reason": "调离"})).status_code == 201
    for _ in range(2):
        assert code_of(await api.get(OFFICER, "/me")) == "revoked"
    shown = await known(api)
    assert (shown["grants"], shown["seen_on"], shown["revoked_at"] is None) == ([], None, False)
    # Once it is lifted they are known as their token shows them.
    assert (await api.ask(ADMIN, "DELETE", f"/people/{OFFICER}/revocation")).status_code == 200
    await as_granted(api, behind, OF_STI)
    assert (await known(api))["grants"] == [OF_STI]


async def test_signing_in_again_on_the_same_day_writes_nothing(api: Desk, behind: Office) -> None:
    await unknown(behind, OFFICER)
    await as_granted(api, behind, OF_STI)
    await behind.change(update(Person).where(Person.subject == OFFICER).values(seen_on=None))
    for _ in range(3):
        assert (await api.get(OFFICER, "/tasks")).status_code == 200
    assert (await known(api))["seen_on"] is None
