"""列表的参数。Which lists there are, and whether one of them takes some query parameters: what is kept is held to what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.datastructures import QueryParams

from api.web.input_faults import fault_of_input
from api.web.permissions import PERMISSION
from api.web.reads import ReadRoute
from policy.actors import Actor
from policy.errors import Fault
from policy.processes.kernel.granting import PERMISSIONS
from policy.text import Text

# Where a reader is in a list, and as what it is given out, are no filters.
_NO_FILTERS: Final = frozenset({"cursor", "limit", "format"})
_NO_LIST: Final = Text("没有这个列表，或者不向您开放", "is no list, or none of yours")


def faults_in(app: FastAPI, actor: Actor, path: str, query: Mapping[str, str]) -> list[Fault]:
    """Return what is wrong with query parameters of a list as somebody would ask it; nothing, where it takes them."""
    route = next((one for one in _lists(app) if one.path_format == path), None)
    allowed = PERMISSIONS[(route.openapi_extra or {})[PERMISSION]] if route else frozenset()
    if route is None or (allowed and not actor.is_a(*allowed)):
        return [Fault("list", _NO_LIST)]
    fields = {field.alias: field for field in _asked_for(route.dependant) if field.alias not in _NO_FILTERS}
    if unknown := sorted(set(query) - set(fields)):
        zh, en = "、".join(sorted(fields)), ", ".join(sorted(fields))
        said = Text(f"没有这个查询参数，可用的有：{zh}", f"is not a query parameter; known are {en}")
        return [Fault(f"query.{name}", said) for name in unknown]
    _, errors = request_params_to_args(list(fields.values()), QueryParams(dict(query)))
    return [fault_of_input(error, route.original_route) for error in errors]


def _lists(app: FastAPI) -> Iterator[RouteContext]:
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, ReadRoute) and route.original_route.row is not None and "{" not in (route.path_format or "{"):
            yield route


def _asked_for(dependant: Dependant) -> Iterator[Any]:
    yield from dependant.query_params
    for part in dependant.dependencies:
        yield from _asked_for(part)
