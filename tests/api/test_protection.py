"""防护的测试。What every answer tells a browser and a cache, and which hosts are ours."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, cast

import httpx
import pytest
from starlette.responses import Response

from api.app import create_app
from api.web.protection import Protection
from runtime.asgi import named_hosts
from runtime.settings import Settings
from tests.api.desk import APPLICANT, Desk


@pytest.mark.parametrize("path", ["/items", "/me", "/applications", "/nowhere", "/livez"])
async def test_answer_may_not_be_framed_or_guessed_at_whatever_is_asked(shared: Desk, path: str) -> None:
    headers = (await shared.get(None, path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize("path", ["/me", "/applications", "/messages", "/applications/none"])
async def test_answer_is_not_stored_when_somebody_is_signed_in(shared: Desk, path: str) -> None:
    assert (await shared.get(APPLICANT, path)).headers["cache-control"] == "no-store"


async def test_public_answer_says_nothing_of_storing(shared: Desk) -> None:
    assert "no-store" not in (await shared.get(None, "/items")).headers.get("cache-control", "")


async def test_documentation_runs_its_own_scripts_alone(shared: Desk) -> None:
    page = await shared.get(None, "/docs")
    assert page.status_code == 200
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    assert "https://" not in page.text


@pytest.mark.parametrize("media_type", ["text/html; charset=utf-8", "image/svg+xml"])
async def test_what_is_set_to_be_read_has_its_style_and_runs_nothing(media_type: str) -> None:
    report = Protection(Response("<style>p { color: red }</style>", media_type=media_type))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(report), base_url="http://here") as client:
        policy = (await client.get("/evaluations/2025/report")).headers["content-security-policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"


@pytest.mark.parametrize("path", ["/items/", "/applications/"])
async def test_path_with_a_slash_too_many_is_not_redirected(shared: Desk, path: str) -> None:
    refused = await shared.get(APPLICANT, path, headers={"Host": "elsewhere.example"})
    assert refused.status_code == 404
    assert "location" not in refused.headers


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("grants.example", 200),
        ("GRANTS.example:443", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("elsewhere.example", 400),
        ("grants.example.elsewhere.example", 400),
        ("grants.example@elsewhere.example", 400),
        ("", 400),
        ("[", 400),
    ],
)
async def test_request_is_refused_when_it_is_meant_for_another_host(host: str, status: int) -> None:
    hosts = named_hosts(Settings(public_base_url="https://grants.example/api"))
    # Neither that it is alive nor whom it serves takes any services.
    transport = httpx.ASGITransport(create_app(cast(Any, nullcontext), hosts=hosts))
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        answer = await client.get("/livez", headers={"Host": host})
    assert answer.status_code == status
    assert answer.headers["x-request-id"]
    assert status == 200 or answer.json()["code"] == "malformed"


async def test_demonstration_answers_by_whatever_name_it_is_reached() -> None:
    assert named_hosts(Settings(profile="demo", public_base_url="http://127.0.0.1:8000")) == frozenset()


FRONT_END = "http://127.0.0.1:8233"


async def test_page_of_a_known_origin_may_send_and_read_what_a_front_end_needs(shared: Desk) -> None:
    wanted = {"Origin": FRONT_END, "Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization,if-match"}
    allowed = (await shared.ask(None, "OPTIONS", "/applications/x", headers=wanted)).headers
    assert allowed["access-control-allow-origin"] == FRONT_END
    assert "PATCH" in allowed["access-control-allow-methods"]
    assert {"authorization", "if-match"} <= set(allowed["access-control-allow-headers"].replace(" ", "").lower().split(","))
    answer = (await shared.get(APPLICANT, "/applications", headers={"Origin": FRONT_END})).headers
    assert {"etag", "location", "retry-after"} <= set(answer["access-control-expose-headers"].replace(" ", "").lower().split(","))


async def test_page_of_another_origin_reads_nothing(shared: Desk) -> None:
    answer = await shared.get(APPLICANT, "/applications", headers={"Origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in answer.headers


async def test_long_answer_is_packed_when_the_client_takes_it(shared: Desk) -> None:
    packed = await shared.get(None, "/items", headers={"Accept-Encoding": "gzip"})
    plain = await shared.get(None, "/items", headers={"Accept-Encoding": "identity"})
    assert (packed.headers.get("content-encoding"), plain.headers.get("content-encoding")) == ("gzip", None)
    assert packed.json() == plain.json()
