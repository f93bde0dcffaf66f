"""An activity that is tried again under the same key changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from activities.signatures.case import AutomaticStep, CaseState, Transition, TransitionOrder
from models.tables import AuditEvent, LedgerTransfer, Message, Task
from tests.office import HEAD, OFFICER, Case, Office
from tests.vouching import vouched


async def traces(office: Office) -> list[int]:
    return [(await office.all(select(func.count()).select_from(table)))[0] for table in (AuditEvent, Task, Message, LedgerTransfer)]


def activity(office: Office, name: str) -> Any:
    return next(found for found in office.parts.activities() if found.__name__ == name)


async def twice(office: Office, name: str, told: Any) -> CaseState:
    first = await activity(office, name)(told)
    before = await traces(office)
    again = await activity(office, name)(told)
    assert again == first
    assert await traces(office) == before
    assert isinstance(again, CaseState)
    return again


async def alone(office: Office) -> Case:
    """Take a case from its workflow, so that only the test acts on it."""
    case = await office.apply_for()
    await case.handle.terminate()
    return case


async def transition(case: Case, kind: str, event: str, actor: Any = OFFICER) -> TransitionOrder:
    task = await case.task(kind)
    told = case.completion_of(task, actor, {"decision": event, "opinion": "可"}).detail
    made = Transition("application", str(case.id), event, f"test/{event}", datetime.now(UTC), actor, str(task.id), told)
    return await vouched(case.office.database, case.number, made)


def step(case: Case, name: str) -> AutomaticStep:
    return AutomaticStep("application", str(case.id), f"test/{name}", datetime.now(UTC))


async def test_transition_is_recorded_once_when_its_activity_is_tried_again(office: Office) -> None:
    case = await alone(office)
    state = await twice(office, "record_transition", await transition(case, "acceptance", "accepted"))
    assert state.stage == "verification"
    assert (await case.events()) == ["submitted", "accepted"]


async def test_money_is_set_aside_once_when_the_approval_is_tried_again(office: Office) -> None:
    case = await alone(office)
    await activity(office, "record_transition")(await transition(case, "acceptance", "accepted"))
    await twice(office, "verify_applicant", step(case, "verify"))
    await activity(office, "record_transition")(await transition(case, "desk_review", "recommended"))
    await twice(office, "assess_award", step(case, "assess"))
    state = await twice(office, "record_transition", await transition(case, "decision", "approved", HEAD))
    assert (state.stage, state.particulars["award_fen"]) == ("public_notice", 50_000_000)
    assert (await office.balances())["pre_commitment"] == 50_000_000


async def test_automatic_step_writes_nothing_when_the_stage_has_moved_on(office: Office) -> None:
    case = await alone(office)
    before = await traces(office)
    for name in ("verify_applicant", "seek_budget", "instruct_treasury", "settle_disbursement"):
        state = await activity(office, name)(step(case, name))
        assert state.stage == "acceptance"
    assert await traces(office) == before
