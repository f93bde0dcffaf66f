"""受损的流程的测试。Which processes a check of the cases ends."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from temporalio.api.workflow.v1 import VersioningOverride, WorkflowExecutionInfo, WorkflowExecutionVersioningInfo
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse
from temporalio.client import WorkflowExecutionStatus

from activities.case.harmed import KIND_OF, end

PREFIX, KIND = next(iter(KIND_OF.items()))
PINNED = VersioningOverride(pinned=VersioningOverride.PinnedOverride())


class Server:
    """A server that knows one process, and whether it was ended."""

    def __init__(self, override: VersioningOverride | None) -> None:
        self.ended = False
        versioning = WorkflowExecutionVersioningInfo(versioning_override=override)
        self._raw = DescribeWorkflowExecutionResponse(workflow_execution_info=WorkflowExecutionInfo(versioning_info=versioning))

    def get_workflow_handle(self, its: str, run_id: str | None = None) -> Any:
        async def describe() -> Any:
            status = WorkflowExecutionStatus.RUNNING
            return SimpleNamespace(raw_description=self._raw, status=status, id=its, run_id="1", task_queue="etown", workflow_type=KIND)

        async def terminate(_: str) -> None:
            self.ended = True

        return SimpleNamespace(describe=describe, terminate=terminate)


@pytest.mark.parametrize(
    ("override", "ends"),
    [(None, False), (PINNED, True), (VersioningOverride(auto_upgrade=True), True)],
    ids=["left alone", "pinned", "upgraded"],
)
async def test_process_is_ended_when_it_was_pinned_to_a_version_of_a_worker(override: VersioningOverride | None, *, ends: bool) -> None:
    server, its = Server(override), f"{PREFIX}1"
    assert await end(server, "etown", [its]) == ({its} if ends else set())  # type: ignore[arg-type]
    assert server.ended is ends
