"""What an operation may answer, read off its code: what its route is made of, and what the functions it calls name."""

from __future__ import annotations

import ast
from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from api.app import create_app
from api.web.refusals import OF_CASES, codes_of, headers_of, is_kept_until_done
from policy.errors import PROBLEMS, Code

APP = create_app(cast("Any", nullcontext))
ROUTES: dict[str, RouteContext] = {
    str(route.operation_id): route
    for route in iter_route_contexts(APP.routes)
    if isinstance(route.original_route, APIRoute) and route.include_in_schema
}
ANYWHERE = {Code.MALFORMED, Code.INVALID_INPUT, Code.BUSY, Code.INTERNAL}
SIGNED = ANYWHERE | {Code.UNAUTHENTICATED, Code.REVOKED, Code.FORBIDDEN, Code.NOT_ACCEPTABLE}


def named_in(folder: str) -> set[Code]:
    """Return the codes that the files of a folder name."""
    trees = [ast.parse(path.read_text()) for path in Path(folder).rglob("*.py")]
    attributes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return {Code[node.attr] for node in attributes if isinstance(node.value, ast.Name) and node.value.id == "Code"}


@pytest.mark.parametrize(
    ("operation", "codes"),
    [
        ("is_alive", ANYWHERE | {Code.NOT_ACCEPTABLE}),
        ("list_messages", SIGNED | {Code.TOO_MANY_REQUESTS}),
        ("get_item", ANYWHERE | {Code.NOT_ACCEPTABLE, Code.NOT_FOUND, Code.UNKNOWN_ITEM}),
        ("get_debarment", SIGNED | {Code.NOT_FOUND}),
        ("preview_allocation", ANYWHERE | {*codes_of(ROUTES["get_item"]), Code.TOO_LARGE, Code.UNSUPPORTED_MEDIA, Code.TOO_MANY_REQUESTS}),
        (
            "discard_application",
            SIGNED - {Code.NOT_ACCEPTABLE}
            | {Code.TOO_LARGE, Code.NOT_FOUND, Code.WRONG_STAGE, Code.PRECONDITION_REQUIRED, Code.PRECONDITION_FAILED},
        ),
    ],
)
def test_operation_announces_what_it_names_and_nothing_else(operation: str, codes: set[Code]) -> None:
    assert codes_of(ROUTES[operation]) == codes


@pytest.mark.parametrize("operation", ["complete_task", "submit_application", "assign_tasks", "propose_clawback", "hold_case"])
def test_operation_announces_what_a_case_answers_when_it_asks_one(operation: str) -> None:
    assert codes_of(ROUTES[operation]) >= OF_CASES
    assert "202" in APP.openapi()["paths"][ROUTES[operation].path_format]["post"]["responses"]


def test_reading_asks_no_case() -> None:
    assert [name for name, route in ROUTES.items() if "GET" in (route.methods or ()) and is_kept_until_done(route)] == []


def test_cases_answer_whatever_an_activity_refuses() -> None:
    assert named_in("activities") <= OF_CASES


def test_every_code_is_announced_by_an_operation() -> None:
    announced = {code for route in ROUTES.values() for code in codes_of(route)}
    assert set(PROBLEMS) - announced == {Code.METHOD_NOT_ALLOWED}


@pytest.mark.parametrize(
    ("operation", "headers"),
    [
        ("get_application", {"ETag"}),
        ("create_application", {"ETag", "Location"}),
        ("register_enterprise", {"Location"}),
        ("list_items", set()),
    ],
)
def test_operation_announces_the_headers_its_code_sets(operation: str, headers: set[str]) -> None:
    assert headers_of(ROUTES[operation]) == headers
