"""接口兼容的测试。What was released is kept: no client of a released document breaks on what the API is now."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from copy import deepcopy
from pathlib import Path
from typing import Any, cast

import pytest

from api.app import create_app
from tests.api.breaking import breaks

RELEASED = sorted((Path(__file__).parent / "released").glob("*.json"))
DOCUMENT: dict[str, Any] = create_app(cast("Any", nullcontext)).openapi()
TASKS = DOCUMENT["paths"]["/tasks"]["get"]["parameters"]
Change = Callable[[dict[str, Any]], object]


def schema(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"][name]
    return found


def tasks(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"]["/tasks"]["get"]
    return found


def after(change: Change) -> list[str]:
    changed = deepcopy(DOCUMENT)
    change(changed)
    return breaks(DOCUMENT, changed)


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_client_of_a_release_finds_all_it_knew(released: Path) -> None:
    assert breaks(json.loads(released.read_text()), DOCUMENT) == []


BREAKING: tuple[tuple[Change, str], ...] = (
    (lambda one: one["paths"].pop("/tasks"), "GET /tasks is gone"),
    (lambda one: one["paths"]["/applications"].pop("post"), "POST /applications is gone"),
    (lambda one: tasks(one)["parameters"].pop(0), f"GET /tasks: parameter {TASKS[0]['name']} is gone"),
    (lambda one: tasks(one)["parameters"][0].update(required=True), f"GET /tasks: parameter {TASKS[0]['name']} is required now"),
    (lambda one: tasks(one)["responses"].pop("200"), "GET /tasks: 200 is not answered any more"),
    (lambda one: tasks(one)["responses"]["200"]["content"].pop("application/json"), "GET /tasks: 200: application/json is gone"),
    (lambda one: schema(one, "ApplicationInFull")["properties"].pop("award_fen"), "ApplicationInFull as answered.award_fen is gone"),
    (
        lambda one: schema(one, "ApplicationInFull")["required"].remove("award_fen"),
        "ApplicationInFull as answered.award_fen may be missing now",
    ),
    (
        lambda one: schema(one, "ApplicationInFull")["properties"].update(number={"type": "integer"}),
        "ApplicationInFull as answered.number: integer may be answered now",
    ),
    (lambda one: schema(one, "DraftGiven")["properties"].pop("claims"), "DraftGiven as sent.claims is gone"),
    (lambda one: schema(one, "DraftGiven")["required"].append("claims"), "DraftGiven as sent.claims is required now"),
    (
        lambda one: schema(one, "DraftGiven")["properties"].update(item_code={"type": "string", "enum": ["loan-interest"]}),
        "DraftGiven as sent.item_code: anything is not taken any more",
    ),
    (lambda one: schema(one, "TaskOrder")["enum"].remove("last_due"), "TaskOrder as sent: last_due is not taken any more"),
    (lambda one: schema(one, "Problem")["properties"].pop("code"), "Problem as answered.code is gone"),
    (
        lambda one: schema(one, "DraftGiven")["properties"]["enterprise_uscc"].update(maxLength=3),
        "DraftGiven as sent.enterprise_uscc: maxLength is narrower",
    ),
)


@pytest.mark.parametrize(("change", "said"), BREAKING, ids=[said for _, said in BREAKING])
def test_document_breaks_a_client_when_what_it_knew_is_gone_or_more_is_asked(change: Change, said: str) -> None:
    assert said in after(change)


HARMLESS: tuple[tuple[str, Change], ...] = (
    ("nothing", lambda one: one),
    ("a path", lambda one: one["paths"].update({"/new": one["paths"]["/tasks"]})),
    ("a parameter", lambda one: tasks(one)["parameters"].append({"in": "query", "name": "new", "schema": {"type": "string"}})),
    ("a field that is answered", lambda one: schema(one, "ApplicationInFull")["properties"].update(new={"type": "string"})),
    ("a field that may be sent", lambda one: schema(one, "DraftGiven")["properties"].update(new={"type": "string"})),
    ("a wider bound", lambda one: schema(one, "DraftGiven")["properties"]["enterprise_uscc"].update(maxLength=99)),
    ("a refusal", lambda one: tasks(one)["responses"].update({"418": {"description": "a teapot"}})),
)


@pytest.mark.parametrize("change", [change for _, change in HARMLESS], ids=[name for name, _ in HARMLESS])
def test_document_breaks_nobody_when_it_only_gives_more(change: Change) -> None:
    assert after(change) == []
