"""投递的字段。What left the system, in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Literal

from pydantic import Field

from api.schemas.base import Shown

ChannelCode = Literal["email", "sms", "webhook"]
DeliveryStateCode = Literal["waiting", "delivered", "dead"]


class DeliveryShown(Shown):
    """One thing for one reader by one channel: neither an address nor what it says."""

    id: uuid.UUID
    channel: ChannelCode
    message_id: uuid.UUID | None
    recipient: str | None = Field(description="收件人的主体标识，投递给个人的才有 The subject of whom it is for, if it is for a person")
    webhook_id: uuid.UUID | None = Field(description="所投递的回调地址 The webhook it is for")
    state: DeliveryStateCode
    tries: int = Field(description="已尝试次数 How often it was tried")
    next_at: datetime = Field(description="下次尝试时间，限等待中的 When it is tried next, while it waits")
    fault: str | None = Field(description="最近一次失败的原因代码 Why the last try failed", examples=["smtp_550"])
    created_at: datetime
    ended_at: datetime | None
