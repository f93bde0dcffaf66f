"""一年的案件。Cases of a year, written as the machine of cases writes them: each event so many hours after the one before."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from models.queries.evaluation_figures import Cohort, counted, reckon
from models.session import Database
from models.tables import Application, Assessment, AuditEvent, Disbursement, Enquiry, Enterprise, Investment, Task, Verification
from policy.judging.catalogue import item as item_called
from policy.processes.evaluation.figures import Figure, FigureCode
from sandbox.enterprises import CHENXIN

BEGINS = datetime(2025, 3, 3, 1, tzinfo=UTC)
LATER = datetime(2026, 11, 30, tzinfo=UTC)
ITEM = "innovation-centre"
SUBMITTED = ("submitted", "acceptance", 0)
TO_REFUSED = (SUBMITTED, ("accepted", "verification", 24), ("found_ineligible", "refused", 36))
TO_PAID = (SUBMITTED, ("accepted", "review", 24), ("recommended", "payment", 240), ("paid", "in_force", 5 * 24))
_NUMBERS = itertools.count(1)

Step = tuple[str, str, int]


@dataclass
class Year:
    """What was handed in.

    Attributes:
        database: Where.
        ids: Of the cases, by number.
    """

    database: Database
    ids: dict[str, Any] = field(default_factory=dict)

    async def application(self, *steps: Step, item: str = ITEM, at: datetime = BEGINS, late: bool = False, **columns: Any) -> str:
        """Write an application that took some steps, with a task for each stage that it left."""
        number = f"BDA-{next(_NUMBERS)}"
        row = Application(number=number, item_code=item, clause=item_called(item).clause, enterprise_uscc=CHENXIN, submitted_at=at)
        for name, value in {"facts": {}, **columns}.items():
            setattr(row, name, value)
        await self._write(row, steps, at, late=late)
        return number

    async def enquiry(self, *steps: Step, at: datetime = BEGINS) -> str:
        """Write an enquiry that took some steps."""
        number = f"EQ-{next(_NUMBERS)}"
        asked = {"title": "上市", "question": "如何办理？", "contact_sealed": b"-", "contact_shown": "****", "request_key": number}
        row = Enquiry(number=number, item_code="listing", enterprise_uscc=CHENXIN, **asked)
        await self._write(row, steps, at, late=False)
        return number

    async def _write(self, row: Application | Enquiry | Investment, steps: tuple[Step, ...], at: datetime, *, late: bool) -> None:
        row.department, row.created_by, row.created_at = "sti", "applicant-1", at
        async with self.database.writing() as session:
            session.add(row)
            await session.flush()
            self.ids[row.number] = row.id
            stage, since, came_by = "draft", at, None
            for place, (event, after, hours) in enumerate(steps, 1):
                happened = at + timedelta(hours=hours)
                session.add(_event(row, place, event, (stage, after), since, happened))
                if after != stage:
                    if stage != "draft":
                        session.add(_task(row, stage, event, since, happened, late=late))
                    stage, since, came_by = after, happened, event
                at = happened
            row.stage, row.stage_entered_at, row.came_by, row.updated_at = stage, since, came_by, at

    async def assessed(self, number: str, *failed: str, hours: int = 1) -> None:
        """Write what an application was assessed to, with the conditions that did not hold."""
        reasons = [
            {"code": "taxed_in_area", "holds": True},
            *({"code": code, "holds": False, "text": {"zh": f"须{code}", "en": f"must {code}"}} for code in failed),
        ]
        made = {"document_id": "opinions-2022-8", "clause_hash": "-", "rules": [], "rules_hash": "-", "facts": {}, "provenance": {}}
        async with self.database.writing() as session:
            session.add(
                Assessment(
                    application_id=self.ids[number],
                    **made,
                    outcome="reject",
                    capped=False,
                    reasons=reasons,
                    tree={},
                    assessed_at=BEGINS + timedelta(hours=hours),
                )
            )

    async def verified(self, number: str, *failed: str) -> None:
        """Write what the sources said of an applicant, with the conditions that did not hold."""
        failures = [{"code": code, "clause": "-", "text": {"zh": f"须{code}", "en": f"must {code}"}} for code in failed]
        async with self.database.writing() as session:
            said = {"applicant": {}, "answers": {}, "verified_at": BEGINS + timedelta(hours=1)}
            session.add(Verification(application_id=self.ids[number], failures=failures, **said))

    async def investment(self, number: str, cost_fen: int, **columns: Any) -> str:
        """Write a share that was bought with an award, and return its number."""
        held = f"IN-{next(_NUMBERS)}"
        whose = {"number": held, "item_code": "equity-investment", "application_id": self.ids[number], "enterprise_uscc": CHENXIN}
        days = {"paid_on": BEGINS.date(), "next_valuation_on": LATER.date(), "offered": False, "agreed": {}}
        row = Investment(**whose, **days, cost_fen=cost_fen, **columns)
        await self._write(row, (("held", "held", 0),), BEGINS, late=False)
        return held

    async def paid(self, number: str, days: int, state: str = "paid", amount_fen: int = 1) -> None:
        """Write a payment that came so many days after the application."""
        async with self.database.writing() as session:
            whose = {"number": f"P-{next(_NUMBERS)}", "case_id": self.ids[number], "account": {}}
            session.add(Disbursement(**whose, amount_fen=amount_fen, state=state, paid_at=BEGINS + timedelta(days=days)))

    async def figures(self, clause: int = 5, year: int = 2025, at: datetime = LATER, item: str | None = None) -> Mapping[str, Figure]:
        """Return the figures of a clause, or of one of its items, by code."""
        async with self.database.reading() as session:
            return {str(one.code): one for one in await reckon(session, Cohort((clause,), year, at)) if one.item == item}

    async def cases(self, code: str, clause: int = 5, at: datetime = LATER, limit: int = 20, item: str | None = None) -> list[str]:
        """Return the numbers of the cases that a figure counts."""
        async with self.database.reading() as session:
            rows = await counted(session, Cohort((clause,), 2025, at), FigureCode.read(code), None, limit, item)
        return [row.number for row in rows]


async def begun(database: Database) -> Year:
    """Return a year in which nothing happened."""
    async with database.writing() as session:
        session.add(Enterprise(uscc=CHENXIN, name="辰芯", kind="enterprise", status="active", confirmed_at=BEGINS))
    return Year(database)


def _event(
    row: Application | Enquiry | Investment, place: int, event: str, stages: tuple[str, str], since: datetime, at: datetime
) -> AuditEvent:
    who = {"actor": "officer-1", "actor_name": "经办人", "detail": {}}
    key = f"{row.number}/{place}"
    return AuditEvent(
        case_id=row.id, sequence=place, key=key, event=event, from_stage=stages[0], to_stage=stages[1], since=since, occurred_at=at, **who
    )


def _task(row: Application | Enquiry | Investment, stage: str, event: str, opened: datetime, closed: datetime, *, late: bool) -> Task:
    whose = {"case_id": row.id, "kind": stage, "role": "officer", "department": "sti", "completed_by": "officer-1", "outcome": event}
    due = closed - timedelta(seconds=1) if late else closed
    return Task(**whose, opened_at=opened, clock_from=opened, working_days=5, due_at=due, closed_at=closed)
