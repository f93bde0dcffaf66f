"""全体核算的测试。What columns say of everybody is what the letter says of each, for both items nobody applies for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.errors import Refusal
from policy.judging.assessment import assess
from policy.judging.catalogue import ITEMS
from policy.judging.implementing_rules import RuleBook
from policy.processes.annual_run.population import (
    INCOMPLETE,
    OUTCOME_NAMES,
    Verdict,
    document_of,
    facts_of,
    is_incomplete,
    judge_members,
    matter_date_of,
    require_run,
    takes_targets,
    target_source,
)

YEAR, CUT_OFF = 2026, date(2026, 6, 1)
MATTER = matter_date_of(YEAR, CUT_OFF)
GROWTH, INCLUSION = ITEMS["rd-growth"], ITEMS["first-above-scale"]
RULES: dict[str, list[dict[str, Any]]] = {
    "none": [],
    "growth": [{"item": "rd-growth", "from": "2022-01-14", "values": {"target_growth_rate": "0.0333"}}],
    "lower cap": [{"item": code, "from": "2022-01-14", "values": {"cap_fen": 12_345_678}} for code in ("rd-growth", "first-above-scale")],
}
MEMBER: dict[str, Any] = {
    "registered_in_area": True,
    "taxed_in_area": True,
    "statistics_in_area": True,
    "records": None,
    "size": "large",
    "sector": "industry",
    "on_key_list": True,
    "little_giant": False,
    "first_time_included": True,
    "rd_expense_fen": 1_000_000,
    "prior_rd_expense_fen": None,
    "target_fen": 900_000,
    "retained_contribution_fen": 1_000_001,
    "already_paid_fen": 0,
    "cap_used_fen": 0,
}
fen = st.one_of(st.integers(0, 2_000), st.integers(0, 9_000_000_000_000_000))
mostly = st.sampled_from([True, True, True, False])
records = st.lists(
    st.builds(
        lambda source, on: {"source": source, "on": on.isoformat(), "serious": True},
        st.sampled_from(["finance", "market", "tax", "customs"]),
        st.dates(date(2023, 5, 30), date(2026, 6, 2)),
    ),
    max_size=2,
)
members = st.fixed_dictionaries(
    {
        **dict.fromkeys(("registered_in_area", "taxed_in_area", "statistics_in_area", "on_key_list", "first_time_included"), mostly),
        "little_giant": st.booleans(),
        "records": st.one_of(st.none(), st.none(), records),
        "size": st.sampled_from(["large", "medium", "small", "micro"]),
        "sector": st.sampled_from(["industry", "services", "other"]),
        **dict.fromkeys(("rd_expense_fen", "retained_contribution_fen"), fen),
        **dict.fromkeys(("prior_rd_expense_fen", "target_fen"), st.one_of(st.none(), fen)),
        **dict.fromkeys(("already_paid_fen", "cap_used_fen"), st.one_of(st.just(0), fen)),
    }
)


def judged(code: str, rules: list[dict[str, Any]], *them: dict[str, Any]) -> list[Verdict]:
    law = RuleBook.parse(rules).figures(ITEMS[code], MATTER).law
    columns = {name: [one[name] for one in them] for name in MEMBER}
    return judge_members(ITEMS[code], YEAR, law, columns, cut_off=CUT_OFF, matter_date=MATTER)


@settings(max_examples=200)
@given(
    them=st.lists(members, min_size=1, max_size=8),
    rules=st.sampled_from(sorted(RULES)),
    code=st.sampled_from(["rd-growth", "first-above-scale"]),
)
def test_verdict_is_what_the_letter_says_of_each(them: list[dict[str, Any]], rules: str, code: str) -> None:
    item = ITEMS[code]
    for one, verdict in zip(them, judged(code, RULES[rules], *them), strict=True):
        if is_incomplete(item, one):
            assert verdict.outcome == INCOMPLETE
            with pytest.raises(Refusal):
                assess(code, document_of(item, YEAR, one, cut_off=CUT_OFF, matter_date=MATTER), RULES[rules])
            continue
        said = assess(code, document_of(item, YEAR, one, cut_off=CUT_OFF, matter_date=MATTER), RULES[rules])
        assert (verdict.outcome, verdict.award_fen or 0, verdict.capped) == (said.outcome.value, said.award_fen or 0, said.capped)
        if verdict.outcome == "reject":
            assert list(verdict.failed) == [reason["code"] for reason in said.reasons if not reason["holds"]]
        else:
            assert verdict.failed == ()


@pytest.mark.parametrize(
    ("change", "outcome", "award_fen", "failed"),
    [
        ({}, "award", 20_000, ()),
        ({"rd_expense_fen": 900_005}, "award", 1, ()),
        ({"rd_expense_fen": 900_004}, "reject", None, ("something_left",)),
        ({"rd_expense_fen": 900_000}, "reject", None, ("above_target",)),
        ({"size": "small"}, "reject", None, ("beneficiary",)),
        ({"size": "small", "little_giant": True}, "award", 20_000, ()),
        ({"on_key_list": False}, "reject", None, ("beneficiary",)),
        ({"registered_in_area": False, "rd_expense_fen": 1}, "reject", None, ("registered_in_area", "above_target")),
        ({"records": [{"source": "tax", "on": "2023-06-01", "serious": True}]}, "award", 20_000, ()),
        ({"records": [{"source": "tax", "on": "2023-06-02", "serious": True}]}, "reject", None, ("no_serious_record",)),
        ({"rd_expense_fen": 1_600_000_000}, "award", 300_000_000, ()),
        ({"already_paid_fen": 20_000, "cap_used_fen": 20_000}, "reject", None, ("something_left",)),
        ({"already_paid_fen": 19_999, "cap_used_fen": 19_999}, "award", 1, ()),
        ({"target_fen": None}, INCOMPLETE, None, ("target_fen", "prior_rd_expense_fen")),
        ({"target_fen": None, "prior_rd_expense_fen": 900_000}, "needs_parameter", None, ()),
    ],
)
def test_member_is_judged_to_the_fen_when_one_figure_changes(
    change: dict[str, Any], outcome: str, award_fen: int | None, failed: tuple[str, ...]
) -> None:
    (verdict,) = judged("rd-growth", [], MEMBER | change)
    assert (verdict.outcome, verdict.award_fen, verdict.failed) == (outcome, award_fen, failed)


def test_members_do_not_change_each_others_verdicts() -> None:
    other = MEMBER | {"target_fen": None, "prior_rd_expense_fen": 1}
    alone = judged("rd-growth", [], MEMBER)
    assert judged("rd-growth", [], MEMBER, other)[:1] == alone
    assert judged("rd-growth", []) == []


def test_facts_are_the_items_own_and_only_those_that_are_known() -> None:
    assert facts_of(INCLUSION, YEAR, MEMBER) == {
        "year": YEAR,
        "first_time_included": True,
        "sector": "industry",
        "retained_contribution_fen": 1_000_001,
    }
    assert "prior_rd_expense_fen" not in facts_of(GROWTH, YEAR, MEMBER)


def test_target_comes_from_the_department_before_the_year_before() -> None:
    assert target_source(GROWTH, MEMBER | {"prior_rd_expense_fen": 1}) == "target_fen"
    assert target_source(GROWTH, MEMBER | {"target_fen": None, "prior_rd_expense_fen": 1}) == "prior_rd_expense_fen"
    assert target_source(GROWTH, MEMBER | {"target_fen": None}) is None
    assert target_source(INCLUSION, MEMBER) is None
    assert (takes_targets(GROWTH), takes_targets(INCLUSION), takes_targets(ITEMS["innovation-centre"])) == (True, False, False)


def test_matter_of_a_past_year_arose_by_its_last_day() -> None:
    assert matter_date_of(2025, CUT_OFF) == date(2025, 12, 31)
    assert matter_date_of(2026, CUT_OFF) == CUT_OFF


@pytest.mark.parametrize(
    ("code", "year", "refused"),
    [("rd-growth", 2021, "invalid_input"), ("rd-growth", YEAR, "invalid_input"), ("plan-rent", 2025, "wrong_process")],
)
def test_run_is_refused_when_there_is_none_of_it(code: str, year: int, refused: str) -> None:
    with pytest.raises(Refusal) as found:
        require_run(ITEMS[code], year, YEAR, dry_run=False)
    assert found.value.code == refused
    require_run(GROWTH, 2022, YEAR, dry_run=False)
    require_run(INCLUSION, YEAR - 1, YEAR, dry_run=False)


def test_preview_is_refused_when_its_year_has_not_begun() -> None:
    with pytest.raises(Refusal):
        require_run(GROWTH, YEAR + 1, YEAR, dry_run=True)
    require_run(GROWTH, YEAR, YEAR, dry_run=True)


def test_every_outcome_has_a_name() -> None:
    assert all(name.zh and name.en for name in OUTCOME_NAMES.values())
