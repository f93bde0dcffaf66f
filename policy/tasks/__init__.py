"""人工环节。Every human step of every process as a kind of task: who does it, by when, with which form, and what may come of it."""

from __future__ import annotations

from collections.abc import Mapping

from policy.tasks import (
    application,
    call,
    clawback,
    commitment,
    matching,
    post_grant,
    run,
)
from policy.tasks.application import REVIEWS, TASK_STEPS
from policy.tasks.kind import TaskKind

__all__ = ["KINDS", "REVIEWS", "TASK_STEPS", "TaskKind"]

_PROCESSES = (
    application,
    call,
    clawback,
    commitment,
    matching,
    post_grant,
    run,
)
KINDS: Mapping[str, TaskKind] = {kind.code: kind for process in _PROCESSES for kind in process.KINDS}
