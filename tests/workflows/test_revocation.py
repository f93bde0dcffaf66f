"""A wrong decision that two approvers revoke: an award before it is paid, a refusal that is final, a lapse."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from temporalio.client import WithStartWorkflowOperation, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError

from activities.signatures.case import CaseInput, Message, Receipt
from models.tables import Application, Notice
from policy.actors import Actor
from policy.processes.registry import LIFECYCLES
from sandbox.enterprises import CHENXIN
from tests.office import APPLICANT, DEPUTY, FINANCE, HEAD, OFFICER, OTHER_OFFICER, SIGNED, THIRD_APPROVER, WAN, Case, Office
from tests.office.case import message
from tests.office.milestones import application_to
from tests.office.people import person
from tests.office.sandbox import becomes
from tests.patience import answered
from tests.vouching import kept
from tests.workflows.letters import letters_of

AWARD = 50 * WAN
BUDGET = 2 * 10_000 * WAN
REASON = "评审时误用了往年的标准"
REVOKED = {"decision": "decision_revoked", "reason": "确系误用标准"}
DROPPED = {"decision": "revocation_dropped", "reason": "标准适用无误"}
ELSEWHERE = person("approver-econ-1")


def proposal(actor: Actor = DEPUTY) -> Message:
    return message("award_revocation_proposed", actor, reason=REASON)


async def revoked(case: Case) -> None:
    """Have an award revoked, its enterprise having been heard."""
    await case.ask("request", proposal())
    await case.answer("award_revocation_statement", APPLICANT, decision="statement_made", reason="标准适用无误")
    await case.answer("award_revocation", THIRD_APPROVER, **REVOKED)
    await case.reach("review")


async def take_up(case: Case, actor: Actor = HEAD) -> Case:
    """Propose, as the API does, that what has ended is taken up: its process starts once more."""
    office, row = case.office, await case.row()
    asked = message("refusal_revocation_proposed", actor, reason=REASON)
    start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        LIFECYCLES[row.process].workflow,
        CaseInput(row.process, str(row.id), row.number, "创新中心", "演示晨芯微电子（北京）有限公司", resumed=True),
        id=row.workflow_id,
        task_queue=office.settings.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )
    await kept(office.database, case.named, "request", asked, office.attestor)
    asking = office.client.execute_update_with_start_workflow(
        "request", asked.asked, start_workflow_operation=start, id=f"request/{asked.key}", result_type=Receipt
    )
    await answered(asking, row.workflow_id, office.client)
    return office.running(row)


async def rejected(office: Office) -> Case:
    """Return an application that an officer did not recommend, with nobody who asked for reconsideration in time."""
    case = await office.apply_for()
    await case.to_review()
    await case.answer("desk_review", OFFICER, decision="not_recommended", opinion="不符合", reason="证书存疑")
    task = await case.task("reconsideration_request")
    assert task.due_at is not None
    await case.skip_until(task.due_at + timedelta(minutes=1))
    await case.reach("rejected")
    return case


# -- an award that is not paid ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["commitment", "payment"])
async def test_money_and_notice_are_taken_back_when_an_award_is_revoked(skipping: Office, stage: str) -> None:
    case = await skipping.apply_for()
    await (case.to_commitment() if stage == "commitment" else case.to_payment())
    await revoked(case)
    balances = await skipping.balances()
    assert (balances["obligation"], balances["available"], sum(balances.values())) == (0, BUDGET, 0)
    assert (await case.notice()).state == "overturned"
    assert [payment.state for payment in await case.payments()] == ["given_up"] * (stage == "payment")
    assert not (await case.row()).held
    assert [task.kind for task in await case.tasks()] == ["desk_review"]


async def test_award_is_decided_by_another_and_paid_once_when_it_was_revoked(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_payment()
    await revoked(case)
    await case.answer("desk_review", OFFICER, decision="recommended", opinion="按现行标准")
    approval = {"decision": "approved"}
    for actor in (HEAD, DEPUTY, THIRD_APPROVER):
        assert await case.refusal_of_answer("decision", actor, **approval) == "four_eyes"
    await case.ask("assign_task", await case.assignment("decision", DEPUTY, ELSEWHERE.subject))
    await case.answer("decision", ELSEWHERE, **approval)
    await case.reach("public_notice")
    await case.clear_notice()
    await case.answer("commitment", APPLICANT, **SIGNED)
    await case.pay()
    assert (await case.reach("in_force")).paid_fen == AWARD
    assert [payment["amount_fen"] for payment in await skipping.treasury_payments()] == [AWARD]
    assert len(await skipping.all(select(Notice).where(Notice.case_id == case.id))) == 2


async def test_award_letter_reads_as_replaced_when_the_award_is_revoked(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_commitment()
    await revoked(case)
    letters = await letters_of(case)
    assert [event for event, _ in letters[-3:]] == ["notice_cleared", "award_revocation_proposed", "decision_revoked"]
    (_, award), (_, hearing), (_, letter) = letters[-3:]
    assert "关于拟撤销" in hearing
    assert "支持决定可能有误，拟予撤销" in hearing
    assert f"拟撤销的理由：{REASON}。" in hearing
    assert "前通过本系统陈述意见；逾期未提出的，视为放弃" in hearing
    assert "撤销决定通知书" in letter
    assert "支持决定有误，现予撤销，该文书和相应公示不再有效" in letter
    assert f"撤销的理由：{REASON}。" in letter
    assert "贵单位的陈述意见经审查未予采纳：确系误用标准。" in letter
    review = await case.task("desk_review")
    assert review.about["revoked"] == {"proposed": REASON, "statement": "标准适用无误", "decided": "确系误用标准"}
    number = next(line.strip() for line in letter.splitlines() if "撤决" in line)
    assert number in award


async def test_award_goes_on_as_it_was_when_it_is_not_revoked(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_payment()
    await case.ask("request", proposal())
    assert (await case.row()).held
    assert await case.refusal_of_answer("payment_release", FINANCE, decision="payment_released") == "on_hold"
    assert await case.refusal("resume", case.stopping("resume")) == "on_hold"
    statement = await case.task("award_revocation_statement")
    assert statement.due_at is not None
    await case.skip_until(statement.due_at + timedelta(minutes=1))
    await case.answer("award_revocation", THIRD_APPROVER, **DROPPED)
    await case.pay()
    assert (await case.reach("in_force")).paid_fen == AWARD
    assert "statement_lapsed" in await case.events()


async def test_award_is_revoked_when_its_payment_is_held(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await becomes(skipping, CHENXIN, status="deregistered")
    await case.pay()
    await case.task("standing_check")
    await revoked(case)
    balances = await skipping.balances()
    assert (balances["obligation"], balances["available"], sum(balances.values())) == (0, BUDGET, 0)
    assert [payment.state for payment in await case.payments()] == ["given_up"]
    assert [task.kind for task in await case.tasks()] == ["desk_review"]


@pytest.mark.parametrize("dropped", [False, True])
async def test_award_that_an_officer_holds_is_revoked_or_on_hold_still(skipping: Office, *, dropped: bool) -> None:
    case = await skipping.apply_for()
    await case.to_payment()
    await case.hold()
    reason = (await case.row()).hold_reason
    if not dropped:
        await revoked(case)
        assert not (await case.row()).held
        return
    await case.ask("request", proposal())
    await case.answer("award_revocation_statement", APPLICANT, decision="statement_waived")
    await case.answer("award_revocation", THIRD_APPROVER, **DROPPED)
    row = await case.row()
    assert (row.held, row.hold_reason) == (True, reason)
    await case.resume()
    await case.pay()
    assert (await case.reach("in_force")).paid_fen == AWARD


async def test_second_proposal_is_refused_while_the_first_waits_and_after_a_supplement(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_payment()
    await skipping.change(update(Application).where(Application.id == case.id).values(supplement_fen=1))
    assert await case.refusal("request", proposal()) == "duplicate"
    await skipping.change(update(Application).where(Application.id == case.id).values(supplement_fen=0))
    await case.ask("request", proposal())
    assert await case.refusal("request", proposal(THIRD_APPROVER)) == "on_hold"


async def test_award_is_revoked_by_two_approvers_without_another_part_in_it(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_commitment()
    assert await case.refusal("request", proposal(HEAD)) == "four_eyes"
    await case.ask("request", proposal())
    await case.answer("award_revocation_statement", APPLICANT, decision="statement_waived")
    for actor, code in ((DEPUTY, "four_eyes"), (HEAD, "four_eyes"), (OTHER_OFFICER, "forbidden")):
        assert await case.refusal_of_answer("award_revocation", actor, **REVOKED) == code


@pytest.mark.parametrize("reached", ["public_notice", "reserved"])
async def test_award_is_not_revoked_before_its_notice_is_clear_or_once_its_payment_is_confirmed(skipping: Office, reached: str) -> None:
    case = await skipping.apply_for()
    if reached == "public_notice":
        await case.to_notice()
    else:
        await skipping.fault("treasury.instruct", "down")
        await case.to_payment()
        await case.pay()
    assert await case.refusal("request", proposal()) == "wrong_stage"


async def test_release_or_revocation_wins_when_both_come_at_once(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_payment()
    await case.answer("payment_release", FINANCE, decision="payment_released")
    confirming = await case.completion("payment_confirmation", person("finance-2"), **(await case.confirmed()))
    answers = await asyncio.gather(case.ask("complete_task", confirming), case.ask("request", proposal()), return_exceptions=True)
    [refused] = [answer for answer in answers if isinstance(answer, WorkflowUpdateFailedError)]
    assert isinstance(refused.cause, ApplicationError)
    assert refused.cause.type in {"on_hold", "wrong_stage"}
    assert (await case.row()).held is (refused is answers[0])


# -- what has ended ---------------------------------------------------------------------------------------------------------------------


async def test_final_refusal_is_taken_up_again_when_two_revoke_it(skipping: Office) -> None:
    case = await take_up(await rejected(skipping))
    assert (await case.reach("refusal_revocation")).closed_at is None
    assert await case.is_missed()
    assert await case.refusal_of_answer("refusal_revocation", HEAD, decision="refusal_revoked", reason="证书属实") == "four_eyes"
    await case.answer("refusal_revocation", DEPUTY, decision="refusal_revoked", reason="证书属实")
    await case.reach("review")
    assert await case.refusal_of_answer("desk_review", OFFICER, decision="recommended", opinion="符合条件") == "four_eyes"
    await case.answer("desk_review", OTHER_OFFICER, decision="recommended", opinion="符合条件")
    await case.answer("decision", THIRD_APPROVER, decision="approved")
    await case.reach("public_notice")
    [*_, refused, revocation, _] = await letters_of(case)
    assert f"撤销的理由：{REASON}。" in revocation[1]
    assert [refused[0], revocation[0]] == ["not_recommended", "refusal_revoked"]
    assert "有误，现予撤销。申请重新办理" in revocation[1]


async def test_final_refusal_stands_when_the_second_approver_upholds_it(skipping: Office) -> None:
    case = await take_up(await rejected(skipping))
    await case.answer("refusal_revocation", DEPUTY, decision="refusal_upheld", reason="证书确有疑点")
    row = await case.reach("rejected")
    assert row.closed_at is not None
    assert await case.handle.result() == "rejected"


async def test_lapsed_application_is_accepted_again_when_two_revoke_the_lapse(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_commitment()
    task = await case.task("commitment")
    assert task.due_at is not None
    await case.skip_until(task.due_at + timedelta(minutes=1))
    await case.reach("lapsed")
    case = await take_up(case, DEPUTY)
    await case.answer("refusal_revocation", THIRD_APPROVER, decision="refusal_revoked", reason="系统误计期限")
    await case.reach("acceptance")
    assert [task.kind for task in await case.tasks()] == ["acceptance"]
    assert "有误，现予撤销" in (await letters_of(case))[-1][1]


@pytest.mark.parametrize("origin", ["offered", "carried_over"])
async def test_lapse_of_what_nobody_applied_for_is_not_taken_up(skipping: Office, origin: str) -> None:
    case = await skipping.apply_for()
    await case.to_commitment()
    task = await case.task("commitment")
    assert task.due_at is not None
    await case.skip_until(task.due_at + timedelta(minutes=1))
    await case.reach("lapsed")
    await skipping.change(update(Application).where(Application.id == case.id).values(origin=origin))
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await take_up(case, DEPUTY)
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "wrong_stage"


async def test_letters_of_two_revocations_have_numbers_of_their_own(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_commitment()
    await revoked(case)
    await case.answer("desk_review", OTHER_OFFICER, decision="not_recommended", opinion="不符合", reason="证书存疑")
    task = await case.task("reconsideration_request")
    assert task.due_at is not None
    await case.skip_until(task.due_at + timedelta(minutes=1))
    await case.reach("rejected")
    case = await take_up(case, THIRD_APPROVER)
    await case.ask("assign_task", await case.assignment("refusal_revocation", HEAD, ELSEWHERE.subject))
    await case.answer("refusal_revocation", ELSEWHERE, decision="refusal_revoked", reason="证书属实")
    await case.reach("review")
    numbers = [line for event, text in await letters_of(case) if event.endswith("_revoked") for line in text.splitlines() if "撤决" in line]
    assert (len(numbers), len(set(numbers))) == (2, 2)
