"""人才优惠的字段。Benefits in JSON: what is asked for, who delivers it, what a person has, and until when."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import Given, LongText, Named, ShortText, Shown
from api.schemas.case import CaseShown, DefectShown, WithEvidence

Asked = Annotated[
    list[Literal["start_up", "housing", "medical", "schooling"]],
    Field(min_length=1, max_length=4, description="申请享受的优惠 The benefits", examples=[["housing", "schooling"]]),
]


class BenefitGiven(Given):
    """What a recognised person asks for."""

    talent_no: ShortText = Field(description="人才认定编号 Their number in the register of recognitions", examples=["RG-2026-000123"])
    benefits: Asked
    statement: LongText = Field(description="具体需求 What is needed", examples=["子女2027年9月入读小学一年级。"])


class BenefitChange(Given):
    """A change of what is a draft, or being corrected: what is given replaces what was there."""

    talent_no: ShortText | None = None
    benefits: Asked | None = None
    statement: LongText | None = None


class BenefitShown(CaseShown):
    """Benefits in a list."""

    person: str = Field(description="个人申请代码 The person's code")
    person_name: str
    talent_no: str
    benefits: list[str]
    granted: list[str] = Field(description="已落实的优惠 What was delivered")
    year_ends_at: datetime | None = Field(description="享受至，届时续期或者终止 When they are renewed, or end")


class BenefitDeliveryShown(Shown):
    """What became of one benefit, the last time it was to be delivered."""

    benefit: Named
    department: str
    outcome: Named | None = Field(description="尚未办理的为空 None while it is not delivered")
    how: str | None = Field(description="落实情况 What was delivered")
    reason: str | None = Field(description="未能落实的理由 Why it is not available")
    confirmed: bool


class BenefitInFull(BenefitShown, WithEvidence):
    """Benefits with where they stand."""

    statement: str
    deliveries: list[BenefitDeliveryShown]
    defects: list[DefectShown] = Field(description="补正内容 What has to be corrected")
