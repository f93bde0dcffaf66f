"""追回的条件。What a rule of the day has asked of a demand, and what is owed on top of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.tables import Clawback, ImplementingRule
from policy.errors import Refusal
from tests.office import HEAD, OFFICER, Office
from tests.workflows.reclaim import AWARD, day_of, draft, paid_award, reclaim, reclaimable
from tests.workflows.redecisions import balanced, paid_anew

ASKED, SURCHARGE = AWARD // 2, AWARD // 20


async def ruled(office: Office, item_code: str = "innovation-centre", **values: object) -> None:
    """Let a rule say what is asked back."""
    await office.add(
        ImplementingRule(
            item_code=item_code,
            effective_from=date(2026, 1, 1),
            values=values,
            document_no="京技管细则〔2026〕9号",
            entered_by=OFFICER.subject,
            approved_by=HEAD.subject,
        )
    )


async def test_share_and_surcharge_are_owed_when_a_rule_sets_them(skipping: Office) -> None:
    award = await paid_award(skipping)
    await ruled(skipping, error_share="0.5", error_surcharge="0.1")
    claim = await reclaim(skipping, award)
    row = await claim.row()
    assert (row.amount_fen, row.reckoning["asked_of_fen"], row.interest_fen) == (ASKED, AWARD, 0)
    await claim.accept()
    assert (await claim.owed()).left_fen == ASKED + SURCHARGE
    assert await claim.balances() == (ASKED, ASKED, 0)
    # What the rule has not asked is not asked in another demand.
    assert await reclaimable(skipping, award) == 0
    await claim.repay(ASKED + SURCHARGE, await day_of(skipping, claim.case))
    row = await claim.case.reach("settled")
    assert (row.repaid_fen, row.interest_repaid_fen) == (ASKED, SURCHARGE)
    await balanced(skipping)


async def test_case_goes_on_when_the_surcharge_is_left_to_pay(skipping: Office) -> None:
    award = await paid_award(skipping)
    await ruled(skipping, error_surcharge="0.1")
    claim = await reclaim(skipping, award)
    await claim.accept()
    assert (await claim.case.task("repayment_receipt")).about["owed_fen"] == AWARD + AWARD // 10
    await claim.repay(AWARD, await day_of(skipping, claim.case))
    assert (await claim.case.task("repayment_receipt")).about["owed_fen"] == AWARD // 10
    await claim.repay(AWARD // 10, await day_of(skipping, claim.case))
    await claim.case.reach("settled")


async def test_surcharge_is_due_with_the_last_instalment(skipping: Office) -> None:
    award = await paid_award(skipping)
    await ruled(skipping, error_surcharge="0.1")
    claim = await reclaim(skipping, award)
    start = await day_of(skipping, claim.case)
    await claim.in_instalments((start + timedelta(days=100), 1), (start + timedelta(days=200), AWARD - 1))
    assert (await claim.case.task("repayment_receipt")).about["owed_fen"] == 1
    await claim.repay(1, start)
    assert (await claim.case.task("repayment_receipt")).about["owed_fen"] == AWARD - 1 + AWARD // 10


@pytest.mark.parametrize(("floor_fen", "amount_fen"), [(AWARD, AWARD), (AWARD + 1, None)])
async def test_demand_is_refused_when_it_is_below_the_floor(skipping: Office, floor_fen: int, amount_fen: int | None) -> None:
    award = await paid_award(skipping)
    await ruled(skipping, collection_floor_fen=floor_fen)
    if amount_fen is None:
        with pytest.raises(Refusal, match="less than the floor"):
            await draft(skipping, award, AWARD)
        assert await skipping.all(select(Clawback)) == []
    else:
        assert (await draft(skipping, award, AWARD)).amount_fen == amount_fen


async def test_rule_of_one_cause_leaves_another_alone(skipping: Office) -> None:
    award = await paid_award(skipping)
    await ruled(skipping, error_share="0.5")
    assert (await draft(skipping, award, AWARD, "fraud")).amount_fen == AWARD


async def test_nothing_follows_a_redecision_when_the_debt_is_below_the_floor(skipping: Office) -> None:
    found = await paid_anew(skipping, "other")
    await ruled(skipping, "science-award", collection_floor_fen=9_000_000_000)
    await found.hear()
    await found.decide()
    await found.case.reach("unchanged")
    assert await skipping.all(select(Clawback)) == []
