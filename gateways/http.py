"""外部调用。One configured HTTP client, one way to ask, one way to read an answer.

No retries (Temporal retries), no redirects (the bearer token stays with whom it is meant for), no proxies from the environment, and a
deadline over the whole exchange: httpx's read time-out restarts with every chunk, so a dripping source could hold a worker for good.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any, ClassVar, Literal, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from gateways.errors import SourceAnswerInvalid, SourceUnavailable

CONNECT_SECONDS = 5.0
TIMEOUT_SECONDS = 10.0
DEADLINE_SECONDS = 15.0
LARGEST_ANSWER_BYTES = 1_000_000
PROBLEM = "application/problem+json"
NUL_IN_JSON = rb"\u0000"

# Failures before the request was on the wire: the authority cannot have acted on it.
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)

logger = logging.getLogger(__name__)


class Answered(BaseModel):
    """Base of what authorities answer: exact types, no surprises, unknown members ignored."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


class About(Answered):
    """Base of what an authority says of the one thing it was asked about: an enterprise, unless said otherwise.

    Attributes:
        named_by: The member that names it.
    """

    named_by: ClassVar[str] = "uscc"

    @property
    def subject(self) -> str:
        """The thing the answer is about."""
        return str(getattr(self, self.named_by))


class NotRegistered(About):
    """An authority's definite word that it does not know an enterprise.

    Attributes:
        code: Says so.
        uscc: Credit code asked about.
        as_of: Day on which that was so.
    """

    code: Literal["not_registered"]
    uscc: str
    as_of: date


class ProblemCode(Answered):
    """The stable reason in a problem document."""

    code: str


Model = TypeVar("Model", bound=BaseModel)
Found = TypeVar("Found", bound=About)
Unknown = TypeVar("Unknown", bound=About)


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete HTTP answer.

    Attributes:
        status: HTTP status.
        media_type: Content type without parameters, in lower case.
        body: The whole body.
    """

    status: int
    media_type: str
    body: bytes


def new_request_id() -> str:
    """Return a fresh request id."""
    return uuid.uuid4().hex


def build_client(
    *,
    timeout_seconds: float = TIMEOUT_SECONDS,
    request_id: Callable[[], str] = new_request_id,
    transport: httpx.AsyncBaseTransport | None = None,
    proxy: str | None = None,
) -> httpx.AsyncClient:
    """Make a client; whom it asks, and as whom, each gateway says.

    Args:
        timeout_seconds: For reading, writing and waiting for a connection; connecting gets at most 5 seconds.
        request_id: Gives the `x-request-id` of a request, to find it again in the authority's logs.
        transport: For tests, such as `httpx.ASGITransport(app)`.
        proxy: URL of a proxy; one from the environment is ignored, as it would see the token.

    Returns:
        The client; whoever made it closes it.
    """

    async def stamp(request: httpx.Request) -> None:
        request.headers.setdefault("x-request-id", request_id())

    return httpx.AsyncClient(
        headers={"accept": f"application/json, {PROBLEM}", "user-agent": "etown-grants"},
        timeout=httpx.Timeout(timeout_seconds, connect=min(CONNECT_SECONDS, timeout_seconds)),
        follow_redirects=False,
        trust_env=False,
        transport=transport,
        proxy=proxy,
        event_hooks={"request": [stamp]},
    )


class Source:
    """Base of the gateways: one authority at one address."""

    def __init__(self, client: httpx.AsyncClient, base_url: str, *, token: str = "", deadline_seconds: float = DEADLINE_SECONDS) -> None:
        """Use an authority.

        Args:
            client: From `build_client`.
            base_url: The authority's address; a path such as `/tax/…` is appended.
            token: Bearer token the authority knows us by, sent to this address only.
            deadline_seconds: For a whole exchange, including reading the answer.
        """
        self._client = client
        self._base_url = base_url.rstrip("/")
        self._credential = {"authorization": f"Bearer {token}"} if token else {}
        self._deadline_seconds = deadline_seconds

    async def _ask(
        self,
        source: str,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        largest_bytes: int = LARGEST_ANSWER_BYTES,
    ) -> Reply:
        """Ask once.

        Raises:
            SourceUnavailable: No complete answer, or one that says the authority or our access to it is out of order.
            SourceAnswerInvalid: The answer is too large.
        """
        url, asked = self._base_url + path, {**self._credential, **(headers or {})}
        try:
            async with (
                asyncio.timeout(self._deadline_seconds),
                self._client.stream(method, url, params=params, json=json, headers=asked) as response,
            ):
                body = await _read_whole(source, response, largest_bytes)
        except TimeoutError:
            raise _unavailable(source, "timeout") from None
        except httpx.TimeoutException as error:
            raise _unavailable(source, "timeout", sent=not isinstance(error, NEVER_SENT)) from None
        except httpx.DecodingError:
            raise SourceAnswerInvalid(source, "encoding") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            # Not chained: a request's repr or URL has no place in a log beside a reason.
            raise _unavailable(source, _reason(error), sent=not isinstance(error, (*NEVER_SENT, httpx.InvalidURL))) from None
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return _usable(source, Reply(response.status_code, media_type, body))

    async def _look_up(
        self, source: str, path: str, asked: str, found: type[Found], unknown: type[Unknown], params: Mapping[str, str] | None = None
    ) -> Found | Unknown:
        """Ask about one thing.

        Args:
            source: The authority.
            path: Where it is asked.
            asked: What it is asked about.
            found: What it says of what it knows.
            unknown: Its definite word that it does not know it.
            params: What else it is asked by.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed, for one because it is about something else; try again.
        """
        reply = await self._ask(source, "GET", path, params=params)
        missing = reply.status == HTTPStatus.NOT_FOUND
        answer = read_not_found(source, unknown, reply) if missing else read_success(source, found, reply)
        check_subject(source, asked, answer.subject)
        return answer

    async def _find(
        self, source: str, path: str, asked: str, found: type[Found], unknown: type[About], params: Mapping[str, str] | None = None
    ) -> Found | None:
        """Ask about one thing: None is the authority's definite word that it does not know it. Otherwise as `_look_up`."""
        answer = await self._look_up(source, path, asked, found, unknown, params)
        return answer if isinstance(answer, found) else None


async def _read_whole(source: str, response: httpx.Response, largest_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > largest_bytes:
            raise SourceAnswerInvalid(source, "too_large")
    return bytes(body)


def _usable(source: str, reply: Reply) -> Reply:
    """Return a reply that an authority may mean as an answer.

    An expired credential, a quota or an outage says nothing about the question, and neither does a redirect.
    """
    undecided = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR or reply.status in undecided:
        raise _unavailable(source, f"http_{reply.status}", sent=reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR)
    if HTTPStatus.MULTIPLE_CHOICES <= reply.status < HTTPStatus.BAD_REQUEST:
        raise SourceAnswerInvalid(source, f"http_{reply.status}")
    return reply


def _unavailable(source: str, reason: str, *, sent: bool = True) -> SourceUnavailable:
    logger.warning("source unavailable: %s: %s", source, reason)
    return SourceUnavailable(source, reason, may_have_arrived=sent)


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.ConnectError):
        return "connect"
    if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol)):
        return "address"
    return "connection_lost"


def read(source: str, model: type[Model], reply: Reply) -> Model:
    """Read an answer strictly.

    Raises:
        SourceAnswerInvalid: It is not JSON of this shape. The reason names fields and faults, never values.
    """
    if NUL_IN_JSON in reply.body:
        # JSON can spell NUL, and no database takes it.
        raise SourceAnswerInvalid(source, "nul")
    try:
        return model.model_validate_json(reply.body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        reason = f"schema: {where}: {first['type']}" if where else f"schema: {first['type']}"
        logger.warning("source answer invalid: %s: %s", source, reason)
        raise SourceAnswerInvalid(source, reason) from None


def read_success(source: str, model: type[Model], reply: Reply, *, status: int = HTTPStatus.OK) -> Model:
    """Read an answer that must have this status.

    Raises:
        SourceAnswerInvalid: Another status, not JSON, or not of this shape.
    """
    if reply.status != status:
        raise SourceAnswerInvalid(source, f"http_{reply.status}")
    if reply.media_type != "application/json":
        raise SourceAnswerInvalid(source, "not_json")
    return read(source, model, reply)


def read_not_found(source: str, model: type[Model], reply: Reply) -> Model:
    """Read a 404 as the authority's own word that it does not know something.

    Raises:
        SourceAnswerInvalid: A 404 of somebody else, such as a proxy, or not of this shape.
    """
    if reply.media_type != PROBLEM:
        raise SourceAnswerInvalid(source, "http_404")
    return read(source, model, reply)


def check_subject(source: str, asked: str, answered: str) -> None:
    """Refuse an answer that is about something else than was asked.

    Raises:
        SourceAnswerInvalid: It is about somebody or something else.
    """
    if asked != answered:
        raise SourceAnswerInvalid(source, "other_subject")


def in_path(value: str) -> str:
    """Return a value as one segment of a path."""
    return quote(value, safe="")
