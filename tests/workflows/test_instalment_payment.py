"""A later part of an award is paid with every check a payment has: its account, two people, the sources, the treasury and the bank."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from activities.application import standing
from models.tables import Enterprise
from sandbox.enterprises import CHENXIN
from tests.office import ACCOUNT, APPLICANT, FINANCE, HEAD, OTHER_FINANCE, THIRD_APPROVER, THIRD_FINANCE, Case, Office, until
from tests.office.sandbox import becomes, rename
from tests.workflows.instalments import FIRST, REST, approved, awarded, first_paid, part_of, second_paid
from tests.workflows.reclaim import paid_award, reclaim
from tests.workflows.redecisions import balanced, treasury_paid
from tests.workflows.test_redecision_returned import returned

NAME = "演示晨光微电子（北京）有限公司"


async def to_payment(office: Office) -> Case:
    """Have the condition of a later part approved."""
    part = await part_of(await first_paid(office))
    await approved(part)
    await part.task("payment_release")
    return part


async def paid_once(part: Case) -> None:
    """Have what was released paid, once."""
    await part.reach("paid")
    assert await treasury_paid(part.office, part.number) == [REST]


async def test_part_is_released_anew_when_sent_back(skipping: Office) -> None:
    part = await to_payment(skipping)
    await part.answer("payment_release", FINANCE, decision="payment_released")
    await part.answer("payment_confirmation", OTHER_FINANCE, decision="payment_sent_back", reason="请核对")
    await part.pay()
    await paid_once(part)


async def test_release_of_a_part_is_outdated_when_its_enterprise_is_called_otherwise_since(skipping: Office) -> None:
    part = await to_payment(skipping)
    await skipping.change(update(Enterprise).where(Enterprise.uscc == CHENXIN).values(name=f"{ACCOUNT['holder']} "))
    assert await part.refusal_of_answer("payment_release", FINANCE, decision="payment_released") == "release_outdated"
    await part.happened("release_outdated")


async def test_account_of_a_part_is_asked_about_when_it_is_in_a_former_name(skipping: Office) -> None:
    part = await part_of(await first_paid(skipping))
    former = {"former_names": [{"name": ACCOUNT["holder"], "until": "2026-06-30"}]}
    await skipping.change(update(Enterprise).where(Enterprise.uscc == CHENXIN).values(name=NAME, **former))
    await rename(skipping, CHENXIN, NAME, "2026-06-30")
    await approved(part)
    await part.answer("payee_check", THIRD_FINANCE, decision="payee_refused", reason="户名为原名称")
    await part.answer("new_account", APPLICANT, decision="account_supplied", account=ACCOUNT | {"number": "11050000000000009999"})
    await part.answer("payee_check", THIRD_FINANCE, decision="payee_accepted", reason="已核实")
    await part.pay()
    await paid_once(part)


async def test_part_waits_for_a_person_when_the_treasury_names_another_amount(skipping: Office) -> None:
    part = await to_payment(skipping)
    await skipping.fault("treasury.settlement", "never")
    await part.pay()
    await part.happened("payment_instructed")
    await skipping.fault("treasury.query", "wrong_amount", times=1)
    await part.task("payment_investigation")
    await skipping.mend()
    await part.answer("payment_investigation", FINANCE, decision="treasury_corrected", note="已与国库核对")
    await paid_once(part)


@pytest.mark.parametrize(("decision", "stage", "paid"), [("payment_resumed", "paid", [REST]), ("payment_ended", "ended", [])])
async def test_part_is_held_for_what_the_sources_say_and_decided_on_by_an_approver(
    skipping: Office, decision: str, stage: str, paid: list[int]
) -> None:
    part = await to_payment(skipping)
    await becomes(skipping, CHENXIN, status="deregistered")
    await part.pay()
    assert [one["code"] for one in (await part.task("standing_check")).about["findings"]] == ["deregistered"]
    await part.answer("standing_check", THIRD_APPROVER, decision=decision, reason="经核实")
    await part.reach(stage)
    assert await treasury_paid(skipping, part.number) == paid
    assert (await balanced(skipping))["expenditure"] == FIRST + sum(paid)


async def test_what_takes_two_to_be_paid_all_the_same_takes_two_of_a_part_as_well(
    skipping: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = await to_payment(skipping)
    found: dict[str, Any] = {
        "code": "figures_changed",
        "clause": "保障措施",
        "text": {"zh": "来源数据已变动", "en": "Its source says otherwise"},
    }
    monkeypatch.setattr(standing, "findings", lambda *_, **__: [found])
    await part.pay()
    asking = {"decision": "resumption_asked", "reason": "不影响本期拨付"}
    await part.answer("standing_check", THIRD_APPROVER, **asking)
    await part.answer("resumption_confirmation", HEAD, decision="resumption_refused", reason="再核")
    await part.answer("standing_check", THIRD_APPROVER, **asking)
    await part.answer("resumption_confirmation", HEAD, decision="payment_resumed", reason="同意")
    await paid_once(part)


async def test_part_waits_while_a_demand_is_only_proposed_and_goes_on_when_it_is_refused(skipping: Office) -> None:
    part = await to_payment(skipping)
    claim = await reclaim(skipping, await paid_award(skipping), 100)
    await part.pay()
    await part.happened("payment_kept")
    await claim.case.answer("clawback_approval", THIRD_APPROVER, decision="demand_refused", reason="无误")
    await part.happened("payment_taken_up")
    await paid_once(part)


async def test_bank_that_returns_a_part_has_it_counted_as_repaid_when_the_award_is_demanded_back(skipping: Office) -> None:
    award = await first_paid(skipping)
    part = await second_paid(award)
    claim = await reclaim(skipping, award, FIRST + REST)
    await returned(part, "return_questioned")
    await claim.accept()
    await part.happened("return_counted")

    async def booked() -> bool | None:
        return (await awarded(award)).recovered_fen == REST or None

    await until(booked, "what the bank returned among what came back")
