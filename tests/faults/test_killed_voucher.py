"""A worker killed with SIGKILL between what people do with a voucher and what follows: it is issued, spent, paid and ended once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, text, update
from temporalio.testing import WorkflowEnvironment

from models.tables import AuditEvent, VoucherSpend
from tests.faults.killable import killable, office_without_worker
from tests.faults.test_killed_commitment import while_dying
from tests.office import APPLICANT, DEPUTY, FINANCE, HEAD, OFFICER, OTHER_FINANCE, OTHER_OFFICER, WAN, Case, Office, message
from tests.workflows.vouchers import SIGNED, asked, contract, delivery, prove, recognise, rule, settlement, spend_of


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str) -> AsyncIterator[Office]:
    """An office without a worker of its own, whose days are long enough that no voucher runs out while a worker is started."""
    address = temporal_env.client.service_client.config.target_host
    async with office_without_worker(address, database_url, sandbox_url, working_day_seconds=2) as running:
        yield running


async def events_of(office: Office, case: Case) -> list[str]:
    """Return what happened, having checked that nothing was skipped."""
    events = await office.all(select(AuditEvent).where(AuditEvent.case_id == case.id).order_by(AuditEvent.sequence))
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    return [event.event for event in events]


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.4])
async def test_voucher_is_spent_and_paid_once_when_the_worker_is_killed_on_the_way(office: Office, seconds: float) -> None:
    await rule(office)
    await recognise(office)
    before = await office.balances()
    with killable(office.settings) as worker:
        case = await asked(office)
        await case.answer("voucher_check", OFFICER, decision="accepted")
        await case.reach("decision")
        approved = await case.completion("voucher_decision", HEAD, decision="voucher_approved")
        await while_dying(worker, asyncio.create_task(case.ask("complete_task", approved)), seconds)
        signed = await case.completion("voucher_commitment", APPLICANT, **SIGNED)
        await while_dying(worker, asyncio.create_task(case.ask("complete_task", signed)), seconds)
        await case.reach("valid")
        await while_dying(worker, asyncio.create_task(case.ask("request", contract(10 * WAN))), seconds)
        spend = await spend_of(office)
        await prove(office, spend)
        confirming = case.completion_of(await delivery(office, spend), APPLICANT, {"decision": "delivery_confirmed"})
        await while_dying(worker, asyncio.create_task(case.ask("complete_task", confirming)), seconds)
        await office.change(update(VoucherSpend).values(settles_from=text("now()")))
        paying = await settlement(office)
        await paying.answer("settlement_check", OFFICER, decision="settlement_accepted")
        await paying.answer("payment_release", FINANCE, decision="payment_released")
        confirmed = await paying.completion("payment_confirmation", OTHER_FINANCE, **(await paying.confirmed()))
        await while_dying(worker, asyncio.create_task(paying.ask("complete_task", confirmed)), seconds)
        await paying.reach("settled")
        await case.ask("request", message("void_proposed", OTHER_OFFICER, reason="不再需要"))
        voided = await case.completion("void_decision", DEPUTY, decision="voided", reason="情况属实")
        await while_dying(worker, asyncio.create_task(case.ask("complete_task", voided)), seconds)
        await case.reach("spent")
        happened = await events_of(office, case)
        assert happened == list(dict.fromkeys(happened))
        assert [one["amount_fen"] for one in await office.treasury_payments()] == [5 * WAN]
        after = await office.balances()
        assert (after["expenditure"], after["pre_commitment"], after["obligation"], after["in_transit"]) == (5 * WAN, 0, 0, 0)
        assert after["available"] == before["available"] - 5 * WAN
