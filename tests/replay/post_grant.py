"""The ways of calls and post-grant projects whose histories are recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from models.tables import Call
from tests.office import APPLICANT, DEPUTY, HEAD, OFFICER, OTHER_OFFICER, WRONG, Case, Office, defective, explained, message
from tests.replay.way import Ways
from tests.workflows.competition import QINGHE, YUNHENG, Competition, cleared, task_book

# Long enough for two solutions to come in on a busy machine: these seconds are real.
WINDOW = timedelta(seconds=15)


async def call(office: Office) -> Case:
    """Begin with a call that is to be approved."""
    return await Competition(office).submit(closes_at=datetime.now(UTC) + WINDOW)


async def solution(office: Office) -> Case:
    """Begin with a solution to a published call."""
    competition = Competition(office)
    await competition.publish(closes_at=datetime.now(UTC) + WINDOW)
    return await competition.solve()


async def _competition(case: Case) -> Competition:
    competition = Competition(case.office)
    competition.case = case.office.running((await case.office.all(select(Call)))[0])
    return competition


async def call_decided(case: Case) -> None:
    competition = await _competition(case)
    await case.answer("call_approval", HEAD, decision="call_sent_back", reason="指标不明")
    await case.answer("call_revision", OFFICER, decision="call_revised")
    await case.answer("call_approval", HEAD, decision="published")
    winner, other = await competition.solve(), await competition.solve(YUNHENG)
    later = ((await case.row()).closes_at + timedelta(seconds=1)).isoformat()
    await case.ask("request", message("window_extended", OFFICER, closes_at=later, reason="应企业要求"))
    for project in (winner, other):
        await competition.evaluate(project)
    await competition.select(winner)
    await other.reach("reserve")
    await winner.withdraw()
    await case.answer("runner_up", HEAD, decision="runner_up_offered", solution=other.number, reason="得分次之")
    await cleared(other)
    await other.withdraw()
    await case.handle.result()


async def call_cancelled(case: Case) -> None:
    competition = await _competition(case)
    await case.answer("call_approval", HEAD, decision="published")
    await competition.solve(QINGHE)
    await case.ask("request", message("call_cancelled", HEAD, reason="政策调整"))
    await case.handle.result()


async def _delivering(case: Case) -> Competition:
    competition = await _competition(case)
    await case.answer("solution_check", OFFICER, decision="solution_accepted")
    await case.answer("expert_review", decision="expert_recused", reason="与企业有合作")
    await _scored(case)
    await competition.case.happened("window_closed")
    await competition.select(case)
    await competition.sign(case, (100,))
    return competition


async def _scored(case: Case) -> None:
    scores = {"innovation": 80, "feasibility": 75, "benefit": 90}
    for _ in range(3):
        await case.answer("expert_review", decision="expert_scored", no_conflict=True, scores=scores, recommend=True, opinion="可行")


async def project_completed(case: Case) -> None:
    competition = await _delivering(case)
    await competition.pass_milestone(case)
    await competition.inspect(case)
    await case.answer("final_decision", HEAD, decision="final_rectification_ordered", working_days=100, reason="补充测试")
    await competition.inspect(case)
    await case.answer("final_decision", HEAD, decision="acceptance_passed")
    await competition.audit(case)
    await case.handle.result()


async def project_changed(case: Case) -> None:
    """A project whose task book changes twice: put otherwise, and withdrawn."""
    competition = await _delivering(case)
    later = task_book(200)["milestones"]
    await competition.upload(await case.row(), "change_evidence")
    await case.ask("request", message("change_requested", APPLICANT, changes={"milestones": later}, reason="设备延迟到货"))
    await case.answer("change_review", OFFICER, decision="change_reviewed", opinion="属实", recommend=True)
    adjusted = {"changes": {"milestones": task_book(150)["milestones"]}, "reason": "五十天足够"}
    await case.answer("change_decision", HEAD, decision="change_adjusted", **adjusted)
    await competition.upload(await case.row(), "change_evidence")
    await case.ask("request", message("change_requested", APPLICANT, changes={"partners": []}, reason="合作终止"))
    await case.ask("request", message("change_withdrawn", APPLICANT, change=2, reason="不再需要"))
    await case.withdraw()
    await case.handle.result()


async def project_terminated(case: Case) -> None:
    competition = await _delivering(case)
    for _ in range(3):
        await competition.report(case)
        await case.answer("milestone_check", OFFICER, decision="rectification_ordered", findings="未达", working_days=100, reason="请补测")
    await case.answer("milestone_default", HEAD, decision="project_terminated", reason="无法完成")
    await case.answer("failure_objection", APPLICANT, decision="failure_disputed", reason="已完成")
    await case.answer("failure_reconsideration", DEPUTY, decision="failure_upheld", reason="维持")
    await case.handle.result()


async def solution_reconsidered_and_withdrawn(case: Case) -> None:
    await case.answer("solution_check", OFFICER, **defective("team", "补充"))
    await case.answer("solution_correction", APPLICANT, **explained("team"))
    await case.answer("solution_check", OFFICER, decision="solution_refused", reason="与榜单无关")
    await case.answer("solution_objection", APPLICANT, decision="reconsideration_requested", reason="有关")
    await case.answer("solution_reconsideration", OTHER_OFFICER, decision="reconsideration_granted", reason="经复核", **WRONG)
    await case.reach("review")
    await case.withdraw()
    await case.handle.result()


async def solution_not_selected(case: Case) -> None:
    competition = await _competition(case)
    await competition.evaluate(case)
    await competition.case.happened("window_closed")
    await competition.case.answer("selection", HEAD, decision="nobody_selected", reason="均未达到指标")
    await case.handle.result()


async def solution_moved_up(case: Case) -> None:
    competition = await _competition(case)
    other = await competition.solve(YUNHENG)
    for project in (case, other):
        await competition.evaluate(project)
    await competition.case.happened("window_closed")
    await competition.select(other)
    await case.reach("reserve")
    await other.withdraw()
    await competition.case.answer("runner_up", HEAD, decision="runner_up_offered", solution=case.number, reason="得分次之")
    await cleared(case)
    await case.withdraw()
    await case.handle.result()


PATHS: Ways = {
    call_decided: {"begin": call},
    call_cancelled: {"begin": call},
    project_completed: {"begin": solution},
    project_changed: {"begin": solution},
    project_terminated: {"begin": solution},
    solution_reconsidered_and_withdrawn: {"begin": solution},
    solution_not_selected: {"begin": solution},
    solution_moved_up: {"begin": solution},
}
