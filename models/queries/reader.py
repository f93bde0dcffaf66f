"""通知的读者。Whom a message is for outside the system: who may read it, how they are reached, and what they chose."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import natural_person as persons
from models.queries import succession
from models.sealing import Seal
from models.tables import Message, NaturalPerson, Person, Preference, Succession
from policy.actors import Actor, Grant, Role
from policy.processes.kernel.permissions import may_read_message, serves_as
from policy.telling import CHANNELS_UNLESS_CHOSEN, Channel, MessageKind, kind_of

EMAIL: Final = r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+$"
MOBILE: Final = r"^1[3-9][0-9]{9}$"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads messages.

    Attributes:
        actor: Who they are, as far as that says what they may read.
        addresses: How they are reached.
        preference: What they chose, if anything.
    """

    actor: Actor
    addresses: Mapping[Channel, str]
    preference: Preference | None = None

    def channels(self, message: Message) -> list[Channel]:
        """Return by which channels they are to hear of a message: none, where it is not theirs to read."""
        role = Role(message.role) if message.role else None
        if not may_read_message(
            self.actor, enterprise=message.enterprise_uscc, department=message.department, role=role, person=message.person
        ):
            return []
        kind = kind_of(reminder=message.reminder, enterprise=message.enterprise_uscc, person=message.person)
        # What one digest a day tells is told by no mail of its own.
        in_digest = {Channel.EMAIL} if self.preference is not None and self.preference.digest else set()
        return [channel for channel in self.chosen(kind) if channel in self.addresses.keys() - in_digest]

    def chosen(self, kind: MessageKind) -> list[Channel]:
        """Return the channels they chose for a kind of message."""
        chosen = (self.preference.channels if self.preference else {}).get(kind, CHANNELS_UNLESS_CHOSEN[kind])
        return [channel for channel in Channel if channel in chosen]


async def told(session: AsyncSession, seal: Seal, messages: Sequence[Message]) -> list[tuple[Message, Reader]]:
    """Return which of some messages are for whom: those who may read one, or nearly, since a reader says by which channels, if any."""
    codes = {message.enterprise_uscc for message in messages if message.enterprise_uscc}
    speaking = await who_speaks_for(session, codes)
    applying = await session.scalars(select(NaturalPerson).where(NaturalPerson.code.in_(codes), NaturalPerson.subject.is_not(None)))
    themselves = {str(person.subject): person.code for person in applying}
    named = {message.person for message in messages if message.person} | themselves.keys()
    # Most are to enterprises: the directory is read whole only where somebody's role is told something.
    to_roles = any(message.role for message in messages)
    speakers = {speaker for found in speaking.values() for speaker in found}
    chose = or_(Preference.subject.in_(named), Preference.enterprise.in_(speakers))
    chose = or_(chose, Preference.subject.in_(select(Person.subject))) if to_roles else chose
    preferences = {row.subject: row for row in await session.scalars(select(Preference).where(chose))}
    subjects = named | preferences.keys()
    known = await session.scalars(select(Person) if to_roles else select(Person).where(Person.subject.in_(subjects)))
    people = {person.subject: person for person in known}
    audience = _Audience({}, defaultdict(list), {})
    for subject in sorted(subjects | people.keys()):
        preference = preferences.get(subject)
        own = (preference.enterprise if preference else None) or themselves.get(subject)
        predecessors = [code for code, found in speaking.items() if own in found and code != own] if own in speakers else []
        if reader := _reader(seal, subject, people.get(subject), preference, own, predecessors):
            audience.add(reader)
    return [(message, reader) for message in messages for reader in audience.of(message)]


@dataclass(frozen=True, slots=True)
class _Audience:
    """Readers by what they are told as: looked up, since there are as many messages as enterprises in an annual run."""

    by_subject: dict[str, Reader]
    by_enterprise: defaultdict[str, list[Reader]]
    by_role: dict[tuple[str, str | None], list[Reader]]

    def add(self, reader: Reader) -> None:
        """Have a reader be found."""
        self.by_subject[reader.actor.subject] = reader
        for code in reader.actor.enterprises:
            self.by_enterprise[code].append(reader)

    def of(self, message: Message) -> Sequence[Reader]:
        """Return whom a message may be for, each once."""
        found: dict[str, Reader] = {}
        if message.person in self.by_subject:
            found[message.person] = self.by_subject[message.person]
        found |= {reader.actor.subject: reader for reader in self.by_enterprise.get(message.enterprise_uscc or "", ())}
        if message.role:
            key = message.role, message.department
            if key not in self.by_role:
                role, department = Role(message.role), message.department or ""
                self.by_role[key] = [reader for reader in self.by_subject.values() if serves_as(reader.actor, role, department)]
            found |= {reader.actor.subject: reader for reader in self.by_role[key]}
        return list(found.values())


async def find(session: AsyncSession, seal: Seal, subject: str) -> Reader | None:
    """Return somebody; None for whoever may read nothing any more."""
    person = (await session.scalars(select(Person).where(Person.subject == subject))).one_or_none()
    preference = await preference_of(session, subject)
    own = (preference.enterprise if preference else None) or await persons.code_of(session, subject)
    predecessors = (await succession.lineage(session, own)).predecessors if own else ()
    return _reader(seal, subject, person, preference, own, predecessors)


async def preference_of(session: AsyncSession, subject: str) -> Preference | None:
    """Return what somebody chose."""
    return (await session.scalars(select(Preference).where(Preference.subject == subject))).one_or_none()


def _reader(
    seal: Seal,
    subject: str,
    person: Person | None,
    preference: Preference | None,
    enterprise: str | None = None,
    predecessors: Sequence[str] = (),
) -> Reader | None:
    if person is not None and person.revoked_at is not None:
        return None
    grants = person.as_actor().grants if person is not None else ()
    if enterprise is not None:
        grants = (*grants, Grant(Role.APPLICANT))
    actor = Actor(subject, "", grants, enterprise=enterprise, predecessors=tuple(predecessors))
    return Reader(actor, _addresses(seal, person, preference), preference)


def _addresses(seal: Seal, person: Person | None, preference: Preference | None) -> dict[Channel, str]:
    """Return how somebody is reached: as they said themselves, and otherwise as the directory has it."""
    entered = unveiled(seal, person.contact if person else None)
    number = re.sub(r"[ -]|^\+86", "", entered)
    own_email, own_phone = (unveiled(seal, kept) for kept in ((preference.email, preference.phone) if preference else (None, None)))
    email, phone = own_email or entered, own_phone or number
    addresses = {Channel.EMAIL: email if re.fullmatch(EMAIL, email) else "", Channel.SMS: phone if re.fullmatch(MOBILE, phone) else ""}
    return {channel: address for channel, address in addresses.items() if address}


def unveiled(seal: Seal, kept: str | None) -> str:
    """Return an address that is kept veiled; nothing, where there is none or nobody can read it any more."""
    try:
        return seal.unveil(kept) if kept else ""
    except ValueError:
        return ""


async def who_speaks_for(session: AsyncSession, codes: Collection[str]) -> dict[str, set[str]]:
    """Return of some enterprises who reads what is told them: each itself, and whoever took its place, and so on."""
    speaking = {code: {code} for code in codes}
    frontier = set(codes)
    while frontier:
        taken = select(Succession.predecessor_uscc, Succession.successor_uscc).where(Succession.predecessor_uscc.in_(frontier))
        found = (await session.execute(taken)).all()
        for predecessor, successor in found:
            for speakers in speaking.values():
                if predecessor in speakers:
                    speakers.add(successor)
        frontier = {successor for _, successor in found} - frontier
    return speaking
