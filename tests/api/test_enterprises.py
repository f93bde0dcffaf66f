"""Registering an enterprise: the code is the caller's word, name and kind are the register's, and its silence confirms nothing."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.enterprises import BEICHEN, CHENXIN, INSTITUTE
from tests.api.desk import APPLICANT, OFFICER, STRANGER, Desk, code_of
from tests.office import Office

UNKNOWN = "91110302MA9DA0106W"
NEWCOMER = "91110302MA9DA0114P"
NAME = "演示新来科技（北京）有限公司"
KNOWN: dict[str, Any] = {"name": NAME, "legal_representative": "某人", "established_on": "2024-01-05", "address": "某处"}
COLLECTIVE = "N2110302MF00000132"
BODY = {"uscc": NEWCOMER, "name": NAME}


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
        *[({"name": blank}, "name") for blank in (" ", "\u3000", "\u200b\u200d", "\ufeff \n", "\u202e")],
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
