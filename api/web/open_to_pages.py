"""任何网页可读。What is open to everybody may be read by the pages of any origin: they ask without anybody being signed in."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OPEN: Final = "/open-data"
_READ: Final = ("GET", "HEAD")
_ANYBODY: Final = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Content-Disposition"}
_BEFOREHAND: Final = _ANYBODY | {
    "Access-Control-Allow-Methods": ", ".join(_READ),
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class OpenToPages:
    """Lets pages of any origin read open data, and nothing else.

    Args:
        app: What serves the request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not f"{scope['path']}/".startswith(f"{_OPEN}/"):
            await self._app(scope, receive, send)
            return
        asked = dict(scope["headers"])
        wanted = asked.get(b"access-control-request-method", b"").decode("latin-1")
        if scope["method"] == "OPTIONS" and wanted in _READ:
            await Response(status_code=204, headers=_BEFOREHAND)(scope, receive, send)
            return

        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_ANYBODY)
            await send(message)

        await self._app(scope, receive, opened if scope["method"] in _READ else send)
