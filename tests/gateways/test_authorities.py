from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from gateways.credit import CreditRecords
from gateways.errors import SourceAnswerInvalid
from gateways.registration import Registration
from gateways.statistics import Statistics
from gateways.tax import Tax
from tests.gateways.conftest import BASE_URL, OTHER_USCC, USCC, Authority, problem

DAY = "2026-06-01"
GOOD: dict[str, dict[str, Any]] = {
    "credit.tax": {
        "uscc": USCC,
        "source": "tax",
        "as_of": DAY,
        "records": [{"on": "2025-06-01", "serious": True, "description": "虚开发票"}],
    },
    "registration": {
        "uscc": USCC,
        "name": "演示企业",
        "kind": "enterprise",
        "former_names": [{"name": "演示旧名", "until": "2025-12-31"}],
        "legal_representative": "某人",
        "registered_in_area": True,
        "established_on": "2018-05-16",
        "address": "某处",
        "status": "active",
        "as_of": DAY,
    },
    "tax": {"uscc": USCC, "taxed_in_area": False, "as_of": DAY},
    "statistics": {"uscc": USCC, "statistics_in_area": True, "size": "small", "as_of": DAY},
}
WRONG: list[tuple[str, str, Any]] = [
    ("credit.tax", "uscc", 1),
    ("credit.tax", "as_of", "yesterday"),
    ("credit.tax", "records", None),
    ("credit.tax", "records", [{"on": "2025-06-01", "serious": "true", "description": ""}]),
    ("credit.tax", "records", [{"on": "2025-13-01", "serious": True, "description": ""}]),
    ("credit.tax", "records", [{"on": "2025-06-01", "description": ""}]),
    ("registration", "registered_in_area", "yes"),
    ("registration", "registered_in_area", 1),
    ("registration", "status", "sleeping"),
    ("registration", "kind", "church"),
    ("registration", "kind", None),
    ("registration", "name", ""),
    ("registration", "name", " \u3000"),
    ("registration", "name", "演示\u200b企业"),
    ("registration", "former_names", None),
    ("registration", "former_names", [{"name": "\u202e", "until": "2025-12-31"}]),
    ("registration", "former_names", [{"name": "演示旧名", "until": None}]),
    ("registration", "established_on", None),
    ("tax", "taxed_in_area", None),
    ("tax", "taxed_in_area", "false"),
    ("tax", "as_of", 20260601.5),
    ("statistics", "size", "gigantic"),
    ("statistics", "statistics_in_area", 0),
]

Question = Callable[[httpx.AsyncClient], Awaitable[Any]]

QUESTIONS: dict[str, Question] = {
    "credit.tax": lambda client: CreditRecords(client, BASE_URL).of(USCC, "tax"),
    "registration": lambda client: Registration(client, BASE_URL).of(USCC),
    "tax": lambda client: Tax(client, BASE_URL).of(USCC),
    "statistics": lambda client: Statistics(client, BASE_URL).of(USCC),
}
every_source = pytest.mark.parametrize("source", QUESTIONS)


@every_source
async def test_answer_is_read_when_it_is_well_formed(client: httpx.AsyncClient, authority: Authority, source: str) -> None:
    authority.answer = httpx.Response(200, json=GOOD[source])
    answer = await QUESTIONS[source](client)
    assert (answer.uscc, answer.as_of) == (USCC, date(2026, 6, 1))


@every_source
async def test_answer_is_read_when_it_has_members_we_do_not_know(client: httpx.AsyncClient, authority: Authority, source: str) -> None:
    authority.answer = httpx.Response(200, json={**GOOD[source], "added_next_year": [1]})
    assert (await QUESTIONS[source](client)).uscc == USCC


@every_source
async def test_answer_cannot_be_changed_when_it_has_been_read(client: httpx.AsyncClient, authority: Authority, source: str) -> None:
    authority.answer = httpx.Response(200, json=GOOD[source])
    answer = await QUESTIONS[source](client)
    with pytest.raises(ValidationError):
        answer.uscc = OTHER_USCC


@every_source
async def test_answer_is_invalid_when_it_is_about_another(client: httpx.AsyncClient, authority: Authority, source: str) -> None:
    authority.answer = httpx.Response(200, json={**GOOD[source], "uscc": OTHER_USCC})
    with pytest.raises(SourceAnswerInvalid) as caught:
        await QUESTIONS[source](client)
    assert (caught.value.source, caught.value.reason) == (source, "other_subject")


@every_source
@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b'"text"', b"\xff\xfe", b"<html></html>", b"{}", rb'{"uscc": "\u0000"}'])
async def test_answer_is_invalid_when_it_is_garbage(client: httpx.AsyncClient, authority: Authority, source: str, body: bytes) -> None:
    authority.answer = httpx.Response(200, content=body, headers={"content-type": "application/json"})
    with pytest.raises(SourceAnswerInvalid):
        await QUESTIONS[source](client)


@every_source
async def test_answer_is_invalid_when_it_is_a_page(client: httpx.AsyncClient, authority: Authority, source: str) -> None:
    authority.answer = httpx.Response(200, html="<html></html>")
    with pytest.raises(SourceAnswerInvalid) as caught:
        await QUESTIONS[source](client)
    assert caught.value.reason == "not_json"


@pytest.mark.parametrize(("source", "member", "value"), WRONG)
async def test_answer_is_invalid_when_a_member_has_the_wrong_type(
    client: httpx.AsyncClient, authority: Authority, source: str, member: str, value: Any
) -> None:
    authority.answer = httpx.Response(200, json={**GOOD[source], member: value})
    with pytest.raises(SourceAnswerInvalid) as caught:
        await QUESTIONS[source](client)
    assert caught.value.reason.startswith(f"schema: {member}")


@pytest.mark.parametrize(("source", "member"), [(source, member) for source, answer in GOOD.items() for member in answer])
async def test_answer_is_invalid_when_a_member_is_missing(
    client: httpx.AsyncClient, authority: Authority, source: str, member: str
) -> None:
    authority.answer = httpx.Response(200, json={name: value for name, value in GOOD[source].items() if name != member})
    with pytest.raises(SourceAnswerInvalid) as caught:
        await QUESTIONS[source](client)
    assert caught.value.reason == f"schema: {member}: missing"


@pytest.mark.parametrize("source", ["registration", "tax", "statistics"])
async def test_nothing_is_known_when_the_authority_says_not_registered(
    client: httpx.AsyncClient, authority: Authority, source: str
) -> None:
    authority.answer = problem(404, "not_registered", uscc=USCC, as_of=DAY)
    assert await QUESTIONS[source](client) is None


async def test_credit_has_no_records_when_the_department_does_not_know_the_enterprise(
    client: httpx.AsyncClient, authority: Authority
) -> None:
    authority.answer = problem(404, "not_registered", uscc=USCC, as_of=DAY)
    answer = await CreditRecords(client, BASE_URL).of(USCC, "tax")
    assert (answer.known, answer.records, answer.as_of) == (False, (), date(2026, 6, 1))


@every_source
@pytest.mark.parametrize(
    "stray",
    [
        httpx.Response(404, html="<h1>nginx</h1>"),
        httpx.Response(404, json={"code": "not_registered", "uscc": USCC, "as_of": DAY}),
        problem(404, "no_such_route", uscc=USCC, as_of=DAY),
        problem(404, "not_registered", uscc=OTHER_USCC, as_of=DAY),
        problem(404, "not_registered"),
    ],
    ids=["page", "plain_json", "other_code", "other_subject", "no_subject"],
)
async def test_answer_is_invalid_when_a_404_is_not_the_authoritys_word(
    client: httpx.AsyncClient, authority: Authority, source: str, stray: httpx.Response
) -> None:
    authority.answer = httpx.Response(404, content=stray.content, headers={"content-type": stray.headers["content-type"]})
    with pytest.raises(SourceAnswerInvalid):
        await QUESTIONS[source](client)


async def test_credit_is_invalid_when_another_department_answers(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = httpx.Response(200, json={**GOOD["credit.tax"], "source": "market"})
    with pytest.raises(SourceAnswerInvalid) as caught:
        await CreditRecords(client, BASE_URL).of(USCC, "tax")
    assert caught.value.reason == "other_subject"
