"""通知的字段。People's messages in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime

from api.schemas.base import Shown, Words
from api.schemas.codes import KindCode


class MessageShown(Shown):
    """A message."""

    id: uuid.UUID
    case_id: uuid.UUID | None
    text: Words
    sent_at: datetime
    read_at: datetime | None


class TaskOpened(Shown):
    """A task that was opened, as an inbox is told of it; all of it is at `/tasks/{id}`."""

    id: uuid.UUID
    kind: KindCode
    title: Words
    case_id: uuid.UUID
    opened_at: datetime
    due_at: datetime | None
