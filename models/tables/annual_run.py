"""年度运行。Runs over everybody of a year, and their members with figures and verdicts."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Fen
from models.tables.case import Case
from policy.actors import Actor
from policy.processes.annual_run import naming
from policy.processes.kernel.permissions import may_see_run
from policy.text import Text


class AnnualRun(Case):
    """One run of an item for a year. How far it has come is written with the rows it has come to, so that a killed worker costs nothing."""

    __tablename__ = "annual_runs"
    __table_args__ = (Index("ix_annual_runs_year", "year"),)

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    year: Mapped[int]
    # A preview: everything but the offers.
    dry_run: Mapped[bool]
    # The day the records of three years end on, and applications count as made on.
    cut_off: Mapped[date]
    # The implementing rules it judges by, as they stood when the population was frozen.
    rules: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    rules_hash: Mapped[str | None]
    # The batches of targets that stood when it began, in the order they were entered; of two targets of one enterprise the later holds.
    target_batches: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    # How far each step has come: the last credit code that is done.
    collected_to: Mapped[str | None]
    collected_at: Mapped[datetime | None]
    assessed_to: Mapped[str | None]
    offered_to: Mapped[str | None]
    # How often offers were released: all at once, or one or a few at a time.
    release: Mapped[int] = mapped_column(server_default=text("0"))
    population: Mapped[int] = mapped_column(server_default=text("0"))
    assessed: Mapped[int] = mapped_column(server_default=text("0"))
    offered: Mapped[int] = mapped_column(server_default=text("0"))
    offered_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    report: Mapped[dict[str, Any] | None]

    __mapper_args__ = {"polymorphic_identity": "annual_run"}  # noqa: RUF012 - SQLAlchemy's own

    @property
    def called(self) -> Text:
        """What messages call it: its number is a code."""
        return naming.called(self.item_code, self.year, dry_run=self.dry_run)

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it."""
        return may_see_run(actor, self.department)

    @property
    def brief(self) -> dict[str, Any]:
        """The year, and whether it is a preview."""
        return {"year": self.year, "dry_run": self.dry_run}


class AnnualRunMember(Base):
    """One enterprise in a run: its figures as they were frozen, and what is due to it."""

    __tablename__ = "annual_run_members"
    __table_args__ = (
        CheckConstraint("outcome IN ('award', 'reject', 'needs_parameter', 'refer', 'incomplete', 'under_way')", name="outcome"),
        CheckConstraint("(outcome = 'award') = (award_fen IS NOT NULL AND award_fen > 0)", name="award_has_amount"),
        Index("ix_annual_run_members_outcome", "run_id", "outcome", "uscc", postgresql_where=text("outcome <> 'reject'")),
        Index("ix_annual_run_members_application", "application_id", postgresql_where=text("application_id IS NOT NULL")),
        # A verdict is written beside the figures: with room on the page the row moves nowhere.
        {"postgresql_with": {"fillfactor": 70}},
    )

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("annual_runs.id"), primary_key=True)
    uscc: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    registered_in_area: Mapped[bool]
    taxed_in_area: Mapped[bool]
    statistics_in_area: Mapped[bool]
    # Serious records, as an assessment reads them; NULL where there are none.
    records: Mapped[list[Any] | None] = mapped_column(JSONB)
    size: Mapped[str]
    sector: Mapped[str]
    on_key_list: Mapped[bool]
    little_giant: Mapped[bool]
    first_time_included: Mapped[bool]
    rd_expense_fen: Mapped[Fen]
    prior_rd_expense_fen: Mapped[int | None] = mapped_column(BigInteger)
    target_fen: Mapped[int | None] = mapped_column(BigInteger)
    retained_contribution_fen: Mapped[Fen]
    already_paid_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    cap_used_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    outcome: Mapped[str | None]
    award_fen: Mapped[int | None] = mapped_column(BigInteger)
    capped: Mapped[bool] = mapped_column(server_default=text("false"))
    failed: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    # Its offer, or the application for the same subject that was there before.
    application_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("applications.id"))
    # In which release its award was offered; NULL while it waits for one.
    released_in: Mapped[int | None]
    reassessed_by: Mapped[str | None]
    reassessed_at: Mapped[datetime | None]
