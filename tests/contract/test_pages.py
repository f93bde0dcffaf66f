from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest

from gateways.errors import SourceAnswerInvalid
from sandbox.clock import today
from sandbox.credit_code import numbered_code
from sandbox.enterprises import CHENXIN, HAIXI, LISHI, QINGHE, YUANSHAN, ZHIYUAN
from tests.contract.conftest import Outside

YEAR = today().year - 1
DEMO_ENTERPRISES = 10
LONG_AGO = date(2000, 1, 1)

Pages = Callable[[Outside, str | None, int], Awaitable[Any]]
PAGES: dict[str, Pages] = {
    "statistics.rd_expenses": lambda outside, after, limit: outside.statistics.rd_expenses(YEAR, after, limit),
    "tax.contributions": lambda outside, after, limit: outside.tax.contributions(YEAR, after, limit),
    "registration.standings": lambda outside, after, limit: outside.registration.standings(after, limit),
    "credit.serious_records": lambda outside, after, limit: outside.credit.serious_since(LONG_AGO, after, limit),
}


async def whole(outside: Outside, source: str, limit: int) -> list[Any]:
    found: list[Any] = []
    after = None
    while True:
        page = await PAGES[source](outside, after, limit)
        found += page.items
        if (after := page.next) is None:
            return found


@pytest.mark.parametrize("source", PAGES)
async def test_list_is_the_same_in_small_pages_and_in_one(outside: Outside, source: str) -> None:
    await outside.populate(400)
    in_one = await whole(outside, source, 5_000)
    assert in_one
    assert await whole(outside, source, 1 if source == "credit.serious_records" else 37) == in_one


async def test_standings_name_everybody_when_there_is_a_population(outside: Outside) -> None:
    await outside.populate(300)
    everybody = await whole(outside, "registration.standings", 100)
    assert len(everybody) == DEMO_ENTERPRISES + 300
    assert {row.uscc for row in everybody if not row.registered_in_area} >= {YUANSHAN}


async def test_page_of_five_thousand_is_believed(outside: Outside) -> None:
    await outside.populate(6_000)
    first = await outside.statistics.rd_expenses(YEAR, None, 5_000)
    second = await outside.statistics.rd_expenses(YEAR, first.next, 5_000)
    assert (len(first.items), second.next) == (5_000, None)
    assert len((await outside.registration.standings(None, 5_000)).items) == 5_000
    assert len((await outside.tax.contributions(YEAR, None, 5_000)).items) == 5_000


@pytest.mark.parametrize("uscc", [CHENXIN, QINGHE, numbered_code(7)])
async def test_expense_of_one_is_what_the_list_says(outside: Outside, uscc: str) -> None:
    await outside.populate(8)
    (row,) = [row for row in await whole(outside, "statistics.rd_expenses", 5) if row.uscc == uscc]
    answer = await outside.statistics.rd_expense_of(uscc, YEAR)
    assert answer is not None
    assert answer.model_dump(exclude={"year", "as_of"}) == row.model_dump()


async def test_expense_of_one_is_none_when_nothing_was_counted(outside: Outside) -> None:
    assert await outside.statistics.rd_expense_of(YUANSHAN, YEAR) is None
    assert await outside.statistics.rd_expense_of(numbered_code(7), YEAR) is None


async def test_contributions_tell_who_is_taxed_elsewhere(outside: Outside) -> None:
    assert [row.uscc for row in await whole(outside, "tax.contributions", 2) if not row.taxed_in_area] == [ZHIYUAN]


async def test_serious_records_are_those_each_department_shows(outside: Outside) -> None:
    listed = await whole(outside, "credit.serious_records", 1)
    assert [(row.uscc, row.source) for row in listed] == [(HAIXI, "tax"), (LISHI, "customs")]
    for row in listed:
        assert [record.on for record in (await outside.credit.of(row.uscc, row.source)).records if record.serious] == [row.on]


async def test_every_authority_knows_a_synthetic_enterprise(outside: Outside) -> None:
    await outside.populate(3)
    assert await outside.registration.of(numbered_code(2)) is not None
    assert await outside.tax.of(numbered_code(2)) is not None
    assert await outside.statistics.of(numbered_code(2)) is not None
    assert (await outside.credit.of(numbered_code(2), "tax")).known
    assert await outside.registration.of(numbered_code(3)) is None


@pytest.mark.parametrize("source", PAGES)
@pytest.mark.parametrize("whose", ["the_list", "the_authority"])
async def test_page_is_not_believed_when_it_comes_back_to_somebody(outside: Outside, source: str, whose: str) -> None:
    await outside.fault(source if whose == "the_list" else source.partition(".")[0], "wrong_subject")
    with pytest.raises(SourceAnswerInvalid) as caught:
        await PAGES[source](outside, None, 5_000)
    assert caught.value.reason == "not_ascending"


@pytest.mark.parametrize("authority", ["tax", "statistics"])
async def test_where_some_are_is_what_is_said_of_each(outside: Outside, authority: str) -> None:
    await outside.populate(40)
    gateway, codes = getattr(outside, authority), [CHENXIN, *(numbered_code(ordinal) for ordinal in range(41))]
    found = await gateway.standings_of(codes)
    assert set(found) == set(codes) - {numbered_code(40)}
    member = f"{'taxed' if authority == 'tax' else 'statistics'}_in_area"
    assert {code: getattr(row, member) for code, row in found.items()} == {
        code: getattr(await gateway.of(code), member) for code in codes[:-1]
    }


async def test_standings_of_some_leave_out_whom_nobody_knows(outside: Outside) -> None:
    await outside.populate(1_500)
    asked = [CHENXIN, numbered_code(1_499), *(numbered_code(ordinal) for ordinal in range(1_200)), numbered_code(1_500), YUANSHAN]
    found = await outside.registration.standings_of(asked)
    # More than the authority takes in one question.
    assert set(found) == set(asked) - {numbered_code(1_500)}
    assert found[CHENXIN] in (await outside.registration.standings(None, 1_000)).items
