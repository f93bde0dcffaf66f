"""后补助项目。Post-grant projects: a solution, how it was scored, its task book, how far it got, what it cost."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.reconsidered_case import ReconsideredCase
from policy.actors import Actor
from policy.judging.catalogue import item as item_called
from policy.processes.acceptance.submission import Content, Form
from policy.processes.kernel.permissions import may_see_application
from policy.processes.post_grant.agreement import terms_of
from policy.processes.post_grant.lifecycle import EDITABLE, EVIDENCE_TAKEN, Stage
from policy.processes.post_grant.solution import SOLUTION, solution_form


class PostGrantProject(ReconsideredCase):
    """One solution to a call, and the project it becomes when it is selected."""

    __tablename__ = "post_grant_projects"
    __table_args__ = (
        CheckConstraint("score_hundredths BETWEEN 0 AND 10000", name="score_in_range"),
        CheckConstraint("recommendations BETWEEN 0 AND votes", name="recommendations_are_votes"),
        CheckConstraint("milestones_passed >= 0 AND rectifications >= 0", name="counters_not_negative"),
        CheckConstraint("audited_cost_fen > 0", name="audited_cost_positive"),
        Index("ix_post_grant_projects_call", "call_id", "id"),
        Index("ix_post_grant_projects_enterprise", "enterprise_uscc", "id"),
    )
    __mapper_args__ = {"polymorphic_identity": "post_grant"}  # noqa: RUF012 - SQLAlchemy's own
    evidence_stages: ClassVar[frozenset[str]] = EVIDENCE_TAKEN

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    call_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calls.id"))
    challenge_no: Mapped[int]
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    title: Mapped[str]
    # The approach, the team, the planned cost in fen, the months it takes.
    solution: Mapped[dict[str, Any]]
    # What the outside sources answered in the last round.
    verification: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    # The panel's mean over experts and criteria, in hundredths of a point; how many experts scored, how many recommend it.
    score_hundredths: Mapped[int | None]
    votes: Mapped[int | None]
    recommendations: Mapped[int | None]
    # Goals, planned cost in fen, milestones with their dates, and when it was signed.
    task_book: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    milestones_passed: Mapped[int] = mapped_column(server_default=text("0"))
    # Of the milestone under way.
    rectifications: Mapped[int] = mapped_column(server_default=text("0"))
    final_rectified: Mapped[bool] = mapped_column(server_default=text("false"))
    # Besides the one reconsideration of a refusal there is one of a failure.
    failure_disputed: Mapped[bool] = mapped_column(server_default=text("false"))
    accepted_at: Mapped[datetime | None]
    audited_cost_fen: Mapped[int | None] = mapped_column(BigInteger)
    audit_report_no: Mapped[str | None]

    @property
    def beneficiary(self) -> str:
        """The enterprise that answers the call."""
        return self.enterprise_uscc

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: the enterprise, and once it is submitted every department of its item."""
        return may_see_application(actor, self.enterprise_uscc, *item_called(self.item_code).departments, submitted=self.is_submitted)

    @property
    def form(self) -> Form:
        """The solution, what it and its milestones are proved by, and what the item asks for in the end."""
        return solution_form(item_called(self.item_code))

    @property
    def content(self) -> Content:
        """The solution."""
        return Content({"title": self.title, **self.solution})

    def put_back(self, content: Content) -> None:
        """Have it say what was handed in."""
        solution = dict(content.facts)
        self.title, self.solution = solution.pop("title"), solution

    @property
    def settled_evidence(self) -> frozenset[str]:
        """The text of the solution: it is what was selected."""
        return frozenset() if self.stage in EDITABLE else frozenset({SOLUTION})

    @property
    def milestones(self) -> list[dict[str, Any]]:
        """The milestones agreed, in order; none before the task book."""
        agreed: list[dict[str, Any]] = (self.task_book or {}).get("milestones", [])
        return agreed

    @property
    def terms(self) -> dict[str, Any]:
        """What its task book says of what may be changed."""
        return terms_of(self.task_book or {})

    @property
    def planned_cost_fen(self) -> int | None:
        """What its task book plans that the project costs."""
        planned_fen: int | None = (self.task_book or {}).get("planned_cost_fen")
        return planned_fen

    @property
    def brief(self) -> dict[str, Any]:
        """The solution, its score once the call is decided, the task book and how far it got."""
        undecided = self.stage in {Stage.REVIEW, Stage.SELECTION}
        return {
            "challenge_no": self.challenge_no,
            "title": self.title,
            "solution": self.solution,
            "score_hundredths": None if undecided else self.score_hundredths,
            "votes": None if undecided else self.votes,
            "recommendations": None if undecided else self.recommendations,
            "task_book": self.task_book,
            "milestones_passed": self.milestones_passed,
            "rectifications": self.rectifications,
            "audited_cost_fen": self.audited_cost_fen,
        }
