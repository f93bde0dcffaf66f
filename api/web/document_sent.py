"""接口文档的发送。The OpenAPI document as it is sent: written and packed once, beside the loop, and known again by its tag."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
from typing import Any, NamedTuple

from fastapi import FastAPI, Request, Response

from api.web.entity_tags import is_known
from api.web.media_types import JSON


class _Sent(NamedTuple):
    plain: bytes
    packed: bytes
    tag: str


class SentDocument:
    """Sends the document of an app. What it takes to write it, seconds of a processor, is spent once and keeps nobody waiting."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._lock = asyncio.Lock()
        self._sent: _Sent | None = None

    async def serve(self, request: Request) -> Response:
        """Answer with the document, or that whoever asks has it already."""
        async with self._lock:
            if self._sent is None:
                self._sent = await asyncio.to_thread(_written, self._app)
        plain, packed, tag = self._sent
        headers = {"ETag": tag, "Cache-Control": "public, no-cache", "Vary": "Accept-Encoding"}
        if is_known(request.headers.get("if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(packed, media_type=JSON, headers=headers | {"Content-Encoding": "gzip"})
        return Response(plain, media_type=JSON, headers=headers)


def send_document(app: FastAPI) -> None:
    """Have an app send its document so, in place of writing it out each time."""
    app.router.routes[:] = [route for route in app.router.routes if getattr(route, "path", None) != app.openapi_url]
    app.add_route(str(app.openapi_url), SentDocument(app).serve, include_in_schema=False)


def _written(app: FastAPI) -> _Sent:
    document: dict[str, Any] = app.openapi()
    plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    # Weak: it is packed for some, and not for others.
    return _Sent(plain, gzip.compress(plain, mtime=0), f'W/"{hashlib.sha256(plain).hexdigest()[:32]}"')
