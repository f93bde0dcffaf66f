"""Messages leave the system for those who may read them, by what they chose, once each, until they are taken or given up."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from models.commands import delivery as commands
from models.commands import preference as preferences
from models.commands import webhook as webhooks
from models.queries import delivery as queries
from models.queries.page import Page, Wanted
from models.queries.webhook import secrets
from models.session import Database
from models.tables import Delivery, Enterprise, Message, NaturalPerson, Person, Preference, Webhook
from policy.actors import Actor, Grant, Role
from policy.credit_code import of_person
from policy.errors import Refusal
from policy.telling import PAUSES, Channel, DeliveryState
from tests.models.succeeding import CODES, enterprises, succeed
from tests.sealing import PAYLOAD_KEY

OFFICER, OTHER, APPLICANT = "officer-sti-1", "officer-econ-1", "applicant-chenxin"
ENTERPRISE, SUCCESSOR, STRANGE = CODES[:3]
ALL: dict[str, list[str]] = {kind: ["email", "sms"] for kind in ("reminder", "personal", "enterprise", "role")}
TO_OFFICER = {"person": OFFICER}
TO_ENTERPRISE = {"enterprise_uscc": ENTERPRISE}
TO_ROLE = {"department": "sti", "role": "officer"}
ALL_CHANNELS = tuple(Channel)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, [PAYLOAD_KEY])
    await enterprises(opened, *CODES[:3])
    yield opened
    await opened.close()


async def enter(database: Database, subject: str = OFFICER, department: str = "sti", contact: str = "a@b.example", **known: Any) -> None:
    """Enter an officer in the directory."""
    grants = [{"role": "officer", "department": department, "head": False}]
    async with database.writing() as session:
        session.add(Person(subject=subject, name=subject, grants=grants, contact=database.seal.veil(contact), **known))


async def choose(database: Database, subject: str, enterprise: str | None = None, **chosen: Any) -> None:
    """Have somebody choose; an address they give is veiled."""
    grants = (Grant(Role.APPLICANT),) if enterprise else ()
    told = {name: database.seal.veil(said) if name in {"email", "phone"} else said for name, said in chosen.items()}
    async with database.writing() as session:
        await preferences.put(session, Actor(subject, subject, grants, enterprise=enterprise), told)


async def tell(database: Database, **whom: Any) -> uuid.UUID:
    """Write a message, and return its id."""
    async with database.writing() as session:
        message = Message(zh="通知", en="A message", **whom)
        session.add(message)
        await session.flush()
        return message.id


async def register(database: Database, **whose: str) -> uuid.UUID:
    """Register a webhook, and return its id."""
    async with database.writing() as session:
        row, _ = await webhooks.register(session, database.seal, Actor("somebody", ""), "https://erp.enterprise.example/", **whose)
        return row.id


async def sent(database: Database, channels: tuple[Channel, ...] = ALL_CHANNELS) -> list[tuple[str, str]]:
    """Send out what is outgoing, and return to whom something goes by which channel."""
    async with database.writing() as session:
        await commands.send_out(session, database.seal, channels, 100)
    return await deliveries(database)


async def deliveries(database: Database) -> list[tuple[str, str]]:
    async with database.reading() as session:
        rows = (await session.scalars(select(Delivery).order_by(Delivery.recipient, Delivery.channel))).all()
    return [(str(row.recipient), row.channel) for row in rows]


async def due(database: Database) -> list[Delivery]:
    async with database.writing() as session:
        return [one for channel in ALL_CHANNELS for one in await commands.take_due(session, channel, 10)]


async def end(database: Database, one: Delivery, fault: str | None = None, *, for_good: bool = False) -> DeliveryState | None:
    async with database.writing() as session:
        return await commands.end(session, one.id, fault, for_good=for_good)


async def waiting(database: Database) -> Delivery:
    """Have a delivery wait, taken for its first try."""
    await enter(database)
    await tell(database, **TO_OFFICER)
    await sent(database)
    [one] = await due(database)
    return one


async def put_forward(database: Database, **values: Any) -> None:
    async with database.writing() as session:
        await session.execute(update(Delivery).values(**values))


@pytest.mark.parametrize("whom", [TO_OFFICER, TO_ROLE | {"reminder": True}])
async def test_message_goes_to_its_reader_by_mail_when_they_chose_nothing(database: Database, whom: dict[str, Any]) -> None:
    await enter(database)
    await enter(database, OTHER, "econ")
    await tell(database, **whom)
    assert await sent(database) == [(OFFICER, "email")]


@pytest.mark.parametrize(
    ("known", "whom"),
    [
        ({}, TO_ROLE),
        ({"contact": "010-67880000"}, TO_OFFICER),
        ({"contact": "a@b"}, TO_OFFICER),
        ({"revoked_at": func.now()}, TO_OFFICER),
        ({}, {"person": OTHER}),
        ({}, {"department": "econ", "role": "officer", "reminder": True}),
        ({}, {"role": "finance", "reminder": True}),
        ({}, TO_ENTERPRISE),
    ],
)
async def test_message_goes_to_nobody_when_it_is_not_theirs_or_they_cannot_be_reached(
    database: Database, known: dict[str, Any], whom: dict[str, Any]
) -> None:
    await enter(database, **known)
    await tell(database, **whom)
    assert await sent(database) == []


@pytest.mark.parametrize("contact", ["13800000000", "+86 138-0000-0000", "138 0000 0000"])
async def test_message_goes_to_a_telephone_when_its_reader_chose_so(database: Database, contact: str) -> None:
    await enter(database, contact=contact)
    await choose(database, OFFICER, channels=ALL)
    await tell(database, **TO_ROLE)
    assert await sent(database) == [(OFFICER, "sms")]


@pytest.mark.parametrize(
    ("speaks_for", "told"), [(ENTERPRISE, True), (SUCCESSOR, True), (STRANGE, False)], ids=["its own", "its successor", "another"]
)
async def test_message_of_an_enterprise_goes_to_whoever_speaks_for_it_today(database: Database, speaks_for: str, told: bool) -> None:  # noqa: FBT001
    await succeed(database, (ENTERPRISE, SUCCESSOR))
    await choose(database, APPLICANT, speaks_for, email="a@b.example")
    await tell(database, **TO_ENTERPRISE)
    assert await sent(database) == ([(APPLICANT, "email")] if told else [])


@pytest.mark.parametrize(("now", "told"), [(ENTERPRISE, True), (STRANGE, False), (None, False)])
async def test_message_goes_to_nobody_who_spoke_for_its_enterprise_when_they_sign_in_for_another(
    database: Database,
    now: str | None,
    told: bool,  # noqa: FBT001
) -> None:
    await choose(database, APPLICANT, ENTERPRISE, email="a@b.example")
    async with database.writing() as session:
        await preferences.speaks_for(session, Actor(APPLICANT, "", (Grant(Role.APPLICANT),), enterprise=now))
    await tell(database, **TO_ENTERPRISE)
    assert bool(await sent(database)) is told


async def test_message_goes_to_the_person_when_they_apply_for_themselves(database: Database) -> None:
    code = of_person(1)
    async with database.writing() as session:
        session.add(Enterprise(uscc=code, name="张三", kind="person"))
        await session.flush()
        person = NaturalPerson(code=code, subject="person-1", document_kind="resident_card", number_sealed=b"", number_digest=b"")
        person.number_shown = "****"
        session.add(person)
    await choose(database, "person-1", email="a@b.example")
    await tell(database, enterprise_uscc=code)
    assert await sent(database) == [("person-1", "email")]


@pytest.mark.parametrize(("channels", "expected"), [((Channel.SMS,), []), ((), []), (ALL_CHANNELS, [(OFFICER, "email")])])
async def test_message_goes_by_no_channel_that_the_settings_do_not_open(
    database: Database, channels: tuple[Channel, ...], expected: list[tuple[str, str]]
) -> None:
    await enter(database)
    await tell(database, **TO_OFFICER)
    assert await sent(database, channels) == expected


async def test_message_is_in_no_mail_of_its_own_when_its_reader_wants_a_digest(database: Database) -> None:
    await enter(database)
    await choose(database, OFFICER, channels=ALL, digest=True, phone="13800000000")
    await tell(database, **TO_OFFICER)
    assert await sent(database) == [(OFFICER, "sms")]


async def test_message_goes_out_once_when_it_is_sent_out_again(database: Database) -> None:
    await enter(database)
    await tell(database, **TO_OFFICER)
    await sent(database)
    async with database.writing() as session:
        assert await commands.send_out(session, database.seal, ALL_CHANNELS, 100) == 0
        await session.execute(update(Message).values(outgoing=True))
    assert await sent(database) == [(OFFICER, "email")]


async def test_message_goes_nowhere_when_what_it_tells_of_was_undone(database: Database) -> None:
    await enter(database)
    async with database.writing() as session:
        session.add(Message(zh="通知", en="A message", **TO_OFFICER))
        await session.flush()
        await session.rollback()
    assert await sent(database) == []


@pytest.mark.parametrize(
    ("whose", "whom", "told"),
    [
        ({"enterprise": ENTERPRISE}, TO_ENTERPRISE, True),
        ({"enterprise": SUCCESSOR}, TO_ENTERPRISE, True),
        ({"enterprise": STRANGE}, TO_ENTERPRISE, False),
        ({"enterprise": ENTERPRISE}, TO_ROLE, False),
        ({"department": "sti"}, TO_ROLE, True),
        ({"department": "econ"}, TO_ROLE, False),
        ({"department": "sti"}, TO_ENTERPRISE, False),
        ({"department": "sti"}, TO_ROLE | TO_OFFICER, False),
        ({"department": "sti"}, TO_OFFICER, False),
    ],
)
async def test_message_is_told_to_the_systems_of_whom_it_is_for(
    database: Database,
    whose: dict[str, str],
    whom: dict[str, Any],
    told: bool,  # noqa: FBT001
) -> None:
    await succeed(database, (ENTERPRISE, SUCCESSOR))
    webhook = await register(database, **whose)
    await tell(database, **whom)
    assert await sent(database) == ([("None", "webhook")] if told else [])
    if told:
        [one] = await due(database)
        assert one.webhook_id == webhook


async def test_webhook_is_told_nothing_when_it_was_given_up_until_it_takes_something(database: Database) -> None:
    webhook = await register(database, enterprise=ENTERPRISE)
    for gone, expected in ((False, 1), (True, 1), (None, 2)):
        async with database.writing() as session:
            await webhooks.note(session, webhook, taken=gone is None, gone=bool(gone))
        await tell(database, **TO_ENTERPRISE)
        assert len(await sent(database)) == expected


@pytest.mark.parametrize(("days", "is_given_up"), [(2, False), (3, True)])
async def test_webhook_is_given_up_and_its_owner_told_once_when_it_took_nothing_for_days(
    database: Database,
    days: int,
    is_given_up: bool,  # noqa: FBT001
) -> None:
    webhook = await register(database, department="sti")
    async with database.writing() as session:
        await session.execute(update(Webhook).values(failing_since=func.now() - timedelta(days=days)))
        for _ in range(2):
            await webhooks.note(session, webhook, taken=False, gone=False)
    async with database.reading() as session:
        row = (await session.scalars(select(Webhook))).one()
        told = [(message.department, message.role) for message in await session.scalars(select(Message))]
    assert (row.disabled_at is not None, told) == (is_given_up, [("sti", "officer")] if is_given_up else [])


async def test_webhook_signs_with_both_secrets_for_a_day_when_one_was_replaced(database: Database) -> None:
    async with database.writing() as session:
        row, first = await webhooks.register(session, database.seal, Actor("somebody", ""), "https://a.example/", department="sti")
        second = await webhooks.rotate(session, database.seal, row)
        assert secrets(database.seal, row) == (second, first)
        assert row.rotated_at is not None
        row.rotated_at -= timedelta(days=1)
        assert secrets(database.seal, row) == (second,)
        assert first.encode() not in row.secret


async def test_what_was_sent_is_forgotten_when_its_webhook_is(database: Database) -> None:
    await register(database, enterprise=ENTERPRISE)
    await tell(database, **TO_ENTERPRISE)
    await sent(database)
    async with database.writing() as session:
        await webhooks.delete(session, (await session.scalars(select(Webhook))).one())
    assert await deliveries(database) == []


async def test_no_address_is_kept_in_clear(database: Database) -> None:
    await choose(database, APPLICANT, ENTERPRISE, email="chen@enterprise.example", phone="13912345678")
    async with database.reading() as session:
        row = (await session.scalars(select(Preference))).one()
    assert "enterprise.example" not in f"{row.email}"
    assert "1391234" not in f"{row.phone}"


async def test_delivery_is_nobody_elses_when_it_was_taken(database: Database) -> None:
    await waiting(database)
    assert await due(database) == []


async def test_delivery_waits_when_its_channel_is_not_open(database: Database) -> None:
    await waiting(database)
    await put_forward(database, next_at=func.now())
    async with database.writing() as session:
        assert await commands.take_due(session, Channel.SMS, 10) == []


async def test_delivery_is_delivered_when_it_was_taken_by_its_channel(database: Database) -> None:
    one = await waiting(database)
    assert await end(database, one) is DeliveryState.DELIVERED
    assert await end(database, one, "late") is None
    await put_forward(database, next_at=func.now())
    assert await due(database) == []


async def test_delivery_is_tried_after_ever_longer_pauses_and_given_up_when_all_failed(database: Database) -> None:
    one = await waiting(database)
    for tries, pause in enumerate(PAUSES, 1):
        async with database.reading() as session:
            wait = await session.scalar(select(Delivery.next_at - func.now()))
        assert wait is not None
        assert pause - timedelta(seconds=30) < wait <= pause
        assert (one.tries, await end(database, one, "connection")) == (tries, DeliveryState.WAITING)
        await put_forward(database, next_at=func.now())
        [one] = await due(database)
    assert await end(database, one, "connection") is DeliveryState.DEAD


async def test_delivery_is_given_up_at_once_when_it_is_never_taken(database: Database) -> None:
    assert await end(database, await waiting(database), "smtp_550", for_good=True) is DeliveryState.DEAD
    async with database.reading() as session:
        [row] = await queries.page(session, Page(10), "dead", "email", OFFICER, Wanted())
        assert (row.fault, await queries.dead(session)) == ("smtp_550", 1)
        assert await queries.page(session, Page(10), "waiting", None, None, Wanted()) == []


async def test_delivery_is_tried_from_the_beginning_when_it_is_replayed(database: Database) -> None:
    one = await waiting(database)
    await end(database, one, "smtp_550", for_good=True)
    async with database.writing() as session:
        row = await commands.find_locked(session, one.id)
        assert row is not None
        commands.replay(row)
    [again] = await due(database)
    assert again.tries == 1


@pytest.mark.parametrize("taken", [False, True])
async def test_delivery_is_not_replayed_when_it_was_not_given_up(database: Database, taken: bool) -> None:  # noqa: FBT001
    one = await waiting(database)
    if taken:
        await end(database, one)
    async with database.writing() as session:
        row = await commands.find_locked(session, one.id)
        assert row is not None
        with pytest.raises(Refusal):
            commands.replay(row)


@pytest.mark.parametrize(("fault", "days", "left"), [(None, 29, 1), (None, 31, 0), ("smtp_550", 31, 1), ("smtp_550", 91, 0)])
async def test_delivery_is_forgotten_when_it_ended_long_ago(database: Database, fault: str | None, days: int, left: int) -> None:
    await end(database, await waiting(database), fault, for_good=True)
    await put_forward(database, ended_at=func.now() - timedelta(days=days))
    async with database.writing() as session:
        await commands.forget(session)
    assert len(await deliveries(database)) == left
