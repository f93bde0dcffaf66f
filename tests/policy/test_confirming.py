"""确认表单的测试。Every item has the form that proves its facts; what is answered wrongly is named, with its clause."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from policy.errors import Refusal
from policy.judging.catalogue import ITEMS
from policy.judging.provenance import entry, outliers, unproved, waiting_for_second
from policy.language.facts import Supplier
from policy.language.items import Item, Review
from policy.processes.application.confirming import (
    assessing_form,
    facts_to_assess,
    facts_to_state,
    panels_word,
    papers_of,
    read_statements,
    require_assessed,
    stating_form,
)
from policy.processes.matching.upstream import SUPPLIED
from tests.policy.baselines import FACTS, WAN

WITH_MONEY = [item for item in ITEMS.values() if item.money]
SCIENCE, LOAN, STARTUP = ITEMS["science-award"], ITEMS["loan-interest"], ITEMS["talent-startup"]
PAPER = {"evidence": "prize_certificate", "page": 1}
READ = {code: {"value": value, **PAPER} for code, value in (FACTS["science-award"] | {"matter_date": "2026-03-01"}).items()}


def faults(given: Any, evidence: set[str] = {"prize_certificate"}) -> set[str]:  # noqa: B006 - never changed
    with pytest.raises(Refusal) as refused:
        read_statements(SCIENCE, facts_to_state(SCIENCE), given, evidence)
    assert {fault.clause for fault in refused.value.faults} == {"第(四)条"}
    return {fault.field for fault in refused.value.faults}


@pytest.mark.parametrize("item", WITH_MONEY, ids=lambda item: item.code)
def test_every_fact_is_stated_assessed_supplied_or_asked_for_exactly_once(item: Item) -> None:
    by_interface = SUPPLIED[item.upstream] if item.upstream else frozenset()
    departments = item.departments if item.review is Review.JOINT else (item.departments[0],)
    stated = [fact.code for department in departments for fact in facts_to_state(item, department)]
    by_register = [fact.code for fact in item.facts if fact.from_register]
    everything = [*stated, *(fact.code for fact in facts_to_assess(item)), *by_interface, *by_register]
    assert sorted(everything) == sorted(item.fact_codes - {"requested_fen"} | {"matter_date"} | {fact.code for fact in item.asked_issuer})


@pytest.mark.parametrize("item", WITH_MONEY, ids=lambda item: item.code)
def test_no_award_is_recommended_without_its_facts(item: Item) -> None:
    evidence = [one.code for one in item.evidence]
    form = {"type": "object", **stating_form(item, facts_to_state(item), {}, evidence, "recommended")}
    Draft202012Validator.check_schema(form)
    assert list(Draft202012Validator(form).iter_errors({"decision": "recommended"}))
    assert not list(Draft202012Validator(form).iter_errors({"decision": "not_recommended"}))


def test_form_is_filled_in_beforehand_with_what_is_claimed() -> None:
    form = stating_form(SCIENCE, facts_to_state(SCIENCE), {"grade": "second"}, {"prize_certificate"}, "recommended")
    stated = form["properties"]["facts"]["properties"]
    assert stated["grade"]["properties"]["value"]["default"] == "second"
    assert "default" not in stated["prize"]["properties"]["value"]
    assert stated["prize"]["properties"]["evidence"]["oneOf"][0]["const"] == "prize_certificate"


def test_departments_of_a_joint_review_state_each_their_own_facts() -> None:
    assert [fact.code for fact in facts_to_state(LOAN, "sti")] == ["upgrade_project"]
    assert [fact.code for fact in facts_to_state(LOAN, "bizcoop")] == ["performance_confirmed"]
    own = {"loan_no", "bank", "period", "bank_in_area", "principal_fen", "interest_incurred_fen", "matter_date"}
    assert {fact.code for fact in facts_to_state(LOAN, "comfin")} == own


def test_statements_are_taken_when_each_names_its_paper() -> None:
    read = read_statements(SCIENCE, facts_to_state(SCIENCE), READ, {"prize_certificate"})
    assert {code: one.value for code, one in read.items()} == FACTS["science-award"] | {"matter_date": "2026-03-01"}
    assert read["grade"].paper == PAPER


@pytest.mark.parametrize("given", [None, {}, [], "yes"])
def test_every_fact_is_named_when_nothing_was_stated(given: Any) -> None:
    assert faults(given) == {f"facts.{code}" for code in READ}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"grade": {"value": "third", **PAPER}}, "facts.grade.value"),
        ({"grade": {**PAPER}}, "facts.grade.value"),
        ({"grade": {"value": "first", "page": 1}}, "facts.grade.evidence"),
        ({"grade": {"value": "first", "evidence": "another", "page": 1}}, "facts.grade.evidence"),
        ({"grade": {"value": "first", "evidence": "prize_certificate"}}, "facts.grade.page"),
        ({"grade": {"value": "first", **PAPER, "page": 0}}, "facts.grade.page"),
        ({"grade": {"value": "first", **PAPER, "page": True}}, "facts.grade.page"),
        ({"grade": "first"}, "facts.grade"),
        ({"matter_date": {"value": "2026-02-30", **PAPER}}, "facts.matter_date.value"),
        ({"requested_fen": {"value": 1, **PAPER}}, "facts.requested_fen"),
    ],
)
def test_statement_is_refused_when_it_is_wrong_or_names_no_paper(change: dict[str, Any], fault: str) -> None:
    assert faults(READ | change) == {fault}


@pytest.mark.parametrize("reference", [None, "", "  ", 1])
def test_reference_is_needed_when_the_case_holds_no_evidence(reference: Any) -> None:
    without = {code: {"value": one["value"], "reference": "来函1号"} for code, one in READ.items()}
    assert read_statements(SCIENCE, facts_to_state(SCIENCE), without, ())["grade"].paper == {"reference": "来函1号"}
    assert faults(without | {"grade": {"value": "first", "reference": reference}}, set()) == {"facts.grade.reference"}


# -- what a source would supply -----------------------------------------------------------------------------------------------------------

# Each figure of a source that an officer states, with each paper that does not show it.
OTHER_PAPERS = [
    (item, fact.code, other.code)
    for item in WITH_MONEY
    for fact in facts_to_state(item)
    for other in item.evidence
    if fact.supplied_by is Supplier.SOURCE and fact.code in FACTS[item.code] and fact.code not in other.shows
]


def all_stated(item: Item, **papers: dict[str, Any]) -> dict[str, Any]:
    """Return every fact of an item as its form would take it, each from the first paper that may show it, but for `papers`."""
    stated, held = {}, [one.code for one in item.evidence]
    for fact in facts_to_state(item):
        allowed = papers_of(item, fact, held)
        paper = {"evidence": allowed[0], "page": 1} if allowed else {"reference": "统计部门来函1号"}
        values = {one.code: "演示银行" for one in item.asked_issuer} | FACTS[item.code] | {"matter_date": "2026-03-01"}
        if fact.code in values:
            stated[fact.code] = {"value": values[fact.code], **papers.get(fact.code, paper)}
    return stated


@pytest.mark.parametrize(("item", "code", "other"), OTHER_PAPERS)
def test_figure_of_a_source_is_refused_when_the_paper_is_not_the_one_that_shows_it(item: Item, code: str, other: str) -> None:
    given = all_stated(item, **{code: {"evidence": other, "page": 1}})
    with pytest.raises(Refusal) as refused:
        read_statements(item, facts_to_state(item), given, [one.code for one in item.evidence])
    found = {fault.field.split(".")[1]: fault.clause for fault in refused.value.faults}
    assert (refused.value.code, found) == ("invalid_input", {code: item.citation})


def test_figure_of_a_source_is_taken_from_the_paper_that_shows_it_and_named() -> None:
    held = [one.code for one in LOAN.evidence]
    read = read_statements(LOAN, facts_to_state(LOAN), all_stated(LOAN), held)
    assert read["interest_incurred_fen"].paper == {"evidence": "interest_certificate", "page": 1}
    assert read["principal_fen"].paper == {"evidence": "loan_contract", "page": 1}
    asked = stating_form(LOAN, facts_to_state(LOAN), {}, held, "recommended")["properties"]["facts"]["properties"]
    assert [one["const"] for one in asked["interest_incurred_fen"]["properties"]["evidence"]["oneOf"]] == ["interest_certificate"]


def test_figure_of_a_source_takes_a_reference_when_no_paper_of_the_case_shows_it() -> None:
    stated = all_stated(LOAN)
    stated["interest_incurred_fen"] = {"value": 1, "reference": "银行来函1号"}
    read = read_statements(LOAN, facts_to_state(LOAN), stated, {one.code for one in LOAN.evidence} - {"interest_certificate"})
    assert read["interest_incurred_fen"].paper == {"reference": "银行来函1号"}


@pytest.mark.parametrize("item", WITH_MONEY, ids=lambda item: item.code)
def test_evidence_shows_facts_of_a_source_or_a_project_only(item: Item) -> None:
    sourced = {fact.code for fact in (*item.facts, *item.figures) if fact.supplied_by is Supplier.SOURCE}
    carried = {item.carried_over.passed, item.carried_over.cost_fen} if item.carried_over else set()
    assert {code for one in item.evidence for code in one.shows} <= sourced | carried


# -- experts ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "requested_fen", "fits"),
    [
        ({"recommend": True, "assessed": {"assessed_fen": 1}}, None, True),
        ({"recommend": True, "assessed": {"assessed_fen": 500 * WAN}}, None, True),
        ({"recommend": True, "assessed": {"assessed_fen": 500 * WAN + 1}}, None, False),
        ({"recommend": True, "assessed": {"assessed_fen": 100}}, 100, True),
        ({"recommend": True, "assessed": {"assessed_fen": 101}}, 100, False),
        ({"recommend": True, "assessed": {"assessed_fen": 0}}, None, False),
        ({"recommend": True, "assessed": {"assessed_fen": "1"}}, None, False),
        ({"recommend": True, "assessed": {}}, None, False),
        ({"recommend": True}, None, False),
        ({"recommend": False, "assessed": {"assessed_fen": 0}}, None, True),
        ({"recommend": False, "assessed": {"assessed_fen": 1}}, None, False),
        ({"recommend": False}, None, False),
    ],
)
def test_expert_names_an_amount_within_what_is_asked_for_and_the_cap(answer: dict[str, Any], requested_fen: int | None, fits: bool) -> None:  # noqa: FBT001 - a parameter
    form = {"type": "object", **assessing_form(STARTUP, requested_fen, "expert_scored")}
    assert (not list(Draft202012Validator(form).iter_errors({"decision": "expert_scored"} | answer))) is fits
    refused: Any
    with nullcontext() if fits else pytest.raises(Refusal) as refused:
        require_assessed(STARTUP, requested_fen, answer)
    assert fits or [fault.field for fault in refused.value.faults] == ["assessed.assessed_fen"]


@pytest.mark.parametrize(
    ("amounts", "median"), [([5], 5), ([1, 2], 1), ([9, 1, 4], 4), ([4, 1, 3, 2], 2), ([0, 0, 7], 0), ([2, 2, 9, 9], 2), ([7, 0, 7], 7)]
)
def test_median_stands_and_of_an_even_number_the_lower_middle_one(amounts: list[int], median: int) -> None:
    answers = [{"assessed": {"assessed_fen": fen}} for fen in amounts]
    value, how = panels_word(STARTUP, answers)["assessed_fen"]
    assert (value, how) == (median, {"experts": len(amounts), "amounts_fen": sorted(amounts), "median_fen": median})


@pytest.mark.parametrize(("answers", "found"), [([True], True), ([True, False], False), ([True, True, False], True), ([False] * 3, False)])
def test_majority_of_the_panel_answers_yes_or_no(answers: list[bool], found: bool) -> None:  # noqa: FBT001 - a parameter
    given = [{"assessed": {"platform_recognised": one, "assessed_fen": 1}} for one in answers]
    assert panels_word(ITEMS["public-platform"], given)["platform_recognised"][0] is found


@pytest.mark.parametrize(("fen", "far"), [(100, False), (150, False), (151, True), (50, False), (49, True), (0, True)])
def test_expert_is_pointed_out_when_further_than_half_from_the_median(fen: int, far: bool) -> None:  # noqa: FBT001 - a parameter
    found = outliers({"assessed_fen": {"amounts_fen": [fen, 100, 100], "median_fen": 100}})
    assert [one["expert_fen"] for one in found] == ([fen] if far else [])


# -- what is proved ---------------------------------------------------------------------------------------------------------------------


def test_second_officer_is_waited_for_where_no_source_can_be_asked() -> None:
    read = {"supplied_by": "source", "by": "officer-comfin-1", **PAPER}
    assert [fact.code for fact in waiting_for_second(LOAN, {"principal_fen": read, "bank_in_area": read})] == ["principal_fen"]
    assert waiting_for_second(LOAN, {"principal_fen": read | {"confirmed_by": "officer-comfin-2"}}) == []
    assert waiting_for_second(LOAN, {"principal_fen": {"supplied_by": "source", "by": "bank"}}) == []


@pytest.mark.parametrize(
    ("where", "proved"),
    [
        ({"supplied_by": "experts", "by": "panel", "median_fen": 5}, True),
        ({"supplied_by": "experts", "by": "panel", "median_fen": 4}, False),
        ({"supplied_by": "declared", "by": "applicant-chenxin"}, False),
        ({}, False),
    ],
)
def test_amount_is_not_proved_when_it_is_anybody_elses_than_the_experts(where: dict[str, Any], proved: bool) -> None:  # noqa: FBT001 - a parameter
    assert unproved(STARTUP, {"assessed_fen": 5}, {"assessed_fen": where} if where else {}) == ([] if proved else ["assessed_fen"])


@pytest.mark.parametrize("item", WITH_MONEY, ids=lambda item: item.code)
def test_no_claim_ever_proves_a_fact(item: Item) -> None:
    claims = {fact.code: {"supplied_by": Supplier.DECLARED} for fact in item.facts}
    facts = dict.fromkeys(claims, 1)
    declared = {fact.code for fact in item.facts if fact.supplied_by is Supplier.DECLARED}
    assert set(unproved(item, facts, claims)) == set(facts) - declared


@pytest.mark.parametrize("item", WITH_MONEY, ids=lambda item: item.code)
def test_declared_fact_is_confirmed_by_whoever_read_it_off_the_paper(item: Item) -> None:
    for fact in (one for one in item.facts if one.supplied_by is Supplier.DECLARED):
        read = entry(fact, "officer-1", "2026-03-03", evidence="certificate", page=1)
        assert read["supplied_by"] == "confirmed"
        assert unproved(item, {fact.code: 1}, {fact.code: read}) == []
        told = entry(fact, "applicant-1", "2026-03-03")
        assert told["supplied_by"] == "declared"
        assert unproved(item, {fact.code: 1}, {fact.code: told}) == []
        assert unproved(item, {fact.code: 1}, {fact.code: told | {"supplied_by": "confirmed"}}) == [fact.code]
