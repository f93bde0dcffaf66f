"""A worker killed with SIGKILL while a change or a re-decision is decided: it is decided once, and money moves once."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.faults.changing import in_force, reviewed
from tests.faults.killable import Worker, killable
from tests.faults.test_killed_worker import office
from tests.office import DEPUTY, HEAD, Case, Office
from tests.workflows.redecisions import FIRST, SECOND, Anew, anew, balanced, paid_prize, treasury_paid

__all__ = ["office"]


async def while_dying(worker: Worker, case: Case, kind: str, actor: Any, seconds: float, **answer: Any) -> None:
    """Complete a task while the worker is killed, and let another finish it."""
    asked = asyncio.create_task(case.ask("complete_task", await case.completion(kind, actor, **answer)))
    await asyncio.sleep(seconds)
    worker.kill()
    worker.start()
    await asked


async def test_change_is_in_force_once_when_the_worker_is_killed_while_it_is_decided(office: Office) -> None:
    with killable(office.settings) as worker:
        project = await in_force(office)
        await reviewed(project)
        await while_dying(worker, project, "change_decision", HEAD, 0.03, decision="change_accepted")
        row = await project.row()
        assert (row.terms["goals"], row.agreed["version"]) == ("完成样机", 2)
        assert (await project.events()).count("change_accepted") == 1


async def test_supplement_is_paid_once_when_the_worker_is_killed_while_it_is_decided_and_paid(office: Office) -> None:
    with killable(office.settings) as worker:
        found: Anew = await anew(office, await paid_prize(office), {"grade": "first"})
        await while_dying(worker, found.case, "redecision_decision", DEPUTY, 0.03, decision="redecided")
        await found.case.reach("payment")
        paying = asyncio.create_task(found.case.pay())
        await asyncio.sleep(0.2)
        worker.kill()
        worker.start()
        await paying
        await found.case.reach("supplemented")
        events = await found.case.events()
        assert [events.count(name) for name in ("redecided", "supplement_due", "paid")] == [1, 1, 1]
        assert await treasury_paid(office, found.case.number) == [FIRST - SECOND]
        assert (await balanced(office))["expenditure"] == FIRST
