"""评审意见的字段。Opinions in JSON: what each of those wrote who looked at a case before it is decided."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas.base import Named, Shown, Words
from api.schemas.codes import DepartmentCode, KindCode, RoleCode
from api.schemas.item import ExplanationShape


class OpinionShown(Shown):
    """One completed step of handling or review, as whoever decides reads it."""

    task_id: uuid.UUID
    kind: KindCode
    title: Words
    role: RoleCode
    department: DepartmentCode
    by: str = Field(description="姓名，不告知申请单位 Who it was, which no applicant is told")
    outcome: Named
    recommend: bool | None = Field(description="专家是否建议支持 Whether an expert recommends it")
    scores: dict[str, int] = Field(description="专家评分 An expert's scores")
    assessed: dict[str, Any] = Field(description="专家评定的金额（分）和事实 What an expert assessed: amounts in fen, and facts")
    meeting: str | None = Field(description="列入议题的专题会编号 Number of the meeting on whose agenda it was put, where it was")
    proposed_fen: int | None = Field(description="向专题会提请的金额（分）The amount proposed to that meeting, in fen")
    window: str | None = Field(description="所依据的申报批次编号 Number of the window by whose list it was decided, where one was")
    figures: dict[str, Any] = Field(
        description="联审部门就本部门职责核对的数据及依据 What a department of a joint review read for its own part, each with its paper"
    )
    opinion: str | None
    parts: list[Named] = Field(description="复核认为有误的方面 What a reconsideration found wrong, part by part")
    reason: str | None
    at: datetime


class ReclaimedShown(Shown):
    """An earlier award for the same whose money was demanded back, as whoever reviews or decides is told of it."""

    award: str = Field(description="此前获得支持的申请编号 Number of the earlier award")
    clawback: str = Field(description="追回编号 Number of the demand")
    cause: str
    amount_fen: int
    repaid_fen: int
    notice: Words = Field(description="提示：请对照追回事由审查 What to look at, in words")


class AwardToDecide(Shown):
    """The amount that is decided on, and how it came about."""

    award_fen: int | None = Field(description="待审定的金额（分）The amount to be decided, in fen")
    formula_fen: int | None = Field(description="统一审定前的公式核算金额（分）What the formula comes to before a list decides")
    calculation: Words | None = Field(description="核算过程 How it was calculated; none where a committee set it")
    assessment: ExplanationShape | None = Field(description="核定依据 The explanation tree of the amount")
