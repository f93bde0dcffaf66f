"""流程名录。Every process with human steps, by the name its cases are kept under; and every kind of human step."""

from __future__ import annotations

from collections.abc import Mapping

from policy.processes.annual_run import tasks as annual_run_tasks
from policy.processes.annual_run.lifecycle import ANNUAL_RUN
from policy.processes.application import tasks as application_tasks
from policy.processes.application.lifecycle import APPLICATION
from policy.processes.call import tasks as call_tasks
from policy.processes.call.lifecycle import CALL
from policy.processes.clawback import tasks as clawback_tasks
from policy.processes.clawback.lifecycle import CLAWBACK
from policy.processes.commitment import tasks as commitment_tasks
from policy.processes.commitment.lifecycle import COMMITMENT
from policy.processes.kernel.lifecycle import Lifecycle
from policy.processes.kernel.task_kind import TaskKind
from policy.processes.matching import tasks as matching_tasks
from policy.processes.matching.lifecycle import MATCHING
from policy.processes.post_grant import tasks as post_grant_tasks
from policy.processes.post_grant.lifecycle import POST_GRANT

_PROCESSES: tuple[tuple[Lifecycle, tuple[TaskKind, ...]], ...] = (
    (APPLICATION, application_tasks.KINDS),
    (CALL, call_tasks.KINDS),
    (POST_GRANT, post_grant_tasks.KINDS),
    (MATCHING, matching_tasks.KINDS),
    (ANNUAL_RUN, annual_run_tasks.KINDS),
    (COMMITMENT, commitment_tasks.KINDS),
    (CLAWBACK, clawback_tasks.KINDS),
)
LIFECYCLES: Mapping[str, Lifecycle] = {lifecycle.name: lifecycle for lifecycle, _ in _PROCESSES}
KINDS: Mapping[str, TaskKind] = {kind.code: kind for _, kinds in _PROCESSES for kind in kinds}


def kinds_of(process: str) -> tuple[TaskKind, ...]:
    """Return the kinds of task that only one process has."""
    return next(kinds for lifecycle, kinds in _PROCESSES if lifecycle.name == process)
