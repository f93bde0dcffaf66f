"""第(十五)条 · Clause 15: talent start-ups and equity investment.

Start-up projects of outstanding people receive what the experts assess, within the general cap: the person applies, who need not be
registered here as an enterprise is, or the enterprise. High-growth technology SMEs may receive
equity out of the year's fund: an investment, not a grant, which the committee decides and the founders may buy back first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.caps import CapPeriod, CapScope, cap_over
from policy.language.facts import REQUESTED, Supplier, amount, flag, text
from policy.language.items import Evidence, Item, Outcome, Process, Review
from policy.opinions_2022_8.general_terms import GENERAL_CAP
from policy.opinions_2022_8.identifiers import OWN_PROJECT, ROUND
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values


def talent_startup(f: Values, law: Values, x: Reader) -> Claim:
    """第(十五)条: what the experts assessed."""
    return x.cap(f.assessed_fen, law.cap_fen)


def equity_investment(f: Values, law: Values, x: Reader) -> None:  # noqa: ARG001 - the committee sets the amount
    """第(十五)条: equity in high-growth technology SMEs, by the committee."""
    x.need("high_growth_tech_sme", f.high_growth_tech_sme)


TALENT_STARTUP = Item(
    code="talent-startup",
    clause=15,
    title=Text("优秀人才创新创业项目支持", "Talent start-up support"),
    summary=Text("优秀人才创新创业项目，按专家评定金额支持", "By the experts' assessment, for start-up projects of outstanding people"),
    departments=("sti",),
    process=Process.APPLICATION,
    review=Review.EXPERT,
    facts=(
        text("project_no", "项目编号", "Project number"),
        amount("assessed_fen", "专家评定金额", "Amount the experts assessed", supplied_by=Supplier.EXPERTS),
        REQUESTED,
    ),
    subject=("project_no",),
    identifier=OWN_PROJECT,
    rule=talent_startup,
    law=GENERAL_CAP,
    addresses=("person",),
    evidence=(
        Evidence("business_plan", Text("创业计划书", "Business plan")),
        Evidence("founder_credentials", Text("创始人资历证明", "Credentials of the founder")),
    ),
)

EQUITY_INVESTMENT = Item(
    code="equity-investment",
    clause=15,
    title=Text("高科技成长中小企业股权投资", "Equity investment in technology SMEs"),
    summary=Text(
        "以股权投资方式支持高科技成长中小企业，由专题会在年度专项资金内审议确定投资金额",
        "Equity out of the year's fund, decided by the committee",
    ),
    departments=("sti",),
    process=Process.EQUITY,
    review=Review.EXPERT,
    outcome=Outcome.REFER,
    facts=(
        flag("high_growth_tech_sme", "属于高科技成长中小企业", "A high-growth technology SME", from_register="high_growth_sme"),
        text("round_no", "融资轮次编号", "Number of the round"),
        amount("requested_fen", "申请投资金额", "Investment asked for", supplied_by=Supplier.DECLARED),
    ),
    subject=("round_no",),
    identifier=ROUND,
    rule=equity_investment,
    words={
        "high_growth_tech_sme": Condition(
            "属于高科技成长中小企业", "The enterprise is a high-growth technology SME", "申请单位不属于第（十五）条规定的高科技成长中小企业"
        )
    },
    law=cap_over(CapScope.FUND, CapPeriod.PROGRAMME_YEAR),
    evidence=(
        Evidence("business_plan", Text("商业计划书", "Business plan")),
        Evidence("audited_accounts", Text("经审计的财务报表", "Audited accounts")),
        Evidence("cap_table", Text("股权结构说明", "Cap table")),
    ),
    office_evidence=(
        Evidence("due_diligence_report", Text("尽职调查报告", "Due diligence report")),
        Evidence("firm_due_diligence_report", Text("第三方机构尽职调查报告", "Due diligence report of an outside firm")),
        Evidence("investment_agreement", Text("投资协议", "Investment agreement")),
    ),
)

ITEMS = (TALENT_STARTUP, EQUITY_INVESTMENT)
