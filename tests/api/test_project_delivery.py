"""Projects carried out over REST: what was agreed is the measure of what is reported, and nobody's word stands for a document."""

from __future__ import annotations

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from temporalio.testing import WorkflowEnvironment

from models.tables import Redecision
from tests.api.desk import APPLICANT, HEAD, OFFICER, OTHER_OFFICER, PDF, Desk, code_of, desk
from tests.office import WAN, Case, skipping_office
from tests.workflows.competition import AUDIT, SIGNATURE, Competition, score, task_book
from tests.workflows.test_post_grant_way import rule
from tests.workflows.test_redecision_of_a_project import paid_project

DEPUTY = "approver-sti-2"
REPORT = {"decision": "milestone_reported", "report": "已完成"}
RECTIFY = {"decision": "rectification_ordered", "findings": "指标未达", "working_days": 10, "reason": "请补测"}
PASSED = {"decision": "milestone_passed", "findings": "属实"}


@pytest.fixture
async def competition(time_skipping_env: WorkflowEnvironment, database_url: str) -> AsyncIterator[Competition]:
    """A call whose projects let years pass in seconds."""
    async with skipping_office(time_skipping_env, database_url) as office:
        yield Competition(office)


@pytest.fixture
async def api(competition: Competition, tmp_path: Path) -> AsyncIterator[Desk]:
    """The API before it."""
    office = competition.office
    async with desk(office.client, office.settings.task_queue, office.database, office.sandbox, office.parts.http, tmp_path) as opened:
        yield opened


async def answered(api: Desk, person: str, project: Case, kind: str, answer: dict[str, Any]) -> Any:
    """Answer the task of a kind, whatever comes of it."""
    task = await api.soon(person, project.number, kind)
    return await api.post(person, f"/tasks/{task['id']}/complete", answer)


async def about(api: Desk, person: str, project: Case, kind: str) -> dict[str, Any]:
    """Return what a task is about."""
    task = await api.soon(person, project.number, kind)
    return dict((await api.get(person, f"/tasks/{task['id']}")).json()["about"])


async def prove(api: Desk, project: Case, code: str, content: bytes) -> None:
    """Upload a document as the enterprise."""
    path = f"/projects/{project.number}/documents"
    added = await api.ask(APPLICANT, "POST", path, data={"evidence_code": code}, files={"file": (f"{code}.pdf", PDF + content)})
    assert added.status_code == 201, added.text


def wrong(answer: Any) -> tuple[str, list[str]]:
    """Return why an answer is refused, and for which fields."""
    assert answer.status_code == 422, answer.text
    return code_of(answer), [error["field"] for error in answer.json()["errors"]]


# -- the task book ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("planned_fen", [30_000 * WAN, 330 * WAN + 1, 270 * WAN - 1, 1])
async def test_task_book_far_from_the_solution_takes_the_reasons_of_both_who_sign_for_us(
    api: Desk, competition: Competition, planned_fen: int
) -> None:
    project = await competition.won()
    drafted = task_book(100) | {"planned_cost_fen": planned_fen}
    assert (await about(api, OFFICER, project, "task_book_draft"))["solution"] == {"planned_cost_fen": 300 * WAN, "months": 24}
    assert wrong(await answered(api, OFFICER, project, "task_book_draft", drafted)) == ("invalid_input", ["reason"])
    assert (await answered(api, OFFICER, project, "task_book_draft", drafted | {"reason": "范围扩大"})).status_code == 200
    assert (await answered(api, APPLICANT, project, "task_book_signature", SIGNATURE)).status_code == 200
    seen = await about(api, HEAD, project, "task_book_countersignature")
    assert (seen["planned_cost_fen"], seen["solution"]["planned_cost_fen"], seen["reason"]) == (planned_fen, 300 * WAN, "范围扩大")
    signed = {"decision": "countersigned"}
    assert wrong(await answered(api, HEAD, project, "task_book_countersignature", signed)) == ("invalid_input", ["reason"])
    assert (await answered(api, HEAD, project, "task_book_countersignature", signed | {"reason": "同意扩大"})).status_code == 200


@pytest.mark.parametrize("planned_fen", [330 * WAN, 300 * WAN, 270 * WAN])
async def test_task_book_within_a_tenth_of_the_solution_is_signed_without_a_reason(
    api: Desk, competition: Competition, planned_fen: int
) -> None:
    project = await competition.won()
    drafted = task_book(100) | {"planned_cost_fen": planned_fen}
    assert (await answered(api, OFFICER, project, "task_book_draft", drafted)).status_code == 200
    assert (await answered(api, APPLICANT, project, "task_book_signature", SIGNATURE)).status_code == 200
    assert (await answered(api, HEAD, project, "task_book_countersignature", {"decision": "countersigned"})).status_code == 200


# -- milestones and acceptance ----------------------------------------------------------------------------------------------------------


async def test_milestone_is_reported_only_with_a_document_that_showed_no_other(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    refused = await answered(api, APPLICANT, project, "milestone_report", REPORT)
    assert wrong(refused) == ("incomplete", ["milestone_report"])
    assert "测试报告" in refused.json()["errors"][0]["message"]["zh"]
    await prove(api, project, "acceptance_report", b"% another kind")
    assert wrong(await answered(api, APPLICANT, project, "milestone_report", REPORT))[0] == "incomplete"
    await prove(api, project, "milestone_report", b"% first")
    assert (await answered(api, APPLICANT, project, "milestone_report", REPORT)).status_code == 200
    assert (await answered(api, OFFICER, project, "milestone_check", PASSED)).status_code == 200
    assert wrong(await answered(api, APPLICANT, project, "milestone_report", REPORT))[0] == "incomplete"
    await prove(api, project, "milestone_report", b"% second")
    assert (await answered(api, APPLICANT, project, "milestone_report", REPORT)).status_code == 200
    assert "change" not in await about(api, OFFICER, project, "milestone_check")


async def test_report_handed_in_again_is_shown_with_what_it_changes(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    await prove(api, project, "milestone_report", b"% first")
    assert (await answered(api, APPLICANT, project, "milestone_report", REPORT)).status_code == 200
    assert "change" not in await about(api, OFFICER, project, "milestone_check")
    assert (await answered(api, OFFICER, project, "milestone_check", RECTIFY)).status_code == 200
    await prove(api, project, "milestone_report", b"% measured again")
    assert (await answered(api, APPLICANT, project, "milestone_report", REPORT | {"report": "已补测"})).status_code == 200
    change = (await about(api, OFFICER, project, "milestone_check"))["change"]
    assert (change["differs_from"], change["submission"]) == (2, 3)
    assert [(one["code"], one["before"], one["after"]) for one in change["facts"]] == [("report", "已完成", "已补测")]
    assert [(one["code"], len(one["removed"]), len(one["added"])) for one in change["documents"]] == [("milestone_report", 0, 1)]


async def test_application_for_acceptance_handed_in_again_is_shown_with_what_it_changes(api: Desk, competition: Competition) -> None:
    project = await competition.to_final()
    await competition.inspect(project)
    rectify = {"decision": "final_rectification_ordered", "working_days": 20, "reason": "补充测试"}
    assert (await answered(api, HEAD, project, "final_decision", rectify)).status_code == 200
    await prove(api, project, "acceptance_report", b"% again")
    again = {"decision": "final_reported", "report": "已补充测试"}
    assert (await answered(api, APPLICANT, project, "final_report", again)).status_code == 200
    change = (await about(api, OFFICER, project, "final_inspection"))["change"]
    assert [(one["code"], one["after"]) for one in change["facts"]] == [("report", "已补充测试")]
    assert [one["code"] for one in change["documents"]] == ["acceptance_report"]


# -- the audited cost -------------------------------------------------------------------------------------------------------------------


async def test_cost_is_not_audited_without_the_auditors_report(api: Desk, competition: Competition) -> None:
    project = await competition.to_audit()
    assert await about(api, OTHER_OFFICER, project, "cost_audit") == {"solution_cost_fen": 300 * WAN, "planned_cost_fen": 300 * WAN}
    refused = await answered(api, OTHER_OFFICER, project, "cost_audit", AUDIT | {"audited_cost_fen": 300 * WAN})
    assert wrong(refused) == ("incomplete", ["cost_audit"])
    await prove(api, project, "cost_audit", b"% audited")
    assert (await answered(api, OTHER_OFFICER, project, "cost_audit", AUDIT | {"audited_cost_fen": 300 * WAN})).status_code == 200


@pytest.mark.parametrize("audited_fen", [30_000 * WAN, 330 * WAN + 1, 270 * WAN - 1])
async def test_cost_far_from_the_planned_one_takes_the_reasons_of_auditor_and_approver(
    api: Desk, competition: Competition, audited_fen: int
) -> None:
    await rule(competition.office)
    project = await competition.to_audit()
    await prove(api, project, "cost_audit", b"% audited")
    audit = AUDIT | {"audited_cost_fen": audited_fen}
    assert wrong(await answered(api, OTHER_OFFICER, project, "cost_audit", audit)) == ("invalid_input", ["reason"])
    assert (await answered(api, OTHER_OFFICER, project, "cost_audit", audit | {"reason": "审计报告载明"})).status_code == 200
    await project.reach("completed")
    award = await competition.award(project)
    [revised] = (await about(api, HEAD, award, "decision"))["revised"]
    [paper] = revised.pop("documents")
    assert paper["sha256"] == sha256(PDF + b"% audited").hexdigest()
    assert revised == {
        "fact": "audited_cost_fen",
        "before": 300 * WAN,
        "after": audited_fen,
        "solution_fen": 300 * WAN,
        "reason": "审计报告载明",
        "auditor": AUDIT["auditor"],
        "report_no": AUDIT["report_no"],
        "audited_by": competition.other_officer.name,
    }
    task = await api.soon(HEAD, award.number, "decision")
    opinions = (await api.get(HEAD, f"/tasks/{task['id']}")).json()["opinions"]
    assert [(one["by"], one["reason"]) for one in opinions if one["kind"] == "cost_audit"] == [
        (competition.other_officer.name, "审计报告载明")
    ]
    assert "cost_audit" in [one["kind"] for one in (await api.get(HEAD, f"/cases/{project.number}/opinions")).json()]
    approved = {"decision": "approved"}
    assert wrong(await answered(api, HEAD, award, "decision", approved)) == ("invalid_input", ["reason"])
    assert (await answered(api, HEAD, award, "decision", approved | {"reason": "成本属实"})).status_code == 200


async def test_reason_of_the_auditor_is_read_again_when_the_award_was_returned(api: Desk, competition: Competition) -> None:
    await rule(competition.office)
    project = await competition.to_audit()
    await prove(api, project, "cost_audit", b"% audited")
    audit = AUDIT | {"audited_cost_fen": 400 * WAN, "reason": "审计报告载明"}
    assert (await answered(api, OTHER_OFFICER, project, "cost_audit", audit)).status_code == 200
    await project.reach("completed")
    award = await competition.award(project)
    first = (await about(api, HEAD, award, "decision"))["revised"]
    assert (await answered(api, HEAD, award, "decision", {"decision": "returned", "reason": "请再评审"})).status_code == 200
    await score(award, 80, (True, True, True))
    assert (await about(api, HEAD, award, "decision"))["revised"] == first


async def test_cost_within_a_tenth_of_the_planned_one_is_decided_without_a_reason(api: Desk, competition: Competition) -> None:
    await rule(competition.office)
    _, award = await competition.complete()
    assert [one["before"] for one in (await about(api, HEAD, award, "decision"))["revised"]] == [300 * WAN]
    assert (await answered(api, HEAD, award, "decision", {"decision": "approved"})).status_code == 200


# -- what was paid for it is decided anew -------------------------------------------------------------------------------------------


async def test_audited_cost_is_decided_anew_with_its_report_and_why(api: Desk, competition: Competition) -> None:
    award = await paid_project(competition.office)
    body: dict[str, Any] = {
        "application": award.number,
        "facts": {"audited_cost_fen": 320 * WAN},
        "paper": "复审字1号",
        "reason": "复核审计",
    }
    assert wrong(await api.post(OFFICER, "/redecisions", body)) == ("incomplete", ["papers.audited_cost_fen"])
    document = await api.upload(award.number, "cost_audit", person=OFFICER)
    assert document.status_code == 201, document.text
    papers = {"papers": {"audited_cost_fen": {"document": document.json()["id"], "page": 2}}}
    shown = (await api.post(OFFICER, "/redecisions", body | papers)).json()
    assert shown["reckoning"]["facts"]["audited_cost_fen"] == {"before": 280 * WAN, "after": 320 * WAN, "planned": 300 * WAN}
    assert shown["papers"]["audited_cost_fen"]["evidence"] == "cost_audit"
    (row,) = await competition.office.all(select(Redecision).where(Redecision.number == shown["number"]))
    anew = competition.office.running(row)
    decided = {"decision": "redecided"}
    assert wrong(await answered(api, DEPUTY, anew, "redecision_decision", decided)) == ("invalid_input", ["reason"])
    assert (await answered(api, DEPUTY, anew, "redecision_decision", decided | {"reason": "复核属实"})).status_code == 200
    assert (await anew.reach("payment")).award_fen == 12 * WAN


async def test_task_book_is_a_paper_of_the_project_once_both_have_signed(api: Desk, competition: Competition) -> None:
    project = await competition.in_delivery()
    letters = (await api.get(APPLICANT, f"/cases/{project.number}/letters", headers={"Accept-Language": "zh"})).json()
    [issued] = [one for one in letters if one["event"]["code"] == "countersigned"]
    assert issued["title"].endswith("项目任务书")
    path = f"/cases/{project.number}/letters/{issued['sequence']}"
    text = (await api.get(APPLICANT, path, headers={"Accept-Language": "zh"})).json()["text"]
    for said in ("甲方：北京经济技术开发区", "乙方：", SIGNATURE["signatory"], "计划投入：人民币300万元", "里程碑", "合作单位"):
        assert said in text
    assert (await api.get(APPLICANT, f"{path}?format=pdf")).content.startswith(b"%PDF-")
