"""An award while less of it may be due by what is decided anew: nothing of it is paid before that has followed, or came to nothing."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import update
from temporalio.client import WorkflowUpdateFailedError

from api.views.application import what_comes_next
from models.queries import application as applications
from models.tables import Case as CaseRow
from policy.actors import Actor
from tests.office import APPLICANT, DEPUTY, FINANCE, OFFICER, OTHER_FINANCE, Office, until
from tests.office.milestones import application_to
from tests.workflows.redecisions import FIRST, SECOND, Anew, anew, balanced, treasury_paid


async def released(office: Office, grade: str = "other") -> Anew:
    """Propose to decide a reward anew whose payment is released."""
    award = await application_to("payment", office, "science-award")
    await award.answer("payment_release", FINANCE, decision="payment_released")
    await award.task("payment_confirmation")
    return await anew(office, award, {"grade": grade})


async def at(found: Anew, stage: str) -> None:
    """Put a re-decision where its workflow is between the decision and what follows it."""
    await found.office.change(update(CaseRow).where(CaseRow.id == found.case.id).values(stage=stage))


async def kept(found: Anew) -> None:
    """Confirm the payment, and see it wait for the re-decision."""
    await found.award.answer("payment_confirmation", OTHER_FINANCE, **(await found.award.confirmed()))
    await found.award.happened("payment_kept")

    async def held() -> bool | None:
        return (await found.award.payments())[-1].state == "held" or None

    await until(held, "the payment to wait")
    look = (await found.award.payments())[-1].look
    assert look is not None
    assert [(one["code"], one["redecision"]) for one in look["findings"]] == [("reduction_open", found.case.number)]
    assert await treasury_paid(found.office, found.award.number) == []


@pytest.mark.parametrize("stage", ["execution", "adjustment"])
async def test_payment_is_not_confirmed_while_a_decided_reduction_still_follows(skipping: Office, stage: str) -> None:
    found = await released(skipping)
    await found.hear()
    await found.case.task("redecision_decision")
    await at(found, stage)
    refused = await found.award.refusal_of_answer("payment_confirmation", OTHER_FINANCE, **(await found.award.confirmed()))
    assert refused == "wrong_stage"
    assert [payment.state for payment in await found.award.payments()] == ["prepared"]


@pytest.mark.parametrize("stage", ["execution", "adjustment"])
async def test_payment_is_confirmed_while_more_was_decided_to_be_due(skipping: Office, stage: str) -> None:
    found = await released(skipping, "first")
    await found.case.task("redecision_decision")
    await at(found, stage)
    await found.award.answer("payment_confirmation", OTHER_FINANCE, **(await found.award.confirmed()))
    await found.award.reach("in_force")
    assert await treasury_paid(skipping, found.award.number) == [SECOND]


async def test_nothing_is_paid_when_payment_and_reduction_are_decided_at_once(skipping: Office) -> None:
    found = await released(skipping)
    await found.hear()
    await found.case.task("redecision_decision")
    confirming = found.award.completion("payment_confirmation", OTHER_FINANCE, **(await found.award.confirmed()))
    deciding = found.case.completion("redecision_decision", DEPUTY, decision="redecided", reason="依据充分")
    asked = [(found.case, await deciding), (found.award, await confirming)]
    said = await asyncio.gather(*(case.ask("complete_task", one) for case, one in asked), return_exceptions=True)
    assert all(isinstance(one, WorkflowUpdateFailedError) for one in said if isinstance(one, BaseException))
    if isinstance(said[0], BaseException):
        await found.case.answer("redecision_proposal", OFFICER, decision="reproposed", reason="拨付在办")
    await until_settled(found)
    assert await treasury_paid(skipping, found.award.number) == []


async def until_settled(found: Anew) -> None:
    """Wait until the award was revoked, or is kept from being paid."""

    async def find() -> bool | None:
        row, payments = await found.application(), await found.award.payments()
        return row.stage == "refused" or payments[-1].state == "held" or None

    await until(find, "the award to be kept or revoked")


async def test_payment_waits_while_less_may_be_due_and_is_not_made_when_less_is_decided(skipping: Office) -> None:
    found = await released(skipping)
    await kept(found)
    await found.hear()
    await found.decide()
    await found.case.reach("adjusted")
    assert (await found.award.reach("refused")).award_fen is None
    assert await treasury_paid(skipping, found.award.number) == []
    assert (await balanced(skipping))["in_transit"] == 0


async def test_less_is_paid_when_a_payment_waited_for_a_reduction(skipping: Office) -> None:
    first = await released(skipping, "first")
    await first.decide()
    await first.case.reach("adjusted")
    await first.award.answer("payment_release", FINANCE, decision="payment_released")
    second = await anew(skipping, first.award, {"grade": "second"})
    await kept(second)
    await second.hear()
    await second.decide()
    await second.case.reach("adjusted")
    await second.award.pay()
    await second.award.reach("in_force")
    assert await treasury_paid(skipping, first.award.number) == [SECOND]
    assert FIRST > SECOND


async def test_payment_goes_on_by_itself_when_the_decision_stands(skipping: Office) -> None:
    found = await released(skipping)
    await kept(found)
    await found.hear()
    await found.decide(decision="redecision_refused")
    await found.award.reach("in_force")
    assert await treasury_paid(skipping, found.award.number) == [SECOND]
    assert "payment_held" not in await found.award.events()


async def test_payment_does_not_wait_when_more_may_be_due(skipping: Office) -> None:
    found = await released(skipping, "first")
    await found.award.answer("payment_confirmation", OTHER_FINANCE, **(await found.award.confirmed()))
    await found.award.reach("in_force")
    assert "payment_kept" not in await found.award.events()


@pytest.mark.parametrize(("actor", "says"), [(OFFICER, True), (APPLICANT, False)])
async def test_authority_reads_that_a_payment_waits_while_a_reduction_is_open(skipping: Office, actor: Actor, *, says: bool) -> None:
    found = await released(skipping)
    async with skipping.database.reading() as session:
        said = await what_comes_next(session, await applications.of(session, found.award.id), actor)
    assert (said is not None and found.case.number in said.zh) == says
