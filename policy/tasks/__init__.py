"""人工环节。Every human step of every process as a kind of task: who does it, by when, with which form, and what may come of it."""

from __future__ import annotations

from collections.abc import Mapping

from policy.tasks import (
    annual_run,
    application,
    call,
    clawback,
    commitment,
    matching,
    post_grant,
)
from policy.tasks.application import REVIEWS
from policy.tasks.kind import TaskKind
from policy.text import Text

__all__ = ["KINDS", "REVIEWS", "TASK_STEPS", "TaskKind", "kinds_of"]

_PROCESSES = (
    application,
    call,
    clawback,
    commitment,
    matching,
    post_grant,
    annual_run,
)
KINDS: Mapping[str, TaskKind] = {kind.code: kind for process in _PROCESSES for kind in process.KINDS}
TASK_STEPS: Mapping[str, Text] = {**application.TASK_STEPS, **post_grant.TASK_STEPS}


def kinds_of(process: str) -> tuple[TaskKind, ...]:
    """Return the kinds of task that only one process has."""
    return next(module.KINDS for module in _PROCESSES if module.__name__ == f"{__name__}.{process}")
