from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from stdnum.cn import uscc

from sandbox.enterprises import CHENXIN, HAIXI, MUXI, YUANSHAN, ZHIYUAN
from sandbox.settings import AUTHORITIES as ALL_AUTHORITIES
from tests.sandbox.conftest import Sandbox, running

UNKNOWN = "91110302MA9DA0114P"
NEWCOMER: dict[str, Any] = {
    "name": "演示新来企业",
    "legal_representative": "某人",
    "established_on": "2026-01-05",
    "address": "某处",
    "records": [{"source": "customs", "on": "2026-02-01", "serious": True, "description": "走私 Smuggling"}],
}
AUTHORITIES = ("/credit/tax/records?uscc={}", "/registration/{}", "/tax/{}", "/statistics/{}")


async def test_health_is_answered(sandbox: Sandbox) -> None:
    assert (await sandbox.client.get("/healthz")).json() == {"status": "ok"}


async def test_credit_has_no_records_when_the_enterprise_is_clean(sandbox: Sandbox) -> None:
    for source in ("finance", "market", "tax", "customs"):
        answer = (await sandbox.client.get(f"/credit/{source}/records", params={"uscc": CHENXIN})).json()
        assert (answer["uscc"], answer["source"], answer["records"]) == (CHENXIN, source, [])


async def test_credit_shows_a_record_when_the_department_keeps_one(sandbox: Sandbox) -> None:
    answer = (await sandbox.client.get("/credit/tax/records", params={"uscc": HAIXI})).json()
    assert [record["serious"] for record in answer["records"]] == [True]


async def test_credit_shows_nothing_when_another_department_keeps_the_record(sandbox: Sandbox) -> None:
    assert (await sandbox.client.get("/credit/market/records", params={"uscc": HAIXI})).json()["records"] == []


async def test_registration_is_outside_when_the_enterprise_is_registered_elsewhere(sandbox: Sandbox) -> None:
    assert (await sandbox.client.get(f"/registration/{YUANSHAN}")).json()["registered_in_area"] is False


async def test_tax_is_outside_when_the_enterprise_is_taxed_elsewhere(sandbox: Sandbox) -> None:
    assert (await sandbox.client.get(f"/tax/{ZHIYUAN}")).json()["taxed_in_area"] is False


async def test_statistics_are_outside_when_the_enterprise_reports_elsewhere(sandbox: Sandbox) -> None:
    answer = (await sandbox.client.get(f"/statistics/{MUXI}")).json()
    assert (answer["statistics_in_area"], answer["size"]) == (False, "micro")


@pytest.mark.parametrize("path", AUTHORITIES)
async def test_authority_says_not_registered_when_the_enterprise_is_unknown(sandbox: Sandbox, path: str) -> None:
    response = await sandbox.client.get(path.format(UNKNOWN))
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.json()["code"], response.json()["uscc"]) == ("not_registered", UNKNOWN)


@pytest.mark.parametrize("path", AUTHORITIES)
async def test_authority_refuses_when_the_credit_code_is_malformed(sandbox: Sandbox, path: str) -> None:
    assert (await sandbox.client.get(path.format("91110302MA9DA0OOOO"))).status_code == 422


TOKENS = dict.fromkeys(ALL_AUTHORITIES, "known-to-them") | {"tax": "known-to-tax"}


@pytest.mark.parametrize("path", [*AUTHORITIES, "/treasury/statement?date=2026-06-01"])
@pytest.mark.parametrize("header", [None, "Bearer wrong", "Bearer", "known-to-tax", "Bearer known-to-others"])
async def test_authority_refuses_when_the_token_is_not_the_one_expected(path: str, header: str | None) -> None:
    async with running(tokens=TOKENS) as guarded:
        response = await guarded.client.get(path.format(CHENXIN), headers={"authorization": header} if header else {})
    assert (response.status_code, response.json()["code"]) == (401, "unauthenticated")


async def test_authority_answers_when_the_token_is_the_one_expected() -> None:
    async with running(tokens=TOKENS) as guarded:
        response = await guarded.client.get(f"/tax/{CHENXIN}", headers={"authorization": "Bearer known-to-tax"})
    assert response.status_code == 200


async def test_enterprise_is_known_when_it_has_been_entered(sandbox: Sandbox) -> None:
    await sandbox.client.put(f"/admin/enterprises/{UNKNOWN}", json=NEWCOMER)
    answer = (await sandbox.client.get("/credit/customs/records", params={"uscc": UNKNOWN})).json()
    assert answer["records"] == [{"on": "2026-02-01", "serious": True, "description": "走私 Smuggling"}]


async def test_enterprise_is_unknown_when_it_has_been_removed(sandbox: Sandbox) -> None:
    await sandbox.client.delete(f"/admin/enterprises/{CHENXIN}")
    assert (await sandbox.client.get(f"/tax/{CHENXIN}")).status_code == 404


async def test_registration_remembers_the_name_an_enterprise_had_when_it_is_renamed(sandbox: Sandbox) -> None:
    before = (await sandbox.client.get(f"/registration/{CHENXIN}")).json()
    for name, until in (("演示晨曦有限公司", "2026-05-31"), ("演示晨光有限公司", "2026-06-30")):
        body = {"name": name, "until": until}
        assert (await sandbox.client.put(f"/admin/enterprises/{CHENXIN}/name", json=body)).status_code == 200
    after = (await sandbox.client.get(f"/registration/{CHENXIN}")).json()
    assert (before["former_names"], after["name"]) == ([], "演示晨光有限公司")
    former = [{"name": before["name"], "until": "2026-05-31"}, {"name": "演示晨曦有限公司", "until": "2026-06-30"}]
    assert after["former_names"] == former
    assert (await sandbox.client.put(f"/admin/enterprises/{UNKNOWN}/name", json={"name": "演示"})).status_code == 404


async def test_enterprises_are_listed_when_asked_for(sandbox: Sandbox) -> None:
    assert (await sandbox.client.get("/admin/enterprises")).json()[HAIXI]["records"][0]["source"] == "tax"


async def test_enterprise_is_refused_when_a_member_is_unknown(sandbox: Sandbox) -> None:
    response = await sandbox.client.put(f"/admin/enterprises/{UNKNOWN}", json={**NEWCOMER, "colour": "red"})
    assert response.status_code == 422


async def test_entered_enterprise_stays_when_the_sandbox_restarts(tmp_path: Path) -> None:
    async with running(tmp_path) as before:
        await before.client.put(f"/admin/enterprises/{UNKNOWN}", json=NEWCOMER)
        await before.client.delete(f"/admin/enterprises/{CHENXIN}")
    async with running(tmp_path) as after:
        assert (await after.client.get(f"/tax/{UNKNOWN}")).status_code == 200
        assert (await after.client.get(f"/tax/{CHENXIN}")).status_code == 404


async def test_unknown_path_is_a_problem_document(sandbox: Sandbox) -> None:
    response = await sandbox.client.get("/nowhere")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


async def test_enterprise_gets_a_code_of_its_own_when_it_is_entered_without(sandbox: Sandbox) -> None:
    known = (await sandbox.client.get("/admin/enterprises")).json()
    like = {**known[CHENXIN], "name": "演示新设企业"}
    first, second = [(await sandbox.client.post("/admin/enterprises", json=like)).json()["uscc"] for _ in range(2)]
    now = (await sandbox.client.get("/admin/enterprises")).json()
    assert now.keys() - known.keys() == {first, second}
    assert uscc.is_valid(first)
    assert now[first]["name"] == "演示新设企业"
