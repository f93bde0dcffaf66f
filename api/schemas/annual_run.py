"""年度运行的字段。Annual runs in JSON."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from pydantic import Field

from api.schemas.base import CreditCode, Given, Named, Shown, Words
from api.schemas.case import CaseShown, CaseStanding, ReasonGiven
from api.schemas.codes import StageNamed
from api.schemas.item import ExplanationShape
from api.schemas.run_report import ReportShape


class AnnualRunGiven(Given):
    """A run to start, to preview or to join."""

    item_code: str = Field(description="事项 The item", min_length=1, max_length=60, examples=["rd-growth"])
    year: int | None = Field(default=None, ge=2022, le=2100, description="年度，缺省为上一年度 The year; the one before this if absent")
    dry_run: bool = Field(default=False, description="试算：只出报告，不发告知 Preview: a report, and no offers")


class LateMemberGiven(ReasonGiven):
    """An enterprise that the frozen list of a run left out."""

    uscc: CreditCode = Field(description="漏列企业的统一社会信用代码 Credit code of the enterprise that was missed")


class ProgressShown(Shown):
    """How far a run has come."""

    population: int = Field(description="已归集户数 Members collected")
    assessed: int = Field(description="已核算户数 Members assessed")
    to_offer: int | None = Field(description="应发告知数，核算完成后可知 Offers to be made; known once it is assessed")
    offered: int = Field(description="已发告知数 Offers made")
    offered_fen: int = Field(description="已发告知金额（分）What they come to, in fen")


class AnnualRunShown(CaseShown):
    """A run, in a list."""

    item_title: Words
    clause: str
    year: int
    dry_run: bool
    cut_off: date
    progress: ProgressShown


class AnnualRunInFull(AnnualRunShown, CaseStanding):
    """A run with where it stands, and its report."""

    rules_hash: str | None
    target_batches: list[uuid.UUID] = Field(
        description="启动时有效的目标值批次，后录入的优先 The batches of targets that stood when it began; the later entered holds"
    )
    report: ReportShape | None = Field(
        description="报告：户数、金额、不符合的理由、告知、预算余额 Counts, money, refusals by reason, offers, what is left of the budget"
    )


class RunStartedShown(AnnualRunInFull):
    """The run that was started, or joined."""

    joined: bool = Field(description="已有同一事项同一年度的运行 It was there before")


class MemberShown(Shown):
    """One enterprise in a run."""

    uscc: str
    name: str
    outcome: Named | None
    award_fen: int | None = Field(description="本次运行核算的金额（分）What the run assessed, by its frozen figures")
    capped: bool
    failed: list[str] = Field(description="不符合的条件 The conditions that do not hold")
    application_id: uuid.UUID | None
    application_number: str | None
    application_stage: StageNamed | None
    decided_fen: int | None = Field(
        description="审定后现应支持的金额（分），未审定的为空 What was decided last to be due; empty before that"
    )
    paid_fen: int = Field(description="已拨付（分），含补充支持 What was paid, with supplements")
    recovered_fen: int = Field(description="已退回（分）What of that came back")
    reassessed_at: datetime | None


class MemberInFull(MemberShown):
    """One enterprise in a run, with its figures and the whole explanation."""

    facts: dict[str, Any]
    target_source: Named | None = Field(description="目标值来源 Where its target comes from")
    explanation: ExplanationShape | None = Field(description="核定依据，由锁定的数据与细则重算 Read anew from the frozen figures and rules")
