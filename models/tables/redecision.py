"""再决定。Re-decisions: corrected facts of a decided award, what they come to, and the supplement that is paid, if one is due."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.added_case import AddedCase
from models.tables.awarded_case import award_checks
from models.tables.states import listed
from policy.actors import Actor
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.kernel.permissions import may_see_redecision
from policy.processes.redecision.reckoning import Outcome


class Redecision(AddedCase):
    """One re-decision of an award. `award_fen` and `paid_fen` are those of its supplement."""

    __tablename__ = "redecisions"
    __table_args__ = (
        *award_checks(),
        CheckConstraint(f"outcome IN ({listed(Outcome)})", name="outcome"),
        UniqueConstraint("request_key"),
        Index("ix_redecisions_application", "application_id", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    # The facts that change, each with its corrected value.
    facts: Mapped[dict[str, Any]]
    # What proves them, by its title, number and date, and why they were wrong.
    paper: Mapped[str]
    # By fact: the document of the award it is read off, and the page.
    papers: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    reason: Mapped[str]
    # The numbers of the demands for an error that are about these facts, and give way to what they come to: any other stands beside it.
    same_matter: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    # Who proposed it as it stands; never decides on it.
    proposed_by: Mapped[str]
    proposed_by_name: Mapped[str]
    # What it comes to, with everything that follows from: kept when it is proposed, and compared when it is decided.
    outcome: Mapped[str | None]
    reckoning: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    # When its enterprise was heard, or told what was decided; before that it sees nothing of it.
    told_at: Mapped[datetime | None]
    # The request that drafted it, so that one which is tried again goes on with the same draft.
    request_key: Mapped[str]

    __mapper_args__ = {"polymorphic_identity": "redecision", "inherit_condition": id == AddedCase.id}  # noqa: A003, RUF012 - SQLAlchemy's own

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: the enterprise, once it is heard or was told."""
        told = self.told_at is not None
        return self.stage != DRAFT and may_see_redecision(actor, self.enterprise_uscc, self.department, told=told)

    def paper_of(self, code: str, stood: Mapping[str, Any]) -> dict[str, Any]:
        """Return the papers a corrected fact is read off, with what was planned of it as its entry says that `stood`: that stays."""
        read_off = {name: self.papers[code][name] for name in ("evidence", "page")} if code in self.papers else {}
        return {"reference": self.paper} | read_off | ({"before": stood["before"]} if "before" in stood else {})

    @property
    def brief(self) -> dict[str, Any]:
        """What changes, by which proof, and what that comes to."""
        return {name: getattr(self, name) for name in ("facts", "paper", "papers", "reason", "outcome", "reckoning")}
