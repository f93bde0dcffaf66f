import json

import pytest

from policy.errors import Refusal
from policy.judging.catalogue import ITEMS, item, items_of_clause, page_of_clause
from policy.language.items import Item
from tests.policy.baselines import FACTS, WAN, judge

SOME = "91110302MA00000000"
CAPS = {
    "core-technology": 5000,
    "state-project-match": 2000,
    "rd-growth": 300,
    "loan-interest": 1000,
    "first-above-scale": 30,
    "tech-transfer": 1000,
    "public-platform": 500,
    "patent-pool": 5000,
}
EVERY = pytest.mark.parametrize("one", ITEMS.values(), ids=lambda one: one.code)


def test_catalogue_holds_every_promise_when_read_whole() -> None:
    assert set(ITEMS) == set(FACTS)
    assert sorted({one.clause for one in ITEMS.values()}) == list(range(1, 21))


def test_item_is_refused_when_unknown() -> None:
    with pytest.raises(Refusal) as refused:
        item("moon-landing")
    assert refused.value.code == "unknown_item"


@pytest.mark.parametrize("clause", [0, 21, -1])
def test_clause_is_refused_when_there_is_none(clause: int) -> None:
    with pytest.raises(Refusal) as refused:
        items_of_clause(clause)
    assert refused.value.code == "not_found"


@pytest.mark.parametrize("clause", range(1, 21))
def test_clause_page_cites_itself_when_shown(clause: int) -> None:
    cited = items_of_clause(clause)[0].cited
    assert "（" in cited
    assert page_of_clause(clause).startswith(f"{cited} · Clause {clause}: ")


def test_citation_is_written_as_the_document_does_when_above_ten() -> None:
    cited = [items_of_clause(clause)[0].citation for clause in (1, 6, 10, 11, 20)]
    assert cited == ["第(一)条", "第(六)条", "第(十)条", "第(十一)条", "第(二十)条"]


@EVERY
def test_cap_is_stated_or_general_when_the_award_is_up_to(one: Item) -> None:
    if "requested_fen" in one.fact_codes and one.outcome == "award":
        assert one.cap_fen == CAPS.get(one.code, 500) * WAN
    else:
        assert one.cap_fen is None


@EVERY
def test_cap_key_is_there_when_and_only_when_there_is_a_scope(one: Item) -> None:
    assert (one.cap_key_of(FACTS[one.code], SOME) is None) == (one.cap_scope == "none")


@EVERY
def test_item_is_complete_when_printed(one: Item) -> None:
    body = json.loads(json.dumps(one.as_dict()))
    assert body["departments"]
    assert one.evidence or one.process == "guidance"
    assert set(one.departments) <= {"sti", "econ", "comfin", "bizcoop", "hr"}
    assert all(fact.title.zh and fact.title.en and fact.help.zh and fact.help.en for fact in one.facts)


@EVERY
def test_every_condition_and_figure_has_words_when_explained(one: Item) -> None:
    assert all(node["text"]["zh"] and node["text"]["en"] for part in judge(one.code).tree["children"] for node in part["children"])
