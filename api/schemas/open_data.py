"""开放数据的字段。Editions of open data in JSON."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from api.schemas.base import Shown


class OpenDataEditionShown(Shown):
    """What was published of awards since a day."""

    day: date = Field(description="发布之日（北京时间） The day on which it was published, in Beijing")
    awards: int = Field(description="公开的支持项数 How many awards are in it")
    made_at: datetime
    checked_at: datetime = Field(description="最近核对时间 When it was compared with the record last")
    files: dict[str, str] = Field(description="各格式文件的地址 Where its files are, by format")


class OpenDataPublishedShown(Shown):
    """What came of publishing."""

    awards: int
    is_new: bool = Field(description="是否与之前公开的不同 Whether it is another edition than the one before")
