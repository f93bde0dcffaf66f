"""从优适用。An officer says what an older policy would pay; where that is more, an approver chooses which of the two applies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.tables import Assessment
from policy.actors import Actor
from tests.office import APPLICANT, DEPUTY, FINANCE, HEAD, OFFICER, OTHER_OFFICER, WAN, Case, Office
from tests.office.people import WRONG

OURS = 50 * WAN
GROUND = "京开〔2019〕3号第四条：市级以下创新中心一次性支持80万元"
OURS_CHOSEN = {"decision": "opinions_chosen", "reason": "此前同类政策已停止执行"}
OLDER_CHOSEN = {"decision": "older_policy_chosen", "reason": "此前同类政策支持标准更高"}


async def stated(office: Office, fen: int) -> Case:
    """Recommend, with what an older policy would pay."""
    case = await office.apply_for()
    await case.to_review()
    await case.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件", older_policy={"fen": fen, "ground": GROUND})
    return case


async def last_assessment(case: Case) -> Assessment:
    query = select(Assessment).where(Assessment.application_id == case.id).order_by(Assessment.id.desc())
    found: Assessment = (await case.office.all(query))[0]
    return found


@pytest.mark.parametrize(("fen", "stage"), [(0, "decision"), (OURS, "decision"), (OURS + 1, "assessment")])
async def test_policy_is_chosen_only_when_the_older_one_pays_more(skipping: Office, fen: int, stage: str) -> None:
    case = await stated(skipping, fen)
    await case.reach(stage)
    assert [task.kind for task in await case.tasks()] == ["decision" if stage == "decision" else "policy_choice"]
    assessed = await last_assessment(case)
    assert (assessed.facts["older_policy_fen"], assessed.provenance["older_policy_fen"]["ground"]) == (fen, GROUND)
    assert assessed.outcome == ("award" if stage == "decision" else "refer")


async def test_approver_reads_what_either_policy_pays_and_why(skipping: Office) -> None:
    case = await stated(skipping, 80 * WAN)
    task = await case.task("policy_choice")
    about = {name: task.about[name] for name in ("older_policy_fen", "ours_fen", "ground")}
    assert about == {"older_policy_fen": 80 * WAN, "ours_fen": OURS, "ground": GROUND}
    assert (task.role, task.working_days) == ("approver", 10)


async def test_award_is_ours_when_the_opinions_are_chosen(skipping: Office) -> None:
    case = await stated(skipping, 80 * WAN)
    await case.answer("policy_choice", HEAD, **OURS_CHOSEN)
    assert (await case.reach("decision")).award_fen == OURS
    assessed = await last_assessment(case)
    assert "older_policy_fen" not in assessed.facts
    assert assessed.provenance["older_policy_fen"]["set_aside_by"] == HEAD.subject
    await case.answer("decision", DEPUTY, decision="approved")
    await case.reach("public_notice")


async def test_application_ends_and_nothing_is_set_aside_when_the_older_policy_is_chosen(skipping: Office) -> None:
    case = await stated(skipping, 80 * WAN)
    await case.answer("policy_choice", HEAD, **OLDER_CHOSEN)
    row = await case.reach("older_policy")
    assert (row.award_fen, [task.kind for task in await case.tasks()]) == (None, ["reconsideration_request"])
    balances = await skipping.balances()
    assert (balances["pre_commitment"], balances["obligation"]) == (0, 0)


async def test_application_ends_under_the_older_policy_when_nobody_asks_for_reconsideration(skipping: Office) -> None:
    case = await stated(skipping, 80 * WAN)
    await case.answer("policy_choice", HEAD, **OLDER_CHOSEN)
    await case.reach("older_policy")
    await case.skip(timedelta(days=80))
    assert await case.handle.result() == "older_policy_final"


@pytest.mark.parametrize(
    ("decision", "stage"), [("reconsideration_granted", "review"), ("reconsideration_dismissed", "older_policy_final")]
)
async def test_choice_of_the_older_policy_is_reconsidered_once(skipping: Office, decision: str, stage: str) -> None:
    case = await stated(skipping, 80 * WAN)
    await case.answer("policy_choice", HEAD, **OLDER_CHOSEN)
    await case.answer("reconsideration_request", APPLICANT, decision="reconsideration_requested", reason="此前同类政策已废止")
    await case.reach("older_policy_reconsideration")
    task = await case.task("reconsideration")
    assert task.role == "approver"
    found = WRONG if decision == "reconsideration_granted" else {}
    await case.answer("reconsideration", DEPUTY, decision=decision, reason="经复核", **found)
    await case.reach(stage)


async def test_application_ends_under_the_older_policy_at_once_when_reconsideration_was_used_up(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_review()
    await case.answer("desk_review", OFFICER, decision="not_recommended", opinion="不符合", reason="证书已过期")
    await case.reconsider("reconsideration_granted")
    older = {"fen": 80 * WAN, "ground": GROUND}
    await case.answer("desk_review", OTHER_OFFICER, decision="recommended", opinion="符合条件", older_policy=older)
    await case.answer("policy_choice", HEAD, **OLDER_CHOSEN)
    assert await case.handle.result() == "older_policy_final"


async def test_policy_is_chosen_anew_when_the_review_is_repeated(skipping: Office) -> None:
    case = await stated(skipping, 80 * WAN)
    await case.answer("policy_choice", HEAD, **OURS_CHOSEN)
    await case.answer("decision", DEPUTY, decision="returned", reason="请核对此前同类政策")
    await case.answer("desk_review", OFFICER, decision="recommended", opinion="已核对", older_policy={"fen": 90 * WAN, "ground": GROUND})
    assert (await case.task("policy_choice")).about["older_policy_fen"] == 90 * WAN


@pytest.mark.parametrize("who", [OFFICER, OTHER_OFFICER, FINANCE, APPLICANT])
async def test_policy_is_not_chosen_by_anybody_but_an_approver(skipping: Office, who: Actor) -> None:
    case = await stated(skipping, 80 * WAN)
    assert await case.refusal_of_answer("policy_choice", who, **OURS_CHOSEN) in {"forbidden", "four_eyes", "not_found"}


@pytest.mark.parametrize("older", [None, {"fen": 0, "ground": "  "}])
async def test_nobody_recommends_without_saying_what_an_older_policy_pays(skipping: Office, older: Any) -> None:
    case = await skipping.apply_for()
    await case.to_review()
    refused = await case.refusal_of_answer("desk_review", OFFICER, decision="recommended", opinion="符合条件", older_policy=older)
    assert refused == "invalid_input"
