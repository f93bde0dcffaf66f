"""What becomes of an open offer by what its member is judged to anew, and how that is said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from activities.annual_run.following import following, stands
from models.tables import AnnualRun, Application
from policy.judging.catalogue import item as item_called
from policy.processes.annual_run.population import Verdict, facts_of
from policy.processes.application.lifecycle import Event
from policy.processes.application.offered import amount_said, figures_said

RUN = AnnualRun(item_code="rd-growth", year=2024, number="rd-growth/2024", cut_off=date(2025, 6, 1))
GROWTH = item_called("rd-growth")
FIGURES: dict[str, Any] = {"size": "medium", "on_key_list": True, "little_giant": False, "rd_expense_fen": 500, "target_fen": 100}
OFFER = Application(facts=facts_of(GROWTH, 2024, FIGURES))
FEN = 1_000


def become(award_fen: int | None, **changed: Any) -> tuple[Event, dict[str, Any]]:
    verdict = Verdict("award" if award_fen else "reject", award_fen, capped=False, failed=())
    return following(RUN, FIGURES | changed, verdict, FEN)


@pytest.mark.parametrize(
    ("award_fen", "event", "is_same"),
    [
        (FEN - 1, Event.OFFER_REVISED, False),
        (FEN, Event.OFFER_REVISED, True),
        (FEN + 1, Event.OFFER_RAISED, False),
        (None, Event.OFFER_REVOKED, False),
    ],
)
def test_offer_stands_when_figures_and_amount_are_the_same_to_the_fen(award_fen: int | None, event: Event, *, is_same: bool) -> None:
    found, detail = become(award_fen)
    assert (found, stands(found, detail, OFFER, FEN)) == (event, is_same)


@pytest.mark.parametrize("changed", [{"rd_expense_fen": 501}, {"size": "large"}, {"target_fen": None}])
def test_offer_does_not_stand_when_a_figure_is_another(changed: dict[str, Any]) -> None:
    found, detail = become(FEN, **changed)
    assert not stands(found, detail, OFFER, FEN)


def test_figures_that_changed_are_named_and_no_others() -> None:
    said = figures_said(GROWTH, {"size": "medium", "rd_expense_fen": 1}, {"size": "large", "rd_expense_fen": 1})
    title = next(fact.title for fact in GROWTH.facts if fact.code == "size")
    assert (said.zh, said.en) == (f"{title.zh}已更正", f"corrected: {title.en}")
    assert figures_said(GROWTH, FIGURES, FIGURES).zh == "所依据的数据未变"


@pytest.mark.parametrize(("after_fen", "said"), [(100_00, "金额仍为100元"), (99_99, "金额由100元变为99.99元")])
def test_amount_is_said_to_change_only_where_it_does(after_fen: int, said: str) -> None:
    assert amount_said(100_00, after_fen).zh == said
