"""人才优惠的呈现。How benefits become what people read: what became of each is read off its tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.schemas.base import Named
from api.schemas.benefit import BenefitDeliveryShown, BenefitInFull, BenefitShown
from api.views import evidence
from api.views.case import case_fields, event_named, standing
from models.queries import enterprise as enterprises
from models.queries import submission as submissions
from models.queries import task as tasks
from models.session import Session
from models.tables import Benefit, Task
from policy.actors import Actor
from policy.processes.benefit.benefits import BENEFITS
from policy.processes.benefit.tasks import DELIVERY

_OWN = ("talent_no", "benefits", "granted", "year_ends_at")


def benefit(row: Benefit, name: str) -> BenefitShown:
    """Return benefits for a list, given the person's name."""
    return BenefitShown.model_validate(_brief(row, name))


async def in_full(session: Session, row: Benefit, actor: Actor) -> BenefitInFull:
    """Return benefits with where they stand; while they are corrected, others than the person read what was handed in."""
    taken = await evidence.taken(session, row, actor)
    every = await tasks.all_of(session, row.id)
    more = {"statement": row.statement, "deliveries": _deliveries(row, every), "defects": await submissions.defects(session, row)}
    more["evidence"] = taken
    brief = _brief(row, await enterprises.name(session, row.enterprise_uscc))
    return BenefitInFull.model_validate(brief | standing(row, [task for task in every if task.closed_at is None]) | more)


def _deliveries(row: Benefit, every: Sequence[Task]) -> list[BenefitDeliveryShown]:
    # One that was delivered once more takes the place of the first.
    last = {task.about["benefit"]: task for task in every if task.kind == DELIVERY}
    return [_delivery(row, code, task) for code, task in last.items()]


def _delivery(row: Benefit, code: str, task: Task) -> BenefitDeliveryShown:
    answer = (task.answer or {}) if task.completed_by else {}
    return BenefitDeliveryShown(
        benefit=Named(code=code, zh=BENEFITS[code].zh, en=BENEFITS[code].en),
        department=task.department,
        outcome=event_named(row.process, task.outcome) if task.completed_by and task.outcome else None,
        how=answer.get("how"),
        reason=answer.get("reason"),
        confirmed=code in row.granted,
    )


def _brief(row: Benefit, name: str) -> dict[str, Any]:
    own = {field: getattr(row, field) for field in _OWN}
    return case_fields(row) | own | {"person": row.enterprise_uscc, "person_name": name}
