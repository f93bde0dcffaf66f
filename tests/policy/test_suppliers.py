"""事实由谁提供的测试。Who supplies each fact: what an award follows from is never the applicant's own word."""

from __future__ import annotations

import pytest

from policy.judging.catalogue import ITEMS
from policy.judging.documents import CIRCUMSTANCES
from policy.language.facts import Fact, Kind, Supplier
from policy.language.items import Review

DECLARED = {"title", "year", "funding_year", "period", "benefits", "requested_fen"}
# What says of somebody or something that it is recognised, or in a plan.
REGISTERED = {
    *("recognised", "pool_recognised", "recognised_first_set", "recognised_talent", "confirmed_unit", "plan", "platform_recognised"),
    *("specialised_or_unicorn", "technology_enterprise", "high_growth_tech_sme"),
}
FACTS = [pytest.param(item.code, fact, id=f"{item.code}.{fact.code}") for item in ITEMS.values() for fact in item.facts]


@pytest.mark.parametrize(("code", "fact"), FACTS)
def test_only_identifiers_and_what_is_asked_for_are_declared(code: str, fact: Fact) -> None:
    assert (fact.supplied_by is Supplier.DECLARED) == (fact.code in DECLARED or fact.code.endswith("_no")), code


@pytest.mark.parametrize(("code", "fact"), FACTS)
def test_no_amount_count_choice_flag_or_day_is_declared_but_the_amount_asked_for(code: str, fact: Fact) -> None:
    feeds_an_award = fact.kind in {Kind.AMOUNT, Kind.COUNT, Kind.CHOICE, Kind.FLAG, Kind.DAY} and fact.code != "requested_fen"
    assert not (feeds_an_award and fact.supplied_by is Supplier.DECLARED), code


def test_no_circumstance_is_declared() -> None:
    assert not [fact.code for fact in CIRCUMSTANCES if fact.supplied_by is Supplier.DECLARED]


@pytest.mark.parametrize(("code", "fact"), FACTS)
def test_register_supplies_what_says_that_something_is_recognised(code: str, fact: Fact) -> None:
    # That a platform serves widely and is influential is for its panel to find; no register says so.
    by_panel = (code, fact.code) == ("public-platform", "platform_recognised")
    assert bool(fact.from_register) == (fact.code in REGISTERED and not by_panel)
    assert not fact.from_register or fact.supplied_by is Supplier.SOURCE


@pytest.mark.parametrize(("code", "fact"), FACTS)
def test_experts_supply_facts_only_where_experts_review(code: str, fact: Fact) -> None:
    assert fact.supplied_by is not Supplier.EXPERTS or ITEMS[code].review is Review.EXPERT


@pytest.mark.parametrize(("code", "fact"), FACTS)
def test_fact_is_stated_by_a_department_that_has_a_part_in_the_item(code: str, fact: Fact) -> None:
    assert fact.department is None or (fact.department in ITEMS[code].departments and ITEMS[code].review is Review.JOINT)
