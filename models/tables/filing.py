"""变动备案。Changes an enterprise filed before they happened."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id, Now
from models.tables.states import WithState, listed
from policy.processes.commitment.states import APPROVED, FILING_STATES, UNDECIDED, FilingState
from policy.processes.commitment.terms import FILING_KINDS


class ChangeFiling(WithState, Base):
    """变动备案。A change the enterprise filed, and its outcome."""

    __tablename__ = "filings"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in FILING_KINDS)})", name="kind"),
        CheckConstraint(f"state IN ({listed(FilingState)})", name="state"),
        CheckConstraint(f"(state = '{FilingState.RECEIVED}') = (filed_at IS NULL)", name="filed_since"),
        CheckConstraint(f"(state IN ({listed((FilingState.RECEIVED, *UNDECIDED))})) = (decided_at IS NULL)", name="decided_when_over"),
        CheckConstraint(
            f"state NOT IN ({listed(APPROVED)}) OR (proposed_by IS NOT NULL AND decided_by IS NOT NULL AND decided_by <> proposed_by)",
            name="decided_by_two",
        ),
        CheckConstraint(f"took_effect_at IS NULL OR state IN ({listed(APPROVED)})", name="takes_effect_when_decided"),
        Index("ix_filings_commitment", "commitment_id", "id"),
        # One move has one open filing; other changes may be several.
        Index(
            "uq_filings_open",
            "commitment_id",
            "kind",
            unique=True,
            postgresql_where=text(
                f"kind <> 'other' AND (state IN ({listed(UNDECIDED)}) OR state IN ({listed(APPROVED)}) AND took_effect_at IS NULL)"
            ),
        ),
    )
    states = FILING_STATES

    id: Mapped[Id]
    # Its papers are numbered by it: the case's own number is a credit code.
    serial: Mapped[int] = mapped_column(unique=True, server_default=text("nextval('case_numbers')"))
    commitment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("commitments.id"))
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    kind: Mapped[str]
    planned_on: Mapped[date]
    description: Mapped[str]
    # The documents that support it, by id: uploaded to the commitment, and kept for good once a filing names them.
    evidence: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    state: Mapped[str] = mapped_column(server_default=text(f"'{FILING_STATES.first}'"))
    late: Mapped[bool] = mapped_column(server_default=text("false"))
    reason: Mapped[str | None]
    supersedes: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("filings.id"))
    # The numbers of the awards whose terms it touches, of those bound on its day: it ends what binds for these, and for no others.
    touched: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    # What is to be repaid for each award, and how it was calculated.
    demands: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    # When that was asked for, and by which clawback of each award: what it ends waits for them.
    asked_at: Mapped[datetime | None]
    clawbacks: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    took_effect_at: Mapped[datetime | None]
    filed_by: Mapped[str]
    received_at: Mapped[Now]
    filed_at: Mapped[datetime | None]
    proposed_by: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_by_name: Mapped[str | None]
    decided_at: Mapped[datetime | None]
