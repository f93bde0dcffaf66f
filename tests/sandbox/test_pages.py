from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sandbox.clock import today
from sandbox.credit_code import numbered_code
from sandbox.enterprises import CHENXIN, HAIXI, LISHI, QINGHE, YUANSHAN, ZHIYUAN
from sandbox.settings import AUTHORITIES
from tests.sandbox.conftest import Sandbox, running

YEAR = today().year - 1
UNKNOWN = "91110302MA9DA0114P"
PAGES = {
    "/statistics/rd-expenses": {"year": str(YEAR)},
    "/tax/contributions": {"year": str(YEAR)},
    "/registration/standings": {},
    "/credit/serious-records": {"since": "2020-01-01"},
}
COUNTED = 6
every_page = pytest.mark.parametrize("path", PAGES)


async def pages(sandbox: Sandbox, path: str, limit: int, **rest: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    params = {**PAGES[path], **rest, "limit": str(limit)}
    while True:
        response = await sandbox.client.get(path, params=params)
        assert response.status_code == 200, response.text
        found.append(response.json())
        if found[-1]["next"] is None:
            return found
        params["after"] = found[-1]["next"]


def rows(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for page in found for row in page["items"]]


@every_page
async def test_list_is_the_same_whatever_the_limit(sandbox: Sandbox, path: str) -> None:
    await sandbox.client.put("/admin/population", json={"size": 1_000})
    whole = rows(await pages(sandbox, path, 5_000))
    assert rows(await pages(sandbox, path, 7 if path == "/credit/serious-records" else 97)) == whole
    assert [row["uscc"] for row in whole] == sorted(row["uscc"] for row in whole)


@every_page
async def test_last_page_leads_nowhere_when_it_is_full(sandbox: Sandbox, path: str) -> None:
    (whole,) = await pages(sandbox, path, 5_000)
    everybody = len({row["uscc"] for row in whole["items"]})
    assert len(await pages(sandbox, path, everybody)) == 1
    assert [len({row["uscc"] for row in page["items"]}) for page in await pages(sandbox, path, everybody - 1)] == [everybody - 1, 1]


@every_page
@pytest.mark.parametrize("wrong", [{"limit": "0"}, {"limit": "5001"}, {"after": "x"}, {"year": "soon", "since": "soon", "limit": "x"}])
async def test_page_is_refused_when_it_is_asked_for_wrongly(sandbox: Sandbox, path: str, wrong: dict[str, str]) -> None:
    assert (await sandbox.client.get(path, params=PAGES[path] | wrong)).status_code == 422


@every_page
async def test_page_is_refused_when_the_token_is_missing(path: str) -> None:
    async with running(tokens=dict.fromkeys(AUTHORITIES, "known-to-them")) as guarded:
        assert (await guarded.client.get(path, params=PAGES[path])).status_code == 401


@pytest.mark.parametrize("path", ["/statistics/rd-expenses", "/tax/contributions"])
async def test_page_holds_everybody_counted_in_that_year(sandbox: Sandbox, path: str) -> None:
    await sandbox.client.put("/admin/population", json={"size": 50})
    assert len(rows(await pages(sandbox, path, 20))) == COUNTED + 50
    assert len(rows(await pages(sandbox, path, 20, year=str(YEAR - 3)))) == 50


async def test_expense_says_what_decides_about_it(sandbox: Sandbox) -> None:
    (page,) = await pages(sandbox, "/statistics/rd-expenses", 100)
    assert page["year"] == YEAR
    assert page["items"][0] == {
        "uscc": CHENXIN,
        "size": "medium",
        "rd_expense_fen": 3_900_000_000,
        "prior_rd_expense_fen": 3_000_000_000,
        "little_giant": False,
        "on_key_list": True,
        "statistics_in_area": True,
        "first_above_scale": False,
        "sector": "industry",
    }


@pytest.mark.parametrize("uscc", [CHENXIN, numbered_code(3)])
async def test_expense_of_one_is_what_the_page_says(sandbox: Sandbox, uscc: str) -> None:
    await sandbox.client.put("/admin/population", json={"size": 5})
    answer = (await sandbox.client.get(f"/statistics/rd-expenses/{uscc}", params={"year": YEAR})).json()
    (row,) = [row for row in rows(await pages(sandbox, "/statistics/rd-expenses", 100)) if row["uscc"] == uscc]
    assert answer == {**row, "year": YEAR, "as_of": today().isoformat()}


@pytest.mark.parametrize("uscc", [UNKNOWN, YUANSHAN])
async def test_expense_of_one_is_not_registered_when_nothing_was_counted(sandbox: Sandbox, uscc: str) -> None:
    response = await sandbox.client.get(f"/statistics/rd-expenses/{uscc}", params={"year": YEAR})
    assert (response.status_code, response.json()["code"], response.json()["uscc"]) == (404, "not_registered", uscc)


async def test_serious_records_are_those_since_the_day(sandbox: Sandbox) -> None:
    recent = rows(await pages(sandbox, "/credit/serious-records", 100, since=f"{YEAR - 2}-01-01"))
    assert [(row["uscc"], row["source"]) for row in recent] == [(HAIXI, "tax")]
    assert {row["uscc"] for row in rows(await pages(sandbox, "/credit/serious-records", 100))} == {HAIXI, LISHI}


async def test_serious_records_of_one_stand_together_when_it_has_several(sandbox: Sandbox) -> None:
    enterprise = (await sandbox.client.get("/admin/enterprises")).json()[QINGHE]
    serious = {"source": "tax", "on": "2026-01-01", "serious": True, "description": "x"}
    records = [serious, serious | {"source": "customs"}, serious | {"serious": False}]
    await sandbox.client.put(f"/admin/enterprises/{QINGHE}", json={**enterprise, "records": records})
    found = await pages(sandbox, "/credit/serious-records", 1)
    assert [[(row["uscc"], row["source"]) for row in page["items"]] for page in found] == [
        [(HAIXI, "tax")],
        [(QINGHE, "tax"), (QINGHE, "customs")],
        [(LISHI, "customs")],
    ]


async def test_entered_enterprise_replaces_the_synthetic_one(sandbox: Sandbox) -> None:
    await sandbox.client.put("/admin/population", json={"size": 3_000})
    bad = rows(await pages(sandbox, "/credit/serious-records", 5_000))[-1]["uscc"]
    body = {"name": "演示更正企业", "legal_representative": "某人", "established_on": "2020-01-01", "address": ""}
    corrected = {"figures": {str(YEAR): {"rd_expense_fen": 5, "prior_rd_expense_fen": 4}}}
    await sandbox.client.put(f"/admin/enterprises/{bad}", json=body | corrected)
    assert bad not in {row["uscc"] for row in rows(await pages(sandbox, "/credit/serious-records", 5_000))}
    expenses = [row["rd_expense_fen"] for row in rows(await pages(sandbox, "/statistics/rd-expenses", 500)) if row["uscc"] == bad]
    names = [row["name"] for row in rows(await pages(sandbox, "/registration/standings", 500)) if row["uscc"] == bad]
    assert (expenses, names) == ([5], ["演示更正企业"])
    assert (await sandbox.client.get(f"/registration/{bad}")).json()["name"] == "演示更正企业"


async def test_population_stays_when_the_sandbox_restarts(tmp_path: Path) -> None:
    async with running(tmp_path) as before:
        await before.client.put("/admin/population", json={"size": 10, "seed": 2})
        earlier = await pages(before, "/statistics/rd-expenses", 100)
    async with running(tmp_path) as after:
        assert await pages(after, "/statistics/rd-expenses", 100) == earlier
        assert len(rows(earlier)) == COUNTED + 10


@every_page
async def test_page_comes_back_to_somebody_when_the_fault_says_wrong_subject(sandbox: Sandbox, path: str) -> None:
    (whole,) = await pages(sandbox, path, 5_000)
    await sandbox.fault(path.strip("/").partition("/")[0], "wrong_subject", times=1)
    (wrong,) = await pages(sandbox, path, 5_000)
    assert wrong["items"] == [*whole["items"], whole["items"][0]]


async def test_expense_falls_when_the_enterprise_spends_less(sandbox: Sandbox) -> None:
    answer = (await sandbox.client.get(f"/statistics/rd-expenses/{ZHIYUAN}", params={"year": YEAR})).json()
    assert answer["rd_expense_fen"] < answer["prior_rd_expense_fen"]
