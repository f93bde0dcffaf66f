"""持续经营承诺的字段。Commitments to stay in JSON: what binds, what was filed, what was found."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.application import DocumentShown
from api.schemas.base import Day, Given, LongText, Named, Reference, Shown, Words
from api.schemas.case import CaseShown, EventShown, WithEvidence
from api.schemas.codes import ItemCode

FilingKind = Literal["relocation", "tax_registration", "statistics", "deregistration", "change_of_control", "other"]


class FilingGiven(Given):
    """A change, filed before it happens."""

    kind: FilingKind
    planned_on: Day = Field(description="变动日期；应在备案日之后 When it happens; after the day of filing")
    description: LongText
    evidence: list[Reference] = Field(
        default_factory=list,
        max_length=50,
        description="证明材料：先上传至承诺，再填编号 What supports it: documents that were uploaded to the commitment before, by id",
    )
    supersedes: Reference | None = Field(
        default=None, description="所代替的、尚未生效的备案 The filing in whose place it comes, which has not taken effect"
    )


class FilingShown(Shown):
    """A filed change and its outcome."""

    id: uuid.UUID
    enterprise_uscc: str
    kind: Named
    planned_on: date
    description: str
    evidence: list[DocumentShown]
    state: str
    late: bool = Field(description="变动不晚于备案日 Filed on the day of the change or later")
    supersedes: uuid.UUID | None
    touched: list[str] = Field(description="涉及的支持资金（申请编号）The awards whose terms it touches, by number")
    reason: str | None
    demands: list[dict[str, Any]] = Field(description="应退回的金额及计算 What is to be repaid of each award, and how it was calculated")
    filed_at: datetime | None
    decided_at: datetime | None
    took_effect_at: datetime | None = Field(description="变动日已到且应退资金已办结 When its day had come and what is owed was settled")


class UndertakingShown(Shown):
    """An undertaking that binds, or bound."""

    award: str
    item_code: ItemCode
    item_title: Words
    paid_fen: int
    held_fen: int = Field(
        description="已拨付、应支持且未要求退缴的金额（分）；全部不应支持并已办结的，承诺不再约束 "
        "What was paid, is due and not asked back; where that is nothing and all is settled, nothing binds"
    )
    starts_on: date
    until: date | None = Field(description="约束的最后一日；未定为空 The last day it binds; open while no rule sets a term")
    ended_on: date | None
    cause: str | None = Field(description="served 期满 / released 经批准 / broken 违反承诺 / settled 资金已全部退回或者办结")
    repay: str
    terms: dict[str, Any]


class BreachShown(Shown):
    """A suspected breach, and how it ended."""

    id: uuid.UUID
    cause: str
    failures: list[str]
    breach_on: date
    opened_at: datetime
    demands: list[dict[str, Any]]
    outcome: str | None
    closed_at: datetime | None


class FindingShown(Shown):
    """What a yearly check found of one enterprise."""

    id: uuid.UUID
    year: int
    enterprise_uscc: str
    answers: dict[str, Any]
    failures: list[str]
    checked_at: datetime


class CommitmentShown(CaseShown):
    """An enterprise's commitment to stay, in a list."""

    enterprise_uscc: str
    enterprise_name: str


class CommitmentInFull(CommitmentShown, WithEvidence):
    """An enterprise's commitment to stay: what binds until when, what was filed, found and decided."""

    undertakings: list[UndertakingShown]
    filings: list[FilingShown]
    breaches: list[BreachShown]
    findings: list[FindingShown]
    timeline: list[EventShown]
    clawbacks: list[str] = Field(description="未结清的追回 Numbers of the clawbacks that are open")
    good_standing: bool = Field(description="是否可获新的支持 Whether new awards may be made")


class CheckGiven(Given):
    """Which year's check to start."""

    year: Annotated[int, Field(ge=2022, le=2100)]


class CheckShown(Shown):
    """A yearly check, and what it found so far."""

    year: int
    state: Literal["running", "ended"]
    checked: int
    failing: int
    unanswered: int | None = Field(description="来源未答复的单位数 Enterprises a source did not answer for; absent while it runs")
    findings: list[FindingShown] = Field(description="不在本区的单位 Those found outside the area")
