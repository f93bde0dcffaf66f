"""A body that names the same field twice is no JSON we take: readers of it do not agree on which is meant."""

from __future__ import annotations

import httpx
import pytest

from api.web.middleware import _why_not
from tests.api.test_large_input import http

__all__ = ["http"]
_JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "written",
    [
        '{"decision": "demand_approved", "decision": "demand_refused"}',
        '{"amount_fen": 1, "amount_fen": 1}',
        '{"facts": [{"grade": "first", "grade": "second"}]}',
        '{"a": 1, "\\u0061": 2}',
    ],
)
async def test_body_is_malformed_when_it_says_the_same_field_twice(http: httpx.AsyncClient, written: str) -> None:
    refused = await http.post("/eligibility", content=written, headers=_JSON)
    assert (refused.status_code, refused.json()["code"]) == (400, "malformed")
    assert refused.json()["detail"] == "请求体中有重复的字段。"


@pytest.mark.parametrize("written", [b'{"facts": {"a": 1}, "more": {"a": 1}}', b'[{"a": 1}, {"a": 2}]', b'{"a": {"a": 1}}'])
def test_body_is_taken_when_two_objects_of_it_have_a_field_of_one_name(written: bytes) -> None:
    assert _why_not(written, "application/json") is None
