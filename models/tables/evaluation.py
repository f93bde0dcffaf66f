"""政策评估。Evaluations: the figures of a clause and a year, what the department finds, what the committee decided."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.case import Case
from models.tables.states import listed
from policy.actors import Actor
from policy.processes.evaluation.figures import Figure
from policy.processes.evaluation.lifecycle import OUTCOMES, READ_BY_ALL, Event
from policy.processes.evaluation.naming import title_of
from policy.processes.kernel.permissions import may_see_evaluation
from policy.text import Text


class Evaluation(Case):
    """The evaluation of one clause for one year."""

    __tablename__ = "evaluations"
    __table_args__ = (
        UniqueConstraint("clause", "year", "interim", "ordinal"),
        CheckConstraint(f"outcome IN ({listed(OUTCOMES)})", name="outcome"),
        CheckConstraint("num_nulls(outcome, minutes_no, held_on, minutes, published_at) IN (0, 5)", name="decided_with_minutes"),
        CheckConstraint("(reckoned_at IS NULL) = (figures IS NULL)", name="reckoned_whole"),
        CheckConstraint(
            f"(outcome IS NOT DISTINCT FROM '{Event.POLICY_ABOLISHED}') = (abolished_from IS NOT NULL)", name="abolished_from_a_day"
        ),
    )
    __mapper_args__ = {"polymorphic_identity": "evaluation"}  # noqa: RUF012 - SQLAlchemy's own

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    clause: Mapped[int]
    year: Mapped[int]
    # Whether it was opened before its year was over: that year is evaluated once more when it is.
    interim: Mapped[bool] = mapped_column(server_default=text("false"))
    # Which of the interim ones of its year: the last that is published stands for them.
    ordinal: Mapped[int] = mapped_column(server_default=text("1"))
    # As `policy.processes.evaluation.figures` writes them, of the cases as they stood at that moment.
    reckoned_at: Mapped[datetime | None]
    figures: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    # Up to which recipient reports were asked for, in the order of their codes.
    asked_up_to: Mapped[str | None]
    # What was reported when it was published: how many reports stood in which stage, and their sums by year. Later ones change nothing.
    reported: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    # What the department finds: of each effect, and what it proposes.
    findings: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    outcome: Mapped[str | None]
    minutes_no: Mapped[str | None]
    held_on: Mapped[date | None]
    minutes: Mapped[str | None]
    published_at: Mapped[datetime | None]
    abolished_from: Mapped[date | None]
    # What carried the decision out: the number of its document, with what was approved by it; or why nothing had to follow.
    follow_up: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))

    @property
    def called(self) -> Text:
        """What messages call it."""
        return Text(f"{self.number}（第{self.clause}条{self.year}年度）", f"{self.number} (clause {self.clause}, {self.year})")

    @property
    def title(self) -> Text:
        """What it is called."""
        return title_of(self.clause, self.year, interim=self.interim, ordinal=self.ordinal)

    @property
    def counted(self) -> list[Figure]:
        """The figures of its clause; none before they are reckoned."""
        return [one for one in self._reckoned if one.item is None]

    @property
    def by_item(self) -> dict[str, list[Figure]]:
        """The figures of each item of its clause, where the clause has several."""
        found: dict[str, list[Figure]] = {}
        for one in self._reckoned:
            if one.item is not None:
                found.setdefault(one.item, []).append(one)
        return found

    @property
    def _reckoned(self) -> list[Figure]:
        return [Figure.of(self.clause, one) for one in self.figures or ()]

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: its department and whoever works for all of them; everybody, once it is published."""
        return may_see_evaluation(actor, self.department, opened=self.is_submitted, published=self.stage in READ_BY_ALL)
