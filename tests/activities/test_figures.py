"""来源数据复核的测试。Whether figures that changed after an assessment speak against paying, for every item with an annual run."""

from __future__ import annotations

from typing import Any

import pytest

from activities.application.figures import ASKED, Figures, of_statistics, of_tax
from gateways.statistics import RdExpense
from models.tables import Assessment
from policy.judging.catalogue import ITEMS
from policy.language.items import Item
from policy.processes.annual_run.population import OFFERED, sources_of
from tests.policy.baselines import document as baseline

OFFERED_ITEMS = [item for item in ITEMS.values() if item.process in OFFERED]
COUNTED = RdExpense(
    uscc="91110302MA9DA0018E",
    size="large",
    rd_expense_fen=1,
    prior_rd_expense_fen=None,
    little_giant=False,
    on_key_list=True,
    statistics_in_area=True,
    first_above_scale=True,
    sector="industry",
)
every_item = pytest.mark.parametrize("item", OFFERED_ITEMS, ids=lambda item: item.code)


def figures(item: Item, document: dict[str, Any]) -> Figures:
    """Return what the authorities supplied of a document."""
    by = {code: source for code, source in sources_of(item, "run").items() if source in ASKED and code in document}
    return Figures(document["year"], {source: {code: document[code] for code in by if by[code] == source} for source in by.values()})


def found(code: str, **changed: Any) -> list[dict[str, Any]]:
    """Return what is found of a baseline whose sources count otherwise."""
    item, document = ITEMS[code], baseline(code)
    return figures(item, document).found(item, Assessment(facts=document, rules=[]), changed)


@every_item
def test_every_authority_of_a_run_is_asked_again_of_each_of_its_figures(item: Item) -> None:
    answered = {"statistics": of_statistics(COUNTED), "tax": of_tax(None)}
    for code, source in sources_of(item, "run").items():
        assert source in {"run", "targets"} or (source in ASKED and code in answered[source])


@every_item
def test_withdrawn_figures_are_found_of_every_item(item: Item) -> None:
    supplied = figures(item, baseline(item.code)).before["statistics"]
    [finding] = found(item.code, **dict.fromkeys(supplied))
    assert finding["text"]["zh"] == "统计部门已撤回核定所依据的数据"


def test_finding_names_each_source_when_several_count_otherwise() -> None:
    [finding] = found("first-above-scale", sector="other", retained_contribution_fen=0)
    assert finding["text"]["zh"] == "统计部门、税务部门的数据与核定时不一致，应按更正后的数据再决定"


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("rd-growth", {"rd_expense_fen": 0}),
        ("first-above-scale", {"retained_contribution_fen": 0}),
        ("first-above-scale", {"sector": "other"}),
    ],
)
def test_figures_are_found_when_less_is_due_by_them(code: str, changed: dict[str, Any]) -> None:
    assert [finding["code"] for finding in found(code, **changed)] == ["figures_changed"]


@pytest.mark.parametrize(("code", "changed"), [("rd-growth", {"size": "medium"}), ("first-above-scale", {"sector": "services"})])
def test_nothing_is_found_when_as_much_is_due_by_other_figures(code: str, changed: dict[str, Any]) -> None:
    assert found(code, **changed) == []
