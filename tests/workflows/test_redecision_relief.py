"""A debt that a re-decision found and nobody has paid yet is put right by another: it is withdrawn or lowered, not paid first."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import AsyncMock

import pytest
from sqlalchemy import select, update
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from activities.redecision import effects, relief
from activities.signatures.case import Message
from models.tables import CaseDifference, Clawback, LedgerAccount, Task
from policy.money import in_yuan
from tests.office import APPLICANT, DEPUTY, OFFICER, THIRD_APPROVER, WAN, Case, Office, message
from tests.workflows.letters import letters_of
from tests.workflows.reclaim import Reclaim, day_of, reclaim
from tests.workflows.redecisions import FIRST, SECOND, Anew, anew, balanced, paid_anew, paid_prize, treasury_paid
from tests.workflows.test_redecision import repaid

ERROR = 10 * WAN


async def clawed(office: Office, award: Case) -> int:
    """Return what is demanded back of an award."""
    return sum(await office.all(select(Clawback.amount_fen).where(Clawback.application_id == award.id)))


async def owing(office: Office) -> tuple[Anew, Case]:
    """Decide a paid reward anew as not due at all; return that with the debt it found, which is proposed."""
    first = await paid_anew(office, "other")
    return first, await first.demand()


async def owed(office: Office) -> tuple[Anew, Case]:
    """Have the debt approved and accepted, so that it is to be paid."""
    first, demand = await owing(office)
    await Reclaim(office, first.award, demand).accept()
    await demand.reach("repayment")
    return first, demand


async def test_debt_is_withdrawn_when_the_award_is_found_due_after_all(skipping: Office) -> None:
    first, demand = await owed(skipping)
    second = await anew(skipping, first.award, {"grade": "second"})
    row = await second.row()
    assert (row.outcome, row.reckoning["amount_fen"], row.reckoning["relieved_fen"]) == ("relief", SECOND, SECOND)
    await second.decide()
    await second.case.reach("relieved")
    await demand.reach("cancelled")
    assert await demand.tasks() == []
    balances = await balanced(skipping)
    assert (balances["expenditure"], balances["receivable"]) == (SECOND, 0)
    assert await treasury_paid(skipping, second.case.number) == []
    # What is due now is what stands: it may be decided anew a third time, and nothing stands in its way.
    third = await anew(skipping, first.award, {"grade": "first"})
    await third.supplement()
    assert (await third.application()).standing_fen == FIRST


async def test_proposed_debt_is_withdrawn_before_anybody_was_told_of_it(skipping: Office) -> None:
    first, demand = await owing(skipping)
    second = await anew(skipping, first.award, {"grade": "second"})
    await second.decide()
    await second.case.reach("relieved")
    await demand.reach("cancelled")
    assert "proposal_withdrawn" in await demand.events()


async def test_what_was_paid_back_is_paid_again_when_the_debt_is_put_right(skipping: Office) -> None:
    first, demand = await owed(skipping)
    await Reclaim(skipping, first.award, demand).repay(100, await day_of(skipping, demand))
    second = await anew(skipping, first.award, {"grade": "second"})
    row = await second.row()
    assert (row.outcome, row.reckoning["amount_fen"], row.reckoning["relieved_fen"]) == ("supplement", 100, SECOND - 100)
    await second.decide()
    # Paid before that, the supplement would be held: something would still be owed.
    await demand.reach("settled")
    assert f"其中1元经再决定（{second.case.number}）认定属应支持的资金" in (await letters_of(demand))[-1][1]
    await second.case.reach("payment")
    await second.case.pay()
    await second.case.reach("supplemented")
    assert (await demand.row()).amount_fen == 100
    assert (await second.application()).standing_fen == SECOND
    assert await treasury_paid(skipping, second.case.number) == [100]
    assert (await balanced(skipping))["receivable"] == 0


async def test_what_was_lowered_is_demanded_anew_when_its_supplement_is_recalled_and_nothing_is_due(skipping: Office) -> None:
    first, demand = await owed(skipping)
    await Reclaim(skipping, first.award, demand).repay(100, await day_of(skipping, demand))
    second = await anew(skipping, first.award, {"grade": "second"})
    await second.decide()
    await demand.reach("settled")
    await second.case.reach("payment")
    await second.case.ask("request", message("recalled", OFFICER, reason="证书不实"))
    lowered = (await second.case.task("redecision_proposal")).about["came_back"]["lowered"]
    assert lowered == [{"clawback": demand.number, "before_fen": SECOND, "left_fen": 100}]
    await second.case.answer("redecision_proposal", OFFICER, decision="reproposed", facts={"grade": "other"}, reason="证书不实")
    again = await second.demand()
    assert (again.number != demand.number, (await again.row()).amount_fen) == (True, SECOND - 100)
    await repaid(second, again)
    assert (await second.application()).standing_fen == 0
    assert (await balanced(skipping))["receivable"] == 0


async def test_what_was_lowered_stays_so_and_the_letter_says_it_when_the_fallen_supplement_is_withdrawn(skipping: Office) -> None:
    first, demand = await owed(skipping)
    await Reclaim(skipping, first.award, demand).repay(100, await day_of(skipping, demand))
    second = await anew(skipping, first.award, {"grade": "second"})
    await second.decide()
    await second.case.reach("payment")
    await second.case.ask("request", message("recalled", OFFICER, reason="证书不实"))
    await second.case.answer("redecision_proposal", OFFICER, decision="withdrawal_asked", reason="不再补充")
    [shown] = (await second.case.task("withdrawal_confirmation")).about["came_back"]["lowered"]
    assert (shown["clawback"], shown["left_fen"]) == (demand.number, 100)
    await second.case.answer("withdrawal_confirmation", THIRD_APPROVER, decision="proposal_withdrawn", reason="同意")
    letter = (await letters_of(second.case))[-1][1]
    for said in (f"不再追缴{in_yuan(SECOND - 100).zh}的内容已经执行，不再变更", f"现应支持{in_yuan(SECOND - 100).zh}"):
        assert said in letter
    assert (await second.application()).standing_fen == SECOND - 100


@pytest.mark.parametrize(
    ("grade", "repaid_fen"), [("second", 10 * WAN), ("second", 1), ("first", 10 * WAN)], ids=["as-it-was", "a-fen", "more-than-it-was"]
)
async def test_no_interest_is_asked_of_what_came_in_late_when_the_debt_had_no_ground(skipping: Office, grade: str, repaid_fen: int) -> None:
    first, demand = await owing(skipping)
    await skipping.change(update(Clawback).where(Clawback.id == demand.id).values(late_rate="0.0005"))
    claim = Reclaim(skipping, first.award, demand)
    await claim.accept()
    await claim.miss()
    await demand.skip(timedelta(days=40))
    await claim.repay(repaid_fen, await day_of(skipping, demand))
    assert (await claim.row()).late_fen_days > 0
    second = await anew(skipping, first.award, {"grade": grade})
    await second.decide()
    await demand.reach("settled")
    row = await claim.row()
    assert (row.amount_fen, row.interest_fen, row.late_fen_days) == (repaid_fen, 0, 0)
    await second.case.reach("payment")
    await second.case.pay()
    await second.case.reach("supplemented")


async def test_supplement_is_refused_when_a_debt_of_another_cause_stays(skipping: Office) -> None:
    award = await paid_prize(skipping)
    await (await reclaim(skipping, award, 10, cause="fraud")).approve()
    first = await anew(skipping, award, {"grade": "other"})
    await first.demand()
    second = await anew(skipping, award, {"grade": "first"})
    row = await second.row()
    assert (row.outcome, row.reckoning["amount_fen"]) == ("supplement", FIRST - SECOND + 10)
    assert await second.case.refusal_of_answer("redecision_decision", await second.approver(), decision="redecided") == "breach_open"


async def test_decision_that_asks_for_more_waits_while_the_debt_is_only_proposed(skipping: Office) -> None:
    first = await paid_anew(skipping, "first")
    await first.supplement()
    second = await anew(skipping, first.award, {"grade": "second"})
    demand = await second.demand()
    third = await anew(skipping, first.award, {"grade": "other"})
    await third.hear()
    assert await third.case.refusal_of_answer("redecision_decision", await third.approver(), decision="redecided") == "wrong_stage"
    await demand.answer("clawback_approval", DEPUTY, decision="demand_approved")
    await third.decide()
    await third.case.reach("reclaimed")


async def test_decision_waits_while_it_is_decided_whether_the_debt_is_dropped(skipping: Office) -> None:
    first = await paid_anew(skipping, "other")
    demand = await first.demand()
    await demand.answer("clawback_approval", THIRD_APPROVER, decision="dropping_asked", reason="不追")
    second = await anew(skipping, first.award, {"grade": "second"})
    assert await second.case.refusal_of_answer("redecision_decision", await second.approver(), decision="redecided") == "wrong_stage"


async def test_decision_waits_while_an_objection_to_the_debt_is_looked_at(skipping: Office) -> None:
    first, demand = await owing(skipping)
    await demand.answer("clawback_approval", THIRD_APPROVER, decision="demand_approved")
    await demand.answer("clawback_objection", APPLICANT, decision="demand_disputed", reason="获奖证书等级无误")
    second = await anew(skipping, first.award, {"grade": "second"})
    assert await second.case.refusal_of_answer("redecision_decision", await second.approver(), decision="redecided") == "wrong_stage"


async def without_budget(office: Office) -> tuple[Anew, Case]:
    """Propose to lower a debt of which a part was paid, and to pay that again, for which a fen is missing."""
    first, demand = await owed(office)
    await Reclaim(office, first.award, demand).repay(100, await day_of(office, demand))
    second = await anew(office, first.award, {"grade": "second"})
    await office.change(update(LedgerAccount).where(LedgerAccount.kind == "available").values(balance_fen=99))
    return second, demand


async def test_nothing_is_lowered_when_the_budget_cannot_pay_what_is_due_besides(skipping: Office) -> None:
    second, demand = await without_budget(skipping)
    asked = await second.case.refusal_of_answer("redecision_decision", await second.approver(), decision="redecided", reason="依据充分")
    row = await demand.row()
    assert (asked, row.stage, row.amount_fen, row.repaid_fen) == ("budget_exhausted", "repayment", SECOND, 100)


async def test_nothing_is_lowered_when_the_budget_is_gone_once_it_was_decided(skipping: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effects, "require_budget", AsyncMock())
    second, demand = await without_budget(skipping)
    await second.decide()
    assert (await second.case.task("redecision_proposal")).about["came_back"]["refusal"]["code"] == "budget_exhausted"
    row = await demand.row()
    assert (row.stage, row.amount_fen, row.repaid_fen) == ("repayment", SECOND, 100)
    assert not {"demand_lowered", "demand_withdrawn"} & set(await demand.events())


@pytest.mark.parametrize("which", [0, 1])
async def test_no_demand_is_lowered_when_one_of_several_cannot_be_any_more(
    skipping: Office, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    award = await paid_prize(skipping)
    demands = [await in_error(skipping, award, fen, "repayment") for fen in (SECOND // 2, SECOND // 3)]
    found = await anew(skipping, award, {"grade": "first"})
    # As if it was recorded between the decision and what follows.
    monkeypatch.setattr(relief, "_require_lowerable", AsyncMock())
    claim, day = Reclaim(skipping, award, demands[which]), await day_of(skipping, demands[which])
    await claim.record(100, await claim.receive(100, day), day)
    await found.decide()
    assert (await found.case.task("redecision_proposal")).about["came_back"]["refusal"]["code"] == "wrong_stage"
    assert [(row.stage, row.amount_fen) for row in [await one.row() for one in demands]] == [
        ("repayment", SECOND // 2),
        ("repayment", SECOND // 3),
    ]


async def test_no_difference_is_noted_when_a_demand_was_lowered_with_the_redecision(skipping: Office) -> None:
    first, demand = await owed(skipping)
    second = await anew(skipping, first.award, {"grade": "second"})
    await second.decide()
    await second.case.reach("relieved")
    await demand.handle.result()
    assert (await demand.reach("cancelled")).stage == "cancelled"
    assert await skipping.all(select(CaseDifference)) == []


async def test_demand_follows_no_decision_that_rests_on_other_figures(skipping: Office) -> None:
    _, demand = await owed(skipping)
    for before_fen, left_fen, event in [
        (SECOND - 1, 0, "demand_withdrawn"),
        (SECOND + 1, 0, "demand_withdrawn"),
        (SECOND, SECOND, "demand_lowered"),
        (SECOND, SECOND + 1, "demand_lowered"),
    ]:
        figures = {"before_fen": before_fen, "left_fen": left_fen, "reckoning": {}}
        message = Message(event, DEPUTY, f"{demand.number}/{before_fen}/{left_fen}", None, figures)
        assert await demand.refusal("request", message) == "wrong_stage"
    assert ((await demand.row()).amount_fen, (await demand.row()).stage) == (SECOND, "repayment")


# -- what an officer found to be paid in error ---------------------------------------------------------------------------------------------


async def in_error(office: Office, award: Case, amount_fen: int, stage: str) -> Case:
    """Ask something back as paid in error, and take that to a stage."""
    claim = await reclaim(office, award, amount_fen)
    await (claim.accept() if stage == "repayment" else claim.approve())
    await claim.case.reach(stage)
    return claim.case


@pytest.mark.parametrize("stage", ["noticed", "repayment"])
@pytest.mark.parametrize("asked_fen", [SECOND, 10])
async def test_demand_for_an_error_is_withdrawn_when_more_than_was_paid_is_due(skipping: Office, stage: str, asked_fen: int) -> None:
    award = await paid_prize(skipping)
    demand = await in_error(skipping, award, asked_fen, stage)
    found = await anew(skipping, award, {"grade": "first"})
    reckoning = (await found.row()).reckoning
    assert (reckoning["relieved_fen"], reckoning["amount_fen"]) == (asked_fen, FIRST - SECOND)
    await found.decide()
    await demand.reach("cancelled")
    await found.case.reach("payment")
    await found.case.pay()
    await found.case.reach("supplemented")
    assert (await found.application()).standing_fen == FIRST
    assert (await balanced(skipping))["receivable"] == 0


@pytest.mark.parametrize("stage", ["noticed", "repayment"])
async def test_demand_for_an_error_is_lowered_to_what_was_too_much(skipping: Office, stage: str) -> None:
    first = await paid_anew(skipping, "first")
    await first.supplement()
    demand = await in_error(skipping, first.award, FIRST, stage)
    second = await anew(skipping, first.award, {"grade": "second"})
    row = await second.row()
    assert (row.outcome, row.reckoning["relieved_fen"]) == ("relief", SECOND)
    await second.decide()
    await second.case.reach("relieved")
    assert (await demand.row()).amount_fen == FIRST - SECOND
    assert (await demand.row()).stage == stage
    await balanced(skipping)


async def test_decision_names_a_demand_that_is_only_proposed_for_the_same_award(skipping: Office) -> None:
    award = await paid_prize(skipping)
    fraud = await reclaim(skipping, award, 10, cause="fraud")
    second = await anew(skipping, award, {"grade": "first"})
    about = (await second.case.task("redecision_decision")).about
    assert about["proposed_demands"] == [{"clawback": fraud.case.number, "cause": "fraud", "amount_fen": 10}]


async def test_demands_for_an_error_and_by_a_redecision_give_way_the_last_first(skipping: Office) -> None:
    award = await paid_prize(skipping)
    error = await in_error(skipping, award, 10, "noticed")
    correction = await (await anew(skipping, award, {"grade": "other"})).demand()
    second = await anew(skipping, award, {"grade": "second"})
    assert (await second.row()).reckoning["relieved_fen"] == SECOND
    await second.decide()
    await error.reach("cancelled")
    await correction.reach("cancelled")
    assert (await second.application()).standing_fen == SECOND


async def test_demand_for_a_fraud_is_not_lowered_by_what_is_due(skipping: Office) -> None:
    first = await paid_anew(skipping, "first")
    await first.supplement()
    fraud = await reclaim(skipping, first.award, FIRST, cause="fraud")
    second = await anew(skipping, first.award, {"grade": "second"})
    assert (await second.row()).reckoning["relieved_fen"] == 0
    assert (await fraud.row()).amount_fen == FIRST


@pytest.mark.parametrize("is_repaid", [True, False])
async def test_error_of_its_own_is_not_paid_again_when_more_is_due_by_the_facts(skipping: Office, *, is_repaid: bool) -> None:
    award = await paid_prize(skipping)
    error = await reclaim(skipping, award, ERROR, cause="error")
    await error.accept()
    if is_repaid:
        await error.repay(ERROR, await day_of(skipping, error.case))
        await error.case.reach("settled")
    found = await anew(skipping, award, {"grade": "first"}, same=[])
    row = await found.row()
    assert (row.outcome, row.reckoning["after_fen"], row.reckoning["amount_fen"]) == ("supplement", FIRST - ERROR, FIRST - SECOND)
    [shown] = (await found.case.task("redecision_decision")).about["error_demands"]
    assert (shown["clawback"], shown["amount_fen"], shown["same_matter"]) == (error.case.number, ERROR, False)
    if not is_repaid:
        assert await found.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "breach_open"
        return
    await found.supplement()
    assert (await found.application()).standing_fen == FIRST - ERROR
    letter = (await letters_of(found.case))[0][1]
    assert f"另因误付要求退回的10万元（追回编号：{error.case.number}）不属于本次更正的事项" in letter
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await anew(skipping, award, {"grade": "first"}, same=[])
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "invalid_input"


async def test_error_of_its_own_is_asked_back_beside_what_the_facts_make_a_debt(skipping: Office) -> None:
    first = await paid_anew(skipping, "first")
    await first.supplement()
    error = await in_error(skipping, first.award, ERROR, "noticed")
    second = await anew(skipping, first.award, {"grade": "second"}, same=[])
    assert ((await second.row()).outcome, (await second.row()).reckoning["amount_fen"]) == ("debt", FIRST - SECOND)
    await second.demand()
    assert (await error.row()).stage == "noticed"
    assert await clawed(skipping, first.award) == ERROR + FIRST - SECOND


async def test_redecision_is_refused_when_it_names_what_is_no_demand_for_an_error(skipping: Office) -> None:
    award = await paid_prize(skipping)
    fraud = await reclaim(skipping, award, 10, cause="fraud")
    with pytest.raises(WorkflowUpdateFailedError):
        await anew(skipping, award, {"grade": "first"}, same=[fraud.case.number])


async def test_demand_for_an_error_is_not_let_go_by_whoever_approved_it(skipping: Office) -> None:
    award = await paid_prize(skipping)
    error = await reclaim(skipping, award, ERROR, cause="error")
    await error.accept()
    [approved] = await skipping.all(select(Task.completed_by).where(Task.case_id == error.case.id, Task.kind == "clawback_approval"))
    found = await anew(skipping, award, {"grade": "second"}, same=[error.case.number])
    by, other = (DEPUTY, THIRD_APPROVER) if approved == DEPUTY.subject else (THIRD_APPROVER, DEPUTY)
    assert await found.case.refusal_of_answer("redecision_decision", by, decision="redecided", reason="有误") == "four_eyes"
    await found.decide(other)
    await error.case.reach("cancelled")
