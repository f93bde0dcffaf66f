"""案件核对的测试。Whatever is done to its process, a case goes on where it stands once it was checked, and nothing is done twice."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowFailureError, WorkflowUpdateFailedError
from temporalio.testing import WorkflowEnvironment

from activities.signatures.case import CaseInput
from models.queries import case_check as checks
from models.tables import CaseCheckFinding, CaseDifference, Disbursement, Message, Reconciliation
from policy.errors import Refusal
from policy.processes.kernel.lifecycle import workflow_id
from policy.working_days import BEIJING
from runtime.schedules import make_schedules
from tests.faults.harming import Harm, cancelled, check, deleted, misanswered, paused, put_back, running, taken_over, terminated, usurped
from tests.office import ACCOUNT, APPLICANT, FINANCE, HEAD, OFFICER, OTHER_FINANCE, SIGNED, Case, Office, real_time_office, until
from tests.office.milestones import application_to
from tests.office.people import person
from tests.workflows import refunds
from tests.workflows.annual_runs import alone_with_runs, growth_rule, order, release, run_case
from tests.workflows.commitments import bound_by, file_change, on_file
from tests.workflows.pending import again, case_of
from tests.workflows.reclaim import AWARD, Reclaim, paid_award, reclaim

OPERATOR = person("operator")
HARMS: tuple[Harm, ...] = (terminated, cancelled, deleted, put_back)


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str) -> AsyncIterator[Office]:
    """An office on real time, whose Schedules are gone afterwards."""
    async with real_time_office(temporal_env.client, database_url) as opened, alone_with_runs(opened):
        yield opened
        await forget_schedules(opened.client)


async def forget_schedules(client: Client) -> None:
    async for found in await client.list_schedules():
        await client.get_schedule_handle(found.id).delete()


@dataclass(frozen=True)
class Way:
    """Where a case is harmed, and how people take it to its end from there."""

    name: str
    to: Callable[[Office], Awaitable[Case]]
    on: Callable[[Case], Awaitable[None]]


async def _told(office: Office) -> list[str]:
    """Return what operators were told of checks."""
    return [str(zh) for zh in await office.all(select(Message.zh).where(Message.role == "operator", Message.case_id.is_(None)))]


async def at_acceptance(office: Office) -> Case:
    case = await office.apply_for()
    await case.task("acceptance")
    return case


async def from_acceptance(case: Case) -> None:
    await case.to_payment()
    await is_paid(case)


async def at_decision(office: Office) -> Case:
    return await application_to("decision", office)


async def from_decision(case: Case) -> None:
    await case.answer("decision", HEAD, decision="approved")
    await case.reach("commitment")
    await case.answer("commitment", APPLICANT, **(SIGNED | {"account": ACCOUNT}))
    await is_paid(case)


async def on_hold(office: Office) -> Case:
    case = await at_decision(office)
    await case.hold()
    return case


async def from_hold(case: Case) -> None:
    await case.resume()
    await from_decision(case)


async def at_release(office: Office) -> Case:
    return await application_to("payment", office)


async def is_paid(case: Case) -> None:
    await case.pay()
    await case.reach("in_force")


async def with_the_treasury(office: Office) -> Case:
    case = await at_release(office)
    await office.fault("treasury.query", "down")
    await case.pay()
    await until(lambda: _instructs(case), "a question to the treasury")
    return case


async def _instructs(case: Case) -> bool | None:
    described = (await case.handle.describe()).raw_description
    return any(pending.last_failure.message for pending in described.pending_activities) or None


async def until_paid(case: Case) -> None:
    await case.office.mend()
    await case.reach("in_force")


async def clawback_heard(office: Office) -> Case:
    return (await reclaim(office, await paid_award(office))).case


async def until_repaid(case: Case) -> None:
    claim = Reclaim(case.office, case, case)
    await claim.accept()
    today = datetime.now(BEIJING).date()
    await claim.repay(AWARD, today)
    await case.reach("settled")


async def refund_opened(office: Office) -> Case:
    await refunds.settled_with(office, 5_000)
    return await refunds.opened(office)


async def until_refunded(case: Case) -> None:
    await refunds.released(case, FINANCE, OTHER_FINANCE)
    await case.reach("refunded")


async def run_to_release(office: Office) -> Case:
    await growth_rule(office)
    case = await run_case(office, await order(office))
    await case.task("annual_run_release")
    return case


async def until_offered(case: Case) -> None:
    await release(case)
    await case.reach("open")


async def commitment_bound(office: Office) -> Case:
    return await bound_by(await at_release(office))


async def until_filed(case: Case) -> None:
    await file_change(case, datetime.now(BEIJING).date() + timedelta(days=90))
    await on_file(case)


WAYS = (
    Way("acceptance", at_acceptance, from_acceptance),
    Way("decision", at_decision, from_decision),
    Way("hold", on_hold, from_hold),
    Way("release", at_release, is_paid),
    Way("treasury", with_the_treasury, until_paid),
    Way("clawback", clawback_heard, until_repaid),
    Way("refund", refund_opened, until_refunded),
    Way("run", run_to_release, until_offered),
    Way("commitment", commitment_bound, until_filed),
)


async def nothing_was_done_twice(office: Office) -> None:
    payments = await office.treasury_payments()
    assert max(Counter(payment["instruction_no"] for payment in payments).values(), default=1) == 1
    assert len(payments) == len(await office.all(select(Disbursement.number)))
    said = [(row.zh, row.enterprise_uscc, row.department, row.role) for row in await office.all(select(Message))]
    assert len(said) == len(set(said)), Counter(said).most_common(3)


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
async def test_case_goes_on_where_it_stands_when_it_was_checked_after(office: Office, way: Way, harm: Harm) -> None:
    case = await way.to(office)
    stood = (await case.row()).stage
    await harm(case)
    # The process that is there then, whichever it is.
    case = office.running(await case.row())
    found = await check(office)
    assert found.started == ([] if harm is put_back else [case.handle.id])
    assert found.surplus == []
    assert (await case.row()).stage == stood
    await way.on(case)
    await nothing_was_done_twice(office)


@pytest.mark.parametrize("harm", [usurped, taken_over], ids=lambda harm: harm.__name__)
async def test_process_in_the_place_of_a_case_gives_way_when_it_was_checked_after(office: Office, harm: Harm) -> None:
    case = await at_acceptance(office)
    await harm(case)
    found = await check(office)
    assert (found.started, found.surplus) == ([case.handle.id], [])
    await from_acceptance(office.running(await case.row()))
    await nothing_was_done_twice(office)


async def test_day_is_reconciled_again_when_somebody_had_taken_its_place_and_it_was_checked_after(office: Office) -> None:
    await office.client.start_workflow("Other", id="reconciliation/2026-01-02", task_queue="nowhere")
    await until(lambda: _is_listed(office, "reconciliation/2026-01-02"), "it among those that run")
    await check(office)
    described = await office.client.get_workflow_handle("reconciliation/2026-01-02").describe()
    assert described.status is WorkflowExecutionStatus.TERMINATED


async def _is_listed(office: Office, its: str) -> bool | None:
    return its in {found.id async for found in office.client.list_workflows("ExecutionStatus = 'Running'")} or None


@pytest.mark.parametrize("harm", [paused, misanswered], ids=lambda harm: harm.__name__)
async def test_case_goes_on_when_what_it_waits_for_was_kept_from_it_and_it_was_checked_after(office: Office, harm: Harm) -> None:
    case = await with_the_treasury(office)
    await harm(case)
    found = await check(office)
    assert (found.started, found.surplus) == ([case.handle.id], [])
    await until_paid(office.running(await case.row()))
    await nothing_was_done_twice(office)


async def test_every_process_is_left_alone_when_nothing_was_done_to_it(office: Office) -> None:
    case = await at_acceptance(office)
    before = (await case.handle.describe()).run_id
    found = [await check(office) for _ in range(2)]
    assert [(one.open_cases, one.started, one.surplus) for one in found] == [(1, [], [])] * 2
    assert (await office.running(await case.row()).handle.describe()).run_id == before
    assert await office.all(select(CaseDifference)) == []


async def test_process_is_started_when_its_start_was_never_delivered(office: Office) -> None:
    case = await at_acceptance(office)
    await terminated(case)
    await office.change(text("UPDATE cases SET number = number || '-A'"))
    case = office.running(await case.row())
    assert (await check(office)).started == [case.handle.id]
    await from_acceptance(case)


async def test_every_open_case_is_started_again_when_temporal_has_lost_all(office: Office) -> None:
    cases = [await at_acceptance(office) for _ in range(3)]
    for case in cases:
        await deleted(case)
    assert (await check(office)).started == sorted(case.handle.id for case in cases)


async def test_operators_are_told_what_a_check_has_mended_and_nothing_when_there_was_nothing(office: Office) -> None:
    await check(office)
    await check(office)
    assert await _told(office) == []
    case = await at_acceptance(office)
    await terminated(case)
    await until(lambda: _lists_not(office, case.handle.id), "its end")
    await office.client.get_schedule_handle("reconciliation").pause()
    await check(office)
    assert await _told(office) == ["案件核对发现：重新启动1个流程；恢复1项定时任务。"]


async def test_case_that_is_over_or_a_draft_is_not_started(office: Office) -> None:
    await office.draft()
    case = await at_acceptance(office)
    await case.withdraw()
    await case.handle.result()
    found = await check(office)
    assert (found.open_cases, found.started, found.surplus) == (0, [], [])


async def test_process_without_a_case_is_reported_and_left_alone(office: Office) -> None:
    start = CaseInput("application", str(uuid.uuid4()), f"BDA-2026-05-{uuid.uuid4().hex[:8]}", "无案件")
    handle = await office.client.start_workflow(
        "Application", start, id=workflow_id("application", start.number, start.case_id), task_queue=office.settings.task_queue
    )
    await until(lambda: _lists(office, handle.id), "the process among those that run")
    assert (await check(office)).surplus == [handle.id]
    assert (await handle.describe()).status is WorkflowExecutionStatus.RUNNING
    await handle.terminate()


async def test_what_a_check_found_is_the_operators_until_a_check_finds_it_no_more(office: Office) -> None:
    await check(office)
    start = CaseInput("application", str(uuid.uuid4()), f"BDA-2026-05-{uuid.uuid4().hex[:8]}", "无案件")
    handle = await office.client.start_workflow(
        "Application", start, id=workflow_id("application", start.number, start.case_id), task_queue=office.settings.task_queue
    )
    await until(lambda: _lists(office, handle.id), "the process among those that run")
    await check(office)
    await check(office)
    (row,) = await office.all(select(CaseCheckFinding))
    case = await case_of(office, row)
    task = await case.task("finding_explanation")
    assert (task.role, task.about["found"], task.about["size"]) == ("operator", [handle.id], 1)
    await handle.terminate()
    await until(lambda: _lists_not(office, handle.id), "its end")
    await check(office)
    assert await case.handle.result() == "resolved"
    assert await case.events() == ["check_found", "difference_resolved"]


async def test_what_a_check_found_is_resolved_when_an_operator_explains_it(office: Office) -> None:
    await check(office)
    await office.client.get_schedule_handle("reconciliation").pause()
    await check(office)
    (row,) = await office.all(select(CaseCheckFinding))
    case = await case_of(office, row)
    await case.answer("finding_explanation", OPERATOR, decision="difference_resolved", reason="演练时暂停")
    assert await case.handle.result() == "resolved"
    assert (await again(office, row)).resolved_by == OPERATOR.subject


async def test_process_ends_when_its_case_is_gone_and_makes_room_for_another_of_its_name(office: Office) -> None:
    case = await at_acceptance(office)
    await terminated(case)
    gone = CaseInput("application", str(uuid.uuid4()), case.number, "无案件", resumed=True)
    handle = await office.client.start_workflow("Application", gone, id=case.handle.id, task_queue=office.settings.task_queue)
    with pytest.raises(WorkflowFailureError):
        await handle.result()
    case = office.running(await case.row())
    await until(lambda: _lists_not(office, case.handle.id), "its end")
    assert (await check(office)).started == [case.handle.id]
    await from_acceptance(case)


async def test_process_ends_when_its_case_is_over_already(office: Office) -> None:
    case = await at_acceptance(office)
    await office.change(text("UPDATE cases SET stage = 'withdrawn', closed_at = now()"))
    found = await check(office)
    assert (found.started, found.surplus) == ([], [])
    assert await case.handle.result() == "withdrawn"


async def test_case_that_differs_is_read_again_and_counted(office: Office) -> None:
    case = await at_acceptance(office)
    # As after a restore of the database: its task is another than the one its process knows.
    await office.change(text("UPDATE tasks SET id = uuidv7() WHERE closed_at IS NULL"))
    await check(office)
    (noted,) = await until(lambda: _noted(office), "the difference")
    task = await case.task("acceptance")
    assert (noted.case_id, noted.stored) == (case.id, f"acceptance {task.id}")
    assert noted.known != noted.stored
    async with office.database.reading() as session:
        found = await checks.last(session)
    assert found is not None
    assert found.differing == 1
    # It was found after its check had ended: the next one tells of it.
    await check(office)
    assert await _told(office) == ["案件核对发现：1个案件曾与其流程不一致，已按案件记录更正。"]
    assert (await case.answer("acceptance", OFFICER, decision="accepted")).stage == "verification"


async def test_request_is_recorded_when_its_process_was_put_back_and_counts_from_there(office: Office) -> None:
    case = await at_decision(office)
    before = await case.events()
    await put_back(case)
    case = office.running(await case.row())
    # Nobody has checked: the first who acts meets a process that knows neither the task nor how many steps were recorded.
    await case.answer("decision", HEAD, decision="approved")
    assert (await case.events())[: len(before) + 1] == [*before, "approved"]


@pytest.mark.parametrize("gone", [False, True], ids=["paused", "deleted"])
async def test_schedule_runs_again_when_somebody_stopped_it(office: Office, *, gone: bool) -> None:
    await check(office)
    handle = office.client.get_schedule_handle("reconciliation")
    await (handle.delete() if gone else handle.pause())
    assert (await check(office)).schedules == ["reconciliation"]
    described = await handle.describe()
    assert not described.schedule.state.paused
    assert described.info.next_action_times
    assert (await check(office)).schedules == []


async def test_schedule_stays_paused_when_the_settings_say_so(office: Office) -> None:
    for _ in range(2):
        mended = await make_schedules(office.client, office.settings.task_queue, datetime.now(UTC), paused=["rd-growth"])
        assert (await office.client.get_schedule_handle("rd-growth").describe()).schedule.state.paused
    assert mended == []


async def test_schedule_that_is_to_be_paused_is_refused_when_there_is_none_of_its_name(office: Office) -> None:
    with pytest.raises(Refusal) as refused:
        await make_schedules(office.client, office.settings.task_queue, paused=["rd-growth", "rd-grwoth"])
    assert "rd-grwoth" in refused.value.detail.en


async def test_nights_that_a_paused_schedule_has_missed_are_made_up_for(office: Office) -> None:
    await make_schedules(office.client, office.settings.task_queue)
    handle = office.client.get_schedule_handle("reconciliation")
    await handle.pause()
    since = datetime.now(UTC) - timedelta(days=2)
    assert await make_schedules(office.client, office.settings.task_queue, since) == ["reconciliation"]
    days = {(since.astimezone(BEIJING) + timedelta(days=ahead)).date() for ahead in range(-1, 2)}

    async def reconciled() -> bool | None:
        return len(days & set(await office.all(select(Reconciliation.day)))) >= 2 or None

    await until(reconciled, "the nights that were missed")


async def test_check_joins_the_one_that_runs(office: Office) -> None:
    await at_acceptance(office)
    found = await asyncio.gather(check(office), check(office))
    assert found[0] == found[1]


async def _lists(office: Office, its: str) -> bool | None:
    return its in await running(office) or None


async def _lists_not(office: Office, its: str) -> bool | None:
    return its not in await running(office) or None


async def _noted(office: Office) -> Sequence[CaseDifference] | None:
    return await office.all(select(CaseDifference)) or None


async def test_refused_submission_ended_and_is_neither_surplus_nor_started_again(office: Office) -> None:
    draft = await office.draft(evidence=False)
    with pytest.raises(WorkflowUpdateFailedError):
        await office.submit(draft)
    handle = office.client.get_workflow_handle(draft.workflow_id)
    assert await handle.result() == "refused: incomplete"
    found = await check(office)
    assert draft.workflow_id not in {*found.started, *found.surplus}
    assert (await handle.describe()).status is WorkflowExecutionStatus.COMPLETED
