from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from policy.errors import Refusal
from policy.judging import catalogue
from policy.judging.assessment import assess
from policy.judging.catalogue import ITEMS, item
from policy.judging.implementing_rules import RuleBook, parse_rule, rules_hash
from policy.language.subjects import Across
from tests.policy.baselines import WAN, document, judge


def rule(code: str = "plan-rent", begins: str = "2022-01-14", ends: str | None = None, **values: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"item": code, "from": begins, "values": values or {"rate": "0.5"}}
    return body | ({"to": ends} if ends else {})


def faults_of(written: object) -> list[str]:
    with pytest.raises(Refusal) as refused:
        RuleBook.parse(written)
    assert refused.value.code == "invalid_input"
    return [fault.field for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("code", "name", "most", "more"),
    [
        ("core-technology", "rate", "0.50", "0.500000001"),
        ("state-project-match", "rate", "1", "1.000000001"),
        ("first-set", "rate", "0.30", "0.300000001"),
        ("tech-insurance", "rate", "1.0", "1.1"),
        ("plan-rent", "rate", "1", "1.01"),
        ("core-technology", "cap_fen", 5000 * WAN, 5000 * WAN + 1),
        ("rd-growth", "cap_fen", 300 * WAN, 300 * WAN + 1),
        ("plan-rent", "cap_fen", 500 * WAN, 500 * WAN + 1),
        ("innovation-voucher", "face_fen", 500 * WAN, 500 * WAN + 1),
    ],
)
def test_rule_is_refused_when_past_the_maximum(code: str, name: str, most: object, more: object) -> None:
    RuleBook.parse([rule(code) | {"values": {name: most}}])
    assert faults_of([rule(code) | {"values": {name: more}}]) == [f"rules[0].values.{name}"]


@pytest.mark.parametrize(
    ("code", "name"),
    [("rd-growth", "rate"), ("loan-interest", "rate"), ("science-award", "rewards"), ("relocation-equipment", "least_equipment_fen")],
)
def test_rule_is_refused_when_the_clause_fixes_the_figure(code: str, name: str) -> None:
    assert faults_of([rule(code, **{name: "0.1"})]) == [f"rules[0].values.{name}"]


@pytest.mark.parametrize("written", [0.3, 1, True, None, "30%", "-0.1", ".3", "0.3 ", "1e-1", "\u0660.\u0663", "0.0000000001", [], {}])
def test_rate_is_refused_when_not_a_plain_decimal_string(written: object) -> None:
    assert faults_of([rule(rate=written)]) == ["rules[0].values.rate"]


@pytest.mark.parametrize("written", [1.0, True, None, "100", -1, 9_000_000_000_000_001])
def test_amount_is_refused_when_not_whole_fen_in_range(written: object) -> None:
    assert faults_of([rule("plan-talent", per_head_fen=written)]) == ["rules[0].values.per_head_fen"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"item": "nothing"}, "rules[0].item"),
        ({"item": 6}, "rules[0].item"),
        ({"from": "20220114"}, "rules[0].from"),
        ({"from": None}, "rules[0].from"),
        ({"to": "2022-02-30"}, "rules[0].to"),
        ({"to": "2021-12-31"}, "rules[0].to"),
        ({"values": {}}, "rules[0].values"),
        ({"values": []}, "rules[0].values"),
        ({"values": {"ratio": "0.5"}}, "rules[0].values.ratio"),
        ({"id": "1"}, "rules[0].id"),
    ],
)
def test_rule_is_refused_when_a_part_is_wrong(changes: dict[str, Any], field: str) -> None:
    assert faults_of([rule() | changes]) == [field]


@pytest.mark.parametrize("written", [{}, "rules", None, 1])
def test_rules_are_refused_when_not_a_list(written: object) -> None:
    assert faults_of(written) == ["rules"]


def test_rule_is_refused_when_not_an_object() -> None:
    assert faults_of([["plan-rent"]]) == ["rules[0]"]


@pytest.mark.parametrize(
    ("on", "outcome"),
    [("2024-12-31", "needs_parameter"), ("2025-01-01", "award"), ("2025-12-31", "award"), ("2026-01-01", "needs_parameter")],
)
def test_rule_is_chosen_when_in_force_on_the_matter_date(on: str, outcome: str) -> None:
    result = assess("plan-rent", document("plan-rent", matter_date=on), [rule(begins="2025-01-01", ends="2025-12-31")])
    assert result.outcome == outcome


@pytest.mark.parametrize("turned", [False, True])
def test_rule_that_began_later_stands_when_two_are_in_force(*, turned: bool) -> None:
    rules = [rule(rate="0.5"), rule(begins="2024-01-01", rate="0.2")]
    result = assess("plan-rent", document("plan-rent"), rules[::-1] if turned else rules)
    assert (result.award_fen, [one["from"] for one in result.rules_in_force]) == (20 * WAN, ["2022-01-14", "2024-01-01"])


def test_rule_of_another_item_is_ignored_when_valid() -> None:
    assert assess("plan-rent", document("plan-rent"), [rule("plan-interest")]).rules_in_force == []


def test_rule_lowers_the_cap_when_it_sets_one() -> None:
    result = judge("core-technology", values={"cap_fen": 10 * WAN})
    assert (result.award_fen, result.capped) == (10 * WAN, True)


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("first-set", {"cap_scope": "programme"}),
        ("first-set", {"cap_period": "all_years"}),
        ("plan-talent", {"cap_scope": "beneficiary", "cap_period": "programme_year"}),
        ("rd-growth", {"cap_period": "all_years"}),
        ("tech-transfer", {"cap_period": "all_years"}),
        ("public-platform", {"cap_period": "year"}),
        ("loan-interest", {"cap_period": "all_years"}),
        ("patent-pool", {"cap_scope": "programme"}),
    ],
)
def test_rule_is_accepted_when_it_keeps_or_narrows_what_counts_towards_a_cap(code: str, values: dict[str, str]) -> None:
    law = RuleBook.parse([rule(code) | {"values": values}]).figures(item(code), date(2025, 1, 1)).law
    assert {name: getattr(law, name) for name in values} == values


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("first-set", {"cap_scope": "subject"}),
        ("first-set", {"cap_scope": "none"}),
        ("first-set", {"cap_period": "year"}),
        ("rd-growth", {"cap_period": "programme_year"}),
        ("rd-growth", {"cap_scope": "programme"}),
        ("loan-interest", {"cap_period": "year"}),
        ("core-technology", {"cap_period": "programme_year"}),
        ("core-technology", {"cap_scope": "subject"}),
        ("state-project-match", {"cap_period": "all_years"}),
        ("patent-pool", {"cap_scope": "beneficiary"}),
        ("science-award", {"cap_scope": "beneficiary"}),
        ("plan-rent", {"cap_scope": 1}),
        ("plan-rent", {"cap_period": ["all_years"]}),
    ],
)
def test_rule_is_refused_when_it_widens_what_counts_or_contradicts_the_words(code: str, values: dict[str, Any]) -> None:
    assert faults_of([rule(code) | {"values": values}]) == [f"rules[0].values.{name}" for name in values]


def test_every_cap_has_its_scope_and_period_among_the_parameters() -> None:
    for one in ITEMS.values():
        assert ("cap_scope" in one.parameters) == ("cap_period" in one.parameters) == (one.cap_scope != "none")
        assert one.cap_scope != "none" or one.cap_fen is None


def test_hash_is_equal_when_the_same_rules_are_written_differently() -> None:
    first = assess("plan-rent", document("plan-rent"), [rule(rate="0.5")])
    second = assess(
        "plan-rent", document("plan-rent"), [{"values": {"rate": "0.50"}, "to": None, "from": "2022-01-14", "item": "plan-rent"}]
    )
    assert first.rules_hash == second.rules_hash == rules_hash(first.rules_in_force)
    assert first.rules_hash != judge("plan-rent", values={"rate": "0.6"}).rules_hash


@pytest.mark.parametrize("document_no", ["", "   ", 6, ["京技管〔2026〕6号"], "号" * 10_000])
def test_rule_is_refused_when_the_number_of_its_document_is_none(document_no: object) -> None:
    assert faults_of([rule("plan-rent", rate="0.5") | {"document_no": document_no}]) == ["rules[0].document_no"]


def test_number_of_its_document_is_kept_with_a_rule() -> None:
    result = assess("plan-rent", document("plan-rent"), [rule("plan-rent", rate="0.5") | {"document_no": "京技管〔2026〕6号"}])
    assert [one["document_no"] for one in result.rules_in_force] == ["京技管〔2026〕6号"]


def test_assessment_is_the_same_when_recomputed_from_what_was_stored() -> None:
    first = judge("plan-rent")
    again = assess("plan-rent", first.tree["facts"], first.rules_in_force)
    assert again.tree == first.tree


def test_reading_has_a_hash_of_its_clause_and_the_general_terms() -> None:
    first, again, other = judge("plan-rent"), judge("plan-talent"), judge("first-set")
    assert first.clause_hash == again.clause_hash == first.tree["clause_hash"] != other.clause_hash
    assert len(first.clause_hash) == 64


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("loan-interest", {"asked": None}),
        ("loan-interest", {"across": Across.ASKED}),
        ("core-technology", {"register": "another-list"}),
        ("relocation-equipment", {"issued_by": ("upstream_level",)}),
        ("science-award", {"kind": "title"}),
    ],
)
def test_reading_is_another_when_its_number_is_identified_otherwise(
    code: str, changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = item(code)
    assert taken.identifier
    before = catalogue.hash_of_clause(taken.clause)
    others = {one: catalogue.hash_of_clause(one) for one in range(1, 21) if one != taken.clause}
    changed = replace(taken, identifier=replace(taken.identifier, **changes))
    monkeypatch.setattr(catalogue, "ITEMS", {**ITEMS, code: changed})
    catalogue.hash_of_clause.cache_clear()
    try:
        assert catalogue.hash_of_clause(taken.clause) != before
        assert {one: catalogue.hash_of_clause(one) for one in others} == others
    finally:
        catalogue.hash_of_clause.cache_clear()


def test_commitment_terms_are_accepted_when_the_item_has_money() -> None:
    book = RuleBook.parse([rule("science-award", repay="pro_rata", stay_years=3)])
    assert book.rules[0].begins_on == date(2022, 1, 14)
    assert faults_of([rule("talent-benefits", repay="full")]) == ["rules[0].values.repay"]


def test_one_rule_is_read_as_the_book_reads_it() -> None:
    one = parse_rule(item("plan-rent"), {"from": "2026-01-01", "to": None, "values": {"rate": "0.50"}})
    assert (one,) == RuleBook.parse([rule(begins="2026-01-01")]).rules


def test_one_rule_is_refused_with_every_fault_by_the_field_it_came_in() -> None:
    with pytest.raises(Refusal) as refused:
        parse_rule(item("core-technology"), {"from": "soon", "to": 1, "values": {"rate": "0.51", "cap_fen": -1}})
    assert [fault.field for fault in refused.value.faults] == ["from", "to", "values.rate", "values.cap_fen"]
    assert refused.value.faults[2].clause == refused.value.clause == "第(一)条"
