"""错误应答。Every refusal as an RFC 9457 problem, rendered in one place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.answers import StillRunning
from api.schemas.base import Taken
from api.web.input_faults import fault_of_input
from api.web.media_types import PROBLEM, why_not_taken
from models.queries.health import UNREACHABLE
from policy.errors import MOST_FAULTS, Code, Refusal, and_more, told
from policy.text import Text

_PREFERENCE = re.compile(r"\s*(en|zh)(?:-[a-z0-9-]+)?\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?", re.IGNORECASE)
_BY_STATUS = {404: Code.NOT_FOUND, 405: Code.METHOD_NOT_ALLOWED, 406: Code.NOT_ACCEPTABLE, 413: Code.TOO_LARGE, 415: Code.UNSUPPORTED_MEDIA}
_JSON_INVALID = "json_invalid"
_KEY = ("header", "idempotency-key")

log = structlog.get_logger()


def language_of(request: Request) -> str:
    """Return "en" when the client prefers English to Chinese, otherwise "zh"."""
    weights: dict[str, float] = {}
    for part in request.headers.get("accept-language", "").split(","):
        if found := _PREFERENCE.fullmatch(part):
            weights.setdefault(found[1].lower(), float(found[2] or 1))
    # The first named wins a draw; nothing named is Chinese.
    return max(weights, key=weights.__getitem__, default="zh") if any(weights.values()) else "zh"


def problem(request: Request, refusal: Refusal) -> JSONResponse:
    """Render a refusal, with as many of its faults as anybody reads."""
    body = replace(refusal, faults=told(refusal.faults)).document(language_of(request))
    body |= {"instance": request.url.path, "request_id": getattr(request.state, "request_id", None)}
    headers = {}
    if refusal.problem.status == 401:  # noqa: PLR2004 - the status is the name
        headers["WWW-Authenticate"] = "Bearer"
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    return JSONResponse(body, refusal.problem.status, headers, media_type=PROBLEM)


def install(app: FastAPI) -> None:
    """Have `app` render every error as a problem."""

    @app.exception_handler(Refusal)
    async def _refused(request: Request, error: Refusal) -> JSONResponse:
        request.app.state.services.watch.refused(request, error)
        return problem(request, error)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return problem(request, why_not_taken(request, error) or _from_validation(error, request.scope.get("route")))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        code = _BY_STATUS.get(error.status_code, Code.MALFORMED)
        answer = problem(request, Refusal(code, Text("请求不能处理。", "The request cannot be handled.")))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(StillRunning)
    async def _accepted(request: Request, error: StillRunning) -> JSONResponse:
        where = f"/requests/{error.key}" if error.key else re.sub(r"/[a-z]+$", "", request.url.path)
        return JSONResponse(Taken(see=where).model_dump(), 202, {"Location": where})

    for kind in (*UNREACHABLE, Exception):
        app.add_exception_handler(kind, _failed)


def _failed(request: Request, error: Exception) -> JSONResponse:
    return problem(request, noted(request, error))


def noted(request: Request, error: Exception) -> Refusal:
    """Note what failed on our side, and return what is said of it: that it may be tried again, or that it is known."""
    if isinstance(error, UNREACHABLE):
        log.error("database unreachable", error=type(error).__name__, path=request.url.path)
        return Refusal(Code.BUSY, Text("服务暂不可用，请稍后重试。", "Try again shortly."), retry_after=5)
    log.error("unexpected", error=type(error).__name__, path=request.url.path, exc_info=error)
    return Refusal(Code.INTERNAL, Text("系统出错，已记录。", "Something went wrong on our side; it has been noted."))


def _is_name_to_keep(found: Mapping[str, Any], route: object) -> bool:
    """Tell whether what is wrong in an address is the name that something is to be put under, and not which one is meant."""
    is_last = isinstance(route, APIRoute) and route.methods == {"PUT"} and route.path_format.endswith(f"{{{found['loc'][1]}}}")
    return is_last and str(found["type"]).startswith("string")


def _from_validation(error: RequestValidationError, route: object) -> Refusal:
    errors = error.errors()
    if any(found["type"] == _JSON_INVALID for found in errors):
        return Refusal(Code.MALFORMED, Text("请求体不是有效的 JSON。", "The body is not valid JSON."))
    if any(found["type"] == "missing" and found["loc"] == _KEY for found in errors):
        return Refusal(Code.IDEMPOTENCY_KEY_MISSING, Text("请提供 Idempotency-Key。", "Send an Idempotency-Key."))
    if all(found["loc"][0] == "path" and not _is_name_to_keep(found, route) for found in errors):
        return Refusal(Code.NOT_FOUND, Text("没有找到。", "Not found."))
    faults = [fault_of_input(found, route) for found in errors[:MOST_FAULTS]]
    faults += [and_more(len(errors) - MOST_FAULTS)] if len(errors) > MOST_FAULTS else []
    return Refusal(Code.INVALID_INPUT, Text("输入有误。", "The input is not valid."), faults)
