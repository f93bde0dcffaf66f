"""流程沙箱。How workflows are run: in the SDK's sandbox, with the modules that are the same in every run passed through."""

from __future__ import annotations

from typing import Any

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

# These are pure, or only names and types, and the machine of cases keeps nothing outside a case: to load them anew for every workflow run
# would cost twenty milliseconds an award and guard nothing that the rules of the house do not.
PASSED_THROUGH = (
    "activities.signatures",
    "annotated_types",
    "policy",
    "pydantic",
    "pydantic_core",
    "temporalio.contrib.pydantic",
    "workflows.case",
)

# Workflow classes this process has tried in the sandbox.
_PREPARED: set[type] = set()


class _PreparingOnce(SandboxedWorkflowRunner):
    """The sandbox, which tries each class once a process: a second worker, as in tests and replays, finds what the first one found."""

    def prepare_workflow(self, defn: Any) -> None:  # noqa: ANN401 - the SDK does not export its type
        """Load a workflow class as every run of it will, unless that was done."""
        if defn.cls not in _PREPARED:
            super().prepare_workflow(defn)
            _PREPARED.add(defn.cls)


def workflow_runner() -> SandboxedWorkflowRunner:
    """Return how workflows are run: the same for the worker and for a replay of recorded histories."""
    return _PreparingOnce(restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH))
