"""可复核的案件。The case whose refusal is reconsidered once, if its enterprise asks for that."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.case import Case


class ReconsideredCase(Case):
    """A case with one reconsideration (`policy.processes.reconsideration`). Its table is that of its process."""

    __abstract__ = True

    # Whether the one reconsideration was asked for.
    reconsidered: Mapped[bool] = mapped_column(server_default=text("false"))
