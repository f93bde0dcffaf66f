from __future__ import annotations

import asyncio
import gzip
import logging
from collections.abc import AsyncIterator

import httpx
import pytest

from gateways.errors import SourceAnswerInvalid, SourceUnavailable
from gateways.http import build_client
from gateways.tax import Tax
from tests.gateways.conftest import BASE_URL, USCC, Authority

GOOD = {"uscc": USCC, "taxed_in_area": True, "as_of": "2026-06-01"}


class Dripping(httpx.AsyncByteStream):
    """A body that never ends and is never silent for long."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.01)


async def test_request_carries_the_token(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = httpx.Response(200, json=GOOD)
    await Tax(client, BASE_URL, token="known-to-tax").of(USCC)
    assert authority.requests[0].headers["authorization"] == "Bearer known-to-tax"


async def test_request_ids_differ_when_asked_twice(client: httpx.AsyncClient, authority: Authority) -> None:
    for _ in range(2):
        authority.answer = httpx.Response(200, json=GOOD)
        await Tax(client, BASE_URL).of(USCC)
    first, second = (request.headers["x-request-id"] for request in authority.requests)
    assert first != second


async def test_request_id_is_the_callers_when_the_caller_has_one(authority: Authority) -> None:
    authority.answer = httpx.Response(200, json=GOOD)
    async with build_client(request_id=lambda: "from-the-caller", transport=httpx.MockTransport(authority)) as client:
        await Tax(client, BASE_URL).of(USCC)
    assert authority.requests[0].headers["x-request-id"] == "from-the-caller"


async def test_request_has_no_credential_when_there_is_no_token(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = httpx.Response(200, json=GOOD)
    await Tax(client, BASE_URL).of(USCC)
    assert "authorization" not in authority.requests[0].headers


async def test_address_keeps_its_path_when_it_has_one(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = httpx.Response(200, json=GOOD)
    await Tax(client, BASE_URL + "/").of(USCC)
    assert authority.requests[0].url.path == f"/share/tax/{USCC}"


async def test_subject_stays_one_path_segment_when_it_has_slashes(client: httpx.AsyncClient, authority: Authority) -> None:
    with pytest.raises(SourceUnavailable):
        await Tax(client, BASE_URL).of("../admin?x")
    assert authority.requests[0].url.raw_path == b"/share/tax/..%2Fadmin%3Fx"


@pytest.mark.parametrize(
    ("failure", "reason", "may_have_arrived"),
    [
        (httpx.ConnectError("refused"), "connect", False),
        (httpx.ConnectTimeout("slow"), "timeout", False),
        (httpx.PoolTimeout("busy"), "timeout", False),
        (httpx.ReadTimeout("slow"), "timeout", True),
        (httpx.WriteTimeout("slow"), "timeout", True),
        (httpx.RemoteProtocolError("gone"), "connection_lost", True),
        (httpx.ReadError("gone"), "connection_lost", True),
    ],
)
async def test_source_is_unavailable_when_the_exchange_fails(
    client: httpx.AsyncClient, authority: Authority, failure: Exception, reason: str, *, may_have_arrived: bool
) -> None:
    authority.answer = failure
    with pytest.raises(SourceUnavailable) as caught:
        await Tax(client, BASE_URL).of(USCC)
    assert (caught.value.source, caught.value.reason, caught.value.may_have_arrived) == ("tax", reason, may_have_arrived)


@pytest.mark.parametrize("status", [401, 403, 408, 429, 500, 502, 503, 504])
async def test_source_is_unavailable_when_the_status_decides_nothing(client: httpx.AsyncClient, authority: Authority, status: int) -> None:
    authority.answer = httpx.Response(status, json=GOOD)
    with pytest.raises(SourceUnavailable) as caught:
        await Tax(client, BASE_URL).of(USCC)
    assert caught.value.reason == f"http_{status}"
    assert not isinstance(caught.value, SourceAnswerInvalid)


@pytest.mark.parametrize("status", [201, 204, 301, 307, 400, 405, 410, 422])
async def test_answer_is_invalid_when_the_status_is_none_of_the_contract(
    client: httpx.AsyncClient, authority: Authority, status: int
) -> None:
    authority.answer = httpx.Response(status, json=GOOD, headers={"location": "http://elsewhere.example/"})
    with pytest.raises(SourceAnswerInvalid) as caught:
        await Tax(client, BASE_URL).of(USCC)
    assert caught.value.reason == f"http_{status}"
    assert len(authority.requests) == 1


async def test_source_is_unavailable_when_it_drips_past_the_deadline(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = httpx.Response(200, stream=Dripping(), headers={"content-type": "application/json"})
    with pytest.raises(SourceUnavailable) as caught:
        await Tax(client, BASE_URL, deadline_seconds=0.1).of(USCC)
    assert caught.value.reason == "timeout"


async def test_answer_is_invalid_when_it_is_larger_than_any_answer_should_be(client: httpx.AsyncClient, authority: Authority) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    authority.answer = httpx.Response(200, content=bomb, headers={"content-type": "application/json", "content-encoding": "gzip"})
    with pytest.raises(SourceAnswerInvalid) as caught:
        await Tax(client, BASE_URL).of(USCC)
    assert caught.value.reason in {"too_large", "encoding"}


async def test_answer_is_invalid_when_its_encoding_is_broken(client: httpx.AsyncClient, authority: Authority) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"not gzip"

    authority.answer = httpx.Response(200, content=broken(), headers={"content-type": "application/json", "content-encoding": "gzip"})
    with pytest.raises(SourceAnswerInvalid) as caught:
        await Tax(client, BASE_URL).of(USCC)
    assert caught.value.reason == "encoding"


async def test_source_is_unavailable_when_its_address_is_no_url(client: httpx.AsyncClient) -> None:
    with pytest.raises(SourceUnavailable) as caught:
        await Tax(client, "http://authority.example:port").of(USCC)
    assert (caught.value.reason, caught.value.may_have_arrived) == ("address", False)


async def test_proxy_of_the_environment_is_ignored_when_one_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    async with build_client() as client:
        assert not client.trust_env


async def test_failure_is_logged_without_what_was_asked(
    client: httpx.AsyncClient, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    authority.answer = httpx.ReadTimeout("slow")
    with caplog.at_level(logging.WARNING), pytest.raises(SourceUnavailable):
        await Tax(client, BASE_URL).of(USCC)
    assert "source unavailable: tax: timeout" in caplog.text
    assert USCC not in caplog.text
