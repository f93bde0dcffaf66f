from __future__ import annotations

from typing import Any

import pytest

from sandbox.bank_loans import CONNECTED_BANK, UPGRADE_LOAN
from sandbox.clock import today
from sandbox.enterprises import CHENXIN
from tests.sandbox.conftest import Sandbox, running

LOAN: dict[str, Any] = {
    "uscc": CHENXIN,
    "principal_fen": 500,
    "begins_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "daily_interest_fen": 10,
    "overdue_fen": 3,
    "penalty_fen": 2,
}
NAMED = {"bank": "演示另一银行", "loan_no": "HT/1"}


async def certified(sandbox: Sandbox, begins_on: str, ends_on: str, **changes: Any) -> dict[str, Any]:
    """Enter a loan, and have the interest of a period certified."""
    await sandbox.client.put("/admin/bank-loans", json=NAMED | {"loan": LOAN | changes})
    return dict((await sandbox.client.get("/bank/interest", params=NAMED | {"begins_on": begins_on, "ends_on": ends_on})).json())


async def test_demo_loan_is_of_the_connected_bank(sandbox: Sandbox) -> None:
    answer = (await sandbox.client.get("/bank/loans", params={"bank": CONNECTED_BANK, "loan_no": UPGRADE_LOAN})).json()
    assert (answer["uscc"], answer["principal_fen"], answer["status"]) == (CHENXIN, 2_000_000_000, "active")
    assert answer["as_of"] == today().isoformat()


@pytest.mark.parametrize(("bank", "code"), [(CONNECTED_BANK, "loan_unknown"), ("演示村镇银行", "bank_not_connected")])
async def test_loan_is_not_there_when_nobody_entered_it_or_its_bank_has_no_interface(sandbox: Sandbox, bank: str, code: str) -> None:
    days_of: dict[str, dict[str, str]] = {"loans": {}, "interest": {"begins_on": "2026-01-01", "ends_on": "2026-06-30"}}
    for path, days in days_of.items():
        response = await sandbox.client.get(f"/bank/{path}", params={"bank": bank, "loan_no": "NO-SUCH"} | days)
        assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
        assert [response.json()[name] for name in ("code", "bank", "loan_no")] == [code, bank, "NO-SUCH"]


async def test_certificate_sums_what_was_charged_of_each_day(sandbox: Sandbox) -> None:
    answer = await certified(sandbox, "2026-01-01", "2026-01-31")
    assert [answer[f"{name}_fen"] for name in ("interest", "overdue", "penalty", "charged")] == [310, 3, 2, 315]


@pytest.mark.parametrize(
    ("begins_on", "ends_on", "changes", "interest_fen"),
    [
        ("2025-12-01", "2026-01-01", {}, 10),
        ("2026-12-31", "2027-01-31", {}, 10),
        ("2025-01-01", "2025-12-31", {}, 0),
        ("2026-01-01", "2026-01-31", {"status": "repaid", "changed_on": "2026-01-10"}, 100),
    ],
)
async def test_interest_runs_within_the_days_of_the_loan(
    sandbox: Sandbox, begins_on: str, ends_on: str, changes: dict[str, Any], interest_fen: int
) -> None:
    assert (await certified(sandbox, begins_on, ends_on, **changes))["interest_fen"] == interest_fen


async def test_certificate_contradicts_itself_when_it_is_entered_so(sandbox: Sandbox) -> None:
    assert (await certified(sandbox, "2026-01-01", "2026-01-31", charged_fen=1))["charged_fen"] == 1


async def test_bank_stays_connected_when_its_loan_is_forgotten(sandbox: Sandbox) -> None:
    await certified(sandbox, "2026-01-01", "2026-01-31")
    assert (await sandbox.client.delete("/admin/bank-loans", params=NAMED)).status_code == 204
    assert (await sandbox.client.get("/bank/loans", params=NAMED)).json()["code"] == "loan_unknown"
    assert (await sandbox.client.delete("/admin/bank-loans", params=NAMED)).status_code == 404


async def test_bank_asks_for_its_own_credential() -> None:
    async with running(tokens={"bank": "banks-only", "upstream": "another"}) as sandbox:
        asked = {"bank": CONNECTED_BANK, "loan_no": UPGRADE_LOAN}
        for token, status in ((None, 401), ("another", 401), ("banks-only", 200)):
            headers = {"authorization": f"Bearer {token}"} if token else {}
            assert (await sandbox.client.get("/bank/loans", headers=headers, params=asked)).status_code == status
