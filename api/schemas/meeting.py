"""专题会的字段。Meetings in JSON: who sits in them, what is on their agenda, how they voted and what they resolved."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.base import Department, Given, Named, ShortText, Shown
from api.schemas.case import CaseShown, CaseStanding
from api.schemas.codes import ItemCode

_RESULTS = Literal["carried", "not_carried", "postponed"]


class MeetingGiven(Given):
    """A meeting to be called."""

    department: Department = Field(description="议题所属部门 Whose cases it decides")
    title: ShortText = Field(examples=["一事一议专题会"])
    members: Annotated[list[ShortText], Field(min_length=1, max_length=50)] = Field(
        description="会议成员，为人员目录中在任的专题会成员 Who sits in it: subjects of the directory who hold the role `committee`",
        examples=[["committee-1", "committee-2", "committee-3"]],
    )
    chair: ShortText = Field(description="主持人，签发纪要 Which of them chairs it and signs its minutes", examples=["committee-1"])


class VotesShown(Shown):
    """How many voted how on one matter."""

    agreed: int
    against: int
    abstained: int
    absent: int = Field(description="未在期限内表决 Did not vote in time")
    recused: int = Field(description="回避，不计入应到人数 Stood aside, and are not among those entitled")


class MatterShown(Shown):
    """One case on the agenda."""

    case_id: uuid.UUID
    application_number: str = Field(description="申请或者政策评估的编号 Of the application, or of the evaluation")
    enterprise_name: str = Field(description="申请单位；政策评估为其名称 Whose application it is, or which evaluation")
    item_code: ItemCode
    proposed_fen: int | None = Field(description="提请金额（分），政策评估没有 The amount proposed, in fen; of an evaluation none")
    proposal: Named | None = Field(description="政策评估所提建议 What is proposed of a policy, where it is an evaluation")
    reason: str | None
    terms: dict[str, Any] | None = Field(
        description="股权投资的条款，决议后为议定金额的条款 The terms of an investment, as resolved once it is; none of what is not one"
    )
    recused: list[str] = Field(description="经手过该申请、应当回避或者不在岗的成员 Members who are not asked")
    votes: VotesShown | None = Field(description="计票后显示 None before they are counted")
    result: _RESULTS | None
    award_fen: int | None = Field(description="决议金额（分） The amount resolved, in fen")
    state: str


class MeetingShown(CaseShown):
    """A meeting in a list."""

    title: str
    chair: str
    minutes_no: str | None
    held_on: date | None


class MeetingInFull(MeetingShown, CaseStanding):
    """A meeting with its agenda."""

    members: list[str]
    minutes: str | None = Field(description="纪要正文，签发后显示 What its minutes say, once they are signed")
    agenda: list[MatterShown]
