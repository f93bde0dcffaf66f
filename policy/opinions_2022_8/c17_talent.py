"""第(十七)条 · Clause 17: benefits for recognised high-end talent.

People the area has recognised as high-end talent enjoy benefits in kind when they start a business, find a home, see a doctor or
send children to school. No money is paid. The clause addresses people, so a person need not be registered here as an enterprise is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.facts import flag, several, text
from policy.language.items import Evidence, Item, Outcome, Process
from policy.opinions_2022_8.identifiers import TALENT
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Reader, Values


def talent_benefits(f: Values, law: Values, x: Reader) -> None:  # noqa: ARG001 - a benefit in kind has no figure
    """第(十七)条: benefits in kind for recognised talent."""
    x.need("recognised_talent", f.recognised_talent)


TALENT_BENEFITS = Item(
    code="talent-benefits",
    clause=17,
    title=Text("高端人才政策优惠", "Benefits for high-end talent"),
    summary=Text("经认定的高端人才在创新创业、住房、医疗、子女入学等方面享受优惠", "Benefits in kind for recognised high-end talent"),
    departments=("hr",),
    process=Process.BENEFIT,
    outcome=Outcome.IN_KIND,
    facts=(
        flag("recognised_talent", "属于经开区认定的高端人才", "Recognised high-end talent", from_register="talent"),
        text("talent_no", "人才认定编号", "Recognition number of the talent"),
        several(
            "benefits",
            "申请享受的优惠",
            "Benefits asked for",
            options={
                "start_up": Text("创新创业", "Starting a business"),
                "housing": Text("住房", "Housing"),
                "medical": Text("医疗", "Medical care"),
                "schooling": Text("子女入学", "Schooling of children"),
            },
        ),
    ),
    subject=("talent_no", "benefits"),
    identifier=TALENT,
    rule=talent_benefits,
    words={
        "recognised_talent": Condition(
            "属于经开区认定的高端人才",
            "The person is recognised by the area as high-end talent",
            "申请人不属于第（十七）条规定的经开区认定的高端人才",
        )
    },
    evidence=(Evidence("talent_recognition", Text("高端人才认定文件", "Recognition as high-end talent")),),
    addresses=("person",),
)

ITEMS = (TALENT_BENEFITS,)
