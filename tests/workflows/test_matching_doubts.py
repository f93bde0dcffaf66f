"""A record of the upstream registry that contradicts itself is an officer's task, in every place where the registry is asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.tables import AuditEvent, Message
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.office import HEAD, OFFICER, WAN, Case, Office
from tests.workflows.letters import letters_of
from tests.workflows.projects import LAST_YEAR, PROJECT_NO, admitted, claimed, enter, filed, received
from tests.workflows.test_matching_years import looks, nudged

INSURANCE = {"technology_enterprise": True, "policy_no": "TI-1", "year": LAST_YEAR, "municipal_subsidy_fen": 10 * WAN}
TWO_HOLDERS = {"handed_over": {"from_uscc": CHENXIN, "to_uscc": YUNHENG, "on": "2026-01-05", "document_no": "演示〔移〕1号"}}
CLARIFIED = {"opinion": "已与上级主管部门核实，登记已更正"}


async def doubt(case: Case, kind: str) -> dict[str, Any]:
    return dict((await case.task(kind)).about)


@pytest.mark.parametrize(
    ("money", "changes", "words"),
    [
        ((received(100 * WAN, recovered_fen=101 * WAN),), {}, "收回金额多于到款金额"),
        ((received(100 * WAN),), TWO_HOLDERS, "同时登记两个承担单位"),
        ((received(100 * WAN),), {"begins_on": "2026-01-02", "ends_on": "2026-01-01"}, "结束日期早于开始日期"),
    ],
)
async def test_filed_project_waits_for_an_officer_when_its_record_contradicts_itself(
    skipping: Office, money: tuple[dict[str, int], ...], changes: dict[str, Any], words: str
) -> None:
    await enter(skipping, *money, **changes)
    project = await filed(skipping)
    about = await doubt(project, "upstream_clarification")
    assert words in about["contradictions"][0]["zh"]
    assert about["upstream"]["project_no"]
    # Asked again, it says the same: it is the officer's once more.
    await project.answer("upstream_clarification", OFFICER, decision="upstream_asked_again", **CLARIFIED)
    assert (await doubt(project, "upstream_clarification")) == about
    await enter(skipping, received(100 * WAN))
    await project.answer("upstream_clarification", OFFICER, decision="upstream_asked_again", **CLARIFIED)
    await project.reach("admission")


@pytest.mark.parametrize("changes", [{"received_total_fen": 1}, {"uscc": YUNHENG}, {"approved_fen": -1}])
async def test_look_leaves_the_project_as_it_was_when_the_record_contradicts_itself(skipping: Office, changes: dict[str, Any]) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    before = (await project.row()).upstream
    await enter(skipping, received(100 * WAN, recovered_fen=40 * WAN), **{"status": "terminated"} | changes)
    row = await nudged(project)
    assert (await looks(project), row.stage, row.upstream) == ([], "active", before)
    assert row.wakes_at is not None
    assert row.looked_at is not None
    assert row.wakes_at - row.looked_at < timedelta(days=15)
    # The next look finds the same, which is nothing new.
    await nudged(project)
    assert (await project.events()).count("upstream_contradicted") == 1
    told = await skipping.all(select(Message).where(Message.case_id == project.id, Message.zh.contains("存在矛盾")))
    assert [found.role for found in told] == ["officer"]
    await enter(skipping, received(100 * WAN, recovered_fen=40 * WAN), status="terminated")
    await project.answer("upstream_clarification", OFFICER, decision="upstream_asked_again", **CLARIFIED)
    await project.reach("unwinding")


async def test_question_is_taken_back_when_the_record_is_mended_without_us(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await enter(skipping, received(100 * WAN), received_total_fen=1)
    await nudged(project)
    await enter(skipping, received(100 * WAN), received_total_fen=2)
    await nudged(project)
    assert "2" in (await doubt(project, "upstream_clarification"))["contradictions"][0]["zh"]
    await enter(skipping, received(100 * WAN))
    row = await nudged(project)
    assert (row.stage, await looks(project)) == ("active", ["upstream_confirmed"])
    assert await project.tasks() == []


async def test_project_is_an_officers_task_when_the_registry_has_lost_it(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    before = (await project.row()).upstream
    (await skipping.sandbox.delete(f"/admin/upstream-projects/{PROJECT_NO}")).raise_for_status()
    row = await nudged(project)
    assert (row.stage, row.upstream, await looks(project)) == ("active", before, ["upstream_lost"])
    await nudged(project)
    assert await looks(project) == ["upstream_lost"]
    assert "查无此项目" in (await doubt(project, "upstream_clarification"))["contradictions"][0]["zh"]
    await enter(skipping, received(100 * WAN))
    await project.answer("upstream_clarification", OFFICER, decision="upstream_asked_again", **CLARIFIED)
    await project.happened("upstream_confirmed")


async def test_claim_waits_for_an_officer_when_the_record_of_its_project_contradicts_itself(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    claim = await claimed(await admitted(skipping))
    await enter(skipping, received(100 * WAN), received(50 * WAN))
    await claim.answer("acceptance", OFFICER, decision="accepted")
    assert "重复登记" in (await doubt(claim, "source_clarification"))["contradictions"][0]["zh"]
    await enter(skipping, received(50 * WAN))
    await claim.answer("source_clarification", OFFICER, decision="source_asked_again", **CLARIFIED)
    await claim.reach("review")


async def test_insurance_waits_for_an_officer_when_its_subsidy_is_below_zero(skipping: Office) -> None:
    subsidy = {"uscc": CHENXIN, "year": LAST_YEAR, "subsidy_fen": -1}
    (await skipping.sandbox.put("/admin/insurance-subsidies/TI-1", json=subsidy)).raise_for_status()
    claim = await skipping.apply_for("tech-insurance", facts=INSURANCE)
    await claim.answer("acceptance", OFFICER, decision="accepted")
    assert "为负数" in (await doubt(claim, "source_clarification"))["contradictions"][0]["zh"]
    (await skipping.sandbox.put("/admin/insurance-subsidies/TI-1", json=subsidy | {"subsidy_fen": 8 * WAN})).raise_for_status()
    await claim.answer("source_clarification", OFFICER, decision="source_asked_again", **CLARIFIED)
    await claim.reach("review")


GIVE_UP = {"opinion": "已三次函询上级主管部门", "reason": "登记未能更正"}


async def lost(office: Office) -> Case:
    """Admit a project that the registry loses."""
    await enter(office, received(100 * WAN))
    project = await admitted(office)
    (await office.sandbox.delete(f"/admin/upstream-projects/{PROJECT_NO}")).raise_for_status()
    await nudged(project)
    return project


async def test_lost_project_is_closed_by_two_people_with_a_letter(skipping: Office) -> None:
    project = await lost(skipping)
    await project.answer("upstream_clarification", OFFICER, decision="closing_asked", **GIVE_UP)
    about = await doubt(project, "upstream_giving_up")
    assert (about["closing"], "查无此项目" in about["contradictions"][0]["zh"]) == (GIVE_UP, True)
    # Looked at meanwhile it says the same, which opens nothing new.
    await nudged(project)
    assert [task.kind for task in await project.tasks()] == ["upstream_giving_up"]
    await project.answer("upstream_giving_up", HEAD, decision="closing_refused", reason="请再函询一次")
    assert (await doubt(project, "upstream_clarification"))["not_closed"] == "请再函询一次"
    await project.answer("upstream_clarification", OFFICER, decision="closing_asked", **GIVE_UP)
    await project.answer("upstream_giving_up", HEAD, decision="upstream_given_up")
    row = await project.reach("terminated")
    assert row.live_no is None
    _, page = (await letters_of(project))[-1]
    assert "上级登记查无此项目，且未能更正（登记未能更正）" in page
    assert "决定结束该项目的办理" in page
    # Once its record is there again it may be filed again.
    await enter(skipping, received(100 * WAN))
    await (await filed(skipping)).reach("admission")


async def test_question_of_closing_is_taken_back_when_the_record_is_mended(skipping: Office) -> None:
    project = await lost(skipping)
    await project.answer("upstream_clarification", OFFICER, decision="closing_asked", **GIVE_UP)
    await enter(skipping, received(100 * WAN))
    assert ((await nudged(project)).stage, await project.tasks()) == ("active", [])


async def test_filed_project_is_not_admitted_when_its_record_is_given_up(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN), received_total_fen=1)
    project = await filed(skipping)
    await project.answer("upstream_clarification", OFFICER, decision="closing_asked", **GIVE_UP)
    await project.answer("upstream_giving_up", HEAD, decision="upstream_given_up")
    assert (await project.reach("refused")).live_no is None


async def test_project_is_closed_once_a_claim_that_waits_for_its_record_was_ended_by_two(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    claim = await claimed(project)
    await enter(skipping, received(100 * WAN), received(50 * WAN))
    await claim.answer("acceptance", OFFICER, decision="accepted")
    await nudged(project)
    await project.answer("upstream_clarification", OFFICER, decision="closing_asked", **GIVE_UP)
    assert await project.refusal_of_answer("upstream_giving_up", HEAD, decision="upstream_given_up") == "wrong_stage"
    await claim.answer("source_clarification", OFFICER, decision="ending_asked", **GIVE_UP)
    assert (await doubt(claim, "source_giving_up"))["ending"] == GIVE_UP
    await claim.answer("source_giving_up", HEAD, decision="ending_refused", reason="请再函询一次")
    assert (await doubt(claim, "source_clarification"))["not_ended"] == "请再函询一次"
    await claim.answer("source_clarification", OFFICER, decision="ending_asked", **GIVE_UP)
    await claim.answer("source_giving_up", HEAD, decision="found_ineligible")
    await claim.reach("refused")
    refused = (await skipping.all(select(AuditEvent).where(AuditEvent.case_id == claim.id, AuditEvent.event == "found_ineligible")))[0]
    assert [failure["code"] for failure in refused.detail["failures"]] == ["upstream_sound"]
    due_at = (await claim.task("reconsideration_request")).due_at
    assert due_at is not None
    await claim.skip_until(due_at + timedelta(minutes=1))
    await claim.reach("rejected")
    await project.answer("upstream_giving_up", HEAD, decision="upstream_given_up")
    await project.reach("terminated")
