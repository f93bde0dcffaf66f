"""通知的呈现。A message, and a task that was opened, as people read them in their inbox."""

from __future__ import annotations

from api.schemas.base import Words
from api.schemas.message import MessageShown, TaskOpened
from models.tables import Message, Task
from policy.processes.registry import KINDS


def message(row: Message) -> MessageShown:
    """Return a message."""
    return MessageShown(id=row.id, case_id=row.case_id, text=Words(zh=row.zh, en=row.en), sent_at=row.sent_at, read_at=row.read_at)


def opened(row: Task) -> TaskOpened:
    """Return a task that was opened."""
    title = Words.of(KINDS[row.kind].title)
    return TaskOpened(id=row.id, kind=row.kind, title=title, case_id=row.case_id, opened_at=row.opened_at, due_at=row.due_at)
