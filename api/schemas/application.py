"""申请的字段。Applications in JSON."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.base import Day, Given, ShortText, Shown, Words
from api.schemas.case import CaseShown, CaseStanding


class DraftGiven(Given):
    """A new draft. Facts may still be missing; what is there must be right."""

    item_code: ShortText = Field(examples=["innovation-centre"])
    enterprise_uscc: ShortText = Field(examples=["91110302MA9DA0018E"])
    facts: dict[str, Any] = Field(
        default_factory=dict, examples=[{"level": "bda", "event": "newly_obtained", "certificate_no": "BDA-2026-01"}]
    )
    matter_date: Day | None = Field(default=None, description="事项发生日期 When the matter arose")


class DraftChange(Given):
    """A change of a draft, or of an application being corrected: what is given replaces what was there."""

    facts: dict[str, Any] | None = None
    matter_date: Day | None = None


class Refused(Shown):
    """A refusal: its reasons, and how to object."""

    event: str
    reason: str | None
    failures: list[dict[str, Any]]
    how_to_object: Words
    until: datetime | None


class ApplicationShown(CaseShown):
    """An application as anybody may see it who may see it at all."""

    item_title: Words
    clause: str
    enterprise_uscc: str
    enterprise_name: str
    matter_date: date | None
    programme_year: int | None
    award_fen: int | None
    paid_fen: int
    recovered_fen: int = Field(description="已追回金额(分) What of it was paid back, in fen")
    submitted_at: datetime | None


class ApplicationInFull(ApplicationShown, CaseStanding):
    """An application with where it stands and why."""

    parent_id: uuid.UUID | None = Field(description="所属项目 The run or project it belongs to")
    facts: dict[str, Any]
    defects: list[dict[str, Any]] = Field(description="补正内容 What has to be corrected")
    offer: dict[str, Any] | None = Field(
        description="免申即享告知的金额(分)与数据 What was offered without an application: amount in fen, and the figures"
    )
    refusal: Refused | None
    parameters_needed: list[dict[str, Any]] = Field(
        description="核定所缺的实施细则参数,及可制定的责任单位 What an assessment lacks, and which department can set it"
    )
    assessment: dict[str, Any] | None = Field(description="核定依据 The explanation tree of the amount")
    differences: list[dict[str, Any]] = Field(
        description="数据来源单位所报与申报不一致的事实,以前者为准 Facts a source of record supplied otherwise; the source's count"
    )


class LetterShown(Shown):
    """The letter of an application."""

    number: str
    standing: Literal["offered", "pending", "awarded", "refused", "ended"]
    language: Literal["zh", "en"]
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
