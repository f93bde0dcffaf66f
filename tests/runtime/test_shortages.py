"""Whoever starts the system is told of each duty that too few people are there for, and of nothing where there are enough."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from runtime.cli.run import warn_of_shortages
from sandbox.people import PEOPLE

EVERYBODY = [person.model_dump() for person in PEOPLE]


def said(missing: str | None) -> list[list[str]]:
    """Return the lines that are printed when one person is missing, each as its words."""
    console = Console(file=io.StringIO(), width=120)
    warn_of_shortages(console, [person for person in EVERYBODY if person["id"] != missing])
    assert isinstance(console.file, io.StringIO)
    return [line.split() for line in console.file.getvalue().splitlines() if line.strip()]


def test_nothing_is_said_when_there_are_people_for_every_duty() -> None:
    assert said(None) == []


@pytest.mark.parametrize(
    ("missing", "line"),
    [
        ("officer-hr-1", ["officer", "hr", "3", "4"]),
        ("approver-econ-3", ["approver", "econ", "2", "3"]),
        ("finance-4", ["finance", "3", "4"]),
        ("committee-5", ["committee", "4", "5"]),
    ],
)
def test_duty_is_named_when_one_person_too_few_is_there(missing: str, line: list[str]) -> None:
    assert said(missing)[1:] == [line]
