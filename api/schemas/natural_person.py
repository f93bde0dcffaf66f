"""个人申请人的字段。Natural persons in JSON, and whom they say employs them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.schemas.base import CreditCode, Given, LongText, Name, ShortText, Shown
from api.schemas.case import CaseShown, CaseStanding, WithEvidence
from policy.identity_document import DocumentKind
from policy.processes.document_change.lifecycle import Why


class IdentityDocumentGiven(Given):
    """The paper that says who somebody is. Its number is sealed at once, and is answered to nobody but its end."""

    document_kind: DocumentKind = Field(strict=False, description="证件类别 Which document", examples=["resident_card"])
    number: ShortText = Field(description="证件号码 Its number", examples=["11010519491231002X"])


class NaturalPersonGiven(IdentityDocumentGiven):
    """A person whom an officer registers by their document."""

    name: Name = Field(description="姓名，与证件一致 Their name, as the document has it")


class DocumentChangeGiven(IdentityDocumentGiven):
    """The document that a person is to be known by."""

    why: Literal["renewed", "mistyped"] = Field(description="变更原因 Why: it was renewed, or mis-typed")


class NameCorrectionGiven(Given):
    """The right name of a person whose name was entered wrong."""

    name: Name = Field(description="正确姓名，与证明材料一致 Their name, as the paper has it")
    paper: LongText = Field(description="依据的证明材料 Which paper has it", examples=["居民身份证原件、派出所证明（2026年5月9日）"])


class EmployerGiven(Given):
    """Who employs a person."""

    employer_uscc: CreditCode = Field(description="用人单位，须已在本系统登记 The employer, registered here")


class PurposeGiven(Given):
    """What a number is asked for."""

    purpose: LongText = Field(description="用途，留痕备查 What for; it is kept with who asked")


class FormerDocumentShown(Shown):
    """A document that a person was known by."""

    document_kind: DocumentKind
    number: str
    mistyped: bool = Field(description="是否登记有误 Whether it was theirs never")
    known_from: datetime
    known_until: datetime


class NaturalPersonShown(Shown):
    """A person as an applicant."""

    code: str = Field(description="个人申请代码，由本系统编号 The code under which they apply, given by us")
    name: str
    document_kind: DocumentKind
    number: str = Field(description="证件号码，仅显示末四位 The end of the number", examples=["****002X"])
    employer_uscc: str | None = Field(description="已确认的用人单位 Who employs them, once it is confirmed")
    employer_name: str | None
    attached_at: datetime | None
    created_at: datetime
    former_documents: list[FormerDocumentShown] = Field(description="原证件 The documents they were known by, the last one first")


class DocumentChangeInFull(CaseShown, CaseStanding):
    """That a person asks to be known by another document, with where it stands."""

    person: str = Field(description="个人申请代码 The person's code")
    person_name: str
    why: Why
    new_name: str | None = Field(description="更正后的姓名；变更证件的为空 The right name, where that was wrong")
    paper: str | None = Field(description="更正姓名依据的证明材料 Which paper has it")
    document_kind: DocumentKind
    document_number: str = Field(description="证件号码，仅显示末四位 The end of the document's number", examples=["****4321"])


class NumberShown(Shown):
    """The number of a document."""

    number: str


class NumberReadingShown(Shown):
    """That somebody read the whole number of a person's document."""

    person: str = Field(description="个人申请代码 The person's code")
    person_name: str
    by: str = Field(description="查看人 Who read it")
    by_name: str
    purpose: str
    read_at: datetime


class EmploymentShown(CaseShown):
    """What a person says of their employer, in a list."""

    person: str = Field(description="个人申请代码 The person's code")
    person_name: str
    employer_uscc: str
    employer_name: str


class EmploymentInFull(EmploymentShown, WithEvidence):
    """What a person says of their employer, with where it stands."""
