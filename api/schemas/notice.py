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
    published_at: datetime
    until: datetime
