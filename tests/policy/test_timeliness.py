"""Which days something may be known of an enterprise from: none before there were registers, none more than ten years ahead."""

from __future__ import annotations

from datetime import date

import pytest

from policy.judging.timeliness import fault_of_effect

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("day", [date(1949, 10, 1), date(1949, 10, 2), TODAY, date(2036, 3, 1), date(2036, 3, 2)])
def test_fact_is_taken_when_its_day_is_within_the_range(day: date) -> None:
    assert fault_of_effect(day, TODAY) is None


@pytest.mark.parametrize("day", [date.min, date(1949, 9, 30), date(2036, 3, 3), date(2099, 1, 1), date.max])
def test_fact_is_refused_with_the_range_when_its_day_is_outside(day: date) -> None:
    fault = fault_of_effect(day, TODAY)
    assert fault
    assert fault.field == "effective_on"
    assert fault.message.zh == "应在1949年10月1日至2036年3月2日（自今日起10年）之间"
    assert fault.message.en == "must be from 1949-10-01 to 2036-03-02 (10 years from today)"


@pytest.mark.parametrize(("day", "is_taken"), [(date(2038, 2, 28), True), (date(2038, 3, 1), False)])
def test_ten_years_end_in_february_when_they_begin_on_a_leap_day(day: date, *, is_taken: bool) -> None:
    assert (fault_of_effect(day, date(2028, 2, 29)) is None) is is_taken
