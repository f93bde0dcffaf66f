"""第(十)条 · Clause 10: rent, interest and talent support for members of the two innovation plans.

Projects in 创新成长计划 and service institutions in 创新伙伴计划 are supported with rent, loan interest and rewards for talent.
The clause names no figure: rules set the rates and the amount a head. The clause is one item of the Opinions, so the general cap holds once
for the three kinds together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.facts import REQUESTED, Supplier, amount, choice, count, period, text, year
from policy.language.items import Evidence, Item, Process
from policy.language.parameters import open_fen, open_rate
from policy.opinions_2022_8.general_terms import GENERAL_CAP
from policy.opinions_2022_8.identifiers import LOAN
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values


def plan_member(f: Values, x: Reader) -> None:
    """第(十)条: in one of the two plans."""
    x.need("plan_member", x.one_of(f.plan, "growth", "partner"))


def plan_rent(f: Values, law: Values, x: Reader) -> Claim:
    """第(十)条: a rate of the year's rent."""
    plan_member(f, x)
    return x.cap(x.share(f.rent_paid_fen, law.rate), law.cap_fen)


def plan_interest(f: Values, law: Values, x: Reader) -> Claim:
    """第(十)条: a rate of the interest of a period."""
    plan_member(f, x)
    return x.cap(x.share(f.interest_incurred_fen, law.rate), law.cap_fen)


def plan_talent(f: Values, law: Values, x: Reader) -> Claim:
    """第(十)条: an amount for each talent."""
    plan_member(f, x)
    return x.cap(x.each(f.headcount, law.per_head_fen), law.cap_fen)


CAP_GROUP = "clause-10"

PLAN = choice(
    "plan",
    "所在计划",
    "Plan",
    from_register="plan",
    options={
        "growth": Text("创新成长计划", "Innovation growth plan"),
        "partner": Text("创新伙伴计划", "Innovation partner plan"),
        "none": Text("未纳入", "Neither"),
    },
)
WORDS = {
    "plan_member": Condition(
        "已纳入创新成长计划或创新伙伴计划",
        "The applicant is a member of one of the two innovation plans",
        "未纳入第（十）条规定的创新成长计划或者创新伙伴计划",
    )
}
MEMBERSHIP = Evidence("plan_membership", Text("纳入计划的通知", "Notice of membership in the plan"))

PLAN_RENT = Item(
    code="plan-rent",
    clause=10,
    title=Text("创新计划房租补贴", "Plan rent subsidy"),
    summary=Text("纳入创新计划的项目和机构，按比例补贴房租", "A rate of the rent of members of the innovation plans"),
    departments=("sti",),
    process=Process.APPLICATION,
    annual=True,
    facts=(PLAN, year(), amount("rent_paid_fen", "本年度实际支付房租", "Rent paid in the year"), REQUESTED),
    subject=("plan", "uscc", "year"),
    rule=plan_rent,
    law={"rate": open_rate(), **GENERAL_CAP},
    cap_group=CAP_GROUP,
    evidence=(
        MEMBERSHIP,
        Evidence("lease", Text("租赁合同", "Lease")),
        Evidence("rent_invoices", Text("房租发票", "Rent invoices")),
    ),
    words=WORDS,
)

PLAN_INTEREST = Item(
    code="plan-interest",
    clause=10,
    title=Text("创新计划贷款贴息", "Plan interest subsidy"),
    summary=Text("纳入创新计划的项目和机构，按比例给予贷款贴息", "A rate of the loan interest of members of the innovation plans"),
    departments=("sti",),
    process=Process.INTEREST_SUBSIDY,
    facts=(
        PLAN,
        year(),
        text("loan_no", "贷款合同编号", "Loan number"),
        period("period", "贴息期间", "Period of interest"),
        amount("interest_incurred_fen", "期间实际发生利息", "Interest incurred in the period", supplied_by=Supplier.SOURCE),
        REQUESTED,
    ),
    subject=("loan_no", "period"),
    identifier=LOAN,
    rule=plan_interest,
    law={"rate": open_rate(), **GENERAL_CAP},
    cap_group=CAP_GROUP,
    evidence=(
        MEMBERSHIP,
        Evidence("loan_contract", Text("贷款合同", "Loan contract")),
        Evidence("interest_certificate", Text("银行付息凭证", "Bank certificate of interest paid"), shows=("interest_incurred_fen",)),
    ),
    words=WORDS,
)

PLAN_TALENT = Item(
    code="plan-talent",
    clause=10,
    title=Text("创新计划人才奖励", "Plan talent reward"),
    summary=Text("纳入创新计划的项目和机构，按人数给予人才奖励", "An amount for each talent of members of the innovation plans"),
    departments=("sti",),
    process=Process.APPLICATION,
    annual=True,
    facts=(PLAN, year(), count("headcount", "符合条件的人才人数", "Number of talents"), REQUESTED),
    subject=("plan", "uscc", "year"),
    rule=plan_talent,
    law={"per_head_fen": open_fen("每人奖励金额（分）", "Amount a head (fen)"), **GENERAL_CAP},
    cap_group=CAP_GROUP,
    evidence=(MEMBERSHIP, Evidence("employment_contracts", Text("劳动合同和社保证明", "Employment contracts and social insurance"))),
    words=WORDS,
)

ITEMS = (PLAN_RENT, PLAN_INTEREST, PLAN_TALENT)
