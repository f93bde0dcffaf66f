"""Task book and milestones: agreed, signed, reported in time, rectified, extended or ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from models.tables import Submission
from policy.processes.post_grant.task_book import end_of, last_day
from policy.working_days import BEIJING
from tests.office import APPLICANT, DEPUTY, HEAD, MOMENT, OFFICER, THIRD_APPROVER, WRONG, Case, Office
from tests.workflows.competition import SIGNATURE, Competition, cleared, due_on, task_book

RECTIFY = {"decision": "rectification_ordered", "findings": "指标未达", "working_days": 10, "reason": "请补测"}
REPORT = {"decision": "milestone_reported", "report": "已完成"}


async def entered_on(case: Case) -> date:
    """Return the day on which a case came where it stands, which is no day of ours once time was skipped."""
    entered: datetime = (await case.row()).stage_entered_at
    return entered.astimezone(BEIJING).date()


@pytest.fixture
async def competition(skipping: Office) -> Competition:
    return Competition(skipping)


async def test_task_book_is_refused_when_its_dates_are_not_in_order(competition: Competition) -> None:
    project = await competition.won()
    assert await project.refusal_of_answer("task_book_draft", OFFICER, **task_book(200, 100)) == "invalid_input"
    assert (await project.row()).task_book is None


async def test_task_book_is_refused_when_it_reaches_past_three_years(competition: Competition) -> None:
    project = await competition.won()
    last = last_day(await entered_on(project))
    assert await project.refusal_of_answer("task_book_draft", OFFICER, **due_on(last + timedelta(days=2))) == "invalid_input"
    await project.answer("task_book_draft", OFFICER, **due_on(last))


async def test_task_book_is_drafted_again_when_the_enterprise_asks_for_changes(competition: Competition) -> None:
    project = await competition.won()
    await project.answer("task_book_draft", OFFICER, **task_book(100))
    await project.answer("task_book_signature", APPLICANT, decision="changes_requested", reason="时间太紧")
    about = (await project.task("task_book_draft")).about
    assert about["reason"] == "时间太紧"
    await competition.sign(project, (150,))
    assert [one["due_on"] for one in (await project.row()).milestones] == [task_book(150)["milestones"][0]["due_on"]]


async def test_task_book_is_drafted_again_when_the_head_withholds_the_countersignature(competition: Competition) -> None:
    project = await competition.won()
    await project.answer("task_book_draft", OFFICER, **task_book(100))
    await project.answer("task_book_signature", APPLICANT, **SIGNATURE)
    await project.answer("task_book_countersignature", HEAD, decision="countersignature_withheld", reason="指标偏低")
    await competition.sign(project)


async def test_task_book_is_not_countersigned_when_a_milestone_has_come_meanwhile(competition: Competition) -> None:
    project = await competition.won()
    await project.answer("task_book_draft", OFFICER, **due_on(await entered_on(project) + timedelta(days=5)))
    await project.answer("task_book_signature", APPLICANT, **SIGNATURE)
    await project.skip(timedelta(days=6))
    assert await project.refusal_of_answer("task_book_countersignature", HEAD, decision="countersigned") == "invalid_input"


async def test_project_lapses_when_its_task_book_is_not_signed_in_time(competition: Competition) -> None:
    project = await competition.won()
    await project.answer("task_book_draft", OFFICER, **task_book(100))
    await project.skip(timedelta(days=60))
    assert await project.handle.result() == "lapsed"


async def test_project_is_withdrawn_when_its_enterprise_asks_for_it_before_it_signs(competition: Competition) -> None:
    project = await competition.won()
    await project.withdraw()
    assert await project.handle.result() == "withdrawn"


async def test_report_is_due_on_the_day_agreed(competition: Competition) -> None:
    project = await competition.in_delivery()
    task = await project.task("milestone_report")
    agreed = date.fromisoformat(task_book(100)["milestones"][0]["due_on"])
    assert task.due_at == end_of(await competition.office.working_day_from(agreed))
    assert (task.about["milestone"], task.about["of"]) == (1, 2)


async def test_next_milestone_is_waited_for_when_one_has_passed(competition: Competition) -> None:
    project = await competition.in_delivery()
    await competition.pass_milestone(project)
    task = await project.task("milestone_report")
    assert task.about["milestone"] == 2
    assert (await project.row()).milestones_passed == 1


async def test_report_is_due_within_the_days_ordered_when_it_is_rectified(competition: Competition) -> None:
    project = await competition.in_delivery()
    await competition.report(project)
    await project.answer("milestone_check", OFFICER, **RECTIFY)
    task = await project.task("milestone_report")
    assert task.due_at is not None
    assert timedelta(days=9) < task.due_at - task.opened_at < timedelta(days=30)
    assert task.about["reason"] == "请补测"
    await competition.pass_milestone(project)
    assert (await project.row()).rectifications == 0


async def rectified_too_often(competition: Competition) -> Case:
    project = await competition.in_delivery()
    for _ in range(3):
        await competition.report(project)
        await project.answer("milestone_check", OFFICER, **RECTIFY)
    return project


async def test_head_decides_when_no_rectification_is_left(competition: Competition) -> None:
    project = await rectified_too_often(competition)
    assert [task.kind for task in await project.tasks()] == ["milestone_default"]
    assert (await project.row()).rectifications == 2
    assert (await project.task("milestone_default")).about["findings"] == "指标未达"


async def missed(competition: Competition) -> Case:
    project = await competition.in_delivery()
    await project.skip(timedelta(days=101))
    await project.happened("milestone_missed")
    return project


async def test_milestone_is_missed_at_the_end_of_its_day_and_not_before(competition: Competition) -> None:
    project = await competition.in_delivery()
    due = (await project.task("milestone_report")).due_at
    assert due is not None
    await project.skip_until(due - MOMENT)
    assert "milestone_missed" not in await project.events()
    await project.skip_until(due + MOMENT)
    await project.happened("milestone_missed")


async def test_milestone_is_reported_when_it_was_extended(competition: Competition) -> None:
    project = await missed(competition)
    agreed = task_book(300)["milestones"][0]["due_on"]
    await project.answer("milestone_default", HEAD, decision="milestone_extended", due_on=agreed, reason="疫情影响")
    in_time = await competition.office.working_day_from(date.fromisoformat(agreed))
    assert (await project.task("milestone_report")).due_at == end_of(in_time)
    await competition.pass_milestone(project)
    assert (await project.row()).milestones_passed == 1


async def test_milestone_is_not_extended_past_three_years(competition: Competition) -> None:
    project = await missed(competition)
    last = last_day(date.fromisoformat((await project.row()).task_book["signed_on"]))
    late = {"decision": "milestone_extended", "due_on": (last + timedelta(days=1)).isoformat(), "reason": "延期"}
    assert await project.refusal_of_answer("milestone_default", HEAD, **late) == "invalid_input"
    await project.answer("milestone_default", HEAD, **(late | {"due_on": last.isoformat()}))


async def test_milestone_is_not_extended_when_the_date_is_none(competition: Competition) -> None:
    project = await missed(competition)
    wrong = {"decision": "milestone_extended", "due_on": "2027-02-30", "reason": "延期"}
    assert await project.refusal_of_answer("milestone_default", HEAD, **wrong) == "invalid_input"


async def terminated(competition: Competition) -> Case:
    project = await missed(competition)
    await project.answer("milestone_default", HEAD, decision="project_terminated", reason="无法完成")
    await project.reach("failed")
    return project


async def test_project_ends_unpaid_when_it_is_terminated_and_nobody_disputes_it(competition: Competition) -> None:
    project = await terminated(competition)
    assert (await project.task("failure_objection")).about == {"reason": "无法完成"}
    await project.skip(timedelta(days=40))
    assert await project.handle.result() == "terminated"


async def test_project_ends_unpaid_when_its_termination_is_upheld(competition: Competition) -> None:
    project = await terminated(competition)
    await project.answer("failure_objection", APPLICANT, decision="failure_disputed", reason="已完成")
    await project.answer("failure_reconsideration", THIRD_APPROVER, decision="failure_upheld", reason="维持")
    assert await project.handle.result() == "terminated"


async def test_project_goes_on_with_time_for_its_report_when_its_termination_is_reconsidered(competition: Competition) -> None:
    project = await terminated(competition)
    await project.answer("failure_objection", APPLICANT, decision="failure_disputed", reason="已完成")
    await project.answer("failure_reconsideration", THIRD_APPROVER, decision="project_reopened", reason="情况属实", **WRONG)
    task = await project.task("milestone_report")
    assert task.due_at is not None
    assert task.due_at - task.opened_at > timedelta(days=20)
    await competition.pass_milestone(project)


async def test_project_ends_at_once_when_it_is_terminated_again_after_its_reconsideration(competition: Competition) -> None:
    project = await terminated(competition)
    await project.answer("failure_objection", APPLICANT, decision="failure_disputed", reason="已完成")
    await project.answer("failure_reconsideration", THIRD_APPROVER, decision="project_reopened", reason="情况属实", **WRONG)
    await project.skip(timedelta(days=60))
    extended = {"decision": "milestone_extended", "due_on": "2027-06-30", "reason": "仍可完成"}
    assert await project.refusal_of_answer("milestone_default", HEAD, **extended) == "four_eyes"
    await project.answer("milestone_default", DEPUTY, decision="project_terminated", reason="仍未完成")
    assert await project.handle.result() == "terminated"


async def test_project_is_withdrawn_when_its_enterprise_asks_for_it_during_delivery(competition: Competition) -> None:
    project = await competition.in_delivery()
    await competition.pass_milestone(project)
    await project.withdraw()
    assert await project.handle.result() == "withdrawn"
    assert not await project.tasks()


async def test_milestone_waits_with_the_time_left_when_the_project_is_on_hold(competition: Competition) -> None:
    project = await competition.in_delivery()
    await project.hold()
    assert await project.refusal_of_answer("milestone_report", APPLICANT, **REPORT) == "on_hold"
    await project.skip(timedelta(days=150))
    assert "milestone_missed" not in await project.events()
    await project.resume()
    task = await project.task("milestone_report")
    assert task.due_at is not None
    assert task.due_at > end_of(date.fromisoformat(task.about["due_on"])) + timedelta(days=40)
    await competition.pass_milestone(project)


async def test_project_on_hold_learns_of_its_selection_when_it_is_resumed(competition: Competition) -> None:
    await competition.publish()
    project = await competition.solve()
    await competition.evaluate(project)
    await project.hold()
    await competition.close()
    await competition.select(project)
    assert await competition.case.handle.result() == "decided"
    assert (await project.row()).stage == "selection"
    await project.resume()
    await cleared(project)


async def test_each_report_of_a_milestone_is_a_submission_with_its_papers(competition: Competition) -> None:
    project = await competition.won()
    await competition.sign(project, (100,))
    await competition.report(project)
    await project.answer("milestone_check", OFFICER, **RECTIFY)
    await competition.report(project, "已补测")
    kept = await competition.office.all(select(Submission).where(Submission.case_id == project.id).order_by(Submission.number))
    assert [(one.number, one.facts.get("milestone"), one.facts.get("report")) for one in kept] == [
        (1, None, None),
        (2, 1, "已完成"),
        (3, 1, "已补测"),
    ]
    assert kept[0].facts.items() <= kept[2].facts.items()
    assert [paper["evidence_code"] for paper in kept[2].documents] == ["solution", "milestone_report", "milestone_report"]
