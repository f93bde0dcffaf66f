"""Reconciliation over REST: run or joined by hand, read, and resolved with a reason."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from policy.working_days import BEIJING
from tests.api.desk import OFFICER, Desk, code_of
from tests.office import Office
from tests.workflows.test_reconciliation import twins

FINANCE = "finance-1"
# Tests share Temporal, where a day is a process: each takes days of its own, long ago.
DAYS = iter(range(1, 300))


def a_day() -> str:
    return (date(2023, 1, 1) + timedelta(days=next(DAYS))).isoformat()


async def stray(office: Office, number: str) -> str:
    """Let the treasury pay what nobody instructed; return today."""
    (await office.sandbox.post("/admin/stray-payments", json={"instruction_no": number, "amount_fen": 7})).raise_for_status()
    return datetime.now(BEIJING).date().isoformat()


async def reconciled(api: Desk, day: str, **asked: Any) -> dict[str, Any]:
    answer = await api.post(FINANCE, "/reconciliations", {"day": day} | asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_day_is_reconciled_by_hand_and_read(api: Desk) -> None:
    day = a_day()
    done = await reconciled(api, day)
    assert (done["day"], done["matched"], done["differences"], done["found"], done["runs"]) == (day, 0, 0, [], 1)
    nothing = {"count": 0, "fen": 0}
    assert done["sheet"] == dict.fromkeys(("instructed", "accepted", "warned", "refused", "missing"), nothing)
    assert (await api.get("auditor", f"/reconciliations/{day}")).json()["runs"] == 1


async def test_day_that_is_over_is_reconciled_once_however_often_it_is_started(api: Desk) -> None:
    day = a_day()
    first = await reconciled(api, day)
    assert await reconciled(api, day) == first
    again = await reconciled(api, day, again=True)
    assert (again["runs"], again["first_run_at"]) == (2, first["first_run_at"])


@pytest.mark.parametrize(("day", "whole"), [("2022-03-30", False), ("2022-03-31", True), ("2022-04-01", False)])
async def test_whole_is_compared_at_the_end_of_a_month(api: Desk, day: str, *, whole: bool) -> None:
    assert (await reconciled(api, day))["standing"] == ({"ours_fen": 0, "theirs_fen": 0} if whole else None)


async def test_days_are_listed_with_the_latest_first(api: Desk) -> None:
    days = [a_day(), a_day(), a_day()]
    for day in days:
        await reconciled(api, day)
    first = (await api.get(FINANCE, "/reconciliations", params={"limit": 2})).json()
    assert [row["day"] for row in first["items"]] == [days[2], days[1]]
    rest = (await api.get(FINANCE, "/reconciliations", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert ([row["day"] for row in rest["items"]], rest["next_cursor"]) == ([days[0]], None)


async def test_difference_is_resolved_once_with_a_reason_that_is_kept(api: Desk, behind: Office) -> None:
    day = await stray(behind, "STRAY-9")
    found = (await reconciled(api, day))["found"]
    assert [(one["kind"], one["reference"], one["theirs_fen"], one["state"]) for one in found] == [
        ("unknown_payment", "STRAY-9", 7, "open")
    ]
    path = f"/reconciliations/differences/{found[0]['id']}/resolve"
    assert code_of(await api.post(OFFICER, path, {"reason": "国库误付,已退回"})) == "forbidden"
    assert code_of(await api.post(FINANCE, path, {})) == "invalid_input"
    resolved = (await api.post(FINANCE, path, {"reason": "国库误付,已退回"})).json()
    assert (resolved["state"], resolved["resolved_by"], resolved["reason"]) == ("resolved", FINANCE, "国库误付,已退回")
    assert code_of(await api.post(FINANCE, path, {"reason": "再说一次"})) == "wrong_stage"
    # It was explained: that day does not bring it up again.
    again = await reconciled(api, day)
    assert (again["differences"], again["found"], [one["state"] for one in again["resolved"]]) == (0, [], ["resolved"])


async def test_double_payment_that_is_suspected_is_explained_by_nobody_who_made_either(api: Desk, behind: Office) -> None:
    both = await twins(behind)
    [found] = (await reconciled(api, datetime.now(BEIJING).date().isoformat()))["found"]
    assert (found["kind"], found["reference"]) == ("suspected_double_payment", both)
    path = f"/reconciliations/differences/{found['id']}/resolve"
    for person in ("finance-1", "finance-2"):
        assert code_of(await api.post(person, path, {"reason": "两份不同的证书"})) == "four_eyes"
    assert (await api.post("finance-3", path, {"reason": "两份不同的证书"})).json()["state"] == "resolved"


async def test_day_on_which_nothing_was_found_shows_what_is_open_from_other_days(api: Desk, behind: Office) -> None:
    found = (await reconciled(api, await stray(behind, "STRAY-7")))["found"]
    other = await reconciled(api, a_day())
    assert (other["differences"], other["found"], other["elsewhere"]) == (0, [], found)


async def test_differences_are_listed_by_whether_they_are_resolved(api: Desk, behind: Office) -> None:
    day = await stray(behind, "STRAY-8")
    await reconciled(api, day)
    listed = (await api.get("auditor", "/reconciliations/differences")).json()["items"]
    assert [one["reference"] for one in listed] == ["STRAY-8"]
    assert (await api.get("auditor", "/reconciliations/differences", params={"resolved": True})).json()["items"] == []


@pytest.mark.parametrize("day", ["2999-01-01", "2026-02-30", "yesterday", 20260101, None])
async def test_day_is_refused_when_it_is_none_or_to_come(api: Desk, day: object) -> None:
    assert code_of(await api.post(FINANCE, "/reconciliations", {"day": day})) == "invalid_input"


@pytest.mark.parametrize("day", ["2022-01-14", "00000000-0000-7000-8000-000000000000"])
async def test_day_that_was_not_reconciled_is_not_found_or_not_a_day(api: Desk, day: str) -> None:
    assert (await api.get(FINANCE, f"/reconciliations/{day}")).status_code in {404, 422}


async def test_reconciliation_is_not_run_by_whoever_is_not_in_finance(api: Desk) -> None:
    for person in (OFFICER, "auditor", "approver-sti-1"):
        assert code_of(await api.post(person, "/reconciliations", {"day": a_day()})) == "forbidden"
