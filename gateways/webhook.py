"""回调。Messages to the systems of others, wherever they registered: into nobody's own network, and signed."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import httpx

from gateways.errors import SourceUnavailable
from policy.telling import Parcel, Undeliverable
from policy.webhooks import NOT_PUBLIC, may_be_sent_to, signatures

NAME: Final = "webhook"
GONE: Final = "http_410"
TIMEOUT_SECONDS: Final = 10.0
DEADLINE_SECONDS: Final = 15.0

Resolve = Callable[[str, int], Awaitable[list[str]]]


async def resolve(host: str, port: int) -> list[str]:
    """Return every address that a name leads to."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@asynccontextmanager
async def client(transport: httpx.AsyncBaseTransport | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """Open a client that goes where it is told and nowhere on, asks no proxy, and keeps no connection: one address serves many names."""
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(
        headers={"user-agent": "etown-grants"},
        timeout=TIMEOUT_SECONDS,
        follow_redirects=False,
        trust_env=False,
        limits=limits,
        transport=transport,
    ) as opened:
        yield opened


@dataclass(frozen=True, slots=True)
class Webhooks:
    """What sends to the systems of others.

    Attributes:
        http: From `client`.
        loopback: Whether it may send to this machine: in a demonstration.
        resolve: Says where a name leads.
    """

    http: httpx.AsyncClient
    loopback: bool = False
    resolve: Resolve = resolve

    async def send(self, parcel: Parcel) -> None:
        """Send it once, to an address that was looked at: whoever answers for a name could otherwise lead us to our own neighbours.

        Raises:
            Undeliverable: The name leads into somebody's own network, or the address says that it is gone for good.
            SourceUnavailable: It was not taken; try again.
        """
        url = httpx.URL(parcel.to)
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            addresses = await self.resolve(url.host, port)
        except OSError:
            raise SourceUnavailable(NAME, "resolve", may_have_arrived=False) from None
        if not may_be_sent_to(addresses, loopback=self.loopback):
            raise Undeliverable(NOT_PUBLIC)
        status = await self._post(url, addresses[0], parcel)
        if status == HTTPStatus.GONE:
            raise Undeliverable(GONE)
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise SourceUnavailable(NAME, f"http_{status}")

    async def _post(self, url: httpx.URL, address: str, parcel: Parcel) -> int:
        at = int(time.time())
        headers = {
            "host": url.netloc.decode(),
            "content-type": "application/json",
            "webhook-id": parcel.key,
            "webhook-timestamp": str(at),
            "webhook-signature": signatures(parcel.secrets, parcel.key, at, parcel.body),
        }
        # To the address itself; what it shows has to be a certificate for the name.
        request = self.http.build_request("POST", url.copy_with(host=address), headers=headers, content=parcel.body.encode())
        request.extensions["sni_hostname"] = url.host
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                response = await self.http.send(request, stream=True)
                # Nothing it says is of interest, however long.
                await response.aclose()
        except TimeoutError:
            raise SourceUnavailable(NAME, "timeout") from None
        except httpx.TimeoutException:
            raise SourceUnavailable(NAME, "timeout") from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise SourceUnavailable(NAME, "connection") from None
        return response.status_code
