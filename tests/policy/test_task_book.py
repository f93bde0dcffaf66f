"""A task book's dates: in order, ahead, and within three years of the signing, to the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from policy.errors import Refusal
from policy.processes.post_grant.task_book import last_day, require_sound, require_within
from policy.text import points

TODAY = date(2026, 11, 25)


def task_book(*days: str) -> dict[str, list[dict[str, str]]]:
    return {"milestones": [{"title": "t", "due_on": day, "deliverable": "d"} for day in days]}


@pytest.mark.parametrize(
    ("signed_on", "last"),
    [
        (date(2026, 11, 25), date(2029, 11, 25)),
        (date(2028, 2, 29), date(2031, 2, 28)),
        (date(2026, 12, 31), date(2029, 12, 31)),
        (date(2026, 1, 1), date(2029, 1, 1)),
    ],
)
def test_last_day_is_three_years_later(signed_on: date, last: date) -> None:
    assert last_day(signed_on) == last


def test_last_day_ends_with_its_month_when_that_is_shorter() -> None:
    assert last_day(date(2026, 8, 31), 6) == date(2027, 2, 28)


def test_task_book_is_sound_when_its_milestones_follow_each_other() -> None:
    require_sound(task_book("2026-11-26", "2027-11-26", "2029-11-25"), TODAY)


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        (("2026-11-25",), ["milestones.0.due_on"]),
        (("2027-01-01", "2027-01-01"), ["milestones.1.due_on"]),
        (("2027-01-02", "2027-01-01"), ["milestones.1.due_on"]),
        (("2027-01-01", "2029-11-26"), ["milestones.1.due_on"]),
        (("2027-02-30",), ["milestones.0.due_on"]),
    ],
)
def test_task_book_names_the_milestone_whose_date_is_wrong(days: tuple[str, ...], wrong: list[str]) -> None:
    with pytest.raises(Refusal) as refused:
        require_sound(task_book(*days), TODAY)
    assert [fault.field for fault in refused.value.faults] == wrong
    for field in wrong:
        assert f"第{int(field.split('.')[1]) + 1}个里程碑日期" in refused.value.detail.zh
        assert field in refused.value.detail.en


@pytest.mark.parametrize(
    ("due_on", "refused"),
    [
        (TODAY, True),
        (TODAY + timedelta(days=1), False),
        (date(2029, 1, 1), False),
        (date(2029, 1, 2), True),
    ],
)
def test_extension_reaches_from_tomorrow_to_three_years_after_the_signing(due_on: date, *, refused: bool) -> None:
    if not refused:
        require_within(due_on, date(2026, 1, 1), TODAY)
        return
    with pytest.raises(Refusal):
        require_within(due_on, date(2026, 1, 1), TODAY)


@pytest.mark.parametrize(("hundredths", "read"), [(0, "0.00"), (5, "0.05"), (8067, "80.67"), (10000, "100.00")])
def test_points_are_written_with_two_places(hundredths: int, read: str) -> None:
    assert points(hundredths) == read
