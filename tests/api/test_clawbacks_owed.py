"""What settles a debt today, over REST: in the list, in the case, in its tasks and in its paper, by the day on the calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from api.views.case import about_today
from models.tables import Clawback, ClawbackInstalment, Disbursement, Task
from policy.processes.clawback.owing import Owed
from policy.processes.disbursement.states import RETURN_QUESTIONED
from policy.working_days import BEIJING
from tests.api.desk import APPLICANT, OFFICER, Desk
from tests.office import Office
from tests.workflows.reclaim import AWARD, paid_award

DEPUTY, FINANCE = "approver-sti-2", "finance-1"
SHOWN = ("principal_left_fen", "interest_left_fen", "left_fen", "owed_on")


async def standing(api: Desk, behind: Office, amount_fen: int) -> str:
    """Return the number of a demand that the enterprise has accepted, with interest of 0.05% a day on what is late."""
    award = await paid_award(behind)
    body = {"application": award.number, "cause": "error", "amount_fen": amount_fen, "reason": "重复拨付"}
    number = str((await api.post(OFFICER, "/clawbacks", body)).json()["number"])
    await api.done(DEPUTY, number, "clawback_approval", {"decision": "demand_approved"})
    await api.done(APPLICANT, number, "clawback_objection", {"decision": "demand_accepted"})
    await behind.change(update(Clawback).values(late_rate="0.0005"))
    return number


async def due(behind: Office, days_ago: int) -> date:
    """Let the whole have been due some days ago; return the day."""
    on = datetime.now(BEIJING).date() - timedelta(days=days_ago)
    await behind.change(update(ClawbackInstalment).values(due_on=on, due_at=datetime.combine(on, time(23, 59, 59), BEIJING)))
    return on


@pytest.mark.parametrize("days_ago", [-1, 0, 1, 10])
async def test_debt_shows_principal_and_interest_until_today_wherever_it_is_shown(api: Desk, behind: Office, days_ago: int) -> None:
    number = await standing(api, behind, 5_582_700)
    due_on = await due(behind, days_ago)
    shown = (await api.get(APPLICANT, f"/clawbacks/{number}")).json()
    interest_fen = 5_582_700 * max((date.fromisoformat(shown["owed_on"]) - due_on).days, 0) * 5 // 10_000
    assert {name: shown[name] for name in SHOWN[:3]} == {
        "principal_left_fen": 5_582_700,
        "interest_left_fen": interest_fen,
        "left_fen": 5_582_700 + interest_fen,
    }
    assert shown["interest_fen"] == interest_fen
    (listed,) = (await api.get(APPLICANT, "/clawbacks")).json()["items"]
    task = await api.soon(FINANCE, number, "repayment_receipt")
    read = (await api.get(FINANCE, f"/tasks/{task['id']}")).json()["facts"]
    assert [{name: place[name] for name in SHOWN} for place in (listed, read)] == [{name: shown[name] for name in SHOWN}] * 2


async def test_debt_shows_what_a_bank_returned_of_it_as_repaid_wherever_it_is_shown(api: Desk, behind: Office) -> None:
    number = await standing(api, behind, 5_582_700)
    await behind.change(update(Disbursement).values(reason=RETURN_QUESTIONED, returned_at=datetime.now(BEIJING)))
    shown = (await api.get(APPLICANT, f"/clawbacks/{number}")).json()
    (listed,) = (await api.get(APPLICANT, "/clawbacks")).json()["items"]
    for place in (shown, listed):
        assert {name: place[name] for name in ("left_fen", "principal_left_fen", "returned_fen")} == {
            "left_fen": 0,
            "principal_left_fen": 0,
            "returned_fen": 5_582_700,
        }


async def test_two_demands_for_what_a_bank_returned_are_shown_each_beside_the_other(api: Desk, behind: Office) -> None:
    first_fen, second_fen = 20_000_000, AWARD - 20_000_000
    first = await standing(api, behind, first_fen)
    award = (await api.get(OFFICER, f"/clawbacks/{first}")).json()["application_number"]
    await behind.change(update(Disbursement).values(reason=RETURN_QUESTIONED, returned_at=datetime.now(BEIJING)))
    body = {"application": award, "cause": "error", "amount_fen": second_fen, "reason": "重复拨付"}
    second = str((await api.post(OFFICER, "/clawbacks", body)).json()["number"])
    # Whoever decides reads both; the enterprise knows of what it was served.
    figures = (await api.get(DEPUTY, f"/tasks/{(await api.soon(DEPUTY, second, 'clawback_approval'))['id']}")).json()["about"]["figures"]
    has = {"number": first, "asked_fen": first_fen, "received_fen": 0, "counted_fen": first_fen}
    assert figures["others"] == [has | {"stage": "repayment"}]
    follows = figures["follows"]["demand_approved"]
    assert {name: follows[name] for name in ("owed_fen", "counted_fen", "owed_back_fen")} == {
        "owed_fen": 0,
        "counted_fen": second_fen,
        "owed_back_fen": 0,
    }
    assert (await api.get(APPLICANT, f"/clawbacks/{first}")).json()["others"] == []
    shown = (await api.get(OFFICER, f"/clawbacks/{first}")).json()
    assert [(one["number"], one["asked_fen"], one["counted_fen"]) for one in shown["others"]] == [(second, second_fen, second_fen)]
    assert "无需退缴" in shown["next_step"]["zh"]
    assert "请按期" not in shown["next_step"]["zh"]
    await api.done(DEPUTY, second, "clawback_approval", {"decision": "demand_approved"})
    notice = (await api.get(APPLICANT, f"/cases/{second}/letters/2")).json()["text"]
    for said in (
        "无需另行退缴",
        "前提出陈述申辩",
        f"其中{first_fen // 1_000_000}万元抵作追回{first}所要求退缴的{first_fen // 1_000_000}万元",
    ):
        assert said in notice
    (other,) = (await api.get(APPLICANT, f"/clawbacks/{second}")).json()["others"]
    assert {name: other[name] for name in has} == has


async def test_letter_stays_as_it_was_issued_when_something_is_late(api: Desk, behind: Office) -> None:
    number = await standing(api, behind, AWARD)
    before = (await api.get(APPLICANT, f"/cases/{number}/letter")).json()
    await due(behind, 10)
    assert (await api.get(APPLICANT, f"/cases/{number}/letter")).json() == before
    assert "尚欠" not in before["text"]


OWED: Any = Owed(date(2026, 7, 10), 100, 1)


@pytest.mark.parametrize(
    ("about", "closed", "left_fen"),
    [
        ({"left_fen": 100, "owed_on": "2026-07-01"}, False, 101),
        # Whoever closed it read what was so then.
        ({"left_fen": 100, "owed_on": "2026-07-01"}, True, 100),
        # What is due by a day is no more than that.
        ({"owed_fen": 7, "due_on": "2026-07-31"}, False, None),
    ],
)
def test_open_task_says_what_is_owed_today(about: dict[str, Any], closed: bool, left_fen: int | None) -> None:  # noqa: FBT001 - a case
    task = Task(about=about, closed_at=datetime.now(BEIJING) if closed else None)
    assert about_today(task, None, OWED).get("left_fen") == left_fen
