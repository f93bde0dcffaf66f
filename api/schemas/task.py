"""任务的字段。Tasks in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas.application import DocumentShown
from api.schemas.base import Given, ShortText, Shown, Words
from api.schemas.codes import DepartmentCode, ItemCode, KindCode, ProcessCode, RoleCode, StageNamed
from api.schemas.opinion import AwardToDecide, OpinionShown, ReclaimedShown


class TaskShown(Shown):
    """A task in a list."""

    id: uuid.UUID
    kind: KindCode
    title: Words
    role: RoleCode
    department: DepartmentCode
    assignee: str | None
    process: ProcessCode
    case_id: uuid.UUID
    case_number: str
    item_code: ItemCode
    case_called: Words = Field(
        description="案件称谓，含所涉条款和年度 What its case is called; with clause and year where it is about these"
    )
    item_title: Words | None = Field(description="事项名称；不属于某一事项的为空 None where the case is about no one item")
    enterprise_uscc: str | None = Field(description="所涉单位；涉及多家或者自然人的为空 None where it is about several, or about a person")
    enterprise_name: str | None
    award_fen: int | None = Field(description="已核算的支持金额（分）What its application was assessed to, in fen")
    stage: StageNamed
    opened_at: datetime
    due_at: datetime | None
    provisional: bool
    escalated: bool
    closed_at: datetime | None
    outcome: str | None
    may_complete: bool


class TaskInFull(TaskShown):
    """A task with its form and what its doer has to see."""

    form: dict[str, Any]
    about: dict[str, Any]
    facts: dict[str, Any]
    claims: dict[str, Any] = Field(description="申请单位的主张，有待确认 What the applicant claims, to be confirmed")
    documents: list[DocumentShown]
    opinions: list[OpinionShown] = Field(
        description="审定、复核等环节：此前各环节的意见 For whoever decides: what each of those wrote who looked at the case before"
    )
    reclaimed: list[ReclaimedShown] = Field(
        description="评审、审定等环节：同一支持对象此前被追回的支持 For whoever reviews or decides: what was demanded back before"
    )
    award: AwardToDecide | None = Field(description="审定、复核等环节：金额及核算过程 For whoever decides: the amount and its calculation")


class AssignmentGiven(Given):
    """The person a task is assigned to, or nobody, so that all who may do it may again."""

    assignee: ShortText | None


class TasksCounted(Shown):
    """How many open tasks of a kind there are in a department."""

    kind: KindCode
    title: Words
    department: DepartmentCode
    tasks: int = Field(description="看得到的 All that the reader sees")
    mine: int = Field(description="本人可办的 Those that the reader may complete")
    overdue: int = Field(description="已逾期的 Those past their due time")
    unassigned: int = Field(description="尚未指定承办人的 Those given to nobody")
    next_due_at: datetime | None = Field(description="最早到期的期限 When the first of them is due")


class TaskCounts(Shown):
    """Open tasks as badges show them: in all, and by kind and department."""

    tasks: int
    mine: int
    overdue: int
    unassigned: int
    by_kind: list[TasksCounted]
