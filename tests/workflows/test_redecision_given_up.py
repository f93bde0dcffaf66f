"""What was waived or written off stays with its enterprise: it counts towards what is due later, and is asked back once with that."""

from __future__ import annotations

import pytest

from tests.office import DEPUTY, HEAD, Case, Office
from tests.workflows.reclaim import Reclaim, day_of, reclaimable
from tests.workflows.redecisions import FIRST, SECOND, Anew, anew, balanced, paid_anew, treasury_paid


async def waived(office: Office, repaid_fen: int) -> tuple[Anew, Case]:
    """Decide a paid reward anew as not due, have so much of it paid back, and the rest waived."""
    first = await paid_anew(office, "other")
    demand = await first.demand()
    claim = Reclaim(office, first.award, demand)
    await claim.accept()
    await claim.repay(repaid_fen, await day_of(office, demand))
    await claim.miss()
    await demand.answer("enforcement_decision", HEAD, decision="waiver_asked", reason="经营困难")
    await demand.answer("waiver_confirmation", DEPUTY, decision="waived", reason="同意减免")
    await demand.reach("waived")
    return first, demand


async def test_award_is_paid_and_asked_back_by_what_is_held_when_a_demand_was_waived(skipping: Office) -> None:
    first, _ = await waived(skipping, 10)
    second = await anew(skipping, first.award, {"grade": "second"})
    await second.supplement()
    assert await treasury_paid(skipping, second.case.number) == [10]
    assert await reclaimable(skipping, first.award) == SECOND
    third = await anew(skipping, first.award, {"grade": "first"})
    reckoning = (await third.row()).reckoning
    assert (reckoning["before_fen"], reckoning["after_fen"], reckoning["amount_fen"]) == (SECOND, FIRST, FIRST - SECOND)
    await third.supplement()
    fourth = await anew(skipping, first.award, {"grade": "other"})
    demand = await fourth.demand()
    row = (await fourth.row()).reckoning
    assert (row["before_fen"], row["amount_fen"], (await demand.row()).amount_fen) == (FIRST, FIRST, FIRST)
    claim = Reclaim(skipping, first.award, demand)
    await claim.accept()
    await claim.repay(FIRST, await day_of(skipping, demand))
    await demand.reach("settled")
    balances = await balanced(skipping)
    assert (balances["expenditure"], balances["receivable"], balances["recovered"]) == (0, 0, FIRST + 10)
    assert (await fourth.application()).standing_fen == 0


@pytest.mark.parametrize("grade", ["second", "first"])
async def test_nothing_is_waived_while_a_redecision_would_take_the_ground_of_its_demand(skipping: Office, grade: str) -> None:
    first = await paid_anew(skipping, "other")
    demand = await first.demand()
    claim = Reclaim(skipping, first.award, demand)
    await claim.accept()
    await claim.miss()
    await demand.answer("enforcement_decision", HEAD, decision="waiver_asked", reason="经营困难")
    about = (await demand.task("waiver_confirmation")).about
    assert (about["reason"], about["left_fen"]) == ("经营困难", SECOND)
    second = await anew(skipping, first.award, {"grade": grade})
    assert await demand.refusal_of_answer("waiver_confirmation", DEPUTY, decision="waived", reason="同意减免") == "wrong_stage"
    await second.decide(clears=False)
    await demand.reach("cancelled")


async def test_demand_is_waived_while_a_redecision_asks_for_more(skipping: Office) -> None:
    first = await paid_anew(skipping, "first")
    await first.supplement()
    demand = await (await anew(skipping, first.award, {"grade": "second"})).demand()
    claim = Reclaim(skipping, first.award, demand)
    await claim.accept()
    await claim.miss()
    await demand.answer("enforcement_decision", HEAD, decision="waiver_asked", reason="经营困难")
    await anew(skipping, first.award, {"grade": "other"})
    await demand.answer("waiver_confirmation", DEPUTY, decision="waived", reason="同意减免")
    await demand.reach("waived")
