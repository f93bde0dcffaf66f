"""配套项目的字段。Matching projects and their claims in JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.schemas.base import Day, Fen, Given, ShortText, Shown
from api.schemas.codes import StageNamed

Level = Literal["national", "beijing"]


class ProjectGiven(Given):
    """A project of state or city that is to be matched."""

    item_code: ShortText = Field(examples=["state-project-match"])
    project_no: ShortText = Field(description="上级项目编号 Its number with the upstream", examples=["DEMO-GJ-001"])
    upstream_level: Level
    title: ShortText
    fits_direction: bool = Field(description="符合经开区发展方向 Whether it fits the area's direction")
    begins_on: Day
    ends_on: Day


class ProjectChange(Given):
    """A change of a draft, or of a project being corrected: what is given replaces what was there."""

    project_no: ShortText | None = None
    upstream_level: Level | None = None
    title: ShortText | None = None
    fits_direction: bool | None = None
    begins_on: Day | None = None
    ends_on: Day | None = None


class ClaimGiven(Given):
    """A claim for the upstream money of one year."""

    funding_year: int = Field(
        description="上级资金到款年度，自项目开始之年至今年，不早于2022年 "
        "Year the upstream money was received: since the project began, from 2022 to this year",
        examples=[2026],
    )
    requested_fen: Fen | None = None


class YearMatched(Shown):
    """A year of upstream money, and what was matched of it."""

    year: int
    upstream_net_fen: int = Field(description="上级到款扣除收回 What the upstream gave and did not take back")
    claim: str | None = Field(description="申领编号 Number of the application that claims it, the last one where there are several")
    stage: StageNamed | None
    claims: list[str] = Field(description="全部申领编号 Numbers of all of them, oldest first")
    awarded_fen: int
    paid_fen: int
    reclaimed_fen: int = Field(
        description="追回金额 What came back of it, or is asked for by a demand that was served; nothing that was given up"
    )
    outstanding_fen: int = Field(description="其中尚未退缴 What of that was asked for and has not come back yet")
    proposed_fen: int | None = Field(
        description="拟追回、尚未送达，仅机关可见 What is only proposed to be asked for; null to its enterprise, which was not told"
    )
    matched_before_fen: int = Field(description="原承担单位已获配套金额 What stands of it for whoever had the project before")
    left_fen: int | None = Field(description="年度限额余额 What is left of the year's cap by what stands")
    claimable_fen: int | None = Field(description="可再申领金额 What a paid year may be claimed for once more; null while unpaid")


class LookAsked(Shown):
    """A look at the upstream that was asked for; what it finds appears in the timeline."""

    number: str
    last_looked_at: datetime | None
