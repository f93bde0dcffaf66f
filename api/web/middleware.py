"""中间件。What every request goes through: an id, a size, and text that can be stored."""

from __future__ import annotations

import json
import math
import re
import uuid
from collections.abc import Iterator
from itertools import islice
from typing import Final
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web.media_types import is_json, require_utf8
from api.web.problems import problem
from policy.errors import Code, Fault, Refusal
from policy.folding import tidy
from policy.text import Text

REQUEST_ID = re.compile(rb"^[A-Za-z0-9._-]{1,64}$")
LARGEST_JSON_BYTES = 1024 * 1024
# A megabyte of the smallest values keeps a processor for a second before anybody knows whose it is. They are counted by their marks, of
# which the largest thing that is sent, ten thousand records of a profile, has forty thousand.
MOST_VALUES = 50_000

_NO_TEXT: Final = Text("含有无法保存的字符", "holds a character that cannot be kept")
_NO_NUMBER: Final = Text("应为有限的数值", "must be a finite number")
_UNKEPT: Final = re.compile("[\x00\ud800-\udfff]")
_MOST_FAULTS: Final = 20
_NO_CONTENT: Final = 204
_LONGEST_NAME: Final = 60
_LONGEST_FIELD: Final = 200


class RequestId:
    """Gives each request an id, the client's if it sent a usable one, and says it in the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"")
        request_id = given if REQUEST_ID.match(given) else uuid.uuid4().hex.encode()
        scope.setdefault("state", {})["request_id"] = request_id.decode()

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                # What has no content has no type.
                kept = [one for one in message["headers"] if message["status"] != _NO_CONTENT or one[0].lower() != b"content-type"]
                message["headers"] = [*kept, (b"x-request-id", request_id)]
            await send(message)

        await self._app(scope, receive, stamped)


class StorableText:
    """Refuses text PostgreSQL cannot keep (NUL, lone surrogates) and JSON that is too large, before anything is done."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if b"%00" in scope.get("query_string", b"") or "\x00" in scope["path"]:
            query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
            await self._refuse(scope, receive, send, _unstorable(_unkept_in(dict(query))))
            return
        content_type = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1")
        if not is_json(content_type):
            await self._app(scope, _limited(scope, receive), send)
            return
        body = await _whole(receive)
        refusal = _why_not(body, content_type)
        if refusal is not None:
            await self._refuse(scope, receive, send, refusal)
            return
        await self._app(scope, _replay(body or b"", receive), send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
        await problem(Request(scope), refusal)(scope, receive, send)


def _limited(scope: Scope, receive: Receive) -> Receive:
    """Stop reading a body that is larger than anything we take: a file with its form, or a small text."""
    multipart = dict(scope["headers"]).get(b"content-type", b"").startswith(b"multipart/")
    most = LARGEST_JSON_BYTES + (scope["app"].state.services.evidence_max_bytes if multipart else 0)
    taken = 0

    async def some() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            # The framework passes this one on from wherever it reads the body.
            raise HTTPException(413)
        return message

    return some


async def _whole(receive: Receive) -> bytes | None:
    """Return the body, or None if it is too large."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST_JSON_BYTES:
            return None
    return body


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _why_not(body: bytes | None, content_type: str) -> Refusal | None:
    if body is None or sum(body.count(mark) for mark in (b",", b"[", b"{")) > MOST_VALUES:
        return Refusal(Code.TOO_LARGE, Text("请求体过大。", "The body is too large."))
    if not body:
        return None
    try:
        require_utf8(content_type)
        return _why_not_kept(json.loads(body.decode("utf-8-sig"), object_pairs_hook=_said_once))
    except Refusal as refusal:
        return refusal
    except (ValueError, RecursionError):
        return Refusal(Code.MALFORMED, Text("请求体不是有效的 JSON。", "The body is not valid JSON."))


def _said_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object; refuse one that names the same twice: which of both was meant, readers of JSON do not agree on."""
    said = dict(pairs)
    if len(said) < len(pairs):
        raise Refusal(Code.MALFORMED, Text("请求体中有重复的字段。", "The body says the same field twice."))
    return said


def _why_not_kept(parsed: object) -> Refusal | None:
    try:
        text = json.dumps(parsed, ensure_ascii=False, allow_nan=False)
        text.encode()
    except ValueError:
        return _unstorable(_unkept_in(parsed))
    return _unstorable(_unkept_in(parsed)) if "\\u0000" in text else None


def _unkept_in(sent: object) -> Iterator[Fault]:
    """Yield a fault for everything in what was sent that cannot be kept, by its field, also where that is the field's own name."""
    left: list[tuple[str, object]] = [("", sent)]
    while left:
        field, value = left.pop()
        match value:
            case dict():
                parts = [(_within(field, name), name, part) for name, part in value.items()]
                yield from (Fault(at, _NO_TEXT) for at, name, _ in parts if _UNKEPT.search(name))
                left += [(at, part) for at, _, part in reversed(parts)]
            case list():
                left += [(_within(field, str(place)), value[place]) for place in reversed(range(len(value)))]
            case str() if _UNKEPT.search(value):
                yield Fault(field, _NO_TEXT)
            case float() if not math.isfinite(value):
                yield Fault(field, _NO_NUMBER)


def _within(field: str, name: str) -> str:
    shown = tidy(_UNKEPT.sub("", name))[:_LONGEST_NAME] or "?"
    return f"{field}.{shown}"[:_LONGEST_FIELD] if field else shown


def _unstorable(faults: Iterator[Fault]) -> Refusal:
    text = Text("含有无法保存的字符或数值。", "It holds a character or number that cannot be kept.")
    return Refusal(Code.INVALID_INPUT, text, list(islice(faults, _MOST_FAULTS)))
