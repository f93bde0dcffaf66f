"""幂等记录。The answers given under Idempotency-Keys, so that a repeated request gets the same one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Now


class IdempotencyRecord(Base):
    """A key in flight (no status yet) or answered.

    Attributes:
        owner: The API process that claimed it (`models.presence`); None where the claim and the answer are one transaction.
    """

    __tablename__ = "idempotency_records"
    __table_args__ = (CheckConstraint("(status IS NULL) = (answered_at IS NULL)", name="answered_whole"),)

    scope: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    owner: Mapped[int | None] = mapped_column(BigInteger)
    status: Mapped[int | None]
    body: Mapped[Any | None] = mapped_column(JSONB)
    headers: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    claimed_at: Mapped[Now]
    answered_at: Mapped[datetime | None]
