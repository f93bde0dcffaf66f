"""限制申报的字段。Debarments in JSON: whom they bar, from when until when and why, and why one is to be lifted early."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import Given, LongText, ShortText
from api.schemas.case import CaseShown, CaseStanding


class LiftingGiven(Given):
    """Why a bar is to be lifted before its last day."""

    ground: Literal["own_error", "set_aside"] = Field(
        description="解除理由：own_error 我局认定有误；set_aside 所依据的决定被撤销 An error of ours, or what it rests on was set aside"
    )
    paper: Annotated[ShortText, Field(max_length=200, description="依据：名称、文号、日期 The paper: title, number, date")]
    reason: LongText


class DebarmentShown(CaseShown):
    """A debarment in a list."""

    enterprise_uscc: str
    clawback_number: str = Field(description="所依据的追回编号 The demand it follows")
    barred_on: date | None = Field(description="决定限制之日，当日起限制 The day it was barred, the first on which it is")
    until: date | None = Field(description="限制至（含当日）The last day on which it is barred, or would be")
    told_at: datetime | None


class DebarmentInFull(DebarmentShown, CaseStanding):
    """A debarment with where it stands, and why."""

    reason: str | None
