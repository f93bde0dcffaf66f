"""内容协商。Whether a client wants a page to read or JSON, and how an answer says which of them it is."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

from api.web.media_types import JSON, quality
from api.web.problems import language_of

PLAIN: Final = "text/plain"

PAGE_OR_JSON: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {PLAIN: {"schema": {"type": "string"}}}, "description": "按 Accept 返回 By Accept"}
}
"""The answers of an operation that has both, for its document."""


def page_or_json(request: Request, text: str, shown: BaseModel) -> Response:
    """Answer with a paper as the client prefers it: as a page to read, or as JSON that has its text."""
    if prefers_page(request):
        return page(request, text)
    return Response(shown.model_dump_json(), media_type=JSON, headers=negotiated(request))


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
    """Tell whether the client wants plain text rather than JSON; of two it wants alike, the one it names first."""
    accepted = request.headers.get("accept", "")
    page, data = quality(accepted, PLAIN), quality(accepted, JSON)
    if page != data:
        return page > data
    named = [part.partition(";")[0].strip().lower() for part in accepted.split(",")]
    known = [kind for kind in named if kind in {PLAIN, "text/*", JSON, "*/*"}]
    return bool(known) and known[0] in {PLAIN, "text/*"}
