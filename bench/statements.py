"""语句计数。The SQL statements that each activity of a case sends, as PostgreSQL counts them, with BEGIN, COMMIT and pings."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any, Final

from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from activities.signatures.case import TransitionOrder

# What a connection is opened with whose statements are to be counted: the server writes each into its log before it runs it.
LOGGED: Final = "options=-c%20log_statement%3Dall"
_STATEMENT: Final = re.compile(rb"LOG:  (?:statement|execute [^:]*): (.*)")
# What goes round other statements; a ping is an empty one.
_AROUND: Final = re.compile(rb"BEGIN|COMMIT|ROLLBACK|;?$")


class StatementCount(Interceptor):
    """Counts by activity of one workflow. Only with one activity at a time is it known whose a statement is.

    Args:
        log: The server's log.
    """

    def __init__(self, log: Path) -> None:
        self._log = log
        self.counted: Counter[tuple[str, str]] = Counter()
        self.around: Counter[str] = Counter()

    def of(self, workflow_id: str) -> dict[str, int]:
        """Return the statements of a workflow's activities, in the order they first came."""
        return {name: count for (its_workflow, name), count in self.counted.items() if its_workflow == workflow_id}

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - the SDK's name
        """Stand between the worker and its activities."""
        return _Counting(next, self)

    def add(self, workflow_id: str, name: str, since: int) -> None:
        """Count the statements the log has had since it was so many bytes long."""
        with self._log.open("rb") as log:
            log.seek(since)
            statements = [found[1] for line in log if (found := _STATEMENT.search(line))]
        self.counted[workflow_id, name] += len(statements)
        self.around[workflow_id] += sum(bool(_AROUND.match(statement)) for statement in statements)

    def length(self) -> int:
        """Return how many bytes the log has."""
        return self._log.stat().st_size


class _Counting(ActivityInboundInterceptor):
    def __init__(self, following: ActivityInboundInterceptor, count: StatementCount) -> None:
        super().__init__(following)
        self._count = count

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401 - the SDK's name and type
        """Run an activity, and count what it sends. A transition is named by its event."""
        since, given = self._count.length(), input.args[0]
        try:
            return await super().execute_activity(input)
        finally:
            info = activity.info()
            name = given.event if isinstance(given, TransitionOrder) else info.activity_type
            self._count.add(info.workflow_id or "", str(name), since)
