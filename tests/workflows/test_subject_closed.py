"""What support was got by fraud for is closed for good; an error of ours, paid back, is open again."""

from __future__ import annotations

import pytest

from tests.office import DEPUTY, HEAD, Case, Office
from tests.workflows.debarments import followed, let_go
from tests.workflows.reclaim import day_of, reclaim
from tests.workflows.redecisions import SECOND, anew, paid_prize


async def paid_back(office: Office, cause: str) -> Case:
    """Reclaim a paid reward for a cause, and have it paid back."""
    award = await paid_prize(office)
    claim = await reclaim(office, award, SECOND, cause=cause)
    await claim.accept()
    await claim.repay(SECOND, await day_of(office, claim.case))
    await claim.case.reach("settled")
    if cause == "fraud":
        # New awards wait until it is decided whether its enterprise is barred.
        await let_go(await followed(office, claim.case))
    return award


@pytest.mark.parametrize("certificate_no", ["BJ-2026-07", "bj－2026－07"])
async def test_approval_is_refused_when_the_certificate_earned_support_by_fraud(skipping: Office, certificate_no: str) -> None:
    await paid_back(skipping, "fraud")
    case = await skipping.apply_for("science-award", facts={"certificate_no": certificate_no})
    await case.to_decision()
    assert await case.refusal_of_answer("decision", HEAD, decision="approved") == "subject_closed"


async def test_other_certificate_of_the_same_enterprise_is_open(skipping: Office) -> None:
    await paid_back(skipping, "fraud")
    case = await skipping.apply_for("science-award", facts={"certificate_no": "BJ-2026-08"})
    assert (await case.row()).stage == "acceptance"


async def test_same_certificate_is_open_again_when_it_was_paid_in_error(skipping: Office) -> None:
    await paid_back(skipping, "error")
    case = await skipping.apply_for("science-award")
    await case.to_notice()
    assert (await case.row()).award_fen == SECOND


async def test_nothing_more_is_given_by_a_redecision_when_the_award_was_got_by_fraud(skipping: Office) -> None:
    found = await anew(skipping, await paid_back(skipping, "fraud"), {"grade": "first"})
    assert await found.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "subject_closed"


async def test_redecision_waits_and_is_not_refused_for_good_while_a_fraud_is_only_proposed(skipping: Office) -> None:
    award = await paid_prize(skipping)
    claim = await reclaim(skipping, award, SECOND, cause="fraud")
    found = await anew(skipping, award, {"grade": "first"})
    assert (await claim.row()).stage == "proposed"
    # It waits as with every demand that is open: what nobody has approved is not told to be a fraud.
    assert await found.case.refusal_of_answer("redecision_decision", DEPUTY, decision="redecided") == "breach_open"
