"""What the document says of an object that is answered as it is kept: all of it, and nothing else, for every item."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from api.routes.item import _shown
from api.schemas.eligibility import ItemAnswers
from api.schemas.implementing_rule import RuleGiven
from api.schemas.item import Allocated, AllocationAsked, AssessedNow, ClausePage, Explanation, ItemFields, ItemListed
from policy.eligibility.eligibility import judge_all
from policy.judging.assessment import assess
from policy.judging.catalogue import ITEMS
from policy.language.items import Item
from policy.letters.clause_pages import clause_as_dict
from policy.processes.window.shares import allocate
from tests.policy.baselines import FACTS, document

RATES: dict[str, Any] = {"rate": "0.30", "brackets": [{"up_to_fen": 100, "rate": "0.2"}, {"rate": "0.1"}]}


def fits(model: type[BaseModel], answered: object) -> None:
    """Hold an answer to what is said of it: nothing more, nothing less, and of the types that are said."""
    TypeAdapter(model).validate_python(answered)


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_item_is_as_it_is_described(item: Item) -> None:
    fits(ItemListed, _shown(item, "zh"))
    fits(ItemFields, item.as_dict())


@pytest.mark.parametrize("code", FACTS)
def test_assessment_is_as_it_is_described(code: str) -> None:
    result = assess(code, document(code), [])
    fits(AssessedNow, result.as_dict() | {"parameters_needed": ITEMS[code].parameters_needed(result.missing_parameters)})
    fits(Explanation, result.tree)


@pytest.mark.parametrize("rate", RATES.values(), ids=RATES)
def test_rules_in_force_are_as_they_are_described(rate: object) -> None:
    rule = {"item": "plan-rent", "from": "2025-01-01", "to": "2027-12-31", "document_no": "1号", "values": {"rate": rate}}
    fits(Explanation, assess("plan-rent", document("plan-rent"), [rule]).tree)


@pytest.mark.parametrize(
    "later",
    [{"months": 12, "condition": {"zh": "成果落地", "en": "What came of it is put to use"}}, {"on": "2027-06-30"}],
    ids=["on_a_condition", "on_a_day"],
)
def test_parts_that_a_rule_has_an_award_paid_in_are_as_they_are_described(later: dict[str, Any]) -> None:
    parts = [{"share": "0.4"}, {"share": "0.6", **later}]
    rule = {"item": "innovation-centre", "from": "2025-01-01", "document_no": "1号", "values": {"instalments": parts}}
    fits(Explanation, assess("innovation-centre", document("innovation-centre"), [rule]).tree)
    rules = TypeAdapter(RuleGiven).json_schema()
    assert "PartListed" in rules["$defs"]


def test_share_of_who_took_part_is_as_it_is_described() -> None:
    rule = {"item": "core-technology", "from": "2025-01-01", "document_no": "1号", "values": {"participant_share": "0.30"}}
    fits(Explanation, assess("core-technology", document("core-technology", led=False), [rule]).tree)


@pytest.mark.parametrize("facts", [{}, {"size": "large", "on_key_list": True, "rd_expense_fen": 2, "target_fen": 1}])
@pytest.mark.parametrize("applicant", [{}, {"type": "enterprise", "registered_in_area": False, "records": []}])
def test_answers_are_as_they_are_described(facts: dict[str, Any], applicant: dict[str, Any]) -> None:
    fits(ItemAnswers, judge_all({"facts": facts, "applicant": applicant}, date(2026, 3, 1)))


@pytest.mark.parametrize("number", range(1, 21))
def test_clause_is_as_it_is_described(number: int) -> None:
    fits(ClausePage, clause_as_dict(str(number)))


def test_allocation_is_as_it_is_described() -> None:
    asked = {"ceiling_fen": 100, "requests": [{"id": "甲", "fen": 100}, {"id": "乙", "fen": 50}]}
    fits(AllocationAsked, asked)
    fits(Allocated, allocate(ITEMS["patent-pool"], asked))
