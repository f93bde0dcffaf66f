"""A supplement goes to no account that a bank has returned money of the award from; whoever lets it go reads what became of the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from models.tables import Disbursement
from tests.office import ACCOUNT, APPLICANT, FINANCE, OTHER_FINANCE, THIRD_FINANCE, Case, Office
from tests.workflows.reclaim import reclaim
from tests.workflows.redecisions import FIRST, SECOND, Anew, anew, balanced, paid_anew, paid_prize
from tests.workflows.test_redecision_returned import paid_again, returned

MORE = FIRST - SECOND
OTHER = ACCOUNT | {"number": "6222020200099998888"}
ACCEPTED = {"decision": "payee_accepted", "reason": "已电话核实"}


async def given(case: Case, account: dict[str, str]) -> None:
    """Give another account, which finance accepts where it is asked about."""
    await case.answer("new_account", APPLICANT, decision="account_supplied", account=account)
    if any(task.kind == "payee_check" for task in await case.tasks()):
        await case.answer("payee_check", THIRD_FINANCE, **ACCEPTED)


async def payable(office: Office, award: Case | None = None) -> Anew:
    """Find that more is due of an award, up to the release of the supplement."""
    found = await anew(office, award, {"grade": "first"}) if award else await paid_anew(office, "first")
    await found.decide()
    await found.case.reach("payment")
    return found


async def release(case: Case) -> dict[str, Any]:
    """Return what whoever releases a payment reads."""
    about: dict[str, Any] = (await case.task("payment_release")).about
    return about


def earlier(about: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the accounts that were given before, with what became of each payment."""
    return [(one["last_four"], one["state"]) for one in about["earlier"]]


async def paid_to(case: Case) -> str:
    """Return the end of the account that was paid to last."""
    account = (await case.payments())[-1].account
    return str(account["number"].partition(":")[0][-4:])


async def supplemented(found: Anew) -> None:
    """Release and confirm the supplement, and wait until it is paid."""
    await found.case.pay()
    await found.case.reach("supplemented")
    assert (await balanced(found.office))["obligation"] == 0


async def test_supplement_goes_to_the_account_of_its_award_which_whoever_releases_and_confirms_reads(skipping: Office) -> None:
    found = await payable(skipping)
    about = await release(found.case)
    assert (about["account"]["last_four"], earlier(about)) == (ACCOUNT["number"][-4:], [(ACCOUNT["number"][-4:], "paid")])
    await found.case.answer("payment_release", FINANCE, decision="payment_released")
    assert earlier((await found.case.task("payment_confirmation")).about) == earlier(about)


async def test_supplement_goes_to_the_new_account_when_a_bank_has_returned_the_award_before(skipping: Office) -> None:
    award = await paid_prize(skipping)
    await returned(award)
    await given(award, OTHER)
    await award.pay()
    await award.reach("in_force")
    found = await payable(skipping, award)
    about = await release(found.case)
    assert about["account"]["last_four"] == OTHER["number"][-4:]
    assert earlier(about) == [(ACCOUNT["number"][-4:], "returned"), (OTHER["number"][-4:], "paid")]
    await supplemented(found)
    assert await paid_to(found.case) == OTHER["number"][-4:]


@pytest.mark.parametrize("released", [False, True])
async def test_supplement_goes_to_the_new_account_when_a_bank_returns_the_award_meanwhile(skipping: Office, *, released: bool) -> None:
    found = await payable(skipping)
    if released:
        await found.case.answer("payment_release", FINANCE, decision="payment_released")
    await returned(found.award)
    await given(found.award, OTHER)
    await found.award.pay()
    await found.award.reach("in_force")
    if released:
        confirmed = await found.case.confirmed()
        assert await found.case.refusal_of_answer("payment_confirmation", OTHER_FINANCE, **confirmed) == "release_outdated"
        await found.case.answer("payment_confirmation", OTHER_FINANCE, decision="payment_sent_back", reason="账户曾被银行退回")
    else:
        assert await found.case.refusal_of_answer("payment_release", FINANCE, decision="payment_released") == "release_outdated"
        await found.case.happened("release_outdated")
    about = await release(found.case)
    assert about["account"]["last_four"] == OTHER["number"][-4:]
    assert (ACCOUNT["number"][-4:], "returned") in earlier(about)
    await supplemented(found)
    assert await paid_to(found.case) == OTHER["number"][-4:]


async def test_another_account_is_asked_for_when_a_bank_has_returned_all_that_was_paid(skipping: Office) -> None:
    award = await paid_prize(skipping)
    claim = await reclaim(skipping, award, SECOND)
    await claim.accept()
    await returned(award, "return_counted")
    await claim.case.reach("settled")
    found = await payable(skipping, award)
    assert {task.kind for task in await found.case.tasks() if task.closed_at is None} == {"new_account"}
    await given(found.case, OTHER)
    about = await release(found.case)
    assert (about["account"]["last_four"], earlier(about)) == (OTHER["number"][-4:], [(ACCOUNT["number"][-4:], "returned")])
    await supplemented(found)


async def test_account_is_paid_to_again_when_its_enterprise_gives_it_once_more(skipping: Office) -> None:
    award = await paid_prize(skipping)
    await returned(award)
    await paid_again(award)
    await award.reach("in_force")
    found = await payable(skipping, award)
    assert (await release(found.case))["account"]["last_four"] == ACCOUNT["number"][-4:]
    await supplemented(found)


async def test_another_account_is_asked_for_when_a_bank_returns_the_supplement_before_the_award_is_paid_again(skipping: Office) -> None:
    found = await payable(skipping)
    await supplemented(found)
    await returned(found.award)
    await given(found.award, ACCOUNT)
    await found.award.task("payment_release")
    await returned(found.case)
    # Each case has a clock of its own, and that of the award is ahead.
    later = datetime.now(UTC) + timedelta(days=1000)
    await skipping.change(update(Disbursement).where(Disbursement.case_id == found.case.id).values(returned_at=later))
    assert await found.award.refusal_of_answer("payment_release", FINANCE, decision="payment_released") == "release_outdated"
    await found.award.task("new_account")
    await skipping.change(update(Disbursement).where(Disbursement.case_id == found.case.id).values(returned_at=datetime.now(UTC)))
    await given(found.award, OTHER)
    await found.award.pay()
    await found.award.reach("in_force")
    assert await paid_to(found.award) == OTHER["number"][-4:]


async def test_supplement_goes_to_the_account_that_stood_last_when_each_was_returned_once(skipping: Office) -> None:
    award = await paid_prize(skipping)
    await returned(award)
    await given(award, OTHER)
    await award.pay()
    await award.reach("in_force")
    await returned(award)
    await given(award, ACCOUNT)
    await award.pay()
    await award.reach("in_force")
    found = await payable(skipping, award)
    assert (await release(found.case))["account"]["last_four"] == ACCOUNT["number"][-4:]
