"""人员的字段。Who is signed in, in JSON."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import Shown


class GrantShown(Shown):
    """A role that somebody was given."""

    role: str = Field(description="角色 Role")
    department: str | None = Field(description="部门，限经办人和审批人 Where it holds; officers and approvers only")
    head: bool = Field(description="是否为负责人 Whether they lead those who hold it there")


class Me(Shown):
    """Who is signed in."""

    subject: str
    name: str
    grants: list[GrantShown]
    enterprise: str | None
    interests: list[str] = Field(description="应当回避的单位 Credit codes of those in whose cases they do nothing")
