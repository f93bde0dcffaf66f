"""Filters over what is known beforehand: another value is refused with those that are known, and never lists nothing instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from policy.processes.application.lifecycle import APPLICATION
from policy.processes.registry import KINDS
from tests.api.desk import OFFICER, Desk, code_of
from tests.api.test_permissions import BY_ROLE, NOBODYS, operations

# What these are called is one of a few codes wherever it is asked for.
CLOSED = {"stage", "state", "kind", "item", "department", "process", "outcome", "cause", "only"}


def codes_of(schema: dict[str, Any], document: dict[str, Any]) -> list[str]:
    """Return the codes a query parameter knows, as the OpenAPI document says; none where it takes any text."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema.get("enum") or [code for part in schema.get("anyOf", ()) for code in codes_of(part, document)]


def filters(document: dict[str, Any]) -> Iterator[tuple[str, str, list[str], str]]:
    """Yield path, name and codes of every filter over codes, and whom it lets in."""
    for _, path, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            codes = codes_of(parameter["schema"], document)
            if parameter["in"] == "query" and (codes or parameter["name"] in CLOSED):
                yield re.sub(r"{\w+}", NOBODYS, path), parameter["name"], codes, operation["x-permission"]


async def let_in(api: Desk, path: str, name: str, value: str) -> Any:
    """Return the answer to the first person whom a list lets in."""
    for person in BY_ROLE.values():
        answer = await api.get(person, path, params={name: value})
        if answer.status_code != 403:
            return answer
    pytest.fail(f"{path} lets nobody in")


async def test_every_filter_over_codes_refuses_another_and_names_those_it_knows(shared: Desk) -> None:
    found = list(filters(shared.app.openapi()))
    assert len(found) > 25
    for path, name, codes, _ in found:
        assert codes, f"{path} {name} takes any text"
        for value in ("xyz", "", codes[0].upper() + "x"):
            answer = await let_in(shared, path, name, value)
            assert (answer.status_code, code_of(answer)) == (422, "invalid_input"), f"{path} {name}={value}"
            [fault] = [error for error in answer.json()["errors"] if error["field"].endswith(name)]
            assert fault["message"]["en"] == f"must be one of {', '.join(codes)}"
            assert fault["message"]["zh"].endswith(f"应为下列之一：{'、'.join(codes)}")


async def test_every_filter_over_codes_takes_each_it_names(shared: Desk) -> None:
    for path, name, codes, _ in filters(shared.app.openapi()):
        for value in (codes[0], codes[-1]):
            answer = await let_in(shared, path, name, value)
            assert answer.status_code in {200, 404}, f"{path} {name}={value}"


async def test_filters_know_every_stage_and_kind_of_task(shared: Desk) -> None:
    known = {(path, name): codes for path, name, codes, _ in filters(shared.app.openapi())}
    assert known["/applications", "stage"] == list(APPLICATION.stages)
    assert known["/tasks", "kind"] == list(KINDS)


async def test_filter_keeps_only_what_it_names(api: Desk) -> None:
    drafted = await api.draft()
    for stage, expected in (("draft", [drafted["id"]]), ("acceptance", [])):
        found = (await api.get("applicant-chenxin", "/applications", params={"stage": stage})).json()["items"]
        assert [row["id"] for row in found] == expected
    assert (await api.get(OFFICER, "/applications", params={"stage": "draft"})).json()["items"] == []
