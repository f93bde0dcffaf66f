"""变更申请的呈现。How changes of what a project agreed on become what people read."""

from __future__ import annotations

from typing import Any

from api.schemas.base import Named
from api.schemas.change import AgreementShown, ChangeShown
from api.web.permissions import found
from models.queries import audit_event as audit_events
from models.queries import task as tasks
from models.session import Session
from models.tables import Case
from policy.actors import Actor
from policy.language.forms import rendered
from policy.processes.change.progress import OUTCOMES, Change, changes_of
from policy.processes.change.steps import ChangeEvent
from policy.processes.change.tasks import DECISION, REVIEW
from policy.processes.change.terms import SUBJECTS, changes_form
from policy.processes.registry import AGREEMENTS
from policy.text import Text


async def changes(session: Session, row: Case) -> list[Change]:
    """Return every change of a case, the first one first."""
    waiting = [task for task in await tasks.open_of(session, row.id) if task.kind in {REVIEW, DECISION}]
    events = await audit_events.all_of(session, row.id, tuple(ChangeEvent))
    return changes_of(events, open_change=waiting[0].about["change"] if waiting else None)


async def one_change(session: Session, row: Case, number: int) -> Change:
    """Return one change of a case.

    Raises:
        Refusal: `not_found`.
    """
    return found(next((change for change in await changes(session, row) if change.number == number), None))


async def agreement(session: Session, row: Case, reader: Actor, language: str) -> AgreementShown:
    """Return what is agreed, its form in a language and its changes; the review is shown to whoever does not act for the enterprise."""
    known = await changes(session, row)
    version = max((change.version for change in known if change.version), default=1)
    shown = [change_shown(change, with_review=row.beneficiary not in reader.enterprises) for change in known]
    form, planned_fen = rendered(changes_form(AGREEMENTS[row.process]), language), row.planned_cost_fen
    return AgreementShown(version=version, terms=row.terms, planned_cost_fen=planned_fen, form=form, changes=shown)


def change_shown(change: Change, *, with_review: bool) -> ChangeShown:
    """Return a change as people read it."""
    fields: dict[str, Any] = {
        name: getattr(change, name)
        for name in ("number", "reason", "asked_at", "documents", "differences", "decided_at", "version", "agreed")
    }
    return ChangeShown.model_validate(
        fields
        | {
            "state": _named(change.outcome, OUTCOMES[change.outcome]),
            "subjects": [_named(code, SUBJECTS[code]) for code in change.subjects],
            "review": change.review if with_review else None,
            "decided_reason": change.decided_reason or None,
        }
    )


def _named(code: str, name: Text) -> Named:
    return Named(code=code, zh=name.zh, en=name.en)
