"""A webhook goes to an address that was looked at, under the name it was registered for, and nowhere on."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field

import httpx
import pytest

from gateways.errors import SourceUnavailable
from gateways.webhook import Webhooks, client
from policy.telling import Parcel, Undeliverable
from policy.webhooks import signatures

URL, SECRET = "https://erp.enterprise.example:8443/grants?of=1", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PARCEL = Parcel("0197", URL, "", '{"type":"ping"}', (SECRET,))


@dataclass
class System:
    """The system of somebody, behind whatever name."""

    addresses: list[str] = field(default_factory=lambda: ["8.8.8.8"])
    answer: httpx.Response | Exception = field(default_factory=lambda: httpx.Response(204))
    requests: list[httpx.Request] = field(default_factory=list)

    async def resolve(self, host: str, port: int) -> list[str]:
        """Return where its name leads."""
        if not self.addresses:
            raise socket.gaierror
        return self.addresses

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def sent(self, parcel: Parcel = PARCEL, *, loopback: bool = False) -> None:
        """Send it something."""
        async with client(httpx.MockTransport(self)) as http:
            await Webhooks(http, loopback, self.resolve).send(parcel)


async def test_webhook_goes_to_the_address_that_was_looked_at_under_its_name() -> None:
    system = System()
    await system.sent()
    [request] = system.requests
    assert str(request.url) == "https://8.8.8.8:8443/grants?of=1"
    assert (request.headers["host"], request.extensions["sni_hostname"]) == ("erp.enterprise.example:8443", "erp.enterprise.example")


async def test_webhook_is_signed_with_what_it_says() -> None:
    system = System()
    await system.sent()
    [request] = system.requests
    key, at, signed = (request.headers[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
    assert (key, signed) == ("0197", signatures([SECRET], key, int(at), request.content.decode()))


@pytest.mark.parametrize("addresses", [["10.0.0.7"], ["169.254.169.254"], ["8.8.8.8", "127.0.0.1"], ["::1"]])
async def test_nothing_is_sent_when_a_name_leads_into_a_network_of_somebodys_own(addresses: list[str]) -> None:
    system = System(addresses)
    with pytest.raises(Undeliverable) as refused:
        await system.sent()
    assert (refused.value.reason, system.requests) == ("not_public", [])


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (httpx.Response(302, headers={"location": "http://169.254.169.254/"}), "http_302"),
        (httpx.Response(404), "http_404"),
        (httpx.Response(503), "http_503"),
        (httpx.ConnectError("refused"), "connection"),
        (httpx.ReadTimeout("slow"), "timeout"),
    ],
)
async def test_webhook_may_be_taken_later_when_it_was_not(answer: httpx.Response | Exception, reason: str) -> None:
    system = System(answer=answer)
    with pytest.raises(SourceUnavailable) as failed:
        await system.sent()
    assert (failed.value.reason, len(system.requests)) == (reason, 1)


async def test_webhook_may_be_taken_later_when_its_name_leads_nowhere() -> None:
    with pytest.raises(SourceUnavailable) as failed:
        await System([]).sent()
    assert failed.value.reason == "resolve"


async def test_webhook_is_never_taken_when_it_is_gone() -> None:
    with pytest.raises(Undeliverable) as refused:
        await System(answer=httpx.Response(410)).sent()
    assert refused.value.reason == "http_410"


async def test_webhook_of_this_machine_is_sent_without_tls_in_a_demonstration() -> None:
    system = System(["127.0.0.1"])
    await system.sent(Parcel("1", "http://localhost:9000/", "", "{}", (SECRET,)), loopback=True)
    assert str(system.requests[0].url) == "http://127.0.0.1:9000/"


async def test_webhook_goes_to_an_address_of_version_6() -> None:
    system = System(["2606:4700::1111"])
    await system.sent()
    assert system.requests[0].url.host == "2606:4700::1111"
