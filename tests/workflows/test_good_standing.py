"""守诺。While a breach or a clawback is open new awards wait where they are; nothing of them is lost."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError

from models.queries.conduct import is_in_good_standing, require_good_standing
from models.tables import Clawback, LedgerTransfer, Message
from policy.errors import Refusal
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.office import APPLICANT, DEPUTY, FINANCE, HEAD, OTHER_FINANCE, WAN, Case, Office
from tests.workflows.commitments import HEAD as KEEPERS_HEAD
from tests.workflows.commitments import OFFICER as KEEPER
from tests.workflows.commitments import TODAY, bound, breaches, file_change, found_gone, let_go, on_file_with_repayment
from tests.workflows.conftest import Opening

OTHER_ITEM = "science-award"


async def suspect(commitment: Case) -> None:
    await found_gone(commitment)
    await commitment.reach("hearing")


async def clear(commitment: Case) -> None:
    """Find the breach unfounded."""
    await commitment.answer("hearing_statement", APPLICANT, decision="heard", statement="登记信息有误")
    await let_go(commitment, "breach_review", KEEPER, KEEPERS_HEAD, reason="登记信息有误")
    await commitment.reach("in_force")


async def code(office: Office, uscc: str = CHENXIN) -> tuple[str, str]:
    async with office.database.reading() as session:
        with pytest.raises(Refusal) as refused:
            await require_good_standing(session, uscc, TODAY)
    return refused.value.code, refused.value.detail.en


async def stands(office: Office, uscc: str = CHENXIN) -> bool:
    async with office.database.reading() as session:
        return await is_in_good_standing(session, uscc, TODAY)


async def test_enterprise_stands_well_when_nothing_is_open(skipping: Office) -> None:
    await bound(skipping)
    assert await stands(skipping)
    assert await stands(skipping, YUNHENG)


async def test_only_the_enterprise_in_question_waits_when_its_breach_is_open(skipping: Office) -> None:
    commitment = await bound(skipping)
    await suspect(commitment)
    assert (await code(skipping))[0] == "breach_open"
    assert await stands(skipping, YUNHENG)
    await clear(commitment)
    assert await stands(skipping)


async def test_application_is_not_taken_in_when_a_breach_is_open(skipping: Office) -> None:
    commitment = await bound(skipping)
    await suspect(commitment)
    draft = await skipping.draft(OTHER_ITEM)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await skipping.submit(draft)
    assert getattr(refused.value.cause, "type", None) == "breach_open"
    await clear(commitment)
    assert (await (await skipping.submit(draft)).row()).stage == "acceptance"


async def test_award_is_not_approved_when_a_breach_is_open_and_is_when_it_is_closed(skipping: Office) -> None:
    commitment = await bound(skipping)
    waiting = await skipping.apply_for(OTHER_ITEM)
    await waiting.to_decision()
    await suspect(commitment)
    before = len(await skipping.all(select(LedgerTransfer)))
    assert await waiting.refusal_of_answer("decision", HEAD, decision="approved") == "breach_open"
    assert len(await skipping.all(select(LedgerTransfer))) == before
    assert (await waiting.row()).stage == "decision"
    await clear(commitment)
    await waiting.answer("decision", HEAD, decision="approved")
    await waiting.reach("public_notice")


async def test_enterprise_is_told_which_of_its_applications_wait_and_when_they_go_on(skipping: Office) -> None:
    commitment = await bound(skipping)
    waiting = await skipping.apply_for(OTHER_ITEM)
    await skipping.draft()
    await suspect(commitment)
    await clear(commitment)
    about = select(Message).where(Message.case_id == waiting.id, Message.en.contains("commitment to stay"))
    told = await skipping.all(about.order_by(Message.id))
    assert ["wait" in message.en for message in told] == [True, False]
    assert {message.enterprise_uscc for message in told} == {CHENXIN}
    others = select(Message).where(Message.case_id.not_in([waiting.id, commitment.id]), Message.en.contains("looked into"))
    assert await skipping.all(others) == []


async def test_award_that_waits_for_budget_goes_on_waiting_when_a_breach_is_open(opening: Opening) -> None:
    async with opening(budget_fen=60 * WAN, durations={"budget_retry": 1}) as office:
        commitment = await bound(office)
        waiting = await office.apply_for(OTHER_ITEM)
        await waiting.to_decision()
        await waiting.answer("decision", HEAD, decision="approved")
        await waiting.reach("budget_wait")
        await suspect(commitment)
        for year in {office_year(), office_year() + 1}:
            await office.appropriate(1000 * WAN, year)
        await waiting.skip(timedelta(days=5))
        assert (await waiting.row()).stage == "budget_wait"
        await clear(commitment)
        await waiting.skip(timedelta(days=5))
        await waiting.reach("public_notice", "commitment")


def office_year() -> int:
    return datetime.now(BEIJING).year


async def test_payment_is_held_when_a_breach_is_open_and_made_when_an_approver_lets_it_pass(skipping: Office) -> None:
    commitment = await bound(skipping)
    waiting = await skipping.apply_for(OTHER_ITEM)
    await waiting.to_payment()
    await waiting.answer("payment_release", FINANCE, decision="payment_released")
    await suspect(commitment)
    payments = len(await skipping.treasury_payments())
    with skipping.starting():
        await waiting.answer("payment_confirmation", OTHER_FINANCE, **(await waiting.confirmed()))
        found = (await waiting.task("standing_check")).about["findings"]
    assert [finding["code"] for finding in found] == ["breach_open"]
    assert [payment.state for payment in await waiting.payments()] == ["held"]
    assert len(await skipping.treasury_payments()) == payments
    await clear(commitment)
    with skipping.starting():
        await waiting.answer("standing_check", DEPUTY, decision="payment_resumed", reason="违反承诺不成立")
        await waiting.reach("in_force")


async def test_award_waits_when_money_is_being_reclaimed(skipping: Office) -> None:
    commitment = await bound(skipping, "full")
    await file_change(commitment, TODAY + timedelta(days=30))
    await commitment.skip(timedelta(days=31))
    assert await stands(skipping)
    with skipping.starting():
        await on_file_with_repayment(commitment, KEEPER, KEEPERS_HEAD)
        await commitment.happened("repayment_asked")
    refused, said = await code(skipping)
    assert refused == "breach_open"
    assert (await skipping.all(select(Clawback)))[0].number in said
    assert await breaches(skipping) == []
