"""专题会。Meetings of the committee: who sits in them, what is on their agenda, and what came of each matter."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base
from models.tables.case import Case
from models.tables.states import WithState, listed
from policy.actors import Actor
from policy.processes.investment.terms import Terms
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.kernel.permissions import may_see_pending
from policy.processes.kernel.states import States
from policy.processes.meeting.agenda import AGENDA_STATES, AgendaState


class Meeting(Case):
    """One meeting: its members decide what no formula does."""

    __tablename__ = "meetings"
    __table_args__ = (CheckConstraint("chair = ANY (members)", name="chaired_by_a_member"), UniqueConstraint("request_key"))
    __mapper_args__ = {"polymorphic_identity": "meeting"}  # noqa: RUF012 - SQLAlchemy's own

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    title: Mapped[str]
    # Subjects of the directory of people.
    members: Mapped[list[str]] = mapped_column(ARRAY(Text))
    chair: Mapped[str]
    # What its minutes say, once they are written.
    minutes_no: Mapped[str | None]
    held_on: Mapped[date | None]
    minutes: Mapped[str | None]
    # The request that called it, so that one which is tried again goes on with the same meeting.
    request_key: Mapped[str]

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it once it is called: its department, and whoever works for all of them."""
        return self.stage != DRAFT and may_see_pending(actor, self.department)


class AgendaItem(WithState, Base):
    """One case on the agenda of a meeting."""

    __tablename__ = "agenda_items"
    __table_args__ = (
        CheckConstraint(f"state IN ({listed(AgendaState)})", name="state"),
        CheckConstraint("proposed_fen > 0", name="proposed_positive"),
        CheckConstraint("award_fen > 0 AND award_fen <= proposed_fen", name="within_proposal"),
        # A case is on one agenda at a time.
        Index(
            "uq_agenda_items_case",
            "case_id",
            unique=True,
            postgresql_where=text("state NOT IN ('taken', 'fell_away')"),
        ),
    )
    states: ClassVar[States] = AGENDA_STATES

    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"))
    # None of an evaluation: what its department proposes is in its findings.
    proposed_fen: Mapped[int | None] = mapped_column(BigInteger)
    # What the officer who put it there says of it.
    reason: Mapped[str | None]
    # For an investment, the terms of `policy.processes.investment.terms`.
    terms: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    # Members who have another part in it, or an interest: they are not asked.
    recused: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    # What was resolved, and which amount; both stay when its case has taken them.
    result: Mapped[str | None]
    award_fen: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(server_default=text("'listed'"))

    @property
    def agreed(self) -> dict[str, Any] | None:
        """The terms of an investment: of a lower amount than was proposed, with the share that this buys at the same valuation."""
        if self.terms is None or self.award_fen in {None, self.proposed_fen}:
            return self.terms
        return Terms.read(self.terms).of(int(self.award_fen or 0)).as_dict()

    @property
    def on_terms(self) -> dict[str, Any]:
        """What is shown of the terms of an investment to whoever decides: with what was proposed, where the committee lowered it."""
        if self.terms is None:
            return {}
        proposed = {"proposed_fen": self.proposed_fen, "proposed_share_bp": self.terms["share_bp"]}
        return {"terms": self.agreed} | (proposed if self.agreed != self.terms else {})
