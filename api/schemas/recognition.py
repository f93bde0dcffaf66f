"""认定的字段。Recognitions in JSON: what is asked for, where it stands, and the public register."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from api.schemas.base import CreditCode, Day, Given, LongText, ShortText, Shown, Words
from api.schemas.case import CaseShown, DefectShown, WithEvidence
from api.schemas.item import ReasonShape

Kind = Annotated[str, Field(max_length=60, examples=["patent_pool"], description="认定类别 The kind of recognition")]


class RecognitionGiven(Given):
    """A recognition that is asked for, by its holder or by the department."""

    kind: Kind
    enterprise_uscc: CreditCode = Field(description="认定的持有单位 The holder")
    title: ShortText = Field(description="认定对象 What is to be recognised", examples=["车规芯片专利池"])
    certificate_no: ShortText | None = Field(
        default=None, description="已有的证书或者认定编号；没有的由本系统编号 Its number, if it has one; numbered by us otherwise"
    )
    statement: LongText = Field(description="申请或者提名理由 Why it is to be recognised")


class RecognitionChange(Given):
    """A change of a recognition that is a draft, or being corrected: what is given replaces what was there."""

    title: ShortText | None = None
    certificate_no: ShortText | None = None
    statement: LongText | None = None


class RecognitionRevocationGiven(Given):
    """Why a recognition is to count no longer, and from which day on."""

    ends_on: Day = Field(description="撤销生效日，自该日起不再有效 The first day on which it counts no longer")
    reason: LongText


class EntryShown(Shown):
    """An entry of the public register."""

    id: uuid.UUID
    kind: str
    kind_title: Words
    holder: str = Field(description="持有单位；个人的为姓名及用人单位 The holder; a person with the employer")
    of_person: bool = Field(description="是否为个人 Whether a person is recognised")
    entry_no: str = Field(description="认定编号 Its number in the register")
    valid_from: date
    valid_until: date | None = Field(description="有效期至（含当日）；空为长期有效 Its last day; empty where it has none")


class RecognitionShown(CaseShown):
    """A recognition in a list."""

    kind: str
    kind_title: Words
    enterprise_uscc: str
    enterprise_name: str
    title: str
    nominated: bool = Field(description="是否由部门提名 Whether its department asked for it")
    entry_no: str | None
    valid_from: date | None
    valid_until: date | None
    ended_on: date | None = Field(description="撤销生效日 The first day on which it counts no longer, where it was revoked")


class RecognitionInFull(RecognitionShown, WithEvidence):
    """A recognition with where it stands."""

    certificate_no: str | None
    statement: str
    facts: dict[str, Any] = Field(description="经核对的事实 What an officer read off the papers")
    failures: list[ReasonShape] = Field(description="核验不符合的条件 Conditions that do not hold")
    defects: list[DefectShown] = Field(description="补正内容 What has to be corrected")


class RecognitionListedShown(Shown):
    """A row of a list of who is recognised."""

    uscc: str = Field(
        description="持有单位；个人为其申请代码，名单确认前未登记的为所列单位 The holder; of a person their code, once they are registered"
    )
    title: str
    person: str | None = Field(default=None, description="试读时的个人姓名 The name of a person as it is read")
    number: str | None = Field(description="认定编号 Its number; given by us where the list has none")
    valid_from: date | None
    valid_until: date | None
    document: str | None = Field(description="试读时的个人证件，仅显示末四位 The document of a person as it is read, masked")


class ListRead(Shown):
    """A list as it was read, of which nothing was kept."""

    size: int
    rows: list[RecognitionListedShown]


class ImportShown(Shown):
    """A list that was imported: who entered it, and how much of it stands in the register."""

    id: uuid.UUID
    kind: str
    document_no: str
    imported_by: str
    size: int
    entered: int = Field(description="已列入登记册的条数 How many rows stand in the register")
    refused: int = Field(description="未予列入的条数 How many rows were refused, or left out since they are recognised already")
    decided_by: str | None
    decided_at: datetime | None
    confirmed: bool | None = Field(description="是否确认 Whether it was confirmed; null while it waits")
    reason: str | None = Field(description="不予确认的理由 Why it was refused")
    rows: list[RecognitionListedShown]
