"""What was applied for by one whose place was taken is asked about, published and paid as its successor's."""

from __future__ import annotations

from typing import Any

import pytest

from models.queries import enterprise as enterprises
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.models.succeeding import succeed
from tests.office import ACCOUNT, APPLICANT, FINANCE, HEAD, OTHER_FINANCE, SIGNED, THIRD_FINANCE, Case, Office, becomes
from tests.office.milestones import application_to
from tests.office.people import person
from tests.workflows.successions import SUCCESSOR, take_over

NAME = "演示云衡机器人（北京）股份有限公司"
ITS_ACCOUNT = {"holder": NAME, "bank": "演示银行亦庄支行", "number": "6222000033334444"}
THIRD = person("approver-sti-3")


async def waiting(case: Case) -> list[str]:
    return [task.kind for task in await case.tasks()]


def instructed(office: Office) -> list[tuple[str, str]]:
    """Return to whom and to which account the treasury was told to pay, so far."""
    assert office.world is not None
    rows = office.world.connection.execute("SELECT payee_name, account_no FROM instruction ORDER BY instruction_no")
    return [(row["payee_name"], row["account_no"]) for row in rows]


async def taken(case: Case) -> Case:
    """Have the place of its enterprise taken."""
    await becomes(case.office, CHENXIN, status="deregistered")
    await succeed(case.office.database, (CHENXIN, YUNHENG))
    return case


async def test_sources_are_asked_about_the_successor_when_the_predecessor_is_deregistered(skipping: Office) -> None:
    case = await taken(await skipping.apply_for())
    await case.to_review()
    assert await waiting(case) == ["desk_review"]


async def test_case_ends_as_before_when_nobody_took_the_place_of_a_deregistered_applicant(skipping: Office) -> None:
    case = await skipping.apply_for()
    await becomes(skipping, CHENXIN, status="deregistered")
    await case.answer("acceptance", person("officer-sti-1"), decision="accepted")
    await case.reach("refused")


async def test_successor_is_published_signs_and_is_paid_in_its_own_name(skipping: Office) -> None:
    case = await application_to("decision", skipping)
    await taken(case)
    await case.answer("decision", HEAD, decision="approved")
    assert (await case.notice()).enterprise_name == NAME
    await case.clear_notice()
    await case.answer("commitment", SUCCESSOR, **(SIGNED | {"account": ITS_ACCOUNT}))
    assert await waiting(case) == ["payment_release"]
    await case.pay()
    await case.reach("in_force")
    assert instructed(skipping) == [(NAME, ITS_ACCOUNT["number"])]


async def test_account_of_the_predecessor_is_asked_about_with_both_names(skipping: Office) -> None:
    case = await application_to("commitment", skipping)
    await taken(case)
    await case.answer("commitment", SUCCESSOR, **SIGNED)
    about = (await case.task("payee_check")).about
    assert (about["payee"], about["account"]["holder"]) == (NAME, ACCOUNT["holder"])


async def test_payment_under_way_is_not_confirmed_to_the_predecessor_and_goes_to_the_successors_account(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await case.answer("payment_release", FINANCE, decision="payment_released")
    await take_over(skipping)
    assert await case.refusal_of_answer("payment_confirmation", OTHER_FINANCE, **(await case.confirmed())) == "wrong_stage"
    await case.answer("payment_confirmation", OTHER_FINANCE, decision="payment_sent_back", reason="收款单位已由他人承继")
    await case.answer("payee_check", THIRD_FINANCE, decision="payee_refused", reason="户名为被承继单位")
    await case.answer("new_account", SUCCESSOR, decision="account_supplied", account=ITS_ACCOUNT)
    await case.pay()
    await case.reach("in_force")
    assert instructed(skipping) == [(NAME, ITS_ACCOUNT["number"])]


@pytest.mark.parametrize("accepted", [True, False])
async def test_account_accepted_for_the_predecessor_is_not_accepted_for_the_successor(skipping: Office, *, accepted: bool) -> None:
    case = await application_to("commitment", skipping)
    await case.answer("commitment", APPLICANT, **_signed_by_applicant())
    await case.answer("payee_check", THIRD_FINANCE, decision="payee_accepted", reason="银行出具同名证明")
    await case.answer("payment_release", FINANCE, decision="payment_released")
    await taken(case)
    assert await case.refusal_of_answer("payment_confirmation", OTHER_FINANCE, **(await case.confirmed())) == "wrong_stage"
    await case.answer("payment_confirmation", OTHER_FINANCE, decision="payment_sent_back", reason="收款单位已由他人承继")
    decision = "payee_accepted" if accepted else "payee_refused"
    await case.answer("payee_check", THIRD_FINANCE, decision=decision, reason="已核对")
    assert await waiting(case) == (["payment_release"] if accepted else ["new_account"])


def _signed_by_applicant() -> dict[str, Any]:
    return SIGNED | {"account": ACCOUNT | {"holder": "演示晨芯微电子有限公司"}}


async def test_payment_that_was_confirmed_is_held_when_the_place_is_taken_before_the_treasury_is_told(skipping: Office) -> None:
    case = await application_to("payment", skipping)
    await skipping.fault("registration", "down")
    await case.pay()
    await skipping.until_failed("registration", case)
    await taken(case)
    await skipping.mend()
    findings = (await case.task("standing_check")).about["findings"]
    assert [finding["code"] for finding in findings] == ["succeeded"]
    assert NAME in findings[0]["text"]["zh"]
    assert ACCOUNT["holder"] in findings[0]["text"]["zh"]
    assert await skipping.treasury_payments() == []
    resumed = {"decision": "payment_resumed", "reason": "情况已核实"}
    assert await case.refusal_of_answer("standing_check", THIRD, **resumed) == "wrong_stage"
    await case.answer("standing_check", THIRD, decision="payee_refused", reason="应付至承继单位")
    await case.answer("new_account", SUCCESSOR, decision="account_supplied", account=ITS_ACCOUNT)
    await case.pay()
    await case.reach("in_force")
    assert instructed(skipping) == [(NAME, ITS_ACCOUNT["number"])]


@pytest.mark.parametrize(
    ("language", "addressed"),
    [("zh", f"{NAME}（承继{ACCOUNT['holder']}）"), ("en", f"{NAME}, successor of {ACCOUNT['holder']}")],
)
async def test_paper_addresses_the_successor_and_says_whose_place_it_took(skipping: Office, language: str, addressed: str) -> None:
    async with skipping.database.reading() as session:
        assert await enterprises.addressee(session, CHENXIN, language) == ACCOUNT["holder"]
    await succeed(skipping.database, (CHENXIN, YUNHENG))
    async with skipping.database.reading() as session:
        assert await enterprises.addressee(session, CHENXIN, language) == addressed
        assert await enterprises.addressee(session, YUNHENG, language) == NAME
