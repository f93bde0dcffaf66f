"""What operators read in the Web UI, and what a case costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Engine, event
from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.testing import WorkflowEnvironment

from activities.signatures.application import VERIFY_APPLICANT
from activities.signatures.case import RECORD_TRANSITION
from activities.signatures.disbursement import INSTRUCT_TREASURY, SETTLE_DISBURSEMENT
from activities.signatures.search_attributes import CLAUSE, DUE, ENTERPRISE, ITEM, STAGE
from sandbox.enterprises import CHENXIN
from tests.office import APPLICANT, MOMENT, OFFICER, SIGNED, Case, Office, defective, explained, real_time_office, until
from tests.office.web_ui import current_details
from tests.replay.applications import paid
from tests.replay.record import billed
from tests.workflows.competition import Competition

MOST_ACTIONS = 24
MOST_BYTES = 21_600
# Seven of them keep what came of the seven requests, and seven whose duty each was; one asks whether the treasury made the payment before a
# restore, one whether an objection came in time, one whether something waits for the award to be paid, and five whether what it is for is
# still open and still due.
MOST_STATEMENTS = 170
# The activities of an award: a commitment, which it begins, has its own.
OF_AN_AWARD = {RECORD_TRANSITION, VERIFY_APPLICANT, INSTRUCT_TREASURY, SETTLE_DISBURSEMENT}


def written(history: WorkflowHistory) -> int:
    """Return the bytes of a history without its workflow tasks: how many there are is the machine's pace, what is in the rest is ours."""
    return sum(one.ByteSize() for one in history.events if "WORKFLOW_TASK" not in EventType.Name(one.event_type))


async def details(case: Case) -> str:
    return str(await current_details(case.office.client, case.handle.id))


async def shown_stage(case: Case) -> str | None:
    return (await case.handle.describe()).typed_search_attributes.get(STAGE)


async def test_details_say_the_stage_who_is_waited_for_until_when_and_what_happened_last(skipping: Office) -> None:
    case = await skipping.apply_for()
    shown = await details(case)
    due = (await case.task("acceptance")).due_at
    assert due is not None
    assert "受理 · Acceptance" in shown
    assert "**受理审查 Check for acceptance** · sti officer · 期限 due" in shown
    assert (due + timedelta(hours=8)).strftime("%Y-%m-%d") in shown
    assert "submitted (applicant-chenxin)" in shown


async def test_details_name_the_enterprise_when_the_ball_is_with_the_applicant(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.answer("acceptance", OFFICER, **defective())
    assert CHENXIN in await details(case)


async def test_details_show_a_hold_and_an_escalation(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.skip(timedelta(days=20))
    await case.happened("escalated")
    assert "escalated" in (shown := await details(case))
    assert "期限 due" in shown
    await case.hold()
    assert "on hold" in await details(case)


async def test_details_show_the_award_and_the_payment(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_payment()
    shown = await details(case)
    assert "¥500,000.00" in shown
    assert "prepared" in shown


async def shown_as(case: Case, stage: str) -> None:
    async def find() -> bool | None:
        return await shown_stage(case) == stage or None

    await until(find, f"{stage} among the search attributes")


async def test_case_is_found_by_its_stage(skipping: Office) -> None:
    case = await skipping.apply_for()
    await shown_as(case, "acceptance")
    await case.answer("acceptance", OFFICER, **defective())
    await shown_as(case, "correction")
    await case.answer("correction", APPLICANT, **explained())
    await case.to_payment()
    await shown_as(case, "payment")


async def due_as(case: Case, due: datetime | None) -> None:
    async def find() -> bool | None:
        return (await case.handle.describe()).typed_search_attributes.get(DUE) == due or None

    await until(find, f"{due} among the search attributes")


async def test_case_is_found_by_what_is_due_once_its_doers_are_warned_until_it_is_done(skipping: Office) -> None:
    case = await skipping.apply_for()
    due, warned_at = (task := await case.task("acceptance")).due_at, task.warn_at
    assert due is not None
    assert warned_at is not None
    assert (await case.handle.describe()).typed_search_attributes.get(DUE) is None
    await case.skip_until(warned_at + MOMENT)
    await due_as(case, due)
    await case.skip_until(due + MOMENT)
    await case.happened("escalated")
    # A hold stops no clock that ran out.
    await case.hold()
    await case.resume()
    assert (await case.task("acceptance")).due_at == due
    await due_as(case, due)
    await case.answer("acceptance", OFFICER, decision="accepted")
    await due_as(case, None)


async def test_case_on_the_straight_way_is_found_under_the_stage_it_begins_with(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_notice()
    await case.clear_notice()
    await case.task("commitment")
    await shown_as(case, "acceptance")
    await case.answer("commitment", APPLICANT, **SIGNED)
    await case.pay()
    await case.reach("in_force")
    await shown_as(case, "payment")


async def test_case_that_has_ended_is_found_by_the_stage_it_ended_in(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.withdraw()
    await case.handle.result()
    await shown_as(case, "withdrawn")


async def test_case_is_found_in_verification_during_an_outage(skipping: Office) -> None:
    await skipping.fault("tax", "down")
    case = await skipping.apply_for()
    await case.answer("acceptance", OFFICER, decision="accepted")
    await skipping.until_failed("tax", case)
    await shown_as(case, "verification")
    await skipping.mend()
    await case.reach("review")


@contextmanager
def statements() -> Iterator[dict[str, Counter[str]]]:
    """Count the statements of activities, by kind and by activity; BEGIN, COMMIT and pings are none."""
    counted: dict[str, Counter[str]] = {}

    def count(_connection: object, _cursor: object, _statement: str, rows: object, *_rest: object) -> None:
        if activity.in_activity() and activity.info().attempt == 1:
            info = activity.info()
            counted.setdefault(info.activity_type, Counter())[info.activity_id] += len(rows) if isinstance(rows, list) else 1

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield counted
    finally:
        event.remove(Engine, "before_cursor_execute", count)


async def test_standard_award_costs_few_actions_bytes_and_statements(temporal_env: WorkflowEnvironment, database_url: str) -> None:
    with statements() as counted:
        async with real_time_office(temporal_env.client, database_url) as office:
            case = await office.apply_for()
            await paid(case)
            history = await case.handle.fetch_history()
    # The treasury is asked until it has paid, and how often is its pace: what counts is the run that books.
    once = {kind: max(runs.values()) if kind == SETTLE_DISBURSEMENT else runs.total() for kind, runs in counted.items()}
    assert sum(once[kind] for kind in OF_AN_AWARD) <= MOST_STATEMENTS, once
    assert billed(history).total() <= MOST_ACTIONS, billed(history)
    assert written(history) <= MOST_BYTES, written(history)


async def test_details_of_a_call_count_its_solutions_and_winners(skipping: Office) -> None:
    competition = Competition(skipping)
    await competition.publish()
    project = await competition.solve()
    await competition.evaluate(project)
    await competition.close()
    await competition.case.task("selection")
    assert "方案 solutions: 1 · 入选 selected: 0" in await details(competition.case)


async def test_details_of_a_project_show_its_call_its_score_and_the_next_milestone(skipping: Office) -> None:
    competition = Competition(skipping)
    project = await competition.in_delivery((100, 200))
    await competition.pass_milestone(project)
    shown = await details(project)
    second = (await project.row()).milestones[1]["due_on"]
    for line in (f"call/{competition.case.number}", "score: 80.00", f"1 of 2 · 下一个 next due {second}"):
        assert line in shown
    assert await shown_stage(project) == "delivery"


async def test_award_of_a_project_is_found_by_its_search_attributes(skipping: Office) -> None:
    _, award = await Competition(skipping).complete()
    await award.has_started()
    attributes = (await award.handle.describe()).typed_search_attributes
    assert attributes.get(ITEM) == "challenge-post-grant"
    assert attributes.get(CLAUSE) == 3
    assert attributes.get(ENTERPRISE) == CHENXIN
