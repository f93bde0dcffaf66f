"""Final acceptance, audit and what follows: passed, rectified once or failed; audited by somebody else; carried over once."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from activities.case.deployment import Deployment
from activities.post_grant.activities import PostGrantActivities
from activities.signatures.case import AutomaticStep
from api.views.letter import newest
from models.tables import Application, AuditEvent, Disbursement, LedgerTransfer, Message
from models.tables import Case as AnyCase
from policy.actors import Actor
from policy.letters.paper import set_paper
from runtime.container import PROCESSES
from tests.office import APPLICANT, DEPUTY, HEAD, OFFICER, OTHER_OFFICER, THIRD_APPROVER, WRONG, Case, Office
from tests.vouching import ATTESTATIONS
from tests.workflows.competition import AUDIT, Competition, task_book
from tests.workflows.letters import BODIES, letters_of

REPORT = {"decision": "final_reported", "report": "申请验收"}
RECTIFY: dict[str, Any] = {"decision": "final_rectification_ordered", "working_days": 20, "reason": "补充测试"}
# Both an officer and a head, so that only the four eyes stand in the way.
BOTH = Actor(OFFICER.subject, OFFICER.name, (*OFFICER.grants, *HEAD.grants))


@pytest.fixture
async def competition(skipping: Office) -> Competition:
    return Competition(skipping)


async def decide(project: Case, decision: str, **answer: Any) -> None:
    await project.answer("final_decision", HEAD, decision=decision, **answer)


async def test_project_is_audited_when_it_is_accepted(competition: Competition) -> None:
    project = await competition.to_audit()
    row = await project.row()
    assert row.accepted_at is not None
    assert [task.kind for task in await project.tasks()] == ["cost_audit"]


async def test_nothing_is_paid_before_acceptance(competition: Competition) -> None:
    await competition.to_audit()
    for table in (Application, Disbursement):
        assert not await competition.office.all(select(table))
    assert {transfer.kind for transfer in await competition.office.all(select(LedgerTransfer))} == {"appropriation"}


async def test_acceptance_is_not_applied_for_without_its_report(competition: Competition) -> None:
    project = await competition.to_final()
    assert await project.refusal_of_answer("final_report", APPLICANT, **REPORT) == "incomplete"
    await competition.inspect(project)


async def test_acceptance_is_not_decided_by_whoever_inspected(competition: Competition) -> None:
    project = await competition.to_final()
    await competition.inspect(project)
    assert await project.refusal_of_answer("final_decision", BOTH, decision="acceptance_passed") == "four_eyes"


async def test_whoever_judges_a_project_reads_its_task_book_and_what_was_reported(competition: Competition) -> None:
    project = await competition.to_final()
    await competition.inspect(project)
    row, about = await project.row(), (await project.task("final_decision")).about
    assert about["task_book"] == {"version": 1} | row.task_book
    assert about["milestones_passed"] == len(row.milestones)
    *milestones, final = about["reports"]
    assert [one["milestone"] for one in milestones] == list(range(1, len(row.milestones) + 1))
    assert ("milestone" in final, final["report"]) == (False, REPORT["report"])
    assert all(one["documents"] for one in about["reports"])
    assert "findings" in about


async def test_acceptance_is_decided_again_when_it_was_rectified_once(competition: Competition) -> None:
    project = await competition.to_final()
    await competition.inspect(project)
    await decide(project, **RECTIFY)
    task = await project.task("final_report")
    assert task.due_at is not None
    assert task.due_at - task.opened_at > timedelta(days=20)
    await competition.inspect(project)
    assert await project.refusal_of_answer("final_decision", HEAD, **RECTIFY) == "wrong_stage"
    await decide(project, "acceptance_passed")
    await project.reach("audit")


async def test_project_ends_unpaid_when_acceptance_fails_and_nobody_disputes_it(competition: Competition) -> None:
    project = await competition.to_final()
    await competition.inspect(project)
    await decide(project, "acceptance_failed", reason="指标未达")
    await project.reach("failed")
    told = await competition.office.all(select(Message.zh).where(Message.case_id == project.id))
    assert any("未通过验收" in text for text in told)
    await project.skip(timedelta(days=40))
    assert await project.handle.result() == "terminated"


async def test_project_is_accepted_after_all_when_its_failure_is_reconsidered(competition: Competition) -> None:
    project = await competition.to_final()
    await competition.inspect(project)
    await decide(project, "acceptance_failed", reason="指标未达")
    await project.answer("failure_objection", APPLICANT, decision="failure_disputed", reason="已达到")
    about = (await project.task("failure_reconsideration")).about
    assert (about["refused"]["event"], about["refused"]["reason"]) == ("acceptance_failed", "指标未达")
    assert about["task_book"]["version"] == 1
    again = {"decision": "project_reopened", "reason": "复测达到", **WRONG}
    for nobody, why in ((HEAD, "four_eyes"), (OTHER_OFFICER, "forbidden")):
        assert await project.refusal_of_answer("failure_reconsideration", nobody, **again) == why
    await project.answer("failure_reconsideration", DEPUTY, **again)
    await competition.inspect(project)
    passed = {"decision": "acceptance_passed"}
    assert await project.refusal_of_answer("final_decision", HEAD, **passed) == "four_eyes"
    await project.answer("final_decision", THIRD_APPROVER, **passed)
    await project.reach("audit")


async def late(competition: Competition) -> Case:
    project = await competition.to_final()
    await project.skip(timedelta(days=90))
    await project.happened("final_report_missed")
    return project


async def test_application_for_acceptance_comes_when_its_time_was_extended(competition: Competition) -> None:
    project = await late(competition)
    due_on = task_book(400)["milestones"][0]["due_on"]
    await project.answer("final_report_default", HEAD, decision="final_report_extended", due_on=due_on, reason="延期")
    await competition.upload(await project.row(), "acceptance_report")
    await project.answer("final_report", APPLICANT, **REPORT)
    await project.task("final_inspection")


async def test_application_for_acceptance_is_not_extended_past_three_years(competition: Competition) -> None:
    project = await late(competition)
    due_on = task_book(36 * 31)["milestones"][0]["due_on"]
    answer = {"decision": "final_report_extended", "due_on": due_on, "reason": "延期"}
    assert await project.refusal_of_answer("final_report_default", HEAD, **answer) == "invalid_input"


async def test_project_is_terminated_when_nobody_applies_for_acceptance(competition: Competition) -> None:
    project = await late(competition)
    await project.answer("final_report_default", HEAD, decision="project_terminated", reason="未申请验收")
    await project.reach("failed")


async def test_project_is_not_withdrawn_when_its_acceptance_has_begun(competition: Competition) -> None:
    project = await competition.to_final()
    assert await project.refusal("request", project.stopping("request")) == "wrong_stage"


async def test_cost_is_not_audited_by_whoever_checked_milestones(competition: Competition) -> None:
    project = await competition.to_audit()
    assert await project.refusal_of_answer("cost_audit", OFFICER, **AUDIT) == "four_eyes"


async def test_application_is_born_once_when_the_step_is_tried_again(competition: Competition) -> None:
    project, award = await competition.complete()
    office = competition.office
    deployment = Deployment(office.database, PROCESSES, office.settings.durations, None, 3, "http://api", ATTESTATIONS)
    recorded = (await office.all(select(AuditEvent).where(AuditEvent.event == "award_originated")))[0]
    for key in (recorded.key, uuid.uuid4().hex):
        step = AutomaticStep("post_grant", str(project.id), key, recorded.occurred_at)
        state = await PostGrantActivities(deployment, None).originate_award(step)  # type: ignore[arg-type]
        assert state.stage == "completed"
        assert state.particulars["award"]["start"]["number"] == award.number
    assert len(await office.all(select(Application))) == 1


async def test_application_is_the_one_written_before_when_the_project_did_not_move(competition: Competition) -> None:
    project, award = await competition.complete()
    office = competition.office
    deployment = Deployment(office.database, PROCESSES, office.settings.durations, None, 3, "http://api", ATTESTATIONS)
    # As after a restore: the application is there, the project's own transition is not.
    await office.change(update(AnyCase).where(AnyCase.id == project.id).values(stage="award", closed_at=None))
    step = AutomaticStep("post_grant", str(project.id), uuid.uuid4().hex, (await award.row()).created_at)
    state = await PostGrantActivities(deployment, None).originate_award(step)  # type: ignore[arg-type]
    assert state.particulars["award"]["start"]["number"] == award.number
    assert len(await office.all(select(Application))) == 1


async def test_award_waits_for_its_rate_when_no_implementing_rule_is_in_force(competition: Competition) -> None:
    project, award = await competition.complete()
    await award.task("parameter_supply")
    assert (await award.row()).parent_id == project.id
    assert await project.handle.result() == "completed"


@pytest.mark.parametrize(("language", "says"), [("zh", "尚未发文，不具有通知书效力"), ("en", "it has not been issued and is no letter")])
async def test_award_that_has_issued_no_letter_has_a_draft_without_a_number(competition: Competition, language: str, says: str) -> None:
    _, award = await competition.complete()
    await award.task("parameter_supply")
    assert await letters_of(award) == []
    async with competition.office.database.reading() as session:
        event, paper = await newest(session, await award.row(), BODIES, language)
    page = set_paper(paper, language)
    assert (event, paper.draft) == (None, True)
    assert says in page
    assert not re.search(r"京技科创|印章|\(seal\)", page)
