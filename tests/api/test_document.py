"""The OpenAPI document as a generator of clients reads it: errors, headers, who may ask, for every operation there is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any, cast

from api.app import create_app
from api.web.media_types import PROBLEM
from policy.errors import PROBLEMS, Code
from policy.processes.kernel.granting import PERMISSIONS

DOCUMENT: dict[str, Any] = create_app(cast("Any", nullcontext)).openapi()
# A refusal of the framework's own making would be answered in JSON of another shape.
RENDERED = {str(problem.status) for problem in PROBLEMS.values()}


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each operation by its id."""
    for path in DOCUMENT["paths"].values():
        yield from ((operation["operationId"], operation) for operation in path.values())


def refusals() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield each refusal of each operation with its status."""
    for name, operation in operations():
        yield from ((name, status, answer) for status, answer in operation["responses"].items() if status >= "400")


def test_every_operation_lists_its_refusals_one_by_one() -> None:
    assert {status for _, status, _ in refusals()} <= RENDERED
    for name, status, answer in refusals():
        problem, one_of = answer["content"][PROBLEM]["schema"]["allOf"]
        assert problem == {"$ref": "#/components/schemas/Problem"}, name
        codes = one_of["properties"]["code"]["enum"]
        assert {str(PROBLEMS[Code(code)].status) for code in codes} == {status}, f"{name} {status}"


def test_refusals_are_problems_alone() -> None:
    others = {(name, status, *(answer["content"].keys() - {PROBLEM})) for name, status, answer in refusals() if len(answer["content"]) > 1}
    # Whoever watches the system reads what is away.
    assert others == {("is_ready", "503", "application/json")}
    assert not {"HTTPValidationError", "ValidationError"} & DOCUMENT["components"]["schemas"].keys()


def test_refusal_says_when_to_come_back_where_waiting_helps() -> None:
    for name, status, answer in refusals():
        codes = answer["content"][PROBLEM]["schema"]["allOf"][1]["properties"]["code"]["enum"]
        waits = bool({"too_many_requests", "busy", "idempotency_key_in_flight", "evidence_unavailable"} & set(codes))
        assert ("Retry-After" in answer.get("headers", {})) is waits, f"{name} {status}"


def test_whoever_may_ask_is_told_apart() -> None:
    for name, operation in operations():
        anybody = operation["security"] == [] or {} in operation["security"]
        assert anybody is not bool(PERMISSIONS[operation["x-permission"]]), name
    assert "answer_items" in {name for name, operation in operations() if {} in operation["security"]}
    assert DOCUMENT["servers"]


def test_tag_is_required_where_its_absence_is_refused() -> None:
    for name, operation in operations():
        required = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header" and one["required"]}
        assert ("if-match" in required) is ("428" in operation["responses"]), name


def test_every_header_is_described_once() -> None:
    named = {
        header["$ref"]
        for _, operation in operations()
        for one in operation["responses"].values()
        for header in one.get("headers", {}).values()
    }
    assert named == {f"#/components/headers/{name}" for name in DOCUMENT["components"]["headers"]}
