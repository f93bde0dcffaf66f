"""申报批次。Windows: the guide of each, the lists that decide on who applied in it, and the share of each application on a list."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Fen, Id
from models.tables.case import Case
from models.tables.states import WithState, listed
from policy.actors import Actor
from policy.judging.recognised import KINDS
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.kernel.permissions import may_see_pending
from policy.processes.kernel.states import States
from policy.processes.window.lifecycle import PUBLIC
from policy.processes.window.opening import Span
from policy.processes.window.states import LIST_STATES, SHARE_STATES, ListState, ShareState
from policy.text import Text


class Window(Case):
    """One window of an item. Once it is published everybody reads its guide (`may_see_call`); its file is its department's."""

    __tablename__ = "windows"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="window"),
        CheckConstraint("ceiling_fen > 0", name="ceiling_positive"),
        CheckConstraint(f"register_kind IN ({listed(KINDS)})", name="register_kind"),
        CheckConstraint("register_kind IS NULL OR ceiling_fen IS NULL", name="no_ceiling_of_recognitions"),
        Index("ix_windows_cap", "cap_key", "year"),
    )
    __mapper_args__ = {"polymorphic_identity": "window"}  # noqa: RUF012 - SQLAlchemy's own

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    # What is recognised in it (`policy.judging.recognised.KINDS`); None where an item is applied for, or claimed of.
    register_kind: Mapped[str | None]
    cap_key: Mapped[str]
    # The year that is applied for where the item names one, or else the programme year of its applications.
    year: Mapped[int]
    title_zh: Mapped[str]
    title_en: Mapped[str]
    # Each in both languages: what is supported and how, and who may apply.
    guide: Mapped[dict[str, Any]]
    who: Mapped[dict[str, Any]]
    # What is asked for besides the evidence of the item: each with its code, its title, and whether it is required.
    evidence: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    # The office that answers, with its telephone and mail, as everybody reads them.
    contact: Mapped[dict[str, Any]]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    # What there is for all who apply in it; None where only the clause bounds it.
    ceiling_fen: Mapped[int | None] = mapped_column(BigInteger)

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow what is done in it: its department, and whoever works for all of them."""
        return self.stage != DRAFT and may_see_pending(actor, self.department)

    @property
    def is_public(self) -> bool:
        """Whether everybody may read its guide."""
        return self.stage in PUBLIC

    @property
    def title(self) -> Text:
        """What it is called."""
        return Text(self.title_zh, self.title_en)

    @property
    def span(self) -> Span:
        """Its time."""
        return Span(self.number, self.opens_at, self.closes_at)

    @property
    def brief(self) -> dict[str, Any]:
        """Its guide as it is, or is to be, published."""
        return {
            "title": self.title.as_dict(),
            "year": self.year,
            "guide": self.guide,
            "who": self.who,
            "evidence": self.evidence,
            "contact": self.contact,
            "opens_at": self.opens_at.isoformat(),
            "closes_at": self.closes_at.isoformat(),
            "ceiling_fen": self.ceiling_fen,
        }


class WindowList(WithState, Base):
    """One list of a window: everybody whose formula amount was known when it was drawn, and what was shared."""

    __tablename__ = "window_lists"
    __table_args__ = (
        CheckConstraint(f"state IN ({listed(ListState)})", name="state"),
        CheckConstraint("ceiling_fen >= 0 AND used_fen >= 0", name="not_negative"),
        CheckConstraint("drawn_by <> decided_by", name="decided_by_another"),
        UniqueConstraint("window_id", "ordinal"),
    )
    states: ClassVar[States] = LIST_STATES

    id: Mapped[Id]
    window_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("windows.id"))
    ordinal: Mapped[int]
    # What there is, and what shares and awards decided before hold of it; no ceiling at all where it is None.
    ceiling_fen: Mapped[int | None] = mapped_column(BigInteger)
    used_fen: Mapped[Fen]
    # Applications that were not assessed yet and are left out, each with its number, its stage and why.
    pending: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    state: Mapped[str] = mapped_column(server_default=text("'drawn'"))
    drawn_by: Mapped[str]
    drawn_at: Mapped[datetime]
    decided_by: Mapped[str | None]
    decided_by_name: Mapped[str | None]
    decided_at: Mapped[datetime | None]

    @property
    def left_fen(self) -> int | None:
        """What there was to share, in fen; None without a ceiling."""
        return None if self.ceiling_fen is None else max(self.ceiling_fen - self.used_fen, 0)


class WindowShare(WithState, Base):
    """The share of one application that waited when the list was drawn."""

    __tablename__ = "window_shares"
    __table_args__ = (
        CheckConstraint(f"state IN ({listed(ShareState)})", name="state"),
        CheckConstraint("share_fen >= 0 AND share_fen <= formula_fen", name="within_formula"),
        CheckConstraint("reason IS NULL OR share_fen = 0", name="nothing_when_left_out"),
        Index("ix_window_shares_application", "application_id"),
    )
    states: ClassVar[States] = SHARE_STATES

    list_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("window_lists.id"), primary_key=True)
    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    # Its place on the list: among equal remainders the fen goes to whoever was submitted first.
    ordinal: Mapped[int]
    formula_fen: Mapped[Fen]
    share_fen: Mapped[int] = mapped_column(BigInteger)
    # Why it is left out of the sharing.
    reason: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default=text("'listed'"))
