"""A supplement is paid with every check a payment has: its account, two people, the sources, the treasury and the bank."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from models.tables import Enterprise
from sandbox.enterprises import CHENXIN
from tests.office import (
    ACCOUNT,
    APPLICANT,
    FINANCE,
    OTHER_FINANCE,
    RETURNED_LATER_ACCOUNT,
    THIRD_APPROVER,
    THIRD_FINANCE,
    Office,
)
from tests.office.sandbox import becomes, rename
from tests.workflows.redecisions import FIRST, SECOND, Anew, anew, balanced, paid_anew, treasury_paid
from tests.workflows.test_before_payment import MATTER_DATE, TODAY, suspend
from tests.workflows.test_subject_closed import paid_back

SUPPLEMENT = FIRST - SECOND


async def to_payment(office: Office) -> Anew:
    """Decide on a supplement."""
    found = await paid_anew(office, "first")
    await found.decide()
    await found.case.reach("payment")
    return found


async def held(found: Anew) -> dict[str, Any]:
    """Confirm the payment to an enterprise that is not registered any more; return what an approver reads."""
    await becomes(found.office, CHENXIN, status="deregistered")
    await found.case.pay()
    about: dict[str, Any] = (await found.case.task("standing_check")).about
    return about


async def test_confirmation_is_refused_when_the_releaser_makes_it(skipping: Office) -> None:
    found = await to_payment(skipping)
    await found.case.answer("payment_release", FINANCE, decision="payment_released")
    assert await found.case.refusal_of_answer("payment_confirmation", FINANCE, **(await found.case.confirmed())) == "four_eyes"


async def test_supplement_is_released_anew_when_sent_back(skipping: Office) -> None:
    found = await to_payment(skipping)
    await found.case.answer("payment_release", FINANCE, decision="payment_released")
    await found.case.answer("payment_confirmation", OTHER_FINANCE, decision="payment_sent_back", reason="请核对")
    await found.case.pay()
    await found.case.reach("supplemented")
    assert await treasury_paid(skipping, found.case.number) == [SUPPLEMENT]


async def test_account_of_a_supplement_is_asked_about_when_it_is_in_a_former_name(skipping: Office) -> None:
    found = await paid_anew(skipping, "first")
    former = {"former_names": [{"name": ACCOUNT["holder"], "until": "2026-06-30"}]}
    await skipping.change(update(Enterprise).where(Enterprise.uscc == CHENXIN).values(name="演示晨光微电子（北京）有限公司", **former))
    await rename(skipping, CHENXIN, "演示晨光微电子（北京）有限公司", "2026-06-30")
    await found.decide()
    about = (await found.case.task("payee_check")).about
    assert [task.kind for task in await found.case.tasks()] == ["payee_check"]
    assert (about["payee"], about["account"]["former_name_until"]) == ("演示晨光微电子（北京）有限公司", "2026-06-30")
    await found.case.answer("payee_check", THIRD_FINANCE, decision="payee_refused", reason="户名为原名称")
    renamed = ACCOUNT | {"holder": "演示晨光微电子（北京）有限公司"}
    await found.case.answer("new_account", APPLICANT, decision="account_supplied", account=renamed)
    await found.case.pay()
    await found.case.reach("supplemented")
    assert await treasury_paid(skipping, found.case.number) == [SUPPLEMENT]


@pytest.mark.parametrize(("scope", "begins"), [("item", TODAY), ("matters", MATTER_DATE)])
async def test_supplement_is_held_when_its_item_was_suspended_after_it_was_decided(skipping: Office, scope: str, begins: date) -> None:
    found = await to_payment(skipping)
    await suspend(skipping, "science-award", begins, scope)
    await found.case.pay()
    assert [one["code"] for one in (await found.case.task("standing_check")).about["findings"]] == ["suspended"]
    assert await treasury_paid(skipping, found.case.number) == []


async def test_supplement_is_held_and_paid_when_an_approver_lets_it_pass(skipping: Office) -> None:
    found = await to_payment(skipping)
    assert [finding["code"] for finding in (await held(found))["findings"]] == ["deregistered"]
    assert (await balanced(skipping))["obligation"] == SUPPLEMENT
    await found.case.answer("standing_check", THIRD_APPROVER, decision="payment_resumed", reason="已核实")
    await found.case.reach("supplemented")
    assert await treasury_paid(skipping, found.case.number) == [SUPPLEMENT]


async def test_nothing_of_a_supplement_stands_when_an_approver_ends_it(skipping: Office) -> None:
    found = await to_payment(skipping)
    await held(found)
    await found.case.answer("standing_check", THIRD_APPROVER, decision="payment_ended", reason="单位已注销")
    await found.case.reach("ended")
    award = await found.application()
    assert (award.supplement_fen, award.standing_fen) == (0, SECOND)
    assert (await balanced(skipping))["obligation"] == 0
    assert await treasury_paid(skipping, found.case.number) == []


async def test_supplement_is_paid_once_when_the_bank_returns_it_after_it_was_paid(skipping: Office) -> None:
    found = await to_payment(skipping)
    await held(found)
    await becomes(skipping, CHENXIN, status="active")
    await found.case.answer("standing_check", THIRD_APPROVER, decision="payee_refused", reason="账户已停用")
    await found.case.answer("new_account", APPLICANT, decision="account_supplied", account=RETURNED_LATER_ACCOUNT)
    await found.case.pay()
    await found.case.happened("paid")
    await found.case.happened("bank_returned")
    award = await found.application()
    assert (award.supplement_paid_fen, award.supplement_fen) == (0, SUPPLEMENT)
    assert (await balanced(skipping))["obligation"] == SUPPLEMENT
    await found.case.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT)
    await found.case.pay()
    await found.case.reach("supplemented")
    assert await treasury_paid(skipping, found.case.number) == [SUPPLEMENT]
    assert (await found.application()).supplement_paid_fen == SUPPLEMENT


async def test_supplement_waits_for_a_person_when_the_treasury_names_another_amount(skipping: Office) -> None:
    found = await to_payment(skipping)
    await skipping.fault("treasury.settlement", "never")
    await found.case.pay()
    await found.case.happened("payment_instructed")
    await skipping.fault("treasury.query", "wrong_amount", times=1)
    await found.case.task("payment_investigation")
    await skipping.mend()
    await found.case.answer("payment_investigation", THIRD_FINANCE, decision="treasury_corrected", note="已核对")
    await found.case.reach("supplemented")
    assert await treasury_paid(skipping, found.case.number) == [SUPPLEMENT]


async def test_redecision_ends_when_banks_can_no_longer_return_its_supplement(skipping: Office) -> None:
    found = await paid_anew(skipping, "first")
    await found.supplement()
    assert await found.case.is_missed()
    await found.case.skip(timedelta(days=40))
    assert await found.case.handle.result() == "supplemented"
    assert not await found.case.is_missed()


@pytest.mark.parametrize("mode", ["error_500", "timeout_after_success"])
async def test_supplement_is_paid_once_when_the_instruction_is_not_answered_at_first(skipping: Office, mode: str) -> None:
    found = await to_payment(skipping)
    await skipping.fault("treasury.instruct", mode, times=2)
    await found.case.pay()
    await found.case.reach("supplemented")
    assert await treasury_paid(skipping, found.case.number) == [SUPPLEMENT]


async def test_supplement_is_released_beside_what_was_paid_of_the_award(skipping: Office) -> None:
    found = await paid_anew(skipping, "first")
    await found.decide()
    shown = (await found.case.task("payment_release")).about["simulation"]
    assert (shown["effect"], shown["before_fen"], shown["new_fen"], shown["over_fen"]) == ("supplement", SECOND, FIRST - SECOND, 0)
    assert {line["award"]: (line["before_fen"], line["new_fen"]) for line in shown["lines"]} == {
        found.award.number: (SECOND, 0),
        found.case.number: (0, FIRST - SECOND),
    }


async def test_supplement_is_released_beside_its_award_when_all_that_was_paid_of_that_came_back(skipping: Office) -> None:
    found = await anew(skipping, await paid_back(skipping, "error"), {"grade": "first"})
    await found.decide()
    shown = (await found.case.task("payment_release")).about["simulation"]
    assert (shown["effect"], shown["before_fen"], shown["new_fen"], shown["over_fen"]) == ("supplement", 0, FIRST, 0)
    assert {line["award"]: (line["before_fen"], line["recovered_fen"], line["new_fen"]) for line in shown["lines"]} == {
        found.award.number: (0, SECOND, 0),
        found.case.number: (0, 0, FIRST),
    }
