"""拨付的呈现。How payments, and the orders of them, become what finance reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from api.schemas.base import Named, Words
from api.schemas.disbursement import DisbursementShown
from models.queries import disbursement as disbursements
from models.queries import person as people
from models.session import Session
from models.tables import Case, Disbursement
from policy.judging.catalogue import ITEMS
from policy.language.items import DEPARTMENT_NAMES
from policy.processes.disbursement.payee import last_four

_PEOPLE: Final = ("payee_checked_by", "released_by", "confirmed_by")


async def payments(session: Session, rows: Sequence[tuple[Disbursement, Case]]) -> list[DisbursementShown]:
    """Return payments with what they pay, out of which budget, and who let them go."""
    lines = await disbursements.lines(session, {row.case_id for row, _ in rows})
    known = await people.called(session, {subject for row, _ in rows for name in _PEOPLE if (subject := getattr(row, name))})
    shown = []
    for row, its_case in rows:
        department, item, line = DEPARTMENT_NAMES[its_case.department], ITEMS.get(its_case.item_code), lines.get(row.case_id)
        more = {
            "process": its_case.process,
            "application_number": its_case.number,
            "department": Named(code=its_case.department, zh=department.zh, en=department.en),
            "item_code": item.code if item else None,
            "item_title": Words.of(item.title) if item else None,
            "budget_year": line.year if line else None,
            "account": row.account | {"number": "*" * 8 + last_four(row.account)},
        }
        more |= {f"{name}_name": known[subject].name if (subject := getattr(row, name)) in known else subject for name in _PEOPLE}
        own = {name: getattr(row, name) for name in DisbursementShown.model_fields if name not in more}
        shown.append(DisbursementShown.model_validate(own | more))
    return shown
