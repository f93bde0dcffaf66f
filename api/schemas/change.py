"""变更申请的字段。Changes of what a project agreed on, in JSON: what is asked and why, both versions, and what was decided."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from api.schemas.base import Given, LongText, Named, Shown, Words, plainly


class ChangeGiven(Given):
    """A change that is applied for."""

    changes: Annotated[
        dict[str, Any],
        BeforeValidator(plainly),
        Field(description="变更后的内容 The terms that change, each as it is to be; `GET …/changes` has their form"),
    ]
    reason: LongText = Field(description="申请变更的理由 Why")


class TermChanged(Shown):
    """One term before and after; null where nothing is agreed."""

    code: str
    title: Words
    before: Any = None
    after: Any = None


class ChangeDocument(Shown):
    """A document that a change rests on."""

    id: str
    file_name: str
    sha256: str


class PartnerRegistered(Shown):
    """A partner as the business register has it."""

    name: str
    status: str


class PartnerFound(Shown):
    """What the register says of a partner, and what the officer decided where it says otherwise."""

    uscc: str
    name: str = Field(description="所填名称 The name it was given")
    registered: PartnerRegistered | None = Field(description="登记情况，查无登记的为空 By the register; null where it knows no such code")
    question: Words | None = Field(description="与登记不一致之处 What the register says otherwise")
    accepted: bool | None = Field(default=None, description="经办人是否认可 Whether the officer accepts it all the same")
    reason: str | None = None


class ReviewShown(Shown):
    """What the officer says of a change: the office's own."""

    opinion: str
    recommend: bool
    partners: list[PartnerFound] = Field(description="合作单位与登记的核对 The partners by the business register")
    suggested: list[TermChanged] | None = Field(description="建议调整为 How the officer would put it, if otherwise")


class ChangeShown(Shown):
    """A change that was applied for, with both versions."""

    number: int = Field(description="第几次 Which of its project, counted from 1")
    state: Named
    subjects: list[Named] = Field(description="涉及：预算科目、进度、内容、合作单位 What it is about: budget, time, content, partners")
    reason: str
    asked_at: datetime
    documents: list[ChangeDocument]
    differences: list[TermChanged] = Field(description="申请变更的内容 What it asks for: before and after")
    review: ReviewShown | None = Field(description="审核意见，申请单位不可见 The officer's review; not shown to the enterprise")
    decided_at: datetime | None
    decided_reason: str | None = Field(description="不同意或者调整的理由 Why it was refused or put otherwise")
    version: int | None = Field(description="生效的版本 The version it put in force")
    agreed: list[TermChanged] = Field(description="生效的变更 What came into force: before and after")


class AgreementShown(Shown):
    """What a project has agreed on, in its newest accepted version, and the changes it applied for."""

    version: int = Field(description="现行版本；最初约定的为第1版 The version in force; 1 is what was agreed first")
    terms: dict[str, Any] = Field(description="现行内容 What is in force")
    planned_cost_fen: int | None = Field(description="计划总成本（分），预算各科目之和应与其相等 What a budget has to sum to, in fen")
    form: dict[str, Any] = Field(description="变更申请表单 The form of `changes`, as JSON Schema")
    changes: list[ChangeShown]
