"""申请。Applications: the projection of their workflows, and the undertakings that are signed for them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.awarded_case import AwardedCase, award_checks
from models.tables.base import Base, Fen, Id
from models.tables.case import Case
from policy.actors import Actor
from policy.judging.catalogue import item as item_called
from policy.judging.documents import MATTER_DATE
from policy.language.items import Item
from policy.language.lead import with_lead
from policy.language.parts import divide, read_parts
from policy.language.subjects import Identity
from policy.processes.acceptance.submission import Content, Form
from policy.processes.application.drafting import form_of
from policy.processes.application.lifecycle import RETURNABLE, Stage
from policy.processes.kernel.permissions import may_see_application
from policy.text import Text


class Application(AwardedCase):
    """One request for one item."""

    __tablename__ = "applications"
    __table_args__ = (
        CheckConstraint("origin IN ('filed', 'offered', 'carried_over')", name="origin"),
        *award_checks(),
        CheckConstraint("recovered_fen >= 0 AND recovered_fen <= paid_fen + supplement_paid_fen", name="recovered_within_paid"),
        CheckConstraint("forfeited_fen >= 0 AND forfeited_fen <= later_fen", name="forfeited_within_later"),
        CheckConstraint("supplement_paid_fen >= 0 AND supplement_paid_fen <= supplement_fen", name="supplement_paid_within_supplement"),
        Index("ix_applications_enterprise", "enterprise_uscc", "id"),
        Index("ix_applications_subject", "subject"),
    )

    evidence_stages: ClassVar[frozenset[str]] = frozenset({Stage.DRAFT, Stage.CORRECTION})
    proof_stages: ClassVar[frozenset[str]] = frozenset({Stage.COMMITMENT, Stage.PAYMENT, Stage.IN_FORCE})
    office_stages: ClassVar[frozenset[str]] = RETURNABLE

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    clause: Mapped[int]
    # How it came about: filed by the enterprise, offered to it, or carried over from a project that was reviewed at its beginning.
    origin: Mapped[str] = mapped_column(server_default=text("'filed'"))
    # The run or project it belongs to.
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    # What is declared; then, as they are proved, everything else its award rests on.
    facts: Mapped[dict[str, Any]]
    # What the applicant says of facts that an officer confirms. No assessment reads it.
    claims: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    # Who supplied each fact, when, from which paper or source.
    provenance: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    matter_date: Mapped[date | None]
    # The window it was drafted or submitted in; none of an item that is open all the year.
    window_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("windows.id"), index=True)
    # The evidence that its window and the rules ask for besides its item's, as it was when it was handed in.
    asked_evidence: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    # Whether rules in force on the matter's day make it matter who led.
    asks_lead: Mapped[bool] = mapped_column(server_default=text("false"))
    subject: Mapped[str | None]
    # Whatever may count towards one cap, however far rules narrow it, has the same key, and decisions under it take turns.
    cap_key: Mapped[str | None] = mapped_column(index=True)
    programme_year: Mapped[int | None]
    # What the formula comes to where a ceiling for everybody is shared; the award is the share of it.
    formula_fen: Mapped[int | None] = mapped_column(BigInteger)
    # In which parts it is to be paid, as it was decided; empty where it is paid at once, and once its later parts are cases of their own.
    parts: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    # What of what was decided is, or was, to be paid in later parts, and what of that was forfeited.
    later_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    forfeited_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    # What is paid besides, by re-decisions or in later parts, and what of that was paid.
    supplement_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    supplement_paid_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    # What was paid stays what was paid; what came back of it is counted beside it.
    recovered_fen: Mapped[Fen] = mapped_column(server_default=text("0"))

    # The parent is a case too, so which key makes an application a case has to be said.
    __mapper_args__ = {"polymorphic_identity": "application", "inherit_condition": id == Case.id}  # noqa: A003, RUF012 - SQLAlchemy's own

    @hybrid_property
    def standing_fen(self) -> int:
        """The part of the award that stands, in fen: with what re-decisions added, and without what came back.

        This alone counts towards caps and against a second award.
        """
        return (self.award_fen or 0) + self.supplement_fen - self.recovered_fen

    @standing_fen.inplace.expression
    @classmethod
    def _standing_fen(cls) -> ColumnElement[int]:
        return func.coalesce(cls.award_fen, 0) + cls.supplement_fen - cls.recovered_fen

    @property
    def spent_fen(self) -> int:
        """What was paid of it, in fen: of the award itself and of what re-decisions added."""
        return self.paid_fen + self.supplement_paid_fen

    @property
    def payable_fen(self) -> int:
        """What its own payment comes to: as long as it is undivided, the first of its parts."""
        return divide(self.award_fen or 0, read_parts(self.parts))[0]

    @property
    def identity(self) -> Identity | None:
        """The number it is applied for under, as it is compared with others; None where there is none, or it is not known yet."""
        return self.identity_as(self.enterprise_uscc)

    def identity_as(self, uscc: str) -> Identity | None:
        """Return the number as it is compared with those of `uscc`, with whom its enterprise counts as one."""
        return item_called(self.item_code).identity_of(self.facts, uscc)

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: the enterprise, and once it is submitted every department of its item."""
        return may_see_application(actor, self.enterprise_uscc, *item_called(self.item_code).departments, submitted=self.is_submitted)

    @property
    def form(self) -> Form:
        """What its item asks the applicant for."""
        return form_of(self.item, self.asked_evidence)

    @property
    def item(self) -> Item:
        """What is applied for, with what rules in force have it ask."""
        item = item_called(self.item_code)
        return with_lead(item) if self.asks_lead else item

    @property
    def office_evidence(self) -> Mapping[str, Text]:
        """What the department of its item adds."""
        return {one.code: one.title for one in item_called(self.item_code).office_evidence}

    @property
    def content(self) -> Content:
        """What is declared and claimed, with the day of the matter."""
        return Content(self.facts, self.claims | ({MATTER_DATE.code: self.matter_date.isoformat()} if self.matter_date else {}))

    def put_back(self, content: Content) -> None:
        """Have it say what was handed in."""
        claims = dict(content.claims)
        matter_date = claims.pop(MATTER_DATE.code, None)
        self.facts, self.claims = dict(content.facts), claims
        self.matter_date = date.fromisoformat(matter_date) if matter_date else None

    @property
    def brief(self) -> dict[str, Any]:
        """The facts: as they are declared, then as they are proved."""
        return self.facts

    @property
    def claimed(self) -> dict[str, Any]:
        """What the applicant says of the facts that an officer confirms."""
        return self.claims


class Undertaking(Base):
    """承诺书。What an applicant signs to stay, before any money (general term 6)."""

    __tablename__ = "undertakings"
    __table_args__ = (
        UniqueConstraint("application_id"),
        CheckConstraint("repay IN ('none', 'pro_rata', 'full')", name="repay"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
        Index("ix_undertakings_enterprise", "enterprise_uscc"),
    )

    id: Mapped[Id]
    # What is awarded: an application, or the first voucher of an enterprise.
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"))
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    starts_on: Mapped[date]
    # The last day it binds, or open while no rule sets a term.
    ends_on: Mapped[date | None]
    # Repayment follows only from terms the signed agreement carries.
    repay: Mapped[str]
    terms: Mapped[dict[str, Any]]
    signatory: Mapped[str]
    position: Mapped[str]
    signed_by: Mapped[str]
    signed_at: Mapped[datetime]
