"""A what-if whose worker is killed while it takes its steps ends with the result of one that was left alone, and its rows once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from temporalio.testing import WorkflowEnvironment

from models.tables import WhatIf, WhatIfPart
from tests.faults.killable import killable, office_without_worker
from tests.office import Office, until
from tests.policy.test_what_if import INVENTED
from tests.replay.what_ifs import begun

LARGE: dict[str, Any] = {
    "population": INVENTED | {"rows": 200_000},
    "sweep": {"figure": "rate", "from": "0.10", "to": "0.30", "steps": 20},
}


async def ended(office: Office, what_if: Any) -> tuple[dict[str, Any] | None, list[tuple[int, dict[str, Any]]]]:
    """Return what was found once it has ended, and how many rows of each effect every part keeps."""
    assert (await what_if.handle.result()).state == "done"
    (row,) = await office.all(select(WhatIf).where(WhatIf.id == what_if.id))
    parts = await office.all(select(WhatIfPart).where(WhatIfPart.what_if_id == what_if.id).order_by(WhatIfPart.number))
    return row.result, [(part.number, part.effects) for part in parts]


async def test_result_is_the_same_when_a_worker_is_killed_on_the_way(
    temporal_env: WorkflowEnvironment, database_url: str, sandbox_url: str
) -> None:
    address = temporal_env.client.service_client.config.target_host
    async with office_without_worker(address, database_url, sandbox_url) as office:
        with killable(office.settings) as worker:
            undisturbed = await ended(office, await begun(office, **LARGE))
            disturbed = await begun(office, **LARGE)

            async def takes_steps() -> bool | None:
                (row,) = await office.all(select(WhatIf).where(WhatIf.id == disturbed.id))
                assert row.state == "running"
                return row.progress.get("step") == "sweeping" or None

            await until(takes_steps, "a step")
            worker.kill()
            worker.start()
            assert await ended(office, disturbed) == undisturbed
            described = await disturbed.handle.fetch_history()
    attempts = [
        event.activity_task_started_event_attributes.attempt
        for event in described.events
        if event.HasField("activity_task_started_event_attributes")
    ]
    assert attempts == [2]
