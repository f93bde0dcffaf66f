"""任务的字段。Tasks in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas.application import DocumentShown
from api.schemas.base import Given, ShortText, Shown, Words
from api.schemas.opinion import AwardToDecide, OpinionShown, ReclaimedShown


class TaskShown(Shown):
    """A task in a list."""

    id: uuid.UUID
    kind: str
    title: Words
    role: str
    department: str
    assignee: str | None
    process: str
    case_id: uuid.UUID
    case_number: str
    item_code: str
    stage: str
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
    enterprise_name: str | None
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
