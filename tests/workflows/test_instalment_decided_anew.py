"""分期拨付的再决定。An award with an unpaid part is decided anew: what is not due is taken off that part first, and the rest asked back."""

from __future__ import annotations

import pytest

from policy.errors import Refusal
from tests.office import APPLICANT, DEPUTY, OFFICER, WAN, Case, Office
from tests.office.milestones import reached
from tests.workflows.instalments import FIRST, IN_TWO, REST, WHOLE, approved, awarded, first_paid, found, in_parts, part_of, reported
from tests.workflows.letters import letters_of
from tests.workflows.reclaim import draft
from tests.workflows.redecisions import anew, balanced


async def first_of_a_greater_prize(office: Office) -> Case:
    """Take a reward for a prize of the first grade, 50 of which 30 are to be paid later, to the payment of its first part."""

    async def walk() -> Case:
        await in_parts(office, IN_TWO)
        award = await office.apply_for("science-award", facts={"grade": "first"})
        office.found[award.id] = {"grade": "first"}
        await award.to_payment()
        await award.pay()
        await award.reach("in_force")
        return award

    return await reached(office, "first part of a greater prize", walk)


async def test_later_part_is_reduced_and_nothing_asked_back_when_it_covers_what_is_not_due(skipping: Office) -> None:
    award = await first_of_a_greater_prize(skipping)
    part = await part_of(award)
    again = await anew(skipping, award, {"grade": "second"})
    reckoning = (await again.row()).reckoning
    assert ((await again.row()).outcome, reckoning["reduced_fen"], reckoning["later_fen"]) == ("reduction", 20 * WAN, 20 * WAN)
    assert (await again.case.task("redecision_statement")).about["parts"][0]["left_fen"] == 10 * WAN
    await again.hear()
    await again.decide()
    await again.case.reach("adjusted")
    said = dict(await letters_of(again.case))
    assert "其中：第2期拟由30万元调减为10万元。" in said["found_less"]
    assert "其中：第2期由30万元调减为10万元。" in said["redecided"]
    assert ((await part.row()).award_fen, (await part.row()).stage) == (10 * WAN, "report")
    assert (await part.task("instalment_report")).about["amount_fen"] == 10 * WAN
    assert ((await awarded(award)).standing_fen, (await balanced(skipping))["obligation"]) == (WHOLE, 10 * WAN)
    await approved(part)
    await part.pay()
    await part.reach("paid")
    assert (await awarded(award)).spent_fen == WHOLE


async def test_later_part_is_dropped_and_the_rest_asked_back_when_it_does_not_cover_what_is_not_due(skipping: Office) -> None:
    award = await first_paid(skipping)
    part = await part_of(award)
    again = await anew(skipping, award, {"grade": "other"})
    assert ((await again.row()).outcome, (await again.row()).reckoning["amount_fen"]) == ("debt", FIRST)
    demand = await again.demand()
    assert ((await part.row()).stage, (await demand.row()).amount_fen) == ("dropped", FIRST)
    assert "其中：第2期18万元不再拨付。" in dict(await letters_of(again.case))["redecided"]
    assert ((await awarded(award)).supplement_fen, (await balanced(skipping))["obligation"]) == (0, 0)


async def test_forfeited_part_is_not_given_back_when_more_is_due_of_its_award(skipping: Office) -> None:
    award = await first_paid(skipping)
    part = await part_of(award)
    await reported(part)
    await part.answer("instalment_check", OFFICER, decision="forfeiture_proposed", reason="合同未履行")
    await part.answer("forfeiture_statement", APPLICANT, decision="statement_waived")
    await part.answer("forfeiture_decision", DEPUTY, decision="forfeited", reason="条件未满足")
    await part.reach("forfeited")
    again = await anew(skipping, award, {"grade": "first"})
    # Fifty are due by the greater grade, less the eighteen that were forfeited and the twelve that were paid.
    assert ((await again.row()).outcome, (await again.row()).reckoning["amount_fen"]) == ("supplement", 50 * WAN - REST - FIRST)


async def test_part_is_not_approved_while_its_award_is_decided_anew(skipping: Office) -> None:
    award = await first_paid(skipping)
    part = await part_of(award)
    await found(part)
    await anew(skipping, award, {"grade": "other"})
    assert await part.refusal_of_answer("instalment_approval", DEPUTY, decision="part_approved") == "wrong_stage"


async def test_error_is_not_asked_back_while_a_part_is_unpaid_that_it_can_be_taken_off(skipping: Office) -> None:
    award = await first_paid(skipping)
    with pytest.raises(Refusal, match="decided anew"):
        await draft(skipping, award, WAN)
