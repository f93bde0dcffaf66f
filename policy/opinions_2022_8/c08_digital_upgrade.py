"""第(八)条 · Clause 8: interest subsidy for technical and smart upgrades.

An enterprise that upgrades with a loan from a bank in the area, the single loan between 500万 and 3000万 with both ends included, gets back
half of the interest it actually paid once the effect on output and energy is confirmed: 1000万 an enterprise at most, over all years.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.language.caps import CapPeriod, CapScope, cap_over
from policy.language.facts import REQUESTED, Supplier, amount, count, flag, period, text
from policy.language.items import Evidence, Item, Process, Review, ReviewPart
from policy.language.parameters import fixed_fen, fixed_rate
from policy.money import percent, wan
from policy.opinions_2022_8.identifiers import LOAN
from policy.text import Condition, Text

if TYPE_CHECKING:
    from policy.language.readers import Claim, Reader, Values


def loan_interest(f: Values, law: Values, x: Reader) -> Claim:
    """第(八)条: half of the interest of a loan within the two bounds."""
    x.need("upgrade_project", f.upgrade_project)
    x.need("bank_in_area", f.bank_in_area)
    x.need("loan_large_enough", f.principal_fen >= law.least_principal_fen, f.principal_fen, law.least_principal_fen)
    x.need("loan_small_enough", f.principal_fen <= law.most_principal_fen, f.principal_fen, law.most_principal_fen)
    x.need("performance_confirmed", f.performance_confirmed)
    return x.cap(x.share(f.interest_incurred_fen, law.rate), law.cap_fen)


PARTS = {
    "comfin": ReviewPart(
        Text("贷款及付息情况", "The loan and its interest"),
        (
            text("interest_certificate_no", "付息凭证编号", "Number of the certificate of interest", supplied_by=Supplier.SOURCE),
            amount("charged_fen", "期间银行收取总额", "All that the bank charged in the period", supplied_by=Supplier.SOURCE),
            amount("overdue_fen", "其中逾期利息（不予贴息）", "Overdue interest among it", supplied_by=Supplier.SOURCE),
            amount("penalty_fen", "其中罚息、复利（不予贴息）", "Penalties among it", supplied_by=Supplier.SOURCE),
        ),
        adds_up=("charged_fen", ("interest_incurred_fen", "overdue_fen", "penalty_fen")),
    ),
    "sti": ReviewPart(
        Text("改造项目情况", "The upgrade"),
        (
            text("upgrade_filing_no", "改造项目备案编号", "Number of the upgrade's filing", supplied_by=Supplier.CONFIRMED),
            amount("upgrade_investment_fen", "改造项目投资额", "What the upgrade cost"),
        ),
    ),
    "bizcoop": ReviewPart(
        Text("产值及能耗情况", "Output and energy"),
        (
            amount("output_before_fen", "改造前同期产值", "Output of the same time before the upgrade"),
            amount("output_after_fen", "期间产值", "Output of the period"),
            count("energy_before_kgce", "改造前单位产值能耗（千克标准煤/万元）", "Energy for 10 000 yuan of output before, in kgce"),
            count("energy_after_kgce", "期间单位产值能耗（千克标准煤/万元）", "Energy for 10 000 yuan of output now, in kgce"),
        ),
        proved_by={"performance_confirmed": (("output_before_fen", "output_after_fen"), ("energy_after_kgce", "energy_before_kgce"))},
    ),
}

LOAN_INTEREST = Item(
    code="loan-interest",
    clause=8,
    title=Text("数字化智能化改造贷款贴息", "Upgrade loan interest subsidy"),
    summary=Text(
        "实施技术改造或智能化改造的企业，单笔500万元至3000万元的区内贷款按实际利息50%贴息，每家累计最高1000万元",
        "Half of the interest of an upgrade loan of 5 to 30 million yuan, 10 million an enterprise at most",
    ),
    departments=("comfin", "sti", "bizcoop"),
    process=Process.INTEREST_SUBSIDY,
    review=Review.JOINT,
    facts=(
        flag("upgrade_project", "实施技术改造或智能化改造", "A technical or smart upgrade", department="sti"),
        flag(
            "performance_confirmed",
            "产值增长、能耗降低等实际效果已确认",
            "Its effect on output and energy is confirmed",
            department="bizcoop",
        ),
        text("loan_no", "贷款合同编号", "Loan number"),
        period("period", "贴息期间", "Period of interest"),
        flag("bank_in_area", "贷款银行在区内", "The bank is in the area"),
        amount("principal_fen", "单笔贷款额度", "Principal of this loan", supplied_by=Supplier.SOURCE),
        amount("interest_incurred_fen", "期间实际发生利息", "Interest incurred in the period", supplied_by=Supplier.SOURCE),
        REQUESTED,
    ),
    subject=("loan_no", "period"),
    identifier=LOAN,
    rule=loan_interest,
    law={
        "least_principal_fen": fixed_fen("单笔贷款下限（分）", "Least principal (fen)", wan(500)),
        "most_principal_fen": fixed_fen("单笔贷款上限（分）", "Most principal (fen)", wan(3000)),
        "rate": fixed_rate(percent(50)),
        **cap_over(CapScope.BENEFICIARY, CapPeriod.ALL_YEARS, fen=wan(1000), open_to_rules=("period",)),
    },
    evidence=(
        Evidence("loan_contract", Text("贷款合同", "Loan contract"), shows=("principal_fen",)),
        Evidence(
            "interest_certificate",
            Text("银行付息凭证", "Bank certificate of interest paid"),
            shows=("principal_fen", "interest_incurred_fen", "interest_certificate_no", "charged_fen", "overdue_fen", "penalty_fen"),
        ),
        Evidence("upgrade_filing", Text("改造项目备案文件", "Filing of the upgrade project")),
        Evidence("performance_report", Text("产值及能耗效果说明", "Report on output and energy")),
    ),
    parts=PARTS,
    words={
        "upgrade_project": Condition(
            "实施技术改造或智能化改造",
            "The enterprise carries out a technical or smart upgrade",
            "申请单位未实施技术改造或者智能化改造，不符合第（八）条规定的支持条件",
        ),
        "bank_in_area": Condition(
            "贷款银行在区内", "The bank that gave the loan is in the area", "贷款银行不在区内，不符合第（八）条规定的支持条件"
        ),
        "performance_confirmed": Condition(
            "产值增长、能耗降低等实际效果已经确认",
            "The effect on output and energy has been confirmed",
            "产值增长、能耗降低等实际效果未经确认，不符合第（八）条规定的支持条件",
        ),
        "loan_large_enough": Condition(
            "单笔贷款额度不低于500万元", "The loan is 5 million yuan or more", "单笔贷款额度低于第（八）条规定的500万元"
        ),
        "loan_small_enough": Condition(
            "单笔贷款额度不高于3000万元", "The loan is 30 million yuan or less", "单笔贷款额度高于第（八）条规定的3000万元"
        ),
    },
)

ITEMS = (LOAN_INTEREST,)
