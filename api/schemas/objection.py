"""异议的字段。Objections to public notices in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime

from pydantic import Field

from api.schemas.base import Given, LongText, Name, ShortText, Shown


class ObjectionGiven(Given):
    """A named objection."""

    name: Name = Field(examples=["张三"])
    contact: ShortText = Field(description="电话或邮箱 Telephone or mail", examples=["13800000000"])
    grounds: LongText = Field(examples=["请核实证书编号"])


class ObjectionReceived(Shown):
    """The answer to an objection that was received."""

    id: uuid.UUID
    state: str


class ObjectionShown(ObjectionReceived):
    """An objection as the handling department reads it."""

    name: str
    contact: str
    grounds: str
    ruling: str | None
    received_at: datetime
