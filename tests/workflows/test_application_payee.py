"""收款人。Money goes to an account in the registered name, or somebody of finance has decided that it may go elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from models.tables import Enterprise
from policy.actors import Actor, Role
from sandbox.enterprises import CHENXIN
from tests.granting import grants
from tests.office import ACCOUNT, APPLICANT, CLOSED_ACCOUNT, FINANCE, HEAD, OTHER_FINANCE, SIGNED, THIRD_FINANCE, Case, Office
from tests.office.milestones import application_to

REGISTERED = "演示晨芯微电子（北京）有限公司"
ACCEPTED = {"decision": "payee_accepted", "reason": "银行出具同名证明"}
REFUSED = {"decision": "payee_refused", "reason": "户名为自然人"}


async def signed(office: Office, account: dict[str, str]) -> Case:
    """Sign with an account."""
    case = await application_to("commitment", office)
    await case.answer("commitment", APPLICANT, **(SIGNED | {"account": account}))
    return case


async def waiting(case: Case) -> list[str]:
    return [task.kind for task in await case.tasks()]


@pytest.mark.parametrize(
    "holder",
    [
        REGISTERED,
        "演示晨芯微电子(北京)有限公司",
        "演示晨芯微电子(北京)有限公司 ",
        " 演示晨芯微电子 （北京） 有限公司",
        "演示晨芯微电子\u200b（北京）有限公司",
        "演示晨芯微电子（北京）有限公司\u3000",
    ],
)
async def test_payment_is_released_at_once_when_the_account_is_in_the_registered_name(skipping: Office, holder: str) -> None:
    case = await signed(skipping, ACCOUNT | {"holder": holder})
    assert await waiting(case) == ["payment_release"]


@pytest.mark.parametrize(
    "holder", ["张某某", "演示晨芯微电子有限公司", "演示晨芯微电子（上海）有限公司", "演示晨芯微电子（北京）有限公司工会", "-"]
)
async def test_account_is_asked_about_when_it_is_in_another_name(skipping: Office, holder: str) -> None:
    case = await signed(skipping, ACCOUNT | {"holder": holder})
    assert await waiting(case) == ["payee_check"]
    about = (await case.task("payee_check")).about
    assert (about["payee"], about["account"]["holder"]) == (REGISTERED, holder)


async def test_account_is_asked_about_with_its_last_day_when_it_is_in_a_former_name(skipping: Office) -> None:
    former = {"former_names": [{"name": REGISTERED, "until": "2026-06-30"}]}
    case = await application_to("commitment", skipping)
    await skipping.change(update(Enterprise).where(Enterprise.uscc == CHENXIN).values(name="演示晨光微电子（北京）有限公司", **former))
    await case.answer("commitment", APPLICANT, **SIGNED)
    about = (await case.task("payee_check")).about
    assert (about["payee"], about["account"]["former_name_until"]) == ("演示晨光微电子（北京）有限公司", "2026-06-30")
    await case.answer("payee_check", FINANCE, **REFUSED)
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT | {"holder": "张某某"})
    assert "former_name_until" not in (await case.task("payee_check")).about["account"]


async def test_payment_goes_on_when_another_name_is_accepted(skipping: Office) -> None:
    case = await signed(skipping, ACCOUNT | {"holder": "演示晨芯微电子有限公司"})
    await case.answer("payee_check", THIRD_FINANCE, **ACCEPTED)
    assert await waiting(case) == ["payment_release"]
    await case.pay()
    await case.reach("in_force")
    assert [payment.payee_checked_by for payment in await case.payments()] == [THIRD_FINANCE.subject]


async def test_whoever_releases_and_confirms_reads_who_accepted_another_name_and_why(skipping: Office) -> None:
    case = await signed(skipping, ACCOUNT | {"holder": "张某某"})
    await case.answer("payee_check", THIRD_FINANCE, **REFUSED)
    other = ACCOUNT | {"holder": "演示晨芯微电子有限公司"}
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=other)
    await case.answer("payee_check", THIRD_FINANCE, **ACCEPTED)
    read = [(await case.task("payment_release")).about]
    await case.answer("payment_release", FINANCE, decision="payment_released")
    read.append((await case.task("payment_confirmation")).about)
    for about in read:
        assert (about["payee"], about["account"]["holder"]) == (REGISTERED, other["holder"])
        assert (about["payee_accepted"]["by"], about["payee_accepted"]["reason"]) == (THIRD_FINANCE.subject, ACCEPTED["reason"])
        assert [(one["holder"], one["state"], one["reason"]) for one in about["earlier"]] == [
            ("张某某", "account_refused", REFUSED["reason"])
        ]


async def test_nobody_is_named_as_having_accepted_an_account_that_nobody_was_asked_about(skipping: Office) -> None:
    case = await signed(skipping, ACCOUNT)
    assert "payee_accepted" not in (await case.task("payment_release")).about


async def test_payment_is_neither_released_nor_confirmed_by_whoever_accepted_another_name(skipping: Office) -> None:
    case = await signed(skipping, ACCOUNT | {"holder": "演示晨芯微电子有限公司"})
    await case.answer("payee_check", THIRD_FINANCE, **ACCEPTED)
    assert await case.refusal_of_answer("payment_release", THIRD_FINANCE, decision="payment_released") == "four_eyes"
    await case.answer("payment_release", FINANCE, decision="payment_released")
    assert await case.refusal_of_answer("payment_confirmation", THIRD_FINANCE, **(await case.confirmed())) == "four_eyes"


@pytest.mark.parametrize("person", [FINANCE, OTHER_FINANCE])
async def test_changed_account_is_not_accepted_by_whoever_released_or_confirmed_the_first_payment(skipping: Office, person: Actor) -> None:
    case = await signed(skipping, CLOSED_ACCOUNT)
    await case.pay()
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT)
    assert await case.refusal_of_answer("payee_check", person, **ACCEPTED) == "four_eyes"


async def test_another_account_is_asked_for_when_another_name_is_refused(skipping: Office) -> None:
    case = await signed(skipping, ACCOUNT | {"holder": "张某某"})
    await case.answer("payee_check", FINANCE, **REFUSED)
    assert await waiting(case) == ["new_account"]
    assert [(payment.state, payment.reason) for payment in await case.payments()] == [("account_refused", "户名为自然人")]
    about = (await case.task("new_account")).about
    assert (about["amount_fen"], about["account"]["holder"], about["reason"]) == ((await case.row()).award_fen, "张某某", "户名为自然人")
    assert "number" not in about["account"]
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT | {"holder": "李四"})
    assert await waiting(case) == ["payee_check"]
    assert await skipping.treasury_payments() == []


async def test_changed_account_is_asked_about_when_it_is_in_the_registered_name(skipping: Office) -> None:
    case = await signed(skipping, CLOSED_ACCOUNT)
    await case.pay()
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT)
    about = (await case.task("payee_check")).about
    assert about["earlier"] == [
        {
            "holder": REGISTERED,
            "bank": CLOSED_ACCOUNT["bank"],
            "last_four": "0000",
            "state": "returned",
            "reason": about["earlier"][0]["reason"],
        }
    ]
    await case.pay()
    await case.reach("in_force")


async def test_finance_reads_holder_bank_and_last_four_and_never_the_number(skipping: Office) -> None:
    case = await signed(skipping, ACCOUNT)
    read: list[dict[str, Any]] = [(await case.task("payment_release")).about]
    await case.answer("payment_release", FINANCE, decision="payment_released")
    read.append((await case.task("payment_confirmation")).about)
    shown = {"holder": REGISTERED, "bank": ACCOUNT["bank"], "last_four": "2222"}
    assert [about["account"] for about in read] == [shown, shown]
    assert ACCOUNT["number"] not in str(read)


@pytest.mark.parametrize("last_four", ["2221", "0000"])
async def test_confirmation_is_refused_when_the_last_four_are_not_those_of_the_account(skipping: Office, last_four: str) -> None:
    case = await signed(skipping, ACCOUNT)
    await case.answer("payment_release", FINANCE, decision="payment_released")
    wrong = {"decision": "payment_confirmed", "last_four": last_four}
    assert await case.refusal_of_answer("payment_confirmation", OTHER_FINANCE, **wrong) == "invalid_input"
    assert await waiting(case) == ["payment_confirmation"]


async def test_payee_is_not_decided_by_whoever_decided_the_award(skipping: Office) -> None:
    case = await signed(skipping, ACCOUNT | {"holder": "张某某"})
    assert await case.refusal_of_answer("payee_check", replace(HEAD, grants=grants(Role.FINANCE)), **ACCEPTED) == "four_eyes"
