"""查询参数。No query parameter that an operation does not have: a filter misspelt would list everything as if it had been asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from policy.errors import Code, Fault, Refusal
from policy.folding import tidy
from policy.text import Text

_LONGEST: Final = 60
_MOST: Final = 20
_TWICE: Final = Text("重复填写，只能填写一次", "is there twice, and may be once")


async def refuse_unknown(request: Request) -> None:
    """Refuse a request with query parameters that its operation does not have, naming each, and those it has; or with one twice.

    Raises:
        Refusal: `invalid_input`.
    """
    route = request.scope.get("route")
    if not request.query_params or not isinstance(route, APIRoute):
        return
    known = frozenset(_asked_for(route.dependant))
    unknown = sorted(set(request.query_params) - known)[:_MOST]
    if not unknown:
        _refuse_repeated(request)
        return
    said = Text("没有这个查询参数，此处不接受查询参数", "is not a query parameter; there are none here")
    if known:
        zh, en = "、".join(sorted(known)), ", ".join(sorted(known))
        said = Text(f"没有这个查询参数，可用的有：{zh}", f"is not a query parameter; known are {en}")
    faults = [Fault(tidy(name)[:_LONGEST] or "?", said) for name in unknown]
    raise Refusal(Code.INVALID_INPUT, Text("查询参数有误。", "A query parameter is not known."), faults)


def _refuse_repeated(request: Request) -> None:
    # Of two values the last would count, as if the other had not been asked for.
    if repeated := sorted(name for name, times in Counter(name for name, _ in request.query_params.multi_items()).items() if times > 1):
        faults = [Fault(name, _TWICE) for name in repeated[:_MOST]]
        raise Refusal(Code.INVALID_INPUT, Text("查询参数有误。", "A query parameter is not right."), faults)


def _asked_for(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for part in dependant.dependencies:
        yield from _asked_for(part)
