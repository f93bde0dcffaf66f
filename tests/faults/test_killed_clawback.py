"""A worker killed with SIGKILL while money comes back and while a day is reconciled: nothing is booked twice, found twice or paid again."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import date, datetime

import pytest
from sqlalchemy import select
from temporalio.testing import WorkflowEnvironment

from activities.signatures.reconciliation import DayReconciled
from models.tables import LedgerTransfer, ReceiptPart, ReconciliationDifference
from policy.working_days import BEIJING
from tests.faults.killable import AWARD, killable, office_without_worker
from tests.office import ACCOUNT, FINANCE, OTHER_FINANCE, Office
from tests.workflows.reclaim import Reclaim, paid_award, reclaim
from tests.workflows.refunds import opened, owed_back, paid_by_treasury, settled_with

PART = AWARD // 4


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str) -> AsyncIterator[Office]:
    """An office without a worker of its own."""
    async with office_without_worker(temporal_env.client.service_client.config.target_host, database_url, sandbox_url) as running:
        yield running


def today() -> date:
    return datetime.now(BEIJING).date()


async def confirming(claim: Reclaim, amount_fen: int = PART) -> asyncio.Task[object]:
    """Have a repayment recorded, and its confirmation on the way."""
    await claim.record(amount_fen, await claim.receive(amount_fen, today()), today())
    completion = await claim.case.completion("repayment_confirmation", OTHER_FINANCE, decision="repayment_confirmed")
    return asyncio.create_task(claim.case.ask("complete_task", completion))


@pytest.mark.parametrize("seconds", [0.02, 0.15])
async def test_money_is_booked_once_when_the_worker_is_killed_while_it_comes_in(office: Office, seconds: float) -> None:
    with killable(office.settings) as worker:
        award = await paid_award(office)
        claims = [await reclaim(office, award, PART) for _ in range(2)]
        for claim in claims:
            await claim.accept()
        requests = [await confirming(claim) for claim in claims]
        await asyncio.sleep(seconds)
        worker.kill()
        worker.start()
        await asyncio.gather(*requests)
        for claim in claims:
            await claim.case.reach("settled")
            assert await claim.case.handle.result() == "settled"
        assert await claims[0].balances() == (AWARD - 2 * PART, 0, 2 * PART)
        assert (await claims[0].application()).recovered_fen == 2 * PART
        moved = await office.all(select(LedgerTransfer.kind).where(LedgerTransfer.kind.in_(("demand", "recovery"))))
        assert sorted(moved) == ["demand", "demand", "recovery", "recovery"]


@pytest.mark.parametrize("seconds", [0.02, 0.15])
async def test_one_transfer_is_divided_once_over_two_debts_when_the_worker_is_killed(office: Office, seconds: float) -> None:
    with killable(office.settings) as worker:
        award = await paid_award(office)
        claims = [await reclaim(office, award, PART) for _ in range(2)]
        for claim in claims:
            await claim.accept()
        request = await confirming(claims[0], 2 * PART + 1)
        await asyncio.sleep(seconds)
        worker.kill()
        worker.start()
        await request
        for claim in claims:
            await claim.case.reach("settled")
        assert await claims[0].balances() == (AWARD - 2 * PART, 0, 2 * PART)
        assert (await office.balances())["owed_back"] == 1
        parts = await office.all(select(ReceiptPart.amount_fen).order_by(ReceiptPart.amount_fen))
        assert parts == [1, PART, PART]


@pytest.mark.parametrize("seconds", [0.02, 0.15, 0.5])
async def test_money_is_paid_back_once_when_the_worker_is_killed(office: Office, seconds: float) -> None:
    with killable(office.settings) as worker:
        await settled_with(office, 7)
        case = await opened(office)
        await case.answer("refund_release", FINANCE, decision="payment_released")
        confirmed = {"decision": "payment_confirmed", "last_four": ACCOUNT["number"][-4:]}
        completion = await case.completion("refund_confirmation", OTHER_FINANCE, **confirmed)
        request = asyncio.create_task(case.ask("complete_task", completion))
        await asyncio.sleep(seconds)
        worker.kill()
        worker.start()
        await request
        await case.reach("refunded")
        assert await paid_by_treasury(office, case) == [7]
        assert await owed_back(office) == (0, 0)
        moved = await office.all(select(LedgerTransfer.kind).where(LedgerTransfer.kind.like("refund%")))
        assert sorted(moved) == ["refund", "refunded"]


async def test_day_is_reconciled_once_and_nothing_is_paid_again_when_the_worker_is_killed(office: Office) -> None:
    with killable(office.settings) as worker:
        await paid_award(office)
        stray = {"instruction_no": f"STRAY-{uuid.uuid4().hex[:6]}", "amount_fen": 7}
        (await office.sandbox.post("/admin/stray-payments", json=stray)).raise_for_status()
        before = len(await office.treasury_payments())
        handles = [
            await office.client.start_workflow(
                "Reconciliation",
                today(),
                id=f"reconciliation/{uuid.uuid4().hex[:8]}",
                task_queue=office.settings.task_queue,
                result_type=DayReconciled,
            )
            for _ in range(4)
        ]
        worker.kill()
        worker.start()
        done = await asyncio.gather(*(handle.result() for handle in handles))
        assert {found.day for found in done} == {today()}
        # The sandbox is shared with other tests, whose payments are strangers here: each is found once all the same.
        found = await office.all(select(ReconciliationDifference.reference).where(ReconciliationDifference.state == "open"))
        assert stray["instruction_no"] in found
        assert len(found) == len(set(found))
        assert len(await office.treasury_payments()) == before
