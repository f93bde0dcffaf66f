"""The ways of what waits outside every case, to be recorded: a difference explained, an entry approved, and one that its route ended."""

from __future__ import annotations

from datetime import UTC, datetime

from models.commands import entry
from models.tables import ImplementingRule, PendingMatter
from tests.office import FINANCE, HEAD, Case, Office
from tests.replay.way import Ways
from tests.workflows.pending import difference, look, open_for, recognised, rule, suspended, taken_up


async def difference_waits(office: Office) -> Case:
    return await taken_up(office, await difference(office))


async def rule_waits(office: Office) -> Case:
    return await taken_up(office, await rule(office))


async def suspension_waits(office: Office) -> Case:
    await office.apply_for()
    return await taken_up(office, await suspended(office))


async def difference_explained(case: Case) -> None:
    await case.answer("difference_explanation", FINANCE, decision="difference_resolved", reason="系他人误付")
    await case.handle.result()


async def suspension_approved(case: Case) -> None:
    task = (await open_for(case))["approver"]
    await case.complete(task, HEAD, {"decision": "entry_approved"})
    await case.handle.result()


async def rule_approved_by_its_route(case: Case) -> None:
    matter: PendingMatter = await case.row()
    async with case.office.database.writing() as session:
        await entry.approve(session, HEAD, await session.get_one(ImplementingRule, matter.row_id), datetime.now(UTC))
    await look(case.office)
    await case.handle.result()


async def recognitions_wait(office: Office) -> Case:
    return await taken_up(office, await recognised(office))


async def recognitions_confirmed(case: Case) -> None:
    task = (await open_for(case))["approver"]
    await case.complete(task, HEAD, {"decision": "entry_approved"})
    await case.handle.result()


PATHS: Ways = {
    difference_explained: {"begin": difference_waits},
    suspension_approved: {"begin": suspension_waits},
    rule_approved_by_its_route: {"begin": rule_waits},
    recognitions_confirmed: {"begin": recognitions_wait},
}
