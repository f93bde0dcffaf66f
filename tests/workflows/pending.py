"""What waits outside every case in tests: rows as routes enter them, and the look that opens their cases."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from models.commands import budget, expert, implementing_rule, people_import, recognition, suspension, target
from models.tables import PendingMatter, Reconciliation, ReconciliationDifference
from models.tables import Task as AnyTask
from policy.judging.catalogue import item as item_called
from policy.judging.implementing_rules import parse_rule
from policy.judging.recognised import kind_called
from policy.judging.suspension import Scope, Suspension
from policy.text import Text
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from tests.office import FINANCE, OFFICER, WAN, Case, Office, until
from tests.office.people import person

ADMIN, OTHER_ADMIN = person("admin"), person("admin-2")
THIS_YEAR = datetime.now(BEIJING).year


async def rule(office: Office) -> Any:
    """Enter an implementing rule that nobody has approved."""
    number = f"京开科〔2026〕{uuid.uuid4().hex[:6]}号"
    said = parse_rule(item_called("plan-rent"), {"from": "2026-01-01", "values": {"rate": "0.30"}, "document_no": number})
    async with office.database.writing() as session:
        return await implementing_rule.enter(session, OFFICER, said, number)


async def suspended(office: Office) -> Any:
    """Enter a suspension that nobody has approved."""
    said = Suspension(date(2026, 1, 1), None, Text("市级政策调整", "The city revises its policy"), "京政发〔2026〕9号", Scope.ITEM)
    async with office.database.writing() as session:
        return await suspension.enter(session, OFFICER, item_called("innovation-centre"), said)


async def targets(office: Office) -> Any:
    """Enter targets that nobody has approved."""
    async with office.database.writing() as session:
        return await target.enter(session, OFFICER, "rd-growth", THIS_YEAR, "京开科〔2026〕7号", {CHENXIN: 300 * WAN})


async def appropriated(office: Office) -> Any:
    """Enter a budget document that nobody has confirmed."""
    async with office.database.writing() as session:
        line, numbered = budget.Line("sti", "*", THIS_YEAR), budget.Numbered(f"预〔2026〕{uuid.uuid4().hex}号")
        return await budget.enter(session, FINANCE, line, 100 * WAN, numbered)


async def people(office: Office) -> Any:
    """Import a list of people that gives somebody a role, and that nobody has confirmed."""
    given = {"role": "officer", "department": "sti", "head": False}
    said = {"subject": "officer-sti-9", "name": "新同事", "grants": [given], "contact": office.database.seal.veil("010-67880000")}
    async with office.database.writing() as session:
        return await people_import.keep(session, ADMIN, [said], gives_grants=True)


async def recognised(office: Office, *numbers: str) -> Any:
    """Import a list of recognitions that nobody has confirmed."""
    kind = kind_called("patent_pool")
    wanted = [recognition.Wanted(kind, CHENXIN, "专利池", number, "京技管发〔2025〕3号") for number in numbers or ("POOL-1",)]
    async with office.database.writing() as session:
        rows = [(one, date(2025, 3, 1), None) for one in wanted]
        return await recognition.draft_batch(session, OFFICER, uuid.uuid4(), kind, rows)


async def proposed(office: Office, *departments: str) -> Any:
    """Propose an expert whom nobody has confirmed."""
    said = {"subject": "expert-99", "name": "新专家", "employer_uscc": None, "departments": list(departments or ("sti",)), "active": True}
    async with office.database.writing() as session:
        return await expert.propose(session, OFFICER, **said)


Entering = Callable[[Office], Awaitable[Any]]
ENTRIES: dict[str, Entering] = {
    "rule": rule,
    "suspension": suspended,
    "targets": targets,
    "budget_document": appropriated,
    "people_import": people,
    "recognition_import": recognised,
    "expert": proposed,
}


async def difference(office: Office, reference: str = "STRAY-1", kind: str = "unknown_payment") -> ReconciliationDifference:
    """Store what a reconciliation finds."""
    day = datetime.now(BEIJING).date()
    if not await office.all(select(Reconciliation).where(Reconciliation.day == day)):
        counts = dict.fromkeys(("instructed", "accepted", "warned", "refused", "missing"), 0)
        sums = dict.fromkeys([f"{name}_fen" for name in (*counts, "paid", "returned", "received")], 0)
        await office.add(Reconciliation(day=day, matched=0, differences=1, **counts, **sums))
    row = ReconciliationDifference(day=day, kind=kind, reference=reference, theirs_fen=7)
    await office.add(row)
    return row


async def look(office: Office) -> None:
    """Have what waits looked at, as whoever enters or ends something does."""
    await office.client.execute_workflow("PendingLook", id=f"pending-look/{uuid.uuid4().hex}", task_queue=office.settings.task_queue)


async def taken_up(office: Office, row: Any) -> Case:
    """Have a row looked at, and return its case."""
    await look(office)
    return await case_of(office, row)


async def case_of(office: Office, row: Any) -> Case:
    """Wait for the case of a row."""

    async def find() -> PendingMatter | None:
        return next(iter(await office.all(select(PendingMatter).where(PendingMatter.row_id == row.id))), None)

    case = office.running(await until(find, "the case of what waits"))
    await case.has_started()
    return case


async def again(office: Office, row: Any) -> Any:
    """Return a row as it is stored now."""
    return (await office.all(select(type(row)).where(type(row).id == row.id)))[0]


async def open_for(case: Case) -> dict[str, AnyTask]:
    """Return the open tasks by the role they are for."""
    return {task.role: task for task in await case.tasks()}
