"""The letters of an investment name what they are about: all of it, a part, or what earlier parts have left; each kind has its own word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from policy.judging.catalogue import ITEMS
from policy.letters.bodies import Bodies
from policy.letters.investment_notice import PAPERS, Invested, alike, investment_paper
from policy.letters.matter import Matter
from policy.letters.paper import Paper, set_paper
from policy.processes.investment.lifecycle import Event
from tests.policy.baselines import WAN

DAY = date(2026, 5, 11)
TERMS = {"share_bp": 417, "valuation_fen": 5_995 * WAN, "rate_bp": 435, "window_from": "2029-05-11", "window_to": "2030-05-11"}
WHOLE = Invested(250 * WAN, DAY, TERMS, 300 * WAN, 300 * WAN, DAY, DAY)
PART = replace(WHOLE, part_fen=100 * WAN + 1)
REST = replace(WHOLE, ended_fen=100 * WAN + 1, earlier_fen=110 * WAN)
BODIES = Bodies("某市人民政府", "某区人民法院")
LEFT = "此前部分股权已经退出，收回110万元；所余投资成本1,499,999.99元，持股2.5%。"


def paper(event: Event, invested: Invested) -> Paper:
    return investment_paper(ITEMS["equity-investment"], Matter("EI-2026-000045", "甲公司", "sti", DAY), event, invested, BODIES, "zh")


def letter(event: Event, invested: Invested) -> str:
    return set_paper(paper(event, invested), "zh")


@pytest.mark.parametrize("event", sorted(PAPERS))
def test_letter_says_what_is_left_only_when_a_part_was_given_up_before(event: Event) -> None:
    assert LEFT in letter(event, REST)
    assert "所余" not in letter(event, WHOLE)
    assert "所余投资成本" not in letter(event, PART)


@pytest.mark.parametrize("event", [Event.BUY_BACK_TAKEN, Event.FIRST_RIGHT_TAKEN, Event.DISPOSAL_APPROVED, Event.PART_DISPOSED])
def test_letter_names_the_part_when_a_part_is_given_up(event: Event) -> None:
    assert "投资成本1,000,000.01元、持股1.67%的部分" in letter(event, PART)


@pytest.mark.parametrize(
    ("invested", "rest"), [(PART, "1,499,999.99元、持股2.5%"), (replace(REST, part_fen=50 * WAN), "999,999.99元、持股1.67%")]
)
def test_letter_of_a_part_says_what_is_held_on(invested: Invested, rest: str) -> None:
    assert f"其余投资成本{rest}，继续持有" in letter(Event.PART_DISPOSED, invested)


def test_offer_is_of_what_is_left_when_a_part_was_given_up_before() -> None:
    assert "投资本金250万元加按4.35%年利率" in letter(Event.BUY_BACK_OPENED, WHOLE)
    assert "投资本金1,499,999.99元加按4.35%年利率" in letter(Event.BUY_BACK_OPENED, REST)
    assert "以300万元的价款退出所余部分。" in letter(Event.DISPOSAL_APPROVED, REST)


def test_liquidation_is_told_apart_from_what_came_before() -> None:
    said = letter(Event.LIQUIDATION_CLOSED, replace(REST, received_fen=55 * WAN))
    assert "清算共收回55万元" in said
    assert LEFT in said


def test_each_kind_of_letter_has_a_word_of_its_own() -> None:
    titles: dict[str, set[str]] = {}
    for event in PAPERS:
        one = paper(event, WHOLE)
        titles.setdefault(one.word, set()).add(one.title)
        assert {paper(other, WHOLE).title for other in alike(event)} == {one.title}
    assert [len(found) for found in titles.values()] == [1] * len({paper(event, WHOLE).title for event in PAPERS})
