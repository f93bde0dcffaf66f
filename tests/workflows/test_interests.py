"""利害关系与职责。Nobody acts in a case of an enterprise they have an interest in, or in a second duty, whatever roles they collect."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update
from temporalio.client import WorkflowUpdateFailedError

from models.tables import Expert
from policy.actors import Actor, Role
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.granting import grants
from tests.office import DEPUTY, FINANCE, HEAD, OFFICER, OTHER_FINANCE, OTHER_OFFICER, SCORES, THIRD_OFFICER, Office, message
from tests.office.milestones import application_to
from tests.workflows.reclaim import paid_award, reclaim

RELEASED: dict[str, Any] = {"decision": "payment_released"}
INTERESTED: dict[str, dict[str, Any]] = {
    "speaks for it": {"enterprise": CHENXIN, "grants": grants(Role.OFFICER, Role.APPLICANT)},
    "is employed by it": {"interests": (CHENXIN,)},
    "took its place": {"enterprise": YUNHENG, "predecessors": (CHENXIN,)},
}


@pytest.mark.parametrize("how", INTERESTED.values(), ids=INTERESTED)
async def test_officer_accepts_nothing_of_an_enterprise_they_have_an_interest_in(skipping: Office, how: dict[str, Any]) -> None:
    case = await skipping.apply_for()
    assert await case.refusal_of_answer("acceptance", replace(OFFICER, **how), decision="accepted") == "conflict_of_interest"
    await case.answer("acceptance", replace(OFFICER, interests=(YUNHENG,)), decision="accepted")


@pytest.mark.parametrize("how", INTERESTED.values(), ids=INTERESTED)
async def test_case_is_neither_held_nor_taken_up_by_somebody_with_an_interest(skipping: Office, how: dict[str, Any]) -> None:
    case = await skipping.apply_for()
    interested = replace(OFFICER, **how)
    held = message("put_on_hold", interested, reason="核实情况")
    assert await case.refusal("hold", held) == "conflict_of_interest"
    await case.ask("hold", message("put_on_hold", OFFICER, reason="核实情况"))
    assert await case.refusal("resume", message("resumed", interested, reason="核实完毕")) == "conflict_of_interest"
    await case.ask("resume", message("resumed", OFFICER, reason="核实完毕"))


async def test_nothing_is_asked_for_without_a_task_by_somebody_with_an_interest(skipping: Office) -> None:
    award = await paid_award(skipping)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await reclaim(skipping, award, asked_by=replace(THIRD_OFFICER, interests=(CHENXIN,)))
    assert getattr(refused.value.cause, "type", None) == "conflict_of_interest"


async def test_officer_of_another_department_does_not_act_here_for_being_an_auditor(skipping: Office) -> None:
    case = await skipping.apply_for()
    both = Actor("both", "某人", grants(Role.OFFICER, Role.AUDITOR, departments=("hr",)))
    assert await case.refusal_of_answer("acceptance", both, decision="accepted") == "forbidden"


async def test_payment_is_released_and_confirmed_by_finance_alone_however_overdue(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    task = await case.task("payment_release")
    assert task.due_at is not None
    await case.skip_until(task.due_at)
    await case.happened("escalated")
    for head in (
        DEPUTY,
        replace(DEPUTY, grants=grants(Role.APPROVER, head=True)),
        Actor("another", "另一人", grants(Role.APPROVER, head=True)),
    ):
        assert await case.refusal_of_answer("payment_release", head, **RELEASED) == "forbidden"
    await case.answer("payment_release", FINANCE, **RELEASED)
    assert await case.refusal_of_answer("payment_confirmation", DEPUTY, decision="payment_confirmed", last_four="2222") == "forbidden"
    await case.answer("payment_confirmation", OTHER_FINANCE, decision="payment_confirmed", last_four="2222")


async def test_reviewer_confirms_no_payment_though_they_have_come_to_finance(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    moved = replace(OFFICER, grants=grants(Role.FINANCE))
    assert await case.refusal_of_answer("payment_release", moved, **RELEASED) == "four_eyes"


async def test_whoever_confirmed_the_payment_records_nothing_that_comes_back(skipping: Office) -> None:
    claim = await reclaim(skipping, await paid_award(skipping))
    await claim.accept()
    form = {"decision": "repayment_recorded", "amount_fen": 1, "reference": "R-1", "received_on": "2026-03-02"}
    assert await claim.case.refusal_of_answer("repayment_receipt", OTHER_FINANCE, **form) == "four_eyes"


async def test_expert_who_came_to_be_employed_by_the_applicant_stands_aside(skipping: Office) -> None:
    case = await skipping.apply_for("core-technology")
    await case.to_review()
    by_token, by_pool = [task for task in await case.tasks() if task.kind == "expert_review"][:2]
    scored = {"decision": "expert_scored", "recommend": True, **SCORES}
    employed = Actor(str(by_token.assignee), "专家", grants(Role.EXPERT), interests=(CHENXIN,))
    await skipping.change(update(Expert).where(Expert.subject == by_pool.assignee).values(employer_uscc=CHENXIN))
    for task, somebody in ((by_token, employed), (by_pool, replace(employed, subject=str(by_pool.assignee), interests=()))):
        assert await case.refusal("complete_task", case.completion_of(task, somebody, dict(scored))) == "conflict_of_interest"
    await case.complete(by_token, employed, {"decision": "expert_recused", "reason": "任职于申请单位"})


async def test_whoever_prepared_or_decided_neither_decides_nor_rules_later(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_review()
    await case.answer("desk_review", OFFICER, decision="recommended", opinion="可")
    await case.reach("decision")
    for role in (Role.APPROVER, Role.COMMITTEE):
        prepared = replace(OFFICER, grants=grants(role))
        assert await case.refusal_of_answer("decision", prepared, decision="approved") in {"four_eyes", "forbidden"}
    await case.answer("decision", HEAD, decision="approved")
    await case.reach("public_notice")
    await case.object()
    dismissed = {"decision": "objection_dismissed", "reason": "不成立"}
    for somebody in (OFFICER, replace(HEAD, grants=grants(Role.OFFICER))):
        assert await case.refusal_of_answer("objection_ruling", somebody, **dismissed) == "four_eyes"
    await case.answer("objection_ruling", OTHER_OFFICER, **dismissed)
