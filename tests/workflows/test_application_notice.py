"""Public notice and named objections."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from activities.notice import effects
from models.tables import Objection, Task
from policy.actors import Actor, Role
from policy.judging.catalogue import ITEMS
from tests.granting import grants
from tests.office import DEPUTY, HEAD, HEAD_OFFICER, OFFICER, OTHER_OFFICER, THIRD_APPROVER, THIRD_OFFICER, WAN, Case, Office
from tests.office.milestones import application_to
from tests.workflows.letters import letters_of

DISMISS = {"decision": "objection_dismissed", "reason": "经核实证书有效"}
PROPOSED = {"decision": "upholding_proposed", "reason": "证书系伪造"}


async def states(case: Case) -> list[str]:
    return list(await case.office.all(select(Objection.state).where(Objection.case_id == case.id).order_by(Objection.id)))


async def test_money_is_committed_when_the_notice_is_clear(skipping: Office) -> None:
    case = await application_to("commitment", skipping)
    assert (await case.notice()).state == "cleared"
    balances = await skipping.balances()
    assert (balances["pre_commitment"], balances["obligation"]) == (0, 50 * WAN)


async def test_notice_is_not_cleared_by_a_report_of_the_treasury(skipping: Office) -> None:
    case = await application_to("notice", skipping)
    await case.handle.signal("nudge", "forged")
    await case.object()
    assert (await case.row()).stage == "objection"


async def test_notice_is_suspended_when_somebody_objects(skipping: Office) -> None:
    case = await application_to("notice", skipping)
    await case.skip(timedelta(days=2))
    receipt = await case.object()
    assert receipt.stage == "objection"
    assert (await case.notice()).state == "suspended"
    assert (await case.row()).wakes_at is None


async def test_notice_runs_for_what_was_left_when_the_objection_is_dismissed(skipping: Office) -> None:
    case = await application_to("notice", skipping)
    first = await case.notice()
    # To the evening of its last day.
    await case.skip(first.until - first.published_at - timedelta(hours=2))
    await case.object()
    await case.skip(timedelta(days=4))
    await case.answer("objection_ruling", OTHER_OFFICER, **DISMISS)
    await case.reach("public_notice")
    resumed = await case.notice()
    assert (resumed.working_days, first.working_days) == (1, 5)
    assert resumed.until > first.until
    await case.clear_notice()
    assert await states(case) == ["dismissed"]


@pytest.mark.parametrize(("decision", "state"), [("objection_dismissed", "dismissed"), ("objection_upheld", "upheld")])
async def test_objections_are_ruled_on_together_when_many_wait_already(
    skipping: Office, monkeypatch: pytest.MonkeyPatch, decision: str, state: str
) -> None:
    monkeypatch.setattr(effects, "MOST_RULINGS", 2)
    case = await application_to("notice", skipping)
    for name in ("张三", "李四", "王五", "赵六"):
        await case.object(name=name)
    first, second = await skipping.all(select(Task).where(Task.case_id == case.id, Task.closed_at.is_(None)).order_by(Task.id))
    assert ("others" in first.about, [one["grounds"] for one in second.about["others"]]) == (False, ["证书存疑"] * 2)
    await case.answer("objection_ruling", OTHER_OFFICER, **DISMISS)
    assert await states(case) == ["dismissed", "filed", "filed", "filed"]
    if decision == "objection_dismissed":
        await case.answer("objection_ruling", OTHER_OFFICER, **DISMISS)
        await case.reach("public_notice")
    else:
        await case.uphold()
    assert await states(case) == ["dismissed", state, state, state]


async def test_notice_stays_suspended_until_every_objection_is_ruled_on(skipping: Office) -> None:
    case = await application_to("notice", skipping)
    await case.object()
    await case.object(name="李四")
    await case.answer("objection_ruling", OTHER_OFFICER, **DISMISS)
    assert (await case.row()).stage == "objection"
    await case.answer("objection_ruling", OTHER_OFFICER, **DISMISS)
    await case.reach("public_notice")
    assert await states(case) == ["dismissed", "dismissed"]


async def test_money_is_released_when_an_objection_is_upheld(skipping: Office) -> None:
    case = await application_to("notice", skipping)
    await case.object()
    await case.uphold()
    row = await case.reach("refused")
    assert row.award_fen is None
    assert (await case.notice()).state == "overturned"
    assert (await skipping.balances())["available"] == 2 * 10_000 * WAN


# -- none below the rank of whoever approved it overturns an award ---------------------------------------------------------------------


async def proposed_to_uphold(office: Office) -> Case:
    case = await application_to("notice", office)
    await case.object()
    await case.answer("objection_ruling", OTHER_OFFICER, **PROPOSED)
    return case


async def test_award_stands_until_an_approver_confirms_what_an_officer_proposes(skipping: Office) -> None:
    case = await proposed_to_uphold(skipping)
    row, asked = await case.row(), await case.task("objection_confirmation")
    assert (row.stage, row.award_fen, await states(case)) == ("objection", 50 * WAN, ["filed"])
    assert (asked.role, asked.about["proposed"], asked.about["grounds"]) == (Role.APPROVER, {"reason": "证书系伪造"}, "证书存疑")
    assert (await skipping.balances())["pre_commitment"] == 50 * WAN


@pytest.mark.parametrize(
    ("actor", "code"),
    [(HEAD, "four_eyes"), (replace(OTHER_OFFICER, grants=grants(Role.APPROVER)), "four_eyes"), (THIRD_OFFICER, "forbidden")],
)
async def test_upholding_is_refused_of_officers_and_of_whoever_approved_the_award(skipping: Office, actor: Actor, code: str) -> None:
    case = await proposed_to_uphold(skipping)
    assert await case.refusal_of_answer("objection_confirmation", actor, decision="objection_upheld", reason="属实") == code


async def test_upholding_is_refused_of_whoever_proposed_it(skipping: Office) -> None:
    case = await application_to("notice", skipping)
    await case.object()
    both = Actor(DEPUTY.subject, DEPUTY.name, grants(Role.OFFICER, Role.APPROVER))
    await case.answer("objection_ruling", both, **PROPOSED)
    confirmed = {"decision": "objection_upheld", "reason": "属实"}
    assert await case.refusal_of_answer("objection_confirmation", both, **confirmed) == "four_eyes"
    await case.answer("objection_confirmation", THIRD_APPROVER, **confirmed)
    await case.reach("refused")


async def test_officer_alone_does_not_uphold_an_objection(skipping: Office) -> None:
    case = await application_to("notice", skipping)
    await case.object()
    assert await case.refusal_of_answer("objection_ruling", OTHER_OFFICER, decision="objection_upheld", reason="属实") == "invalid_input"


async def test_notice_goes_on_when_the_approver_dismisses_what_was_to_be_upheld(skipping: Office) -> None:
    case = await proposed_to_uphold(skipping)
    await case.answer("objection_confirmation", DEPUTY, decision="objection_dismissed", reason="证书有效")
    await case.reach("public_notice")
    assert await states(case) == ["dismissed"]


async def test_notice_stays_suspended_while_one_of_two_objections_is_to_be_upheld(skipping: Office) -> None:
    case = await proposed_to_uphold(skipping)
    await case.object(name="李四")
    await case.answer("objection_ruling", OTHER_OFFICER, **DISMISS)
    assert (await case.row()).stage == "objection"
    await case.answer("objection_confirmation", DEPUTY, decision="objection_upheld", reason="属实")
    await case.reach("refused")
    assert sorted(await states(case)) == ["dismissed", "upheld"]


async def test_ruling_is_refused_when_the_reviewer_makes_it(skipping: Office) -> None:
    case = await application_to("notice", skipping)
    await case.object()
    assert await case.refusal_of_answer("objection_ruling", OFFICER, **DISMISS) == "four_eyes"


async def test_second_notice_is_not_held_up_by_an_objection_to_the_overturned_one(skipping: Office) -> None:
    case = await application_to("notice", skipping)
    await case.object()
    await case.object(name="李四")
    await case.uphold()
    await case.to_notice_by_reconsideration()
    await case.object(name="王五")
    await case.answer("objection_ruling", OTHER_OFFICER, **DISMISS)
    await case.reach("public_notice")
    await case.clear_notice()
    assert (await skipping.balances())["obligation"] == 50 * WAN


async def test_objection_is_refused_when_nothing_is_on_notice(skipping: Office) -> None:
    case = await application_to("commitment", skipping)
    assert await case.objection_refused() == "wrong_stage"


async def test_ruling_is_escalated_when_overdue(skipping: Office) -> None:
    case = await application_to("notice", skipping)
    await case.object()
    await case.skip(timedelta(days=25))
    await case.happened("escalated")
    # Whoever reviewed the award is no judge of the objection to it, and an approver is none in an officer's place.
    assert await case.refusal_of_answer("objection_ruling", OFFICER, **DISMISS) == "four_eyes"
    assert await case.refusal_of_answer("objection_ruling", DEPUTY, **DISMISS) == "forbidden"
    await case.answer("objection_ruling", HEAD_OFFICER, **DISMISS)
    await case.reach("public_notice")


async def test_whoever_rules_on_an_objection_reads_what_it_says_and_to_what(skipping: Office) -> None:
    case = await application_to("notice", skipping)
    await case.object()
    about, notice = (await case.task("objection_ruling")).about, await case.notice()
    [objection] = await skipping.all(select(Objection))
    assert (about["objection_id"], about["grounds"]) == (str(objection.id), objection.grounds)
    assert (about["notice"]["enterprise"]["name"], about["notice"]["amount_fen"]) == (notice.enterprise_name, 50 * WAN)
    assert {one["evidence_code"] for one in about["evidence"]} == {one.code for one in ITEMS["innovation-centre"].evidence}
    # Whose it is, only the department that handles it reads, in the list of objections.
    assert not [said for said in (objection.name, objection.contact) if said in str(about)]


async def test_letters_say_what_was_intended_and_that_an_objection_was_upheld(skipping: Office) -> None:
    case = await application_to("notice", skipping)
    [*_, (_, intended)] = await letters_of(case)
    await case.object()
    await case.uphold()
    await case.reach("refused")
    listed = await letters_of(case)
    assert [event for event, _ in listed] == ["accepted", "approved", "objection_upheld"]
    assert listed[1][1] == intended
    refused = listed[2][1]
    assert "公示期间收到实名异议，经核实，异议成立，决定不予支持。" in refused
    assert "不予支持的理由：证书系伪造。" in refused
    assert not [said for said in ("不符合支持条件", "【符合】", "张三") if said in refused]
