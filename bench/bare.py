"""对照流程。The bare workflow that ours is compared with: as many requests and activities, one after the other, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow


@workflow.defn
class Bare:
    """As many updates as ours takes, with as many activities after each."""

    def __init__(self) -> None:
        self._done = False

    @workflow.run
    async def run(self) -> None:
        """Wait for the end."""
        await workflow.wait_condition(lambda: self._done)
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.update
    async def step(self, activities: int, last: bool) -> int:  # noqa: FBT001 - an update takes its arguments by place
        """Run some activities, one after the other."""
        for number in range(activities):
            await workflow.execute_activity("insert_row", number, start_to_close_timeout=timedelta(seconds=30))
        self._done = last
        return activities
