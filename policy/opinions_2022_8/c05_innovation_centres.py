"""第(五)条 · Clause 5: one-off support for innovation centres and laboratories.

A national title earns 1000万 and a Beijing one 100万, newly introduced or newly approved; a title of the area itself earns 50万, newly
obtained. To be newly approved and to have newly obtained a title is one event at every level. A renewal is not new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.caps import CapPeriod, CapScope, cap_over
from policy.language.facts import choice, text
from policy.language.items import Evidence, Item, Process
from policy.language.parameters import fixed_table
from policy.money import wan
from policy.opinions_2022_8.identifiers import TITLE
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values


def innovation_centre(f: Values, law: Values, x: Reader) -> Claim:
    """第(五)条: a fixed amount, once, for a new title at its level."""
    support = x.figure("support", x.lookup(law.supports, f.level, f.event))
    x.need("title_new_at_level", support > 0)
    return x.fixed(support)


INNOVATION_CENTRE = Item(
    code="innovation-centre",
    clause=5,
    title=Text("创新中心资质一次性支持", "Innovation centre support"),
    summary=Text(
        "新引进或新获批国家级、市级资质分别支持1000万元、100万元，新获得经开区级资质支持50万元",
        "10 million yuan for a new national title, 1 million for a city one, 500 000 for one of the area",
    ),
    departments=("sti",),
    process=Process.APPLICATION,
    facts=(
        choice(
            "level",
            "资质级别",
            "Level of the title",
            options={
                "national": Text("国家级", "National"),
                "municipal": Text("北京市级", "Beijing"),
                "bda": Text("经开区级", "The area"),
            },
        ),
        choice(
            "event",
            "取得方式",
            "How it came",
            options={
                "newly_introduced": Text("新引进", "Newly introduced"),
                "newly_approved": Text("新获批", "Newly approved"),
                "newly_obtained": Text("新获得", "Newly obtained"),
                "renewed": Text("复审或续期", "Renewed"),
            },
            help=Text(
                "国家级、北京市级资质选“新引进”或者“新获批”，经开区级资质选“新获得”",
                "For a national or Beijing title newly introduced or newly approved, for one of the area newly obtained",
            ),
        ),
        text("certificate_no", "资质证书或批复编号", "Number of the title certificate"),
    ),
    subject=("certificate_no",),
    identifier=TITLE,
    rule=innovation_centre,
    law={
        "supports": fixed_table(
            "支持标准（分）",
            "Amounts (fen)",
            {
                ("national", "newly_introduced"): wan(1000),
                ("national", "newly_approved"): wan(1000),
                ("national", "newly_obtained"): wan(1000),
                ("municipal", "newly_introduced"): wan(100),
                ("municipal", "newly_approved"): wan(100),
                ("municipal", "newly_obtained"): wan(100),
                ("bda", "newly_approved"): wan(50),
                ("bda", "newly_obtained"): wan(50),
            },
        ),
        **cap_over(CapScope.SUBJECT, CapPeriod.ALL_YEARS),
    },
    evidence=(Evidence("title_certificate", Text("资质证书或批复文件", "Title certificate")),),
    words={
        "support": Text("该级别的支持标准", "Amount for this level"),
        "title_new_at_level": Condition(
            "属于条款列明的新引进、新获批或新获得的资质",
            "The title is new at its level, in the way the clause says",
            "所获资质不属于第（五）条规定的新引进、新获批或者新获得的资质",
        ),
    },
)

ITEMS = (INNOVATION_CENTRE,)
