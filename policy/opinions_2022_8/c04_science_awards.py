"""第(四)条 · Clause 4: rewards for national and Beijing science prizes.

A national science and technology prize earns 100万 (first) or 50万 (second); a Beijing prize for invention or for progress
earns 100万 (special), 50万 (first) or 30万 (second). Prizes and grades the clause doesn't name earn nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.caps import CapPeriod, CapScope, cap_over
from policy.language.facts import choice, text
from policy.language.items import Evidence, Item, Process
from policy.language.parameters import fixed_table
from policy.money import wan
from policy.opinions_2022_8.identifiers import PRIZE
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values


def science_award(f: Values, law: Values, x: Reader) -> Claim:
    """第(四)条: a fixed reward for a prize and grade the clause names."""
    reward = x.figure("reward", x.lookup(law.rewards, f.prize, f.grade))
    x.need("prize_named", reward > 0)
    return x.fixed(reward)


SCIENCE_AWARD = Item(
    code="science-award",
    clause=4,
    title=Text("科学技术奖励", "Science prize reward"),
    summary=Text(
        "获国家科学技术奖、北京市技术发明奖或科学技术进步奖的，按等级给予30万元至100万元奖励",
        "300 000 to 1 million yuan for a national or Beijing science prize, by its grade",
    ),
    departments=("sti",),
    process=Process.APPLICATION,
    facts=(
        choice(
            "prize",
            "奖项",
            "Prize",
            options={
                "national_sci_tech": Text("国家科学技术奖", "National science and technology prize"),
                "beijing_tech_invention": Text("北京市技术发明奖", "Beijing prize for technical invention"),
                "beijing_sci_tech_progress": Text("北京市科学技术进步奖", "Beijing prize for progress in science and technology"),
                "other": Text("其他", "Other"),
            },
        ),
        choice(
            "grade",
            "等级",
            "Grade",
            options={
                "first": Text("一等奖", "First"),
                "special": Text("特等奖", "Special"),
                "second": Text("二等奖", "Second"),
                "other": Text("其他", "Other"),
            },
        ),
        text("certificate_no", "证书编号", "Certificate number"),
    ),
    subject=("certificate_no",),
    identifier=PRIZE,
    rule=science_award,
    law={
        "rewards": fixed_table(
            "奖励标准（分）",
            "Rewards (fen)",
            {
                ("national_sci_tech", "first"): wan(100),
                ("national_sci_tech", "second"): wan(50),
                ("beijing_tech_invention", "special"): wan(100),
                ("beijing_tech_invention", "first"): wan(50),
                ("beijing_tech_invention", "second"): wan(30),
                ("beijing_sci_tech_progress", "special"): wan(100),
                ("beijing_sci_tech_progress", "first"): wan(50),
                ("beijing_sci_tech_progress", "second"): wan(30),
            },
        ),
        **cap_over(CapScope.SUBJECT, CapPeriod.ALL_YEARS),
    },
    evidence=(Evidence("prize_certificate", Text("获奖证书", "Prize certificate")),),
    words={
        "reward": Text("该奖项及等级的奖励标准", "Reward for this prize and grade"),
        "prize_named": Condition(
            "属于条款列明的奖项和等级",
            "The prize and its grade are among those the clause names",
            "所获奖项及等级不属于第（四）条规定的奖励范围",
        ),
    },
)

ITEMS = (SCIENCE_AWARD,)
