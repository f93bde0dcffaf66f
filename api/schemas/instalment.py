"""分期拨付的字段。The later parts of awards in JSON: what each comes to, when it is due, what has to hold, and where it stands."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from api.schemas.base import Shown, Words
from api.schemas.case import CaseShown, WithEvidence
from api.schemas.codes import StageNamed
from api.schemas.refund import PaymentShown


class InstalmentShown(CaseShown):
    """A later part of an award in a list."""

    application_number: str
    enterprise_uscc: str
    ordinal: int = Field(description="第几期 Which part it is; the first is paid with its award")
    due_on: date = Field(description="到期日；有条件的，条件最迟应在该日满足 When it is due, or by when its condition has to hold")
    condition: Words | None = Field(description="拨付条件 What has to hold; none of what is paid on its day")
    amount_fen: int | None = Field(description="本期金额（分），不再拨付的为空 What it comes to; none of what is not paid after all")
    paid_fen: int


class InstalmentInFull(InstalmentShown, WithEvidence):
    """A later part of an award with where it stands, and every attempt to pay it."""

    payments: list[PaymentShown]


class AwardPart(Shown):
    """A part of an award, as the award shows it: to be paid, or a case of its own once the first was paid."""

    ordinal: int
    amount_fen: int | None = Field(description="本期金额（分），不再拨付的为空 What it comes to; none of what is not paid after all")
    months: int | None = Field(default=None, description="首期拨付后的月数 Months after the first payment")
    due_on: date | None = Field(default=None, description="到期日 The day it is due, once that is known")
    condition: Words | None = Field(default=None, description="拨付条件 What has to hold")
    number: str | None = Field(default=None, description="分期拨付编号 The number of its case, once it has one")
    stage: StageNamed | None = Field(default=None, description="所处阶段 Where that stands")
    paid_fen: int = 0
