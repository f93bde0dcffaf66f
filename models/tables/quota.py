"""次数限额。How much of a quota is spent, by whom; lost in a crash of the database, and nobody is the worse for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class Quota(Base):
    """What one person, or one address, has spent of one quota.

    Attributes:
        key: The quota, and who spends it.
        spent_until: When all that was spent is given back, if nothing more is.
    """

    __tablename__ = "quotas"
    __table_args__ = (Index("ix_quotas_spent_until", "spent_until"), {"prefixes": ["UNLOGGED"]})

    key: Mapped[str] = mapped_column(primary_key=True)
    spent_until: Mapped[datetime]
