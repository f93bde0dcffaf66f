from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import httpx
import pytest

from gateways.credit import CreditRecords
from gateways.errors import SourceAnswerInvalid, SourceUnavailable
from gateways.pages import LARGEST_PAGE_BYTES, Page
from gateways.registration import Registration
from gateways.statistics import Statistics
from gateways.tax import Tax
from tests.gateways.conftest import BASE_URL, OTHER_USCC, USCC, Authority, problem

DAY = date(2023, 1, 1)
THIRD_USCC = "91110302MA9DA00344"
ROWS: dict[str, dict[str, Any]] = {
    "statistics.rd_expenses": {
        "size": "large",
        "rd_expense_fen": 12_000,
        "prior_rd_expense_fen": None,
        "little_giant": False,
        "on_key_list": True,
        "statistics_in_area": True,
        "first_above_scale": False,
        "sector": "industry",
    },
    "tax.contributions": {"taxed_in_area": True, "retained_contribution_fen": 0},
    "registration.standings": {"name": "演示企业", "kind": "enterprise", "registered_in_area": True, "status": "active"},
    "credit.serious_records": {"source": "tax", "on": "2025-06-01"},
}
OF_A_YEAR = {"statistics.rd_expenses", "tax.contributions"}
WRONG_ROWS: list[tuple[str, dict[str, Any]]] = [
    ("statistics.rd_expenses", {"size": "gigantic"}),
    ("statistics.rd_expenses", {"rd_expense_fen": -1}),
    ("statistics.rd_expenses", {"rd_expense_fen": 1.5}),
    ("statistics.rd_expenses", {"rd_expense_fen": None}),
    ("statistics.rd_expenses", {"prior_rd_expense_fen": "12"}),
    ("statistics.rd_expenses", {"on_key_list": 1}),
    ("statistics.rd_expenses", {"sector": "agriculture"}),
    ("statistics.rd_expenses", {"uscc": "91110302MA9DA0OOOO"}),
    ("tax.contributions", {"retained_contribution_fen": 10**16}),
    ("tax.contributions", {"taxed_in_area": "yes"}),
    ("registration.standings", {"status": "sleeping"}),
    ("registration.standings", {"name": None}),
    ("registration.standings", {"kind": "bakery"}),
    ("credit.serious_records", {"source": "police"}),
    ("credit.serious_records", {"on": "2025-13-01"}),
    ("credit.serious_records", {"on": "2022-12-31"}),
]

Question = Callable[[httpx.AsyncClient, str | None, int], Awaitable[Page]]
QUESTIONS: dict[str, Question] = {
    "statistics.rd_expenses": lambda client, after, limit: Statistics(client, BASE_URL).rd_expenses(2025, after, limit),
    "tax.contributions": lambda client, after, limit: Tax(client, BASE_URL).contributions(2025, after, limit),
    "registration.standings": lambda client, after, limit: Registration(client, BASE_URL).standings(after, limit),
    "credit.serious_records": lambda client, after, limit: CreditRecords(client, BASE_URL).serious_since(DAY, after, limit),
}
every_list = pytest.mark.parametrize("source", QUESTIONS)


def page(source: str, usccs: list[str], following: str | None = None, changes: dict[str, Any] | None = None) -> httpx.Response:
    items = [{"uscc": uscc, **ROWS[source], **(changes or {})} for uscc in usccs]
    year = {"year": 2025} if source in OF_A_YEAR else {}
    return httpx.Response(200, json={**year, "items": items, "next": following})


@every_list
async def test_page_is_read_when_it_ascends(client: httpx.AsyncClient, authority: Authority, source: str) -> None:
    authority.answer = page(source, [USCC, OTHER_USCC], OTHER_USCC)
    answer: Any = await QUESTIONS[source](client, None, 2)
    assert ([row.uscc for row in answer.items], answer.next) == ([USCC, OTHER_USCC], OTHER_USCC)


@every_list
async def test_page_is_read_when_it_is_empty(client: httpx.AsyncClient, authority: Authority, source: str) -> None:
    authority.answer = page(source, [])
    answer: Any = await QUESTIONS[source](client, USCC, 2)
    assert (answer.items, answer.next) == ((), None)


@every_list
async def test_page_is_asked_for_after_the_last_code(client: httpx.AsyncClient, authority: Authority, source: str) -> None:
    authority.answer = page(source, [OTHER_USCC])
    await QUESTIONS[source](client, USCC, 2)
    params = authority.requests[0].url.params
    assert (params["after"], params["limit"]) == (USCC, "2")
    await QUESTIONS[source](client, None, 2)
    assert "after" not in authority.requests[1].url.params


@every_list
@pytest.mark.parametrize(
    ("usccs", "following", "reason"),
    [
        ([OTHER_USCC, USCC], None, "not_ascending"),
        ([USCC, OTHER_USCC, USCC], None, "not_ascending"),
        ([OTHER_USCC, THIRD_USCC, OTHER_USCC], OTHER_USCC, "not_ascending"),
        ([USCC, OTHER_USCC], USCC, "next_page"),
        ([USCC, OTHER_USCC], THIRD_USCC, "next_page"),
        ([], USCC, "next_page"),
        ([], "", "next_page"),
    ],
)
async def test_page_is_invalid_when_its_order_cannot_be_followed(
    client: httpx.AsyncClient, authority: Authority, source: str, usccs: list[str], following: str | None, reason: str
) -> None:
    authority.answer = page(source, usccs, following)
    with pytest.raises(SourceAnswerInvalid) as caught:
        await QUESTIONS[source](client, None, 5)
    assert (caught.value.source, caught.value.reason) == (source, reason)


@every_list
@pytest.mark.parametrize("usccs", [[USCC], [USCC, OTHER_USCC, THIRD_USCC], [OTHER_USCC, THIRD_USCC]])
async def test_page_is_invalid_when_it_does_not_start_after_the_code(
    client: httpx.AsyncClient, authority: Authority, source: str, usccs: list[str]
) -> None:
    authority.answer = page(source, usccs)
    with pytest.raises(SourceAnswerInvalid) as caught:
        await QUESTIONS[source](client, OTHER_USCC, 5)
    assert caught.value.reason == "not_ascending"


@every_list
async def test_page_is_invalid_when_it_is_longer_than_asked_for(client: httpx.AsyncClient, authority: Authority, source: str) -> None:
    authority.answer = page(source, [USCC, OTHER_USCC], OTHER_USCC)
    with pytest.raises(SourceAnswerInvalid) as caught:
        await QUESTIONS[source](client, None, 1)
    assert caught.value.reason == "too_many_rows"


@pytest.mark.parametrize("source", [source for source in QUESTIONS if source != "credit.serious_records"])
async def test_page_is_invalid_when_an_enterprise_comes_twice(client: httpx.AsyncClient, authority: Authority, source: str) -> None:
    authority.answer = page(source, [USCC, USCC])
    with pytest.raises(SourceAnswerInvalid) as caught:
        await QUESTIONS[source](client, None, 5)
    assert caught.value.reason == "not_ascending"


async def test_page_may_hold_several_records_of_one_enterprise(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = page("credit.serious_records", [USCC, USCC, OTHER_USCC], OTHER_USCC)
    answer = await CreditRecords(client, BASE_URL).serious_since(DAY, None, 2)
    assert [row.uscc for row in answer.items] == [USCC, USCC, OTHER_USCC]


@pytest.mark.parametrize("source", sorted(OF_A_YEAR))
async def test_page_is_invalid_when_it_is_of_another_year(client: httpx.AsyncClient, authority: Authority, source: str) -> None:
    authority.answer = httpx.Response(200, json={"year": 2026, "items": [], "next": None})
    with pytest.raises(SourceAnswerInvalid) as caught:
        await QUESTIONS[source](client, None, 5)
    assert caught.value.reason == "other_subject"


@pytest.mark.parametrize(("source", "changes"), WRONG_ROWS)
async def test_page_is_invalid_when_a_row_is(client: httpx.AsyncClient, authority: Authority, source: str, changes: dict[str, Any]) -> None:
    authority.answer = page(source, [USCC], changes=changes)
    with pytest.raises(SourceAnswerInvalid):
        await QUESTIONS[source](client, None, 5)


@every_list
async def test_page_is_invalid_when_it_does_not_say_whether_more_follows(
    client: httpx.AsyncClient, authority: Authority, source: str
) -> None:
    authority.answer = httpx.Response(200, json={"year": 2025, "items": []})
    with pytest.raises(SourceAnswerInvalid) as caught:
        await QUESTIONS[source](client, None, 5)
    assert caught.value.reason == "schema: next: missing"


@every_list
async def test_page_may_be_larger_than_an_answer_about_one(client: httpx.AsyncClient, authority: Authority, source: str) -> None:
    good = page(source, [USCC]).content
    authority.answer = httpx.Response(200, content=good + b" " * 5_000_000, headers={"content-type": "application/json"})
    await QUESTIONS[source](client, None, 5)
    authority.answer = httpx.Response(200, content=good + b" " * LARGEST_PAGE_BYTES, headers={"content-type": "application/json"})
    with pytest.raises(SourceAnswerInvalid):
        await QUESTIONS[source](client, None, 5)


@every_list
async def test_list_is_unavailable_when_it_is_not_found(client: httpx.AsyncClient, authority: Authority, source: str) -> None:
    authority.answer = problem(404, "not_registered", uscc=USCC, as_of="2026-06-01")
    with pytest.raises(SourceUnavailable):
        await QUESTIONS[source](client, None, 5)


ONE = {"uscc": USCC, **ROWS["statistics.rd_expenses"], "year": 2025, "as_of": "2026-06-01"}


async def test_expense_of_one_is_read_when_it_is_well_formed(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = httpx.Response(200, json=ONE)
    answer = await Statistics(client, BASE_URL).rd_expense_of(USCC, 2025)
    assert answer is not None
    assert (answer.uscc, answer.year, answer.rd_expense_fen, answer.as_of) == (USCC, 2025, 12_000, date(2026, 6, 1))


@pytest.mark.parametrize("changes", [{"uscc": OTHER_USCC}, {"year": 2026}, {"as_of": None}, {"rd_expense_fen": -1}])
async def test_expense_of_one_is_invalid_when_it_does_not_match(
    client: httpx.AsyncClient, authority: Authority, changes: dict[str, Any]
) -> None:
    authority.answer = httpx.Response(200, json=ONE | changes)
    with pytest.raises(SourceAnswerInvalid):
        await Statistics(client, BASE_URL).rd_expense_of(USCC, 2025)


async def test_expense_of_one_is_none_when_nothing_was_counted(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = problem(404, "not_registered", uscc=USCC, as_of="2026-06-01")
    assert await Statistics(client, BASE_URL).rd_expense_of(USCC, 2025) is None


@pytest.mark.parametrize(
    ("known", "unknown"),
    [((), ()), ((USCC,), (USCC,)), ((USCC, OTHER_USCC), ()), ((OTHER_USCC,), ()), ((), (OTHER_USCC,)), ((USCC, USCC), ())],
)
async def test_standings_of_some_are_invalid_when_they_leave_out_or_add_somebody(
    authority: Authority, client: httpx.AsyncClient, known: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    rows = [{"uscc": uscc, **ROWS["registration.standings"]} for uscc in known]
    authority.answer = httpx.Response(200, json={"items": rows, "not_registered": unknown})
    with pytest.raises(SourceAnswerInvalid) as caught:
        await Registration(client, BASE_URL).standings_of([USCC])
    assert caught.value.reason == "other_subject"


async def test_nobody_is_asked_about_when_there_is_nobody_to_ask_about(authority: Authority, client: httpx.AsyncClient) -> None:
    assert await Registration(client, BASE_URL).standings_of([]) == {}
    assert authority.requests == []
