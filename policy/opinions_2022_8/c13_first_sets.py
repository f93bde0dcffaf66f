"""第(十三)条 · Clause 13: first sets of equipment (首台套).

The developer of a recognised first set receives at most 30% of the recognised contract as executed; its user receives nothing. The clause
names no amount, so the general cap holds. Forward purchase of new products is encouraged without money.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.facts import REQUESTED, amount, choice, flag, text
from policy.language.items import Evidence, Item, Outcome, Process, Review
from policy.language.parameters import rate_up_to
from policy.money import percent
from policy.opinions_2022_8.general_terms import GENERAL_CAP
from policy.opinions_2022_8.identifiers import FIRST_SET_NUMBER
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values


def first_set(f: Values, law: Values, x: Reader) -> Claim:
    """第(十三)条: at most 30% of the executed contract, for the developer."""
    x.need("recognised_first_set", f.recognised_first_set)
    x.need("developer", x.one_of(f.role, "developer"))
    return x.cap(x.share(f.contract_executed_fen, law.rate), law.cap_fen)


FIRST_SET = Item(
    code="first-set",
    clause=13,
    title=Text("首台（套）研制支持", "First set support"),
    summary=Text(
        "首台（套）项目研发方，给予不超过认定合同实施金额30%的支持", "Up to 30% of the recognised contract as executed, for the developer"
    ),
    departments=("sti",),
    process=Process.APPLICATION,
    review=Review.EXPERT,
    facts=(
        flag("recognised_first_set", "属于经认定的首台（套）", "A recognised first set", from_register="first_set"),
        choice(
            "role",
            "申请人角色",
            "Role of the applicant",
            options={
                "developer": Text("研发方", "Developer"),
                "user": Text("应用方", "User"),
            },
        ),
        text("recognition_no", "认定编号", "Recognition number"),
        amount("contract_executed_fen", "认定合同实施金额", "Recognised contract as executed"),
        REQUESTED,
    ),
    subject=("recognition_no",),
    identifier=FIRST_SET_NUMBER,
    rule=first_set,
    law={"rate": rate_up_to(percent(30)), **GENERAL_CAP},
    evidence=(
        Evidence("recognition", Text("首台（套）认定文件", "Recognition of the first set")),
        Evidence("executed_contract", Text("合同及实施证明", "The contract and proof of its execution")),
    ),
    words={
        "recognised_first_set": Condition(
            "属于经认定的首台（套）", "The equipment is a recognised first set", "该产品不属于第（十三）条规定的经认定的首台（套）项目"
        ),
        "developer": Condition(
            "申请人为研发方", "The applicant is the developer", "申请单位不是首台（套）项目的研发方，不属于第（十三）条规定的支持范围"
        ),
    },
)

FORWARD_PURCHASE = Item(
    code="forward-purchase",
    clause=13,
    title=Text("远期约定采购服务", "Forward purchase"),
    summary=Text("鼓励以远期约定采购方式购买创新产品与服务", "Guidance for forward purchase of new products and services"),
    departments=("sti",),
    process=Process.GUIDANCE,
    review=Review.NONE,
    outcome=Outcome.NO_GRANT,
    facts=(text("title", "需求标题", "What is asked for", help=Text("一句话说明需求", "The request in a sentence")),),
)

ITEMS = (FIRST_SET, FORWARD_PURCHASE)
