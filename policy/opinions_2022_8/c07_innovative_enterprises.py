"""第(七)条 · Clause 7: R&D equipment of innovative enterprises that move in.

A 专精特新 or unicorn enterprise that comes from outside, builds a new major project here and buys R&D equipment for 500万 or more
receives 20% of the equipment's price. The clause names no maximum, so the general cap holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.facts import REQUESTED, amount, flag, text
from policy.language.items import Evidence, Item, Process, Review
from policy.language.parameters import fixed_fen, fixed_rate
from policy.money import percent, wan
from policy.opinions_2022_8.general_terms import GENERAL_CAP
from policy.opinions_2022_8.identifiers import OWN_PROJECT
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values


def relocation_equipment(f: Values, law: Values, x: Reader) -> Claim:
    """第(七)条: 20% of the price of R&D equipment worth 500万 or more."""
    x.need("specialised_or_unicorn", f.specialised_or_unicorn)
    x.need("moved_in_from_outside", f.moved_in_from_outside)
    x.need("builds_new_major_project", f.builds_new_major_project)
    x.need("equipment_enough", f.rd_equipment_fen >= law.least_equipment_fen, f.rd_equipment_fen, law.least_equipment_fen)
    return x.cap(x.share(f.rd_equipment_fen, law.rate), law.cap_fen)


RELOCATION_EQUIPMENT = Item(
    code="relocation-equipment",
    clause=7,
    title=Text("迁入创新型企业研发设备支持", "R&D equipment of enterprises that move in"),
    summary=Text(
        "由区外迁入并新建重大产业项目、购置研发设备500万元以上的专精特新、独角兽企业，支持设备款的20%",
        "20% of R&D equipment worth 5 million yuan or more, for innovative enterprises that move in and build",
    ),
    departments=("econ",),
    process=Process.APPLICATION,
    review=Review.SITE,
    facts=(
        flag(
            "specialised_or_unicorn", "属于专精特新或独角兽企业", "A 专精特新 or unicorn enterprise", from_register="specialised_enterprise"
        ),
        flag("moved_in_from_outside", "由区外迁入", "Moved in from outside"),
        flag("builds_new_major_project", "在区内新建重大产业项目", "Builds a new major project in the area"),
        amount("rd_equipment_fen", "研发设备购置款总额", "Price of the R&D equipment"),
        text("project_no", "项目编号", "Project number"),
        REQUESTED,
    ),
    subject=("project_no",),
    identifier=OWN_PROJECT,
    rule=relocation_equipment,
    law={
        "least_equipment_fen": fixed_fen("研发设备购置款下限（分）", "Least price of the equipment (fen)", wan(500)),
        "rate": fixed_rate(percent(20)),
        **GENERAL_CAP,
    },
    evidence=(
        Evidence("purchase_contracts", Text("设备采购合同和发票", "Purchase contracts and invoices")),
        Evidence("project_filing", Text("项目备案或核准文件", "Filing or approval of the project")),
        Evidence("enterprise_title", Text("专精特新或独角兽企业证明", "Proof of the 专精特新 or unicorn title")),
    ),
    words={
        "specialised_or_unicorn": Condition(
            "属于专精特新或独角兽企业",
            "The enterprise is a 专精特新 or a unicorn enterprise",
            "申请单位不属于第（七）条规定的专精特新或者独角兽企业",
        ),
        "moved_in_from_outside": Condition(
            "由区外迁入", "The enterprise moved in from outside the area", "申请单位并非由区外迁入，不符合第（七）条规定的支持条件"
        ),
        "builds_new_major_project": Condition(
            "在区内新建重大产业项目",
            "The enterprise builds a new major project in the area",
            "申请单位未在区内新建重大产业项目，不符合第（七）条规定的支持条件",
        ),
        "equipment_enough": Condition(
            "研发设备购置款达到500万元", "The R&D equipment is worth 5 million yuan or more", "研发设备购置款未达到第（七）条规定的500万元"
        ),
    },
)

ITEMS = (RELOCATION_EQUIPMENT,)
