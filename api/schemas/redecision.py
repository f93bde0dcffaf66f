"""再决定的字段。Re-decisions in JSON: which facts change, by which proof, what that comes to, and where it stands."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from api.schemas.base import Given, LongText, Reference, ShortText, Shown
from api.schemas.case import CaseShown, CaseStanding
from api.schemas.refund import PaymentShown
from policy.processes.application.confirming import MOST_PAGES


class PaperGiven(Given):
    """The document a corrected fact is read off."""

    document: Annotated[Reference, Field(description="材料（填其id）The id of a document of the award, or of its project")]
    page: Annotated[int, Field(ge=1, le=MOST_PAGES, description="页码 Its page")]


class RedecisionGiven(Given):
    """Corrected facts of a decided award, with what proves them."""

    application: ShortText = Field(description="申请编号（或者id）Number or id of the award", examples=["BDA-2026-05-000123"])
    facts: Annotated[dict[str, Any], Field(min_length=1, description="更正后的事实 The facts that change, with their corrected values")]
    paper: Annotated[ShortText, Field(max_length=200, description="依据：名称、文号、日期 The paper: title, number, date")]
    papers: dict[str, PaperGiven] = Field(
        default_factory=dict,
        description="依据材料，按事实列明；审定成本等须依据规定材料的事实必填 "
        "By fact: the document it is read off; needed by what an award takes only with a document, such as an audited cost",
    )
    reason: LongText = Field(description="更正的原因 Why they were wrong")
    same_matter: list[ShortText] | None = Field(
        default=None,
        max_length=20,
        description="因误付提出的追回中，就同一事实提出的（编号）；有此类追回的必填，可填空列表，其余追回的金额另从应支持金额中扣减 "
        "Of the demands for an error of the award, those about these facts; to be said where there are any: what the others asked back is "
        "taken off what is due",
    )


class FactChanged(Shown):
    """One fact before and after, and as it was planned or counted at first."""

    before: Any = None
    after: Any = None
    planned: Any = Field(default=None, description="计划数或者来源原数 What was planned or approved, or what its source counted at first")


class CorrectionPaperShown(Shown):
    """The document a corrected fact is read off."""

    document: uuid.UUID
    evidence: str
    page: int
    file_name: str
    sha256: str
    uploaded_on: date


class HeldShown(Shown):
    """What became of the money of an award."""

    spent_fen: int = Field(description="已拨付（分）What was paid")
    recovered_fen: int = Field(description="已退回（分）What came back")
    outstanding_fen: int = Field(description="已要求退缴、尚未退回（分）What is demanded back and not paid yet")
    given_up_fen: int = Field(description="已减免、核销或者不予追回（分）What was waived, written off or not asked")


class AskedShown(Shown):
    """What of a debt is asked back, and by which figures of the implementing rules."""

    amount_fen: int = Field(description="要求退回的金额（分），0为不予追回 What is asked back; nothing where a rule has nothing asked")
    share: str | None = Field(default=None, description="要求退回的比例 The share of the debt that is asked")
    surcharge: str | None = Field(default=None, description="加收比例 What is owed on top, as a part of what is asked")
    not_asked: str | None = Field(
        default=None, description="不予追回的原因：floor 低于下限 / limitation 超过期限 / share 按追回比例 Why nothing is asked"
    )
    floor_fen: int | None = Field(default=None, description="不予追回的金额下限（分）The floor below which nothing is collected")
    barred_fen: int | None = Field(
        default=None, description="其中自拨付之日起已超过追回期限的金额（分）What of the debt was paid too long ago to be asked back"
    )
    limitation_years: int | None = Field(default=None, description="追回期限（年）The years in which it may be asked back")
    rule_documents: list[str] = Field(default_factory=list, description="实施细则文号 The implementing rules")


class Reckoning(Shown):
    """What the corrected facts come to."""

    before_fen: int = Field(description="原应支持金额（分）What was due before")
    after_fen: int = Field(description="更正后应支持金额（分）What is due by the corrected facts")
    amount_fen: int = Field(
        description="补充、多拨付、调整或者不再退缴的金额（分）What is paid besides, was paid too much, added, taken off or relieved"
    )
    asked: AskedShown | None = Field(default=None, description="多拨付的资金要求退回多少 What of a debt is asked back")
    relieved_fen: int = Field(
        description="原认定多拨付、尚未退回、现属应支持的金额（分）What was too much, did not come back, and is due after all"
    )
    asked_less_fen: int = Field(default=0, description="其中原要求退缴、现不再退缴的金额（分）What of that was demanded, and is no longer")
    reduced_fen: int = Field(description="尚未拨付、现不再拨付的金额（分）What was not paid yet and is not paid any more")
    due_again_fen: int = Field(
        description="原减免、核销或者不予追回、现属应支持的金额（分）What was given up and is due now, and not paid again"
    )
    beside: dict[str, int] = Field(
        default_factory=dict,
        description="另因误付要求退回、不在更正之列的金额（分） What was asked back besides as an error of its own, by demand, in fen",
    )
    taken_fen: int = Field(
        description="因违反承诺已要求退缴、现不应支持的金额（分），负数为应支持而不再拨付 "
        "What a breach has taken back and is not due; negative: due and not paid"
    )
    held: HeldShown = Field(description="已拨付资金的去向 What became of what was paid, when this was proposed")
    paid: bool = Field(description="原支持是否已拨付 Whether the award was paid before")
    facts: dict[str, FactChanged]


class RedecisionShown(CaseShown):
    """A re-decision in a list."""

    application_number: str
    enterprise_uscc: str
    outcome: str | None = Field(
        description="supplement 补充 / debt 多拨付 / increase 调增 / reduction 调减 / relief 不再退缴 / nothing 不补不退"
    )
    award_fen: int | None = Field(description="补充支持金额（分）The supplement, once it was decided")
    paid_fen: int
    told_at: datetime | None


class RedecisionInFull(RedecisionShown, CaseStanding):
    """A re-decision with where it stands, what it rests on, and every attempt to pay its supplement."""

    paper: str
    papers: dict[str, CorrectionPaperShown]
    reason: str
    reckoning: Reckoning | None
    payments: list[PaymentShown]
