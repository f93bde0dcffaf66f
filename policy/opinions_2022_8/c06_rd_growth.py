"""第(六)条 · Clause 6: support for enterprises whose R&D expense outgrows its yearly target.

Large and medium enterprises on the key list, and 专精特新“小巨人” enterprises of any size, receive 20% of the part of the year's
expense above the target, up to 300万 an enterprise and year. Meeting the target exactly earns nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.caps import CapPeriod, CapScope, cap_over
from policy.language.facts import REQUESTED, Supplier, amount, choice, flag, year
from policy.language.items import Evidence, Item, Process, Review
from policy.language.parameters import fixed_rate, open_target_growth
from policy.money import percent, wan
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values


def rd_growth(f: Values, law: Values, x: Reader) -> Claim:
    """第(六)条: 20% of R&D expense above the year's target."""
    key_enterprise = x.both(x.one_of(f.size, "large", "medium"), f.on_key_list)
    target = x.figure("target", x.given(f.target_fen, lambda: x.grown(f.prior_rd_expense_fen, law.target_growth_rate)))
    x.need("beneficiary", x.either(key_enterprise, f.little_giant))
    x.need("above_target", f.rd_expense_fen > target, f.rd_expense_fen, target)
    excess = x.figure("excess", x.above(f.rd_expense_fen, target))
    return x.cap(x.share(excess, law.rate), law.cap_fen)


RD_GROWTH = Item(
    code="rd-growth",
    clause=6,
    title=Text("研发费用增长支持", "R&D growth support"),
    summary=Text(
        "年度研发费用超过目标值的大中型重点企业和“小巨人”企业，按高出部分的20%支持，每年最高300万元",
        "20% of R&D expense above the year's target, for large and medium key enterprises and little giants, up to 3 million yuan a year",
    ),
    departments=("sti",),
    process=Process.GROWTH_CHECK,
    review=Review.NONE,
    annual=True,
    facts=(
        year(),
        choice(
            "size",
            "企业规模",
            "Size of the enterprise",
            supplied_by=Supplier.SOURCE,
            options={
                "large": Text("大型", "Large"),
                "medium": Text("中型", "Medium"),
                "small": Text("小型", "Small"),
                "micro": Text("微型", "Micro"),
            },
        ),
        flag("on_key_list", "列入重点企业名单", "On the list of key enterprises"),
        flag("little_giant", "国家级专精特新“小巨人”企业", "A little giant enterprise", supplied_by=Supplier.SOURCE),
        amount("rd_expense_fen", "本年度研发费用", "R&D expense of the year", supplied_by=Supplier.SOURCE),
        amount("target_fen", "年度目标值", "Target of the year", optional=True),
        amount("prior_rd_expense_fen", "上年度研发费用", "R&D expense of the year before", supplied_by=Supplier.SOURCE, optional=True),
        REQUESTED,
    ),
    alternatives=("target_fen", "prior_rd_expense_fen"),
    subject=("uscc", "year"),
    rule=rd_growth,
    law={
        "rate": fixed_rate(percent(20)),
        "target_growth_rate": open_target_growth(),
        **cap_over(CapScope.BENEFICIARY, CapPeriod.YEAR, fen=wan(300), open_to_rules=("period",)),
    },
    evidence=(
        Evidence(
            "rd_expense_audit",
            Text("研发费用专项审计报告", "Special audit of R&D expense"),
            required=False,
            shows=("rd_expense_fen", "prior_rd_expense_fen"),
        ),
    ),
    words={
        "beneficiary": Condition(
            "属于大中型重点企业或“小巨人”企业",
            "The enterprise is large or medium and on the key list, or is a little giant",
            "申请单位不属于第（六）条规定的大中型重点企业或者专精特新“小巨人”企业",
        ),
        "target": Text("年度目标值", "Target of the year"),
        "above_target": Condition(
            "研发费用高于年度目标值",
            "The R&D expense is above the year's target",
            "年度研发费用未超过年度目标值，不符合第（六）条规定的支持条件",
        ),
        "excess": Text("高出目标值的部分", "Part above the target"),
    },
)

ITEMS = (RD_GROWTH,)
