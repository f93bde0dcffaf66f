from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from pathlib import Path

import httpx

from tests.sandbox.conftest import CLOSED_ACCOUNT, LATER_RETURNED_ACCOUNT, SECRET, Sandbox, eventually, running

QUIET_SECONDS = 0.25


def signature_holds(request: httpx.Request) -> bool:
    at, digest = (part.partition("=")[2] for part in request.headers["x-signature"].split(","))
    return hmac.new(SECRET.encode(), f"{at}.".encode() + request.content, hashlib.sha256).hexdigest() == digest


async def test_callback_is_signed_when_a_payment_is_made(sandbox: Sandbox) -> None:
    await sandbox.instruct("P-1")
    await eventually(lambda: len(sandbox.receiver.requests) == 1)
    assert signature_holds(sandbox.receiver.requests[0])


async def test_callback_tells_what_was_paid_when_a_payment_is_made(sandbox: Sandbox) -> None:
    await sandbox.instruct("P-1")
    await eventually(lambda: len(sandbox.receiver.requests) == 1)
    (body,) = sandbox.receiver.bodies()
    standing = await sandbox.standing("P-1")
    assert body == {
        "instruction_no": "P-1",
        "status": "paid",
        "amount_fen": 5_000,
        "at": standing["paid_at"],
        "bank_reference": standing["bank_reference"],
        "reason": None,
    }


async def test_callback_gives_the_reason_when_the_bank_returns_it(sandbox: Sandbox) -> None:
    await sandbox.instruct("P-1", CLOSED_ACCOUNT)
    await eventually(lambda: sandbox.receiver.statuses() == ["returned"])
    assert sandbox.receiver.bodies()[0]["reason"] == "收款账户已销户"


async def test_callbacks_come_in_order_when_a_payment_is_returned_later(sandbox: Sandbox) -> None:
    await sandbox.instruct("P-1", LATER_RETURNED_ACCOUNT)
    await eventually(lambda: sandbox.receiver.statuses() == ["paid", "returned"])


async def test_callback_is_repeated_when_it_is_not_acknowledged(sandbox: Sandbox) -> None:
    sandbox.receiver.answers = [500, 503, 404]
    await sandbox.instruct("P-1")
    await eventually(lambda: len(sandbox.receiver.requests) == 4)
    await asyncio.sleep(QUIET_SECONDS)
    assert sandbox.receiver.statuses() == ["paid"] * 4


async def test_callback_is_given_up_when_patience_ends() -> None:
    async with running(patience=0.1) as impatient:
        impatient.receiver.answers = [500] * 50
        await impatient.instruct("P-1")
        await asyncio.sleep(QUIET_SECONDS)
        sent = len(impatient.receiver.requests)
        await asyncio.sleep(QUIET_SECONDS)
        assert len(impatient.receiver.requests) == sent < 10


async def test_callback_is_delivered_when_the_sandbox_restarts_before_it_could_be(tmp_path: Path) -> None:
    async with running(tmp_path) as before:
        before.receiver.answers = [500] * 1000
        await before.instruct("P-1")
        await eventually(lambda: len(before.receiver.requests) >= 1)
    async with running(tmp_path) as after:
        await eventually(lambda: after.receiver.statuses() == ["paid"])


async def test_callback_is_not_repeated_when_the_sandbox_restarts_after_its_delivery(tmp_path: Path) -> None:
    async with running(tmp_path) as before:
        await before.instruct("P-1")
        await eventually(lambda: len(before.receiver.requests) == 1)
        await asyncio.sleep(0.05)
    async with running(tmp_path) as after:
        await asyncio.sleep(QUIET_SECONDS)
        assert after.receiver.requests == []


async def test_callback_never_comes_when_the_fault_says_so(sandbox: Sandbox) -> None:
    await sandbox.fault("treasury.callback", "never")
    await sandbox.instruct("P-1")
    await sandbox.settled("P-1", "paid")
    await asyncio.sleep(QUIET_SECONDS)
    assert sandbox.receiver.requests == []


async def test_callback_comes_twice_when_the_fault_says_so(sandbox: Sandbox) -> None:
    await sandbox.fault("treasury.callback", "twice")
    await sandbox.instruct("P-1")
    await eventually(lambda: len(sandbox.receiver.requests) == 2)
    first, second = sandbox.receiver.requests
    assert first.content == second.content


async def test_callbacks_are_reordered_when_the_fault_says_so(sandbox: Sandbox) -> None:
    await sandbox.fault("treasury.callback", "reordered", times=1)
    await sandbox.instruct("P-1", LATER_RETURNED_ACCOUNT)
    await eventually(lambda: sandbox.receiver.statuses() == ["returned", "paid"])


async def test_callback_held_back_comes_at_last_when_no_other_follows(sandbox: Sandbox) -> None:
    await sandbox.fault("treasury.callback", "reordered", times=1, seconds=0.1)
    await sandbox.instruct("P-1")
    await eventually(lambda: sandbox.receiver.statuses() == ["paid"])


async def test_callback_states_another_amount_when_the_fault_says_so(sandbox: Sandbox) -> None:
    await sandbox.fault("treasury.callback", "wrong_amount")
    await sandbox.instruct("P-1")
    await eventually(lambda: len(sandbox.receiver.requests) == 1)
    assert sandbox.receiver.bodies()[0]["amount_fen"] == 5_001
    assert signature_holds(sandbox.receiver.requests[0])


async def test_only_a_forged_callback_comes_when_the_fault_says_so(sandbox: Sandbox) -> None:
    await sandbox.fault("treasury.callback", "forged")
    sandbox.receiver.answers = [401]
    await sandbox.instruct("P-1", CLOSED_ACCOUNT)
    await eventually(lambda: len(sandbox.receiver.requests) == 1)
    await asyncio.sleep(QUIET_SECONDS)
    (request,) = sandbox.receiver.requests
    assert json.loads(request.content)["status"] == "paid"
    assert not signature_holds(request)


async def test_callback_is_no_json_when_the_fault_says_garbage(sandbox: Sandbox) -> None:
    await sandbox.fault("treasury.callback", "garbage")
    await sandbox.instruct("P-1")
    await eventually(lambda: len(sandbox.receiver.requests) == 1)
    assert sandbox.receiver.requests[0].content.startswith(b"<html>")


async def test_callback_comes_late_when_the_fault_says_so(sandbox: Sandbox) -> None:
    await sandbox.fault("treasury.callback", "late", seconds=0.3)
    await sandbox.instruct("P-1")
    await sandbox.settled("P-1", "paid")
    assert sandbox.receiver.requests == []
    await eventually(lambda: sandbox.receiver.statuses() == ["paid"])


async def test_callback_comes_when_the_outage_is_over(sandbox: Sandbox) -> None:
    await sandbox.fault("treasury.callback", "down")
    await sandbox.instruct("P-1")
    await asyncio.sleep(QUIET_SECONDS)
    assert sandbox.receiver.requests == []
    await sandbox.client.delete("/admin/faults")
    await eventually(lambda: sandbox.receiver.statuses() == ["paid"])


async def test_callback_outage_strikes_as_often_as_told_when_counted(sandbox: Sandbox) -> None:
    await sandbox.fault("treasury.callback", "down", times=2)
    await sandbox.instruct("P-1")
    await eventually(lambda: sandbox.receiver.statuses() == ["paid"])
    assert (await sandbox.client.get("/admin/faults")).json()["faults"] == []
