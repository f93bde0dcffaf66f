"""第(九)条 · Clause 9: reward for entering the above-scale statistics.

An industrial or service enterprise counted above scale in the area for the first time ever receives half of the part of its yearly
contribution that the area's own treasury keeps, 30万 at most. Nobody has to apply: the statistics show who is due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.caps import CapPeriod, CapScope, cap_over
from policy.language.facts import REQUESTED, Supplier, amount, choice, flag, year
from policy.language.items import Evidence, Item, Process, Review
from policy.language.parameters import fixed_rate
from policy.money import percent, wan
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values


def first_above_scale(f: Values, law: Values, x: Reader) -> Claim:
    """第(九)条: half of the contribution the area keeps, once, on first inclusion."""
    x.need("first_time_included", f.first_time_included)
    x.need("industry_or_services", x.one_of(f.sector, "industry", "services"))
    return x.cap(x.share(f.retained_contribution_fen, law.rate), law.cap_fen)


FIRST_ABOVE_SCALE = Item(
    code="first-above-scale",
    clause=9,
    title=Text("首次升规入统奖励", "First above-scale reward"),
    summary=Text(
        "首次纳入规模以上统计的工业、服务业企业，奖励其区域贡献中开发区可支配部分的50%，最高30万元",
        "Half of the contribution the area keeps, 300 000 yuan at most, on first inclusion above scale",
    ),
    departments=("econ",),
    process=Process.NO_APPLICATION,
    review=Review.NONE,
    facts=(
        year("纳入统计年度", "Year of inclusion"),
        flag("first_time_included", "首次纳入经开区规模以上统计", "Included above scale for the first time", supplied_by=Supplier.SOURCE),
        choice(
            "sector",
            "行业",
            "Sector",
            supplied_by=Supplier.SOURCE,
            options={
                "industry": Text("工业", "Industry"),
                "services": Text("服务业", "Services"),
                "other": Text("其他", "Other"),
            },
        ),
        amount(
            "retained_contribution_fen",
            "区域经济贡献中开发区财政可支配部分",
            "Contribution the area's treasury keeps",
            supplied_by=Supplier.SOURCE,
        ),
        REQUESTED,
    ),
    subject=("uscc",),
    rule=first_above_scale,
    law={
        "rate": fixed_rate(percent(50)),
        **cap_over(CapScope.BENEFICIARY, CapPeriod.ALL_YEARS, fen=wan(30), open_to_rules=("period",)),
    },
    evidence=(
        Evidence(
            "inclusion_notice",
            Text("纳入规模以上统计的通知", "Notice of inclusion above scale"),
            required=False,
            shows=("first_time_included", "sector"),
        ),
    ),
    words={
        "first_time_included": Condition(
            "首次纳入经开区规模以上统计",
            "The enterprise was included in the above-scale statistics for the first time ever",
            "并非首次纳入经开区规模以上统计，不符合第（九）条规定的奖励条件",
        ),
        "industry_or_services": Condition(
            "属于工业或服务业企业",
            "The enterprise is an industrial or service enterprise",
            "申请单位不属于第（九）条规定的规模以上工业或者服务业企业",
        ),
    },
)

ITEMS = (FIRST_ABOVE_SCALE,)
