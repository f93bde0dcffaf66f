"""经手。Who has which duty in a family of cases, and by which step: written with the transition, never changed."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Now
from policy.processes.kernel.duties import Duty

_DUTIES = ", ".join(f"'{duty}'" for duty in Duty)


class Involvement(Base):
    """That somebody did something in a family of cases.

    Attributes:
        subject: Who.
        family: The family: the id of the case, filing or breach it is called after.
        duty: Which duty it was.
        step: By which kind of task, or which event that needs none.
        since: When they did it for the first time.
    """

    __tablename__ = "involvements"
    __table_args__ = (CheckConstraint(f"duty IN ({_DUTIES})", name="duty"),)

    subject: Mapped[str] = mapped_column(primary_key=True)
    family: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    duty: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[Now]
