"""文书的测试。The papers besides decisions: each with its number, the law, what was found, how to answer and a place for the seal."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from policy.judging.catalogue import ITEMS
from policy.letters.acceptance import accepted, correction
from policy.letters.bodies import Account, Bodies
from policy.letters.breach_notice import FiledLate, Suspicion, breach_notice
from policy.letters.clawback_notice import Demand, Departure, Signed, clawback_notice
from policy.letters.debarment_notice import Bar, Fraud, Lifting, bar_decided, bar_intended, bar_lifted, no_bar_decided
from policy.letters.decision import Decision, Standing
from policy.letters.enquiry_answer import Exchange, enquiry_answer
from policy.letters.filing_receipt import Filing, filing_receipt
from policy.letters.given_up_notice import GivenUp, given_up_notice
from policy.letters.handing_over_notice import HandedOver, handing_over_notice
from policy.letters.letter import letter_of_application
from policy.letters.matter import Matter
from policy.letters.paper import Paper, document_number, set_paper
from policy.letters.public_notice import Intended, Selected, public_notice, selection_notice
from policy.letters.redecision_notice import Changed, redecision_intended, redecision_notice
from policy.letters.refund_notice import Refunded, refund_notice
from policy.letters.repaying import Due, Repaying
from policy.money import parse_rate
from policy.processes.clawback.repayment import unserved_part
from policy.processes.commitment.states import FilingState
from policy.processes.debarment.term import LiftingGround
from policy.processes.matching.contradictions import NOT_FOUND
from policy.processes.redecision.reckoning import Outcome
from policy.text import Text
from runtime.pages.person_letters import papers_of_persons
from runtime.pages.solution_letters import papers_of_solutions
from runtime.pages.voucher_letters import papers_of_vouchers
from runtime.pages.window_papers import papers_of_a_window
from tests.architecture.chinese import faults_of

BODIES = Bodies("某市人民政府", "某区人民法院")
DAY, UNTIL = date(2026, 5, 11), date(2026, 5, 25)
ITEM = ITEMS["rd-growth"]
APPLICATION = Matter("BDA-2026-06-000017", "甲公司", "sti", DAY)
CLAWBACK = Matter("CB-2026-000003", "甲公司", "sti", DAY)
REDECISION = Matter("RD-2026-000005", "甲公司", "sti", DAY)
DEBARMENT = Matter("DB-2026-000007", "甲公司", "sti", DAY)
# What a filing is answered with by itself.
ANSWERED = (
    FilingState.CORRECTION,
    FilingState.APPROVED_WITHOUT_REPAYMENT,
    FilingState.APPROVED_WITH_REPAYMENT,
    FilingState.WITHDRAWN,
)
FRAUD, BAR = Fraud("BDA-2026-06-000017", "CB-2026-000003"), Bar(date(2027, 5, 10), "以伪造证书骗取支持。", DAY)
PROJECT = Matter("MP-2026-000006", "甲公司", "sti", DAY)
COMMITMENT = Matter("91110302MA9DA0018E", "甲公司", "bizcoop", DAY, entry="2026-000012")
SIGNED = Signed(
    date(2025, 5, 11), Text("在本区持续经营3年；违反承诺的，按未履行期限的比例退回资金。", "To stay for 3 years."), ["京技管〔2026〕9号"]
)
SHARE = unserved_part(100_000_000, date(2025, 5, 11), 3, date(2026, 5, 11))
RECKONING = {"terms": {"repay": "pro_rata"}, **SHARE.reckoning}
WITHIN, DUE = Repaying([], 30), Repaying([Due(date(2026, 6, 23), 300_000_000)], 30)
DEPARTURES = {
    "found": Departure(["taxed_in_area"], date(2026, 5, 8)),
    "filed late": Departure((), date(2026, 5, 20), "relocation", date(2026, 5, 11), late=True),
    "filed in time": Departure((), date(2026, 5, 1), "relocation", date(2026, 5, 11)),
}
BREACHED = {
    name: Demand("BDA-2026-06-000017", "breach", SHARE.amount_fen, UNTIL, WITHIN, RECKONING, departure, SIGNED)
    for name, departure in DEPARTURES.items()
}
LATE = FiledLate("relocation", DAY, date(2026, 5, 20))
SUSPICION = Suspicion(["taxed_in_area"], ["BDA-2026-06-000017", "BDA-2026-06-000018"], upheld=False, until=UNTIL)
DEFECT = {"code": "rd_expense_audit", "title": {"zh": "研发费用专项审计报告", "en": "Audit of the R&D expense"}, "reason": "缺少盖章页。"}


BINDING = [
    *("breach", "upstream_recovery", "error", "fraud", "corrected", "answered", "upheld", "final"),
    *(f"redecided {outcome}" for outcome in Outcome),
    f"filing {FilingState.APPROVED_WITH_REPAYMENT}",
    *("handed over, None", "handed over, 国科移〔2026〕3号"),
    *("barred", "barred, answered", "given up"),
    *("A voucher that an approver refuses", "A voucher that is voided", "A settlement that is not paid after all"),
    *("A solution that is selected no longer after an objection", "A solution that is not selected", "A project that is ended"),
]
CORRECTED: dict[str, dict[str, Any]] = {
    "rd_expense_fen": {"before": 200_000_000, "after": 150_000_000},
    "size": {"before": "large", "after": "medium"},
    "little_giant": {"before": None, "after": True},
}


def redecided(outcome: Outcome, after_fen: int) -> Changed:
    """Return what a re-decision changes."""
    return Changed("BDA-2026-06-000017", outcome, CORRECTED, "统计部门更正函", "统计口径有误。", 8_000_000, after_fen, 3_000_000)


def papers(language: str) -> dict[str, Paper]:
    """Return one paper of every kind and outcome."""
    causes = ("breach", "upstream_recovery", "error", "fraud")
    states = [FilingState.FILED, *ANSWERED]
    return {
        "accepted": accepted(ITEM, APPLICATION, language),
        "correction": correction(ITEM, APPLICATION, [DEFECT], UNTIL, language),
        **{
            cause: clawback_notice(ITEM, CLAWBACK, Demand("BDA-2026-06-000017", cause, 29_999_999, UNTIL, WITHIN), BODIES, language)
            for cause in causes
        },
        "corrected": clawback_notice(
            ITEM, CLAWBACK, Demand("BDA-2026-06-000017", "correction", 29_999_999, UNTIL, WITHIN), BODIES, language
        ),
        "answered": clawback_notice(ITEM, CLAWBACK, Demand("BDA-2026-06-000017", "error", 300_000_000, None, DUE), BODIES, language),
        **{f"of a breach, {name}": clawback_notice(ITEM, CLAWBACK, demand, BODIES, language) for name, demand in BREACHED.items()},
        **{
            f"handed over, {document_no}": handing_over_notice(
                ITEMS["state-project-match"], PROJECT, HandedOver("GJ-2026-001", UNTIL, document_no, DAY), BODIES, language
            )
            for document_no in ("国科移〔2026〕3号", None)
        },
        **papers_of_persons("甲公司", BODIES, language),
        **{
            f"enquiry answered, {is_follow_up}": enquiry_answer(
                ITEMS["listing"],
                Matter("EQ-2026-000003", "甲公司", "sti", DAY),
                Exchange("北交所上市辅导", DAY, "请先登记辅导意向。", is_follow_up, UNTIL),
                language,
            )
            for is_follow_up in (False, True)
        },
        **{kind: replace(paper, day=DAY) for kind, paper in papers_of_a_window(language).items()},
        **papers_of_vouchers("甲公司", BODIES, language),
        **papers_of_solutions("甲公司", BODIES, language),
        "refund": refund_notice(Matter("RF-2026-000004", "甲公司", "sti", DAY), Refunded("R-1", UNTIL, 30_000_000, 1, DAY), language),
        "refund of a return": refund_notice(
            Matter("RF-2026-000005", "甲公司", "sti", DAY), Refunded("DI-1", UNTIL, 30_000_000, 1, DAY, returned=True), language
        ),
        **{
            f"redecided {outcome}": redecision_notice(ITEM, REDECISION, redecided(outcome, 5_000_000), BODIES, language)
            for outcome in Outcome
        },
        "redecided, a debt given up": redecision_notice(
            ITEM, REDECISION, replace(redecided(Outcome.SUPPLEMENT, 8_000_100), relieved_fen=1), BODIES, language
        ),
        "revoked": redecision_notice(ITEM, REDECISION, redecided(Outcome.REDUCTION, 0), BODIES, language),
        "heard, a part unpaid": redecision_intended(
            ITEM, REDECISION, replace(redecided(Outcome.DEBT, 5_000_000), reduced_fen=1), UNTIL, language
        ),
        "redecided, a part unpaid": redecision_notice(
            ITEM, REDECISION, replace(redecided(Outcome.DEBT, 5_000_000), reduced_fen=1), BODIES, language
        ),
        "heard": redecision_intended(ITEM, REDECISION, redecided(Outcome.DEBT, 5_000_000), UNTIL, language),
        "heard, answered": redecision_intended(ITEM, REDECISION, redecided(Outcome.REDUCTION, 5_000_000), None, language),
        "given up": given_up_notice(
            ITEMS["state-project-match"], PROJECT, GivenUp("GJ-2026-001", [NOT_FOUND.as_dict()], "登记系统无此项目。"), BODIES, language
        ),
        "bar intended": bar_intended(ITEM, DEBARMENT, FRAUD, BAR, UNTIL, language),
        "bar intended, answered": bar_intended(ITEM, DEBARMENT, FRAUD, BAR, None, language),
        "barred": bar_decided(ITEM, DEBARMENT, FRAUD, BAR, BODIES, language),
        "barred, answered": bar_decided(ITEM, DEBARMENT, FRAUD, replace(BAR, answer="证书系伪造。"), BODIES, language),
        "not barred": no_bar_decided(ITEM, DEBARMENT, FRAUD, "情节轻微。", language),
        **{
            f"bar lifted, {ground}": bar_lifted(ITEM, DEBARMENT, BAR, Lifting(ground, "核实函（2026年5月9日）", "证书属实"), language)
            for ground in LiftingGround
        },
        "selected": selection_notice(
            ITEMS["challenge-post-grant"],
            Matter("PG-2026-000003", "", "sti", DAY),
            Selected("甲公司", "光刻对准", "对准算法", UNTIL),
            language,
        ),
        "public": public_notice(ITEM, Matter("BDA-2026-06-000017", "", "sti", DAY), Intended("甲公司", 300_000_000, UNTIL), language),
        "suspected": breach_notice(COMMITMENT, SUSPICION, BODIES, language),
        "late": breach_notice(COMMITMENT, replace(SUSPICION, found=LATE, until=None), BODIES, language),
        "upheld": breach_notice(COMMITMENT, replace(SUSPICION, upheld=True), BODIES, language),
        "final": breach_notice(COMMITMENT, replace(SUSPICION, found=LATE, upheld=True, until=None), BODIES, language),
        **{f"filing {state}": filing_receipt(COMMITMENT, Filing("relocation", UNTIL, DAY, state), BODIES, language) for state in states},
    }


@pytest.mark.parametrize("kind", papers("zh"))
def test_every_paper_is_whole_and_written_as_officials_write(kind: str) -> None:
    page = set_paper(papers("zh")[kind], "zh")
    assert "〔2026〕" in page
    assert "《北京经济技术开发区关于加快推进国际科技创新中心建设 打造高精尖产业主阵地的若干意见》（京技管〔2022〕8号）" in page
    # What both sign has a place for each.
    assert re.search(r"（印章）\n(.+（盖章）\n.+（签字）\n)?2026年5月11日", page)
    assert "{" not in page
    assert not [found for line in page.splitlines() for found in faults_of(line, alone=False)]
    assert "{" not in set_paper(papers("en")[kind], "en")


@pytest.mark.parametrize("kind", BINDING)
def test_every_paper_that_binds_names_review_and_lawsuit(kind: str) -> None:
    page = set_paper(papers("zh")[kind], "zh")
    assert "60日内向某市人民政府申请行政复议" in page
    assert "6个月内向某区人民法院提起行政诉讼" in page


def test_paper_of_a_redecision_shows_facts_and_amounts_before_and_after() -> None:
    page = set_paper(papers("zh")["redecided debt"], "zh")
    assert "作出原决定所依据的部分信息与实际不符（统计口径有误），更正依据为：统计部门更正函。" in page
    assert "年度研发费用由200万元更正为150万元" in page
    assert "应支持金额由8万元变为5万元。" in page
    assert "决定由贵单位退回多拨付的人民币3万元（大写：人民币叁万元整）" in page
    assert "请在2026年5月25日前陈述意见" in set_paper(papers("zh")["heard"], "zh")


def test_notice_of_correction_names_everything_at_once_and_until_when() -> None:
    page = set_paper(papers("zh")["correction"], "zh")
    assert "关于“研发费用增长支持”申请的补正通知书\n京技科创补〔2026〕06-000017号" in page
    assert "1. 研发费用专项审计报告：缺少盖章页。" in page
    assert "请在2026年5月25日前一次补齐" in page


def test_public_notice_names_amount_period_department_and_how_to_object() -> None:
    page = set_paper(papers("zh")["public"], "zh")
    assert "关于“研发费用增长支持”的拟支持公示" in page
    assert "拟对甲公司给予“研发费用增长支持”，拟支持金额为人民币300万元，现予公示。" in page
    assert "公示期自2026年5月11日起至2026年5月25日止。" in page
    assert "请通过本系统向科技创新局实名提出，写明姓名、联系方式、异议理由和依据" in page


def test_notice_to_pay_back_states_the_amount_in_full_and_how_to_answer() -> None:
    page = set_paper(papers("zh")["error"], "zh")
    assert "应退缴人民币299,999.99元（大写：人民币贰拾玖万玖仟玖佰玖拾玖元玖角玖分）" in page
    assert "请在2026年5月25日前答复" in page
    assert "注明追回编号CB-2026-000003" in page
    assert "前答复" not in set_paper(papers("zh")["answered"], "zh")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("found", "经查，据税务部门于2026年5月8日提供的登记信息，贵单位未在亦庄新城范围内纳税，违反持续经营承诺，应退缴人民币"),
        ("filed late", "贵单位的变动（迁出）于2026年5月11日发生，变动备案于2026年5月20日收到，未在发生前备案，违反持续经营承诺，应退缴"),
        ("filed in time", "贵单位于2026年5月1日备案的变动（迁出，拟于2026年5月11日变动）经审查予以备案，"),
    ],
)
def test_notice_to_pay_back_says_what_was_found_by_which_terms_and_how_it_was_reckoned(name: str, says: str) -> None:
    page = set_paper(papers("zh")[f"of a breach, {name}"], "zh")
    assert says in page
    assert (
        "贵单位于2025年5月11日签署的持续经营承诺约定：“在本区持续经营3年；违反承诺的，按未履行期限的比例退回资金”"
        "（实施细则文号：京技管〔2026〕9号）。" in page
    )
    assert (
        "支持资金100万元，承诺期限自2025年5月11日起共1096日，到2026年5月11日前已履行365日，未履行731日；"
        "按未履行日数占承诺期限的比例计算为666,970.80元（分以下尾数舍去）。" in page
    )
    assert "应退缴人民币666,970.80元" in page


@pytest.mark.parametrize(
    ("cause", "amount_fen", "reckoning", "says"),
    [
        ("breach", 100, {"terms": {"repay": "full"}, "paid_fen": 100}, "支持资金1元，按约定应当全额退回。"),
        ("breach", 99, {"terms": {"repay": "full"}, "paid_fen": 100}, "全额退回；扣除此前已要求退缴的0.01元后，为0.99元。"),
        (
            "breach",
            60,
            {"terms": {"repay": "full"}, "paid_fen": 60, "spent_fen": 100, "besides": ["CB-2026-000002"]},
            "已拨付支持资金1元，其中0.40元已列入追回CB-2026-000002，其余0.60元，按约定应当全额退回。",
        ),
        (
            "breach",
            60,
            {"terms": {"repay": "full"}, "paid_fen": 60, "spent_fen": 100, "besides": []},
            "已拨付支持资金1元，其中0.40元已另行核定，其余0.60元，按约定应当全额退回。",
        ),
        ("error", 40, {"paid_fen": 100, "reason": "重复拨付。"}, "经查，该项资金支付有误（重复拨付），应退缴"),
        ("error", 40, {"paid_fen": 100, "reason": "重复拨付"}, "已拨付1元，其中0.40元应予退缴。"),
        ("fraud", 40, {"paid_fen": 100, "reduced_from_fen": 60}, "其中0.60元应予退缴；原通知退缴0.60元，经审查陈述申辩，调减为0.40元。"),
        (
            "upstream_recovery",
            30,
            {"paid_fen": 100, "upstream_before_fen": 200, "upstream_after_fen": 120, "reckoned_anew_fen": 60, "asked_before_fen": 10},
            "由2元减为1.20元，按条款重新核定的支持金额为0.60元；已拨付1元，多出0.40元；扣除此前已要求退缴的0.10元后，为0.30元。",
        ),
    ],
)
def test_notice_to_pay_back_says_how_each_kind_of_demand_was_reckoned(
    cause: str, amount_fen: int, reckoning: dict[str, Any], says: str
) -> None:
    demand = Demand("BDA-2026-06-000017", cause, amount_fen, None, DUE, reckoning)
    assert says in set_paper(clawback_notice(ITEM, CLAWBACK, demand, BODIES, "zh"), "zh")


def test_notice_of_a_breach_says_what_was_found_and_that_one_may_comment() -> None:
    page = set_paper(papers("zh")["suspected"], "zh")
    assert "贵单位未在亦庄新城范围内纳税" in page
    assert "请在2026年5月25日前通过本系统提交书面意见" in page


@pytest.mark.parametrize("kind", ["late", "final"])
def test_paper_of_a_breach_names_the_change_when_it_was_filed_late(kind: str) -> None:
    page = set_paper(papers("zh")[kind], "zh")
    assert "贵单位备案的变动（迁出）发生日期为2026年5月11日，备案于2026年5月20日收到，未在变动发生前备案" in page


@pytest.mark.parametrize(
    ("kind", "follows"), [("suspected", "如经审查认定违反承诺，将按贵单位签署的承诺的约定要求退回资金"), ("upheld", "退缴事项另行通知")]
)
def test_paper_of_a_breach_names_the_awards_and_what_may_follow(kind: str, follows: str) -> None:
    page = set_paper(papers("zh")[kind], "zh")
    assert "申请编号为BDA-2026-06-000017、BDA-2026-06-000018。" in page
    assert follows in page


@pytest.mark.parametrize(
    ("state", "title"),
    [
        (FilingState.FILED, "变动备案回执"),
        (FilingState.APPROVED_WITHOUT_REPAYMENT, "变动备案回执"),
        (FilingState.WITHDRAWN, "变动备案撤回通知书"),
        (FilingState.CORRECTION, "变动备案补正通知书"),
    ],
)
def test_paper_of_a_filing_says_in_its_title_whether_it_is_still_handled(state: FilingState, title: str) -> None:
    assert set_paper(papers("zh")[f"filing {state}"], "zh").splitlines()[1] == title


def test_receipt_of_a_filing_names_the_one_whose_place_it_takes() -> None:
    filing = Filing("relocation", UNTIL, DAY, FilingState.FILED, replaced_on=date(2026, 5, 4))
    page = set_paper(filing_receipt(COMMITMENT, filing, BODIES, "zh"), "zh")
    assert "本备案代替贵单位于2026年5月4日提交的备案，后者不再办理。" in page


REPAID: list[dict[str, Any]] = [{"award": "BDA-2026-06-000017", "amount_fen": 28_521_358}, {"award": "BDA-2026-06-000018", "amount_fen": 0}]


@pytest.mark.parametrize("state", [FilingState.APPROVED_WITHOUT_REPAYMENT, FilingState.APPROVED_WITH_REPAYMENT])
def test_answer_to_a_filing_names_the_awards_it_touches_and_what_each_is_to_repay(state: FilingState) -> None:
    filing = Filing("relocation", UNTIL, DAY, state, touched=[one["award"] for one in REPAID], demands=REPAID)
    page = set_paper(filing_receipt(COMMITMENT, filing, BODIES, "zh"), "zh")
    assert "本变动涉及的支持：BDA-2026-06-000017、BDA-2026-06-000018。" in page
    repaid = state is FilingState.APPROVED_WITH_REPAYMENT
    assert ("应退回：BDA-2026-06-000017，人民币285,213.58元" in page) == repaid
    assert ("贵单位届时可以陈述申辩" in page) == repaid
    assert "BDA-2026-06-000018，" not in page


def test_paper_of_a_filing_lists_everything_that_is_missing_and_until_when() -> None:
    filing = Filing("relocation", UNTIL, DAY, FilingState.CORRECTION, defects=[DEFECT, DEFECT], until=UNTIL)
    page = set_paper(filing_receipt(COMMITMENT, filing, BODIES, "zh"), "zh")
    assert "1. 研发费用专项审计报告：缺少盖章页。\n　　2. 研发费用专项审计报告：缺少盖章页。" in page
    assert "请在2026年5月25日前一次补齐并提交" in page


def repaid_by(repaying: Repaying, bodies: Bodies = BODIES) -> str:
    """Return a demand that is to be paid so."""
    demand = Demand("BDA-2026-06-000017", "error", 300_000_000, None, repaying)
    return set_paper(clawback_notice(ITEM, CLAWBACK, demand, bodies, "zh"), "zh")


def test_demand_names_the_working_days_it_leaves_when_it_does_not_stand_yet() -> None:
    page = repaid_by(WITHIN)
    assert "起30个工作日内，将上述款项退缴国库" in page
    assert "2026年6月23日" not in page


def test_demand_names_the_day_by_which_to_pay_when_it_stands() -> None:
    page = repaid_by(DUE)
    assert "请于2026年6月23日前（含当日）将上述款项退缴国库。" in page
    assert "个工作日内" not in page


def test_demand_names_every_day_and_amount_when_it_is_paid_in_instalments() -> None:
    dues = [Due(date(2026, 6, 23), 100_000_000), Due(date(2026, 12, 23), 199_999_999)]
    page = repaid_by(Repaying(dues, 30))
    assert (
        "2026年6月23日前退缴人民币100万元（大写：人民币壹佰万元整）；2026年12月23日前退缴人民币1,999,999.99元（大写：人民币壹佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分）。"
        in page
    )


@pytest.mark.parametrize(("rate", "written"), [("0.0005", "每日按0.05%计收"), ("0.001", "每日按0.1%计收")])
def test_demand_says_from_when_interest_runs_when_a_rule_sets_a_rate(rate: str, written: str) -> None:
    page = repaid_by(replace(DUE, late_rate=parse_rate(rate)))
    assert "自到期之日的次日起" in page
    assert written in page


@pytest.mark.parametrize(("documents", "written"), [(["京技管〔2026〕9号"], "（京技管〔2026〕9号）"), ([], "")])
def test_demand_rests_interest_on_the_rules_when_the_signed_text_does_not_give_it(documents: list[str], written: str) -> None:
    page = repaid_by(replace(DUE, late_rate=parse_rate("0.0005"), ruled_by=documents))
    assert f"按照贵单位签署承诺时适用的实施细则{written}，对未退缴部分自到期之日的次日起每日按0.05%计收逾期利息" in page
    assert "承诺的约定" not in page


def test_demand_speaks_of_no_interest_when_no_rule_sets_a_rate() -> None:
    assert "利息" not in repaid_by(DUE)


def test_demand_names_the_account_when_it_is_set() -> None:
    page = repaid_by(DUE, replace(BODIES, account=Account("某国库", "110001", "某银行")))
    assert "缴款账户：户名为某国库，账号为110001，开户银行为某银行。汇款时请在附言中注明追回编号CB-2026-000003。" in page


def test_demand_invents_no_account_when_none_is_set() -> None:
    page = repaid_by(DUE)
    assert "缴款账户请向科技创新局查询。汇款时请在附言中注明追回编号CB-2026-000003。" in page
    assert "账号" not in page


def test_no_two_papers_have_one_number() -> None:
    once = {FilingState.FILED, FilingState.CORRECTION, FilingState.APPROVED_WITHOUT_REPAYMENT, FilingState.WITHDRAWN}
    found = [
        document_number(paper, "zh")
        for matter in (COMMITMENT, replace(COMMITMENT, ordinal=2), replace(COMMITMENT, entry="2026-000013"))
        for paper in (
            *(filing_receipt(matter, Filing("relocation", UNTIL, DAY, state), BODIES, "zh") for state in once),
            *(breach_notice(matter, replace(SUSPICION, upheld=upheld), BODIES, "zh") for upheld in (False, True)),
        )
    ]
    assert len(found) == len(set(found))
    assert "京技营商备〔2026〕000012号" in found


def test_number_is_that_of_the_filing_when_the_credit_code_looks_like_a_year() -> None:
    matter = replace(COMMITMENT, number="91110302MA2026018E", day=date(2027, 1, 4))
    page = set_paper(filing_receipt(matter, Filing("relocation", UNTIL, DAY, FilingState.FILED), BODIES, "zh"), "zh")
    assert "京技营商备〔2026〕000012号\n案件编号：91110302MA2026018E\n" in page


@pytest.mark.parametrize("contact", ["荣华中路1号，010-00000000", None])
def test_public_notice_says_where_its_department_is_reached_when_it_is_known(contact: str | None) -> None:
    matter = Matter("BDA-2026-06-000017", "", "sti", DAY)
    page = set_paper(public_notice(ITEM, matter, Intended("甲公司", 300_000_000, UNTIL), "zh", contact), "zh")
    assert "请通过本系统向科技创新局实名提出" in page
    assert ("联系方式向科技创新局提出：荣华中路1号，010-00000000。" in page) == bool(contact)


def test_letter_that_is_decided_again_has_another_number() -> None:
    pages = [
        letter_of_application(ITEM, Decision("BDA-2026-06-000017", "甲公司", Standing.REFUSED, ordinal=ordinal), None, BODIES)
        for ordinal in (1, 2)
    ]
    assert "\n京技科创不支〔2026〕06-000017号\n" in pages[0]
    assert "\n京技科创不支〔2026〕06-000017-2号\n" in pages[1]


def test_receipt_counts_a_filing_from_the_day_it_came() -> None:
    page = set_paper(papers("zh")[f"filing {FilingState.CORRECTION}"], "zh")
    assert "贵单位于2026年5月11日提交的变动备案（迁出，拟于2026年5月25日变动）已收悉，备案自收到之日起计算。" in page
    assert "材料需补正" in page


def test_paper_of_a_bar_says_from_when_until_when_why_and_how_to_contest_it() -> None:
    page = set_paper(papers("zh")["barred, answered"], "zh")
    assert "决定自2026年5月11日起至2027年5月10日止，限制贵单位申报支持资金" in page
    assert "理由：以伪造证书骗取支持。" in page
    assert "贵单位的陈述意见经审查未予采纳：证书系伪造。" in page
    assert "提起行政诉讼" in page
    assert "未予采纳" not in set_paper(papers("zh")["barred"], "zh")
    assert "决定自2026年5月11日起解除" in set_paper(papers("zh")["bar lifted, set_aside"], "zh")


@pytest.mark.parametrize(("returned", "says", "not_said"), [(True, "由银行于", "缴入国库"), (False, "缴入国库", "由银行于")])
def test_refund_says_whose_money_came_in(returned: bool, says: str, not_said: str) -> None:  # noqa: FBT001 - a case
    refunded = Refunded("R-1", UNTIL, 30_000_000, 1, DAY, returned=returned)
    page = set_paper(refund_notice(Matter("RF-2026-000004", "甲公司", "sti", DAY), refunded, "zh"), "zh")
    assert says in page
    assert not_said not in page
