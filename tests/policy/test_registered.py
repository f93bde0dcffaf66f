"""Who an organisation is by the register: the kind of applicant, the names it had, and what an officer is asked about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policy.registered import FormerName, Registered, difference, former_until, names_before

TODAY = date(2026, 6, 2)
OLD = FormerName("演示旧名有限公司", date(2025, 12, 31))
NOW = Registered("演示新名（北京）有限公司", "enterprise", "active", (OLD,))
KNOWN = {"name": NOW.name, "kind": "enterprise"}


@pytest.mark.parametrize(
    ("kind", "applicant"),
    [
        ("enterprise", "enterprise"),
        ("university", "university_or_institute"),
        ("institute", "university_or_institute"),
        ("other", "enterprise"),
    ],
)
def test_applicant_is_what_the_register_says(kind: str, applicant: str) -> None:
    assert Registered("演示", kind, "active").applicant_type == applicant


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        (KNOWN, False),
        (KNOWN | {"name": "演示新名(北京) 有限公司\u200b"}, False),
        (KNOWN | {"name": OLD.name}, True),
        (KNOWN | {"name": "国家电网公司"}, True),
        (KNOWN | {"kind": "university_or_institute"}, True),
    ],
)
def test_officer_is_asked_when_name_or_kind_is_another(known: dict[str, Any], *, asked: bool) -> None:
    assert (difference(known, NOW) is not None) is asked


def test_question_says_until_when_a_name_was_held_when_it_is_a_former_one() -> None:
    asked = [difference(KNOWN | {"name": name}, NOW) or {} for name in (OLD.name, "国家电网公司")]
    assert [question["known"]["former_until"] for question in asked] == ["2025-12-31", None]
    assert {question["registered"]["name"] for question in asked} == {NOW.name}


@pytest.mark.parametrize(
    ("known", "before", "former"),
    [
        (None, (), [OLD]),
        (NOW.name, (), [OLD]),
        (OLD.name, (), [OLD]),
        ("演示 旧名有限公司", (), [OLD]),
        # A name we knew and the register no longer tells of.
        ("演示中名有限公司", (), [OLD, FormerName("演示中名有限公司", date(2026, 6, 1))]),
        (NOW.name, (FormerName("演示更旧有限公司", date(2020, 1, 1)),), [FormerName("演示更旧有限公司", date(2020, 1, 1)), OLD]),
        # It returned to a name it had.
        (None, (FormerName(NOW.name, date(2024, 1, 1)),), [OLD]),
    ],
)
def test_names_before_are_the_registers_and_those_we_knew(
    known: str | None, before: tuple[FormerName, ...], former: list[FormerName]
) -> None:
    assert names_before(known, before, NOW, TODAY) == former


def test_former_name_has_its_last_day_when_it_was_held_more_than_once() -> None:
    held = [FormerName("演示甲", date(2024, 1, 1)), FormerName("演示甲", date(2020, 1, 1)), FormerName("演示乙", date(2025, 1, 1))]
    assert (former_until("演示 甲", held), former_until("演示丙", held)) == (date(2024, 1, 1), None)
