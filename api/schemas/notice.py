"""公示的字段。Public notices in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime

from api.schemas.base import Shown, Words


class NoticeShown(Shown):
    """A public notice."""

    id: uuid.UUID
    application_number: str
    state: str
    enterprise_name: str
    item_code: str
    item_title: Words
    amount_fen: int
    published_at: datetime
    until: datetime
