"""沙箱的问题文档。How the authorities say no: RFC 9457, with a stable `code` a caller can decide by."""

from __future__ import annotations

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):  # noqa: N818 - an answer of the contract rather than an error of the program
    """A definite answer other than success.

    Attributes:
        status: HTTP status.
        code: Stable reason.
        title: What happened, in Chinese and English.
        members: Further members of the document.
    """

    def __init__(self, status: int, code: str, title: str, **members: object) -> None:
        """Keep the answer until a handler renders it."""
        super().__init__(code)
        self.status = status
        self.code = code
        self.title = title
        self.members = members


def document(status: int, code: str, title: str, **members: object) -> JSONResponse:
    """Return a problem document as a response."""
    body = {"type": f"urn:etown-sandbox:{code}", "title": title, "status": status, "code": code, **members}
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE)


async def answer_problem(_request: Request, problem: Exception) -> JSONResponse:
    """Render a `Problem`."""
    if not isinstance(problem, Problem):
        raise problem
    return document(problem.status, problem.code, problem.title, **problem.members)


async def answer_invalid_input(_request: Request, error: Exception) -> JSONResponse:
    """Render a validation error without repeating the input: it may hold an account number."""
    if not isinstance(error, RequestValidationError):
        raise error
    faults = [{"field": ".".join(str(part) for part in fault["loc"]), "type": fault["type"]} for fault in error.errors()]
    return document(422, "invalid_input", "输入有误 The input is not valid", errors=faults)


async def answer_http_error(_request: Request, error: Exception) -> JSONResponse:
    """Render what the router itself refuses, such as an unknown path."""
    if not isinstance(error, HTTPException):
        raise error
    return document(error.status_code, "http_error", f"无法办理{error.detail}")
