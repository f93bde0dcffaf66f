"""Holds every refusal that the API's tests see to the document: its code is one that the operation announces."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from functools import cache

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from api.web.media_types import PROBLEM
from api.web.refusals import codes_of
from policy.errors import Code


def holds_to_document(app: FastAPI) -> Callable[[httpx.Response], Awaitable[None]]:
    """Return what looks at each answer of an application."""

    async def look(answer: httpx.Response) -> None:
        if answer.headers.get("content-type") != PROBLEM:
            return
        await answer.aread()
        code, method, path = Code(answer.json()["code"]), answer.request.method, answer.request.url.path
        found = next((route for route in _routes(app) if method in route[0] and route[1].fullmatch(path)), None)
        if found is not None and code is not Code.METHOD_NOT_ALLOWED:
            assert code in found[2], f"{method} {path} answers {code}, which its operation does not announce"

    return look


@cache
def _routes(app: FastAPI) -> list[tuple[set[str], re.Pattern[str], frozenset[Code]]]:
    routes = [route for route in iter_route_contexts(app.routes) if isinstance(route.original_route, APIRoute)]
    return [
        (set(route.methods or ()), re.compile(re.sub(r"\\?\{\w+\\?\}", "[^/]+", re.escape(route.path_format or ""))), codes_of(route))
        for route in routes
    ]
