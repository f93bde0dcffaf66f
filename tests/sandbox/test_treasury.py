from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest

from sandbox.clock import today
from tests.sandbox.conftest import CLOSED_ACCOUNT, GOOD_ACCOUNT, LATER_RETURNED_ACCOUNT, Sandbox, eventually, running


async def test_instruction_is_accepted_when_it_is_new(sandbox: Sandbox) -> None:
    response = await sandbox.instruct("P-1")
    assert response.status_code == 202
    digest = hashlib.sha256(f"P-1\n某企业\n{GOOD_ACCOUNT}\n某银行".encode()).hexdigest()
    assert response.json() == {"instruction_no": "P-1", "status": "accepted", "amount_fen": 5_000, "payee_digest": digest}


@pytest.mark.parametrize("other", [("P-2", GOOD_ACCOUNT), ("P-1", LATER_RETURNED_ACCOUNT)])
async def test_payee_is_told_otherwise_when_number_or_account_is_another(sandbox: Sandbox, tmp_path: Path, other: tuple[str, str]) -> None:
    first = (await sandbox.instruct("P-1")).json()["payee_digest"]
    async with running(tmp_path) as another:
        assert (await another.instruct(*other)).json()["payee_digest"] != first


async def test_instruction_is_paid_when_the_delay_has_passed(sandbox: Sandbox) -> None:
    await sandbox.instruct("P-1")
    answer = await sandbox.settled("P-1", "paid")
    assert answer.keys() == {"instruction_no", "status", "amount_fen", "payee_digest", "paid_at", "bank_reference"}


async def test_instruction_is_answered_the_same_when_it_is_repeated(sandbox: Sandbox) -> None:
    first = await sandbox.instruct("P-1")
    await sandbox.settled("P-1", "paid")
    second = await sandbox.instruct("P-1")
    assert (first.status_code, first.json()) == (second.status_code, second.json())


async def test_instruction_is_paid_once_when_it_is_repeated_many_times(sandbox: Sandbox) -> None:
    await asyncio.gather(*(sandbox.instruct("P-1") for _ in range(20)))
    await sandbox.settled("P-1", "paid")
    await sandbox.instruct("P-1")
    await asyncio.sleep(0.1)
    assert len(await sandbox.payments()) == 1


async def test_instruction_conflicts_when_its_key_belongs_to_another_body(sandbox: Sandbox) -> None:
    await sandbox.instruct("P-1")
    response = await sandbox.instruct("P-1", amount_fen=6_000)
    assert (response.status_code, response.json()["code"]) == (409, "idempotency_conflict")


async def test_instruction_conflicts_when_its_number_is_sent_under_another_key(sandbox: Sandbox) -> None:
    await sandbox.instruct("P-1")
    response = await sandbox.instruct("P-1", key="another")
    assert (response.status_code, response.json()["code"]) == (409, "instruction_duplicate")


async def test_instruction_is_refused_when_it_has_no_key(sandbox: Sandbox) -> None:
    body = (await sandbox.instruct("P-1")).request.content
    response = await sandbox.client.post("/treasury/instructions", content=body, headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_missing")


@pytest.mark.parametrize("amount_fen", [0, -1, 9_000_000_000_000_001])
async def test_instruction_is_refused_when_its_amount_is_out_of_range(sandbox: Sandbox, amount_fen: int) -> None:
    assert (await sandbox.instruct("P-1", amount_fen=amount_fen)).status_code == 422


async def test_refusal_does_not_repeat_the_account_when_the_input_is_invalid(sandbox: Sandbox) -> None:
    response = await sandbox.instruct("P-1", "6" * 65)
    assert response.status_code == 422
    assert "666" not in response.text


async def test_instruction_is_unknown_when_it_was_never_received(sandbox: Sandbox) -> None:
    response = await sandbox.client.get("/treasury/instructions/P-9")
    assert response.status_code == 404
    assert (response.json()["code"], response.json()["instruction_no"]) == ("instruction_unknown", "P-9")


async def test_instruction_is_returned_unpaid_when_the_account_is_closed(sandbox: Sandbox) -> None:
    await sandbox.instruct("P-1", CLOSED_ACCOUNT)
    answer = await sandbox.settled("P-1", "returned")
    assert answer["reason"] == "收款账户已销户"
    assert await sandbox.payments() == []


async def test_instruction_is_paid_then_returned_when_the_account_cannot_be_credited(sandbox: Sandbox) -> None:
    await sandbox.instruct("P-1", LATER_RETURNED_ACCOUNT)
    await sandbox.settled("P-1", "returned")
    (payment,) = await sandbox.payments()
    assert payment["returned"] is True


async def test_statement_lists_both_movements_when_a_payment_came_back(sandbox: Sandbox) -> None:
    await sandbox.instruct("P-1", LATER_RETURNED_ACCOUNT)
    await sandbox.instruct("P-2")
    await sandbox.settled("P-1", "returned")
    statement = (await sandbox.client.get("/treasury/statement", params={"date": today().isoformat()})).json()
    assert [(entry["instruction_no"], entry["kind"]) for entry in statement["entries"]] == [
        ("P-1", "payment"),
        ("P-2", "payment"),
        ("P-1", "return"),
    ]
    assert (statement["paid_fen"], statement["returned_fen"]) == (10_000, 5_000)


async def test_statement_is_empty_when_nothing_moved_that_day(sandbox: Sandbox) -> None:
    statement = (await sandbox.client.get("/treasury/statement", params={"date": "2020-01-01"})).json()
    assert statement == {"date": "2020-01-01", "entries": [], "paid_fen": 0, "returned_fen": 0, "received_fen": 0}


async def test_pending_payment_is_made_when_the_sandbox_restarts(tmp_path: Path) -> None:
    async with running(tmp_path, delay=0.3) as before:
        await before.instruct("P-1")
    async with running(tmp_path) as after:
        await after.settled("P-1", "paid")
        assert len(await after.payments()) == 1


async def test_later_return_happens_when_the_sandbox_restarts_in_between(tmp_path: Path) -> None:
    async with running(tmp_path) as before:
        await before.instruct("P-1", LATER_RETURNED_ACCOUNT)
        await before.settled("P-1", "paid")
    async with running(tmp_path) as after:
        await after.settled("P-1", "returned")


async def test_key_is_still_known_when_the_sandbox_restarts(tmp_path: Path) -> None:
    async with running(tmp_path) as before:
        await before.instruct("P-1")
        await before.settled("P-1", "paid")
    async with running(tmp_path) as after:
        assert (await after.instruct("P-1")).status_code == 202
        assert (await after.instruct("P-1", amount_fen=1)).status_code == 409
        assert len(await after.payments()) == 1


async def test_payments_are_all_made_when_many_are_instructed_at_once(sandbox: Sandbox) -> None:
    await asyncio.gather(*(sandbox.instruct(f"P-{number}") for number in range(200)))
    await eventually(lambda: len(sandbox.receiver.requests) == 200)
    payments = await sandbox.payments()
    assert len({payment["instruction_no"] for payment in payments}) == len(payments) == 200
