"""接收方式的字段。How somebody hears of their messages, in JSON."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from api.schemas.base import Given, Shown
from api.schemas.objection import Code, Phone
from models.queries.reader import EMAIL
from policy.text import Text

Email = Annotated[str, Field(pattern=EMAIL, max_length=200, description="邮箱 E-mail address", examples=["chen@enterprise.example"])]
Language = Literal["zh", "en"]
Channels = Annotated[list[Literal["email", "sms"]], Field(max_length=2)]


class ChannelsChosen(Given):
    """By which channels somebody hears of which kind of message; by none, where the list is empty."""

    reminder: Channels = Field(default=["email"], description="任务将要到期或者已经逾期 A task is nearly due, or overdue")
    personal: Channels = Field(default=["email"], description="发给本人的 To oneself")
    enterprise: Channels = Field(default=["email"], description="发给所代表单位的 To the enterprise one speaks for")
    role: Channels = Field(default=[], description="发给本部门、本岗位的 To everybody in one's role")


class PreferencesGiven(Given):
    """How somebody wants to hear of their messages; an address that is not named stays, and where one is null the directory's counts."""

    email: Email | None = None
    email_code: Code | None = Field(default=None, description="发到新邮箱的验证码 The code that was sent to a mailbox that is new here")
    phone: Phone | None = None
    code: Code | None = Field(default=None, description="发到新手机号码的验证码 The code that was sent to a telephone that is new here")
    channels: ChannelsChosen = ChannelsChosen()
    digest: bool = Field(default=False, description="邮件改为每日汇总一封 One e-mail a day in place of one a message")
    language: Language = Field(default="zh", description="邮件和短信的语言 In which language they are written to")


class AddressGiven(Given):
    """A telephone or a mailbox to be verified: one of the two."""

    phone: Phone | None = None
    email: Email | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.phone is None) == (self.email is None):
            raise ValueError(Text("手机号码和邮箱请填写其中一项", "name a telephone or a mailbox, one of the two"))
        return self


class AddressesShown(Shown):
    """Where somebody is reached: as they said, and otherwise as the directory has it; null where nobody knows."""

    email: str | None
    sms: str | None


class PreferencesShown(Shown):
    """How somebody hears of their messages."""

    email: str | None
    phone: str | None
    channels: ChannelsChosen
    digest: bool
    language: Language
    reached: AddressesShown
