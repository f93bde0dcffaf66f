"""异议的字段。Objections to public notices in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Final

from pydantic import Field

from api.schemas.base import Given, LongText, Name, ShortText, Shown

PHONE: Final = r"^1[3-9][0-9]{9}$"
"""A mobile telephone, as people write it without blanks."""

Phone = Annotated[str, Field(pattern=PHONE, description="手机号码 A mobile telephone", examples=["13800000000"])]
Code = Annotated[str, Field(pattern=r"^[0-9]{6}$", examples=["000000"])]


class ObjectionGiven(Given):
    """A named objection."""

    name: Name = Field(description="姓名；已登录的，以登录姓名为准 Name; that of the token, if one signed in", examples=["张三"])
    contact: ShortText = Field(
        description="手机号码；已登录的，也可以是其他电话或邮箱 A mobile telephone; whoever signed in may name another, or mail",
        examples=["13800000000"],
    )
    grounds: LongText = Field(examples=["请核实证书编号"])
    code: Code | None = Field(
        default=None, description="发到该手机的验证码；已登录的不需要 The code that was sent there, unless one signed in"
    )


class PhoneGiven(Given):
    """A telephone to be verified."""

    phone: Phone


class CodeSent(Shown):
    """That a code was sent."""

    valid_minutes: int = Field(description="几分钟内有效 How many minutes it is good for")


class ObjectionReceived(Shown):
    """The answer to an objection that was received."""

    id: uuid.UUID
    state: str


class ObjectionShown(ObjectionReceived):
    """An objection as the handling department reads it."""

    name: str
    contact: str
    grounds: str
    ruling: str | None
    received_at: datetime
