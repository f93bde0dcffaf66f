"""任务。What is known of a stored task to whoever has to say who may complete it, and by when."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from models.tables import Task
from policy.actors import Role
from policy.processes.application.lifecycle import Event
from policy.processes.kernel.permissions import OpenTask

DUE, WARN = datetime(2026, 3, 9, 10, tzinfo=UTC), datetime(2026, 3, 5, 10, tzinfo=UTC)


def stored(**changed: Any) -> Task:
    fields: dict[str, Any] = {"id": uuid.uuid4(), "kind": "offer", "role": "applicant", "department": "sti", "concerns": []}
    return Task(**(fields | {"due_at": DUE, "warn_at": WARN} | changed))


def test_open_task_says_what_follows_when_its_kind_does_not_escalate() -> None:
    found = OpenTask.of(stored())
    assert (found.role, found.due_at, found.warn_at) == (Role.APPLICANT, DUE, WARN)
    assert found.overdue == Event.OFFER_LAPSED
    assert OpenTask.of(stored(kind="acceptance", role="officer")).overdue is None


def test_open_task_warns_no_more_when_it_was_warned_of() -> None:
    found = OpenTask.of(stored(warned_at=WARN))
    assert (found.due_at, found.warn_at, found.escalated) == (DUE, None, False)


def test_open_task_warns_no_more_and_says_when_it_was_due_when_it_is_escalated() -> None:
    found = OpenTask.of(stored(escalated_at=DUE))
    assert (found.due_at, found.warn_at, found.escalated) == (DUE, None, True)
