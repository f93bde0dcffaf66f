"""申报批次的字段。Windows in JSON: the guide, what is asked about it, and the lists that decide."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from api.schemas.base import Fen, Given, LongText, Moment, ShortText, Shown, Words
from api.schemas.case import CaseShown
from api.schemas.codes import StageNamed
from policy.processes.window.evidence import MOST
from policy.text import Text

# JSON has no instants: they are read from strings with an offset.
_TWICE = Text("材料代码不得重复", "every code may be there once only")


class TitleGiven(Given):
    """A short text in both languages."""

    zh: ShortText
    en: ShortText


class PassageGiven(Given):
    """A long text in both languages."""

    zh: LongText
    en: LongText


class EvidenceGiven(Given):
    """A piece of evidence that a guide asks for besides the item's own, or one of the item's that it requires."""

    code: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{1,59}$", description="材料代码 Its stable code", examples=["patent_list"])]
    title: TitleGiven
    required: bool = True


class ContactGiven(Given):
    """Who answers, as everybody reads it."""

    office: ShortText = Field(examples=["科技创新局知识产权科"])
    telephone: Annotated[str, Field(pattern=r"^[0-9+() -]{5,40}$", examples=["010-67880000"])]
    mail: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=200, examples=["ip@example.cn"])] | None = None


def _each_once(evidence: list[EvidenceGiven]) -> list[EvidenceGiven]:
    if len({one.code for one in evidence}) < len(evidence):
        raise ValueError(_TWICE)
    return evidence


Asked = Annotated[list[EvidenceGiven], Field(max_length=MOST), AfterValidator(_each_once)]
Year = Annotated[int, Field(ge=2022, le=2100, description="申报年度 The year that is applied for, or else the programme year")]


class WindowGiven(Given):
    """A new window."""

    item_code: ShortText = Field(examples=["patent-pool"])
    register_kind: ShortText | None = Field(
        default=None, description="认定类别，仅认定批次 What is recognised in it, where it is no window of applications"
    )
    year: Year
    title: TitleGiven
    guide: PassageGiven = Field(description="申报指南 What is supported, and how to apply")
    who: PassageGiven = Field(description="申报对象 Who may apply")
    evidence: Asked = Field(default=[], description="事项材料之外要求的材料 What is asked for besides the evidence of the item")
    contact: ContactGiven
    opens_at: Moment | None = Field(default=None, description="开始时间，默认为现在 When it opens; now unless given")
    closes_at: Moment
    ceiling_fen: Fen | None = Field(default=None, description="本批次总额（分） What there is for all who apply in it, in fen")


class WindowChange(Given):
    """A change of a window that is not published: what is given replaces what was there."""

    title: TitleGiven | None = None
    guide: PassageGiven | None = None
    who: PassageGiven | None = None
    evidence: Asked | None = None
    contact: ContactGiven | None = None
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    ceiling_fen: Fen | None = None


class WindowExtended(Given):
    """A later end of the window, and why."""

    closes_at: Moment
    reason: LongText


class QuestionGiven(Given):
    """A question about the guide."""

    question: LongText


class EvidenceAsked(Shown):
    """A piece of evidence that is asked for besides the item's own."""

    code: str
    title: Words
    required: bool


class WindowContactShown(Shown):
    """Who answers."""

    office: str
    telephone: str
    mail: str | None = None


class WindowBrief(Shown):
    """A window, as an application names it."""

    number: str
    title: Words
    closes_at: datetime
    contact: WindowContactShown


class WindowShown(CaseShown):
    """A window in a list."""

    item_title: Words
    clause: str
    register_kind: str | None = Field(description="认定类别 What is recognised in it; none where an item is applied for")
    year: int
    title: Words
    opens_at: datetime
    closes_at: datetime
    ceiling_fen: int | None
    next_step: Words


class QuestionShown(Shown):
    """A question that was answered in public; who asked is nobody's business."""

    question: str
    answer: str
    answered_at: datetime


class WindowListedShown(Shown):
    """One application on a list that is approved, as the public reads it."""

    application_number: str
    enterprise_name: str
    share_fen: int = Field(description="拟支持金额（分） What it is to be given, in fen")
    notice_id: uuid.UUID
    notice_state: str
    until: datetime = Field(description="公示截止 Until when it is on notice")


class WindowInFull(WindowShown):
    """A window with its guide, its questions, and who is to be supported."""

    guide: Words
    who: Words
    evidence: list[EvidenceAsked]
    contact: WindowContactShown
    questions: list[QuestionShown]
    listed: list[WindowListedShown] = Field(description="拟支持名单 Those who are to be supported, once a list is on notice")
    reason: str | None = Field(description="最近一次延长的理由 Why it was last extended")


class ShareShown(Shown):
    """The share of one application."""

    application_number: str
    enterprise_name: str
    formula_fen: int = Field(description="公式核算金额（分） What the formula comes to, in fen")
    share_fen: int = Field(description="份额（分） The share, in fen")
    left_out: str | None = Field(description="不列入的理由 Why it is left out")
    state: Literal["listed", "taken", "waits", "returned", "fell_away"]


class PendingShown(Shown):
    """An application that was not assessed when the list was drawn."""

    number: str
    stage: StageNamed
    reason: str


class ListShown(Shown):
    """A list of a window, as its department reads it."""

    ordinal: int
    state: Literal["drawn", "approved", "returned", "settled"]
    ceiling_fen: int | None = Field(description="总额（分） What there is, in fen; none where nothing bounds it")
    used_fen: int = Field(description="此前已分配金额（分） What was given of it before, in fen")
    drawn_at: datetime
    decided_at: datetime | None
    shares: list[ShareShown]
    pending: list[PendingShown] = Field(description="未核定而留待下次的申请 Those not assessed, left for another list")


class AppliedShown(Shown):
    """An application that was submitted in a window."""

    number: str
    enterprise_name: str
    stage: StageNamed
    submitted_at: datetime
    formula_fen: int | None
    award_fen: int | None


class WindowPaper(Shown):
    """A paper that a window has published."""

    sequence: int
    event: str
    at: datetime
    text: str
