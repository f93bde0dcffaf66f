"""Whoever wants one e-mail a day gets it when there is something for them, and it says how much and nothing of it."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from temporalio.testing import ActivityEnvironment

from activities.case.digests import DigestActivities
from activities.signatures.digest import DigestOrder, DigestsWritten
from models.commands import preference as preferences
from models.session import Database
from models.tables import Delivery, Message, Person
from policy.actors import Actor, Grant, Role
from policy.telling import Channel, Digest, digest_of
from runtime.outbox import Outbox
from tests.models.succeeding import CODES, enterprises, succeed
from tests.runtime.test_outbox import LINK, SECRET, Post
from tests.sealing import PAYLOAD_KEY

OFFICER, APPLICANT = "officer-sti-1", "applicant-chenxin"
AT = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, [PAYLOAD_KEY])
    await enterprises(opened, *CODES[:2])
    async with opened.writing() as session:
        grants = [{"role": "officer", "department": "sti", "head": False}]
        session.add(Person(subject=OFFICER, name="经办人", grants=grants, contact=opened.seal.veil("li@etown.example")))
        officer = Actor(OFFICER, "", (Grant(Role.OFFICER, "sti"),))
        await preferences.put(session, officer, {"digest": True})
        applicant = Actor(APPLICANT, "", (Grant(Role.APPLICANT),), enterprise=CODES[1])
        await preferences.put(session, applicant, {"digest": True, "email": opened.seal.veil("chen@etown.example")})
    yield opened
    await opened.close()


async def tell(database: Database, sent_at: datetime = AT - timedelta(hours=1), **whom: Any) -> uuid.UUID:
    async with database.writing() as session:
        row = Message(zh=SECRET, en="Your clawback", sent_at=sent_at, **whom)
        session.add(row)
        await session.flush()
        return row.id


async def written(database: Database, *, sends_mail: bool = True, at: datetime = AT) -> list[str]:
    """Have digests written, and return for whom."""
    # Of its deployment an activity of this kind reads the database alone.
    activities = DigestActivities(type("Deployment", (), {"database": database})(), sends_mail)
    done: DigestsWritten = await ActivityEnvironment().run(activities.write_digests, DigestOrder(at))
    async with database.reading() as session:
        rows = [str(one) for one in await session.scalars(select(Delivery.recipient).order_by(Delivery.recipient))]
    assert done.digests <= len(rows)
    return rows


@pytest.mark.parametrize(
    ("whom", "expected"),
    [
        ({"person": OFFICER}, [OFFICER]),
        ({"department": "sti", "role": "officer", "reminder": True}, [OFFICER]),
        ({"enterprise_uscc": CODES[1]}, [APPLICANT]),
        ({"enterprise_uscc": CODES[0]}, [APPLICANT]),
        ({"department": "sti", "role": "officer"}, []),
        ({"department": "econ", "role": "officer", "reminder": True}, []),
        ({"person": OFFICER, "read_at": AT}, []),
        ({"person": OFFICER, "sent_at": AT - timedelta(days=2)}, []),
    ],
)
async def test_digest_is_written_for_whoever_has_news(database: Database, whom: dict[str, Any], expected: list[str]) -> None:
    await succeed(database, (CODES[0], CODES[1]))
    await tell(database, **whom)
    assert await written(database) == expected


async def test_digest_is_written_once_a_day_when_it_is_written_again(database: Database) -> None:
    await tell(database, person=OFFICER)
    await written(database)
    assert await written(database) == [OFFICER]
    assert await written(database, at=AT + timedelta(hours=23, minutes=30)) != []


async def test_no_digest_is_written_when_nobody_is_written_to(database: Database) -> None:
    await tell(database, person=OFFICER)
    assert await written(database, sends_mail=False) == []


async def test_digest_says_how_much_there_is_and_nothing_of_it(database: Database) -> None:
    await tell(database, person=OFFICER)
    await tell(database, person=OFFICER)
    await written(database)
    post = Post()
    await Outbox(database, {Channel.EMAIL: post}, LINK).send_due()
    [parcel] = post.taken
    assert parcel.to == "li@etown.example"
    assert parcel.body == "您有2条新的通知未读，请登录系统查看：https://portal.example/messages"


async def test_digest_is_not_sent_when_all_was_read_meanwhile(database: Database) -> None:
    message = await tell(database, person=OFFICER)
    await written(database)
    async with database.writing() as session:
        (await session.scalars(select(Message).where(Message.id == message))).one().read_at = AT
    post = Post()
    await Outbox(database, {Channel.EMAIL: post}, LINK).send_due()
    async with database.reading() as session:
        assert ((await session.scalars(select(Delivery.state))).one(), post.taken) == ("delivered", [])


@pytest.mark.parametrize(
    ("digest", "said"),
    [
        (Digest(0, 1), "您有1项任务在3日内到期或者已经逾期，请登录系统查看：there"),
        (Digest(2, 1), "您有2条新的通知未读，1项任务在3日内到期或者已经逾期，请登录系统查看：there"),
    ],
)
def test_digest_names_tasks_and_messages_as_there_are(digest: Digest, said: str) -> None:
    assert digest_of(digest, "there")[1].zh == said
