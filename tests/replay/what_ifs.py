"""The ways of a what-if, to be recorded: one that was tried, one that failed, and one that was cancelled."""

from __future__ import annotations

import uuid
from typing import Any

from activities.signatures.what_if import WhatIfOrder, what_if_workflow_id
from models.commands import what_if as commands
from tests.office import OFFICER, Case, Office
from tests.policy.test_what_if import INVENTED
from tests.replay.way import Ways
from workflows.what_if import WhatIfWorkflow

ORDER: dict[str, Any] = {
    "item": "rd-growth",
    "against": "synthetic",
    "population": INVENTED | {"rows": 10},
    "change": {"waived": ["beneficiary"]},
    "sweep": {"figure": "rate", "from": "0.10", "to": "0.20", "steps": 2},
}


async def begun(office: Office, **changes: Any) -> Case:
    """Begin a what-if."""
    identity, asked = uuid.uuid4(), ORDER | changes
    async with office.database.writing() as session:
        await commands.open_(session, identity, asked["item"], asked, OFFICER)
    order = WhatIfOrder(str(identity), "试算 what-if")
    handle = await office.client.start_workflow(
        WhatIfWorkflow.run, order, id=what_if_workflow_id(order.what_if_id), task_queue=office.settings.task_queue
    )
    return Case(office, identity, str(identity), handle)


async def of_no_run(office: Office) -> Case:
    return await begun(office, against="annual_run", annual_run="rd-growth/1999", population=None)


async def what_if_tried(case: Case) -> None:
    assert (await case.handle.result()).state == "done"


async def what_if_failed(case: Case) -> None:
    assert (await case.handle.result()).state == "failed"


async def what_if_cancelled(case: Case) -> None:
    await case.handle.cancel()
    # Whichever comes first, the row says what became of it.
    assert (await case.handle.result()).state in {"cancelled", "done"}


PATHS: Ways = {
    what_if_tried: {"begin": begun},
    what_if_failed: {"begin": of_no_run},
    what_if_cancelled: {"begin": begun},
}
