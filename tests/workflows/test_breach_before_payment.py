"""Money of an award that a breach did not reach, since it was not paid when that was found: two approvers let it go, or it ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from activities.commitment.look import commitment_of_enterprise
from models.tables import Breach, CollectedUndertaking, Commitment, CommitmentCheck, Undertaking
from policy.actors import Actor
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from tests.office import APPLICANT, HEAD, SIGNED, THIRD_APPROVER, Case, Office
from tests.office.milestones import application_to
from tests.workflows.redecisions import SECOND, paid_prize, treasury_paid
from tests.workflows.test_redecision_returned import paid_again, returned

RESUMED = {"decision": "payment_resumed", "reason": "已核实"}
DELEGATED = Actor("approver-area", "委派审批人", HEAD.grants)
TODAY = datetime.now(BEIJING).date()
LATER = timedelta(days=400)


async def found_broken(office: Office, outcome: str = "upheld", after: timedelta = LATER, on: date = TODAY) -> None:
    """Let a breach of the enterprise's commitment have been found, or let go, so long after today."""
    closed_at = datetime.now(BEIJING) + after
    async with office.database.writing() as session:
        commitment = await commitment_of_enterprise(session, office.parts.deployment(), CHENXIN)
        failures = {"answers": {}, "failures": ["registered_in_area"], "checked_at": closed_at}
        check = CommitmentCheck(year=on.year, run="run", enterprise_uscc=CHENXIN, **failures)
        session.add(check)
        await session.flush()
        went = {"cause": "move_found", "check_id": check.id, "failures": ["registered_in_area"], "breach_on": on}
        closed = {"outcome": outcome, "closed_at": closed_at, "closed_by": "approver-2", "closing_proposed_by": "officer-1"}
        session.add(Breach(commitment_id=commitment.id, opened_at=closed_at, **went, **closed))


async def held(case: Case) -> list[str]:
    """Return what a payment is held for; nothing of it is paid."""
    findings = (await case.task("standing_check")).about["findings"]
    assert await treasury_paid(case.office, case.number) == []
    return [one["code"] for one in findings]


async def paid_by_two(case: Case) -> None:
    """Have two approvers let the payment go on; one alone cannot."""
    assert await case.refusal_of_answer("standing_check", THIRD_APPROVER, **RESUMED) == "invalid_input"
    await case.answer("standing_check", THIRD_APPROVER, decision="resumption_asked", reason="已迁回")
    await case.answer("resumption_confirmation", DELEGATED, **RESUMED)
    await case.reach("in_force")
    assert await treasury_paid(case.office, case.number) == [SECOND]


async def test_award_that_was_signed_for_is_paid_by_two_only_when_a_breach_was_found_before_its_payment(skipping: Office) -> None:
    award = await application_to("payment", skipping, "science-award")
    await found_broken(skipping)
    await award.pay()
    assert await held(award) == ["commitment_broken"]
    await paid_by_two(award)


async def test_award_the_bank_returned_is_paid_by_two_only_when_a_breach_was_found_meanwhile(skipping: Office) -> None:
    award = await paid_prize(skipping)
    await returned(award)
    await found_broken(skipping)
    await paid_again(award)
    assert await held(award) == ["commitment_broken"]
    await paid_by_two(award)


async def test_award_is_ended_when_a_breach_was_found_before_its_payment(skipping: Office) -> None:
    award = await application_to("payment", skipping, "science-award")
    await found_broken(skipping)
    await award.pay()
    await held(award)
    await award.answer("standing_check", THIRD_APPROVER, decision="payment_ended", reason="违反承诺")
    assert (await award.reach("refused")).award_fen is None
    assert (await skipping.balances())["obligation"] == 0


@pytest.mark.parametrize("outcome", ["unfounded", "remedied", "dismissed", "overturned"])
async def test_award_is_paid_when_the_breach_was_let_go(skipping: Office, outcome: str) -> None:
    award = await application_to("payment", skipping, "science-award")
    await found_broken(skipping, outcome)
    await award.pay()
    await award.reach("in_force")
    assert await treasury_paid(skipping, award.number) == [SECOND]


async def test_award_is_paid_when_it_was_signed_for_after_the_breach(skipping: Office) -> None:
    award = await application_to("commitment", skipping, "science-award")
    await found_broken(skipping, after=timedelta(0))
    await award.answer("commitment", APPLICANT, **SIGNED)
    await award.pay()
    await award.reach("in_force")
    assert await treasury_paid(skipping, award.number) == [SECOND]


@pytest.mark.parametrize("cause", ["served", "released"])
async def test_award_is_paid_again_when_it_had_ended_otherwise_before_the_breach(skipping: Office, cause: str) -> None:
    award = await paid_prize(skipping)
    await returned(award)
    await found_broken(skipping)
    signed = select(Undertaking.id).where(Undertaking.application_id == award.id).scalar_subquery()
    commitment = (await skipping.all(select(Commitment)))[0]
    ended = {"commitment_id": commitment.id, "ended_on": TODAY + timedelta(days=61), "cause": cause}
    if await skipping.all(select(CollectedUndertaking)):
        await skipping.change(update(CollectedUndertaking).where(CollectedUndertaking.undertaking_id == signed).values(**ended))
    else:
        row = (await skipping.all(select(Undertaking).where(Undertaking.application_id == award.id)))[0]
        await skipping.add(CollectedUndertaking(undertaking_id=row.id, collected_at=datetime.now(BEIJING), **ended))
    await paid_again(award)
    await award.reach("in_force")
    assert await treasury_paid(skipping, award.number) == [SECOND]
