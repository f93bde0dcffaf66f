from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.clock import today
from sandbox.enterprises import CHENXIN, YUNHENG
from sandbox.settings import AUTHORITIES
from tests.sandbox.conftest import LATER_RETURNED_ACCOUNT, Sandbox, running

YESTERDAY = today() - timedelta(days=1)
RECEIPT: dict[str, Any] = {
    "reference": "CB-1",
    "amount_fen": 700,
    "payer_uscc": CHENXIN,
    "payer_name": "演示母公司",
    "received_on": YESTERDAY.isoformat(),
}


async def statement(sandbox: Sandbox, day: date) -> dict[str, Any]:
    answer: dict[str, Any] = (await sandbox.client.get("/treasury/statement", params={"date": day.isoformat()})).json()
    return answer


@pytest.mark.parametrize("reference", ["CB-1", "追回〔2026〕1号", "A/B"])
async def test_receipt_is_told_when_money_was_received(sandbox: Sandbox, reference: str) -> None:
    assert (await sandbox.client.post("/admin/receipts", json=RECEIPT | {"reference": reference})).status_code == 201
    assert (await sandbox.client.get(f"/treasury/receipts/{reference}")).json() == RECEIPT | {"reference": reference}


async def test_receipt_is_unknown_when_nothing_was_received(sandbox: Sandbox) -> None:
    response = await sandbox.client.get("/treasury/receipts/CB-9")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert (response.json()["code"], response.json()["reference"]) == ("receipt_unknown", "CB-9")


async def test_receipt_is_booked_once_when_it_is_entered_again(sandbox: Sandbox) -> None:
    for _ in range(2):
        assert (await sandbox.client.post("/admin/receipts", json=RECEIPT)).status_code == 201
    assert (await statement(sandbox, YESTERDAY))["received_fen"] == 700


async def test_receipt_conflicts_when_its_reference_belongs_to_another(sandbox: Sandbox) -> None:
    await sandbox.client.post("/admin/receipts", json=RECEIPT)
    response = await sandbox.client.post("/admin/receipts", json=RECEIPT | {"payer_uscc": YUNHENG})
    assert (response.status_code, response.json()["code"]) == (409, "reference_duplicate")


@pytest.mark.parametrize(
    "changes", [{"amount_fen": 0}, {"amount_fen": 1.5}, {"payer_uscc": "x"}, {"payer_name": ""}, {"received_on": "soon"}, {"reference": ""}]
)
async def test_receipt_is_refused_when_a_member_is_wrong(sandbox: Sandbox, changes: dict[str, Any]) -> None:
    assert (await sandbox.client.post("/admin/receipts", json=RECEIPT | changes)).status_code == 422


async def test_receipt_is_asked_for_in_vain_when_the_token_is_missing() -> None:
    async with running(tokens=dict.fromkeys(AUTHORITIES, "known-to-them")) as guarded:
        assert (await guarded.client.get("/treasury/receipts/CB-1")).status_code == 401


async def test_statement_lists_a_receipt_on_the_day_it_came(sandbox: Sandbox) -> None:
    await sandbox.client.post("/admin/receipts", json=RECEIPT)
    (entry,) = (await statement(sandbox, YESTERDAY))["entries"]
    assert (entry["kind"], entry["reference"], entry["amount_fen"], entry["payer_name"]) == ("receipt", "CB-1", 700, "演示母公司")
    assert entry["at"].startswith(YESTERDAY.isoformat())
    assert (await statement(sandbox, today()))["entries"] == []


async def test_statement_numbers_all_movements_in_their_order(sandbox: Sandbox) -> None:
    await sandbox.instruct("P-1", LATER_RETURNED_ACCOUNT)
    await sandbox.settled("P-1", "returned")
    await sandbox.client.post("/admin/receipts", json=RECEIPT | {"received_on": today().isoformat()})
    await sandbox.instruct("P-2")
    await sandbox.settled("P-2", "paid")
    told = await statement(sandbox, today())
    assert [(entry["entry_no"], entry["kind"]) for entry in told["entries"]] == [
        (1, "payment"),
        (2, "return"),
        (3, "receipt"),
        (4, "payment"),
    ]
    assert (told["paid_fen"], told["returned_fen"], told["received_fen"]) == (10_000, 5_000, 700)


async def test_receipt_stays_when_the_sandbox_restarts(tmp_path: Path) -> None:
    async with running(tmp_path) as before:
        await before.client.post("/admin/receipts", json=RECEIPT)
    async with running(tmp_path) as after:
        assert (await after.client.get("/treasury/receipts/CB-1")).json() == RECEIPT


async def test_stray_payment_is_in_the_statement_and_nobody_is_told(sandbox: Sandbox) -> None:
    response = await sandbox.client.post("/admin/stray-payments", json={"instruction_no": "S-1", "amount_fen": 900})
    assert response.status_code == 201
    (entry,) = (await statement(sandbox, today()))["entries"]
    assert (entry["instruction_no"], entry["kind"], entry["amount_fen"]) == ("S-1", "payment", 900)
    assert (await sandbox.standing("S-1"))["bank_reference"] == entry["bank_reference"]
    assert sandbox.receiver.requests == []


async def test_stray_payment_conflicts_when_the_number_is_taken(sandbox: Sandbox) -> None:
    await sandbox.instruct("P-1")
    response = await sandbox.client.post("/admin/stray-payments", json={"instruction_no": "P-1", "amount_fen": 900})
    assert (response.status_code, response.json()["code"]) == (409, "instruction_duplicate")


async def test_number_of_a_stray_payment_cannot_be_instructed(sandbox: Sandbox) -> None:
    await sandbox.client.post("/admin/stray-payments", json={"instruction_no": "S-1", "amount_fen": 900})
    response = await sandbox.instruct("S-1")
    assert (response.status_code, response.json()["code"]) == (409, "instruction_duplicate")


async def test_statement_shows_the_other_amount_when_a_payment_was_altered(sandbox: Sandbox) -> None:
    await sandbox.instruct("P-1")
    await sandbox.settled("P-1", "paid")
    assert (await sandbox.client.put("/admin/payments/P-1", json={"amount_fen": 4_999})).status_code == 200
    told = await statement(sandbox, today())
    assert (told["entries"][0]["amount_fen"], told["paid_fen"]) == (4_999, 4_999)
    assert (await sandbox.standing("P-1"))["amount_fen"] == 5_000


async def test_payment_cannot_be_altered_when_there_is_none(sandbox: Sandbox) -> None:
    response = await sandbox.client.put("/admin/payments/P-9", json={"amount_fen": 1})
    assert (response.status_code, response.json()["code"]) == (404, "payment_unknown")
