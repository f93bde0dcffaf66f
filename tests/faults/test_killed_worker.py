"""A worker killed with SIGKILL in the middle of everything: another takes over, nothing is lost and nothing happens twice."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from temporalio.testing import WorkflowEnvironment

from models.tables import AuditEvent, Task
from tests.faults.killable import AWARD, killable, office_without_worker
from tests.office import ACCOUNT, APPLICANT, FINANCE, HEAD, OFFICER, OTHER_FINANCE, OTHER_OFFICER, SIGNED, Case, Office, until
from tests.office.numbers import UNLIKE
from tests.workflows.competition import AUDIT, YUNHENG, Competition


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str) -> AsyncIterator[Office]:
    """An office without a worker of its own."""
    async with office_without_worker(temporal_env.client.service_client.config.target_host, database_url, sandbox_url) as running:
        yield running


CONFIRMED = {"decision": "payment_confirmed", "last_four": ACCOUNT["number"][-4:]}

# Each step: how to get to it, and who then does what.
STEPS: dict[str, tuple[Callable[[Case], Any] | None, str, Any, dict[str, Any]]] = {
    "accepted, so that the sources are asked": (None, "acceptance", OFFICER, {"decision": "accepted"}),
    "recommended, so that it is assessed": (Case.to_review, "desk_review", OFFICER, {"decision": "recommended", "opinion": "可"}),
    "approved, so that money is set aside": (Case.to_decision, "decision", HEAD, {"decision": "approved"}),
    "signed": (Case.to_commitment, "commitment", APPLICANT, SIGNED),
    "confirmed, so that the treasury is told": (
        Case.to_payment,
        "payment_confirmation",
        OTHER_FINANCE,
        CONFIRMED,
    ),
}

REST: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    ("acceptance", OFFICER, {"decision": "accepted"}),
    ("desk_review", OFFICER, {"decision": "recommended", "opinion": "可"}),
    ("decision", HEAD, {"decision": "approved"}),
    ("commitment", APPLICANT, SIGNED),
    ("payment_release", FINANCE, {"decision": "payment_released"}),
    ("payment_confirmation", OTHER_FINANCE, CONFIRMED),
)


async def to_step(office: Office, index: int, step: str) -> tuple[Case, Any]:
    case = await office.apply_for(facts={"certificate_no": f"BDA-2026-{UNLIKE[index]}"})
    stretch, kind, actor, answer = STEPS[step]
    if stretch is not None:
        await stretch(case)
    if kind == "payment_confirmation":
        await case.answer("payment_release", FINANCE, decision="payment_released")
    return case, await case.completion(kind, actor, **answer)


async def finish(case: Case) -> None:
    """Do whatever human steps are left."""
    done = {task.kind for task in await case.office.all(select(Task).where(Task.case_id == case.id, Task.completed_by.is_not(None)))}
    for kind, actor, answer in REST:
        if kind not in done:
            await case.answer(kind, actor, **answer)
    await case.reach("in_force")


async def test_nothing_is_lost_and_nothing_happens_twice_when_the_worker_is_killed_at_any_step(office: Office) -> None:
    with killable(office.settings) as worker:
        # Every step three times over: as the worker goes, some requests have not arrived, some are being written, some are answered.
        prepared = await asyncio.gather(*(to_step(office, index, step) for index, step in enumerate([*STEPS] * 3)))
        requests = [asyncio.create_task(case.ask("complete_task", completion)) for case, completion in prepared]
        await asyncio.sleep(0.15)
        worker.kill()
        assert not all(request.done() for request in requests)
        worker.start()
        receipts = await asyncio.gather(*requests)
        assert [receipt.event for receipt in receipts] == [completion.event for _, completion in prepared]
        await asyncio.gather(*(finish(case) for case, _ in prepared))
    await books_balance(office, [case for case, _ in prepared])


async def books_balance(office: Office, cases: list[Case]) -> None:
    payments = await office.treasury_payments()
    told = Counter(payment["instruction_no"].rpartition("-")[0] for payment in payments)
    assert told == {f"{case.number}-P1": 1 for case in cases}
    balances = await office.balances()
    assert (balances["expenditure"], balances["in_transit"], balances["obligation"], balances["pre_commitment"]) == (
        len(cases) * AWARD,
        0,
        0,
        0,
    )
    for case in cases:
        events = await office.all(select(AuditEvent).where(AuditEvent.case_id == case.id).order_by(AuditEvent.sequence))
        assert [event.sequence for event in events] == list(range(1, len(events) + 1))
        names = [event.event for event in events]
        assert names == list(dict.fromkeys(names))


async def test_requests_wait_for_a_worker_when_none_is_alive(office: Office) -> None:
    with killable(office.settings) as worker:
        case = await office.apply_for()
        worker.kill()
        request = asyncio.create_task(case.answer("acceptance", OFFICER, decision="accepted"))
        await asyncio.sleep(0.5)
        assert not request.done()
        worker.start()
        assert (await request).event == "accepted"
        await case.reach("review")


async def test_question_to_an_authority_is_asked_again_within_ten_seconds_when_its_worker_is_killed(
    temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str
) -> None:
    address = temporal_env.client.service_client.config.target_host
    async with office_without_worker(address, database_url, sandbox_url, is_impatient=False) as office:
        with killable(office.settings, is_impatient=False) as worker:
            await office.fault("tax", "slow", seconds=30)
            case = await office.apply_for()
            await case.answer("acceptance", OFFICER, decision="accepted")
            await until(lambda: _tries(case, 1), "the question")
            # Longer than the first beat takes.
            await asyncio.sleep(3)
            worker.kill()
            killed_at = time.monotonic()
            worker.start()
            await until(lambda: _tries(case, 2), "the question of the other")
            assert time.monotonic() - killed_at <= 10
            await office.mend()
            await case.reach("review")


async def _tries(case: Case, attempt: int) -> bool | None:
    described = (await case.handle.describe()).raw_description
    return any(pending.attempt >= attempt and pending.HasField("last_started_time") for pending in described.pending_activities) or None


async def test_project_is_carried_over_once_when_the_worker_is_killed_meanwhile(office: Office) -> None:
    with killable(office.settings) as worker:
        competition = Competition(office)
        await competition.publish(closes_at=datetime.now(UTC) + timedelta(seconds=5))
        projects = [await competition.solve(applicant) for applicant in (APPLICANT, YUNHENG)]
        for project in projects:
            await competition.evaluate(project)
        await competition.case.happened("window_closed")
        # The selection, the announcement to both, and what follows: each overtaken by a kill.
        selection = asyncio.create_task(competition.select(projects[0]))
        await asyncio.sleep(0.05)
        worker.kill()
        worker.start()
        await selection
        await projects[1].reach("reserve")
        await competition.sign(projects[0], (100,))
        await competition.pass_milestone(projects[0])
        await competition.inspect(projects[0])
        await projects[0].answer("final_decision", HEAD, decision="acceptance_passed")
        await competition.upload(await projects[0].row(), "cost_audit")
        audit = asyncio.create_task(projects[0].answer("cost_audit", OTHER_OFFICER, **AUDIT))
        await asyncio.sleep(0.05)
        worker.kill()
        worker.start()
        await audit
        assert await projects[0].handle.result() == "completed"
        award = await competition.award(projects[0])
        await award.task("parameter_supply")
    for project in projects:
        events = await project.events()
        learnt = [event for event in events if event in {"selected", "put_in_reserve", "award_originated"}]
        assert len(learnt) == 1 + (project is projects[0])
