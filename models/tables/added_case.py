"""加付的案件。The case that pays money of an award beside the award's own payment: a supplement, or a later part."""

from __future__ import annotations

import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.awarded_case import AwardedCase


class AddedCase(AwardedCase):
    """A case whose money counts with an award's: `award_fen` and `paid_fen` are what it adds.

    `Application.supplement_fen` and `supplement_paid_fen` hold the sums, and `models.queries.addition` finds the cases.
    """

    __abstract__ = True

    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("applications.id"))

    @property
    def award_id(self) -> uuid.UUID:
        """The award it adds to."""
        return self.application_id
