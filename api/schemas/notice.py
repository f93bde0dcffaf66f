"""公示的字段。Public notices in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime

from pydantic import Field

from api.schemas.base import Shown, Words


class NoticeShown(Shown):
    """A public notice."""

    id: uuid.UUID
    application_number: str
    state: str
    enterprise_name: str
    item_code: str
    item_title: Words
    amount_fen: int | None = Field(description="拟支持金额（分）；拟认定的为空 What is to be given; none of a recognition")
    published_at: datetime
    until: datetime
