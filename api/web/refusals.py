"""拒绝一览。Which codes an operation can answer with, read off its own code: nobody lists them a second time.

An operation refuses for what its route is made of (a body, a path, a permission, a quota, a key), and for what the functions that it calls
name. Only what is asked of a running case, and of the store of evidence, is answered where the API cannot look: that is said here.
`tests/api/announced.py` holds every answer of the API's tests to what this says.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from http import HTTPStatus
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext

from api.web.quotas import require_within
from api.web.reads import ReadRoute
from policy.errors import Code

_OURS: Final = ("api.", "models.", "policy.")
# A host that is not ours, a query parameter that is not known, a database that is away, a fault of our own.
_ANY: Final = frozenset({Code.MALFORMED, Code.INVALID_INPUT, Code.BUSY, Code.INTERNAL})
_NOT_OF_CASES: Final = frozenset(
    {
        *(Code.METHOD_NOT_ALLOWED, Code.NOT_ACCEPTABLE, Code.UNSUPPORTED_MEDIA, Code.TOO_LARGE, Code.MALFORMED, Code.INTERNAL),
        *(Code.UNAUTHENTICATED, Code.REVOKED, Code.BAD_SIGNATURE, Code.TOO_MANY_REQUESTS, Code.UNKNOWN_ITEM, Code.EVIDENCE_UNAVAILABLE),
        *(Code.IDEMPOTENCY_KEY_MISSING, Code.IDEMPOTENCY_KEY_IN_FLIGHT, Code.IDEMPOTENCY_KEY_REUSED),
        *(Code.PRECONDITION_REQUIRED, Code.PRECONDITION_FAILED),
    }
)

OF_CASES: Final = frozenset(Code) - _NOT_OF_CASES
"""What a case may answer when it is asked for something: what an activity refuses, and the law it reads."""

_SERVED: Final = "served"
_ASKED: Final = frozenset({"ask", "submit", "import_calendar", "start_annual_run", "reconcile"})
_BY_SERVICE: Final = {
    "tokens": Code.UNAUTHENTICATED,
    "standing": Code.REVOKED,
    "evidence": Code.EVIDENCE_UNAVAILABLE,
    "news": Code.TOO_MANY_REQUESTS,
}
_BY_HEADER: Final[Mapping[str, frozenset[Code]]] = {
    "if-match": frozenset({Code.PRECONDITION_REQUIRED, Code.PRECONDITION_FAILED}),
    "idempotency-key": frozenset({Code.IDEMPOTENCY_KEY_MISSING, Code.IDEMPOTENCY_KEY_REUSED, Code.IDEMPOTENCY_KEY_IN_FLIGHT}),
}


def codes_of(route: RouteContext) -> frozenset[Code]:
    """Return the codes that an operation can answer with."""
    codes = set(_ANY)
    for part in _parts(route.dependant):
        codes.update(*(_BY_HEADER.get(header.alias, ()) for header in part.header_params))
        if part.path_params:
            codes.add(Code.NOT_FOUND)
        if part.call is not None:
            codes |= _named_by(part.call)
    if isinstance(route.original_route, ReadRoute) and route.original_route.row is not None:
        # As a sheet.
        codes |= _named_by(require_within)
    if route.body_field is None:
        codes.discard(Code.UNSUPPORTED_MEDIA)
    # A body that nobody asked for is measured as well, and so is one that is read as it is.
    if "GET" not in (route.methods or ()):
        codes.add(Code.TOO_LARGE)
    if route.status_code == HTTPStatus.NO_CONTENT:
        codes.discard(Code.NOT_ACCEPTABLE)
    return frozenset(codes)


def is_kept_until_done(route: RouteContext) -> bool:
    """Tell whether an operation asks a running case, which does what it was asked also where nobody is there to answer yet."""
    return codes_of(route) >= OF_CASES


def headers_of(route: RouteContext) -> frozenset[str]:
    """Return the headers a client goes on with that the code of an operation sets: ETag, Location."""
    assert route.endpoint is not None  # noqa: S101 - a route of ours has a function
    endpoint = inspect.unwrap(route.endpoint)
    own = {endpoint, *(called for called in _looked_at(endpoint)[1] if called.__module__ == endpoint.__module__)}
    return frozenset({"ETag", "Location"} & {written for function in own for code in _within(function) for written in _constants(code)})


def _parts(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for part in dependant.dependencies:
        yield from _parts(part)


def _named_by(call: Callable[..., Any]) -> frozenset[Code]:
    """Return the codes that a function names, and the functions of ours that it calls."""
    found: set[Code] = set()
    left, seen = {inspect.unwrap(call)}, set[Any]()
    while left:
        seen.add(function := left.pop())
        codes, called = _looked_at(function)
        found |= codes
        left |= called - seen
    return frozenset(found)


@cache
def _looked_at(function: Callable[..., Any]) -> tuple[frozenset[Code], frozenset[Callable[..., Any]]]:
    """Return the codes that a function names itself, and the functions of ours that it names."""
    if not isinstance(function, FunctionType):
        return frozenset(), frozenset()
    codes: set[Code] = set()
    called: set[Callable[..., Any]] = set()
    for code in _within(function):
        names = frozenset(code.co_names)
        codes |= {Code[name] for name in names & Code.__members__.keys()}
        if function.__module__.startswith("api."):
            asked = names if _SERVED in {*names, *code.co_varnames, *code.co_freevars} else frozenset()
            codes |= OF_CASES if "cases" in asked and asked & _ASKED else set()
            codes |= {code for service, code in _BY_SERVICE.items() if service in asked}
        called.update(inspect.unwrap(one) for one in _called(function, names))
    return frozenset(codes), frozenset(called)


def _called(function: FunctionType, names: frozenset[str]) -> Iterator[FunctionType]:
    """Yield the functions of ours that names in a function stand for, also those of the modules and classes it names."""
    closed_over = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    known = [function.__globals__[name] for name in names & function.__globals__.keys()]
    for value in [*known, *(cell.cell_contents for cell in closed_over.values())]:
        if isinstance(value, FunctionType) and value.__module__.startswith(_OURS):
            yield value
        elif isinstance(value, ModuleType) and value.__name__.startswith(_OURS):
            yield from (part for name in names if isinstance(part := vars(value).get(name), FunctionType))
        elif isinstance(value, type) and value.__module__.startswith(_OURS):
            yield from (part for name in {*names, "__init__", "__post_init__"} if isinstance(part := vars(value).get(name), FunctionType))
        elif type(value).__module__.startswith(_OURS):
            # A method of what a module keeps, such as a table of stages.
            yield from (part for name in names if isinstance(part := vars(type(value)).get(name), FunctionType))


def _within(function: object) -> Iterator[CodeType]:
    """Yield the code of a function and of those written in it."""
    left = [function.__code__] if isinstance(function, FunctionType) else []
    while left:
        yield (code := left.pop())
        left += [constant for constant in code.co_consts if isinstance(constant, CodeType)]


def _constants(code: CodeType) -> Iterator[str]:
    for constant in code.co_consts:
        yield from (part for part in (constant if isinstance(constant, tuple) else (constant,)) if isinstance(part, str))
