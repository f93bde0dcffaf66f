"""公示的字段。Public notices in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime

from pydantic import Field

from api.schemas.base import Named, Shown, Words
from api.schemas.codes import ItemCode


class NoticeShown(Shown):
    """A public notice."""

    id: uuid.UUID
    application_number: str
    state: str
    enterprise_name: str
    item_code: ItemCode
    item_title: Words
    clause: str = Field(description="条款 The clause, as the Opinions write it", examples=["第(六)条"])
    grounds: Words = Field(description="依据 What it rests on: the document, the clause and the general terms")
    department: Named = Field(description="责任单位 Who handles it")
    contact: str | None = Field(description="联系方式；没有则为空 Where whoever answers for it is reached, if that is known")
    amount_fen: int | None = Field(description="拟支持金额（分）；拟认定的为空 What is to be given; none of a recognition")
    due_fen: int | None = Field(
        description="公示后支持金额已变更的，现应支持的金额（分），不再支持的为0；未变更的为空 What is due of the award now, "
        "where that was changed or ended after the notice; none where it stands as published"
    )
    changed_in: str | None = Field(
        description="据以变更的再决定编号，因其他原因不再支持的为原申请编号 In which re-decision that was; "
        "where it ended otherwise, the number of its application"
    )
    published_at: datetime
    until: datetime
