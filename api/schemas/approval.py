"""录入与审批的字段。What one officer enters and another approves or refuses, in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime

from pydantic import Field

from api.schemas.base import Shown
from api.schemas.codes import ItemCode


class EnteredShown(Shown):
    """What a rule and a suspension have in common: who entered it, who approved or refused it, and when."""

    id: uuid.UUID
    item_code: ItemCode
    document_no: str
    approved: bool = Field(description="已由另一人审批 By a second person")
    entered_by: str = Field(description="本部门可见经办人，公众可见部门 The person, to the department; the department, to the public")
    entered_at: datetime
    approved_by: str | None
    approved_at: datetime | None = Field(description="早期记录可能没有 Not known of early records")
    refused_by: str | None = Field(description="不同意的人，或撤回的录入人 Who refused it, or entered and withdrew it")
    refused_at: datetime | None
    refusal_reason: str | None
