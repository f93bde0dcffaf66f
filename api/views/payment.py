"""拨付的呈现。How payments, and the orders of them, become what finance reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from api.schemas.base import Named, Words
from api.schemas.disbursement import DisbursementShown
from api.views.letter import issued
from models.queries import case as cases
from models.queries import disbursement as disbursements
from models.queries import person as people
from models.session import Session
from models.tables import Case, Disbursement
from policy.judging.catalogue import ITEMS
from policy.language.items import DEPARTMENT_NAMES
from policy.letters.bodies import Bodies
from policy.letters.matter import Cited
from policy.letters.payment_order import Ordered
from policy.processes.disbursement.payee import described, last_four
from policy.processes.disbursement.states import DisbursementState
from policy.processes.registry import LIFECYCLES
from policy.working_days import BEIJING

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


async def ordered(session: Session, row: Disbursement, its_case: Case, bodies: Bodies, language: str) -> Ordered:
    """Return a payment as its order has it: for what, out of which budget, by which letter, and by the names of those who let it go."""
    line = (await disbursements.lines(session, {row.case_id})).get(row.case_id)
    known = await people.called(session, {by for by in (row.released_by, row.confirmed_by) if by})
    # It rests on whatever its case was told last before it was prepared.
    before = [
        paper
        for event, paper in await issued(session, await cases.whole(session, its_case), bodies, language)
        if event.occurred_at <= row.created_at
    ]

    def name(subject: str | None) -> str:
        return known[subject].name if subject in known else subject or ""

    return Ordered(
        row.number,
        its_case.number,
        LIFECYCLES[its_case.process].title,
        its_case.department,
        described(row.account),
        row.amount_fen,
        name(row.released_by),
        name(row.confirmed_by),
        row.instructed_at.astimezone(BEIJING).date() if row.instructed_at else None,
        item=ITEMS.get(its_case.item_code),
        budget=(line.year, line.department, ITEMS.get(line.item_code)) if line else None,
        letter=Cited.of(before[-1], language).written(language) if before and before[-1].day else "",
        state=DisbursementState(row.state),
    )
