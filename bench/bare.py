"""对照流程。The bare workflow that ours is compared with: as many updates and activities, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow


@workflow.defn
class Bare:
    """As many updates, each with an activity, and as many activities besides."""

    def __init__(self) -> None:
        self._done = False

    @workflow.run
    async def run(self, alone: int) -> None:
        """Run the activities that no update asks for, then wait for the end."""
        for number in range(alone):
            await workflow.execute_activity("insert_row", number, start_to_close_timeout=timedelta(seconds=30))
        await workflow.wait_condition(lambda: self._done)
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.update
    async def step(self, last: bool) -> int:  # noqa: FBT001 - an update takes its arguments by place
        """Do one step."""
        await workflow.execute_activity("insert_row", 0, start_to_close_timeout=timedelta(seconds=30))
        self._done = last
        return 0
