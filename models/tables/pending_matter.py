"""待办事项。Pending matters: the rows outside every case that wait for somebody, each with its tasks."""

from __future__ import annotations

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.case import Case
from policy.actors import Actor
from policy.processes.kernel.granting import PERMISSIONS
from policy.processes.kernel.permissions import may_see_pending
from policy.processes.pending.kinds import FOLLOWED_BY, Kind


class PendingMatter(Case):
    """One row that waits: of which table it is, and which one."""

    __tablename__ = "pending_matters"
    __table_args__ = (
        CheckConstraint("kind IN ('" + "', '".join(Kind) + "')", name="kind"),
        # A row waits once: what is entered anew is another row.
        UniqueConstraint("kind", "row_id"),
    )
    __mapper_args__ = {"polymorphic_identity": "pending"}  # noqa: RUF012 - SQLAlchemy's own

    id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    kind: Mapped[str]
    row_id: Mapped[uuid.UUID]

    def is_open_to(self, actor: Actor) -> bool:
        """Tell whether `actor` may follow it: its department, or those alone whose it is to know."""
        permission = FOLLOWED_BY.get(Kind(self.kind))
        return may_see_pending(actor, self.department) if permission is None else actor.is_a(*PERMISSIONS[permission])
