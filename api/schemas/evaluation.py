"""政策评估的字段。Evaluations in JSON: the figures of a clause and a year, what was reported and found, and what was decided."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.base import Given, Named, Shown
from api.schemas.case import CaseShown, CaseStanding
from api.schemas.codes import ItemCode, ProcessCode, StageNamed


class EvaluationGiven(Given):
    """Which clause is to be evaluated, and for which year."""

    clause: int = Field(ge=1, le=20, description="条款 The clause", examples=[5])
    year: int = Field(ge=2022, le=2100, description="评估年度 The year", examples=[2025])


class FigureShown(Shown):
    """One figure."""

    code: str = Field(description="指标代码，用于查询所计案件 Names the cases it counts", examples=["exit.application.in_force.paid"])
    group: Named
    title: str = Field(description="指标名称 What it counts")
    title_en: str
    count: int
    amount_fen: int | None = Field(description="金额（分） What they come to, where it adds up money")
    median_days: str | None = Field(
        description="用时的中位数（日历日），件数为偶数时取中间两件的平均 "
        "The median of their days, of an even number the mean of the middle two",
        examples=["12.5"],
    )
    mean_days: str | None = Field(description="用时的平均数（日历日） The mean of their days", examples=["14.1"])
    ninth_days: str | None = Field(description="90%不超过的用时（日历日） The days within which nine of ten were")
    limit_days: int | None = Field(description="时限（工作日） What it may take, in working days")


class FiguresOfItem(Shown):
    """The figures of one item of a clause that has several."""

    item_code: ItemCode
    title: str = Field(description="事项名称 What the item is called")
    title_en: str
    figures: list[FigureShown]


class EvaluationShown(CaseShown):
    """An evaluation in a list."""

    clause: int
    year: int
    interim: bool = Field(description="是否为中期评估：年度尚未结束 Whether it was opened before its year was over")
    superseded_by: str | None = Field(
        description="同年度后一次已公布的中期评估 The later interim evaluation of the year that is published and stands instead"
    )
    outcome: Named | None = Field(description="延续、修订、完善或者废止 What was decided; none before that")
    published_at: datetime | None
    abolished_from: date | None = Field(description="废止日期 From which day it is abolished, where that was decided")


class FollowUpRecord(Shown):
    """What was approved by the document that carries out a decision."""

    kind: Literal["rule", "suspension"] = Field(description="实施细则，或者暂停（含关闭） An implementing rule, or a suspension or closing")
    id: uuid.UUID
    item_code: ItemCode
    begins_on: date = Field(alias="from")


class FollowUp(Shown):
    """What followed a decision to revise, improve or abolish."""

    document_no: str | None = Field(None, description="落实文件的文号 The document that carries it out")
    records: list[FollowUpRecord] = Field([], description="依该文件审批的实施细则和暂停 What was approved by it")
    reason: str | None = Field(None, description="无需另行落实的理由 Why nothing had to follow")


class EvaluationInFull(EvaluationShown):
    """An evaluation with its figures, what was reported, what the department finds, and the decision."""

    reckoned_at: datetime | None = Field(description="指标的核算时点 The cases are counted as they stood then")
    figures: list[FigureShown] = Field(description="本条的指标 Of the whole clause")
    by_item: list[FiguresOfItem] = Field(description="分事项的指标，本条有多个事项时列示 By item, where the clause has several")
    published_days: str = Field(description="经开区公布的平均用时（日） The days from application to money that the area publishes")
    reported_by_year: list[dict[str, int]] = Field(
        description="绩效自评分年度汇总：份数、收入、纳税、研发费用（分）、从业人员、新增发明专利 What was reported of each year, added up"
    )
    reports: dict[str, int] = Field(description="各阶段的绩效自评数 How many outcome reports stand in each stage")
    findings: dict[str, Any] | None = Field(description="责任单位的评价 What the department finds of each effect, and proposes")
    minutes_no: str | None
    held_on: date | None
    minutes: str | None
    follow_up: FollowUp | None = Field(description="评估结论的落实 What followed; none before that, and none where the policy is continued")
    method: dict[str, dict[str, str]] = Field(description="各类指标的口径 What each group counts, and how")


class EvaluatedYear(Shown):
    """The evaluations of a year."""

    year: int
    evaluations: list[EvaluationInFull]


class CountedCase(Shown):
    """A case that a figure counts."""

    id: uuid.UUID
    number: str
    process: ProcessCode
    item_code: ItemCode
    stage: StageNamed = Field(description="核算时所处阶段 Where it stood when the figure was reckoned")
    handed_in_at: datetime


class AwardReportedOn(Shown):
    """An award that an outcome report is about."""

    number: str
    item_code: ItemCode
    awarded_fen: int
    paid_fen: int


class OutcomeReportShown(CaseShown):
    """An outcome report in a list."""

    clause: int
    year: int
    enterprise_uscc: str
    awards: list[AwardReportedOn] = Field(description="所获支持 What was given")
    due_at: datetime | None = Field(description="填报期限 By when it is to be given; none once it is")
    missing: bool = Field(description="逾期未报 Not given in time, and not given yet")


class OutcomeReportInFull(OutcomeReportShown, CaseStanding):
    """An outcome report with what its recipient was given, and what it says has come of it."""

    report: dict[str, Any] | None
