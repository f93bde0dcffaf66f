"""权限。Every route has a permission row, and lets in exactly the roles of that row."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
from fastapi.routing import APIRoute

from api.routes import case, document, event, letter, notice, submission
from policy.processes.kernel.granting import PERMISSIONS, READ_BY
from policy.processes.registry import LIFECYCLES
from sandbox.people import PEOPLE
from tests.api.desk import Desk

# A person of each role.
BY_ROLE = {grant.role: person.id for person in reversed(PEOPLE) for grant in person.grants}
OUR_OWN = {"uscc": "91110302MA9DA0018E", "code": "innovation-centre", "year": "2030", "number": "6"}
# Its callers sign what they send instead of signing in.
SIGNED = "/treasury/callbacks"
NOBODYS = "00000000-0000-7000-8000-000000000000"


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(method.upper(), path, operation) for path, found in document["paths"].items() for method, operation in found.items()]


async def test_every_route_has_a_permission_row(shared: Desk) -> None:
    found = operations(shared.app.openapi())
    assert len(found) > 40
    for method, path, operation in found:
        assert operation.get("x-permission") in PERMISSIONS, f"{method} {path}"
        assert operation["operationId"]
        assert operation["tags"]


# The page of a case by its process, where it is not called by its name.
PAGES = {"post_grant": "/projects", "matching": "/projects", "enquiry": "/enquiries", "commitment": "/commitments/{uscc}"}


async def test_case_is_read_by_the_permission_of_its_own_page(shared: Desk) -> None:
    paths = shared.app.openapi()["paths"]
    for process in LIFECYCLES.keys() - {"pending"}:
        page = PAGES.get(process, f"/{process.replace('_', '-')}s")
        page = page if "{" in page else f"{page}/{{reference}}"
        assert paths[page]["get"]["x-permission"] == READ_BY[process], page


def test_what_every_case_offers_asks_whether_the_case_may_be_read() -> None:
    routes = [route for module in (case, document, event, letter, notice, submission) for route in module.router.routes]
    reading = [one for one in routes if isinstance(one, APIRoute) and one.methods == {"GET"} and re.match("/cases/|.*/documents", one.path)]
    assert len(reading) > 15
    for route in reading:
        assert re.search(r"\b_?(may_read|readable)\(", inspect.getsource(route.endpoint)), route.path


async def test_whatever_needs_no_case_is_open_to_everybody(shared: Desk) -> None:
    found = {operation["operationId"]: operation["x-permission"] for _, _, operation in operations(shared.app.openapi())}
    for operation in ("list_items", "get_item", "assess_item", "preview_allocation", "get_clause", "answer_items"):
        assert PERMISSIONS[found[operation]] == frozenset(), operation


async def test_what_is_entered_is_refused_where_it_is_approved(shared: Desk) -> None:
    paths = {path for _, path, _ in operations(shared.app.openapi())}
    approving = {path for path in paths if path.endswith(("/approve", "/approval", "/confirmation"))}
    assert len(approving) >= 4
    assert {f"{path.rpartition('/')[0]}/refusal" for path in approving} - paths == set()


async def test_only_documentation_is_outside_the_openapi_document(shared: Desk) -> None:
    hidden = {getattr(route, "path", None) for route in shared.app.routes} - set(shared.app.openapi()["paths"])
    assert hidden <= {None, "/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect", "/static-offline-docs"}


async def test_every_route_lets_in_the_roles_of_its_row_and_nobody_else(api: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    # A stream would have no end: whoever is let in finds no place.
    monkeypatch.setattr(api.app.state.services.news, "_most", 0)
    for method, path, operation in operations(api.app.openapi()):
        if path == SIGNED:
            continue
        allowed = PERMISSIONS[operation["x-permission"]]
        where = re.sub(r"{(\w+)}", lambda part: OUR_OWN.get(part[1], NOBODYS), path)
        if allowed:
            assert (await api.ask(None, method, where, json={})).status_code == 401, f"{method} {where}"
        for role, person in BY_ROLE.items():
            status = (await api.ask(person, method, where, json={})).status_code
            if not allowed or role in allowed:
                assert status not in {401, 403, 500}, f"{role} {method} {where} {status}"
            else:
                assert status == 403, f"{role} {method} {where} {status}"


@pytest.mark.parametrize("path", ["/applications", "/tasks", "/messages", "/enterprises"])
async def test_list_is_empty_when_nothing_concerns_the_reader(api: Desk, path: str) -> None:
    await api.submitted()
    if path != "/enterprises":
        assert (await api.get("applicant-yunheng", path)).json()["items"] == []
    else:
        assert [row["uscc"] for row in (await api.get("applicant-yunheng", path)).json()["items"]] == ["91110302MA9DA00269"]
