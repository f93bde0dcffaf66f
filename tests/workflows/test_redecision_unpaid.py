"""An award that is not paid yet is decided anew: it is paid in the other amount, or not at all, and its budget follows."""

from __future__ import annotations

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from activities.redecision import effects
from tests.office import APPLICANT, DEPUTY, FINANCE, OFFICER, OTHER_FINANCE, SIGNED, Office
from tests.office.milestones import application_to
from tests.workflows.letters import UNMET, letters_of
from tests.workflows.redecisions import FIRST, SECOND, SPECIAL, Anew, anew, balanced, treasury_paid


async def unpaid(office: Office, stretch: str, grade: str) -> Anew:
    """Propose to decide a reward anew that waits for its signature or its payment."""
    return await anew(office, await application_to(stretch, office, "science-award"), {"grade": grade})


async def adjusted(found: Anew, *, heard: bool = False) -> None:
    """Decide, and wait until the award has followed."""
    if heard:
        await found.hear()
    await found.decide()
    await found.case.reach("adjusted")


@pytest.mark.parametrize(("grade", "due_fen"), [("first", FIRST), ("special", SPECIAL)])
async def test_more_is_paid_when_the_award_was_raised_before_it_was_signed_for(skipping: Office, grade: str, due_fen: int) -> None:
    found = await unpaid(skipping, "commitment", grade)
    await adjusted(found)
    assert (await found.application()).award_fen == due_fen
    assert (await balanced(skipping))["obligation"] == due_fen
    await found.award.answer("commitment", APPLICANT, **SIGNED)
    await found.award.pay()
    await found.award.reach("in_force")
    assert await treasury_paid(skipping, found.award.number) == [due_fen]
    assert (await balanced(skipping))["expenditure"] == due_fen


async def test_payment_is_released_and_confirmed_anew_when_its_amount_was_raised(skipping: Office) -> None:
    found = await unpaid(skipping, "payment", "first")
    await found.award.answer("payment_release", FINANCE, decision="payment_released")
    await adjusted(found)
    await found.award.answer("payment_release", FINANCE, decision="payment_released")
    await found.award.answer("payment_confirmation", OTHER_FINANCE, **(await found.award.confirmed()))
    await found.award.reach("in_force")
    assert await treasury_paid(skipping, found.award.number) == [FIRST]
    assert [(payment.state, payment.amount_fen) for payment in await found.award.payments()] == [("given_up", SECOND), ("paid", FIRST)]


async def test_less_is_paid_and_the_rest_is_free_when_the_award_was_lowered(skipping: Office) -> None:
    first = await unpaid(skipping, "payment", "first")
    await adjusted(first)
    free_fen = (await balanced(skipping))["available"]
    second = await anew(skipping, first.award, {"grade": "second"})
    await adjusted(second, heard=True)
    assert (await balanced(skipping))["available"] == free_fen + FIRST - SECOND
    await second.award.pay()
    await second.award.reach("in_force")
    assert await treasury_paid(skipping, second.award.number) == [SECOND]


@pytest.mark.parametrize("stretch", ["commitment", "payment"])
async def test_nothing_is_paid_when_the_award_is_not_due_at_all(skipping: Office, stretch: str) -> None:
    found = await unpaid(skipping, stretch, "other")
    await adjusted(found, heard=True)
    award = await found.award.reach("refused")
    assert award.award_fen is None
    assert (await balanced(skipping))["obligation"] == 0
    assert await treasury_paid(skipping, award.number) == []
    await found.award.task("reconsideration_request")
    event, letter = (await letters_of(found.award))[-1]
    assert event == "award_revoked"
    for said in ("等级由“二等奖”更正为“其他”", UNMET, "不予支持决定书", "【不符合】"):
        assert said in letter
    assert f"{found.case.number[-6:]}号" in letter
    # The letter of the re-decision says it as well, and that of the award stays as it is read later.
    for _, told in await letters_of(found.case):
        assert UNMET in told
    await found.award.reconsider("reconsideration_dismissed")
    assert ("award_revoked", letter) in await letters_of(found.award)
    upheld = (await letters_of(found.award))[-1][1]
    assert "维持原决定" in upheld
    assert UNMET in upheld


async def test_nothing_is_decided_anew_while_the_award_is_on_hold(skipping: Office) -> None:
    found = await unpaid(skipping, "commitment", "first")
    await found.award.hold()
    assert await found.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "on_hold"
    await found.award.resume()
    await adjusted(found)


async def test_redecision_goes_back_when_the_award_cannot_follow(skipping: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    found = await unpaid(skipping, "commitment", "other")
    await found.hear()
    await found.case.task("redecision_decision")
    # As if it was put on hold between the decision and what follows.
    monkeypatch.setattr(effects, "UNPAID", frozenset())
    await found.award.hold()
    await found.decide()
    task = await found.case.task("redecision_proposal")
    assert (task.about["came_back"]["event"], task.about["came_back"]["refusal"]["code"]) == ("basis_changed", "on_hold")
    assert (await found.application()).award_fen == SECOND
    # What was decided of an award that would lose by it was on no public notice, and no letter says that it fell.
    assert [event for event, _ in await letters_of(found.case)] == ["found_less", "redecided"]
    await found.award.resume()
    await found.case.answer("redecision_proposal", OFFICER, decision="reproposed", reason="已恢复办理")
    await adjusted(found, heard=True)
    await found.award.reach("refused")


async def test_award_on_public_notice_is_left_to_its_objections(skipping: Office) -> None:
    award = await application_to("notice", skipping, "science-award")
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await anew(skipping, award, {"grade": "first"})
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "wrong_stage"


async def test_award_that_was_paid_meanwhile_is_decided_on_as_paid(skipping: Office) -> None:
    found = await unpaid(skipping, "payment", "first")
    await found.award.pay()
    await found.award.reach("in_force")
    assert await found.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "basis_changed"
    await found.case.answer("redecision_proposal", OFFICER, decision="reproposed", reason="已拨付")
    await found.supplement()
    assert await treasury_paid(skipping, found.case.number) == [FIRST - SECOND]
