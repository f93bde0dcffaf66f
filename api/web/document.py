"""接口文档。What the OpenAPI document says of each operation besides its own schemas: what it refuses, its headers, who may ask.

All of it is read off what there is already: the table of problems, the routes, and what their code names (`api/web/refusals.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from pydantic.json_schema import models_json_schema

from api.schemas.base import Problem, Taken
from api.schemas.codes import ENUMERATION
from api.web.idempotency import REPLAYED
from api.web.media_types import JSON, PROBLEM
from api.web.permissions import current_actor, perhaps_actor
from api.web.refusals import codes_of, headers_of, is_kept_until_done
from policy.errors import PROBLEMS, Code

_Json = dict[str, Any]
_SCHEMAS: Final = "#/components/schemas/"
_HEADERS: Final[dict[str, _Json]] = {
    "ETag": {"description": "实体标签，修改时放入If-Match Goes into If-Match of a change", "schema": {"type": "string"}},
    "Location": {"description": "所在的地址 Where it is", "schema": {"type": "string", "format": "uri-reference"}},
    "Retry-After": {"description": "几秒后重试 Seconds to wait", "schema": {"type": "integer", "minimum": 1}},
    "WWW-Authenticate": {"description": "登录方式 How to sign in", "schema": {"type": "string"}},
    REPLAYED: {"description": "是否为此前的答复 The answer given before", "schema": {"type": "string", "const": "true"}},
}
# Waiting helps against these; the answer says how long.
_WORTH_WAITING: Final = frozenset({Code.TOO_MANY_REQUESTS, Code.IDEMPOTENCY_KEY_IN_FLIGHT, Code.BUSY, Code.EVIDENCE_UNAVAILABLE})
# More of them than one reads are not written out a second time: the schema lists them.
_TOLD: Final = 3


def describe(app: FastAPI, document: _Json) -> _Json:
    """Have an OpenAPI document say all that its operations answer; return it."""
    components = document["components"]
    components["headers"] = _HEADERS
    _, ours = models_json_schema([(Problem, "validation"), (Taken, "validation")], ref_template=_SCHEMAS + "{model}")
    components["schemas"] |= ours["$defs"]
    # The framework's own refusals, which are rendered as problems.
    for name in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(name, None)
    _name_enumerations(document, components["schemas"])
    document["servers"] = [{"url": "/", "description": "本系统 This system"}]
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute) and route.include_in_schema:
            for method in route.methods or ():
                _describe(document["paths"][route.path_format][method.lower()], route)
    return document


def _name_enumerations(part: Any, schemas: _Json) -> None:  # noqa: ANN401 - JSON
    """Make each list of codes a schema of its own, in whatever place of the document it is."""
    for inner in list(part.values()) if isinstance(part, dict) else part if isinstance(part, list) else ():
        _name_enumerations(inner, schemas)
    if isinstance(part, dict) and ENUMERATION in part:
        name = part.pop(ENUMERATION)
        schemas[name] = {"title": name, "type": part.pop("type"), "enum": part.pop("enum")}
        part.pop("title", None)
        part["$ref"] = f"{_SCHEMAS}{name}"


def _describe(operation: _Json, route: RouteContext) -> None:
    codes, answers = codes_of(route), operation["responses"]
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "if-match":
            parameter |= {"required": True, "schema": {"type": "string", "title": "If-Match"}}
    if is_kept_until_done(route):
        _also_taken(answers)
    told = headers_of(route) | ({REPLAYED} if Code.IDEMPOTENCY_KEY_REUSED in codes else set())
    for status, answer in answers.items():
        if status.startswith("2") and "content" in answer:
            answer.setdefault("headers", {}).update(_refer(told - ({"ETag"} if status == "202" else set())))
    refusals = {status: _beside(answers.get(status), refused) for status, refused in _refusals(codes).items()}
    operation["responses"] = {status: answer for status, answer in answers.items() if status not in refusals} | refusals
    operation["security"] = _security(operation.get("security", []), route.dependant)


def _beside(answer: _Json | None, refused: _Json) -> _Json:
    """Return a refusal, and what the operation itself answers with the same status, if it does."""
    own = {kind: of for kind, of in (answer or {}).get("content", {}).items() if "HTTPValidationError" not in str(of)}
    return refused | {"content": own | refused["content"]}


def _also_taken(answers: _Json) -> None:
    """Have an operation that answers once a case has answered say what it answers where none does yet."""
    before = answers.get("202", {}).get("content", {}).get(JSON, {}).get("schema")
    taken = {"$ref": f"{_SCHEMAS}{Taken.__name__}"}
    answers["202"] = {
        "description": "已收到，正在处理 Taken, and being worked on",
        "content": {JSON: {"schema": {"anyOf": [before, taken]} if before else taken}},
        "headers": _refer({"Location"}),
    }


def _refusals(codes: Iterable[Code]) -> _Json:
    by_status: dict[int, list[Code]] = defaultdict(list)
    for code in sorted(codes, key=list(Code).index):
        by_status[PROBLEMS[code].status].append(code)
    return {str(status): _refused(status, of_status) for status, of_status in sorted(by_status.items())}


def _refused(status: int, codes: list[Code]) -> _Json:
    titles = [f"{PROBLEMS[code].title.zh} {PROBLEMS[code].title.en}" for code in codes]
    headers = {"Retry-After"} if _WORTH_WAITING.intersection(codes) else set()
    headers |= {"WWW-Authenticate"} if status == PROBLEMS[Code.UNAUTHENTICATED].status else set()
    one_of = {"properties": {"code": {"enum": [str(code) for code in codes]}}}
    refused = {
        "description": "；".join(titles) if len(titles) <= _TOLD else "不能办理，原因见code Refused; code says why",
        "content": {PROBLEM: {"schema": {"allOf": [{"$ref": f"{_SCHEMAS}{Problem.__name__}"}, one_of]}}},
    }
    return refused | ({"headers": _refer(headers)} if headers else {})


def _refer(headers: Iterable[str]) -> _Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in sorted(headers)}


def _security(required: list[_Json], dependant: Dependant) -> list[_Json]:
    """Return who may ask: whoever is signed in, anybody, or anybody with more for those who are signed in."""
    asked = {part.call for part in dependant.dependencies}
    deeper = {part.call for one in dependant.dependencies for part in one.dependencies}
    if perhaps_actor in asked and current_actor not in asked | deeper:
        return [{}, *required]
    return required
