"""安全事件的字段。Security events in JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.schemas.base import Named, Shown


class SecurityEventShown(Shown):
    """What was refused or given to somebody within a minute."""

    id: int
    minute: datetime = Field(description="该分钟的起点 When the minute began")
    kind: Named
    outcome: Literal["refused", "given"]
    reason: Named | None = Field(description="拒绝原因 Why it was refused")
    subject: str | None = Field(description="何人，即登录系统的用户标识；身份不明的为空 Who; null for strangers, or for very many")
    network: str | None = Field(description="来源网段 The network they came from", examples=["203.0.113.0/24"])
    operation: str | None = Field(description="所请求的操作，即接口文档的 operationId What they asked for", examples=["complete_task"])
    about: str | None = Field(description="所涉案件、任务或者文件的编号 Number or id of what it was about", examples=["BDA-2026-04-000002"])
    times: int = Field(description="该分钟内的次数 How often within the minute")
    rows: int = Field(description="该分钟内导出清单的条数合计 How many rows of lists were exported in all within the minute")
