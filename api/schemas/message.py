"""通知的字段。People's messages in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime

from api.schemas.base import Shown, Words


class MessageShown(Shown):
    """A message."""

    id: uuid.UUID
    case_id: uuid.UUID | None
    text: Words
    sent_at: datetime
    read_at: datetime | None
