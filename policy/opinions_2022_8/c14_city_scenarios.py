"""第(十四)条 · Clause 14: projects for the area's open city scenarios.

Scenario lists are published and solutions collected in public; a chosen project is supported after acceptance by a rate of its audited
investment. The clause names no figure: a rule sets the rate and the general cap holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.facts import REQUESTED, amount, flag, text
from policy.language.items import CarriedOver, Evidence, Item, Process, Review
from policy.language.parameters import open_rate
from policy.opinions_2022_8.general_terms import GENERAL_CAP
from policy.opinions_2022_8.identifiers import CALL
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values


def scenario_project(f: Values, law: Values, x: Reader) -> Claim:
    """第(十四)条: a rate of the audited investment, once acceptance has passed."""
    x.need("acceptance_passed", f.acceptance_passed)
    return x.cap(x.share(f.audited_investment_fen, law.rate), law.cap_fen)


SCENARIO_PROJECT = Item(
    code="scenario-project",
    clause=14,
    title=Text("数字经济应用场景项目支持", "Scenario project support"),
    summary=Text(
        "入选场景清单的项目，验收通过后按审定投资比例支持",
        "A rate of the audited investment of a chosen scenario project, after acceptance",
    ),
    departments=("econ",),
    process=Process.POST_GRANT,
    review=Review.EXPERT,
    facts=(
        text("call_no", "场景清单编号", "Number of the scenario call"),
        flag("acceptance_passed", "已通过验收", "Acceptance has passed"),
        amount("audited_investment_fen", "审定投资", "Audited investment"),
        REQUESTED,
    ),
    carried_over=CarriedOver("call_no", "acceptance_passed", "audited_investment_fen"),
    subject=("call_no",),
    identifier=CALL,
    rule=scenario_project,
    words={
        "acceptance_passed": Condition(
            "项目已通过验收", "The project has passed its acceptance", "该项目尚未通过验收，不符合第（十四）条规定的支持条件"
        )
    },
    law={"rate": open_rate(), **GENERAL_CAP},
    evidence=(
        Evidence("selection_notice", Text("入选通知", "Notice of selection")),
        Evidence("acceptance_report", Text("验收报告", "Acceptance report"), shows=("acceptance_passed",)),
        Evidence("investment_audit", Text("投资专项审计报告", "Audit of the investment"), shows=("audited_investment_fen",)),
    ),
)

ITEMS = (SCENARIO_PROJECT,)
