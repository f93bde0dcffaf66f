"""The outbox sends what is due by its channel, says little, and keeps what came of it."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select

from gateways.errors import SourceUnavailable
from models.commands import preference as preferences
from models.commands import webhook as webhooks
from models.session import Database
from models.tables import Delivery, Message, Person, Webhook
from policy.actors import Actor
from policy.telling import Channel, Parcel, Undeliverable
from runtime.outbox import Outbox
from tests.sealing import PAYLOAD_KEY

OFFICER, ADDRESS = "officer-sti-1", "a@b.example"
SECRET = "贵单位的追回决定"
LINK = "https://portal.example/messages/{id}"


@dataclass
class Post:
    """Takes what is sent, or fails as told."""

    fault: Exception | None = None
    taken: list[Parcel] = field(default_factory=list)

    async def send(self, parcel: Parcel) -> None:
        """Take it."""
        if self.fault is not None:
            raise self.fault
        self.taken.append(parcel)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, [PAYLOAD_KEY])
    yield opened
    await opened.close()


@pytest.fixture
def post() -> Post:
    return Post()


async def told(database: Database, **message: Any) -> uuid.UUID:
    async with database.writing() as session:
        session.add(Person(subject=OFFICER, name="经办人", contact=database.seal.veil(ADDRESS)))
        row = Message(person=OFFICER, zh=SECRET, en="Your clawback", **message)
        session.add(row)
        await session.flush()
        return row.id


async def delivery(database: Database) -> Delivery:
    async with database.reading() as session:
        return (await session.scalars(select(Delivery))).one()


async def send(database: Database, post: Post) -> Delivery:
    await Outbox(database, {Channel.EMAIL: post}, LINK).send_due()
    return await delivery(database)


@pytest.mark.parametrize(("reminder", "title"), [(False, "新的通知"), (True, "任务到期提醒")])
async def test_mail_says_that_there_is_a_message_and_where_and_nothing_of_it(
    database: Database,
    post: Post,
    reminder: bool,  # noqa: FBT001
    title: str,
) -> None:
    message = await told(database, reminder=reminder)
    assert (await send(database, post)).state == "delivered"
    [parcel] = post.taken
    assert (parcel.to, title in parcel.title) == (ADDRESS, True)
    assert LINK.format(id=message) in parcel.body
    assert SECRET not in parcel.title + parcel.body


async def test_mail_is_in_the_language_its_reader_chose(database: Database, post: Post) -> None:
    await told(database)
    async with database.writing() as session:
        await preferences.put(session, Actor(OFFICER, ""), {"language": "en"})
    await send(database, post)
    assert post.taken[0].body.startswith("You have a new message.")


@pytest.mark.parametrize(
    ("fault", "state", "reason"),
    [
        (SourceUnavailable("mail", "connection"), "waiting", "connection"),
        (RuntimeError("a@b.example is broken"), "waiting", "RuntimeError"),
        (Undeliverable("smtp_550"), "dead", "smtp_550"),
    ],
)
async def test_delivery_keeps_why_it_failed_and_no_address(
    database: Database, post: Post, fault: Exception, state: str, reason: str
) -> None:
    await told(database)
    post.fault = fault
    row = await send(database, post)
    assert (row.state, row.fault) == (state, reason)


async def test_nothing_is_sent_to_whoever_was_revoked_since(database: Database, post: Post) -> None:
    await told(database)
    post.fault = SourceUnavailable("mail", "connection")
    await send(database, post)
    post.fault = None
    async with database.writing() as session:
        person = (await session.scalars(select(Person))).one()
        person.revoked_at = person.entered_at
        (await session.scalars(select(Delivery))).one().next_at = person.entered_at
    row = await send(database, post)
    assert (row.state, row.fault, post.taken) == ("dead", "no_address", [])


@pytest.mark.parametrize("fault", [None, Undeliverable("http_410")])
async def test_system_is_sent_ids_alone_until_it_is_gone(database: Database, post: Post, fault: Exception | None) -> None:
    post.fault = fault
    async with database.writing() as session:
        _, secret = await webhooks.register(session, database.seal, Actor("a", ""), "https://a.example/", department="sti")
        message = Message(department="sti", role="officer", zh=SECRET, en="Your clawback")
        session.add(message)
    await Outbox(database, {Channel.WEBHOOK: post}, LINK).send_due()
    async with database.reading() as session:
        kept = (await session.scalars(select(Webhook))).one()
    assert ((await delivery(database)).state, kept.disabled_at is None) == (("dead", False) if fault else ("delivered", True))
    for parcel in post.taken:
        assert (parcel.to, parcel.secrets) == ("https://a.example/", (secret,))
        assert json.loads(parcel.body)["data"] == {"message_id": str(message.id), "case_id": None}


async def test_ping_brings_back_a_system_that_was_given_up(database: Database, post: Post) -> None:
    async with database.writing() as session:
        row, _ = await webhooks.register(session, database.seal, Actor("a", ""), "https://a.example/", department="sti")
        await webhooks.note(session, row.id, taken=False, gone=True)
        await webhooks.ping(session, row)
    await Outbox(database, {Channel.WEBHOOK: post}, LINK).send_due()
    async with database.reading() as session:
        assert (await session.scalars(select(Webhook))).one().disabled_at is None
    assert json.loads(post.taken[0].body)["type"] == "ping"


class SlowPost(Post):
    """Takes what is sent, to one address only once it is told to."""

    def __init__(self, slow: str) -> None:
        super().__init__()
        self._slow, self.goes_on = slow, asyncio.Event()

    async def send(self, parcel: Parcel) -> None:
        """Take it, sooner or later."""
        if parcel.to == self._slow:
            await self.goes_on.wait()
        await super().send(parcel)


async def test_who_takes_nothing_keeps_nobody_else_waiting(database: Database, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.outbox.PAUSE", 0.05)
    slow, quick = "https://slow.example/", "https://quick.example/"
    hooks = SlowPost(slow)
    outbox = Outbox(database, {Channel.WEBHOOK: hooks, Channel.EMAIL: post}, LINK)
    async with database.writing() as session:
        for address, department in ((slow, "hr"), (quick, "sti")):
            row, _ = await webhooks.register(session, database.seal, Actor("a", ""), address, department=department)
            await webhooks.ping(session, row)
            await webhooks.ping(session, row)
    await outbox.send_due()
    await told(database)
    # What is on its way takes a while on a busy machine.
    for _ in range(100):
        await outbox.send_due()
        if len(hooks.taken) == 2 and post.taken:
            break
    assert [parcel.to for parcel in hooks.taken] == [quick, quick]
    assert [parcel.to for parcel in post.taken] == [ADDRESS]
    hooks.goes_on.set()
    for _ in range(100):
        await outbox.send_due()
        if len(hooks.taken) == 4:
            break
    assert [parcel.to for parcel in hooks.taken] == [quick, quick, slow, slow]


async def test_the_same_mail_is_known_by_its_key_when_it_is_tried_again(database: Database, post: Post) -> None:
    await told(database)
    row = await send(database, post)
    assert post.taken[0].key == str(row.id)
