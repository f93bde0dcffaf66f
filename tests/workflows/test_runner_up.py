"""A winner drops out before anything is paid: an approver offers its place to the next in rank, or goes on without."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.commands import suspension
from models.tables import ItemSuspension, Message
from policy.judging.catalogue import item as item_called
from sandbox.enterprises import CHENXIN
from tests.office import APPLICANT, DEPUTY, HEAD, MOMENT, OTHER_OFFICER, Case, Office
from tests.office.sandbox import becomes
from tests.workflows.competition import QINGHE, YUNHENG, Competition, cleared, task_book
from tests.workflows.letters import letters_of
from tests.workflows.test_call import BOTH
from tests.workflows.test_post_grant_way import rule

WITHOUT = {"decision": "runner_up_not_offered", "reason": "任务已另行安排"}
# Longer than a call in which solutions stand by waits before it looks at its winners.
SOME_DAYS = timedelta(days=12)


@pytest.fixture
async def competition(skipping: Office) -> Competition:
    return Competition(skipping)


def offering(project: Case) -> dict[str, Any]:
    return {"decision": "runner_up_offered", "solution": project.number, "reason": "得分次之，方案可行"}


async def selected(competition: Competition) -> tuple[Case, Case]:
    """Select the first of two solutions; the other stands by."""
    first, second = await competition.candidates()
    await competition.select(first)
    await cleared(first)
    await second.reach("reserve")
    return first, second


async def withdrawn(competition: Competition, winner: Case) -> None:
    await winner.withdraw()


async def unsigned(competition: Competition, winner: Case) -> None:
    await winner.answer("task_book_draft", competition.officer, **task_book(100))
    await winner.skip((await winner.task("task_book_signature")).due_at - (await winner.row()).updated_at + timedelta(days=1))


async def terminated(competition: Competition, winner: Case) -> None:
    await competition.sign(winner, (30,))
    await winner.skip(timedelta(days=60))
    await winner.answer("milestone_default", HEAD, decision="project_terminated", reason="无法完成")
    await winner.skip(timedelta(days=40))


async def ineligible(competition: Competition, winner: Case) -> None:
    await rule(competition.office)
    await competition.sign(winner, (100,))
    await competition.pass_milestone(winner)
    await competition.inspect(winner)
    await winner.answer("final_decision", HEAD, decision="acceptance_passed")
    await becomes(competition.office, CHENXIN, registered_in_area=False, taxed_in_area=False, statistics_in_area=False)
    await competition.audit(winner)
    await winner.reach("completed")
    award = await competition.award(winner)
    await award.reach("refused")
    due_at = (await award.task("reconsideration_request")).due_at
    assert due_at is not None
    await award.skip_until(due_at + MOMENT)
    await award.reach("rejected")
    await competition.case.skip(SOME_DAYS)


@pytest.mark.parametrize(
    ("drop_out", "stage"),
    [(withdrawn, "withdrawn"), (unsigned, "lapsed"), (terminated, "terminated"), (ineligible, "completed")],
)
async def test_next_takes_the_place_of_a_winner_that_drops_out(competition: Competition, drop_out: Any, stage: str) -> None:
    first, second = await selected(competition)
    await drop_out(competition, first)
    about = (await competition.case.task("runner_up")).about
    assert (about["dropped_out"]["number"], about["dropped_out"]["stage"], about["next"]) == (first.number, stage, second.number)
    await competition.case.answer("runner_up", HEAD, **offering(second))
    await cleared(second)
    left, taken = (await competition.case.row()).winners
    assert (left["solution"], left["ended"]["stage"]) == (first.number, stage)
    assert (taken["solution"], taken["in_place_of"], taken["reason"]) == (second.number, first.number, "得分次之，方案可行")


async def test_approver_reads_why_the_winner_left_and_how_the_others_were_ranked(competition: Competition) -> None:
    first, _ = await selected(competition)
    await first.withdraw()
    about = (await competition.case.task("runner_up")).about
    assert about["dropped_out"]["reason"]
    (challenge,) = about["challenges"]
    assert [(row["score"], row["recommendations"]) for row in challenge["solutions"]] == [("80.00", 3)]
    told = await competition.office.all(select(Message.zh).where(Message.case_id == competition.case.id, Message.role == "approver"))
    assert any("入选单位退出" in text for text in told)


async def test_runner_up_is_told_that_it_is_selected_and_why(competition: Competition) -> None:
    first, second = await selected(competition)
    await first.withdraw()
    await competition.case.answer("runner_up", HEAD, **offering(second))
    await cleared(second)
    told = await competition.office.all(select(Message.zh).where(Message.case_id == second.id))
    assert any("入选，正在公示" in text for text in told)
    assert [task.kind for task in await second.tasks()] == ["task_book_draft"]
    assert any("因入选单位退出，按名次递补，拟入选" in text for _, text in await letters_of(second))


async def test_suspension_is_told_to_the_winner_and_not_to_whoever_stands_by(competition: Competition) -> None:
    first, second = await selected(competition)
    row = ItemSuspension(
        item_code=competition.item,
        effective_from=date(2026, 1, 1),
        reason_zh="政策调整",
        reason_en="It changes",
        document_no="京政发〔2026〕9号",
        entered_by=OTHER_OFFICER.subject,
    )
    await competition.office.add(row)
    async with competition.office.database.writing() as session:
        await suspension.tell(session, row, item_called(competition.item))
    told = {case.number: await competition.office.all(select(Message.zh).where(Message.case_id == case.id)) for case in (first, second)}
    assert any("照常实施、报告" in text for text in told[first.number])
    assert not [text for text in told[second.number] if "政策调整" in text]


async def test_letters_tell_winner_and_reserve_when_an_objection_is_upheld_and_nobody_takes_the_place(competition: Competition) -> None:
    first, second = await competition.candidates()
    await competition.select(first)
    await first.reach("public_notice")
    await first.object()
    await first.uphold(OTHER_OFFICER, DEPUTY, "核心专利不属于该单位")
    await first.reach("refused")
    [_, (_, intended), (event, refused)] = await letters_of(first)
    assert "拟入选，自" in intended
    assert event == "objection_upheld"
    assert "异议成立，决定不再入选。" in refused
    assert "理由：核心专利不属于该单位。" in refused
    assert "前申请一次复核" in refused
    due_at = (await first.task("solution_objection")).due_at
    assert due_at is not None
    await first.skip_until(due_at + MOMENT)
    await competition.case.skip(SOME_DAYS)
    await competition.case.answer("runner_up", HEAD, **WITHOUT)
    await second.handle.result()
    [_, (_, in_reserve), (_, not_taken)] = await letters_of(second)
    assert "列为候补" in in_reserve
    assert "候补期间没有递补，未能入选。\n　　评审得分：80.00。\n　　理由：任务已另行安排。" in not_taken


async def test_everybody_in_reserve_ends_when_the_place_is_left_empty(competition: Competition) -> None:
    first, second = await selected(competition)
    await first.withdraw()
    await competition.case.answer("runner_up", DEPUTY, **WITHOUT)
    assert await second.handle.result() == "not_selected"
    assert await competition.case.handle.result() == "decided"
    (left,) = (await competition.case.row()).winners
    assert left["ended"]["stage"] == "withdrawn"


async def test_place_is_offered_to_nobody_but_the_next(competition: Competition) -> None:
    await competition.publish()
    solutions = [await competition.solve(applicant) for applicant in (APPLICANT, YUNHENG, QINGHE)]
    for project, points in zip(solutions, (90, 80, 70), strict=True):
        await competition.evaluate(project, points)
    await competition.close()
    first, second, third = solutions
    await competition.select(first)
    await third.reach("reserve")
    await first.withdraw()
    assert await competition.case.refusal_of_answer("runner_up", HEAD, **offering(third)) == "invalid_input"
    # Whoever was next has left: the one after it is next.
    await second.reach("reserve")
    await second.withdraw()
    assert await competition.case.refusal_of_answer("runner_up", HEAD, **offering(second)) == "invalid_input"
    await competition.case.answer("runner_up", HEAD, **offering(third))
    await cleared(third)


async def test_nobody_is_offered_the_place_when_nobody_stands_by_any_more(competition: Competition) -> None:
    first, second = await selected(competition)
    await first.withdraw()
    await competition.case.task("runner_up")
    await second.withdraw()
    assert await competition.case.refusal_of_answer("runner_up", HEAD, **offering(second)) == "invalid_input"
    await competition.case.answer("runner_up", HEAD, **WITHOUT)
    assert await competition.case.handle.result() == "decided"


async def test_place_is_offered_again_when_the_runner_up_drops_out_too(competition: Competition) -> None:
    await competition.publish()
    first, second, third = [await competition.solve(applicant) for applicant in (APPLICANT, YUNHENG, QINGHE)]
    for project, points in ((first, 90), (second, 80), (third, 70)):
        await competition.evaluate(project, points)
    await competition.close()
    await competition.select(first)
    await third.reach("reserve")
    await first.withdraw()
    await competition.case.answer("runner_up", HEAD, **offering(second))
    await cleared(second)
    await second.withdraw()
    about = (await competition.case.task("runner_up")).about
    assert (about["dropped_out"]["number"], about["next"]) == (second.number, third.number)


async def test_solution_its_panel_does_not_recommend_never_stands_by(competition: Competition) -> None:
    await competition.publish()
    first, second = await competition.solve(), await competition.solve(YUNHENG)
    await competition.evaluate(first)
    await competition.evaluate(second, 40, (True, False, False))
    await competition.close()
    await competition.select(first)
    assert await competition.case.handle.result() == "decided"
    assert await second.handle.result() == "not_selected"


async def test_solution_to_another_challenge_never_stands_by(competition: Competition) -> None:
    await competition.publish()
    first, other = await competition.solve(), await competition.solve(YUNHENG, challenge_no=2)
    for project in (first, other):
        await competition.evaluate(project)
    await competition.close()
    await competition.select(first)
    assert await competition.case.handle.result() == "decided"
    assert await other.handle.result() == "not_selected"


async def test_call_is_decided_when_nobody_stands_by_any_more(competition: Competition) -> None:
    first, second = await selected(competition)
    await second.withdraw()
    assert await competition.case.handle.result() == "decided"
    assert (await first.row()).stage == "task_book"


async def test_reserve_ends_when_the_winner_is_paid(competition: Competition) -> None:
    await rule(competition.office)
    first, second = await selected(competition)
    await competition.sign(first, (100,))
    await competition.pass_milestone(first)
    await competition.inspect(first)
    await first.answer("final_decision", HEAD, decision="acceptance_passed")
    await competition.audit(first)
    await first.reach("completed")
    assert (await second.row()).stage == "reserve"
    await competition.pay(await competition.award(first))
    await competition.case.skip(SOME_DAYS)
    assert await competition.case.handle.result() == "decided"
    assert await second.handle.result() == "not_selected"


async def test_reserve_is_learnt_of_when_the_project_is_resumed(competition: Competition) -> None:
    first, second = await competition.candidates()
    await second.hold()
    await competition.select(first)
    await cleared(first)
    assert (await second.row()).stage == "selection"
    await second.resume()
    await second.reach("reserve")


async def test_runner_up_is_not_decided_on_by_whoever_drafted_the_call(competition: Competition) -> None:
    first, second = await selected(competition)
    await first.withdraw()
    assert await competition.case.refusal_of_answer("runner_up", BOTH, **offering(second)) == "four_eyes"
