"""幂等请求。Every creating POST runs once under its Idempotency-Key; asking again gives the stored answer."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from fastapi import Depends, Header, Request
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from api.answers import StillRunning
from api.web.services import Served, Services
from models.commands import idempotency
from models.queries import idempotency as answers
from models.queries import request as requests
from models.session import Session
from policy.errors import Code, Refusal
from policy.text import Text

KEY_LENGTH = 200
REPLAYED = "Idempotency-Replayed"
_SEALED: Final = "sealed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What to answer: a status, a body to be encoded as JSON, headers."""

    status: int
    body: Any
    headers: dict[str, str]


@dataclass(slots=True)
class Once:
    """One request that is to run once.

    Attributes:
        served: The services.
        scope: Whose key, for which route.
        key: The key.
        fingerprint: Of the body, so that the key cannot be used for another.
        personal: Whether its answer says how somebody is reached: it is kept sealed.
    """

    served: Services
    scope: str
    key: str
    fingerprint: str
    personal: bool = False

    @property
    def request_key(self) -> str:
        """The key that this request carries to the process.

        The client's key alone would not do: people choose the same ones, and use one for several tasks of a case.
        """
        return hashlib.sha256(f"{self.scope}\n{self.key}\n{self.fingerprint}".encode()).hexdigest()[:32]

    def part(self, path: str, asked: object) -> Once:
        """Return one of several acts that a request asks for, as if it had been asked for at `path` by itself under the same key."""
        fingerprint = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
        return replace(self, scope=f"{self.scope.rsplit(' ', 2)[0]} POST {path}", fingerprint=fingerprint)

    async def answered_before(self) -> JSONResponse | None:
        """Return the answer that was given under the key, for a request that asks outside before it runs.

        What is outside may have changed since, or be silent: neither takes back what was answered.
        """
        async with self.served.database.reading() as session:
            before = await answers.answered(session, self.scope, self.key)
        return None if before is None else self._again(before.fingerprint, before.status, before.body, before.headers)

    async def in_transaction(self, run: Callable[[Session], Awaitable[Answer]]) -> JSONResponse:
        """Run a request that only writes to the database, and keep its answer in the same transaction."""
        async with self.served.database.writing() as session:
            before = await idempotency.claim(session, self.scope, self.key, self.fingerprint)
            if before is not None:
                return self._again(before.fingerprint, before.status, before.body, before.headers)
            answer = _encoded(await run(session))
            await idempotency.keep(session, self.scope, self.key, answer.status, self._kept(answer.body), answer.headers)
        return _response(answer)

    async def across(self, run: Callable[[], Awaitable[Answer]]) -> JSONResponse:
        """Run a request that goes through a process: claim the key, run, keep the answer.

        What is in flight elsewhere is joined once it is on its way to its case, which knows it by its key. Before that it is left
        to the API that claimed it, as long as that lives.
        """
        async with self.served.database.writing() as session:
            before = await idempotency.claim(session, self.scope, self.key, self.fingerprint, self.served.presence.owner)
            goes_on = before is None or (before.status is None and await self._goes_on(session))
        if before is not None and not goes_on:
            return self._again(before.fingerprint, before.status, before.body, before.headers)
        try:
            answer = _encoded(await run())
        except StillRunning as taken:
            # What is kept is done under this key: another body under it is refused from now on.
            if taken.key is None:
                await self._forget()
            raise
        except BaseException:
            await self._forget()
            raise
        async with self.served.database.writing() as session:
            await idempotency.keep(session, self.scope, self.key, answer.status, answer.body, answer.headers)
        return _response(answer)

    async def _forget(self) -> None:
        async with self.served.database.writing() as session:
            await idempotency.forget(session, self.scope, self.key)

    async def _goes_on(self, session: Session) -> bool:
        """Tell whether what is in flight may be run here too: it is with its case, or whoever ran it has died."""
        if await requests.is_kept(session, self.request_key):
            return True
        return await idempotency.take_over(session, self.scope, self.key, self.fingerprint, self.served.presence.owner)

    def _again(self, fingerprint: str, status: int | None, body: Any, headers: dict[str, str] | None) -> JSONResponse:  # noqa: ANN401 - JSON
        if fingerprint != self.fingerprint:
            raise Refusal(
                Code.IDEMPOTENCY_KEY_REUSED,
                Text("该 Idempotency-Key 已用于内容不同的请求。", "The key was used for a request with another body."),
            )
        if status is None:
            raise Refusal(Code.IDEMPOTENCY_KEY_IN_FLIGHT, Text("同一请求正在处理。", "The same request is being processed."), retry_after=1)
        return _response(Answer(status, self._said(body), (headers or {}) | {REPLAYED: "true"}))

    def _kept(self, body: Any) -> Any:  # noqa: ANN401 - JSON
        if not self.personal:
            return body
        sealed = self.served.database.seal.seal(json.dumps(body).encode(), self._place)
        return {_SEALED: b64encode(sealed).decode()}

    def _said(self, kept: Any) -> Any:  # noqa: ANN401 - JSON
        if not isinstance(kept, dict) or kept.keys() != {_SEALED}:
            return kept
        return json.loads(self.served.database.seal.open(b64decode(kept[_SEALED]), self._place))

    @property
    def _place(self) -> str:
        return f"{self.scope} {self.key}"


async def once(
    request: Request,
    served: Served,
    idempotency_key: Annotated[
        str,
        Header(
            description="由客户端生成的唯一键 Unique key made by the client",
            pattern=r"^[\x21-\x7e]+$",
            max_length=KEY_LENGTH,
            examples=["7f9c2ba4e88f827d"],
        ),
    ],
) -> Once:
    """Return the request's claim to run once."""
    who = await _subject(request, served)
    content_type = request.headers.get("content-type", "")
    # A file's bytes are told apart by their hash where they are read; multipart boundaries differ at every attempt.
    body = b"" if content_type.startswith("multipart/") else await request.body()
    return Once(served, f"{who} {request.method} {request.url.path}", idempotency_key, fingerprint_of(served, body))


def fingerprint_of(served: Services, body: bytes) -> str:
    """Return what a body is told apart by: with a key of ours, since an account or a telephone in it could be found by trying."""
    return hmac.new(served.cursor_key, b"body " + body, hashlib.sha256).hexdigest()


async def _subject(request: Request, served: Services) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return (await served.tokens.actor(token)).subject if scheme.lower() == "bearer" and token else "public"


def _encoded(answer: Answer) -> Answer:
    return Answer(answer.status, jsonable_encoder(answer.body), answer.headers)


def _response(answer: Answer) -> JSONResponse:
    return JSONResponse(answer.body, answer.status, answer.headers)


RunOnce = Annotated[Once, Depends(once)]
