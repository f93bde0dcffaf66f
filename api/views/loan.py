"""贷款登记的呈现。How loans and their claims become what people read."""

from __future__ import annotations

from typing import Any

from api.schemas.base import Words
from api.schemas.loan import LoanClaimShown, LoanInFull, LoanShown
from api.views import evidence
from api.views.case import case_fields, stage, standing
from models.queries import enterprise as enterprises
from models.queries import submission as submissions
from models.queries import task as tasks
from models.session import Session
from models.tables import Application, Loan
from policy.actors import Actor
from policy.judging.catalogue import item as item_called

_OWN = ("enterprise_uscc", "bank", "loan_no", "principal_fen", "begins_on", "ends_on", "ended_on", "confirmed_by")


def loan(row: Loan, borrower: str) -> LoanShown:
    """Return a loan for a list."""
    return LoanShown.model_validate(_brief(row, borrower))


async def in_full(session: Session, row: Loan, actor: Actor) -> LoanInFull:
    """Return a loan with where it stands; while it is corrected, others than its borrower read what was handed in."""
    taken = await evidence.taken(session, row, actor)
    more = {name: getattr(row, name) for name in ("purpose", "submitted_at", "looked_at")}
    more |= {"defects": await submissions.defects(session, row), "evidence": taken}
    borrower = await enterprises.name_today(session, row.enterprise_uscc)
    open_tasks = list(await tasks.open_of(session, row.id))
    return LoanInFull.model_validate(_brief(row, borrower) | standing(row, open_tasks) | more)


def claim(row: Application) -> LoanClaimShown:
    """Return a claim of a loan's interest."""
    own = {name: getattr(row, name) for name in ("number", "item_code", "award_fen", "paid_fen")}
    return LoanClaimShown.model_validate(own | {"stage": stage(row.process, row.stage), "period": str(row.facts.get("period", ""))})


def _brief(row: Loan, borrower: str) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in _OWN}
    return case_fields(row) | own | {"item_title": Words.of(item_called(row.item_code).title), "enterprise_name": borrower}
