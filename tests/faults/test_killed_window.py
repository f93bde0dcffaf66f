"""A worker killed with SIGKILL on the way of a window: it opens and closes once, and every share of its list is taken, and taken once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import select
from temporalio.testing import WorkflowEnvironment

from models.tables import AuditEvent, ImplementingRule, WindowList, WindowShare
from tests.faults.killable import killable, office_without_worker
from tests.faults.test_two_at_once import a_few_at_a_time
from tests.office import HEAD, WAN, Case, Office
from tests.policy.baselines import FACTS, VALUES
from tests.workflows.windows import listed, shut, submitted, window_of

CEILING = 5_000 * WAN
POOLS = 8


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str) -> AsyncIterator[Office]:
    """An office without a worker of its own."""
    host = temporal_env.client.service_client.config.target_host
    async with office_without_worker(host, database_url, sandbox_url) as running:
        rule = {"effective_from": date(2022, 1, 14), "values": VALUES["patent-pool"], "document_no": "演示细则1号"}
        await running.add(ImplementingRule(item_code="patent-pool", entered_by="officer-sti-1", approved_by="officer-sti-2", **rule))
        yield running


async def waiting(office: Office, index: int) -> Case:
    facts = {"pool_no": f"PP-{index}", "annual_fees_fen": (2_000 + index) * WAN}
    case = await office.apply_for("patent-pool", facts=FACTS["patent-pool"] | facts)
    await case.to_review()
    await case.recommend()
    await case.reach("allocation")
    return case


@pytest.mark.parametrize("seconds", [0.05, 0.3])
async def test_every_share_is_taken_once_when_the_worker_is_killed_after_the_approval(office: Office, seconds: float) -> None:
    with killable(office.settings) as worker:
        await office.open_window("patent-pool", 2025)
        cases = await a_few_at_a_time(waiting(office, index) for index in range(POOLS))
        window = await window_of(office, "patent-pool")
        await shut(window)
        await listed(window)
        completion = await window.completion("list_approval", HEAD, decision="list_approved")
        approving = asyncio.create_task(window.ask("complete_task", completion))
        await asyncio.sleep(seconds)
        worker.kill()
        worker.start()
        await approving
        await window.reach("list_notice", "handling", "settled")
        shares = await office.all(select(WindowShare).join(WindowList).where(WindowList.window_id == window.id))
        assert {share.state for share in shares} == {"taken"}
        by_case = {share.application_id: share.share_fen for share in shares}
        assert [(await case.row()).award_fen for case in cases] == [by_case[case.id] for case in cases]
        assert sum(by_case.values()) == CEILING
        approvals = await office.all(select(AuditEvent.case_id).where(AuditEvent.event == "approved"))
        assert sorted(approvals) == sorted(by_case)
        balances = await office.balances()
        assert sum(balances[kind] for kind in ("pre_commitment", "obligation")) == CEILING


async def test_window_opens_and_closes_once_when_the_worker_is_killed_in_between(office: Office) -> None:
    with killable(office.settings) as worker:
        window = await submitted(office, "patent-pool", 2025)
        publishing = asyncio.create_task(window.answer("guide_approval", HEAD, decision="published"))
        await asyncio.sleep(0.05)
        worker.kill()
        worker.start()
        await publishing
        await window.reach("open")
        shutting = asyncio.create_task(shut(window, "unanswered"))
        worker.kill()
        worker.start()
        await shutting
        await window.reach("unanswered")
        assert await window.events() == ["submitted", "published", "opened", "closed", "nothing_came"]
