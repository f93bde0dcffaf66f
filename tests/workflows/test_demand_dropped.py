"""不予追回。A demand that a re-decision found due is dropped by two who did not decide that, and is found again by the same facts."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from api.routes.redecision import _in_full
from models.queries.task import completable_by
from models.tables import Message, Task
from policy.actors import Actor
from policy.processes.redecision.lifecycle import NOT_RECLAIMED
from tests.office import APPLICANT, DEPUTY, HEAD, THIRD_APPROVER, Case, Office
from tests.office import OTHER_OFFICER as APART
from tests.workflows.letters import letters_of
from tests.workflows.reclaim import paid_award, reclaim
from tests.workflows.redecisions import SECOND, Anew, anew, balanced, paid_anew

REFUSED = {"decision": "demand_refused", "reason": "不追"}
DROPPED = {"decision": "dropping_asked", "reason": "不追"}


async def demanded(office: Office) -> tuple[Anew, Case]:
    """Return a re-decision that found a debt, decided by the deputy, and the demand for it."""
    found = await paid_anew(office, "other")
    return found, await found.demand()


async def test_debt_of_a_redecision_is_not_refused_by_one(skipping: Office) -> None:
    _, demand = await demanded(skipping)
    assert await demand.refusal_of_answer("clawback_approval", THIRD_APPROVER, **REFUSED) == "invalid_input"
    assert [choice["const"] for choice in (await demand.task("clawback_approval")).asked["properties"]["decision"]["oneOf"]] == [
        "demand_approved",
        "dropping_asked",
    ]


async def test_debt_of_a_redecision_is_not_dropped_by_whoever_decided_it(skipping: Office) -> None:
    _, demand = await demanded(skipping)
    assert await demand.refusal_of_answer("clawback_approval", DEPUTY, **DROPPED) == "four_eyes"
    await demand.answer("clawback_approval", THIRD_APPROVER, **DROPPED)
    for approver in (DEPUTY, THIRD_APPROVER):
        assert await demand.refusal_of_answer("dropping_confirmation", approver, **REFUSED) == "four_eyes"
    assert (await demand.row()).stage == "proposed"


async def offered(case: Case, kind: str) -> list[Actor]:
    """Return the approvers to whom a task is offered."""
    task = await case.task(kind)
    approvers = (HEAD, DEPUTY, THIRD_APPROVER)
    found = [await case.office.all(select(Task.id).where(Task.id == task.id, completable_by(approver))) for approver in approvers]
    return [approver for approver, tasks in zip(approvers, found, strict=True) if tasks]


async def test_objection_to_a_debt_is_ruled_on_by_nobody_who_found_or_approved_it(skipping: Office) -> None:
    _, demand = await demanded(skipping)
    await demand.answer("clawback_approval", THIRD_APPROVER, decision="demand_approved")
    await demand.answer("clawback_objection", APPLICANT, decision="demand_disputed", reason="证书属实")
    assert await offered(demand, "clawback_ruling") == [HEAD]


async def test_dropping_is_offered_to_who_may_drop(skipping: Office) -> None:
    _, demand = await demanded(skipping)
    assert await offered(demand, "clawback_approval") == [THIRD_APPROVER]
    await demand.answer("clawback_approval", THIRD_APPROVER, **DROPPED)
    assert await offered(demand, "dropping_confirmation") == [HEAD]


async def test_dropping_is_offered_to_who_decided_an_earlier_redecision_but_not_this(skipping: Office) -> None:
    first = await paid_anew(skipping, "first")
    await first.supplement()
    demand = await (await anew(skipping, first.award, {"grade": "other"})).demand()
    assert await offered(demand, "clawback_approval") == [DEPUTY]
    await demand.answer("clawback_approval", DEPUTY, **DROPPED)
    assert await offered(demand, "dropping_confirmation") == [HEAD]
    await demand.answer("dropping_confirmation", HEAD, **REFUSED)
    await demand.reach("cancelled")


async def test_dropped_debt_is_found_again_by_the_same_facts(skipping: Office) -> None:
    found, demand = await demanded(skipping)
    await demand.answer("clawback_approval", THIRD_APPROVER, **DROPPED)
    await demand.answer("dropping_confirmation", HEAD, **REFUSED)
    await demand.reach("cancelled")
    assert (await balanced(skipping))["expenditure"] == SECOND
    again = await anew(skipping, found.award, {"grade": "other"})
    assert ((await again.row()).outcome, (await again.row()).reckoning["amount_fen"]) == ("debt", SECOND)


async def test_same_facts_change_nothing_while_their_debt_is_demanded(skipping: Office) -> None:
    found, demand = await demanded(skipping)
    await demand.answer("clawback_approval", THIRD_APPROVER, decision="demand_approved")
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await anew(skipping, found.award, {"grade": "other"})
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "invalid_input"


@pytest.mark.parametrize("cause", ["error", "fraud"])
async def test_demand_that_an_officer_proposed_is_refused_by_one(skipping: Office, cause: str) -> None:
    claim = await reclaim(skipping, await paid_award(skipping), cause=cause)
    assert await claim.case.refusal_of_answer("clawback_approval", DEPUTY, **DROPPED) == "invalid_input"
    await claim.case.answer("clawback_approval", DEPUTY, **REFUSED)
    await claim.case.reach("cancelled")


async def came_back(office: Office, grade: str) -> Anew:
    """Return a re-decision that its approver sent back."""
    found = await paid_anew(office, grade)
    if grade == "other":
        await found.hear()
    await found.decide(decision="redecision_sent_back", reason="依据不足")
    return found


@pytest.mark.parametrize("grade", ["other", "first"])
async def test_redecision_is_withdrawn_by_an_officer_and_an_approver(skipping: Office, grade: str) -> None:
    found = await came_back(skipping, grade)
    await found.case.answer("redecision_proposal", APART, decision="withdrawal_asked", reason="算了")
    task = await found.case.task("withdrawal_confirmation")
    assert ((await found.row()).stage, task.about["why_withdrawn"]) == ("proposal", "算了")
    agreed = {"decision": "proposal_withdrawn", "reason": "同意"}
    assert await found.case.refusal_of_answer("withdrawal_confirmation", HEAD, **agreed) == "four_eyes"
    await found.case.answer("withdrawal_confirmation", THIRD_APPROVER, **agreed)
    await found.case.reach("withdrawn")


async def test_redecision_is_proposed_again_when_its_withdrawal_is_not_agreed_to(skipping: Office) -> None:
    found = await came_back(skipping, "other")
    await found.case.answer("redecision_proposal", APART, decision="withdrawal_asked", reason="算了")
    await found.case.answer("withdrawal_confirmation", DEPUTY, decision="withdrawal_refused", reason="应当追回")
    await found.case.answer("redecision_proposal", APART, decision="reproposed", reason="已补充依据")
    await found.case.task("redecision_statement")


async def test_enterprise_is_told_that_a_debt_it_read_of_is_not_asked_back(skipping: Office) -> None:
    found, demand = await demanded(skipping)
    await demand.answer("clawback_approval", THIRD_APPROVER, **DROPPED)
    await demand.answer("dropping_confirmation", HEAD, **REFUSED)
    await demand.reach("cancelled")
    told = await skipping.all(select(Message.zh).where(Message.case_id == found.case.id, Message.enterprise_uscc.is_not(None)))
    assert [said for said in told if "30万元，经审定不要求退回" in said]
    async with skipping.database.reading() as session:
        assert (await _in_full(session, await found.row())).next_step.zh == NOT_RECLAIMED.zh
    again = await anew(skipping, found.award, {"grade": "first"})
    await again.decide()
    assert "前次再决定认定多拨付的30万元，经审定未要求退回" in (await letters_of(again.case))[-1][1]


async def test_nothing_is_said_of_a_dropped_demand_that_no_letter_told_of(skipping: Office) -> None:
    claim = await reclaim(skipping, await paid_award(skipping))
    await claim.case.answer("clawback_approval", THIRD_APPROVER, **REFUSED)
    await claim.case.reach("cancelled")
    assert await skipping.all(select(Message).where(Message.zh.contains("不要求退回"))) == []
