"""错位的测试。Where a workflow and the database are of different moments, the database is right, and the case goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from temporalio.testing import WorkflowEnvironment

from activities.case import activities as recording
from activities.case import transitions
from activities.case.context import TransitionContext
from activities.signatures.application import VERIFY_APPLICANT
from activities.signatures.disbursement import SETTLE_DISBURSEMENT
from models.tables import Case as AnyCase
from policy.errors import Code, Refusal
from policy.processes.kernel.lifecycle import Common
from policy.text import Text
from tests.office import (
    ACCOUNT,
    APPLICANT,
    HEAD,
    HEAD_OFFICER,
    OFFICER,
    OTHER_OFFICER,
    RETURNED_LATER_ACCOUNT,
    Case,
    Office,
    real_time_office,
    until,
)

# As after a restore of the database: its task is another than the one the workflow knows.
ANOTHER_TASK = text("UPDATE tasks SET id = uuidv7() WHERE closed_at IS NULL")


async def is_under_way(case: Case, activity: str) -> None:
    async def looked() -> bool | None:
        described = await case.handle.describe()
        return any(pending.activity_type.name == activity for pending in described.raw_description.pending_activities) or None

    await until(looked, activity)


async def how_often(case: Case, activity: str) -> int:
    history = await case.handle.fetch_history()
    return sum(event.activity_task_scheduled_event_attributes.activity_type.name == activity for event in history.events)


async def test_task_is_completed_when_its_workflow_does_not_know_it_yet(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.task("acceptance")
    await skipping.change(ANOTHER_TASK)
    assert (await case.answer("acceptance", OFFICER, decision="accepted")).stage == "verification"


async def test_task_is_closed_when_only_its_workflow_knows_it(skipping: Office) -> None:
    case = await skipping.apply_for()
    known = await case.task("acceptance")
    await skipping.change(ANOTHER_TASK)
    assert await case.refusal("complete_task", case.completion_of(known, OFFICER, {"decision": "accepted"})) == "task_closed"
    assert (await case.answer("acceptance", OFFICER, decision="accepted")).stage == "verification"


async def test_task_is_handed_over_when_its_workflow_does_not_know_it_yet(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.task("acceptance")
    await skipping.change(ANOTHER_TASK)
    await case.ask("assign_task", await case.assignment("acceptance", HEAD, OTHER_OFFICER.subject))
    assert (await case.task("acceptance")).assignee == OTHER_OFFICER.subject


async def test_person_who_may_not_is_refused_when_the_workflow_does_not_know_the_task_yet(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.task("acceptance")
    await skipping.change(ANOTHER_TASK)
    assert await case.refusal_of_answer("acceptance", HEAD, decision="accepted") == "forbidden"


async def test_case_escalates_what_the_database_knows_when_its_own_warning_is_refused(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.task("acceptance")
    await skipping.change(ANOTHER_TASK)
    await case.skip(timedelta(days=12))
    await case.happened("escalated")
    assert (await case.answer("acceptance", HEAD_OFFICER, decision="accepted")).stage == "verification"


async def test_people_go_on_when_a_step_of_the_case_is_refused_again_and_again(skipping: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _refuse(monkeypatch, Common.WARNED)
    case = await skipping.apply_for()
    await case.skip(timedelta(days=7))
    assert (await case.answer("acceptance", OFFICER, decision="accepted")).stage == "verification"


async def test_step_of_the_case_is_taken_when_what_refused_it_is_mended(skipping: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _refuse(monkeypatch, Common.WARNED)
    case = await skipping.apply_for()
    await case.skip(timedelta(days=7))
    assert "warned" not in await case.events()
    monkeypatch.undo()
    await case.skip(timedelta(hours=2))
    await case.happened("warned")


async def test_verification_goes_on_when_a_request_is_refused_meanwhile(temporal_env: WorkflowEnvironment, database_url: str) -> None:
    async with real_time_office(temporal_env.client, database_url) as office:
        case = await _in_verification(office)
        assert await case.refusal("resume", case.stopping("resume")) == "wrong_stage"
        await case.reach("review")
        assert await how_often(case, VERIFY_APPLICANT) == 1


async def test_verification_is_made_again_when_a_hold_was_recorded_meanwhile(temporal_env: WorkflowEnvironment, database_url: str) -> None:
    async with real_time_office(temporal_env.client, database_url) as office:
        case = await _in_verification(office)
        await case.hold()
        await case.resume()
        await case.reach("review")
        assert await how_often(case, VERIFY_APPLICANT) == 2
        assert (await case.events()).count("verified") == 1


async def test_returned_payment_is_known_when_a_request_was_refused_while_the_treasury_was_asked(
    temporal_env: WorkflowEnvironment, database_url: str
) -> None:
    async with real_time_office(temporal_env.client, database_url) as office:
        case = await office.apply_for()
        await case.to_payment(RETURNED_LATER_ACCOUNT)
        await case.pay()
        await case.happened("paid")
        await office.fault("treasury.query", "slow", seconds=0.3)
        await until(lambda: _returned(office), "a return")
        await is_under_way(case, SETTLE_DISBURSEMENT)
        assert await case.refusal("request", case.stopping("request")) == "wrong_stage"
        await case.happened("bank_returned")
        assert (await case.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT)).stage == "payment"


async def _returned(office: Office) -> bool | None:
    return any(payment["returned"] for payment in await office.treasury_payments()) or None


async def _in_verification(office: Office) -> Case:
    """Return a case whose verification takes a while, and is under way."""
    await office.fault("registration", "slow", seconds=0.3)
    case = await office.apply_for()
    await case.answer("acceptance", OFFICER, decision="accepted")
    await is_under_way(case, VERIFY_APPLICANT)
    return case


def _refuse(monkeypatch: pytest.MonkeyPatch, event: str) -> None:
    """Have an event refused for a reason that is nobody's request, such as a rule that contradicts the law."""

    async def refuse(context: TransitionContext[AnyCase]) -> None:
        if context.event == event:
            raise Refusal(Code.INVALID_INPUT, Text("细则有误。", "The rule is wrong."))
        await transitions.apply(context)

    monkeypatch.setattr(recording, "apply", refuse)
