"""演练中的财政。Finance, which settles with the treasury whatever that said of another amount or another payee."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from policy.errors import Code
from runtime.demo.client import DemoClient, DemoError

KIND: Final = "payment_investigation"
PEOPLE: Final = ("finance-1", "finance-2", "finance-3", "finance-4")
PAUSE_SECONDS: Final = 1.0
_TAKEN_BACK: Final = {Code.TASK_CLOSED, Code.NOT_FOUND}
_SETTLED: Final = {"decision": "treasury_corrected", "note": "已与国库核实，重新查询"}


def settle(client: DemoClient) -> int:
    """Settle every payment that finance has to look into, each by somebody who may, and return how many there were."""
    settled = 0
    for person in PEOPLE:
        for task in client.get(person, "/tasks", kind=KIND, mine=True, limit=100)["items"]:
            try:
                client.complete(person, task["id"], _SETTLED)
            except DemoError as error:
                # The treasury may have said the right thing meanwhile, and the task was taken back.
                if error.code not in _TAKEN_BACK:
                    raise
            settled += 1
    return settled


def settle_until(client: DemoClient, is_over: Callable[[], bool]) -> None:
    """Settle what there is to settle as long as anybody may wait for it."""
    while not is_over():
        settle(client)
        time.sleep(PAUSE_SECONDS)
