"""A call: approved by somebody else, open for its window, decided once every solution is evaluated."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from models.tables import Message, PostGrantProject
from policy.actors import Actor, Role
from sandbox.enterprises import CHENXIN
from tests.granting import grants
from tests.office import APPLICANT, HEAD, MOMENT, OFFICER, Case, Office, message
from tests.workflows.competition import QINGHE, WINDOW, YUNHENG, Competition, cleared

BOTH = Actor(OFFICER.subject, "刘建国", grants(Role.OFFICER, Role.APPROVER))


@pytest.fixture
async def competition(skipping: Office) -> Competition:
    return Competition(skipping)


async def extend(case: Case, closes_at: datetime) -> Any:
    return await case.ask("request", message("window_extended", OFFICER, closes_at=closes_at.isoformat(), reason="应企业要求"))


async def test_call_is_open_when_it_is_published(competition: Competition) -> None:
    case = await competition.publish()
    row = await case.row()
    assert row.stage == "open"
    assert row.wakes_at == row.closes_at


async def test_call_is_not_approved_by_whoever_drafted_it(competition: Competition) -> None:
    case = await competition.submit()
    assert await case.refusal_of_answer("call_approval", BOTH, decision="published") == "four_eyes"


async def test_call_comes_back_for_approval_when_it_was_sent_back_and_revised(competition: Competition) -> None:
    case = await competition.submit()
    await case.answer("call_approval", HEAD, decision="call_sent_back", reason="指标不明")
    assert (await case.row()).stage == "revision"
    await case.answer("call_revision", OFFICER, decision="call_revised")
    await case.answer("call_approval", HEAD, decision="published")
    assert (await case.row()).stage == "open"


async def test_call_ends_when_its_publication_is_refused(competition: Competition) -> None:
    case = await competition.submit()
    await case.answer("call_approval", HEAD, decision="publication_refused", reason="不符合方向")
    assert await case.handle.result() == "refused"


async def test_call_is_not_taken_when_its_window_is_over(competition: Competition) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await competition.submit(opens_at=past - timedelta(days=1), closes_at=past)
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "invalid_input"


async def test_call_is_not_published_when_its_window_ended_meanwhile(competition: Competition) -> None:
    case = await competition.submit()
    await case.skip(WINDOW + MOMENT)
    assert await case.refusal_of_answer("call_approval", HEAD, decision="published") == "invalid_input"
    assert (await case.row()).stage == "approval"


async def test_window_closes_at_its_end_and_not_before(competition: Competition) -> None:
    case = await competition.publish()
    await competition.solve()
    closes_at = (await case.row()).closes_at
    await case.skip_until(closes_at - MOMENT)
    assert (await case.row()).stage == "open"
    await case.skip_until(closes_at + MOMENT)
    await case.reach("evaluation")


async def test_window_stays_open_when_it_was_extended(competition: Competition) -> None:
    case = await competition.publish()
    await extend(case, (await case.row()).closes_at + WINDOW)
    await case.skip(WINDOW + MOMENT)
    assert (await case.row()).stage == "open"
    await case.skip(WINDOW)
    await case.reach("unanswered")


@pytest.mark.parametrize("by", [timedelta(0), -timedelta(days=1)])
async def test_window_is_never_cut(competition: Competition, by: timedelta) -> None:
    case = await competition.publish()
    before = (await case.row()).closes_at
    request = message("window_extended", OFFICER, closes_at=(before + by).isoformat(), reason="提前结束")
    assert await case.refusal("request", request) == "invalid_input"
    assert (await case.row()).closes_at == before


async def test_window_is_not_extended_when_it_is_closed(competition: Competition) -> None:
    case = await competition.publish()
    await competition.solve()
    await competition.close()
    request = message("window_extended", OFFICER, closes_at=(datetime.now(UTC) + 9 * WINDOW).isoformat(), reason="应企业要求")
    assert await case.refusal("request", request) == "wrong_stage"


async def test_call_ends_unanswered_when_nobody_answers(competition: Competition) -> None:
    case = await competition.publish()
    await competition.draft()
    await competition.close()
    assert await case.handle.result() == "unanswered"


async def test_selection_waits_until_the_last_solution_is_evaluated(competition: Competition) -> None:
    case = await competition.publish()
    first, second = await competition.solve(), await competition.solve(YUNHENG)
    await competition.evaluate(first)
    await competition.close()
    await case.skip(timedelta(days=10))
    assert (await case.row()).stage == "evaluation"
    await competition.evaluate(second)
    await case.reach("selection")


async def test_call_ends_when_its_only_solution_is_withdrawn(competition: Competition) -> None:
    case = await competition.publish()
    solution = await competition.solve()
    await competition.close()
    assert (await case.row()).stage == "evaluation"
    await solution.withdraw()
    assert await case.handle.result() == "unanswered"


async def test_selection_shows_the_solutions_of_each_challenge_best_first(competition: Competition) -> None:
    case = await competition.publish()
    worse, better = await competition.solve(), await competition.solve(YUNHENG)
    other = await competition.solve(QINGHE, challenge_no=2)
    await competition.evaluate(worse, 70, (True, False, True))
    await competition.evaluate(better, 91)
    await competition.evaluate(other, 60)
    await competition.close()
    about = (await case.task("selection")).about["challenges"]
    assert [[shown["number"] for shown in challenge["solutions"]] for challenge in about] == [[better.number, worse.number], [other.number]]
    shown = about[0]["solutions"][1]
    assert (shown["score"], shown["recommendations"], shown["votes"]) == ("70.00", 2, 3)


async def refusal_to_select(competition: Competition, *winners: tuple[int, str]) -> str:
    given = [{"challenge_no": number, "solution": solution, "reason": "得分高"} for number, solution in winners]
    return await competition.case.refusal_of_answer("selection", HEAD, decision="winners_selected", winners=given)


async def test_winner_goes_on_and_the_other_is_kept_in_reserve_when_one_is_selected(competition: Competition) -> None:
    first, second = await competition.candidates()
    await competition.select(first)
    await cleared(first)
    await second.reach("reserve")
    told = await competition.office.all(select(Message.zh).where(Message.case_id == second.id))
    assert any("列为候补" in text for text in told)
    assert (await second.row()).score_hundredths == 8000
    assert (await competition.case.row()).stage == "standby"


async def test_both_go_on_when_the_challenge_has_two_places(competition: Competition) -> None:
    first, second = await competition.candidates(winners=2)
    await competition.select(first, second)
    for project in (first, second):
        await cleared(project)


async def test_selection_is_refused_when_it_names_more_than_there_are_places(competition: Competition) -> None:
    first, second = await competition.candidates()
    assert await refusal_to_select(competition, (1, first.number), (1, second.number)) == "invalid_input"
    assert (await competition.case.row()).winners == []


async def test_selection_is_refused_when_it_names_one_solution_twice(competition: Competition) -> None:
    first, _ = await competition.candidates(winners=2)
    assert await refusal_to_select(competition, (1, first.number), (1, first.number)) == "invalid_input"


@pytest.mark.parametrize("winner", [(1, "PG-2026-unknown"), (2, "first"), (9, "first")])
async def test_selection_is_refused_when_it_names_no_candidate(competition: Competition, winner: tuple[int, str]) -> None:
    first, _ = await competition.candidates()
    challenge_no, solution = winner
    named = first.number if solution == "first" else solution
    assert await refusal_to_select(competition, (challenge_no, named)) == "invalid_input"


async def test_selection_is_refused_when_the_panel_does_not_recommend(competition: Competition) -> None:
    await competition.publish()
    project = await competition.solve()
    await competition.evaluate(project, 40, (True, False, False))
    await competition.close()
    assert await refusal_to_select(competition, (1, project.number)) == "invalid_input"


async def test_selection_is_refused_when_the_solution_was_withdrawn_meanwhile(competition: Competition) -> None:
    first, second = await competition.candidates()
    await competition.case.task("selection")
    await first.withdraw()
    assert await refusal_to_select(competition, (1, first.number)) == "invalid_input"
    await competition.select(second)
    await cleared(second)


async def test_withdrawal_and_selection_at_once_leave_one_consistent_outcome(competition: Competition) -> None:
    first, second = await competition.candidates()
    winners = [{"challenge_no": 1, "solution": first.number, "reason": "得分高"}]
    completion = await competition.case.completion("selection", HEAD, decision="winners_selected", winners=winners)
    selected, _ = await asyncio.gather(competition.case.ask("complete_task", completion), first.withdraw(), return_exceptions=True)
    assert await first.handle.result() == "withdrawn"
    kept = [winner["solution"] for winner in (await competition.case.row()).winners]
    if isinstance(selected, WorkflowUpdateFailedError):
        assert kept == []
        await competition.select(second)
        await cleared(second)
    else:
        assert kept == [first.number]
        # The winner is gone already: an approver is asked about its place.
        about = (await competition.case.task("runner_up")).about
        assert (about["dropped_out"]["number"], about["next"]) == (first.number, second.number)


async def test_every_solution_ends_when_nobody_is_selected(competition: Competition) -> None:
    first, second = await competition.candidates()
    await competition.case.answer("selection", HEAD, decision="nobody_selected", reason="均未达到指标")
    for project in (first, second):
        assert await project.handle.result() == "not_selected"


async def test_solutions_end_wherever_they_are_when_the_call_is_cancelled(competition: Competition) -> None:
    case = await competition.publish()
    checked, waiting = await competition.solve(), await competition.solve(YUNHENG)
    await competition.evaluate(waiting)
    await case.ask("request", message("call_cancelled", HEAD, reason="政策调整"))
    assert await case.handle.result() == "cancelled"
    for project in (checked, waiting):
        assert await project.handle.result() == "call_cancelled"
        assert not await project.tasks()
        (told,) = await competition.office.all(select(Message).where(Message.case_id == project.id, Message.zh.contains("取消")))
        assert told.zh.endswith("理由：政策调整")


async def test_draft_ends_and_stays_its_enterprises_alone_when_its_call_is_cancelled(competition: Competition) -> None:
    case = await competition.publish()
    draft = await competition.draft()
    await case.ask("request", message("call_cancelled", HEAD, reason="政策调整"))
    await case.handle.result()
    await draft_ended(competition, draft)


async def test_draft_ends_when_the_window_closes_before_it_is_submitted(competition: Competition) -> None:
    await competition.publish()
    submitted, draft = await competition.solve(YUNHENG), await competition.draft()
    await competition.close()
    await draft_ended(competition, draft)
    assert (await submitted.row()).stage == "acceptance"


async def draft_ended(competition: Competition, draft: PostGrantProject) -> None:
    """Assert that a draft is over, that its enterprise was told, and that officers still know of none."""
    ended = (await competition.office.all(select(PostGrantProject).where(PostGrantProject.id == draft.id)))[0]
    assert ended.stage == "discarded"
    assert (ended.is_open_to(APPLICANT), ended.is_open_to(OFFICER)) == (True, False)
    told = await competition.office.all(select(Message).where(Message.case_id == draft.id))
    assert [(message.enterprise_uscc, "草稿未提交" in message.zh) for message in told] == [(CHENXIN, True)]


async def test_call_is_not_cancelled_when_somebody_was_selected(competition: Competition) -> None:
    first, _ = await competition.candidates()
    await competition.select(first)
    assert await competition.case.refusal("request", message("call_cancelled", HEAD, reason="政策调整")) == "wrong_stage"
    await cleared(first)
