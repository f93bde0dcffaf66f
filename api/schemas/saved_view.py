"""常用筛选的字段。A person's own filters of lists in JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.base import Given, Shown

Written = Annotated[str, StringConstraints(max_length=200)]


class ViewGiven(Given):
    """What to keep."""

    list: str = Field(max_length=100, description="列表，如 /tasks The list, by its path, such as /tasks", examples=["/tasks"])
    query: dict[Written, Written] = Field(
        max_length=20,
        description="查询参数及其值，与该列表的查询参数相同 Its query parameters with their values, as the list takes them",
        examples=[{"overdue": "true", "department": "sti"}],
    )


class ViewShown(Shown):
    """A filter that is kept."""

    name: str
    list: str
    query: dict[str, str]
    saved_at: datetime
    valid: bool = Field(description="该列表现在是否仍接受这些参数 Whether the list still takes it")


class ViewsShown(Shown):
    """What somebody has kept."""

    views: list[ViewShown]
