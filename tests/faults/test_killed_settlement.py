"""A worker killed with SIGKILL while something that was settled is taken back, demanded or netted: each step happens and is booked once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, text, update
from temporalio.testing import WorkflowEnvironment

from models.tables import LedgerTransfer, VoucherSpend
from tests.faults.killable import killable, office_without_worker
from tests.faults.test_killed_commitment import while_dying
from tests.office import HASTE, HEAD, OFFICER, WAN, Case, Office
from tests.workflows.settlements import another, propose, receive
from tests.workflows.vouchers import FACE, pay, recognise, rule, settlement, spend, to_issue_of


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str) -> AsyncIterator[Office]:
    """An office without a worker of its own, whose days are long enough that no voucher runs out while a worker is started."""
    address, days = temporal_env.client.service_client.config.target_host, HASTE["durations"] | {"bank_return_watch": 1}
    async with office_without_worker(address, database_url, sandbox_url, working_day_seconds=2, durations=days) as running:
        yield running


async def settled(office: Office, netting_days: int) -> Case:
    """Return a settlement that no bank returns any more, of which what is taken back is demanded after some days."""
    await rule(office, rate="0.50", face_fen=FACE, netting_days=netting_days)
    await recognise(office)
    await spend(await to_issue_of(office), 10 * WAN)
    await office.change(update(VoucherSpend).values(settles_from=text("now()")))
    case = await settlement(office)
    await case.answer("settlement_check", OFFICER, decision="settlement_accepted")
    await pay(case)
    assert await case.handle.result() == "settled"
    return case


async def once(office: Office, case: Case, *booked: str) -> None:
    """Check that each step of a taking back happened once, and each was booked once."""
    happened = [event for event in await case.events() if "receipt" not in event]
    assert happened == list(dict.fromkeys(happened))
    kinds = await office.all(select(LedgerTransfer.kind).where(LedgerTransfer.case_id == case.id).order_by(LedgerTransfer.id))
    assert [kind for kind in kinds if kind in {"demand", "recovery", "netting"}] == list(booked)
    assert sum((await office.balances()).values()) == 0


async def test_what_was_settled_is_taken_back_and_repaid_once_when_the_worker_is_killed_on_the_way(office: Office) -> None:
    with killable(office.settings) as worker:
        case = await settled(office, 1)
        begun = await while_dying(worker, asyncio.create_task(propose(case, "PT-1")), 0.1)
        decided = begun.answer("reclaim_decision", HEAD, decision="reclaimed", reason="经查实")
        await while_dying(worker, asyncio.create_task(decided), 0.1)
        await while_dying(worker, asyncio.create_task(begun.reach("demanded")), 0.1)
        await while_dying(worker, asyncio.create_task(receive(begun, 5 * WAN)), 0.2)
        assert (await begun.reach("settled")).recovered_fen == 5 * WAN
        await once(office, begun, "demand", "recovery")


async def test_what_was_taken_back_is_netted_once_when_the_worker_is_killed_on_the_way(office: Office) -> None:
    with killable(office.settings) as worker:
        begun = await propose(await settled(office, 60), "PT-1")
        await begun.answer("reclaim_decision", HEAD, decision="reclaimed", reason="经查实")
        following = await another(office, 20 * WAN)
        checked = following.answer("settlement_check", OFFICER, decision="settlement_accepted")
        await while_dying(worker, asyncio.create_task(checked), 0.1)
        assert (await begun.reach("settled")).set_off_fen == 5 * WAN
        assert (await following.row()).payable_fen == 5 * WAN
        await once(office, begun, "demand", "netting")
