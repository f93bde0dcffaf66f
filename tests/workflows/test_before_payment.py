"""拨付前核查。Before each instruction the payee is looked at again; what speaks against paying holds the money for an approver."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError

from models.tables import ImplementingRule, ItemSuspension, Message
from policy.actors import Actor
from policy.money import write_official
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from tests.office import ACCOUNT, APPLICANT, CLOSED_ACCOUNT, DEPUTY, FINANCE, HEAD, OFFICER, WAN, Case, Office, becomes, rename
from tests.office.milestones import application_to
from tests.office.people import person
from tests.workflows.letters import letters_of

AWARD = 50 * WAN
BUDGET = 2 * 10_000 * WAN
TODAY = datetime.now(BEIJING).date()
MATTER_DATE = date(2026, 3, 1)
THIRD = person("approver-sti-3")
RESUMED = {"decision": "payment_resumed", "reason": "情况已核实，不影响拨付"}
ENDED = {"decision": "payment_ended", "reason": "企业已注销"}
SOURCES = ("credit.finance", "credit.market", "credit.tax", "credit.customs", "registration", "tax", "statistics")


def record(on: date, *, serious: bool = True, source: str = "tax") -> dict[str, Any]:
    return {"source": source, "on": on.isoformat(), "serious": serious, "description": "虚开发票"}


async def suspend(office: Office, item_code: str = "innovation-centre", begins: date = TODAY, scope: str = "item") -> None:
    """Suspend an item, or close it for matters, as two officers do."""
    await office.add(
        ItemSuspension(
            item_code=item_code,
            scope=scope,
            effective_from=begins,
            reason_zh="上级政策调整",
            reason_en="A superior policy changes",
            document_no=f"京政发〔2026〕{begins.toordinal()}号",
            entered_by="officer-sti-1",
            approved_by="officer-sti-2",
            approved_at=datetime.now(BEIJING),
        )
    )


async def held(case: Case) -> list[str]:
    """Confirm the payment, and return what it is held for."""
    await case.pay()
    return [finding["code"] for finding in (await case.task("standing_check")).about["findings"]]


async def states(case: Case) -> list[str]:
    return [payment.state for payment in await case.payments()]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"status": "deregistered"}, ["deregistered"]),
        ({"name": "演示晨光微电子（北京）有限公司"}, ["identity"]),
        ({"kind": "university"}, ["identity"]),
        ({"registered_in_area": False}, ["registered_in_area"]),
        ({"taxed_in_area": False, "statistics_in_area": False}, ["taxed_in_area", "statistics_in_area"]),
        ({"records": [record(TODAY + timedelta(days=1))]}, ["record_since_application"]),
        ({"records": [record(TODAY + timedelta(days=1), serious=False)]}, ["record_since_application"]),
        ({"records": [record(TODAY, source="customs")]}, ["serious_record"]),
    ],
)
async def test_payment_is_held_when_the_enterprise_changed_after_the_approval(
    skipping: Office, changes: dict[str, Any], found: list[str]
) -> None:
    case = await application_to("payment", skipping)
    await becomes(skipping, CHENXIN, **changes)
    assert await held(case) == found
    assert (await states(case), (await case.row()).stage) == (["held"], "payment")
    assert await skipping.treasury_payments() == []
    balances = await skipping.balances()
    assert (balances["obligation"], balances["in_transit"]) == (AWARD, 0)


async def test_payment_shows_the_former_name_of_its_account_when_the_enterprise_was_renamed(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await rename(skipping, CHENXIN, "演示晨光微电子（北京）有限公司", "2026-06-30")
    assert await held(case) == ["identity"]
    about = (await case.task("standing_check")).about
    assert (about["payee"], about["account"]["holder"]) == ("演示晨光微电子（北京）有限公司", ACCOUNT["holder"])
    assert about["account"]["former_name_until"] == about["findings"][0]["known"]["former_until"] == "2026-06-30"
    await case.answer("standing_check", THIRD, decision="payee_refused", reason="户名为原名称")
    # What was said of one payment is of that one: an application of the same enterprise is asked about all the same.
    other = await skipping.apply_for("science-award")
    await other.answer("acceptance", OFFICER, decision="accepted")
    assert (await other.task("identity_check")).about["known"]["name"] == ACCOUNT["holder"]


async def test_payment_goes_on_and_shows_what_was_looked_at_when_a_minor_record_is_no_later_than_the_application(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await becomes(skipping, CHENXIN, records=[record(TODAY, serious=False)])
    await case.pay()
    await case.reach("in_force")
    [payment] = await case.payments()
    assert payment.look is not None
    assert payment.look["answers"].keys() == {*SOURCES, "suspensions", "conduct"}
    assert (payment.look["findings"], payment.look["answers"]["credit.tax"]["records"][0]["description"]) == ([], "虚开发票")
    assert payment.looked_at is not None
    assert payment.instructed_at is not None
    assert payment.looked_at <= payment.instructed_at


async def test_payment_is_held_when_the_item_was_suspended_after_the_approval(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await suspend(skipping)
    assert await held(case) == ["suspended"]
    assert "京政发〔2026〕" in (await case.task("standing_check")).about["findings"][0]["text"]["zh"]


async def test_payment_is_held_when_the_item_was_closed_for_its_matter_after_the_approval(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await suspend(skipping, begins=MATTER_DATE, scope="matters")
    assert await held(case) == ["suspended"]
    assert "对2026年3月1日起发生的事项不再支持" in (await case.task("standing_check")).about["findings"][0]["text"]["zh"]


async def test_payment_goes_on_when_no_suspension_covers_its_item_and_day(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await suspend(skipping, "science-award")
    await suspend(skipping, begins=TODAY + timedelta(days=400))
    await suspend(skipping, begins=MATTER_DATE + timedelta(days=1), scope="matters")
    await case.pay()
    await case.reach("in_force")


async def test_payment_is_held_when_the_item_is_suspended_during_a_bank_return(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_payment(CLOSED_ACCOUNT)
    await case.pay()
    await case.happened("bank_returned")
    await suspend(skipping)
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT)
    assert await held(case) == ["suspended"]
    assert await states(case) == ["returned", "held"]


async def test_payment_is_made_when_an_approver_lets_it_pass(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await becomes(skipping, CHENXIN, records=[record(TODAY + timedelta(days=1))])
    await held(case)
    await case.answer("standing_check", DEPUTY, **RESUMED)
    assert (await case.reach("in_force")).paid_fen == AWARD
    assert [payment["amount_fen"] for payment in await skipping.treasury_payments()] == [AWARD]
    assert (await skipping.balances())["expenditure"] == AWARD


async def test_what_was_let_pass_is_not_asked_again_when_the_bank_returned_the_money(skipping: Office) -> None:
    case = await skipping.apply_for()
    await case.to_payment(CLOSED_ACCOUNT)
    await becomes(skipping, CHENXIN, records=[record(TODAY + timedelta(days=1))])
    await held(case)
    await case.answer("standing_check", DEPUTY, **RESUMED)
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT)
    await case.pay()
    await case.reach("in_force")
    assert (await case.events()).count("payment_held") == 1


async def test_payment_is_held_again_when_another_record_came_meanwhile(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    first, second = record(TODAY + timedelta(days=1)), record(TODAY + timedelta(days=2))
    await becomes(skipping, CHENXIN, records=[first])
    await held(case)
    await becomes(skipping, CHENXIN, records=[first, second])
    await case.answer("standing_check", DEPUTY, **RESUMED)
    about = (await case.task("standing_check")).about
    assert [finding["record"]["on"] for finding in about["findings"]] == [second["on"]]
    assert await skipping.treasury_payments() == []


async def test_budget_is_free_and_the_applicant_told_when_the_payment_is_ended(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await becomes(skipping, CHENXIN, status="deregistered")
    await held(case)
    await case.answer("standing_check", DEPUTY, **ENDED)
    row = await case.reach("refused")
    balances = await skipping.balances()
    assert (row.award_fen, balances["available"], balances["obligation"], balances["in_transit"]) == (None, BUDGET, 0, 0)
    assert [(payment.state, payment.reason) for payment in await case.payments()] == [("given_up", "企业已注销")]
    assert [task.kind for task in await case.tasks()] == ["reconsideration_request"]
    told = await skipping.all(select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc == CHENXIN))
    assert any("停止拨付" in sentence and "复核" in sentence for sentence in told)
    assert await skipping.treasury_payments() == []


async def test_award_is_decided_anew_when_the_end_is_reconsidered(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await becomes(skipping, CHENXIN, status="deregistered")
    await held(case)
    await case.answer("standing_check", DEPUTY, **ENDED)
    await becomes(skipping, CHENXIN, status="active")
    await case.to_notice_by_reconsideration()
    assert (await skipping.balances())["pre_commitment"] == AWARD


async def test_payment_to_an_account_in_a_former_name_is_not_let_pass_but_goes_to_another_account(skipping: Office) -> None:
    case, now = await application_to("payment", skipping), "演示晨光微电子（北京）有限公司"
    await rename(skipping, CHENXIN, now, "2026-06-30")
    assert await held(case) == ["identity"]
    assert await case.refusal_of_answer("standing_check", DEPUTY, **RESUMED) == "wrong_stage"
    await case.answer("standing_check", DEPUTY, decision="payee_refused", reason="户名为原名称")
    assert (await states(case), (await skipping.balances())["obligation"]) == (["account_refused"], AWARD)
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT | {"holder": now})
    await case.pay()
    await case.reach("in_force")
    assert (await skipping.balances())["expenditure"] == AWARD


@pytest.mark.parametrize(("reward_fen", "found"), [(AWARD - 1, ["figure_lowered"]), (AWARD, [])])
async def test_payment_is_held_when_a_superior_policy_has_lowered_the_figure_since(
    skipping: Office, reward_fen: int, found: list[str]
) -> None:
    case = await application_to("payment", skipping)
    await skipping.add(
        ImplementingRule(
            item_code="innovation-centre",
            effective_from=date(2026, 1, 1),
            values={"supports": {"bda/newly_obtained": reward_fen}},
            document_no="京政发〔2026〕12号",
            superior={"title": "关于调整创新中心支持标准的通知", "applies_to": "matters"},
            entered_by="officer-sti-1",
            approved_by="officer-sti-2",
            approved_at=datetime.now(BEIJING),
        )
    )
    if not found:
        await case.pay()
        await case.reach("in_force")
        return
    assert await held(case) == found
    await case.answer("standing_check", DEPUTY, **RESUMED)
    await case.reach("in_force")


async def test_letter_names_the_policies_when_a_payment_ends_for_what_they_lowered(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    policies = [
        ("关于调整创新中心支持标准的通知", "京政发〔2026〕12号", AWARD - 1),
        ("关于压减支持标准的通知", "国发〔2026〕3号", AWARD - 2),
    ]
    for title, number, reward_fen in policies:
        await skipping.add(
            ImplementingRule(
                item_code="innovation-centre",
                effective_from=date(2026, 1, 1),
                values={"supports": {"bda/newly_obtained": reward_fen}},
                document_no=number,
                superior={"title": title, "applies_to": "matters"},
                entered_by="officer-sti-1",
                approved_by="officer-sti-2",
                approved_at=datetime.now(BEIJING),
            )
        )
    assert await held(case) == ["figure_lowered"]
    await case.answer("standing_check", DEPUTY, **ENDED)
    await case.reach("refused")
    _, text = (await letters_of(case))[-1]
    assert all(f"上位政策《{title}》（{number}）" in text for title, number, _ in policies)
    assert f"按调低后的标准核算为{write_official(AWARD - 2)}" in text


@pytest.mark.parametrize("who", [HEAD, FINANCE, OFFICER, APPLICANT])
async def test_payment_is_not_let_pass_by_whoever_had_a_duty_in_the_case_or_is_no_approver(skipping: Office, who: Actor) -> None:
    case = await application_to("payment", skipping)
    await becomes(skipping, CHENXIN, status="deregistered")
    await held(case)
    assert await case.refusal_of_answer("standing_check", who, **RESUMED) in {"four_eyes", "forbidden", "not_found"}
    assert await states(case) == ["held"]


async def test_one_answer_stands_when_two_approvers_answer_at_once(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await becomes(skipping, CHENXIN, status="deregistered")
    await held(case)
    requests = [await case.completion("standing_check", DEPUTY, **RESUMED), await case.completion("standing_check", THIRD, **ENDED)]
    answers = await asyncio.gather(*(case.ask("complete_task", request) for request in requests), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, WorkflowUpdateFailedError)]
    assert len(refused) == 1
    row = await case.reach("in_force", "refused")
    assert len(await skipping.treasury_payments()) == (row.stage == "in_force")


@pytest.mark.parametrize("source", ["registration", "credit.market"])
async def test_payment_waits_and_is_made_once_when_a_source_is_down(skipping: Office, source: str) -> None:
    case = await application_to("payment", skipping)
    await skipping.fault(source, "down", times=2)
    await case.pay()
    await case.reach("in_force")
    assert [payment["amount_fen"] for payment in await skipping.treasury_payments()] == [AWARD]
    assert (await case.events()).count("payment_held") == 0


async def test_nothing_is_paid_and_nothing_found_while_a_source_stays_down(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await becomes(skipping, CHENXIN, status="deregistered")
    await skipping.fault("credit.customs", "down")
    with skipping.starting():
        await case.pay()
        await skipping.until_failed("credit.customs", case)
        assert (await states(case), await skipping.treasury_payments()) == (["reserved"], [])
        await skipping.mend()
        await case.task("standing_check")
    assert await states(case) == ["held"]


async def test_overdue_check_is_escalated_and_the_money_stays(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await becomes(skipping, CHENXIN, status="deregistered")
    await held(case)
    task = await case.task("standing_check")
    assert (task.role, task.working_days) == ("approver", 10)
    assert task.due_at is not None
    await case.skip_until(task.due_at + timedelta(minutes=1))
    await case.happened("escalated")
    assert await states(case) == ["held"]
