"""服务券结算。Settlements: what a platform is paid for the vouchers that were spent with it in a month."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.awarded_case import AwardedCase, award_checks
from models.tables.base import Fen
from policy.actors import Actor
from policy.processes.acceptance.submission import Content, Form
from policy.processes.kernel.permissions import may_see_application
from policy.processes.settlement.lifecycle import Stage
from policy.processes.settlement.month import written
from policy.processes.settlement.reclaiming import PROOF
from policy.processes.voucher.requested import SETTLED_BY
from policy.text import Text


class Settlement(AwardedCase):
    """One settlement of a platform and a month: `award_fen` is the sum of its spends, all out of one line of the budget."""

    __tablename__ = "settlements"
    __table_args__ = (
        *award_checks(),
        CheckConstraint("extract(day FROM month) = 1", name="named_by_its_first_day"),
        CheckConstraint("netted_fen BETWEEN 0 AND coalesce(award_fen, 0)", name="netted_within_award"),
        CheckConstraint(
            "least(recovered_fen, set_off_fen, given_up_fen) >= 0 AND recovered_fen + set_off_fen + given_up_fen <= reclaimed_fen",
            name="no_more_comes_back_than_is_owed",
        ),
        UniqueConstraint("request_key"),
        UniqueConstraint("reference_folded"),
        Index("ix_settlements_platform", "enterprise_uscc", "month"),
    )

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    month: Mapped[date]
    request_key: Mapped[str]
    # What of it was not paid, since the platform owed as much of settlements that were taken back.
    netted_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    # What was taken back of it once it was paid; and what of that came in, was netted by later ones, and was written off.
    reclaimed_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    recovered_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    set_off_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    given_up_fen: Mapped[Fen] = mapped_column(server_default=text("0"))
    # The receipt that is being entered.
    received_fen: Mapped[int | None] = mapped_column(BigInteger)
    reference: Mapped[str | None]
    reference_folded: Mapped[str | None]
    received_on: Mapped[date | None]
    # While an approver decides whether something of it is taken back: the stage in which that was proposed, and its platform sees it.
    proposed_in: Mapped[str | None]

    __mapper_args__ = {"polymorphic_identity": "settlement"}  # noqa: RUF012 - SQLAlchemy's own
    office_stages = frozenset({Stage.SETTLED, Stage.NETTING, Stage.DEMANDED})

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: the platform, and once it is handed in the department."""
        return may_see_application(actor, self.enterprise_uscc, self.department, submitted=self.is_submitted)

    @property
    def stage_told(self) -> str:
        """The stage its platform reads: nothing is said of what may come to nothing yet."""
        return self.proposed_in or self.stage

    @property
    def form(self) -> Form:
        """By which papers it is asked for."""
        return SETTLED_BY

    @property
    def content(self) -> Content:
        """Which month it is of."""
        return Content({"month": written(self.month)})

    @property
    def office_evidence(self) -> Mapping[str, Text]:
        """What its department shows that something was settled wrongly by."""
        return {PROOF.code: PROOF.title}

    @property
    def payable_fen(self) -> int:
        """What is paid: what is settled, without what the platform owed."""
        return (self.award_fen or 0) - self.netted_fen

    @property
    def owed_fen(self) -> int:
        """What its platform owes of it, in fen."""
        return self.reclaimed_fen - self.recovered_fen - self.set_off_fen - self.given_up_fen

    @property
    def brief(self) -> dict[str, Any]:
        """What is settled."""
        netted = {"netted_fen": self.netted_fen, "payable_fen": self.payable_fen} if self.netted_fen else {}
        return {"month": written(self.month), "amount_fen": self.award_fen} | netted
