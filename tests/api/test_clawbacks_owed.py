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
