"""What-if: before is what an assessment says of each row, after is the amended law, and what nobody was asked is not guessed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.schemas.what_if import WhatIfGiven
from policy.errors import Code, Refusal
from policy.judging.assessment import assess
from policy.judging.catalogue import ITEMS
from policy.language.caps import CapScope
from policy.language.items import OUTCOMES, Outcome
from policy.money import MAX_FEN
from policy.processes.window.shares import pro_rata
from policy.what_if.ceiling import share_columns
from policy.what_if.judging import judged
from policy.what_if.order import Order, parse_order, tried
from policy.what_if.page import page_of
from policy.what_if.population import of_documents
from policy.what_if.synthetic import synthetic
from tests.policy.baselines import WAN, document, rules_of
from tests.policy.test_readers_agree import _documents, _values

AWARDED = [code for code, item in ITEMS.items() if item.outcome is Outcome.AWARD]
AMOUNTS = st.integers(0, 3000 * WAN) | st.integers(MAX_FEN - 9, MAX_FEN)


def order_of(code: str = "rd-growth", **given_: Any) -> Order:
    """Return a what-if over stored cases, with what is given."""
    return parse_order({"item": code, "against": "cases", **given_})


def found_of(order: Order, documents: list[dict[str, Any]], rules: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Try an order on documents, and return what was found with the steps of its sweep and each row."""
    population = of_documents(order.item, documents, rules_of(order.item.code) if rules is None else rules)
    compared, report, steps = tried(order, population, order.money({}))
    rows = zip(compared.before.award_fen.tolist(), compared.after.award_fen.tolist(), compared.share_fen.tolist(), strict=True)
    return report | {"steps": list(steps), "rows": list(rows)}


def growth(**changes: Any) -> dict[str, Any]:
    """Return a member of clause 6 that is due 20 % of 100万."""
    return document("rd-growth", **changes)


@pytest.mark.parametrize("code", AWARDED)
@settings(max_examples=25)
@given(data=st.data())
def test_before_is_what_an_assessment_says_when_rows_are_random(code: str, data: st.DataObject) -> None:
    item = ITEMS[code]
    documents = data.draw(st.lists(_documents(item), min_size=1, max_size=6))
    values = data.draw(_values(item))
    rules = [{"item": code, "from": "2022-01-14", "values": values}] if values else []

    found = judged(of_documents(item, documents, rules))

    for index, one in enumerate(documents):
        result = assess(code, one, rules)
        assert OUTCOMES[found.outcome[index]] == result.outcome
        assert found.award_fen[index] == (result.award_fen or 0)
        takes_part_fen = result.formula_fen if result.tree["parameters"].get("cap_scope") == CapScope.PROGRAMME else result.award_fen
        assert found.takes_part_fen[index] == min(takes_part_fen or 0, MAX_FEN)


@given(ceiling=st.integers(0, 10**15), asked=st.lists(AMOUNTS, max_size=12))
def test_a_ceiling_is_shared_to_the_fen_as_pro_rata_shares_it(ceiling: int, asked: list[int]) -> None:
    assert share_columns(ceiling, np.array(asked, dtype="int64")).tolist() == pro_rata(ceiling, asked)


@pytest.mark.parametrize(
    ("figures", "after_fen"),
    [
        ({"rate": "0.25"}, 25 * WAN),
        ({"rate": "0.20"}, 20 * WAN),
        ({"cap_fen": 20 * WAN - 1}, 20 * WAN - 1),
        ({"cap_fen": 20 * WAN}, 20 * WAN),
        ({"rate": [{"up_to_fen": 50 * WAN, "rate": "0.1"}, {"rate": "0.3"}]}, 20 * WAN),
    ],
)
def test_after_reads_the_amended_figure_when_the_law_fixes_it(figures: dict[str, Any], after_fen: int) -> None:
    found = found_of(order_of(change={"figures": figures}), [growth()])
    assert found["rows"] == [(20 * WAN, after_fen, after_fen)]


def test_an_amended_figure_is_read_when_a_rule_says_another() -> None:
    rules = [{"item": "plan-rent", "from": "2022-01-14", "values": {"rate": "0.30"}}]
    found = found_of(order_of("plan-rent", change={"figures": {"rate": "0.40"}}), [document("plan-rent")], rules)
    assert found["rows"] == [(30 * WAN, 40 * WAN, 40 * WAN)]


@pytest.mark.parametrize(("draft_from", "after_fen"), [("2025-12-30", 10 * WAN), ("2025-12-31", 10 * WAN), ("2026-01-01", 50 * WAN)])
def test_a_draft_counts_on_its_days_alone_beside_the_rules_of_each_case(draft_from: str, after_fen: int) -> None:
    draft = {"from": draft_from, "values": {"rate": "0.10"}}
    found = found_of(order_of("plan-rent", change={"rules": [draft]}), [document("plan-rent")])
    assert found["rows"] == [(50 * WAN, after_fen, after_fen)]


def test_rows_of_several_days_are_each_judged_by_the_drafts_of_their_own() -> None:
    draft = {"from": "2025-06-01", "to": "2025-06-30", "values": {"rate": "0.10"}}
    days = ("2025-05-31", "2025-06-01", "2025-06-30", "2025-07-01")
    found = found_of(order_of("plan-rent", change={"rules": [draft]}), [document("plan-rent", matter_date=day) for day in days])
    assert [after for _, after, _ in found["rows"]] == [50 * WAN, 10 * WAN, 10 * WAN, 50 * WAN]


def test_whoever_fails_a_condition_newly_qualifies_when_it_is_left_away() -> None:
    small = growth(size="small")
    found = found_of(order_of(change={"waived": ["beneficiary"]}), [small, growth()])
    assert found["rows"] == [(0, 20 * WAN, 20 * WAN), (20 * WAN, 20 * WAN, 20 * WAN)]
    assert found["effects"]["newly_qualifies"] == {"cases": 1, "difference_fen": 20 * WAN}
    assert {"before": "reject", "after": "award", "cases": 1} in found["outcomes"]


@pytest.mark.parametrize(("at_least", "after_fen"), [(200 * WAN - 1, 20 * WAN), (200 * WAN, 20 * WAN), (200 * WAN + 1, 0)])
def test_an_added_condition_refuses_whoever_is_below_it(at_least: int, after_fen: int) -> None:
    change = {"required": [[{"fact": "rd_expense_fen", "at_least": at_least}]]}
    assert found_of(order_of(change=change), [growth()])["rows"][0][1] == after_fen


def test_an_added_condition_holds_where_any_of_its_tests_does() -> None:
    change = {"required": [[{"fact": "size", "in": ["medium"]}, {"fact": "little_giant", "is": True}]]}
    found = found_of(order_of(change=change), [growth(), growth(size="medium"), growth(little_giant=True)])
    assert [after > 0 for _, after, _ in found["rows"]] == [False, True, True]


def test_a_case_cannot_be_judged_when_a_fact_that_decides_it_was_never_asked() -> None:
    change = {"required": [[{"fact": "employees", "at_least": 100}]]}
    found = found_of(order_of(change=change), [growth(), growth(size="small")])
    # Whoever is refused anyway is refused: what was never asked decides nothing there.
    assert [found["effects"][name]["cases"] for name in ("not_judged", "unchanged")] == [1, 1]
    assert found["never_asked"] == {"employees": 2}
    assert found["before"]["award_fen"] == found["after"]["award_fen"] == 0


def test_a_case_is_judged_when_another_test_decides_what_was_never_asked() -> None:
    change = {"required": [[{"fact": "employees", "at_least": 100}, {"fact": "size", "in": ["large"]}]]}
    assert found_of(order_of(change=change), [growth()])["effects"]["unchanged"]["cases"] == 1


WITHOUT_TARGET = {"without": "target_fen", "prior_rd_expense_fen": 90 * WAN}


@pytest.mark.parametrize(
    ("one", "change"),
    [
        # It was refused, and what it would come to hangs on the growth that no rule names.
        (growth(**WITHOUT_TARGET, size="small"), {"waived": ["beneficiary"]}),
        (growth(**WITHOUT_TARGET), {"figures": {"rate": "0.25"}}),
    ],
)
def test_a_case_is_no_unchanged_one_when_a_parameter_is_missing(one: dict[str, Any], change: dict[str, Any]) -> None:
    found = found_of(order_of(change=change), [one, growth()])
    assert {name: effect["cases"] for name, effect in found["effects"].items() if effect["cases"] and name != "gains"} == (
        {"needs_parameter": 1} | ({"unchanged": 1} if "waived" in change else {})
    )
    assert (found["missing_parameters"], found["judged"]) == ({"target_growth_rate": 1}, 1)
    assert "缺少实施细则参数" in page_of(found | {"sweep": None}, "zh")


def test_a_case_is_refused_and_waits_for_nothing_when_a_condition_fails_beside_a_missing_parameter() -> None:
    found = found_of(order_of(change={"figures": {"rate": "0.25"}}), [growth(**WITHOUT_TARGET, size="small")])
    assert (found["effects"]["unchanged"]["cases"], found["missing_parameters"]) == (1, {})


def test_a_case_newly_qualifies_when_the_missing_parameter_is_given() -> None:
    change = {"waived": ["beneficiary"], "figures": {"target_growth_rate": "0.10"}}
    found = found_of(order_of(change=change), [growth(**WITHOUT_TARGET, size="small")])
    assert (found["effects"]["newly_qualifies"]["cases"], found["missing_parameters"]) == (1, {})


@pytest.mark.parametrize(
    ("order", "documents", "idle"),
    [
        ({"change": {"figures": {"target_growth_rate": "0.10"}}}, [growth()], ["target_growth_rate"]),
        ({"change": {"figures": {"target_growth_rate": "0.10"}}}, [growth(), growth(**WITHOUT_TARGET)], []),
        ({"change": {"figures": {"rate": "0.25"}, "waived": ["beneficiary"]}}, [growth()], []),
        ({"change": {"waived": ["on_key_list", "beneficiary"]}}, [growth()], ["on_key_list"]),
        ({"sweep": {"figure": "target_growth_rate", "from": "0", "to": "0.5", "steps": 2}}, [growth()], ["target_growth_rate"]),
    ],
)
def test_a_change_is_named_when_it_decides_no_case(order: dict[str, Any], documents: list[dict[str, Any]], idle: list[str]) -> None:
    found = found_of(order_of(**order), documents)
    assert found["without_effect"] == idle
    assert ("没有影响" in page_of(found | {"sweep": None}, "zh")) is bool(idle)


def test_the_population_of_the_description_is_one_that_can_be_drawn() -> None:
    population = (WhatIfGiven.model_fields["population"].examples or [])[0]
    order = parse_order({"item": "rd-growth", "against": "synthetic", "population": population, "change": {"figures": {"rate": "0.25"}}})
    assert order.synthetic == population


@pytest.mark.parametrize(("ceiling", "shares"), [(60 * WAN, [20 * WAN, 40 * WAN]), (60 * WAN - 1, [20 * WAN, 40 * WAN - 1]), (0, [0, 0])])
def test_a_ceiling_is_shared_pro_rata_among_those_of_a_year(ceiling: int, shares: list[int]) -> None:
    documents = [growth(), growth(rd_expense_fen=300 * WAN)]
    found = found_of(order_of(change={"waived": ["beneficiary"]}, ceiling_fen=ceiling), documents)
    assert [share for _, _, share in found["rows"]] == shares
    assert found["years"][0]["ceiling"]["shared_fen"]["after"] == sum(shares)
    assert found["years"][0]["ceiling"]["claimed_fen"]["after"] == 60 * WAN


@pytest.mark.parametrize(
    ("code", "ceiling_fen", "shares"),
    [
        # Each is capped by itself and takes part with what it is due: 300万 and 20万.
        ("rd-growth", 160 * WAN, [150 * WAN, 10 * WAN]),
        ("rd-growth", 320 * WAN, [300 * WAN, 20 * WAN]),
        # The cap is everybody's, and is shared by what the formula comes to: 8000万 and 2000万.
        ("patent-pool", 5_000 * WAN, [4_000 * WAN, 1_000 * WAN]),
        ("patent-pool", 9_000 * WAN, [5_000 * WAN, 1_800 * WAN]),
    ],
)
def test_a_share_is_never_more_than_is_due_when_a_cap_stands_before_the_ceiling(code: str, ceiling_fen: int, shares: list[int]) -> None:
    fees: list[dict[str, Any]] = [{"annual_fees_fen": fen * WAN} for fen in (20_000, 5_000)]
    changes: list[dict[str, Any]] = [{"rd_expense_fen": fen * WAN} for fen in (9_000, 200)] if code == "rd-growth" else fees
    rate = "0.20" if code == "rd-growth" else "0.40"
    order = order_of(code, sweep={"figure": "rate", "from": rate, "to": "0.50", "steps": 2}, ceiling_fen=ceiling_fen)
    found = found_of(order, [document(code, **change) for change in changes])
    assert [share for _, _, share in found["rows"]] == shares
    assert all(share <= award for _, award, share in found["rows"])
    assert found["steps"][0]["shared_fen"] == sum(shares)


@pytest.mark.parametrize("left", [-1, 0, 1])
def test_a_budget_says_what_is_left_of_it_by_year(left: int) -> None:
    order = order_of(change={"figures": {"rate": "0.25"}}, budgets_fen={"2026": 25 * WAN + left})
    found = found_of(order, [growth(), growth(application_date="2027-01-04")])
    assert [year["year"] for year in found["years"]] == [2026, 2027]
    assert found["years"][0]["budget"] == {"budget_fen": 25 * WAN + left, "line": "given", "left_fen": left}
    assert "budget" not in found["years"][1]


def test_a_sweep_takes_a_figure_through_its_range_in_exact_steps() -> None:
    order = order_of(sweep={"figure": "rate", "from": "0.10", "to": "0.20", "steps": 4})
    steps = found_of(order, [growth()])["steps"]
    assert [(step["value"], step["award_fen"]) for step in steps] == [
        ("0.1", 10 * WAN),
        ("0.133333333", 13_333_333),
        ("0.166666666", 16_666_666),
        ("0.2", 20 * WAN),
    ]
    assert [step["effects"]["loses"] for step in steps] == [1, 1, 1, 0]


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        ({"change": {"figures": {"rat": "0.2"}}}, "change.figures.rat"),
        ({"change": {"figures": {"rate": 0.2}}}, "change.figures.rate"),
        ({"change": {"figures": {"cap_scope": "programme"}}}, "change.figures.cap_scope"),
        ({"change": {"figures": {"stay_years": 3}}}, "change.figures.stay_years"),
        ({"change": {"rules": [{"from": "2026-01-01", "values": {"rate": "0.5"}}]}}, "change.rules[0].values.rate"),
        ({"change": {"waived": ["nothing"]}}, "change.waived[0]"),
        ({"change": {"required": [[{"fact": "size", "in": ["vast"]}]]}}, "change.required[0][0].in"),
        ({"change": {"required": [[{"fact": "size", "is": True}]]}}, "change.required[0][0].is"),
        ({"change": {"required": [[{"fact": "size"}]]}}, "change.required[0][0]"),
        ({"change": {"other": 1}}, "change.other"),
        ({"change": {}}, "change"),
        ({"change": {"waived": ["beneficiary"]}, "ceiling_fen": -1}, "ceiling_fen"),
        ({"change": {"waived": ["beneficiary"]}, "budgets_fen": {"26": 1}}, "budgets_fen.26"),
        ({"change": {"waived": ["beneficiary"]}, "annual_run": "x"}, "annual_run"),
        ({"against": "people"}, "against"),
        ({"sweep": {"figure": "rate", "from": "0.1", "to": "0.2", "steps": 1}}, "sweep.steps"),
        ({"sweep": {"figure": "rate", "from": "0.1", "to": "0.2", "steps": 21}}, "sweep.steps"),
        ({"sweep": {"figure": "record_exempts", "from": "0.1", "to": "0.2", "steps": 2}}, "sweep.figure"),
        ({"sweep": {"figure": "rate", "from": "0.1", "steps": 2}}, "sweep.to"),
    ],
)
def test_an_order_is_refused_with_its_field_when_it_is_not_valid(given_: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        order_of(**given_)
    assert refused.value.code is Code.INVALID_INPUT
    assert field in [fault.field for fault in refused.value.faults]


def test_an_item_whose_amount_no_formula_decides_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        order_of("mega-project", change={"waived": ["matter_in_time"]})
    assert refused.value.code is Code.WRONG_PROCESS


INVENTED: dict[str, Any] = {
    "seed": 7,
    "rows": 4000,
    "on": "2026-06-01",
    "facts": {
        "size": {"large": 1, "small": 3},
        "on_key_list": "0.5",
        "little_giant": "0",
        "rd_expense_fen": [{"from": 0, "to": 100 * WAN, "weight": 1}],
        "target_fen": [{"from": 50 * WAN, "to": 50 * WAN, "weight": 1}],
    },
}


def invented(**changes: Any) -> list[tuple[int, int, int]]:
    """Try an invented population, and return its rows."""
    population = INVENTED | changes
    order = parse_order({"item": "rd-growth", "against": "synthetic", "population": population, "change": {"waived": ["beneficiary"]}})
    assert order.synthetic is not None
    compared, _, _ = tried(order, synthetic(order.item, order.synthetic, ()), order.money({}))
    return list(zip(compared.before.award_fen.tolist(), compared.after.award_fen.tolist(), compared.share_fen.tolist(), strict=True))


def test_an_invented_population_is_the_same_when_its_seed_is() -> None:
    assert invented() == invented()
    assert invented() != invented(seed=8)


def test_an_invented_population_follows_its_distribution() -> None:
    rows = invented()
    # One in four is large, half of these are listed, and half of them are above the target.
    assert 200 < sum(before > 0 for before, _, _ in rows) < 310
    assert 1850 < sum(after > 0 for _, after, _ in rows) < 2150
    assert max(after for _, after, _ in rows) <= 10 * WAN


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"size": {"vast": 1}}, "size"),
        ({"size": {"large": 0}}, "size"),
        ({"on_key_list": "1.1"}, "on_key_list"),
        ({"on_key_list": 0.5}, "on_key_list"),
        ({"rd_expense_fen": [{"from": 2, "to": 1, "weight": 1}]}, "rd_expense_fen"),
        ({"rd_expense_fen": [{"from": -1, "to": 1, "weight": 1}]}, "rd_expense_fen"),
        ({"employees": "0.5"}, "employees"),
    ],
)
def test_a_distribution_is_refused_when_it_says_nothing(facts: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        invented(facts=INVENTED["facts"] | facts)
    assert f"population.facts.{field}" in [fault.field for fault in refused.value.faults]
