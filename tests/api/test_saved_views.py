"""Saved views: one's own alone, and held to what their list takes from whoever keeps them."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from models.commands import saved_view as commands
from tests.api.desk import APPLICANT, OFFICER, OTHER_OFFICER, Desk, code_of

LATE = {"list": "/tasks", "query": {"overdue": "true", "department": "sti"}}


async def put(api: Desk, name: str, view: dict[str, Any], person: str | None = OFFICER) -> httpx.Response:
    return await api.ask(person, "PUT", f"/me/views/{name}", json=view)


async def views(api: Desk, person: str = OFFICER) -> list[dict[str, Any]]:
    return list((await api.get(person, "/me/views")).json()["views"])


def fields(refused: httpx.Response) -> list[str]:
    assert (refused.status_code, code_of(refused)) == (422, "invalid_input"), refused.text
    return [error["field"] for error in refused.json().get("errors", ())]


async def test_view_is_kept_read_and_deleted_by_its_owner_alone(api: Desk) -> None:
    kept = await put(api, "逾期任务", LATE)
    assert kept.status_code == 200, kept.text
    shown = kept.json()
    assert {name: shown[name] for name in ("name", "list", "query", "valid")} == LATE | {"name": "逾期任务", "valid": True}
    assert await views(api) == [shown]
    assert await views(api, OTHER_OFFICER) == []
    assert (await api.ask(OTHER_OFFICER, "DELETE", "/me/views/逾期任务")).status_code == 404
    assert (await api.ask(OFFICER, "DELETE", "/me/views/逾期任务")).status_code == 204
    assert await views(api) == []


async def test_view_is_what_its_list_takes(api: Desk) -> None:
    view = (await put(api, "逾期任务", LATE)).json()
    assert (await api.get(OFFICER, view["list"], params=view["query"])).status_code == 200


async def test_view_takes_the_place_of_the_one_of_its_name(api: Desk) -> None:
    await put(api, "常看", LATE)
    await put(api, "常看", {"list": "/applications", "query": {"stage": "review"}})
    [view] = await views(api)
    assert (view["list"], view["query"]) == ("/applications", {"stage": "review"})


@pytest.mark.parametrize(
    ("view", "field"),
    [
        ({"list": "/moon", "query": {}}, "list"),
        ({"list": "tasks", "query": {}}, "list"),
        ({"list": "/cases/1/letters", "query": {}}, "list"),
        ({"list": "/tasks", "query": {"overdu": "true"}}, "query.overdu"),
        ({"list": "/tasks", "query": {"cursor": "x"}}, "query.cursor"),
        ({"list": "/clawbacks", "query": {"created_from": "2026-13-01"}}, "query.created_from"),
        ({"list": "/meetings", "query": {"enterprise": "91110302MA9DA0018E"}}, "query.enterprise"),
        ({"list": "/tasks", "query": {"format": "csv"}}, "query.format"),
        ({"list": "/tasks", "query": {"overdue": "perhaps"}}, "query.overdue"),
        ({"list": "/applications", "query": {"stage": "moon"}}, "query.stage"),
        ({"list": "/tasks", "query": {"department": "x" * 201}}, "query.department"),
    ],
)
async def test_view_is_refused_when_its_list_would_refuse_it(shared: Desk, view: dict[str, Any], field: str) -> None:
    assert fields(await put(shared, "常看", view)) == [field]


async def test_view_of_a_list_that_is_not_open_to_its_keeper_is_refused(shared: Desk) -> None:
    assert fields(await put(shared, "拨付", {"list": "/disbursements", "query": {}}, APPLICANT)) == ["list"]
    assert (await put(shared, "拨付", LATE, None)).status_code == 401


@pytest.mark.parametrize("name", ["%20", "%E2%80%8B", "%EF%BC%8D"])
async def test_view_without_a_name_that_can_be_read_is_refused(shared: Desk, name: str) -> None:
    assert fields(await put(shared, name, LATE)) == ["name"]


async def test_name_that_is_too_long_is_refused_when_a_view_is_kept_and_is_that_of_none_to_delete(shared: Desk) -> None:
    assert fields(await put(shared, "x" * 61, LATE)) == ["name"]
    assert (await shared.ask(OFFICER, "DELETE", f"/me/views/{'x' * 61}")).status_code == 404


@pytest.mark.parametrize("name", ["追回%2F退付", "追回/退付", "a%3Fb"])
async def test_view_is_kept_and_deleted_when_its_name_has_signs_of_an_address(api: Desk, name: str) -> None:
    kept = await put(api, name, LATE)
    assert (kept.status_code, [view["name"] for view in await views(api)]) == (200, [unquote(name)])
    gone = await api.ask(OFFICER, "DELETE", f"/me/views/{name}")
    assert (gone.status_code, gone.headers.get("content-type")) == (204, None)
    assert await views(api) == []


async def test_so_many_views_are_kept(api: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "MOST", 1)
    assert (await put(api, "一", LATE)).status_code == 200
    assert fields(await put(api, "二", LATE)) == []
    assert (await put(api, "一", LATE | {"query": {}})).status_code == 200
    assert [view["name"] for view in await views(api)] == ["一"]


async def test_view_says_so_when_its_list_does_not_take_it_any_more(api: Desk) -> None:
    async with api.database.writing() as session:
        await commands.keep(session, OFFICER, "从前", "/tasks", {"gone": "1"})
    assert [(view["name"], view["valid"]) for view in await views(api)] == [("从前", False)]
