"""What is sent in one body has an end, and so has what is said of it: nobody needs to be signed in to send either."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from fastapi.exceptions import RequestValidationError

from api.apart import here
from api.app import create_app
from api.web.middleware import LARGEST_JSON_BYTES, MOST_VALUES
from api.web.problems import _from_validation
from policy.errors import MOST_FAULTS, Fault, told
from policy.text import Text

_SHARED = "/items/patent-pool/allocations/preview"


@pytest.fixture(scope="module")
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """A client of an API that has nothing behind it and counts nothing."""
    app = create_app(cast("Any", nullcontext))
    app.state.services = SimpleNamespace(quotas=False, reckon=here, watch=SimpleNamespace(refused=lambda *_: None))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://grants") as opened:
        yield opened


async def _sent(http: httpx.AsyncClient, body: str, path: str = _SHARED) -> httpx.Response:
    return await http.post(path, content=body, headers={"Content-Type": "application/json", "Idempotency-Key": "k"})


@pytest.mark.parametrize("value", ["[]", "{}", "1", '""', '{"a":1}', "[[]]"])
async def test_body_is_refused_when_it_is_of_more_values_than_anybody_sends(http: httpx.AsyncClient, value: str) -> None:
    body = f"[{','.join([value] * (MOST_VALUES + 1))}]"
    assert len(body) <= LARGEST_JSON_BYTES
    refused = await _sent(http, body, "/applications")
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")


async def test_body_of_many_values_is_read_when_it_is_within_them(http: httpx.AsyncClient) -> None:
    requests = [{"id": str(number), "fen": 1} for number in range(10_000)]
    answer = await _sent(http, json.dumps({"ceiling_fen": 10_000, "requests": requests}))
    assert (answer.status_code, len(answer.json()["shares"])) == (200, 10_000)


async def test_so_many_faults_are_told_as_anybody_reads_when_there_are_more(http: httpx.AsyncClient) -> None:
    refused = await _sent(http, json.dumps({"ceiling_fen": 1, "requests": [[]] * 5_000}))
    errors = refused.json()["errors"]
    assert (refused.status_code, len(errors)) == (422, MOST_FAULTS + 1)
    assert errors[-1]["message"] == {"zh": "另有4800处错误", "en": "4800 more faults"}
    assert len(refused.content) < 50_000


def test_so_many_faults_of_a_form_are_told_as_anybody_reads_when_there_are_more() -> None:
    found = [{"type": "extra_forbidden", "loc": ("body", f"x{number}"), "msg": "no"} for number in range(5_000)]
    faults = _from_validation(RequestValidationError(found), None).faults
    assert [faults[0].field, faults[-1].message.en, len(faults)] == ["x0", "4800 more faults", MOST_FAULTS + 1]


@pytest.mark.parametrize("count", [0, 1, MOST_FAULTS, MOST_FAULTS + 1])
def test_all_faults_are_told_when_there_are_no_more_than_anybody_reads(count: int) -> None:
    faults = [Fault(str(number), Text("有误", "is wrong")) for number in range(count)]
    assert told(faults) == faults


def test_faults_that_were_cut_are_told_as_they_are() -> None:
    cut = told([Fault(str(number), Text("有误", "is wrong")) for number in range(900)], "file")
    assert (told(cut), cut[-1].field) == (cut, "file")
