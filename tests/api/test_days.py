"""Whatever day is asked for, in a body, a query or a path, is of a year that somebody may mean."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

import pytest
from pydantic import ValidationError

import api.schemas
from api.schemas.base import Given
from api.schemas.settlement import SettlementGiven
from policy.days import NO_DAY, NOT_OUR_YEARS
from policy.judging.catalogue import ITEMS
from policy.language.facts import Fact, Kind
from policy.text import Text
from tests.api.desk import Desk, code_of
from tests.api.test_permissions import BY_ROLE, NOBODYS, OUR_OWN, operations

NO_YEARS_OF_OURS = ["0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31"]
NO_DAYS = ["2026-02-30", "20260301", "2026-03-01T00:00:00", "1772323200"]
OURS = ["1900-01-01", "2100-12-31"]
MONTH = "SettlementGiven.month"


def _is_day(annotation: object) -> bool:
    return annotation is date or any(map(_is_day, get_args(annotation)))


def given_days() -> Iterator[tuple[str, tuple[type[Given], str]]]:
    """Yield every field of what clients send that takes a day, by model and name."""
    for found in pkgutil.iter_modules(api.schemas.__path__, "api.schemas."):
        module = importlib.import_module(found.name)
        for kind_name, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, Given) and kind.__module__ == module.__name__:
                for name, info in kind.model_fields.items():
                    if _is_day(info.annotation) and f"{kind_name}.{name}" != MONTH:
                        yield f"{kind_name}.{name}", (kind, info.alias or name)


def faults_of(field: str, day: str) -> list[str]:
    """Return what is wrong with a day where a client sends nothing else."""
    kind, name = GIVEN[field]
    try:
        kind.model_validate({name: day})
    except ValidationError as wrong:
        return [str(error["ctx"]["error"]) for error in wrong.errors() if error["loc"] == (name,)]
    return []


def asked_days(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield path, name and place of every parameter that takes a day."""
    for method, path, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            if "'format': 'date'" in str(parameter["schema"]):
                assert method == "GET"
                yield path, parameter["name"], parameter["in"]


async def asked(desk: Desk, path: str, name: str, place: str, day: str) -> Any:
    """Return the answer to the first person who may ask something of a day."""
    own = OUR_OWN | ({name: day} if place == "path" else {})
    where = re.sub(r"{(\w+)}", lambda part: own.get(part[1], NOBODYS), path)
    for person in BY_ROLE.values():
        answer = await desk.get(person, where, params={name: day} if place == "query" else {})
        if answer.status_code != 403:
            return answer
    pytest.fail(f"{path} lets nobody in")


GIVEN = dict(given_days())
FACTS = [fact for item in ITEMS.values() for fact in item.facts if fact.kind in {Kind.DAY, Kind.PERIOD}]


@pytest.mark.parametrize("field", GIVEN)
@pytest.mark.parametrize("day", NO_YEARS_OF_OURS)
def test_day_in_a_body_is_refused_when_nobody_may_mean_it(field: str, day: str) -> None:
    assert faults_of(field, day) == [str(NOT_OUR_YEARS)]


@pytest.mark.parametrize("field", GIVEN)
@pytest.mark.parametrize("day", NO_DAYS)
def test_day_in_a_body_is_refused_when_it_is_none(field: str, day: str) -> None:
    assert faults_of(field, day) == [str(NO_DAY)]


@pytest.mark.parametrize("field", GIVEN)
@pytest.mark.parametrize("day", OURS)
def test_day_in_a_body_is_taken_when_it_is_the_first_or_the_last(field: str, day: str) -> None:
    assert faults_of(field, day) == []


@pytest.mark.parametrize("month", ["0001-01", "1899-12", "2101-01", "9999-12"])
def test_month_is_refused_when_nobody_may_mean_it(month: str) -> None:
    with pytest.raises(ValidationError, match=NOT_OUR_YEARS.en):
        SettlementGiven.model_validate({"month": month})


@pytest.mark.parametrize("month", ["1900-01", "2100-12"])
def test_month_is_taken_when_it_is_the_first_or_the_last(month: str) -> None:
    assert SettlementGiven.model_validate({"month": month}).month == date.fromisoformat(f"{month}-01")


def test_fields_with_days_are_found() -> None:
    assert len(GIVEN) > 15


async def test_day_in_a_query_is_refused_in_both_languages_when_nobody_may_mean_it(shared: Desk) -> None:
    found = [(path, name) for path, name, place in asked_days(shared.app.openapi()) if place == "query"]
    assert len(found) > 1
    for path, name in found:
        for day, why in [*((day, NOT_OUR_YEARS) for day in NO_YEARS_OF_OURS), *((day, NO_DAY) for day in NO_DAYS)]:
            answer = await asked(shared, path, name, "query", day)
            assert (answer.status_code, code_of(answer)) == (422, "invalid_input"), f"{path} {name}={day}"
            [fault] = answer.json()["errors"]
            assert fault["message"]["en"] == why.en
            assert fault["message"]["zh"].endswith(why.zh)


async def test_day_in_a_path_is_not_found_when_nobody_may_mean_it(shared: Desk) -> None:
    found = [(path, name) for path, name, place in asked_days(shared.app.openapi()) if place == "path"]
    assert found
    for path, name in found:
        for day in NO_YEARS_OF_OURS + NO_DAYS:
            assert code_of(await asked(shared, path, name, "path", day)) == "not_found", f"{path} {name}={day}"


async def test_day_in_an_address_is_taken_when_it_is_the_first_or_the_last(shared: Desk) -> None:
    for path, name, place in asked_days(shared.app.openapi()):
        for day in OURS:
            assert (await asked(shared, path, name, place, day)).status_code in {200, 404}, f"{path} {name}={day}"


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.code)
@pytest.mark.parametrize("day", NO_YEARS_OF_OURS)
def test_fact_that_is_a_day_or_a_period_is_refused_when_nobody_may_mean_it(fact: Fact, day: str) -> None:
    assert _fault(fact, day) == NOT_OUR_YEARS


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.code)
@pytest.mark.parametrize("day", OURS)
def test_fact_that_is_a_day_or_a_period_is_taken_when_it_is_the_first_or_the_last(fact: Fact, day: str) -> None:
    assert _fault(fact, day) is None


def _fault(fact: Fact, day: str) -> Text | None:
    return fact.fault_of(day if fact.kind is Kind.DAY else f"{day}/{day}")
