"""回调的字段。Webhooks in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas.base import Department, Given, Shown


class WebhookGiven(Given):
    """Where a system wants to hear that there is a message."""

    url: Annotated[
        str,
        Field(
            min_length=1,
            max_length=2000,
            description="公网地址，须为https An https address",
            examples=["https://erp.enterprise.example/grants"],
        ),
    ]
    department: Department | None = Field(
        default=None, description="为哪个部门登记；为空则为本单位 For which department; left out, for the enterprise one speaks for"
    )


class WebhookShown(Shown):
    """An address that messages are told to."""

    id: uuid.UUID
    url: str
    enterprise: str | None
    department: str | None
    registered_by: str
    created_at: datetime
    rotated_at: datetime | None = Field(
        description="更换密钥的时间，此后一日内两个密钥都签名 Since when it has another secret; for a day both sign"
    )
    failing_since: datetime | None = Field(description="自何时起未能接收 Since when it took nothing")
    disabled_at: datetime | None = Field(description="停用时间；测试成功即恢复 When it was given up; a ping that it takes brings it back")


class WebhookRegistered(WebhookShown):
    """An address with its secret, which is told once."""

    secret: str = Field(description="验签密钥，仅此一次 What signatures are checked with; told this once", examples=["whsec_…"])
