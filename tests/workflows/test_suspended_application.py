"""上位政策暂停。An application whose item is suspended before it is decided is held, and goes on or ends as an approver says."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from models.tables import ItemSuspension, Message
from policy.working_days import BEIJING
from tests.office import DEPUTY, HEAD, OFFICER, Case, Office, message
from tests.workflows.test_before_payment import MATTER_DATE, suspend

PASSED = {"decision": "suspension_passed", "reason": "上级文件不影响已受理的申请"}
UPHELD = {"decision": "suspension_upheld", "reason": "上级政策不再支持"}
ACCEPTED = {"decision": "accepted"}
STAGES = pytest.mark.parametrize(("stage", "task"), [("acceptance", "acceptance"), ("review", "desk_review"), ("decision", "decision")])


async def in_stage(office: Office, stage: str) -> Case:
    case = await office.apply_for()
    if stage == "review":
        await case.to_review()
    elif stage == "decision":
        await case.to_decision()
    return case


async def tell(case: Case) -> None:
    """Tell a case that there is something to look at, as the approval of a suspension does."""
    await case.handle.signal("nudge", "suspension")


async def held(office: Office, stage: str = "acceptance") -> Case:
    case = await in_stage(office, stage)
    await suspend(office)
    await tell(case)
    await case.task("suspension_check")
    return case


async def enter(office: Office, begins: date, ends: date) -> None:
    """Enter a suspension that has an end."""
    entered = {"reason_zh": "政策调整", "reason_en": "It changes", "document_no": "京政发〔2026〕99号", "entered_by": "officer-sti-1"}
    approved = {"approved_by": "officer-sti-2", "approved_at": datetime.now(BEIJING)}
    await office.add(ItemSuspension(item_code="innovation-centre", effective_from=begins, effective_to=ends, **entered, **approved))


@STAGES
async def test_application_is_held_with_the_reason_and_its_applicant_told_when_its_item_is_suspended(
    skipping: Office, stage: str, task: str
) -> None:
    case = await held(skipping, stage)
    row, check = await case.row(), await case.task("suspension_check")
    assert (row.stage, row.held, check.role) == (stage, True, "approver")
    assert "上级政策调整" in row.hold_reason
    assert [finding["code"] for finding in check.about["findings"]] == ["suspended"]
    told = await skipping.all(select(Message.zh).where(Message.enterprise_uscc.is_not(None)))
    assert any("因上位政策暂缓办理" in text and "上级政策调整" in text for text in told)
    assert {found.kind for found in await case.tasks()} == {task, "suspension_check"}


async def test_nobody_does_a_step_of_an_application_that_is_held(skipping: Office) -> None:
    case = await held(skipping)
    assert await case.refusal_of_answer("acceptance", OFFICER, **ACCEPTED) == "on_hold"
    assert await case.refusal("resume", message("resumed", OFFICER)) == "on_hold"
    assert (await case.row()).held


async def test_application_is_held_instead_of_going_on_when_nobody_told_it(skipping: Office) -> None:
    case = await skipping.apply_for()
    await suspend(skipping)
    receipt = await case.answer("acceptance", OFFICER, **ACCEPTED)
    assert (receipt.event, receipt.stage) == ("suspension_found", "acceptance")
    assert {found.kind for found in await case.tasks()} == {"acceptance", "suspension_check"}


async def test_automatic_step_is_not_taken_when_the_item_is_suspended(skipping: Office) -> None:
    case = await skipping.apply_for()
    await skipping.fault("tax", "down")
    await case.answer("acceptance", OFFICER, **ACCEPTED)
    await suspend(skipping)
    await skipping.mend()
    await case.task("suspension_check")
    assert (await case.row()).stage == "verification"
    await case.answer("suspension_check", DEPUTY, **PASSED)
    await case.reach("review")


@STAGES
async def test_application_goes_on_where_it_stood_when_an_approver_lets_it(skipping: Office, stage: str, task: str) -> None:
    case = await held(skipping, stage)
    await case.answer("suspension_check", DEPUTY, **PASSED)
    row = await case.row()
    assert (row.stage, row.held, row.hold_reason, row.wakes_at) == (stage, False, None, None)
    [waiting] = await case.tasks()
    assert (waiting.kind, waiting.due_at is not None) == (task, True)


async def test_suspension_that_was_let_pass_is_asked_about_no_more_until_the_money_is_paid(skipping: Office) -> None:
    case = await held(skipping)
    await case.answer("suspension_check", DEPUTY, **PASSED)
    await case.to_payment()
    await case.pay()
    await case.reach("in_force")
    happened = await case.events()
    assert (happened.count("suspension_found"), "payment_held" in happened) == (1, False)


async def test_application_is_held_again_by_another_suspension(skipping: Office) -> None:
    case = await held(skipping)
    await case.answer("suspension_check", DEPUTY, **PASSED)
    await enter(skipping, datetime.now(BEIJING).date(), datetime.now(BEIJING).date() + timedelta(days=400))
    assert (await case.answer("acceptance", OFFICER, **ACCEPTED)).event == "suspension_found"


async def test_application_is_held_by_a_closing_when_a_suspension_was_let_pass(skipping: Office) -> None:
    case = await held(skipping)
    await case.answer("suspension_check", DEPUTY, **PASSED)
    await suspend(skipping, begins=MATTER_DATE, scope="matters")
    assert (await case.answer("acceptance", OFFICER, **ACCEPTED)).event == "suspension_found"
    await case.answer("suspension_check", DEPUTY, **PASSED)
    await case.answer("acceptance", OFFICER, **ACCEPTED)
    await case.reach("review")


@pytest.mark.parametrize("stage", ["acceptance", "review", "decision"])
async def test_application_ends_with_a_remedy_when_an_approver_says_so(skipping: Office, stage: str) -> None:
    case = await held(skipping, stage)
    assert await case.refusal_of_answer("suspension_check", OFFICER, **UPHELD) in {"forbidden", "four_eyes"}
    await case.answer("suspension_check", DEPUTY, **UPHELD)
    row = await case.reach("refused")
    assert (row.held, row.hold_reason, row.award_fen) == (False, None, None)
    assert [found.kind for found in await case.tasks()] == ["reconsideration_request"]


async def test_application_goes_on_by_itself_when_the_suspension_is_ended_early(skipping: Office) -> None:
    case = await held(skipping, "review")
    await enter(skipping, datetime.now(BEIJING).date(), datetime.now(BEIJING).date())
    await case.skip(timedelta(days=2))
    await tell(case)
    await case.happened("suspension_lifted")
    row = await case.row()
    assert (row.stage, row.held, [found.kind for found in await case.tasks()]) == ("review", False, ["desk_review"])


@pytest.mark.parametrize(("minutes", "lifted"), [(-1, False), (1, True)])
async def test_application_goes_on_by_itself_after_the_last_day(skipping: Office, minutes: int, lifted: bool) -> None:  # noqa: FBT001
    case = await skipping.apply_for()
    today = datetime.now(BEIJING).date()
    last = today + timedelta(days=400)
    await enter(skipping, today, last)
    await tell(case)
    await case.task("suspension_check")
    await case.skip_until(datetime.combine(last + timedelta(days=1), time(), BEIJING) + timedelta(minutes=minutes))
    if lifted:
        await case.happened("suspension_lifted")
    assert (await case.row()).held is not lifted


@pytest.mark.parametrize(("days", "is_held"), [(0, True), (1, False)])
async def test_application_is_held_when_the_item_is_closed_for_its_matter_alone(skipping: Office, days: int, is_held: bool) -> None:  # noqa: FBT001
    case = await skipping.apply_for()
    await suspend(skipping, begins=MATTER_DATE + timedelta(days=days), scope="matters")
    await case.answer("acceptance", OFFICER, **ACCEPTED)
    assert (await case.row()).held is is_held


async def test_held_application_may_be_withdrawn(skipping: Office) -> None:
    case = await held(skipping)
    await case.withdraw()
    row = await case.reach("withdrawn")
    assert (row.held, await case.tasks()) == (False, [])


async def test_whoever_decides_is_not_asked_to_decide_what_is_held(skipping: Office) -> None:
    case = await held(skipping, "decision")
    assert await case.refusal_of_answer("decision", HEAD, decision="approved") == "on_hold"
