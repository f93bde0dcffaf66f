"""第(十一)条 · Clause 11: universities and institutes that turn research into products.

The area invites universities and institutes to set up new research institutions here (guidance), and rewards a confirmed one by its
conversion of the year before, 1000万 a unit and year at most. The clause addresses them by name, wherever they are registered, and nobody
else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.caps import CapPeriod, CapScope, cap_over
from policy.language.facts import REQUESTED, amount, flag, text, year
from policy.language.items import Evidence, Item, Outcome, Process, Review
from policy.language.parameters import open_rate
from policy.money import wan
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values


def tech_transfer(f: Values, law: Values, x: Reader) -> Claim:
    """第(十一)条: a rate of last year's conversion, for universities and institutes alone."""
    x.need("university_or_institute", x.one_of(f.applicant_type, "university_or_institute"))
    x.need("confirmed_unit", f.confirmed_unit)
    return x.cap(x.share(f.conversion_fen, law.rate), law.cap_fen)


RESEARCH_INSTITUTE = Item(
    code="research-institute",
    clause=11,
    title=Text("设立新型研发机构服务", "Setting up a research institute"),
    summary=Text("支持一流大学及科研院所在区内设立新型研发机构", "Guidance for universities and institutes that set up here"),
    departments=("sti",),
    process=Process.GUIDANCE,
    review=Review.NONE,
    outcome=Outcome.NO_GRANT,
    facts=(text("title", "需求标题", "What is asked for", help=Text("一句话说明需求", "The request in a sentence")),),
    addresses=("university_or_institute",),
)

TECH_TRANSFER = Item(
    code="tech-transfer",
    clause=11,
    title=Text("科技成果转化奖励", "Technology transfer reward"),
    summary=Text(
        "经确认的高校、科研院所，根据上年度成果转化情况奖励，每家每年最高1000万元",
        "A rate of last year's conversion for confirmed universities and institutes, 10 million yuan at most",
    ),
    departments=("sti",),
    process=Process.APPLICATION,
    annual=True,
    facts=(
        flag("confirmed_unit", "属于经确认的高校、科研院所", "A confirmed university or institute", from_register="confirmed_unit"),
        year("成果转化年度", "Year of the conversion"),
        amount("conversion_fen", "上年度成果转化金额", "Conversion of last year"),
        REQUESTED,
    ),
    subject=("uscc", "year"),
    rule=tech_transfer,
    words={
        "university_or_institute": Condition(
            "申请单位为高校或科研院所", "The applicant is a university or an institute", "申请单位不属于第（十一）条规定的高校、科研院所"
        ),
        "confirmed_unit": Condition(
            "属于经确认的高校、科研院所",
            "The applicant is a confirmed university or institute",
            "申请单位未经确认为第（十一）条规定的高校、科研院所",
        ),
        "year_in_force": Condition(
            "成果转化年度不早于2021年",
            "The year of the conversion is not before 2021, the year before the first year",
            "成果转化年度早于2021年",
        ),
        "year_not_ahead": Condition(
            "成果转化年度不晚于申请年度的上一年",
            "The year of the conversion is before that of the application",
            "成果转化年度晚于申请年度的上一年",
        ),
    },
    law={"rate": open_rate(), **cap_over(CapScope.BENEFICIARY, CapPeriod.YEAR, fen=wan(1000), open_to_rules=("period",))},
    year_lag=1,
    evidence=(
        Evidence("conversion_contracts", Text("技术合同及登记证明", "Technology contracts and their registration")),
        Evidence("conversion_receipts", Text("成果转化到账凭证", "Proof of the conversion income")),
    ),
    addresses=("university_or_institute",),
)

ITEMS = (RESEARCH_INSTITUTE, TECH_TRANSFER)
