"""更正依据的测试。Which corrected facts need which document, what is refused of what is named, and when their decider says why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policy.errors import Refusal
from policy.judging.catalogue import ITEMS
from policy.judging.catalogue import item as item_called
from policy.language.items import Item
from policy.processes.redecision.proof import Held, evidence_for, is_any_figure_far, read_papers

CHALLENGE, SCIENCE = item_called("challenge-post-grant"), item_called("science-award")
REPORT = Held("1", "cost_audit", "report.pdf", "a" * 64, "2026-03-02")
READ: dict[str, Any] = {"audited_cost_fen": {"document": "1", "page": 3}}


def refused(given: dict[str, Any], *held: Held, item: Item = CHALLENGE, fact: str = "audited_cost_fen") -> tuple[str, list[str]]:
    with pytest.raises(Refusal) as found:
        read_papers(item, {fact: 1}, {}, given, held)
    return found.value.code, [fault.field for fault in found.value.faults]


def test_document_and_page_are_kept_when_they_show_the_fact() -> None:
    kept = read_papers(CHALLENGE, {"audited_cost_fen": 1}, {}, READ, [REPORT])["audited_cost_fen"]
    assert (kept["document"], kept["page"], kept["evidence"], kept["uploaded_on"]) == ("1", 3, "cost_audit", "2026-03-02")


@pytest.mark.parametrize("item", [item for item in ITEMS.values() if item.carried_over], ids=lambda item: item.code)
def test_what_a_project_proved_by_a_document_is_not_corrected_without_it(item: Item) -> None:
    carried = item.carried_over
    assert carried is not None
    for fact in (carried.cost_fen, carried.passed):
        assert refused({}, REPORT, item=item, fact=fact) == ("incomplete", [f"papers.{fact}"])


@pytest.mark.parametrize("fact", ["interest_incurred_fen", "principal_fen", "first_time_included", "rd_expense_fen"])
@pytest.mark.parametrize(("said", "is_needed"), [(None, True), (-1, True), (0, False), (1, True)])
def test_figure_of_a_source_needs_a_document_unless_its_source_says_the_same_now(fact: str, said: int | None, *, is_needed: bool) -> None:
    found = next(one for one in ITEMS.values() if one.showing(fact))
    assert bool(evidence_for(found, fact, 10, {} if said is None else {fact: 10 + said})) is is_needed


@pytest.mark.parametrize(
    ("given", "held", "field"),
    [
        ({"document": "2", "page": 3}, REPORT, "papers.audited_cost_fen.document"),
        ({"document": "1", "page": 3}, replace(REPORT, evidence="acceptance_report"), "papers.audited_cost_fen.document"),
        ({"page": 3}, REPORT, "papers.audited_cost_fen.document"),
        ({"document": "1"}, REPORT, "papers.audited_cost_fen.page"),
        ({"document": "1", "page": 0}, REPORT, "papers.audited_cost_fen.page"),
        ({"document": "1", "page": True}, REPORT, "papers.audited_cost_fen.page"),
    ],
)
def test_document_is_refused_when_it_is_not_the_one_that_shows_the_fact(given: dict[str, Any], held: Held, field: str) -> None:
    assert refused({"audited_cost_fen": given}, held) == ("invalid_input", [field])


def test_document_is_refused_of_a_fact_that_is_not_corrected() -> None:
    assert refused(READ | {"acceptance_passed": {"document": "1", "page": 1}}, REPORT) == ("invalid_input", ["papers.acceptance_passed"])


@pytest.mark.parametrize(("given", "kept"), [({}, set()), ({"grade": {"document": "1", "page": 1}}, {"grade"})])
def test_fact_that_no_evidence_shows_alone_may_name_a_document(given: dict[str, Any], kept: set[str]) -> None:
    assert read_papers(SCIENCE, {"grade": "first"}, {}, given, [replace(REPORT, evidence="certificate")]).keys() == kept


@pytest.mark.parametrize(
    ("change", "is_far"),
    [
        ({"before": 1000, "after": 1100}, False),
        ({"before": 1000, "after": 1101}, True),
        ({"before": 1000, "after": 899}, True),
        ({"before": 1000, "after": 1050, "planned": 1100}, False),
        ({"before": 1000, "after": 1050, "planned": 1200}, True),
        ({"before": None, "after": 1}, True),
        ({"before": "second", "after": "first"}, False),
        ({"before": True, "after": False}, False),
    ],
)
def test_figure_is_far_from_a_tenth_on_of_what_was_decided_or_planned(change: dict[str, Any], *, is_far: bool) -> None:
    assert is_any_figure_far({"fact": change, "other": {"before": 1000, "after": 1000}}, {}) is is_far


@pytest.mark.parametrize(
    ("after", "said", "is_far"),
    [
        (1050, 1000, False),
        (1050, 955, False),
        (1050, 954, True),
        (1050, 1167, True),
        ("second", "second", False),
        ("second", "first", True),
    ],
)
def test_decider_says_why_when_the_source_says_something_else_now(after: Any, said: Any, *, is_far: bool) -> None:
    # Neither is far from what was decided by: what the source says alone makes the difference.
    before = 1000 if after == 1050 else after
    assert is_any_figure_far({"fact": {"before": before, "after": after}}, {"fact": said, "another": 1}) is is_far
