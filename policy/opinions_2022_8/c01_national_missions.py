"""第(一)条 · Clause 1: support for national missions and the 白菜心 programme.

A unit (an enterprise, a university, an institute) that undertakes 白菜心 projects shares its R&D investment with the area: at most half of
each, and at most 5000万 for all its projects, over all years. A unit that undertakes a national strategic task of exceptional weight is
decided case by case. The clause addresses units, wherever they are registered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.caps import CapPeriod, CapScope, cap_over
from policy.language.facts import REQUESTED, amount, flag, text
from policy.language.items import Evidence, Item, Outcome, Process, Review
from policy.language.parameters import rate_up_to
from policy.money import percent, wan
from policy.opinions_2022_8.identifiers import LISTED_PROJECT
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values


def core_technology(f: Values, law: Values, x: Reader) -> Claim:
    """第(一)条: at most half of the R&D investment of a 白菜心 project."""
    x.need("undertakes_project", f.undertakes_project)
    return x.cap(x.share(f.rd_investment_fen, law.rate), law.cap_fen)


def national_mission(f: Values, law: Values, x: Reader) -> None:  # noqa: ARG001 - the committee sets the amount
    """第(一)条: national strategic tasks, case by case."""
    x.need("undertakes_task", f.undertakes_task)


CORE_TECHNOLOGY = Item(
    code="core-technology",
    clause=1,
    title=Text("“白菜心”工程项目支持", "Core technology project support"),
    summary=Text(
        "承担“白菜心”工程的单位，给予研发投入最高50%的支持，每个单位全部项目历年累计最高5000万元",
        "Up to half of the R&D investment of core technology projects, 50 million yuan a unit at most, all its projects over all years",
    ),
    departments=("sti",),
    process=Process.APPLICATION,
    review=Review.EXPERT,
    facts=(
        flag("undertakes_project", "承担“白菜心”工程项目", "Undertakes a core technology project"),
        text("project_no", "项目编号", "Project number"),
        amount("rd_investment_fen", "项目研发投入", "R&D investment in the project"),
        REQUESTED,
    ),
    subject=("project_no", "uscc"),
    identifier=LISTED_PROJECT,
    rule=core_technology,
    words={
        "undertakes_project": Condition(
            "承担“白菜心”工程项目",
            "The applicant undertakes a core technology project",
            "未承担“白菜心”工程项目，不属于第（一）条规定的支持范围",
        )
    },
    law={
        "rate": rate_up_to(percent(50)),
        **cap_over(CapScope.BENEFICIARY, CapPeriod.ALL_YEARS, fen=wan(5000), open_to_rules=("period",)),
    },
    addresses=("university_or_institute",),
    evidence=(
        Evidence("project_contract", Text("项目任务书或合同", "Project contract")),
        Evidence("rd_investment_audit", Text("研发投入专项审计报告", "Audit of the R&D investment")),
    ),
)

NATIONAL_MISSION = Item(
    code="national-mission",
    clause=1,
    title=Text("国家特别重大科技战略任务支持", "Support for national strategic missions"),
    summary=Text("承担国家特别重大科技战略任务的单位，按“一事一议”支持", "Units with a national strategic mission, decided case by case"),
    departments=("sti",),
    process=Process.CASE_BY_CASE,
    review=Review.EXPERT,
    outcome=Outcome.REFER,
    facts=(
        flag("undertakes_task", "承担国家特别重大科技战略任务", "Undertakes a national strategic task"),
        text("project_no", "任务编号", "Task number"),
    ),
    subject=("project_no", "uscc"),
    identifier=LISTED_PROJECT,
    rule=national_mission,
    words={
        "undertakes_task": Condition(
            "承担国家特别重大科技战略任务",
            "The applicant undertakes a national strategic task",
            "未承担国家特别重大科技战略任务，不属于第（一）条规定的支持范围",
        )
    },
    addresses=("university_or_institute",),
    evidence=(Evidence("task_assignment", Text("国家任务下达文件", "Document assigning the national task")),),
)

ITEMS = (CORE_TECHNOLOGY, NATIONAL_MISSION)
