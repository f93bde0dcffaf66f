"""诉求。Enquiries: what an enterprise asks about an item that guides, and which departments answer."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.case import Case
from policy.actors import Actor
from policy.processes.kernel.permissions import may_see_application


class Enquiry(Case):
    """One enquiry. What was answered and asked once more stands in its tasks."""

    __tablename__ = "enquiries"
    __table_args__ = (UniqueConstraint("request_key"), Index("ix_enquiries_enterprise", "enterprise_uscc", "id"))

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    enterprise_uscc: Mapped[str] = mapped_column(ForeignKey("enterprises.uscc"))
    title: Mapped[str]
    question: Mapped[str]
    # How whoever asks is reached: sealed as what goes through Temporal is, to the request, and what of it everybody may see.
    contact_sealed: Mapped[bytes]
    contact_shown: Mapped[str]
    # The other departments that have or had a part in the answer.
    invited: Mapped[list[str]] = mapped_column(server_default="{}")
    # The request that drafted it, so that one which is tried again goes on with the same draft.
    request_key: Mapped[str]

    __mapper_args__ = {"polymorphic_identity": "enquiry", "inherit_condition": id == Case.id}  # noqa: A003, RUF012 - SQLAlchemy's own

    @property
    def beneficiary(self) -> str:
        """The enterprise that asks."""
        return self.enterprise_uscc

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: its enterprise, the department that answers, and those that were invited."""
        return self.is_submitted and may_see_application(actor, self.enterprise_uscc, self.department, *self.invited)

    @property
    def brief(self) -> dict[str, Any]:
        """What is asked."""
        return {"title": self.title, "question": self.question}
