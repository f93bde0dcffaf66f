"""服务券结算。Settlements: what a platform is paid for the vouchers that were spent with it in a month."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.awarded_case import AwardedCase, award_checks
from policy.actors import Actor
from policy.processes.acceptance.submission import Content, Form
from policy.processes.kernel.permissions import may_see_application
from policy.processes.settlement.month import written
from policy.processes.voucher.requested import SETTLED_BY


class Settlement(AwardedCase):
    """One settlement of a platform and a month: `award_fen` is the sum of its spends, all out of one line of the budget."""

    __tablename__ = "settlements"
    __table_args__ = (
        *award_checks(),
        CheckConstraint("extract(day FROM month) = 1", name="named_by_its_first_day"),
        UniqueConstraint("request_key"),
        Index("ix_settlements_platform", "enterprise_uscc", "month"),
    )

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    month: Mapped[date]
    request_key: Mapped[str]

    __mapper_args__ = {"polymorphic_identity": "settlement"}  # noqa: RUF012 - SQLAlchemy's own

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: the platform, and once it is handed in the department."""
        return may_see_application(actor, self.enterprise_uscc, self.department, submitted=self.is_submitted)

    @property
    def form(self) -> Form:
        """By which papers it is asked for."""
        return SETTLED_BY

    @property
    def content(self) -> Content:
        """Which month it is of."""
        return Content({"month": written(self.month)})

    @property
    def brief(self) -> dict[str, Any]:
        """What is settled."""
        return {"month": written(self.month), "amount_fen": self.award_fen}
