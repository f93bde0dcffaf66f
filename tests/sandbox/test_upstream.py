from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sandbox.clock import today
from sandbox.enterprises import CHENXIN, YUNHENG
from sandbox.settings import AUTHORITIES
from sandbox.upstream_projects import BEIJING_PROJECT, INSURANCE_POLICY, NATIONAL_PROJECT, REDUCED_PROJECT, demo_projects
from tests.sandbox.conftest import Sandbox, running

PROJECT: dict[str, Any] = {
    "uscc": CHENXIN,
    "level": "beijing",
    "title": "演示新项目",
    "approved_fen": 1_000,
    "received": [{"year": 2026, "fen": 500}],
}
SUBSIDY = {"uscc": CHENXIN, "year": 2026, "subsidy_fen": 700}


async def test_project_has_received_money_for_three_years_when_it_is_the_national_one(sandbox: Sandbox) -> None:
    answer = (await sandbox.client.get(f"/upstream/projects/{NATIONAL_PROJECT}")).json()
    year = today().year
    assert (answer["project_no"], answer["uscc"], answer["level"], answer["status"]) == (NATIONAL_PROJECT, CHENXIN, "national", "active")
    assert [received["year"] for received in answer["received"]] == [year - 2, year - 1, year]
    assert (answer["as_of"], answer["changed_on"], answer["document_no"]) == (today().isoformat(), None, None)


async def test_project_says_since_when_and_why_when_it_is_reduced(sandbox: Sandbox) -> None:
    answer = (await sandbox.client.get(f"/upstream/projects/{REDUCED_PROJECT}")).json()
    assert (answer["status"], answer["changed_on"], answer["document_no"]) == ("reduced", f"{today().year}-01-15", "演示〔减〕1号")
    assert answer["received"][0]["recovered_fen"] == 100_000_000


async def test_project_is_unknown_when_nobody_entered_it(sandbox: Sandbox) -> None:
    response = await sandbox.client.get("/upstream/projects/NO-SUCH")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert (response.json()["code"], response.json()["project_no"]) == ("project_unknown", "NO-SUCH")


@pytest.mark.parametrize("number", ["P-1", "京科〔2026〕1号", "A/B"])
async def test_project_is_known_when_it_has_been_entered(sandbox: Sandbox, number: str) -> None:
    await sandbox.client.put(f"/admin/upstream-projects/{number}", json=PROJECT)
    answer = (await sandbox.client.get(f"/upstream/projects/{number}")).json()
    assert (answer["project_no"], answer["received"]) == (number, [{"year": 2026, "fen": 500, "recovered_fen": 0}])


async def test_projects_are_listed_when_asked_for(sandbox: Sandbox) -> None:
    assert (await sandbox.client.get("/admin/upstream-projects")).json().keys() == {NATIONAL_PROJECT, BEIJING_PROJECT, REDUCED_PROJECT}


@pytest.mark.parametrize(
    "changes", [{"level": "county"}, {"status": "paused"}, {"approved_fen": -(10**16)}, {"approved_fen": 1.5}, {"colour": "red"}]
)
async def test_project_is_refused_when_a_member_is_wrong(sandbox: Sandbox, changes: dict[str, Any]) -> None:
    assert (await sandbox.client.put("/admin/upstream-projects/P-1", json=PROJECT | changes)).status_code == 422


@pytest.mark.parametrize(
    "changes",
    [
        {"approved_fen": -1},
        {"received": [{"year": 2026, "fen": 500, "recovered_fen": 501}]},
        {"received_total_fen": 1},
        {"begins_on": "2026-02-01", "ends_on": "2026-01-01"},
        {"handed_over": {"from_uscc": CHENXIN, "to_uscc": YUNHENG, "on": "2026-05-01", "document_no": None}},
    ],
)
async def test_project_is_told_as_it_was_entered_when_it_contradicts_itself(sandbox: Sandbox, changes: dict[str, Any]) -> None:
    (await sandbox.client.put("/admin/upstream-projects/P-1", json=PROJECT | changes)).raise_for_status()
    assert (await sandbox.client.get("/upstream/projects/P-1")).json().items() >= changes.items()


async def test_project_is_unknown_when_it_was_forgotten(sandbox: Sandbox) -> None:
    assert (await sandbox.client.delete(f"/admin/upstream-projects/{NATIONAL_PROJECT}")).status_code == 204
    assert (await sandbox.client.get(f"/upstream/projects/{NATIONAL_PROJECT}")).status_code == 404
    assert (await sandbox.client.delete(f"/admin/upstream-projects/{NATIONAL_PROJECT}")).status_code == 404


async def test_subsidy_is_told_when_the_city_paid_one(sandbox: Sandbox) -> None:
    answer = (await sandbox.client.get(f"/upstream/insurance-subsidies/{INSURANCE_POLICY}")).json()
    assert (answer["policy_no"], answer["year"], answer["subsidy_fen"]) == (INSURANCE_POLICY, today().year - 1, 120_000_000)


async def test_subsidy_is_unknown_when_the_policy_is(sandbox: Sandbox) -> None:
    response = await sandbox.client.get("/upstream/insurance-subsidies/NO-SUCH")
    assert (response.status_code, response.json()["code"], response.json()["policy_no"]) == (404, "policy_unknown", "NO-SUCH")


async def test_entered_project_and_subsidy_stay_when_the_sandbox_restarts(tmp_path: Path) -> None:
    async with running(tmp_path) as before:
        await before.client.put(f"/admin/upstream-projects/{NATIONAL_PROJECT}", json=PROJECT)
        await before.client.put(f"/admin/insurance-subsidies/{INSURANCE_POLICY}", json=SUBSIDY)
    async with running(tmp_path) as after:
        assert (await after.client.get(f"/upstream/projects/{NATIONAL_PROJECT}")).json()["approved_fen"] == 1_000
        assert (await after.client.get(f"/upstream/insurance-subsidies/{INSURANCE_POLICY}")).json()["subsidy_fen"] == 700


async def test_upstream_refuses_when_the_token_is_missing() -> None:
    async with running(tokens=dict.fromkeys(AUTHORITIES, "known-to-them")) as guarded:
        assert (await guarded.client.get(f"/upstream/projects/{NATIONAL_PROJECT}")).status_code == 401


def test_demo_projects_received_no_more_than_was_approved() -> None:
    for _, project in demo_projects(date(2028, 2, 29)):
        assert 0 < sum(received.fen for received in project.received) <= project.approved_fen
