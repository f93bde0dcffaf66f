"""Warnings, escalation, holds, reassignment: the legal clock and who is behind it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from models.tables import Message
from policy.actors import Actor
from sandbox.enterprises import CHENXIN
from tests.office import (
    APPLICANT,
    DEPUTY,
    FINANCE,
    HEAD,
    HEAD_OFFICER,
    OFFICER,
    OTHER_OFFICER,
    THIRD_OFFICER,
    Case,
    Office,
    defective,
    person,
)
from tests.office.milestones import application_to


async def test_officer_is_warned_once_before_the_task_is_due(skipping: Office) -> None:
    case = await skipping.apply_for()
    due = (await case.task("acceptance")).due_at
    await case.skip(timedelta(days=20))
    await case.happened("escalated")
    assert (await case.events()).count("warned") == 1
    task = await case.task("acceptance")
    assert task.warned_at is not None
    assert due is not None
    assert task.warned_at < due
    told = await skipping.all(select(Message.role).where(Message.case_id == case.id, Message.en.contains("due soon")))
    assert list(told) == ["officer"]


async def test_applicant_is_warned_before_the_application_lapses(skipping: Office) -> None:
    case = await skipping.apply_for()
    await to_correction(case)
    await case.skip(timedelta(days=40))
    await case.reach("lapsed")
    told = await skipping.all(select(Message).where(Message.case_id == case.id, Message.en.contains("due soon")))
    assert [(message.enterprise_uscc, message.role) for message in told] == [(CHENXIN, None)]


async def test_head_of_the_same_role_takes_the_task_of_another_when_it_was_escalated(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.ask("assign_task", await case.assignment("acceptance", HEAD, OTHER_OFFICER.subject))
    assert await case.refusal_of_answer("acceptance", HEAD_OFFICER, decision="accepted") == "forbidden"
    await case.skip(timedelta(days=20))
    await case.happened("escalated")
    assert await case.refusal_of_answer("acceptance", OFFICER, decision="accepted") == "forbidden"
    assert await case.refusal_of_answer("acceptance", HEAD, decision="accepted") == "forbidden"
    await case.answer("acceptance", HEAD_OFFICER, decision="accepted")
    await case.reach("review")
    told = await skipping.all(select(Message.role).where(Message.case_id == case.id, Message.en.contains("overdue")))
    assert sorted(map(str, told)) == ["approver", "officer"]


async def test_finance_is_told_when_a_task_of_its_own_is_overdue(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await case.skip(timedelta(days=40))
    await case.happened("escalated")
    told = await skipping.all(select(Message.role).where(Message.case_id == case.id, Message.zh.contains("已逾期")))
    assert list(told) == ["finance"]


async def test_officer_may_still_complete_the_task_when_it_was_escalated(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.skip(timedelta(days=60))
    await case.happened("escalated")
    assert (await case.events()).count("escalated") == 1
    await case.to_review()


async def test_head_of_another_department_may_not_complete_an_escalated_task(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.skip(timedelta(days=20))
    await case.happened("escalated")
    assert await case.refusal_of_answer("acceptance", person("head-econ"), decision="accepted") == "forbidden"


# -- holds --------------------------------------------------------------------------------------------------------------------------


async def to_acceptance(case: Case) -> None:
    await case.reach("acceptance")


async def to_correction(case: Case) -> None:
    await case.answer("acceptance", OFFICER, **defective())


async def to_refused(case: Case) -> None:
    await case.answer("acceptance", OFFICER, decision="acceptance_refused", reason="不属于本条范围")


async def to_reconsideration(case: Case) -> None:
    await to_refused(case)
    await case.answer("reconsideration_request", APPLICANT, decision="reconsideration_requested", reason="属于")


WITHDRAWABLE: list[Callable[[Case], Awaitable[None]]] = [to_acceptance, to_correction, Case.to_review, Case.to_decision]
HOLDABLE = [*WITHDRAWABLE, Case.to_commitment, Case.to_payment, to_reconsideration]


@pytest.mark.parametrize("to_stage", HOLDABLE)
async def test_clock_stands_still_while_the_application_is_held(skipping: Office, to_stage: Callable[[Case], Awaitable[None]]) -> None:
    case = await skipping.apply_for()
    await to_stage(case)
    before = (await case.tasks())[0]
    await case.hold()
    held = (await case.tasks())[0]
    left = (await case.row()).clocks[str(held.id)]
    assert (held.due_at, held.warn_at) == (None, None)
    await case.skip(timedelta(days=120))
    assert (await case.tasks())[0].escalated_at is None
    await case.resume()
    after = (await case.tasks())[0]
    assert (after.id, after.working_days) == (before.id, left)
    assert after.due_at is not None
    assert before.due_at is not None
    assert after.due_at - before.due_at > timedelta(days=100)


async def test_task_is_refused_while_the_application_is_held(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.hold()
    assert await case.refusal_of_answer("acceptance", OFFICER, decision="accepted") == "on_hold"
    await case.resume()
    await case.to_review()


async def test_application_is_not_held_twice(skipping: Office) -> None:
    case = await skipping.apply_for()
    assert await case.refusal("resume", case.stopping("resume")) == "wrong_stage"
    await case.hold()
    assert await case.refusal("hold", case.stopping("hold")) == "wrong_stage"


async def test_application_can_be_withdrawn_while_it_is_held(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.hold()
    assert (await case.withdraw()).stage == "withdrawn"
    row = await case.row()
    assert (row.held, row.hold_reason) == (False, None)


@pytest.mark.parametrize("to_stage", [to_refused, Case.to_notice])
async def test_hold_is_refused_when_nothing_is_being_handled(skipping: Office, to_stage: Callable[[Case], Awaitable[None]]) -> None:
    case = await skipping.apply_for()
    await to_stage(case)
    assert await case.refusal("hold", case.stopping("hold")) == "wrong_stage"


async def test_payment_is_not_instructed_while_it_is_held(skipping: Office) -> None:
    await skipping.fault("treasury.query", "down")
    case = await application_to("payment", skipping)
    await case.pay()
    await skipping.until_failed("treasury", case)
    await case.hold()
    await skipping.mend()
    await case.skip(timedelta(days=3))
    assert await skipping.treasury_payments() == []
    await case.resume()
    await case.reach("in_force")
    assert len(await skipping.treasury_payments()) == 1


# -- withdrawal ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to_stage", WITHDRAWABLE)
async def test_application_can_be_withdrawn_before_the_decision(skipping: Office, to_stage: Callable[[Case], Awaitable[None]]) -> None:
    case = await skipping.apply_for()
    await to_stage(case)
    receipt = await case.withdraw()
    assert receipt.stage == "withdrawn"
    assert await case.handle.result() == "withdrawn"
    row = await case.row()
    assert row.award_fen is None
    assert row.closed_at is not None
    assert await case.tasks() == []


@pytest.mark.parametrize("to_stage", [Case.to_notice, Case.to_commitment, Case.to_payment, to_refused])
async def test_withdrawal_is_refused_after_the_decision(skipping: Office, to_stage: Callable[[Case], Awaitable[None]]) -> None:
    case = await skipping.apply_for()
    await to_stage(case)
    assert await case.refusal("request", case.stopping("request")) == "wrong_stage"


# -- reassignment -------------------------------------------------------------------------------------------------------------------


async def test_only_the_assignee_may_complete_a_task_when_it_was_handed_over(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.ask("assign_task", await case.assignment("acceptance", OFFICER, OTHER_OFFICER.subject))
    assert await case.refusal_of_answer("acceptance", OFFICER, decision="accepted") == "forbidden"
    await case.answer("acceptance", OTHER_OFFICER, decision="accepted")
    await case.reach("review")


async def test_reassignment_is_refused_when_the_assignee_handled_an_earlier_step(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_review()
    reviewer = person("officer-sti-1")
    await case.answer("desk_review", reviewer, decision="recommended", opinion="可")
    await case.reach("decision")
    assert await case.refusal("assign_task", await case.assignment("decision", DEPUTY, reviewer.subject)) == "invalid_input"


async def test_assignee_is_told_and_a_task_that_is_given_back_is_everybodys(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.ask("assign_task", await case.assignment("acceptance", OFFICER, OTHER_OFFICER.subject))
    told = await skipping.all(select(Message).where(Message.case_id == case.id, Message.person.is_not(None)))
    [given] = told
    assert (given.person, given.role, given.zh) == (OTHER_OFFICER.subject, None, f"{case.number}的“受理审查”已转交您办理。")
    await case.ask("assign_task", await case.assignment("acceptance", OTHER_OFFICER, None))
    assert (await case.task("acceptance")).assignee is None
    assert len(await skipping.all(select(Message.id).where(Message.case_id == case.id, Message.person.is_not(None)))) == 1
    await case.answer("acceptance", OFFICER, decision="accepted")


@pytest.mark.parametrize("actor", [APPLICANT, FINANCE, person("officer-econ-1")])
async def test_reassignment_is_refused_when_an_outsider_makes_it(skipping: Office, actor: Actor) -> None:
    case = await skipping.apply_for()
    assert await case.refusal("assign_task", await case.assignment("acceptance", actor, OFFICER.subject)) == "forbidden"


async def test_applicants_task_cannot_be_handed_over(skipping: Office) -> None:
    case = await skipping.apply_for()
    await to_correction(case)
    assert await case.refusal("assign_task", await case.assignment("correction", HEAD, OFFICER.subject)) == "forbidden"


# -- reconsideration ----------------------------------------------------------------------------------------------------------------


async def test_application_is_verified_again_when_reconsideration_is_granted(skipping: Office) -> None:
    case = await skipping.apply_for()
    await to_refused(case)
    await case.reconsider("reconsideration_granted")
    await case.reach("review")
    assert (await case.events()).count("verified") == 1


async def test_application_is_rejected_when_reconsideration_is_dismissed(skipping: Office) -> None:
    case = await skipping.apply_for()
    await to_refused(case)
    await case.reconsider("reconsideration_dismissed")
    assert await case.handle.result() == "rejected"


async def test_application_is_rejected_when_reconsideration_was_used_up(skipping: Office) -> None:
    case = await skipping.apply_for()
    await to_refused(case)
    await case.reconsider("reconsideration_granted")
    await case.reach("review")
    again = {"opinion": "不符合", "reason": "证书已过期"}
    assert await case.refusal_of_answer("desk_review", OFFICER, decision="recommended", **again) == "four_eyes"
    await case.answer("desk_review", OTHER_OFFICER, decision="not_recommended", **again)
    assert await case.handle.result() == "rejected"
    assert (await case.events())[-2:] == ["not_recommended", "refusal_became_final"]


async def escalated_to_refused(case: Case, by: Actor) -> None:
    await case.skip(timedelta(days=20))
    await case.happened("escalated")
    await case.answer("acceptance", by, decision="acceptance_refused", reason="不属于本条范围")


async def not_recommended_by_head(case: Case) -> None:
    await case.to_review()
    await case.answer("desk_review", HEAD_OFFICER, decision="not_recommended", opinion="不符合", reason="证书已过期")


async def decided_to_refused(case: Case) -> None:
    await case.to_decision()
    await case.answer("decision", HEAD, decision="decision_refused", reason="不符合条件")


@pytest.mark.parametrize(
    ("refused", "role"),
    [
        (to_refused, "officer"),
        (decided_to_refused, "approver"),
        # Whoever leads the officers ranks above them, whatever they do in their place.
        (partial(escalated_to_refused, by=HEAD_OFFICER), "approver"),
        (not_recommended_by_head, "approver"),
        (partial(escalated_to_refused, by=OFFICER), "officer"),
    ],
    ids=["officer", "approver", "head of the officers", "head who does not recommend it", "officer after the term"],
)
async def test_reconsideration_is_for_the_rank_of_whoever_refused(
    skipping: Office, refused: Callable[[Case], Awaitable[None]], role: str
) -> None:
    case = await skipping.apply_for()
    await refused(case)
    await case.answer("reconsideration_request", APPLICANT, decision="reconsideration_requested", reason="属于")
    assert (await case.task("reconsideration")).role == role
    if role == "approver":
        stands = {"decision": "reconsideration_dismissed", "reason": "维持"}
        assert await case.refusal_of_answer("reconsideration", THIRD_OFFICER, **stands) == "forbidden"
        await case.answer("reconsideration", DEPUTY, **stands)


async def test_application_is_rejected_when_nobody_asks_for_reconsideration(skipping: Office) -> None:
    case = await skipping.apply_for()
    await to_refused(case)
    await case.skip(timedelta(days=80))
    assert await case.handle.result() == "rejected"


async def test_reconsideration_is_refused_when_an_earlier_officer_makes_it(skipping: Office) -> None:
    case = await skipping.apply_for()
    await to_reconsideration(case)
    answer = {"decision": "reconsideration_dismissed", "reason": "维持"}
    assert await case.refusal_of_answer("reconsideration", OFFICER, **answer) == "four_eyes"
    await case.answer("reconsideration", OTHER_OFFICER, **answer)
    assert await case.handle.result() == "rejected"
