"""案件的字段。Cases of any process in JSON: where they stand, who is waited for, what happened."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from api.schemas.base import Given, LongText, Named, Shown, Words
from api.schemas.codes import DepartmentCode, EventCode, ItemCode, KindCode, ProcessCode, RoleCode, StageCode, StageNamed


class ReasonGiven(Given):
    """A reason."""

    reason: LongText


class WaitingFor(Shown):
    """Who has to act next."""

    task_id: uuid.UUID
    kind: KindCode
    title: Words
    role: RoleCode
    department: DepartmentCode
    due_at: datetime | None
    provisional: bool = Field(description="期限跨越尚未公布放假安排的年度 Runs over a year whose holidays are not announced yet")


class CaseShown(Shown):
    """A case of any process, in a list."""

    process: ProcessCode
    id: uuid.UUID
    number: str
    item_code: ItemCode = Field(description='事项；“*”为不限事项 The item; "*" when it is about all of them')
    department: DepartmentCode
    stage: StageNamed
    held: bool
    version: int
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None


class DefectShown(Shown):
    """What has to be corrected of what was submitted."""

    code: str = Field(description="申报信息或材料的代码 The code of the fact or piece of evidence")
    title: Words
    reason: str


class CaseStanding(Shown):
    """Where a case stands: who has to act, until when, and what comes next."""

    hold_reason: str | None
    waiting_for: list[WaitingFor]
    due_at: datetime | None = Field(description="法定办理期限 The legal due date of what is waited for")
    clock_running: bool = Field(description="办理时限是否在计算 Whether the authority's legal clock runs")
    next_step: Words


class EvidenceTaken(Shown):
    """A piece of evidence that a case takes."""

    code: str = Field(description="上传时填写的材料代码 The `evidence_code` it is uploaded under")
    title: Words
    required: bool = Field(description="提交前是否必须提供 Whether it must be there before the case is submitted")
    handed_in: bool = Field(description="是否已提供 Whether it is there")
    open: bool = Field(description="您现在能否上传 Whether you may upload it now")


class WithEvidence(CaseStanding):
    """Where a case stands that takes evidence, and which."""

    evidence: list[EvidenceTaken] = Field(
        description="可以提交的材料及是否已提供 What it takes, by code; what is `required` and not `handed_in` is missing"
    )


class EventShown(Shown):
    """One thing that happened."""

    sequence: int
    event: Named
    from_stage: StageCode
    to_stage: StageCode
    by: Words
    at: datetime


class ReceiptShown(Shown):
    """The receipt of a request: the stage after it, as it is stored."""

    process: ProcessCode
    case_id: uuid.UUID
    number: str
    stage: StageNamed
    event: EventCode


class PaperShown(Shown):
    """A paper of a case."""

    number: str
    language: Literal["zh", "en"]
    draft: bool = Field(description="是否为草稿：尚未发文，没有文号 Whether it is a draft, which was not issued and has no number")
    replaced_by: str | None = Field(
        default=None, description="撤回、代替或者变更该文书的文书文号 The number of the paper that has replaced or changed it"
    )
    text: str


class LetterIssued(Shown):
    """A letter that a case has issued; it is read under its `sequence`."""

    sequence: int = Field(description="该文书在案件中的序号，不一定连续 What it is read under; not every number is a letter")
    document_no: str = Field(description="文号 The number of the letter")
    title: str = Field(description="标题，语言同 language 字段 What it is, in the language named beside it")
    language: Literal["zh", "en"]
    issued_on: date | None = Field(description="落款日期 The day it bears")
    event: Named = Field(description="因何发出 What it was issued for")
    replaced_by: str | None = Field(
        description="撤回、代替或者变更该文书的文书文号；未变的为空 The number of the paper that has replaced or changed it, if one has"
    )
