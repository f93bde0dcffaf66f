"""An amount that a meeting resolved is decided anew by a meeting: a re-decision is refused, and says what is done instead, which can be."""

from __future__ import annotations

from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from tests.office import ACCOUNT, APPLICANT, DEPUTY, SIGNED, WAN, Case, Office
from tests.office.milestones import reached
from tests.workflows.meetings import resolve
from tests.workflows.reclaim import day_of, paid_by, reclaim
from tests.workflows.redecisions import anew, balanced
from tests.workflows.test_application_decision import score, to_second_decision

AWARD = 300 * WAN


async def to_payment(office: Office) -> Case:
    """Take a national mission, of which a meeting resolved 300万, to its payment."""

    async def walk() -> Case:
        case = await to_second_decision(office)
        await case.answer("second_decision", DEPUTY, decision="approved")
        await case.reach("public_notice")
        await case.clear_notice()
        await case.answer("commitment", APPLICANT, **(SIGNED | {"account": ACCOUNT}))
        await case.task("payment_release")
        return case

    return await reached(office, "resolved by a meeting", walk)


async def paid(office: Office) -> Case:
    """Pay what a meeting resolved."""
    case = await to_payment(office)
    await case.pay()
    await case.reach("in_force")
    await paid_by(office, await day_of(office, case))
    return case


@pytest.mark.parametrize("facts", [{"undertakes_task": False}, {"project_no": "GJ-2026-2"}], ids=["not-undertaken", "another"])
@pytest.mark.parametrize("stage", ["payment", "in_force"])
async def test_redecision_is_refused_with_what_to_do_instead_when_a_meeting_resolved_the_amount(
    skipping: Office, facts: dict[str, Any], stage: str
) -> None:
    award = await (to_payment(skipping) if stage == "payment" else paid(skipping))
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await anew(skipping, award, facts)
    cause = refused.value.cause
    assert getattr(cause, "type", None) == "wrong_process"
    assert "Ask back as an error what was too much" in str(cause)
    assert (await award.row()).stage == stage


async def test_what_was_resolved_too_high_is_asked_back_as_an_error_by_two(skipping: Office) -> None:
    claim = await reclaim(skipping, await paid(skipping), 100 * WAN)
    await claim.accept()
    await claim.repay(100 * WAN, await day_of(skipping, claim.case))
    await claim.case.reach("settled")
    books = await balanced(skipping)
    assert (books["expenditure"], books["recovered"]) == (AWARD - 100 * WAN, 100 * WAN)


async def test_what_was_resolved_too_low_is_applied_for_anew_and_a_meeting_decides(skipping: Office) -> None:
    first = await paid(skipping)
    second = await skipping.apply_for("national-mission")
    await second.to_review()
    await score(second)
    await resolve(skipping, second, proposed_fen=50 * WAN)
    await second.reach("decision")
    assert (await second.row()).award_fen == 50 * WAN
    assert (await first.row()).award_fen == AWARD
