"""A winner of a call is on public notice: an objection that is upheld takes its place from it, and leaves that to the next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.office import APPLICANT, DEPUTY, HEAD, MOMENT, OFFICER, OTHER_OFFICER, THIRD_APPROVER, WRONG, Case, Office
from tests.workflows.competition import Competition, cleared, score
from tests.workflows.test_runner_up import offering

DISMISSED = {"decision": "objection_dismissed", "reason": "经核实方案属实"}


@pytest.fixture
async def competition(skipping: Office) -> Competition:
    return Competition(skipping)


async def on_notice(competition: Competition) -> tuple[Case, Case]:
    """Select the first of two solutions, which is on notice then; the other stands by."""
    first, second = await competition.candidates()
    await competition.select(first)
    await first.reach("public_notice")
    await second.reach("reserve")
    return first, second


async def test_winner_is_on_notice_by_its_registered_name_and_its_task_book_waits(competition: Competition) -> None:
    first, _ = await on_notice(competition)
    notice = await first.notice()
    assert (notice.state, notice.amount_fen, notice.working_days) == ("open", None, 5)
    assert notice.enterprise_name == "演示晨芯微电子（北京）有限公司"
    assert await first.tasks() == []
    await first.skip_until(notice.until - MOMENT)
    assert (await first.row()).stage == "public_notice"
    await first.skip(2 * MOMENT)
    await first.reach("task_book")
    assert (await first.notice()).state == "cleared"


async def test_notice_goes_on_for_what_was_left_when_the_objection_is_dismissed(competition: Competition) -> None:
    first, _ = await on_notice(competition)
    await first.skip_until((await first.notice()).until - timedelta(hours=2))
    assert (await first.object()).stage == "objection"
    assert (await first.notice()).state == "suspended"
    await first.skip(timedelta(days=3))
    await first.answer("objection_ruling", OTHER_OFFICER, **DISMISSED)
    await first.reach("public_notice")
    assert (await first.notice()).working_days == 1
    await cleared(first)


async def test_next_takes_the_place_when_an_objection_is_upheld(competition: Competition) -> None:
    first, second = await on_notice(competition)
    await first.object()
    await first.uphold()
    await first.reach("refused")
    assert (await first.notice()).state == "overturned"
    assert await competition.case.tasks() == []
    due_at = (await first.task("solution_objection")).due_at
    assert due_at is not None
    await first.skip_until(due_at + MOMENT)
    await first.reach("rejected")
    about = (await competition.case.task("runner_up")).about
    assert (about["dropped_out"]["number"], about["dropped_out"]["stage"], about["next"]) == (first.number, "rejected", second.number)
    await competition.case.answer("runner_up", THIRD_APPROVER, **offering(second))
    await second.reach("public_notice")
    await cleared(second)


async def test_whoever_selected_a_winner_does_not_uphold_an_objection_to_it(competition: Competition) -> None:
    first, _ = await on_notice(competition)
    await first.object()
    assert await first.refusal_of_answer("objection_ruling", OFFICER, **DISMISSED) == "four_eyes"
    await first.answer("objection_ruling", OTHER_OFFICER, decision="upholding_proposed", reason="方案系抄袭")
    upheld = {"decision": "objection_upheld", "reason": "方案系抄袭"}
    assert await first.refusal_of_answer("objection_confirmation", HEAD, **upheld) == "four_eyes"
    await first.answer("objection_confirmation", DEPUTY, **upheld)
    await first.reach("refused")


async def opened_again(competition: Competition) -> tuple[Case, Case]:
    """Uphold an objection, and have that reconsidered."""
    first, second = await on_notice(competition)
    await first.object()
    await first.uphold()
    await first.answer("solution_objection", APPLICANT, decision="reconsideration_requested", reason="方案自研")
    # An approver upheld it.
    assert (await first.task("solution_reconsideration")).role == "approver"
    granted = {"decision": "reconsideration_granted", "reason": "经复核", **WRONG}
    await first.answer("solution_reconsideration", THIRD_APPROVER, **granted)
    await first.reach("review")
    return first, second


async def test_winner_is_on_notice_again_when_another_panel_recommends_it_after_its_reconsideration(competition: Competition) -> None:
    first, second = await opened_again(competition)
    await score(first, 70, (True, True, True))
    await first.reach("selection")
    await first.skip(timedelta(days=3))
    await cleared(first)
    assert (await second.row()).stage == "reserve"


async def test_place_falls_free_when_another_panel_does_not_recommend_the_winner_after_its_reconsideration(
    competition: Competition,
) -> None:
    first, second = await opened_again(competition)
    await score(first, 30, (True, False, False))
    await first.skip(timedelta(days=3))
    await first.reach("not_selected")
    assert (await competition.case.task("runner_up")).about["next"] == second.number


@pytest.mark.parametrize("objected", [False, True])
async def test_notice_ends_when_the_winner_withdraws(competition: Competition, *, objected: bool) -> None:
    first, _ = await on_notice(competition)
    if objected:
        await first.object()
    await first.withdraw()
    assert (await first.notice()).state == "overturned"
    assert await first.tasks() == []
    assert (await competition.case.task("runner_up")).about["dropped_out"]["number"] == first.number


async def test_winner_on_notice_is_not_held(competition: Competition) -> None:
    first, _ = await on_notice(competition)
    assert await first.refusal("hold", first.stopping("hold")) == "wrong_stage"
