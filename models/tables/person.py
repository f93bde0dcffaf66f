"""人员。The directory of the people who work here: for choosing, telling and counting; lists of them; and what was changed, for good."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id, Now
from policy.actors import Actor, Grant, Role
from policy.processes.kernel.duties import Done
from policy.processes.kernel.handing import Candidate


class Person(Base):
    """Somebody who works here. What they may do their token says; who was revoked may do nothing, whatever it says."""

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint("(absent_from IS NULL) = (absent_to IS NULL) AND absent_from <= absent_to", name="absent_for_some_time"),
        CheckConstraint("deputy IS NULL OR (absent_from IS NOT NULL AND deputy <> subject)", name="deputy_of_somebody_absent"),
        CheckConstraint("contact ~ '^[*]{4}.*:.'", name="contact_veiled"),
        Index("ix_people_deputy", "deputy", postgresql_where=text("deputy IS NOT NULL")),
    )

    subject: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    grants: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    # Credit codes of those in whose cases they do nothing.
    interests: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    # Kept veiled, with its end for people to read.
    contact: Mapped[str | None]
    # The first and the last day on which they are away, and who acts for them meanwhile.
    absent_from: Mapped[date | None]
    absent_to: Mapped[date | None]
    deputy: Mapped[str | None]
    revoked_at: Mapped[datetime | None]
    # Whether all that is known of them is what their own token said: once somebody keeps them here, that is what counts.
    by_token: Mapped[bool] = mapped_column(server_default=text("false"))
    # The last day on which they signed in.
    seen_on: Mapped[date | None]
    entered_at: Mapped[Now]

    def as_actor(self) -> Actor:
        """Return them as their token would show them."""
        held = tuple(Grant(Role(one["role"]), one["department"], one["head"]) for one in self.grants)
        return Actor(self.subject, self.name, held, interests=tuple(self.interests))

    def is_absent(self, on: date) -> bool:
        """Tell whether they are away on a day."""
        return self.absent_from is not None and self.absent_to is not None and self.absent_from <= on <= self.absent_to

    def as_candidate(self, on: date, deputy: Person | None = None, deputy_done: Collection[Done] = ()) -> Candidate:
        """Return them as somebody to whom a task could be given on a day.

        Args:
            on: The day.
            deputy: Whom the directory has of their deputy; whoever is away as well stands in for nobody.
            deputy_done: What that one did in the families of the task's case.
        """
        is_absent = self.is_absent(on)
        acting = deputy.as_candidate(on) if is_absent and deputy is not None else None
        return Candidate(self.as_actor(), self.revoked_at is not None, is_absent and acting is None, acting, deputy_done)


class PeopleImport(Base):
    """A list of people that somebody imported; one that gives anybody a role counts once another has confirmed it.

    Attributes:
        rows: Who, with the columns of the directory that the list has; their contact is kept veiled.
        gives_grants: Whether somebody is given what the directory did not have.
        taken: Whether it was taken; otherwise it was refused, or withdrawn by whoever imported it.
    """

    __tablename__ = "people_imports"
    __table_args__ = (
        CheckConstraint("decided_by <> imported_by OR NOT taken OR NOT gives_grants", name="taken_by_another"),
        CheckConstraint("num_nulls(decided_by, decided_at, taken) IN (0, 3)", name="decided_by_somebody"),
    )

    id: Mapped[Id]
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    gives_grants: Mapped[bool]
    imported_by: Mapped[str]
    imported_at: Mapped[Now]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    taken: Mapped[bool | None]


class RegisterEvent(Base):
    """That somebody changed what is known of a person or of an expert: appended with the change, never changed itself.

    Attributes:
        register: Which of them.
        subject: Of whom.
        event: What was done.
        actor: By whom.
        detail: What was known before and is known since, by the field.
    """

    __tablename__ = "register_events"
    __table_args__ = (
        CheckConstraint("register IN ('people', 'experts', 'persons')", name="register"),
        Index("ix_register_events_subject", "register", "subject", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    register: Mapped[str]
    subject: Mapped[str]
    event: Mapped[str]
    actor: Mapped[str]
    actor_name: Mapped[str]
    detail: Mapped[dict[str, Any]]
    occurred_at: Mapped[Now]
