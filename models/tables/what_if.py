"""政策试算。What-ifs: what was asked, how far it has come, and what was found. No other table refers to them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Id, Now
from models.tables.states import WithState, listed
from policy.what_if.states import WHAT_IF_STATES, WhatIfState


class WhatIf(WithState, Base):
    """One what-if."""

    __tablename__ = "what_ifs"
    __table_args__ = (
        CheckConstraint(f"state IN ({listed(WhatIfState)})", name="state"),
        CheckConstraint("(state = 'done') = (result IS NOT NULL)", name="result_when_done"),
        CheckConstraint("(state = 'running') = (ended_at IS NULL)", name="ended"),
        Index("ix_what_ifs_item", "item_code", "id"),
    )
    states = WHAT_IF_STATES

    id: Mapped[Id]
    item_code: Mapped[str]
    # As it was written; it was checked.
    asked: Mapped[dict[str, Any]]
    asked_by: Mapped[str]
    asked_at: Mapped[Now]
    state: Mapped[str] = mapped_column(server_default=text(f"'{WHAT_IF_STATES.first}'"))
    # Which step it is at, and how many of the sweep's are taken.
    progress: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    # Why it failed, in both languages.
    reason: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    ended_at: Mapped[datetime | None]


class WhatIfExtract(Base):
    """What was taken out of the documents of assessments, which never change, so that it is not taken out again; it can be made anew."""

    __tablename__ = "what_if_extracts"

    item_code: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    # By what it was taken out: another is of no use.
    layout: Mapped[str]
    rows: Mapped[int]
    # The last assessment in it; every one before that is in it, or in a part before.
    last_id: Mapped[uuid.UUID]
    content: Mapped[bytes]


class WhatIfPart(Base):
    """Some thousands of its rows, packed as `policy.what_if.kept` packs them."""

    __tablename__ = "what_if_parts"

    what_if_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("what_ifs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    # How many of them each effect has, so that a page of one effect reads no others.
    effects: Mapped[dict[str, Any]]
    rows: Mapped[bytes]
