"""统一分配的字段。Allocations in JSON."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.schemas.base import Day, Given, LongText, ShortText, Shown
from api.schemas.case import CaseShown, CaseStanding


class LeftOut(Given):
    """An application that gets no share by a list, and why."""

    application: ShortText = Field(description="申请编号 Its number")
    reason: LongText


class AllocationGiven(Given):
    """A list to be drawn."""

    year: int = Field(ge=2022, le=2100, description="年度总额所属年度 The year of the ceiling")
    cut_off: Day = Field(
        description=(
            "截止日，须已结束，并晚于此前清单的截止日：当日及以前提交的申请列入 "
            "A day that is over, later than that of each earlier list: who submitted by its end is on the list"
        )
    )
    left_out: Annotated[list[LeftOut], Field(max_length=1000)] = Field(
        default=[],
        description="不列入本次的申请：未核定的留待下次，已核定的退回评审 Left out: who is not assessed waits, who is is reviewed again",
    )


class ShareShown(Shown):
    """The share of one application."""

    application_number: str
    enterprise_name: str
    formula_fen: int = Field(description="公式核算金额（分） What the formula comes to, in fen")
    share_fen: int = Field(description="份额（分） The share, in fen")
    left_out: str | None = Field(description="不列入的理由 Why it is left out")
    state: str


class PendingShown(Shown):
    """An application that was not assessed when the list was drawn."""

    number: str
    stage: str
    reason: str


class AllocationShown(CaseShown):
    """A list."""

    year: int
    cut_off: str
    ceiling_fen: int = Field(description="年度总额（分） The ceiling, in fen")
    used_fen: int = Field(description="此前已分配金额（分） What was given of it before, in fen")


class AllocationInFull(AllocationShown, CaseStanding):
    """A list with its shares."""

    shares: list[ShareShown]
    pending: list[PendingShown] = Field(description="未核定而留待下次的申请 Those not assessed, left for another list")
