"""人员的测试。The directory: who keeps it, what it says; and whoever was revoked acts nowhere, from that moment on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.web.standing import Standing
from sandbox.people import PEOPLE
from tests.api.desk import APPLICANT, HEAD, OFFICER, OTHER_OFFICER, Desk, code_of, desk, enter
from tests.api.test_personal_numbers import tables_with
from tests.office import Office
from tests.patience import until

ADMIN, SECOND, AUDITOR = "admin", "admin-2", "auditor"
CHENXIN = "91110302MA9DA0018E"
GRANT = {"role": "officer", "department": "sti", "head": False}
LEAD = "head-sti"
CONTACT = "010-67880000"
SOMEBODY = {"name": "新同事", "grants": [GRANT], "interests": [CHENXIN], "contact": CONTACT}
REVOKED = "/people/officer-sti-1/revocation"


@pytest.fixture
async def elsewhere(behind: Office, tmp_path: Path) -> AsyncIterator[Desk]:
    """Another API, that has read the directory and will not read it again for an hour."""
    standing = Standing(3600)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    parts = behind.client, behind.settings.task_queue, behind.database, behind.sandbox, behind.parts.http, folder
    async with desk(*parts, standing=standing) as opened:
        assert (await opened.get(OFFICER, "/me")).status_code == 200
        yield opened


async def entered(api: Desk, subject: str = "officer-sti-9", **changes: Any) -> dict[str, Any]:
    """Enter somebody in the directory."""
    return await enter(api, subject, SOMEBODY | changes)


async def revoke(api: Desk, subject: str = OFFICER) -> dict[str, Any]:
    """Take somebody's rights."""
    answer = await api.post(ADMIN, f"/people/{subject}/revocation", {"reason": "调离"})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_person_is_in_the_directory_as_they_were_entered(api: Desk) -> None:
    shown = await entered(api)
    assert {name: shown[name] for name in SOMEBODY} == SOMEBODY
    assert (shown["revoked_at"], shown["open_tasks"]) == (None, 0)
    assert (await api.get(AUDITOR, "/people/officer-sti-9")).json() == shown
    found = (await api.get(OFFICER, "/people", params={"role": "officer", "department": "sti"})).json()["items"]
    [listed] = [one for one in found if one["subject"] == "officer-sti-9"]
    assert {grant["department"] for one in found for grant in one["grants"]} == {"sti"}
    assert listed == {
        name: value for name, value in shown.items() if name not in {"interests", "contact", "by_token", "seen_on", "history"}
    }


async def test_each_change_is_kept_with_who_made_it_and_the_same_again_is_none(api: Desk) -> None:
    await entered(api)
    await entered(api)
    await entered(api, name="改名", contact="010-67881111")
    first, second = (await api.get(AUDITOR, "/people/officer-sti-9")).json()["history"]
    assert (first["event"], first["actor"], first["detail"]["imported_by"]) == ("entered", SECOND, ADMIN)
    assert (second["event"], second["actor"], second["actor_name"]) == ("changed", ADMIN, "蒋承宇")
    # A telephone number is not kept for good.
    assert second["detail"] == {"name": ["新同事", "改名"], "contact": "changed"}
    assert first["detail"]["contact"] == "changed"


async def put(api: Desk, subject: str, grants: list[dict[str, Any]], person: str = ADMIN, **changes: Any) -> httpx.Response:
    return await api.ask(person, "PUT", f"/people/{subject}", json=SOMEBODY | {"grants": grants} | changes)


async def grants_of(api: Desk, subject: str) -> list[dict[str, Any]] | None:
    answer = await api.get(AUDITOR, f"/people/{subject}")
    return list(answer.json()["grants"]) if answer.status_code == 200 else None


async def test_role_is_given_once_a_second_person_has_confirmed_it(api: Desk) -> None:
    waits = await put(api, "officer-sti-9", [GRANT])
    assert (waits.status_code, waits.json()["taken"], waits.json()["rows"][0]["given"]) == (202, None, [GRANT])
    assert await grants_of(api, "officer-sti-9") is None
    confirmation = f"{waits.headers['location']}/confirmation"
    assert code_of(await api.post(ADMIN, confirmation)) == "four_eyes"
    assert (await api.post(SECOND, confirmation)).status_code == 200
    assert await grants_of(api, "officer-sti-9") == [GRANT]
    assert (await put(api, "officer-sti-9", [GRANT])).status_code == 200


GIVING = {
    "another role": ([GRANT, {"role": "finance", "department": None, "head": False}], 202),
    "another department": ([GRANT | {"department": "econ"}], 202),
    "the lead": ([GRANT | {"head": True}], 202),
    "nothing more": ([GRANT], 200),
    "nothing at all": ([], 200),
}


@pytest.mark.parametrize(("grants", "status"), GIVING.values(), ids=GIVING)
async def test_change_takes_a_second_person_only_when_it_gives_a_role(api: Desk, grants: list[dict[str, Any]], status: int) -> None:
    assert (await put(api, OFFICER, grants)).status_code == status
    assert await grants_of(api, OFFICER) == ([GRANT] if status == 202 else grants)


async def test_lead_is_taken_back_by_one_person(api: Desk) -> None:
    led = await grants_of(api, LEAD)
    assert led is not None
    assert [grant["head"] for grant in led] == [True]
    assert (await put(api, LEAD, [led[0] | {"head": False}])).status_code == 200


async def test_role_is_not_given_when_it_is_confirmed_by_whom_it_is_given_to(api: Desk) -> None:
    waits = await put(api, SECOND, [{"role": "admin"}, {"role": "finance"}])
    assert code_of(await api.post(SECOND, f"{waits.headers['location']}/confirmation")) == "four_eyes"


async def test_change_that_waits_is_replaced_when_the_same_person_asks_for_another(api: Desk) -> None:
    first, second = [await put(api, "officer-sti-9", [GRANT], name=name) for name in ("新同事", "改名")]
    assert code_of(await api.post(SECOND, f"{first.headers['location']}/confirmation")) == "wrong_stage"
    assert (await api.post(SECOND, f"{second.headers['location']}/confirmation")).status_code == 200
    assert (await api.get(AUDITOR, "/people/officer-sti-9")).json()["name"] == "改名"


async def test_change_that_waits_is_withdrawn_when_the_same_person_gives_nothing_instead(api: Desk) -> None:
    waits = await put(api, OFFICER, [GRANT, {"role": "finance"}])
    assert (await put(api, OFFICER, [GRANT])).status_code == 200
    assert code_of(await api.post(SECOND, f"{waits.headers['location']}/confirmation")) == "wrong_stage"
    assert await grants_of(api, OFFICER) == [GRANT]


async def test_change_that_waits_stands_when_another_person_asks_for_the_same(api: Desk) -> None:
    first = await put(api, "officer-sti-9", [GRANT])
    assert (await put(api, "officer-sti-9", [GRANT], SECOND)).status_code == 202
    assert (await api.post(SECOND, f"{first.headers['location']}/confirmation")).status_code == 200


async def test_contact_is_kept_in_clear_nowhere_and_read_by_whom_it_is_for(api: Desk, behind: Office) -> None:
    waits = await put(api, "officer-sti-9", [GRANT])
    assert waits.json()["rows"][0]["contact"] == CONTACT
    confirmation = f"{waits.headers['location']}/confirmation"
    confirmed, again = [await api.post(SECOND, confirmation, key="confirmed-once-0001") for _ in range(2)]
    assert (confirmed.status_code, again.headers["Idempotency-Replayed"], again.json()) == (200, "true", confirmed.json())
    assert confirmed.json()["rows"][0]["contact"] == CONTACT
    assert (await revoke(api, "officer-sti-9"))["contact"] == CONTACT
    assert (await api.get(AUDITOR, "/people/officer-sti-9")).json()["contact"] == CONTACT
    assert await tables_with(behind, CONTACT) == []
    assert {"people", "people_imports"} <= set(await tables_with(behind, f"****{CONTACT[-4:]}"))


async def test_contact_that_is_the_same_is_no_change(api: Desk) -> None:
    before = await entered(api)
    assert (await put(api, "officer-sti-9", [GRANT])).json() == before
    changed = (await put(api, "officer-sti-9", [GRANT], contact="010-67881111")).json()
    assert [one["detail"] for one in changed["history"][len(before["history"]) :]] == [{"contact": "changed"}]


@pytest.mark.parametrize(
    ("subject", "changes", "field"),
    [
        ("officer-sti-9", {"grants": [GRANT | {"department": None}]}, "grants.0.department"),
        ("officer-sti-9", {"grants": [GRANT, {"role": "finance", "department": "sti"}]}, "grants.1.department"),
        ("officer-sti-9", {"grants": [{"role": "system"}]}, "grants.0.role"),
        ("officer-sti-9", {"grants": [GRANT | {"department": "nowhere"}]}, "grants.0.department"),
        ("officer-sti-9", {"interests": ["不是代码"]}, "interests.0"),
        ("officer-sti-9", {"name": "  "}, "name"),
        ("officer-sti-9", {"revoked_at": None}, "revoked_at"),
        ("system", {}, "subject"),
        ("officer-sti-1%20", {}, "subject"),
        ("officer%E2%80%8B-sti-1", {}, "subject"),
        ("%EF%BD%8Ffficer-sti-1", {}, "subject"),
        ("Public", {}, "subject"),
    ],
)
async def test_person_is_not_entered_when_what_is_said_of_them_is_amiss(
    shared: Desk, subject: str, changes: dict[str, Any], field: str
) -> None:
    refused = await shared.ask(ADMIN, "PUT", f"/people/{subject}", json=SOMEBODY | changes)
    assert (refused.status_code, code_of(refused)) == (422, "invalid_input")
    assert [fault["field"] for fault in refused.json()["errors"]] == [field]


async def test_directory_is_listed_page_by_page(api: Desk) -> None:
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        query = {"limit": "2", "role": "officer", "department": "hr"} | ({"cursor": cursor} if cursor else {})
        page = (await api.get(AUDITOR, "/people", params=query)).json()
        seen, cursor = [*seen, *(row["subject"] for row in page["items"])], page["next_cursor"]
    assert (seen, cursor) == (["head-hr", *(f"officer-hr-{number}" for number in range(1, 5))], None)
    everybody = (await api.get(AUDITOR, "/people", params={"limit": 100})).json()["items"]
    assert [row["subject"] for row in everybody] == sorted(one.id for one in PEOPLE)
    there = (await api.get(AUDITOR, "/people", params={"department": "hr", "limit": 100})).json()["items"]
    assert {grant["department"] for one in there for grant in one["grants"]} == {"hr"}
    assert {grant["role"] for one in there for grant in one["grants"]} == {"officer", "approver"}


async def test_directory_gives_nobody_a_right(api: Desk) -> None:
    await entered(api, OTHER_OFFICER, grants=[{"role": "admin"}])
    assert (await api.ask(OTHER_OFFICER, "PUT", "/people/somebody", json=SOMEBODY)).status_code == 403
    assert (await api.get(OTHER_OFFICER, "/me")).json()["grants"] == [GRANT]


async def test_name_of_the_directory_is_the_one_somebody_signs_in_under(api: Desk) -> None:
    await entered(api, OFFICER)
    assert (await api.get(OFFICER, "/me")).status_code == 200
    shown = (await api.get(AUDITOR, f"/people/{OFFICER}")).json()
    assert shown["name"] == "刘建国"
    told = [(one["event"], one["actor"], one["detail"]) for one in shown["history"]][1:]
    assert told == [("renamed", "system", {"name": ["新同事", "刘建国"]})]


async def test_revoked_person_neither_reads_nor_acts_until_it_is_lifted(api: Desk) -> None:
    shown = await revoke(api)
    assert datetime.fromisoformat(shown["revoked_at"]) <= datetime.now(UTC)
    for method, path in (("GET", "/me"), ("GET", "/tasks"), ("GET", "/items/innovation-centre/rules"), ("POST", "/applications")):
        refused = await api.ask(OFFICER, method, path)
        assert (refused.status_code, code_of(refused)) == (403, "revoked"), path
    assert (await api.get(OTHER_OFFICER, "/me")).status_code == 200
    assert (await api.ask(ADMIN, "DELETE", REVOKED)).json()["revoked_at"] is None
    assert (await api.get(OFFICER, "/me")).status_code == 200
    told = (await api.get(AUDITOR, f"/people/{OFFICER}")).json()["history"]
    assert [(one["event"], one["actor"], one["detail"]) for one in told][:2] == [
        ("revoked", ADMIN, {"reason": "调离"}),
        ("reinstated", ADMIN, {}),
    ]


async def test_revoking_twice_and_lifting_what_is_not_revoked_change_nothing(api: Desk) -> None:
    first = await revoke(api)
    assert (await revoke(api))["history"] == first["history"]
    for _ in range(2):
        lifted = (await api.ask(ADMIN, "DELETE", REVOKED)).json()
        assert [one["event"] for one in lifted["history"]] == ["revoked", "reinstated"]
    assert (await api.ask(ADMIN, "DELETE", "/people/nobody/revocation")).status_code == 404


async def test_revoked_person_acts_at_no_other_api_at_once(api: Desk, elsewhere: Desk) -> None:
    drafted = await api.submitted()
    task = await elsewhere.soon(OFFICER, drafted["id"], "acceptance")
    await revoke(api)
    # That API still lets them in: what counts is what holds when the act is written.
    assert (await elsewhere.get(OFFICER, "/me")).status_code == 200
    for path, body in (
        (f"/tasks/{task['id']}/complete", {"decision": "accepted"}),
        (f"/tasks/{task['id']}/assign", {"assignee": None}),
        (f"/cases/{drafted['id']}/hold", {"reason": "暂停"}),
    ):
        refused = await elsewhere.post(OFFICER, path, body)
        assert (refused.status_code, code_of(refused)) == (403, "revoked"), path
    assert (await elsewhere.get(AUDITOR, f"/applications/{drafted['id']}")).json()["stage"]["code"] == "acceptance"
    await elsewhere.done(OTHER_OFFICER, drafted["id"], "acceptance", {"decision": "accepted"})


async def test_applicant_who_was_revoked_submits_nothing(api: Desk, elsewhere: Desk) -> None:
    drafted = await elsewhere.ready()
    await revoke(api, APPLICANT)
    refused = await elsewhere.post(APPLICANT, f"/applications/{drafted['id']}/submit")
    assert (refused.status_code, code_of(refused)) == (403, "revoked")
    assert (await api.post(APPLICANT, f"/applications/{drafted['id']}/submit")).status_code == 403
    await api.ask(ADMIN, "DELETE", f"/people/{APPLICANT}/revocation")
    assert (await api.post(APPLICANT, f"/applications/{drafted['id']}/submit")).status_code == 200


async def test_revocation_elsewhere_is_known_within_moments(api: Desk, behind: Office, tmp_path: Path) -> None:
    folder = tmp_path / "another"
    folder.mkdir()
    parts = behind.client, behind.settings.task_queue, behind.database, behind.sandbox, behind.parts.http, folder
    async with desk(*parts) as another:
        assert (await another.get(HEAD, "/me")).status_code == 200
        await revoke(api, HEAD)

        async def refused() -> bool | None:
            return (await another.get(HEAD, "/me")).status_code == 403 or None

        await until(refused, "the revocation to be known")
