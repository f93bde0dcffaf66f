"""人员的字段。Who is signed in, and the directory of people, in JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.base import CreditCode, Day, Department, Given, Name, ShortText, Shown

RoleGranted = Literal["applicant", "officer", "expert", "approver", "committee", "finance", "auditor", "operator", "admin"]


class GrantGiven(Given):
    """A role, and where it is held."""

    role: RoleGranted = Field(description="角色 Role")
    department: Department | None = Field(default=None, description="部门，限经办人和审批人 Where it holds; officers and approvers only")
    head: bool = Field(default=False, description="是否为负责人 Whether they lead those who hold it there")


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
    stands_in_for: list[str] = Field(description="所代理的人 Those who are away, and for whom they act")


class PersonGiven(Given):
    """Somebody for the directory. What they may do their token says; the directory is for choosing, telling and counting."""

    name: Name
    grants: list[GrantGiven] = Field(max_length=50)
    interests: list[CreditCode] = Field(default=[], max_length=200, description="应当回避的单位 In whose cases they do nothing")
    contact: ShortText | None = Field(default=None, description="联系方式 Telephone or address")


class PersonShown(Shown):
    """Somebody in the directory."""

    subject: str
    name: str
    grants: list[GrantShown]
    absent_from: date | None
    absent_to: date | None
    deputy: str | None
    revoked_at: datetime | None
    open_tasks: int = Field(description="指定由其办理的未办结任务 Open tasks that are given to them")


class AbsenceGiven(Given):
    """When somebody is away, and who acts for them; nothing, when they are here."""

    absent_from: Day | None = Field(default=None, description="首日 The first day")
    absent_to: Day | None = Field(default=None, description="末日 The last day")
    deputy: ShortText | None = Field(default=None, description="代理人 Who does, in their own name, what is given to them")


class RegisterEventShown(Shown):
    """What was changed, by whom."""

    event: str
    actor: str
    actor_name: str
    detail: dict[str, Any] = Field(description="各字段变动前后 By field: before and since")
    occurred_at: datetime


class PersonInFull(PersonShown):
    """Somebody in the directory, with what was changed of them."""

    interests: list[str]
    contact: str | None
    by_token: bool = Field(description="是否仅依登录令牌登记，无人维护 Whether all that is known of them is what their own token said")
    seen_on: date | None = Field(description="最近登录日 The last day on which they signed in")
    history: list[RegisterEventShown]
