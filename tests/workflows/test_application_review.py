"""Desk review, and the panel: odd, without conflicts, each expert once."""

from __future__ import annotations

from sqlalchemy import select, update

from models.tables import AuditEvent, Expert
from tests.office import MOMENT, OFFICER, SCORES, Case, Office, person
from tests.workflows.conftest import Opening

CONFLICTED = "expert-4"


async def score(case: Case, *votes: bool) -> None:
    for vote in votes:
        await case.answer("expert_review", decision="expert_scored", recommend=vote, **SCORES)


async def panel(case: Case) -> list[str]:
    return [str(task.assignee) for task in await case.tasks() if task.kind == "expert_review"]


async def leave_in_the_pool(office: Office, *subjects: str) -> None:
    await office.change(update(Expert).values(active=False))
    await office.change(update(Expert).where(Expert.subject.in_(subjects)).values(active=True))


async def test_application_is_assessed_when_the_desk_recommends_it(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_decision()
    assert (await case.row()).award_fen == 50_000_000


async def test_application_is_refused_when_the_desk_does_not_recommend_it(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_review()
    await case.answer("desk_review", OFFICER, decision="not_recommended", opinion="不符合", reason="证书已过期")
    row = await case.reach("refused")
    assert row.award_fen is None


async def test_panel_is_odd_and_without_employees_of_the_applicant(skipping: Office) -> None:
    case = await skipping.apply_for("core-technology")
    await case.to_review()
    drawn = await panel(case)
    assert len(set(drawn)) == 3
    assert CONFLICTED not in drawn
    verified = (await skipping.all(select(AuditEvent).where(AuditEvent.event == "verified")))[0]
    assert sorted(verified.detail["drawn"]) == sorted(drawn)
    assert CONFLICTED not in verified.detail["pool"]


async def test_application_is_recommended_when_the_majority_says_so(skipping: Office) -> None:
    case = await skipping.apply_for("core-technology")
    await case.to_review()
    await score(case, True, False, True)
    row = await case.reach("decision")
    assert row.award_fen == 500_000_000_0 // 10


async def test_application_is_refused_when_the_majority_says_no(skipping: Office) -> None:
    case = await skipping.apply_for("core-technology")
    await case.to_review()
    await score(case, False, True, False)
    await case.reach("refused")
    assert (await case.events())[-1] == "not_recommended"


async def test_panel_waits_until_every_expert_has_scored(skipping: Office) -> None:
    case = await skipping.apply_for("core-technology")
    await case.to_review()
    await score(case, True, True)
    assert (await case.row()).stage == "review"
    assert len(await panel(case)) == 1


async def test_expert_is_replaced_by_another_when_standing_aside(skipping: Office) -> None:
    case = await skipping.apply_for("core-technology")
    await case.to_review()
    before = await panel(case)
    await case.answer("expert_review", decision="expert_recused", reason="与申请单位有合作")
    after = await panel(case)
    assert len(after) == 3
    assert before[0] not in after
    assert set(before[1:]) < set(after)
    assert CONFLICTED not in after


async def test_expert_is_replaced_when_overdue(skipping: Office) -> None:
    case = await skipping.apply_for("core-technology")
    await case.to_review()
    before = await panel(case)
    await score(case, True, True)
    due = (await case.task("expert_review")).due_at
    assert due is not None
    await case.skip_until(due + MOMENT)
    await case.happened("expert_replaced")
    after = await panel(case)
    assert len(after) == 1
    assert after[0] not in before
    await score(case, True)
    await case.reach("decision")


async def test_officer_nominates_when_the_pool_is_exhausted(skipping: Office) -> None:
    await leave_in_the_pool(skipping, "expert-1", "expert-2", "expert-3", CONFLICTED)
    case = await skipping.apply_for("core-technology")
    await case.to_review()
    recused = (await panel(case))[0]
    await case.answer("expert_review", decision="expert_recused", reason="与申请单位有合作")
    assert len(await panel(case)) == 2
    for wrong in (CONFLICTED, recused, "expert-2", "expert-7", "nobody"):
        assert await case.refusal_of_answer("panel_nomination", OFFICER, decision="expert_nominated", expert=wrong) == "invalid_input"
    await skipping.change(update(Expert).where(Expert.subject == "expert-7").values(active=True))
    await case.answer("panel_nomination", OFFICER, decision="expert_nominated", expert="expert-7")
    assert "expert-7" in await panel(case)
    await score(case, True, True, True)
    await case.reach("decision")


async def test_officer_nominates_the_rest_when_the_pool_is_too_small(skipping: Office) -> None:
    await leave_in_the_pool(skipping, "expert-1")
    case = await skipping.apply_for("core-technology")
    await case.to_review()
    assert sorted(task.kind for task in await case.tasks()) == ["expert_review", "panel_nomination", "panel_nomination"]
    await score(case, True)
    assert (await case.row()).stage == "review"


async def test_expert_cannot_score_twice(skipping: Office) -> None:
    case = await skipping.apply_for("core-technology")
    await case.to_review()
    scored = await case.completion("expert_review", decision="expert_scored", recommend=True, **SCORES)
    await case.ask("complete_task", scored)
    assert await case.refusal("complete_task", scored) == "task_closed"
    assert await case.refusal_of_answer("expert_review", scored.actor, decision="expert_scored", recommend=True, **SCORES) == "forbidden"


async def test_expert_cannot_score_for_another(skipping: Office) -> None:
    case = await skipping.apply_for("core-technology")
    await case.to_review()
    other = (await panel(case))[1]
    assert await case.refusal_of_answer("expert_review", person(other), decision="expert_scored", recommend=True, **SCORES) == "forbidden"


async def test_panel_has_the_size_of_the_deployment(opening: Opening) -> None:
    async with opening(panel_size=5) as office:
        case = await office.apply_for("core-technology")
        await case.to_review()
        assert len(await panel(case)) == 5


async def test_panel_is_drawn_anew_when_the_decision_is_returned(skipping: Office) -> None:
    case = await skipping.apply_for("core-technology")
    await case.to_review()
    await score(case, True, True, True)
    await case.reach("decision")
    await case.answer("decision", person("approver-sti-1"), decision="returned", reason="请补充论证")
    assert (await case.row()).stage == "review"
    await case.state_facts()
    await score(case, False, False, True)
    await case.reach("refused")
