"""A cap that several items share: whoever is decided first takes what is left, and nothing is paid past it."""

from __future__ import annotations

from datetime import date

import pytest

from models.tables import ImplementingRule
from tests.office import HEAD, WAN, Case, Office
from tests.policy.baselines import FACTS

RULES = {"plan-rent": {"rate": "1"}, "plan-interest": {"rate": "1"}, "plan-talent": {"per_head_fen": WAN}}


async def apply_for(office: Office, code: str, award_fen: int) -> Case:
    """Apply for one of the three kinds, for so much by its formula."""
    amounts = {
        "plan-rent": {"rent_paid_fen": award_fen},
        "plan-interest": {"interest_incurred_fen": award_fen},
        "plan-talent": {"headcount": award_fen // WAN},
    }
    return await office.apply_for(code, facts=FACTS[code] | amounts[code] | {"requested_fen": award_fen})


@pytest.fixture
async def office(skipping: Office) -> Office:
    """An office whose rules settle what the clause leaves open."""
    for code, values in RULES.items():
        rule = {"effective_from": date(2022, 1, 14), "values": values, "document_no": "演示细则1号"}
        await skipping.add(ImplementingRule(item_code=code, entered_by="officer-sti-1", approved_by="officer-sti-2", **rule))
    return skipping


@pytest.mark.parametrize(("first_fen", "left_fen"), [(499 * WAN, WAN), (300 * WAN, 200 * WAN), (200 * WAN, 300 * WAN)])
async def test_second_kind_of_clause_10_gets_what_the_first_left(office: Office, first_fen: int, left_fen: int) -> None:
    await (await apply_for(office, "plan-rent", first_fen)).to_notice()
    second = await apply_for(office, "plan-talent", 500 * WAN)
    await second.to_decision()
    assert (await second.row()).award_fen == left_fen


async def test_third_kind_of_clause_10_is_refused_when_two_have_used_the_cap(office: Office) -> None:
    await (await apply_for(office, "plan-rent", 300 * WAN)).to_notice()
    await (await apply_for(office, "plan-interest", 200 * WAN)).to_notice()
    third = await apply_for(office, "plan-talent", WAN)
    await third.to_review()
    await third.recommend()
    await third.reach("refused")


async def test_second_decision_under_a_shared_cap_is_refused_when_the_first_took_it(office: Office) -> None:
    cases = [await apply_for(office, code, 500 * WAN) for code in ("plan-rent", "plan-talent")]
    for case in cases:
        await case.to_decision()
    await cases[0].answer("decision", HEAD, decision="approved")
    assert await cases[1].refusal_of_answer("decision", HEAD, decision="approved") == "already_awarded"
