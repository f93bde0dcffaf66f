from __future__ import annotations

import asyncio
from pathlib import Path

from tests.contract.conftest import free_port, healthy, outside_at, sandbox_process
from tests.contract.test_answers import instruction, settled


async def test_payments_are_all_made_once_when_the_treasury_is_killed_in_between(tmp_path: Path) -> None:
    numbers = [f"P-{number}" for number in range(20)]
    port = free_port()
    async with outside_at(f"http://127.0.0.1:{port}") as outside:
        with sandbox_process(tmp_path, port):
            await healthy(outside)
            for number in numbers:
                await outside.treasury.instruct(instruction(number))
                await asyncio.sleep(0.03)
        with sandbox_process(tmp_path, port):
            await healthy(outside)
            for number in numbers:
                await settled(outside, number, "paid")
            payments = await outside.payments()
    assert sorted(payment["instruction_no"] for payment in payments) == sorted(numbers)


async def test_sign_in_keeps_its_key_when_the_issuer_is_killed(tmp_path: Path) -> None:
    port = free_port()
    seen = []
    async with outside_at(f"http://127.0.0.1:{port}") as outside:
        for _ in range(2):
            with sandbox_process(tmp_path, port):
                await healthy(outside)
                seen.append((await outside.admin.get("/oidc/jwks.json")).json())
    assert seen[0] == seen[1]
