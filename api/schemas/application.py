"""Applications in JSON."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.base import Day, Given, LongText, Named, ShortText, Shown, Words


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


class ReasonGiven(Given):
    """A reason."""

    reason: LongText


class WaitingFor(Shown):
    """Who has the ball."""

    task_id: uuid.UUID
    kind: str
    title: Words
    role: str
    department: str
    due_at: datetime | None
    provisional: bool = Field(description="期限跨越尚未公布放假安排的年度 Runs over a year whose holidays are not announced yet")


class Refused(Shown):
    """Why it was refused, and how to object."""

    event: str
    reason: str | None
    failures: list[dict[str, Any]]
    how_to_object: Words
    until: datetime | None


class ApplicationShown(Shown):
    """An application as anybody may see it who may see it at all."""

    id: uuid.UUID
    number: str
    item_code: str
    item_title: Words
    clause: str
    department: str
    enterprise_uscc: str
    enterprise_name: str
    stage: Named
    held: bool
    version: int
    matter_date: date | None
    programme_year: int | None
    award_fen: int | None
    paid_fen: int
    created_at: datetime
    submitted_at: datetime | None
    updated_at: datetime
    closed_at: datetime | None


class ApplicationInFull(ApplicationShown):
    """An application with where it stands and why."""

    facts: dict[str, Any]
    hold_reason: str | None
    waiting_for: list[WaitingFor]
    due_at: datetime | None = Field(description="法定办理期限 The legal due date of what is waited for")
    clock_running: bool = Field(description="办理时限是否在计算 Whether the authority's legal clock runs")
    next_step: Words
    defects: list[dict[str, Any]] = Field(description="补正内容 What has to be corrected")
    refusal: Refused | None
    parameters_needed: list[dict[str, Any]] = Field(
        description="核定所缺的实施细则参数,及可制定的责任单位 What an assessment lacks, and which department can set it"
    )
    assessment: dict[str, Any] | None = Field(description="核定依据 The explanation tree of the amount")


class LetterShown(Shown):
    """The letter of an application."""

    number: str
    standing: Literal["pending", "awarded", "refused", "ended"]
    language: Literal["zh", "en"]
    text: str


class EventShown(Shown):
    """One thing that happened."""

    sequence: int
    event: Named
    from_stage: str
    to_stage: str
    by: Words
    at: datetime


class ReceiptShown(Shown):
    """What came of a request: the stage after it, stored."""

    application_id: uuid.UUID
    number: str
    stage: Named
    event: str


class DocumentShown(Shown):
    """A piece of evidence."""

    id: uuid.UUID
    evidence_code: str
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    uploaded_at: datetime
