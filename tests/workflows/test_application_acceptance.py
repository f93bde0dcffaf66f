"""Acceptance and correction: who waits for whom, and which clock runs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError

from models.tables import Application, AuditEvent, ItemSuspension
from policy.working_days import BEIJING
from tests.office import APPLICANT, FACTS, MOMENT, OFFICER, OTHER_OFFICER, Case, Office, defective, explained, message, told


async def ask_for_correction(case: Case) -> None:
    await case.answer("acceptance", OFFICER, **defective())


async def working_days_until(case: Case, kind: str) -> int:
    task = await case.task(kind)
    return task.working_days


async def skip_to_warning(case: Case) -> None:
    """Let the acceptance period pass but for its last working day."""
    task = await case.task("acceptance")
    assert task.warn_at is not None
    await case.skip_until(task.warn_at + MOMENT)


async def test_application_is_verified_when_accepted(skipping: Office) -> None:
    case = await skipping.apply_for()
    receipt = await case.answer("acceptance", OFFICER, decision="accepted")
    assert (receipt.stage, receipt.event) == ("verification", "accepted")
    await case.reach("review")


async def test_submission_is_refused_when_evidence_is_missing(skipping: Office) -> None:
    draft = await skipping.draft(evidence=False)
    with pytest.raises(WorkflowUpdateFailedError):
        await skipping.submit(draft)
    stored = await skipping.all(select(Application).where(Application.id == draft.id))
    assert (stored[0].stage, stored[0].submitted_at) == ("draft", None)
    handle = skipping.client.get_workflow_handle(draft.workflow_id)
    assert (await handle.result(), (await handle.describe()).status) == ("refused: incomplete", WorkflowExecutionStatus.COMPLETED)


async def test_submission_is_refused_by_the_case_itself_while_its_item_is_suspended(skipping: Office) -> None:
    draft = await skipping.draft()
    suspension = {"effective_from": date(2026, 1, 1), "reason_zh": "上级要求", "reason_en": "As told", "document_no": "号"}
    seen = {"entered_by": "officer-sti-1", "approved_by": "officer-sti-2", "approved_at": datetime.now(UTC)}
    await skipping.add(ItemSuspension(item_code="innovation-centre", **suspension, **seen))
    with pytest.raises(WorkflowUpdateFailedError):
        await skipping.submit(draft)
    stored = await skipping.all(select(Application).where(Application.id == draft.id))
    assert (stored[0].stage, stored[0].submitted_at) == ("draft", None)


async def test_submission_is_refused_when_facts_are_incomplete(skipping: Office) -> None:
    draft = await skipping.draft()
    await skipping.change(update(Application).where(Application.id == draft.id).values(facts={}, claims={"level": "bda"}))
    with pytest.raises(WorkflowUpdateFailedError):
        await skipping.submit(draft)
    assert await skipping.all(select(func.count()).select_from(AuditEvent)) == [0]


async def test_submission_succeeds_when_repeated_after_a_refusal(skipping: Office) -> None:
    draft = await skipping.draft()
    await skipping.change(update(Application).where(Application.id == draft.id).values(facts={}, claims={"level": "bda"}))
    with pytest.raises(WorkflowUpdateFailedError):
        await skipping.submit(draft)
    assert await skipping.client.get_workflow_handle(draft.workflow_id).result() == "refused: incomplete"
    await skipping.change(
        update(Application).where(Application.id == draft.id).values(**told("innovation-centre", FACTS["innovation-centre"]))
    )
    case = await skipping.submit(draft)
    assert (await case.row()).stage == "acceptance"


async def test_submission_of_a_case_that_has_ended_is_refused_and_leaves_it_as_it_is(skipping: Office) -> None:
    draft = await skipping.draft()
    case = await skipping.submit(draft)
    await case.ask("request", message("withdrawn", APPLICANT, reason="另行申请"))
    assert await case.handle.result() == "withdrawn"
    with pytest.raises(WorkflowUpdateFailedError):
        await skipping.submit(draft)
    assert ((await case.row()).stage, await case.events()) == ("withdrawn", ["submitted", "withdrawn"])
    assert await skipping.client.get_workflow_handle(draft.workflow_id).result() in {"withdrawn", "refused: wrong_stage"}


async def test_second_submission_is_refused_when_one_was_taken(skipping: Office) -> None:
    case = await skipping.apply_for()
    assert await case.refusal("submit", message("submitted", APPLICANT)) == "wrong_stage"


async def test_acceptance_clock_stops_while_the_applicant_corrects(skipping: Office) -> None:
    case = await skipping.apply_for()
    await ask_for_correction(case)
    assert (await case.row()).stage == "correction"
    assert [task.kind for task in await case.tasks()] == ["correction"]
    assert (await case.row()).clocks == {"acceptance": 5}


async def test_acceptance_clock_goes_on_with_what_was_left_when_corrected(skipping: Office) -> None:
    case = await skipping.apply_for()
    before = await case.task("acceptance")
    await skip_to_warning(case)
    await ask_for_correction(case)
    left = (await case.row()).clocks["acceptance"]
    await case.skip(timedelta(days=5))
    await case.answer("correction", APPLICANT, **explained())
    after = await case.task("acceptance")
    assert left < before.working_days
    assert after.working_days == left
    assert after.due_at is not None
    assert before.due_at is not None
    assert after.due_at > before.due_at


async def test_acceptance_clock_only_shrinks_over_several_rounds_of_correction(skipping: Office) -> None:
    case = await skipping.apply_for()
    left = [await working_days_until(case, "acceptance")]
    await skip_to_warning(case)
    for _ in range(3):
        await ask_for_correction(case)
        await case.answer("correction", APPLICANT, **explained())
        left.append(await working_days_until(case, "acceptance"))
    assert left == sorted(left, reverse=True)
    assert left[-1] == 1
    await case.to_review()


async def test_correction_is_refused_when_evidence_is_still_missing(skipping: Office) -> None:
    case = await skipping.apply_for()
    await ask_for_correction(case)
    await skipping.change(update(Application).where(Application.id == case.id).values(matter_date=None))
    assert await case.refusal_of_answer("correction", APPLICANT, decision="corrected") == "incomplete"
    assert (await case.row()).stage == "correction"


async def test_application_lapses_when_it_is_not_corrected_in_time(skipping: Office) -> None:
    case = await skipping.apply_for()
    await ask_for_correction(case)
    await case.skip(timedelta(days=40))
    row = await case.reach("lapsed")
    assert row.closed_at is not None
    assert (await case.events())[-1] == "correction_lapsed"
    assert await case.handle.result() == "lapsed"


async def test_correction_ends_with_its_last_day_when_nobody_corrects(skipping: Office) -> None:
    case = await skipping.apply_for()
    await ask_for_correction(case)
    due = (await case.task("correction")).due_at
    await case.skip(timedelta(days=40))
    row = await case.reach("lapsed")
    assert due is not None
    assert row.closed_at is not None
    assert timedelta() <= row.closed_at - due < timedelta(minutes=1)
    assert due.astimezone(BEIJING).time() == datetime(2026, 1, 1, 23, 59, 59, tzinfo=BEIJING).time()


async def test_applicant_may_ask_for_reconsideration_when_acceptance_is_refused(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.answer("acceptance", OFFICER, decision="acceptance_refused", reason="不属于本条范围")
    assert (await case.row()).stage == "refused"
    assert [task.kind for task in await case.tasks()] == ["reconsideration_request"]


async def test_task_is_refused_when_it_was_completed_already(skipping: Office) -> None:
    case = await skipping.apply_for()
    completion = await case.completion("acceptance", OFFICER, decision="accepted")
    await case.ask("complete_task", completion)
    await case.reach("review")
    again = message("accepted", OTHER_OFFICER)
    assert await case.refusal("complete_task", again) == "task_closed"
    assert await case.refusal("complete_task", completion) == "task_closed"


async def test_task_is_refused_when_somebody_else_is_to_do_it(skipping: Office) -> None:
    case = await skipping.apply_for()
    assert await case.refusal_of_answer("acceptance", APPLICANT, decision="accepted") == "forbidden"


async def test_task_is_refused_when_it_has_no_such_decision(skipping: Office) -> None:
    case = await skipping.apply_for()
    assert await case.refusal_of_answer("acceptance", OFFICER, decision="approved") == "invalid_input"
