"""申请的字段。Applications in JSON."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.base import CreditCode, Day, Given, ShortText, Shown, Words
from api.schemas.case import CaseShown, DefectShown, WithEvidence
from api.schemas.codes import EventCode
from api.schemas.instalment import AwardPart
from api.schemas.item import DifferenceShape, ExplanationShape, ParameterNeededShape, ReasonShape
from api.schemas.window import EvidenceAsked, WindowBrief


class DraftGiven(Given):
    """A new draft. Facts may still be missing; what is there must be right."""

    item_code: ShortText = Field(examples=["innovation-centre"])
    enterprise_uscc: CreditCode
    facts: dict[str, Any] = Field(
        default_factory=dict,
        description="填报的事实：编号、年度、申请金额等 What is declared: numbers of record, the year, the amount asked for",
        examples=[{"certificate_no": "BDA-2026-01"}],
    )
    claims: dict[str, Any] = Field(
        default_factory=dict,
        description="主张的事实，由经办部门据材料确认；核定不以此为准 What is claimed of facts an officer confirms; no assessment reads it",
        examples=[{"level": "bda", "event": "newly_obtained"}],
    )
    matter_date: Day | None = Field(
        default=None, description="事项发生日期，由经办部门据材料确认 When the matter arose; an officer confirms it from the paper"
    )


class DraftChange(Given):
    """A change of a draft, or of an application being corrected: what is given replaces what was there."""

    facts: dict[str, Any] | None = None
    claims: dict[str, Any] | None = None
    matter_date: Day | None = None


class Refused(Shown):
    """A refusal: its reasons, how to object while that is possible, and how it can be contested outside the department."""

    event: EventCode
    reason: str | None
    failures: list[ReasonShape]
    how_to_object: Words | None = Field(description="可申请复核时的办法 How to ask for reconsideration; null once nobody may any more")
    until: datetime | None = Field(description="申请复核的期限 Until when reconsideration may be asked for")
    remedies: Words = Field(description="行政复议与行政诉讼 Administrative review and administrative litigation")


class ApplicationShown(CaseShown):
    """An application as anybody may see it who may see it at all."""

    item_title: Words
    clause: str
    enterprise_uscc: str
    enterprise_name: str
    matter_date: date | None
    programme_year: int | None
    formula_fen: int | None = Field(
        description="按批次统一审定的：公式核算金额（分） Where a list decides: what the formula comes to, in fen"
    )
    award_fen: int | None
    paid_fen: int
    supplement_fen: int = Field(
        description="再决定补充支持和首期之外各期的金额（分）What re-decisions added and what is paid in later parts, in fen"
    )
    supplement_paid_fen: int = Field(description="其中已拨付金额（分）What of that was paid, in fen")
    recovered_fen: int = Field(description="已追回金额（分）What of it was paid back, in fen")
    submitted_at: datetime | None


class ApplicationInFull(ApplicationShown, WithEvidence):
    """An application with where it stands and why."""

    due_fen: int | None = Field(
        description="按最近一次决定应支持的金额（分）：核定金额加补充支持，减去经决定不应支持的；未审定的为空 "
        "What is due by what was decided last, in fen: the award with what was added, less what was found not to be due"
    )
    parent_id: uuid.UUID | None = Field(description="所属项目 The run or project it belongs to")
    facts: dict[str, Any] = Field(description="填报及已确认的事实 What is declared, and what has been proved since")
    claims: dict[str, Any] = Field(description="申请单位的主张，核定不以此为准 What the applicant claims; no assessment reads it")
    provenance: dict[str, Any] = Field(
        description="各项事实的来历：由谁、何时、依据什么 Where each fact comes from: who supplied it, when, from which paper or source"
    )
    defects: list[DefectShown] = Field(
        description="补正内容，只有所列可以修改 What has to be corrected; nothing else may be changed meanwhile"
    )
    offer: dict[str, Any] | None = Field(
        description="免申即享告知的金额（分）与数据 What was offered without an application: amount in fen, and the figures"
    )
    window: WindowBrief | None = Field(description="所在申报批次 The window it is in; none of an item that is open all the year")
    asked_evidence: list[EvidenceAsked] = Field(
        description="事项材料之外，指南和实施细则要求的材料 What its window's guide and the rules ask for besides the item's evidence"
    )
    asked_facts: dict[str, Any] = Field(
        description="事项信息之外，实施细则要求主张的事实（JSON Schema） What the rules ask to be claimed besides the item's facts, by code"
    )
    instalments: list[AwardPart] = Field(description="分期拨付的各期 The parts it is paid in; none where it is paid at once")
    refusal: Refused | None
    parameters_needed: list[ParameterNeededShape] = Field(
        description="核定所缺的实施细则参数，及可制定的责任单位 What an assessment lacks, and which department can set it"
    )
    assessment: ExplanationShape | None = Field(description="核定依据 The explanation tree of the amount")
    differences: list[DifferenceShape] = Field(
        description="确认的结果与主张不一致的事实，以确认的为准 Facts found otherwise than they were claimed; what was found counts"
    )


class LetterShown(Shown):
    """The letter of an application."""

    number: str
    standing: Literal[
        "accepted",
        "correction",
        "offered",
        "pending",
        "intended",
        "awarded",
        "refused",
        "older_policy",
        "reopened",
        "ended",
        "rest_stopped",
        "taken_back",
        "revocation_intended",
        "revoked",
    ]
    language: Literal["zh", "en"]
    draft: bool = Field(description="是否为草稿：尚未发文，没有文号 Whether it is a draft, which was not issued and has no number")
    text: str


class DocumentShown(Shown):
    """A piece of evidence."""

    id: uuid.UUID
    evidence_code: str
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    uploaded_at: datetime
