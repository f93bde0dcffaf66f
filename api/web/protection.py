"""防护。What every answer tells a browser and a cache, and the hosts requests may be meant for."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web.problems import problem
from policy.errors import Code, Refusal
from policy.text import Text

_ALWAYS: Final = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer"}
_DATA: Final = "default-src 'none'; frame-ancestors 'none'"
# The pages that show the OpenAPI run scripts of their own, from here alone.
_PAGES: Final = ("/docs", "/redoc")
_PAGE: Final = "default-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src blob:; frame-ancestors 'none'"
# What is set to be read or printed brings its own style and pictures, and nothing that runs.
_SET: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
_SET_AS: Final = ("text/html", "image/svg+xml")
_MISDIRECTED: Final = Text("请求的主机名不是本系统的地址。", "The Host of the request is no address of this system.")


class Protection:
    """Keeps answers out of caches, frames and other pages, and refuses requests that are meant for another host.

    Args:
        app: What serves the request.
        hosts: Names this system is reached by; empty for any.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str] = frozenset()) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = dict(scope["headers"])

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_ALWAYS)
                headers.setdefault("Content-Security-Policy", _policy(scope["path"], headers.get("Content-Type", "")))
                if b"authorization" in asked:
                    # What one person may read is nobody else's, also not on a computer they share.
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if self._hosts and _host_of(asked) not in self._hosts:
            await problem(Request(scope), Refusal(Code.MALFORMED, _MISDIRECTED))(scope, receive, protected)
            return
        await self._app(scope, receive, protected)


def _policy(path: str, media_type: str) -> str:
    if path.startswith(_PAGES):
        return _PAGE
    return _SET if media_type.startswith(_SET_AS) else _DATA


def _host_of(headers: dict[bytes, bytes]) -> str | None:
    try:
        return urlsplit("//" + headers.get(b"host", b"").decode("latin-1")).hostname
    except ValueError:
        return None
