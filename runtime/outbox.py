"""外发。Sends people word of their messages outside the system, each until it was taken or is given up, whoever was away meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import httpx
import structlog

from gateways.errors import SourceUnavailable
from gateways.sms import Sms
from gateways.webhook import GONE, Webhooks, client
from models.commands import delivery as deliveries
from models.commands import webhook as webhook_commands
from models.queries import digest as digests
from models.queries import message as messages
from models.queries import reader as readers
from models.queries import webhook as webhooks
from models.queries.health import UNREACHABLE
from models.session import Database
from models.tables import Delivery, Message, Webhook
from policy.telling import NO_ADDRESS, Channel, DeliveryState, Digest, Parcel, Sender, Undeliverable, digest_of, kind_of, notification
from policy.text import Text
from policy.webhooks import DISABLED, MESSAGE_SENT, PING, payload
from runtime.container import Container
from runtime.texting import mail_of

PAUSE = 2.0
MOST_MESSAGES = 500
MOST = 20

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class BySms:
    """Text messages, as one of the channels."""

    sms: Sms

    async def send(self, parcel: Parcel) -> None:
        """Send it once: a text message has no title."""
        await self.sms.send(parcel.to, parcel.body)


def senders(parts: Container, http: httpx.AsyncClient) -> dict[Channel, Sender]:
    """Return what sends by each channel that the settings open."""
    settings = parts.settings
    opened: dict[Channel, Sender] = {Channel.WEBHOOK: Webhooks(http, loopback=settings.profile == "demo")}
    if (mail := mail_of(settings)) is not None:
        opened[Channel.EMAIL] = mail
    if settings.sms_base_url:
        opened[Channel.SMS] = BySms(parts.gateway(Sms, "sms"))
    return opened


@asynccontextmanager
async def sending(parts: Container) -> AsyncIterator[None]:
    """Send what is to be sent, as long as the block runs."""
    link = parts.settings.message_url or f"{parts.settings.public_base_url}/messages/{{id}}"
    async with client() as http:
        outbox = Outbox(parts.database, senders(parts, http), link)
        running = asyncio.create_task(outbox.run())
        try:
            yield
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            outbox.stop()


@dataclass(frozen=True, slots=True)
class Outbox:
    """Sends what is to be sent. Who takes it slowly keeps nobody else waiting: each channel has places of its own, each webhook one.

    Attributes:
        database: Where it is kept.
        senders: What sends, by channel; by any other nothing is written.
        link: Where a message is read, `{id}` for its id.
    """

    database: Database
    senders: Mapping[Channel, Sender]
    link: str
    _under_way: dict[asyncio.Task[None], Delivery] = field(default_factory=dict)

    async def run(self) -> None:
        """Send, for ever: an outage of anything only makes it wait longer."""
        while True:
            try:
                if not await self.send_due():
                    await asyncio.sleep(PAUSE)
            except UNREACHABLE as error:
                _log.warning("messages wait for the database", error=type(error).__name__)
                await asyncio.sleep(PAUSE)

    async def send_due(self) -> bool:
        """Write deliveries of what is outgoing, try what is due, wait a while for how that goes, and tell whether there may be more."""
        async with self.database.writing() as session:
            outgoing = await deliveries.send_out(session, self.database.seal, self.senders.keys(), MOST_MESSAGES)
        begun = [await self._begin(channel) for channel in self.senders]
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=PAUSE)
        return outgoing == MOST_MESSAGES or any(begun)

    def stop(self) -> None:
        """Stop what is under way: it is tried again by whoever sends next."""
        for trying in self._under_way:
            trying.cancel()

    async def _begin(self, channel: Channel) -> int:
        """Begin to try what is due by a channel, as far as there are places, and return how much."""
        busy = [one for one in self._under_way.values() if one.channel == channel]
        called = {one.webhook_id for one in busy if one.webhook_id is not None}
        async with self.database.writing() as session:
            due = await deliveries.take_due(session, channel, MOST - len(busy), called)
        for one in due:
            trying = asyncio.create_task(self._try(one))
            self._under_way[trying] = one
            trying.add_done_callback(self._note)
        return len(due)

    def _note(self, tried: asyncio.Task[None]) -> None:
        delivery = self._under_way.pop(tried)
        if not tried.cancelled() and (error := tried.exception()) is not None:
            # What came of it could not be kept: it is tried again.
            _log.warning("delivery was not kept", delivery=str(delivery.id), error=type(error).__name__)

    async def _try(self, delivery: Delivery) -> None:
        fault, for_good = None, False
        try:
            if (parcel := await self._parcel(delivery)) is not None:
                await self.senders[Channel(delivery.channel)].send(parcel)
        except Undeliverable as error:
            fault, for_good = error.reason, True
        except SourceUnavailable as error:
            fault = error.reason
        except Exception as error:  # noqa: BLE001 - one that cannot be sent must not keep the others
            fault = type(error).__name__
        async with self.database.writing() as session:
            state = await deliveries.end(session, delivery.id, fault, for_good=for_good)
            if delivery.webhook_id is not None:
                await webhook_commands.note(session, delivery.webhook_id, taken=fault is None, gone=fault == GONE)
        if fault is not None:
            say = _log.error if state is DeliveryState.DEAD else _log.warning
            say("delivery failed", delivery=str(delivery.id), channel=delivery.channel, fault=fault, tries=delivery.tries, state=state)

    async def _parcel(self, delivery: Delivery) -> Parcel | None:
        """Return what is sent, None where there is nothing to say any more: where to is read now, and not kept.

        Raises:
            Undeliverable: There is nobody to send it to any more.
        """
        async with self.database.reading() as session:
            message = await messages.one(session, delivery.message_id)
            if delivery.webhook_id is not None:
                return self._signed(delivery, message, await webhooks.one(session, delivery.webhook_id))
            reader = await readers.find(session, self.database.seal, delivery.recipient or "")
            digest = await digests.of(session, reader, delivery.created_at) if reader and delivery.message_id is None else None
        address = reader.addresses.get(Channel(delivery.channel)) if reader else None
        if reader is None or address is None:
            raise Undeliverable(NO_ADDRESS)
        if message is None and digest is None:
            return None
        language = reader.preference.language if reader.preference else "zh"
        title, body = (text.in_language(language) for text in self._said(message, digest))
        return Parcel(str(delivery.id), address, title, body)

    def _said(self, message: Message | None, digest: Digest | None) -> tuple[Text, Text]:
        """Return the title and the words of what somebody is sent."""
        if digest is not None:
            return digest_of(digest, self.link.partition("{id}")[0].rstrip("/"))
        assert message is not None  # noqa: S101 - whoever asks has one of the two
        kind = kind_of(reminder=message.reminder, enterprise=message.enterprise_uscc, person=message.person)
        return notification(kind, self.link.format(id=message.id))

    def _signed(self, delivery: Delivery, message: Message | None, webhook: Webhook | None) -> Parcel:
        """Return what a system is sent: ids, and what it is signed with."""
        if webhook is None or (webhook.disabled_at is not None and message is not None):
            raise Undeliverable(DISABLED)
        if message is None:
            body = payload(PING, delivery.created_at, webhook_id=webhook.id)
        else:
            body = payload(MESSAGE_SENT, message.sent_at, message_id=message.id, case_id=message.case_id)
        return Parcel(str(delivery.id), webhook.url, "", body, webhooks.secrets(self.database.seal, webhook))
