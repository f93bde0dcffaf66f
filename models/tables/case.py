"""案件。What every process with human steps keeps of a case: where it stands, whom it belongs to, its clocks.

Each process adds a table of its own that shares the id (`applications` for one); tasks, audit events and messages belong to the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id, Now
from policy.actors import Actor
from policy.processes.acceptance.submission import Content, Form
from policy.processes.kernel.lifecycle import DRAFT, UNSUBMITTED, workflow_id
from policy.processes.registry import LIFECYCLES
from policy.text import Text


def _stages(process: str) -> str:
    listed = ", ".join(f"'{stage}'" for stage in LIFECYCLES[process].stages)
    return f"process <> '{process}' OR stage IN ({listed})"


class Case(Base):
    """A case of some process. Its stage is written by the transition activity alone."""

    __tablename__ = "cases"
    __table_args__ = (
        *(CheckConstraint(_stages(process), name=f"{process}_stage") for process in LIFECYCLES),
        Index("ix_cases_department_stage", "department", "stage", "id"),
        Index("ix_cases_process", "process", "id"),
        # Every stored case of an item is found without reading the rows of the cases.
        Index("ix_cases_item", "item_code", "id"),
        # What people remember of a number is its end.
        Index("ix_cases_number_reversed", text("reverse(number)")),
        # What came in during a year.
        Index("ix_cases_handed_in", text("coalesce(submitted_at, created_at)")),
    )
    __mapper_args__ = {"polymorphic_on": "process", "polymorphic_abstract": True}  # noqa: RUF012 - SQLAlchemy's own
    # Stages in which its enterprise may add evidence and take it back.
    evidence_stages: ClassVar[frozenset[str]] = frozenset({DRAFT})
    # Stages in which an officer of its department may add evidence that corrects what was decided; nobody takes it back.
    proof_stages: ClassVar[frozenset[str]] = frozenset()

    # Stages in which an officer of its department may add what the office itself needs of it (`office_evidence`).
    office_stages: ClassVar[frozenset[str]] = frozenset()

    id: Mapped[Id]
    process: Mapped[str]
    number: Mapped[str] = mapped_column(unique=True)
    # "*" where a case is about all of an enterprise's awards, as with an appropriation.
    item_code: Mapped[str] = mapped_column(server_default=text("'*'"))
    department: Mapped[str]
    created_by: Mapped[str]
    stage: Mapped[str] = mapped_column(server_default=text("'draft'"))
    stage_entered_at: Mapped[Now]
    # The event by which it came there; none where it came by none, such as one of an imported list.
    came_by: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    held: Mapped[bool] = mapped_column(server_default=text("false"))
    hold_reason: Mapped[str | None]
    # The waiting time of the stage itself, when no task carries one: the end of a notice, the next look at the budget or the treasury.
    wakes_at: Mapped[datetime | None]
    # Working days left of the clocks that stand still, by task kind.
    clocks: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    # When it was handed in, or offered; none of a draft, nor of a process whose cases are handed in as they are made.
    submitted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[Now]
    updated_at: Mapped[Now]

    @property
    def workflow_id(self) -> str:
        """The id its workflow has."""
        return workflow_id(self.process, self.number, self.id)

    @property
    def stage_told(self) -> str:
        """The stage whoever is outside reads: that in which it stands, unless it stands there by what the office has only proposed."""
        return self.told(self.stage)

    def told(self, stage: str) -> str:
        """Return what whoever is outside reads of a stage in which it stands or stood."""
        return stage

    @property
    def called(self) -> Text:
        """What messages call it."""
        return Text(self.number, self.number)

    @property
    def beneficiary(self) -> str | None:
        """The credit code of the enterprise the case is about, if it is about one."""
        return None

    @property
    def concerns(self) -> frozenset[str]:
        """The credit codes of the enterprises it is about: whoever has an interest in one does nothing in it."""
        return frozenset({self.beneficiary} if self.beneficiary else ())

    def is_open_to(self, actor: Actor) -> bool:  # noqa: ARG002 - for the processes that say more
        """Tell whether `actor` may follow the case, and knows of it at all: nobody, unless its process says who."""
        return False

    def evidence_is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may read what was handed in with it: whoever may follow it, unless its process keeps it from some."""
        return self.is_open_to(actor)

    @property
    def is_submitted(self) -> bool:
        """Whether it was handed in."""
        return self.stage not in UNSUBMITTED

    @property
    def form(self) -> Form:
        """What its enterprise fills in and hands in: nothing, unless its process says what."""
        return Form()

    @property
    def office_evidence(self) -> Mapping[str, Text]:
        """The evidence that its department adds and its enterprise does not read, each with its title."""
        return {}

    @property
    def content(self) -> Content:
        """What its enterprise has filled in; its documents are rows of their own."""
        return Content()

    def put_back(self, content: Content) -> None:
        """Have it say what was handed in, for a reader; nothing of it is stored."""

    @property
    def settled_evidence(self) -> frozenset[str]:
        """The evidence that is not taken any more, though other evidence is."""
        return frozenset()

    @property
    def terms(self) -> dict[str, Any]:
        """The newest version of what was agreed and may be changed while it is carried out: nothing, unless its process says what."""
        return {}

    @property
    def planned_cost_fen(self) -> int | None:
        """What a budget among its terms has to sum to, in fen; None where nothing was planned."""
        return None

    @property
    def brief(self) -> dict[str, Any]:
        """The facts of the case that its handlers see in a task."""
        return {}

    @property
    def claimed(self) -> dict[str, Any]:
        """What was claimed of the facts that somebody will confirm."""
        return {}
