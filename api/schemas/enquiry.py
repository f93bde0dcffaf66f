"""诉求的字段。Enquiries in JSON: what is asked about which item, what was answered, and how many there are."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from api.schemas.base import Department, Given, LongText, ShortText, Shown
from api.schemas.case import CaseShown, CaseStanding
from api.schemas.codes import DepartmentCode, ItemCode, StageNamed
from policy.processes.enquiry.contact import read_contact
from policy.text import Text


def _contact(written: str) -> str:
    if (contact := read_contact(written)) is None:
        raise ValueError(Text("应为电话或者邮箱", "must be a telephone or a mail"))
    return contact


class EnquiryGiven(Given):
    """What is asked, about which item, and how whoever asks is reached."""

    item_code: ShortText = Field(description="引导性事项 An item that guides and carries no money", examples=["listing"])
    title: ShortText = Field(examples=["北交所上市辅导"])
    text: LongText = Field(description="诉求内容 What is asked", examples=["拟申报北交所上市，希望了解本区的辅导安排。"])
    contact: Annotated[ShortText, AfterValidator(_contact)] = Field(
        description="电话或者邮箱，仅答复的部门可以查看 Telephone or mail, which the answering department alone reads",
        examples=["13800000000"],
    )


class PartGiven(Given):
    """Which department is to add its part to the answer, and what it is asked."""

    department: Department
    question: LongText


class EnquiryShown(CaseShown):
    """An enquiry in a list."""

    enterprise_uscc: str
    title: str
    late: bool = Field(description="是否逾期答复 Whether it was not answered in time")


class ExchangeShown(Shown):
    """What was asked, and the answer to it."""

    asked: str
    answer: str | None = Field(description="尚未答复的为空 None while it is not answered")
    answered_at: datetime | None
    late: bool


class EnquiryInFull(EnquiryShown, CaseStanding):
    """An enquiry with all that was asked and answered."""

    contact: str = Field(description="联系方式，隐去大部分 How its enterprise is reached, most of it hidden", examples=["****0000"])
    invited: list[str] = Field(description="征求过意见的部门 The departments that were asked for their part")
    exchanges: list[ExchangeShown]
    reason: str | None = Field(description="评价为不满意的理由 Why the answer does not satisfy")


class EnquiryContactShown(Shown):
    """How the enterprise is reached."""

    contact: str


class EnquiryCount(Shown):
    """How many enquiries there are of one kind."""

    item_code: ItemCode
    department: DepartmentCode
    stage: StageNamed = Field(description="办理情况；已办结的为结果 Where they stand, which is how they ended once they have")
    late: bool
    count: int
