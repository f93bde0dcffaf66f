"""The smaller resources in JSON: enterprises, notices, budgets, experts, the calendar, messages."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.base import Day, Fen, Given, LongText, ShortText, Shown, Words

Department = Literal["sti", "econ", "comfin", "bizcoop", "hr"]


class EnterpriseGiven(Given):
    """An enterprise to register."""

    uscc: ShortText = Field(description="统一社会信用代码 Unified Social Credit Code", examples=["91110302MA9DA0018E"])
    name: ShortText = Field(examples=["演示晨芯微电子有限公司"])
    kind: Literal["enterprise", "university_or_institute", "person"] = "enterprise"


class EnterpriseShown(Shown):
    """An enterprise."""

    uscc: str
    name: str
    kind: str
    created_at: datetime
    warnings: list[Words] = Field(default_factory=list)


class FactGiven(Given):
    """Something known of an enterprise, from a day on."""

    name: ShortText = Field(pattern="^[a-z][a-z0-9_]*$", examples=["size"])
    value: bool | int | str = Field(examples=["medium"])
    effective_on: Day


class FactShown(Shown):
    """A fact as recorded."""

    id: uuid.UUID
    name: str
    value: Any
    effective_on: date
    source: str
    recorded_at: datetime


class NoticeShown(Shown):
    """A public notice."""

    id: uuid.UUID
    application_number: str
    state: str
    enterprise_name: str
    item_code: str
    item_title: Words
    amount_fen: int
    published_at: datetime
    until: datetime


class ObjectionGiven(Given):
    """A named objection."""

    name: ShortText = Field(examples=["张三"])
    contact: ShortText = Field(description="电话或邮箱 Telephone or mail", examples=["13800000000"])
    grounds: LongText = Field(examples=["请核实证书编号"])


class ObjectionReceived(Shown):
    """That an objection was received."""

    id: uuid.UUID
    state: str


class ObjectionShown(ObjectionReceived):
    """An objection as the handling department reads it."""

    name: str
    contact: str
    grounds: str
    ruling: str | None
    received_at: datetime


class AppropriationGiven(Given):
    """Money for a department, or for one of its items, in a year."""

    department: Department
    item_code: ShortText = Field(
        default="*", description="“*”为本部门其余事项 “*” serves the department's items that have none of their own"
    )
    year: int = Field(ge=2022, le=2100)
    amount_fen: Fen
    document_no: ShortText = Field(description="预算文号 Number of the budget document")


class AppropriationShown(Shown):
    """An appropriation and its accounts."""

    id: uuid.UUID
    department: str
    item_code: str
    year: int
    balances: dict[str, int] = Field(description="各账户余额(分) Balance of each account in fen")


class TransferShown(Shown):
    """A movement in the ledger."""

    id: int
    kind: str
    debit: str
    credit: str
    amount_fen: int
    application_id: uuid.UUID | None
    document_no: str | None
    made_by: str
    made_at: datetime


class DisbursementShown(Shown):
    """A payment."""

    id: uuid.UUID
    number: str
    application_number: str
    amount_fen: int
    state: str
    account: dict[str, str] = Field(description="账号只显示末四位 Only the last four digits of the number are shown")
    released_by: str | None
    confirmed_by: str | None
    instructed_at: datetime | None
    paid_at: datetime | None
    returned_at: datetime | None
    reason: str | None
    bank_reference: str | None


class ExpertGiven(Given):
    """An expert for the pool."""

    subject: ShortText
    name: ShortText
    employer_uscc: ShortText | None = None
    departments: list[Department] = Field(min_length=1)
    active: bool = True


class ExpertShown(Shown):
    """An expert of the pool."""

    subject: str
    name: str
    employer_uscc: str | None
    departments: list[str]
    active: bool


class CalendarDayGiven(Given):
    """A day set apart from the plain week."""

    day: Day
    kind: Literal["working", "off"]
    name: ShortText


class CalendarGiven(Given):
    """The State Council's notice for a year."""

    document_no: ShortText = Field(examples=["国办发明电〔2025〕7号"])
    days: list[CalendarDayGiven] = Field(max_length=366)


class CalendarDayShown(Shown):
    """A day that differs from the plain week."""

    day: date
    kind: str
    status: str
    name: str


class CalendarShown(Shown):
    """A year's calendar."""

    year: int
    official: bool
    document_no: str | None
    days: list[CalendarDayShown]


class CalendarImportShown(Shown):
    """What an import did."""

    year: int
    days: int
    recomputed: int


class MessageShown(Shown):
    """A message."""

    id: uuid.UUID
    case_id: uuid.UUID | None
    text: Words
    sent_at: datetime
    read_at: datetime | None


class CallbackTaken(Shown):
    """That a callback was taken."""

    matched: bool


class Me(Shown):
    """Who is signed in."""

    subject: str
    name: str
    roles: list[str]
    departments: list[str]
    enterprise: str | None
