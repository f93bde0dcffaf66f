"""内容协商。Whether a client wants a page to read or JSON, and how an answer says which of them it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse

from api.web.media_types import JSON, quality
from api.web.problems import language_of

PLAIN: Final = "text/plain"

PAGE_OR_JSON: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {PLAIN: {"schema": {"type": "string"}}}, "description": "按 Accept 返回 By Accept"}
}
"""The answers of an operation that has both, for its document."""


def page(request: Request, text: str) -> Response:
    """Return a page in the language of the request."""
    return PlainTextResponse(text, headers=negotiated(request))


def negotiated(request: Request) -> dict[str, str]:
    """Return the headers that say what the answer was chosen by."""
    return {"Content-Language": language_of(request), "Vary": "Accept, Accept-Language"}


def in_language(request: Request) -> dict[str, str]:
    """Return the headers of an answer that is in the language of the request."""
    return {"Content-Language": language_of(request), "Vary": "Accept-Language"}


def prefers_page(request: Request) -> bool:
    """Tell whether the client wants plain text rather than JSON."""
    return preferred(request, (JSON, PLAIN)) == PLAIN


def preferred(request: Request, offered: Sequence[str]) -> str:
    """Return which type the client wants most; of some it wants alike, the one it names first, and else the first that is offered."""
    accepted = ", ".join(request.headers.getlist("accept"))
    best = max(quality(accepted, kind) for kind in offered)
    alike = [kind for kind in offered if quality(accepted, kind) == best]
    named = (kind for part in accepted.split(",") for kind in alike if quality(part.partition(";")[0], kind))
    return next(named, alike[0])
