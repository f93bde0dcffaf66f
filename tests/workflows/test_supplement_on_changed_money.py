"""补充拨付前来源数据变动。A supplement that its source would lower by then is paid when two approvers say so, and held otherwise."""

from __future__ import annotations

from policy.actors import Actor
from tests.office import HEAD, WAN, Office
from tests.workflows.redecisions import Anew, anew, treasury_paid
from tests.workflows.test_matching_claims import subsidised
from tests.workflows.test_redecision import repaid
from tests.workflows.test_redecision_of_a_claim import paid_insurance

ASKED = {"decision": "resumption_asked", "reason": "按再决定拨付"}
# All three of the department have a duty in the award: it was decided, and decided anew twice.
DELEGATED, OTHER_DELEGATED = (Actor(f"approver-area-{place}", "委派审批人", HEAD.grants) for place in (1, 2))


async def held(office: Office) -> Anew:
    """Return a supplement of a matched insurance, held because the city has taken a part of its subsidy back."""
    award = await paid_insurance(office)
    first = await anew(office, award, {"technology_enterprise": False})
    await repaid(first, await first.demand())
    second = await anew(office, award, {"technology_enterprise": True})
    await second.decide()
    await second.case.reach("payment")
    await subsidised(office, subsidy_fen=10 * WAN - 1)
    await second.case.pay()
    found = (await second.case.task("standing_check")).about["findings"]
    assert [one["code"] for one in found] == ["upstream_lowered"]
    return second


async def test_supplement_that_its_source_would_lower_is_paid_when_two_approvers_say_so(skipping: Office) -> None:
    found = await held(skipping)
    await found.case.answer("standing_check", OTHER_DELEGATED, **ASKED)
    await found.case.answer("resumption_confirmation", DELEGATED, decision="resumption_refused", reason="应再决定")
    assert await treasury_paid(skipping, found.case.number) == []
    await found.case.answer("standing_check", OTHER_DELEGATED, **ASKED)
    assert (
        await found.case.refusal_of_answer("resumption_confirmation", OTHER_DELEGATED, decision="payment_resumed", reason="同意")
        == "four_eyes"
    )
    await found.case.answer("resumption_confirmation", DELEGATED, decision="payment_resumed", reason="同意")
    await found.case.reach("supplemented")
    assert await treasury_paid(skipping, found.case.number) == [10 * WAN]
