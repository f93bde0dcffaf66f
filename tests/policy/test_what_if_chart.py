"""The chart of a sweep: its values are in the unit it names, and can be told from each other."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from policy.judging.catalogue import ITEMS
from policy.what_if.chart import chart_of
from tests.policy.baselines import WAN


def words_of(code: str, figure: str, values: list[str | int], language: str = "zh") -> list[tuple[str, int, int]]:
    """Return each of the words of a chart, with where it stands."""
    points = [{"value": value, "award_fen": WAN, "shared_fen": None} for value in values]
    drawn = ET.fromstring(chart_of(ITEMS[code], figure, WAN, points, language))  # noqa: S314 - ours
    found = drawn.iter("{http://www.w3.org/2000/svg}text")
    return [(one.text or "", int(one.get("x", 0)), int(one.get("y", 0))) for one in found]


@pytest.mark.parametrize(
    ("language", "title"),
    [("zh", "支持金额（万元）随最高支持金额（万元）的变化"), ("en", "Awards (10,000 yuan) by Maximum award (10,000 yuan)")],
)
def test_values_are_in_the_unit_of_the_title_when_a_figure_is_an_amount(language: str, title: str) -> None:
    words = [word for word, _, _ in words_of("core-technology", "cap_fen", [100 * WAN, 250 * WAN + WAN // 2], language)]
    assert title in words
    assert {"100", "250.50"} <= set(words)


@pytest.mark.parametrize("steps", [2, 10, 12, 20])
def test_values_do_not_run_into_each_other_when_they_are_many_and_long(steps: int) -> None:
    values: list[str | int] = [1_000 * WAN + step * WAN * 7 // 3 for step in range(steps)]
    placed = words_of("core-technology", "cap_fen", values)[-steps - 2 : -2]
    rows: dict[int, list[tuple[int, str]]] = {}
    for word, x, y in placed:
        rows.setdefault(y, []).append((x, word))
    for row in rows.values():
        gaps = [right - left - 7 * len(word) for (left, word), (right, _) in pairwise(row)]
        assert all(gap >= 0 for gap in gaps)
