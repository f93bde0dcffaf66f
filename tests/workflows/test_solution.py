"""A solution until it is selected: its window, its check, its verification, its panel."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from activities.case.activities import CaseActivities
from activities.case.deployment import Deployment
from activities.signatures.case import Transition, TransitionOrder
from models.tables import Call, CaseRequest, Expert, ItemSuspension, PostGrantProject, Task
from policy.actors import Actor
from runtime.container import PROCESSES
from sandbox.enterprises import CHENXIN, INSTITUTE
from tests.office import (
    APPLICANT,
    HEAD_OFFICER,
    MOMENT,
    OFFICER,
    OTHER_OFFICER,
    SCORES,
    WRONG,
    Case,
    Office,
    defective,
    explained,
    person,
)
from tests.office.sandbox import becomes
from tests.vouching import ATTESTATIONS, vouched
from tests.workflows.competition import HAIXI, ITEM, YUNHENG, Competition, score

INSTANT = timedelta(microseconds=1)
INSTITUTE_PERSON = person("applicant-institute")


@pytest.fixture
async def competition(skipping: Office) -> Competition:
    opened = Competition(skipping)
    await opened.publish()
    return opened


async def submission(office: Office, row: PostGrantProject, at: datetime, *, received: datetime | None = None) -> TransitionOrder:
    made = Transition("post_grant", str(row.id), "submitted", uuid.uuid4().hex, at, APPLICANT)
    order = await vouched(office.database, row.number, made)
    await office.change(update(CaseRequest).where(CaseRequest.key == order.request).values(received_at=received or at))
    return order


def recorder(office: Office) -> CaseActivities:
    return CaseActivities(Deployment(office.database, PROCESSES, office.settings.durations, None, 3, "http://api", ATTESTATIONS))


async def call_of(competition: Competition) -> Call:
    row: Call = await competition.case.row()
    return row


async def test_solution_is_taken_a_second_before_the_window_closes(competition: Competition) -> None:
    row, call = await competition.draft(), await call_of(competition)
    taken = await submission(competition.office, row, call.closes_at - timedelta(seconds=1))
    state = await recorder(competition.office).record_transition(taken)
    assert state.stage == "acceptance"


async def test_solution_is_taken_when_the_window_has_just_opened(competition: Competition) -> None:
    row, call = await competition.draft(), await call_of(competition)
    state = await recorder(competition.office).record_transition(await submission(competition.office, row, call.opens_at))
    assert state.stage == "acceptance"


async def test_solution_is_taken_when_it_came_before_the_window_closed_and_is_brought_after(competition: Competition) -> None:
    row, call = await competition.draft(), await call_of(competition)
    order = await submission(competition.office, row, call.closes_at + timedelta(hours=1), received=call.closes_at - timedelta(seconds=1))
    assert (await recorder(competition.office).record_transition(order)).stage == "acceptance"


async def test_window_stays_open_while_a_solution_that_came_before_its_end_is_not_taken(competition: Competition) -> None:
    row, call = await competition.draft(), await call_of(competition)
    waiting = await submission(competition.office, row, call.closes_at, received=call.closes_at - timedelta(seconds=1))
    await competition.case.skip_until(call.closes_at + timedelta(minutes=1))
    assert (await call_of(competition)).stage == "open"
    state = await recorder(competition.office).record_transition(waiting)
    assert state.stage == "acceptance"
    await competition.case.skip(timedelta(days=1))
    await competition.case.reach("evaluation")


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1)])
async def test_solution_is_not_taken_when_the_window_is_closed(competition: Competition, late: timedelta) -> None:
    row, call = await competition.draft(), await call_of(competition)
    with pytest.raises(ApplicationError) as refused:
        await recorder(competition.office).record_transition(await submission(competition.office, row, call.closes_at + late))
    assert refused.value.type == "window_closed"


async def test_solution_is_not_taken_before_the_window_opens(competition: Competition) -> None:
    row, call = await competition.draft(), await call_of(competition)
    with pytest.raises(ApplicationError) as refused:
        await recorder(competition.office).record_transition(await submission(competition.office, row, call.opens_at - INSTANT))
    assert refused.value.type == "window_closed"


async def refusal_to_take(competition: Competition, *, evidence: bool = True) -> str:
    row = await competition.draft(evidence=evidence)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await competition.office.begin(row, APPLICANT, "对准算法")
    assert isinstance(refused.value.cause, ApplicationError)
    return str(refused.value.cause.type)


async def test_solution_is_not_taken_when_the_call_is_in_evaluation(competition: Competition) -> None:
    await competition.solve(YUNHENG)
    await competition.close()
    await competition.case.reach("evaluation")
    assert await refusal_to_take(competition) == "window_closed"


async def test_solution_is_not_taken_without_its_text(competition: Competition) -> None:
    assert await refusal_to_take(competition, evidence=False) == "incomplete"


async def test_solution_is_not_taken_when_its_item_is_suspended(competition: Competition) -> None:
    values = {"reason_zh": "上级政策调整", "reason_en": "superior policy", "document_no": "1号", "entered_by": "a", "approved_by": "b"}
    await competition.office.add(ItemSuspension(item_code=ITEM, effective_from=date(2022, 1, 14), approved_at=datetime.now(UTC), **values))
    assert await refusal_to_take(competition) == "window_closed"


async def test_solution_is_checked_with_the_time_left_when_it_was_corrected(competition: Competition) -> None:
    project = await competition.solve()
    await project.skip(timedelta(days=3))
    due = (await project.task("solution_check")).due_at
    await project.answer("solution_check", OFFICER, **defective("team", "补充"))
    await project.skip(timedelta(days=5))
    await project.answer("solution_correction", APPLICANT, note="已补", **explained("team"))
    task = await project.task("solution_check")
    assert task.due_at is not None
    assert due is not None
    assert task.working_days < competition.office.settings.durations["acceptance"]
    assert task.due_at > due


async def test_solution_lapses_when_it_is_not_corrected_in_time(competition: Competition) -> None:
    project = await competition.solve()
    await project.answer("solution_check", OFFICER, **defective("team", "补充"))
    await project.skip(timedelta(days=40))
    assert await project.handle.result() == "lapsed"


async def refused(competition: Competition) -> Case:
    project = await competition.solve()
    await project.answer("solution_check", OFFICER, decision="solution_refused", reason="与榜单无关")
    return project


async def test_refused_solution_is_taken_up_again_by_another_officer(competition: Competition) -> None:
    project = await refused(competition)
    await project.answer("solution_objection", APPLICANT, decision="reconsideration_requested", reason="有关")
    again = {"decision": "reconsideration_granted", "reason": "经复核", **WRONG}
    assert await project.refusal_of_answer("solution_reconsideration", OFFICER, **again) == "four_eyes"
    await project.answer("solution_reconsideration", OTHER_OFFICER, **again)
    await project.reach("review")


async def test_refused_solution_is_rejected_when_the_refusal_stands(competition: Competition) -> None:
    project = await refused(competition)
    await project.answer("solution_objection", APPLICANT, decision="reconsideration_requested", reason="有关")
    await project.answer("solution_reconsideration", OTHER_OFFICER, decision="reconsideration_dismissed", reason="维持")
    assert await project.handle.result() == "rejected"


async def test_refused_solution_is_rejected_when_nobody_objects_in_time(competition: Competition) -> None:
    project = await refused(competition)
    await project.skip(timedelta(days=40))
    assert await project.handle.result() == "rejected"


async def test_solution_is_refused_when_its_enterprise_has_a_serious_record(competition: Competition) -> None:
    project = await competition.solve(HAIXI)
    await project.answer("solution_check", OFFICER, decision="solution_accepted")
    row = await project.reach("refused")
    assert [failure["code"] for failure in row.verification["failures"]] == ["no_serious_record"]
    about = (await project.task("solution_objection")).about
    assert about["failures"] == row.verification["failures"]


@pytest.mark.parametrize(
    ("applicant", "uscc", "stage"), [(INSTITUTE_PERSON, INSTITUTE, "review"), (APPLICANT, CHENXIN, "refused")], ids=["institute", "company"]
)
async def test_solution_of_a_unit_that_is_no_enterprise_is_not_held_to_the_registrations(
    competition: Competition, applicant: Actor, uscc: str, stage: str
) -> None:
    await becomes(competition.office, uscc, registered_in_area=False, taxed_in_area=False, statistics_in_area=False)
    project = await competition.solve(applicant)
    await project.answer("solution_check", OFFICER, decision="solution_accepted")
    row = await project.reach("review", "refused")
    missed = [failure["code"] for failure in row.verification["failures"]]
    assert (row.stage, missed) == (stage, [] if stage == "review" else ["registered_in_area", "taxed_in_area", "statistics_in_area"])


async def test_solution_is_rejected_when_it_is_ineligible_once_more_after_reconsideration(competition: Competition) -> None:
    project = await competition.solve(HAIXI)
    await project.answer("solution_check", OFFICER, decision="solution_accepted")
    await project.answer("solution_objection", HAIXI, decision="reconsideration_requested", reason="已更正")
    await project.answer("solution_reconsideration", OTHER_OFFICER, decision="reconsideration_granted", reason="再查", **WRONG)
    assert await project.handle.result() == "rejected"


async def test_verification_waits_when_a_source_is_down(competition: Competition) -> None:
    await competition.office.fault("tax", "down")
    project = await competition.solve()
    await project.answer("solution_check", OFFICER, decision="solution_accepted")
    await competition.office.until_failed("tax", project)
    assert (await project.row()).stage == "verification"
    await competition.office.mend()
    await project.reach("review")


async def in_review(competition: Competition) -> Case:
    project = await competition.solve()
    await project.answer("solution_check", OFFICER, decision="solution_accepted")
    await project.reach("review")
    return project


async def test_panel_is_odd_and_without_employees_of_the_enterprise(competition: Competition) -> None:
    project = await in_review(competition)
    drawn = [task.assignee for task in await project.tasks()]
    assert len(set(drawn)) == 3
    assert "expert-4" not in drawn


async def test_panel_is_without_employees_of_competitors(competition: Competition) -> None:
    await competition.solve(YUNHENG)
    await competition.office.change(update(Expert).values(active=False))
    await competition.office.change(update(Expert).where(Expert.subject.in_(["expert-4", "expert-5", "expert-6"])).values(active=True))
    project = await in_review(competition)
    assert {task.assignee for task in await project.tasks()} == {"expert-6", None}


async def test_expert_stands_aside_when_the_employer_enters_the_competition_after_the_draw(competition: Competition) -> None:
    await competition.office.change(update(Expert).values(active=False))
    await competition.office.change(update(Expert).where(Expert.subject.in_(["expert-1", "expert-5", "expert-6"])).values(active=True))
    project = await in_review(competition)
    await competition.solve(YUNHENG)
    task = next(task for task in await project.tasks() if task.assignee == "expert-5")
    scored = project.completion_of(task, person("expert-5"), {"decision": "expert_scored", "recommend": False, **SCORES})
    assert await project.refusal("complete_task", scored) == "conflict_of_interest"
    await project.complete(task, person("expert-5"), {"decision": "expert_recused", "reason": "本单位也应征"})
    assert "expert-5" not in [task.assignee for task in await project.tasks()]


async def test_panel_is_completed_when_an_expert_stands_aside(competition: Competition) -> None:
    project = await in_review(competition)
    first = (await project.task("expert_review")).assignee
    await project.answer("expert_review", decision="expert_recused", reason="与企业有合作")
    drawn = [task.assignee for task in await project.tasks()]
    assert len(set(drawn)) == 3
    assert first not in drawn


async def test_panel_is_completed_when_an_expert_is_late(competition: Competition) -> None:
    project = await in_review(competition)
    before = {task.assignee for task in await project.tasks()}
    await project.skip(timedelta(days=30))
    await project.happened("expert_replaced")
    assert {task.assignee for task in await project.tasks()} - before


async def test_officer_nominates_when_the_pool_is_too_small(competition: Competition) -> None:
    await competition.office.change(update(Expert).values(active=False))
    await competition.office.change(update(Expert).where(Expert.subject.in_(["expert-1", "expert-2", "expert-4"])).values(active=True))
    project = await in_review(competition)
    assert await project.refusal_of_answer("panel_nomination", OFFICER, decision="expert_nominated", expert="expert-4") == "invalid_input"
    await competition.office.change(update(Expert).where(Expert.subject == "expert-7").values(active=True))
    await project.answer("panel_nomination", OFFICER, decision="expert_nominated", expert="expert-7")
    assert {task.assignee for task in await project.tasks()} == {"expert-1", "expert-2", "expert-7"}


async def test_score_is_the_mean_rounded_to_hundredths(competition: Competition) -> None:
    project = await in_review(competition)
    for points, vote in ((80, True), (81, False), (81, True)):
        await score(project, points, (vote,))
    row = await project.reach("selection")
    # (80 + 81 + 81) / 3 = 80.666…
    assert (row.score_hundredths, row.votes, row.recommendations) == (8067, 3, 2)


async def test_solution_waits_for_the_selection_and_looks_again_when_it_hears_nothing(competition: Competition) -> None:
    project = await in_review(competition)
    await score(project, 80, (True, True, True))
    first = (await project.reach("selection")).wakes_at
    await project.skip(timedelta(days=10))
    row = await project.row()
    assert row.stage == "selection"
    assert row.wakes_at > first


@pytest.mark.parametrize("stage", ["acceptance", "correction", "review", "selection"])
async def test_solution_is_withdrawn_when_its_enterprise_asks_for_it(competition: Competition, stage: str) -> None:
    project = await competition.solve()
    if stage == "correction":
        await project.answer("solution_check", OFFICER, **defective("team", "补充"))
    elif stage != "acceptance":
        await project.answer("solution_check", OFFICER, decision="solution_accepted")
        await project.reach("review")
    if stage == "selection":
        await score(project, 80, (True, True, True))
    await project.reach(stage)
    await project.withdraw()
    assert await project.handle.result() == "withdrawn"
    open_tasks = select(Task).where(Task.case_id == project.id, Task.closed_at.is_(None))
    assert not await competition.office.all(open_tasks)


async def test_solution_is_withdrawn_while_a_source_is_down(competition: Competition) -> None:
    await competition.office.fault("tax", "down")
    project = await competition.solve()
    await project.answer("solution_check", OFFICER, decision="solution_accepted")
    await competition.office.until_failed("tax", project)
    await project.withdraw()
    assert await project.handle.result() == "withdrawn"


async def test_check_escalates_to_the_head_when_it_is_overdue(competition: Competition) -> None:
    project = await competition.solve()
    await project.skip(timedelta(days=15))
    await project.happened("escalated")
    await project.answer("solution_check", HEAD_OFFICER, decision="solution_accepted")
    await project.skip(MOMENT)
    await project.reach("review")
