"""Registering an enterprise: the code is the caller's word, name and kind are the register's, and its silence confirms nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete

from models.tables import Enterprise
from sandbox.enterprises import BEICHEN, CHENXIN, INSTITUTE
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, STRANGER, Desk, code_of
from tests.office import Office, rename

UNKNOWN = "91110302MA9DA0106W"
NEWCOMER = "91110302MA9DA0114P"
RENAMED = "演示晨光微电子（北京）有限公司"
AS_JSON = {"Accept": "application/json"}
NAME = "演示新来科技（北京）有限公司"
KNOWN: dict[str, Any] = {"name": NAME, "legal_representative": "某人", "established_on": "2024-01-05", "address": "某处"}
COLLECTIVE = "N2110302MF00000132"
BODY = {"uscc": NEWCOMER, "name": NAME}


@pytest.fixture
def durations() -> dict[str, int]:
    """Notices that are open when somebody reads them."""
    return {"public_notice": 12_000}


async def known(behind: Office, uscc: str = NEWCOMER, **facts: Any) -> None:
    """Have the register know an organisation."""
    (await behind.sandbox.put(f"/admin/enterprises/{uscc}", json=KNOWN | facts)).raise_for_status()


def fields_of(answer: Any) -> list[str]:
    return [fault["field"] for fault in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("kind", "applicant"),
    [
        ("enterprise", "enterprise"),
        ("university", "university_or_institute"),
        ("institute", "university_or_institute"),
        ("other", "enterprise"),
    ],
)
async def test_enterprise_is_registered_as_the_register_knows_it(api: Desk, behind: Office, kind: str, applicant: str) -> None:
    former = [{"name": "演示旧名有限公司", "until": "2025-12-31"}]
    await known(behind, kind=kind, former_names=former)
    answer = await api.post(OFFICER, "/enterprises", BODY | {"name": " 演示新来科技(北京)有限公司\u200b"})
    shown = answer.json()
    assert (answer.status_code, shown["name"], shown["kind"], shown["status"]) == (201, NAME, applicant, "active")
    assert shown["former_names"] == former
    assert shown["confirmed_at"]


@pytest.mark.parametrize("code", [COLLECTIVE, COLLECTIVE.lower()])
async def test_enterprise_is_registered_when_its_code_begins_with_a_letter(api: Desk, behind: Office, code: str) -> None:
    await known(behind, COLLECTIVE, kind="other")
    answer = await api.post(OFFICER, "/enterprises", BODY | {"uscc": code})
    assert (answer.status_code, answer.json()["uscc"]) == (201, COLLECTIVE)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "国家电网公司"}, "name"),
        # One it had until last year.
        ({"name": "演示旧名有限公司"}, "name"),
        ({"kind": "university_or_institute"}, "kind"),
        ({"uscc": UNKNOWN}, "uscc"),
        ({"uscc": UNKNOWN, "kind": "university_or_institute"}, "uscc"),
        ({"kind": "person"}, "kind"),
        ({"uscc": NEWCOMER[:-1] + "0"}, "uscc"),
        *[({"name": blank}, "name") for blank in (" ", "\u3000", "\u200b\u200d", "\ufeff \n", "\u202e", "\u2800", "--")],
    ],
)
async def test_enterprise_is_refused_when_the_register_says_otherwise(api: Desk, behind: Office, given: dict[str, str], field: str) -> None:
    await known(behind, former_names=[{"name": "演示旧名有限公司", "until": "2025-12-31"}])
    answer = await api.post(OFFICER, "/enterprises", BODY | given)
    assert (code_of(answer), fields_of(answer)) == ("invalid_input", [field])
    assert code_of(await api.get(OFFICER, f"/enterprises/{given.get('uscc', NEWCOMER)}")) == "not_found"


@pytest.mark.parametrize("mode", ["down", "garbage", "wrong_subject"])
async def test_enterprise_is_unconfirmed_when_the_register_is_silent(api: Desk, behind: Office, mode: str) -> None:
    await known(behind)
    await behind.fault("registration", mode)
    answer = await api.post(OFFICER, "/enterprises", BODY | {"name": "国家电网公司\u200b ", "kind": "university_or_institute"})
    shown = answer.json()
    assert (answer.status_code, shown["name"], shown["status"], shown["confirmed_at"]) == (201, "国家电网公司", "unconfirmed", None)
    # Nobody but the register says that somebody is no enterprise.
    assert shown["kind"] == "enterprise"
    blank = await api.post(OFFICER, "/enterprises", {"uscc": UNKNOWN, "name": "\u200b"})
    assert fields_of(blank) == ["name"]


async def test_name_is_corrected_when_the_register_has_not_named_the_enterprise_yet(api: Desk, behind: Office) -> None:
    await known(behind)
    await behind.fault("registration", "down")
    await api.post(OFFICER, "/enterprises", BODY | {"name": "国家电网公司"})
    corrected = await api.post(OFFICER, "/enterprises", BODY | {"name": "演示新名有限公司"})
    assert (corrected.status_code, corrected.json()["name"], corrected.json()["status"]) == (200, "演示新名有限公司", "unconfirmed")
    await behind.mend()
    wrong = await api.post(OFFICER, "/enterprises", BODY | {"name": "国家电网公司"})
    assert (wrong.status_code, fields_of(wrong)) == (422, ["name"])
    named = await api.post(OFFICER, "/enterprises", BODY)
    assert (named.status_code, named.json()["name"], named.json()["status"], named.json()["warnings"]) == (200, NAME, "active", [])
    again = await api.post(OFFICER, "/enterprises", BODY)
    assert (again.status_code, code_of(again)) == (409, "duplicate")
    assert NAME in again.json()["detail"]


async def test_enterprise_shows_that_the_register_has_another_name_when_it_was_confirmed_since(api: Desk, behind: Office) -> None:
    await known(behind)
    await behind.fault("registration", "down")
    await api.post(OFFICER, "/enterprises", BODY | {"name": "国家电网公司"})
    await behind.mend()
    await behind.client.execute_workflow("RegistrationConfirmation", id="registration/shown", task_queue=behind.settings.task_queue)
    shown = (await api.get(OFFICER, f"/enterprises/{NEWCOMER}")).json()
    assert (shown["name"], shown["status"]) == (NAME, "active")
    assert ["国家电网公司" in warning["zh"] for warning in shown["warnings"]] == [True]


async def test_enterprise_is_answered_again_when_the_register_has_fallen_silent_since(api: Desk, behind: Office) -> None:
    await known(behind)
    first = await api.post(OFFICER, "/enterprises", BODY, key="once")
    await behind.fault("registration", "down")
    again = await api.post(OFFICER, "/enterprises", BODY, key="once")
    assert (again.status_code, again.json()) == (201, first.json())
    await behind.mend()
    assert code_of(await api.post(OFFICER, "/enterprises", BODY)) == "duplicate"


async def test_enterprise_shows_its_state_when_it_is_no_longer_there(api: Desk) -> None:
    shown = {uscc: (await api.get(OFFICER, f"/enterprises/{uscc}")).json() for uscc in (BEICHEN, CHENXIN, INSTITUTE)}
    assert [row["status"] for row in shown.values()] == ["deregistered", "active", "active"]
    assert [row["warnings"] for row in shown.values()] == [[], [], []]


async def test_enterprise_is_registered_by_its_own_applicant_alone(api: Desk, behind: Office) -> None:
    await known(behind)
    assert code_of(await api.post(STRANGER, "/enterprises", BODY)) == "forbidden"
    assert code_of(await api.post(APPLICANT, "/enterprises", BODY)) == "forbidden"


async def test_notice_and_letter_show_the_name_the_register_has_when_the_enterprise_was_renamed(api: Desk, behind: Office) -> None:
    drafted = await api.ready()
    await rename(behind, CHENXIN, RENAMED, "2026-06-30")
    assert (await api.post(APPLICANT, f"/applications/{drafted['id']}/submit")).status_code == 200
    await api.done(OFFICER, drafted["id"], "acceptance", {"decision": "accepted"})
    asked = await api.soon(OFFICER, drafted["id"], "identity_check")
    about = (await api.get(OFFICER, f"/tasks/{asked['id']}")).json()["about"]
    assert (about["known"]["former_until"], about["registered"]["name"]) == ("2026-06-30", RENAMED)
    assert code_of(await api.get(APPLICANT, f"/tasks/{asked['id']}")) == "not_found"
    await api.done(OFFICER, drafted["id"], "identity_check", {"decision": "identity_accepted", "reason": "营业执照载明更名"})
    await api.done(OFFICER, drafted["id"], "desk_review", {"decision": "recommended", "opinion": "符合条件"})
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    notices = (await api.get(None, "/notices")).json()["items"]
    assert [notice["enterprise_name"] for notice in notices if notice["application_number"] == drafted["number"]] == [RENAMED]
    answer = await api.get(APPLICANT, f"/applications/{drafted['id']}/letter", headers=AS_JSON)
    assert answer.status_code == 200, answer.text
    letter = answer.json()["text"]
    assert (RENAMED in letter, "演示晨芯" in letter) == (True, False)
    shown = (await api.get(OFFICER, f"/enterprises/{CHENXIN}")).json()
    assert (shown["name"], shown["former_names"]) == (RENAMED, [{"name": "演示晨芯微电子（北京）有限公司", "until": "2026-06-30"}])


async def test_nobody_is_shown_in_public_when_the_register_does_not_have_the_name(api: Desk, behind: Office) -> None:
    await behind.change(delete(Enterprise).where(Enterprise.uscc == CHENXIN))
    await behind.fault("registration", "down")
    registered = await api.post(APPLICANT, "/enterprises", {"uscc": CHENXIN, "name": "国家电网公司"})
    assert (registered.status_code, registered.json()["status"]) == (201, "unconfirmed")
    drafted = await api.submitted()
    await api.done(OFFICER, drafted["id"], "acceptance", {"decision": "accepted"})
    await behind.mend()
    await api.done(OFFICER, drafted["id"], "identity_check", {"decision": "identity_refused", "reason": "冒用他人名称"})
    assert (await api.get(APPLICANT, f"/applications/{drafted['id']}")).json()["stage"]["code"] == "refused"
    letter = (await api.get(APPLICANT, f"/applications/{drafted['id']}/letter", headers=AS_JSON)).json()["text"]
    assert "以“国家电网公司”名义申请的单位：" in letter
    assert "与申请时的“国家电网公司”（企业）不是同一单位。" in letter
    assert ("冒用他人名称" in letter, letter.count("国家电网")) == (True, 2)
    assert "国家电网" not in (await api.get(None, "/notices")).text


async def test_letter_says_that_the_register_does_not_know_who_applied(api: Desk, behind: Office) -> None:
    drafted = await api.submitted()
    (await behind.sandbox.delete(f"/admin/enterprises/{CHENXIN}")).raise_for_status()
    await api.done(OFFICER, drafted["id"], "acceptance", {"decision": "accepted"})
    await api.soon(APPLICANT, drafted["id"], "reconsideration_request")
    letter = (await api.get(APPLICANT, f"/applications/{drafted['id']}/letter", headers=AS_JSON)).json()["text"]
    assert "经向登记机关核实，未查询到该统一社会信用代码的登记" in letter


async def test_enterprise_is_shown_on_one_page_to_those_whose_business_it_is(api: Desk) -> None:
    drafted = await api.submitted()
    for person in (OFFICER, APPLICANT):
        shown = (await api.get(person, f"/enterprises/{CHENXIN}")).json()
        assert [case["number"] for case in shown["open_cases"]["items"]] == [drafted["number"]]
        assert (shown["counts_with"], shown["open_cases"]["total"], shown["commitment"]) == ([CHENXIN], 1, None)
        assert shown["awards"] == {"total": 0, "items": [], "awarded_fen": 0, "paid_fen": 0, "recovered_fen": 0}
        assert {shown[part]["total"] for part in ("clawbacks", "loans", "vouchers")} == {0}
    assert (await api.get(FOREIGN_OFFICER, f"/enterprises/{CHENXIN}")).json()["open_cases"]["total"] == 0
    assert code_of(await api.get(STRANGER, f"/enterprises/{CHENXIN}")) == "not_found"
