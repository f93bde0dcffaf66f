"""A letter that can be read aloud: what it says of each end, and what it may not promise."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from policy.judging.assessment import assess
from policy.judging.catalogue import ITEMS
from policy.judging.formulas import formula_of
from policy.letters.bodies import Bodies
from policy.letters.decision import Decision, Standing
from policy.letters.letter import letter, letter_of_application
from policy.letters.wording import condition_of
from policy.money import write_capitals
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.application.lifecycle import Event, Stage
from tests.architecture.chinese import faults_of
from tests.policy.baselines import FACTS, WAN, judge
from tests.policy.letters import BODIES, LANGUAGES, body_of, of_application


@LANGUAGES
@pytest.mark.parametrize("code", FACTS)
def test_letter_cites_the_clause_and_leaves_nothing_to_fill_in(code: str, language: str) -> None:
    result = judge(code)
    for page in (letter(result, language), of_application(code, Standing.AWARDED, language, award_fen=result.award_fen)):
        assert result.item.cited in page
        assert not re.search(r"[{}]|None|_fen|\(分\)|\(fen\)|\.\.|。。|，，|  \w", body_of(page))


@LANGUAGES
@pytest.mark.parametrize("code", FACTS)
def test_every_condition_can_be_told_when_it_fails(code: str, language: str) -> None:
    facts: dict[str, Any] = {name: False for name, value in FACTS[code].items() if value is True}
    if not facts:
        return
    result = judge(code, **facts)
    page = letter(result, language)
    if language == "en":
        assert page.count("[not met]") == page.count("requires that")
    else:
        failed = [reason["code"] for reason in result.reasons if not reason["holds"]]
        assert page.count("【不符合】") == len(failed)
        assert all(condition.unmet in page for code in failed if (condition := condition_of(result.item, code)))


def test_every_condition_of_the_law_has_a_sentence_for_where_it_does_not_hold() -> None:
    for code, item in ITEMS.items():
        for condition in formula_of(item).conditions:
            said = condition_of(item, condition)
            # Why nothing is left is told with its figures.
            assert said or condition == "something_left", (code, condition)
            assert said is None or not faults_of(said.unmet)


@pytest.mark.parametrize("code", FACTS)
def test_english_words_of_conditions_are_sentences(code: str) -> None:
    verbs = r"\b(is|are|was|were|has|have|moved|undertakes|fits|carries|builds|bought|arose|pays|met)\b"
    of_conditions = [reason for reason in judge(code).reasons if reason["code"] in formula_of(ITEMS[code]).conditions]
    for reason in of_conditions:
        assert re.search(verbs, reason["text"]["en"]), reason["text"]["en"]


def test_form_of_every_clause_is_read_from_the_clause() -> None:
    for code, item in ITEMS.items():
        formula = formula_of(item)
        result = judge(code)
        assert set(formula.conditions) >= {entry.code for entry in result.entries if entry.holds is not None}
        assert set(formula.figures) == {entry.code for entry in result.entries if entry.holds is None}


def test_award_says_how_it_was_reckoned() -> None:
    assert "可予支持，金额为人民币20万元（大写：人民币贰拾万元整）" in letter(judge("rd-growth"))
    assert "高出100万元；按高出部分的20%计算为20万元，未超过300万元的最高支持金额。" in letter(judge("rd-growth"))
    page = letter(judge("rd-growth"), "en")
    assert "an award of 200,000 yuan would be due" in page
    assert "20% of that is 200,000 yuan, which is within the maximum of 3,000,000 yuan." in page


def test_award_says_that_the_maximum_counts_when_the_formula_passes_it() -> None:
    assert "more than the maximum of 3,000,000 yuan, so the maximum counts instead" in letter(
        judge("rd-growth", rd_expense_fen=5000 * WAN), "en"
    )


def test_award_says_how_the_target_was_set_when_a_rule_sets_it() -> None:
    result = judge("rd-growth", without="target_fen", prior_rd_expense_fen=100 * WAN, values={"target_growth_rate": "0.105"})
    assert "年度目标值按上年度研发费用（100万元）增长10.5%确定，为1,105,000元；" in letter(result)
    assert "the implementing rule in force since 14 January 2022" in letter(result, "en")


@LANGUAGES
def test_letter_cites_each_implementing_rule_by_the_number_of_its_document(language: str) -> None:
    rules = [
        {"item": "plan-rent", "from": "2022-01-14", "values": {"rate": "0.30"}, "document_no": "京技管〔2022〕20号"},
        {"item": "plan-rent", "from": "2023-01-01", "values": {"rate": "0.20"}, "document_no": "京技管〔2023〕6号"},
    ]
    result = assess("plan-rent", judge("plan-rent").tree["facts"], rules)
    page = letter(result, language)
    if language == "zh":
        assert "，以及实施细则（京技管〔2022〕20号，自2022年1月14日起施行）、实施细则（京技管〔2023〕6号，自2023年1月1日起施行）。" in page
    else:
        assert (
            "the implementing rule 京技管〔2022〕20号, in force since 14 January 2022 and the implementing rule 京技管〔2023〕6号" in page
        )
    assert not faults_of(body_of(page), alone=False)


def test_award_says_what_was_deducted_left_and_asked_for() -> None:
    page = letter(judge("first-set", contract_executed_fen=2000 * WAN, cap_used_fen=380 * WAN, requested_fen=100 * WAN), "en")
    assert "3,800,000 yuan of it were awarded before and 1,200,000 yuan are left" in page
    assert "1,000,000 yuan were asked for, and an award never exceeds what was asked for. This award is therefore 1,000,000 yuan." in page
    topped_up = letter(judge("innovation-centre", already_paid_fen=100 * WAN), "en")
    assert "1,000,000 yuan have already been awarded for the same subject; nothing is supported twice" in topped_up


@LANGUAGES
@pytest.mark.parametrize(
    ("code", "case"),
    [
        ("innovation-centre", {"already_paid_fen": 100 * WAN}),
        ("innovation-centre", {"already_paid_fen": 1000 * WAN}),
        ("first-set", {"cap_used_fen": 380 * WAN}),
        ("first-set", {"cap_used_fen": 500 * WAN}),
    ],
)
def test_letter_says_of_earlier_awards_that_they_were_awarded_and_not_that_they_were_paid(
    code: str, case: dict[str, Any], language: str
) -> None:
    page = letter(judge(code, **case), language)
    assert ("已核定支持" if language == "zh" else "awarded") in page
    assert not re.search(r"此前已?经?支付|已支付|paid before|been paid|already paid", page)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("science-award", "for “national science and technology prize” (prize) and “first” (grade) the amount is fixed at 1,000,000 yuan"),
        ("plan-talent", "the number of talents (3) times the amount a head (20,000 yuan) makes 60,000 yuan"),
        ("offshore-centre", "together 350,000 yuan"),
        ("public-platform", "the amount the experts assessed comes to 1,000,000 yuan"),
    ],
)
def test_award_is_reckoned_as_the_clause_reckons(code: str, says: str) -> None:
    assert says in letter(judge(code), "en")


def test_award_says_what_a_share_of_the_ceiling_came_to() -> None:
    page = of_application("patent-pool", Standing.AWARDED, "zh", award_fen=33 * WAN, formula_fen=40 * WAN)
    assert "按公式核算金额的比例统一分配：公式核算金额为40万元，核定分配33万元" in page


@LANGUAGES
@pytest.mark.parametrize("alone", [True, False])
def test_award_says_nothing_of_a_sharing_when_it_is_the_whole(language: str, *, alone: bool) -> None:
    page = of_application("patent-pool", Standing.AWARDED, language, award_fen=40 * WAN, formula_fen=40 * WAN, alone=alone)
    assert not any(words in page for words in ("总额", "统一分配", "核定分配", "The ceiling", "in the same proportion"))


@pytest.mark.parametrize("award_fen", [1, 33 * WAN, 40 * WAN - 1])
def test_award_says_what_was_left_when_nobody_else_had_a_share(award_fen: int) -> None:
    shared: dict[str, Any] = {"award_fen": award_fen, "formula_fen": 40 * WAN}
    page = of_application("patent-pool", Standing.AWARDED, "zh", alone=True, **shared)
    assert "总额的剩余额度不足以全额支持：公式核算金额为40万元，核定分配" in page
    assert not any(words in page for words in ("统一分配", "比例", "全部申请"))
    assert "in the same proportion" not in of_application("patent-pool", Standing.AWARDED, "en", alone=True, **shared).replace("\n", " ")


def test_share_of_a_formula_amount_above_the_ceiling_is_not_explained_by_a_maximum() -> None:
    case = {"annual_fees_fen": 15_000 * WAN}
    page = of_application("patent-pool", Standing.AWARDED, "zh", case=case, award_fen=3_000 * WAN, formula_fen=6_000 * WAN)
    assert "公式核算金额为6000万元，核定分配3000万元" in page
    assert "最高支持金额" not in page


def test_letter_promises_no_award_while_the_ceiling_is_not_shared() -> None:
    page = of_application("patent-pool", Standing.PENDING, "zh", stage=Stage.ALLOCATION, formula_fen=40 * WAN)
    assert "按公式核算的金额为人民币40万元" in page
    assert "审定之前不构成支持决定" in page
    assert "本次支持金额" not in page


def test_voucher_is_worth_its_face_at_most() -> None:
    assert "服务券面额为20万元，超出的部分不予支持" in letter(judge("innovation-voucher", service_fen=100 * WAN))


@LANGUAGES
@pytest.mark.parametrize("code", FACTS)
def test_no_letter_has_a_day_as_data_has_it(code: str, language: str) -> None:
    assert not re.search(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])", of_application(code, Standing.AWARDED, language, award_fen=WAN))


def test_days_are_written_as_dates() -> None:
    page = letter(judge("qualification-transfer", move_completed_on="2026-01-01"), "en")
    assert "the day the move was complete is 1 January 2026, and the last day of the certificate is 31 December 2025." in page


def test_letter_names_what_is_missing_and_whose_it_is_when_a_rule_is_needed() -> None:
    page = of_application("plan-rent", Standing.PENDING, "en", case={"values": {}}, stage=Stage.ASSESSMENT)
    assert "the clause leaves the rate of support to an implementing rule" in page
    assert "Department of Science, Technology and Innovation to propose" in page


def test_letter_of_a_committees_award_states_the_amount_the_committee_set() -> None:
    page = of_application("national-mission", Standing.AWARDED, award_fen=300 * WAN)
    assert "nobody objected to it, and we grant you 3,000,000 yuan." in page
    assert "a committee considered the case and set the amount." in page
    assert "To 甲公司:" in page


def test_equity_is_decided_by_the_body_that_is_set_and_not_case_by_case() -> None:
    page = of_application("equity-investment", Standing.AWARDED, "zh", award_fen=300 * WAN)
    assert "该事项以股权投资方式支持，经专题会审议确定投资金额。" in page
    assert "一事一议" not in page
    result, decision = judge("national-mission"), Decision("BDA-1", "甲公司", Standing.AWARDED, award_fen=300 * WAN)
    named = letter_of_application(result.item, decision, result.tree, Bodies("", "", "某委员会"), "zh")
    assert "该事项按“一事一议”办理，经某委员会审议确定支持金额。" in named


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "zh",
            [
                "投资金额300万元，投后估值6000万元，持股5%",
                "2029年1月1日至2029年12月31日期间优先回购",
                "4.35%年利率",
                "与我局按上述条款签署投资协议",
            ],
        ),
        (
            "en",
            ["3,000,000 yuan are invested for 5% of the enterprise", "simple interest of 4.35% a year", "sign an agreement on the terms"],
        ),
    ],
)
def test_letter_of_an_investment_names_the_terms_that_were_resolved(language: str, said: list[str]) -> None:
    terms = {"share_bp": 500, "valuation_fen": 6_000 * WAN, "rate_bp": 435, "window_from": "2029-01-01", "window_to": "2029-12-31"}
    page = of_application("equity-investment", Standing.AWARDED, language, award_fen=300 * WAN, invests_on=terms, stage=Stage.COMMITMENT)
    assert [one for one in said if one not in page] == []


def test_letter_promises_nothing_when_nobody_has_decided() -> None:
    for page in (
        of_application("national-mission", Standing.PENDING),
        of_application("core-technology", Standing.PENDING, case={"older_policy_fen": 90 * WAN}),
        of_application("rd-growth", Standing.PENDING, award_fen=20 * WAN, stage=Stage.DECISION),
    ):
        assert "nothing is granted" in page
        assert "grant you" not in page


def test_letter_says_that_nothing_is_decided_when_an_earlier_amount_is_set_anew() -> None:
    page = of_application("rd-growth", Standing.PENDING, "zh", stage=Stage.COMMITTEE)
    assert "正在办理，尚未作出决定。" in body_of(page)


@pytest.mark.parametrize("stage", [Stage.LAPSED, Stage.WITHDRAWN, None])
def test_letter_says_an_ended_application_gets_nothing(stage: Stage | None) -> None:
    page = of_application("rd-growth", Standing.ENDED, stage=stage)
    assert "nothing is granted" in page
    assert "200,000" not in page


@pytest.mark.parametrize(
    ("ending", "says"),
    [
        (AcceptanceEvent.CORRECTION_LAPSED, "因逾期未补正，程序已经终止"),
        (Event.COMMITMENT_LAPSED, "因逾期未签署持续经营承诺，程序已经终止"),
        (Event.WITHDRAWN, "已依贵单位申请撤回，程序终止"),
    ],
)
def test_letter_says_why_an_application_has_ended_and_that_one_may_apply_again(ending: str, says: str) -> None:
    page = of_application("innovation-centre", Standing.ENDED, "zh", ending=ending)
    assert says in page
    assert "关于“创新中心资质一次性支持”申请的终止通知书" in page
    assert "如仍需要这项支持，可以重新申请。" in page
    assert ("提起行政诉讼" in page) == (ending != Event.WITHDRAWN)


@pytest.mark.parametrize(
    ("ending", "says"),
    [
        (Event.OFFER_DECLINED, "贵单位已放弃享受"),
        (Event.OFFER_LAPSED, "逾期未确认，告知已经失效"),
        (Event.OFFER_ROLLED_BACK, "现予撤回，此前的告知不再有效"),
        (Event.OFFER_RAISED, "应支持金额增加，现予撤回"),
    ],
)
def test_letter_of_an_offer_that_has_ended_speaks_of_no_application(ending: str, says: str) -> None:
    page = body_of(of_application("rd-growth", Standing.ENDED, "zh", ending=ending, offered=True))
    assert says in page
    assert "关于“研发费用增长支持”免申即享的终止通知书" in page
    assert not re.search("提出的申请|重新申请|申请撤回", page)
    assert ("提起行政诉讼" in page) == (ending != Event.OFFER_DECLINED)


@pytest.mark.parametrize(("dismissed", "says"), [(False, "经审查并公示无异议，决定"), (True, "公示期间收到的异议经核实不成立，决定")])
def test_award_says_whether_anybody_objected_to_it(dismissed: bool, says: str) -> None:  # noqa: FBT001 - a case
    page = of_application("rd-growth", Standing.AWARDED, "zh", award_fen=20 * WAN, stage=Stage.COMMITMENT, objections_dismissed=dismissed)
    assert says in page
    assert ("无异议" in body_of(page)) != dismissed


def test_award_names_review_and_lawsuit() -> None:
    page = of_application("rd-growth", Standing.AWARDED, "zh", award_fen=20 * WAN, stage=Stage.COMMITMENT)
    assert "向某市人民政府申请行政复议，或者自收到本文书之日起6个月内向某区人民法院提起行政诉讼" in page


@LANGUAGES
def test_offer_is_written_without_its_calculation_when_its_run_does_not_know_it_any_more(language: str) -> None:
    decision = Decision("BDA-1", "甲公司", Standing.OFFERED, award_fen=20 * WAN, stage=Stage.OFFER, until=date(2026, 12, 31))
    page = letter_of_application(ITEMS["rd-growth"], decision, None, BODIES, language)
    assert ("核算的支持金额为人民币20万元" if language == "zh" else "200,000 yuan are due") in page
    assert ("请在2026年12月31日前答复" if language == "zh" else "answer by 31 December 2026") in page


@LANGUAGES
@pytest.mark.parametrize(("decision", "revoked"), [({}, "不予支持"), ({"unaccepted": True}, "不予受理"), ({"stopped": True}, "停止拨付")])
def test_refusal_that_is_revoked_on_reconsideration_has_a_paper(decision: dict[str, Any], revoked: str, language: str) -> None:
    page = of_application("rd-growth", Standing.REOPENED, language, reason="公告已更正", stage=Stage.VERIFICATION, **decision)
    assert "公告已更正" in page
    if language == "zh":
        assert f"我局决定{revoked}。贵单位对该决定申请复核，经复核，撤销该决定，重新办理" in page
        assert "申请的复核意见书\n京技科创复" in page
    else:
        assert "this decision is revoked" in page


def test_letter_in_favour_of_an_older_policy_says_that_it_ends_here_and_is_paid_there() -> None:
    older: dict[str, Any] = {"older": (1500 * WAN, 1000 * WAN), "reason": "支持标准更高", "stage": Stage.OLDER_POLICY}
    case = {"older_policy_fen": 1500 * WAN}
    page = of_application("innovation-centre", Standing.OLDER_POLICY, "zh", case=case, open_to_reconsideration=True, **older)
    assert "按本意见核算的支持金额为1000万元" in page
    assert "按此前同类政策可获支持1500万元" in page
    assert "由科技创新局按此前同类政策办理支付；本申请到此办结，不再按本意见支付。理由：支持标准更高。" in page
    assert not re.search(r"各项条件均已满足|\[不符合\]|不予支持", page)


@pytest.mark.parametrize(
    ("stage", "says"),
    [
        (Stage.COMMITMENT, "请在2026年5月18日前办理"),
        (None, "签署之前不拨付"),
    ],
)
def test_award_says_what_happens_next_and_until_when(stage: Stage | None, says: str) -> None:
    assert says in of_application("rd-growth", Standing.AWARDED, "zh", award_fen=20 * WAN, stage=stage, until=date(2026, 5, 18))


@pytest.mark.parametrize(
    ("stage", "says"),
    [
        (Stage.PUBLIC_NOTICE, "请贵单位填写收款账户"),
        (Stage.COMMITMENT, "请贵单位填写收款账户，由财政拨付至该账户；逾期未填写的，申请终止。请在2026年5月18日前办理。"),
        (Stage.BUDGET_WAIT, "落实后进入公示"),
        (None, "公示期满无异议并填写收款账户后，由财政拨付"),
    ],
)
def test_award_asks_no_commitment_of_whoever_owes_none(stage: Stage | None, says: str) -> None:
    told: dict[str, Any] = {"award_fen": 20 * WAN, "stage": stage, "until": date(2026, 5, 18), "commits": False}
    assert says in of_application("tech-transfer", Standing.AWARDED, "zh", **told)
    for language in ("zh", "en"):
        assert not re.search("承诺|签署|commitment|sign", body_of(of_application("tech-transfer", Standing.AWARDED, language, **told)))


@pytest.mark.parametrize(
    ("stage", "says"),
    [
        (Stage.BUDGET_WAIT, "落实后进入公示"),
        (Stage.PUBLIC_NOTICE, "公示期至2026年5月18日止"),
    ],
)
def test_support_is_intended_and_not_decided_until_the_notice_has_cleared(stage: Stage, says: str) -> None:
    page = of_application("rd-growth", Standing.INTENDED, "zh", award_fen=20 * WAN, stage=stage, until=date(2026, 5, 18))
    assert "关于“研发费用增长支持”申请的拟支持告知书\n京技科创拟支" in page
    assert "拟予支持，拟支持金额为人民币20万元（大写：人民币贰拾万元整）。本告知书不是支持决定" in page
    assert says in page
    assert "决定给予支持" not in page
    english = of_application("rd-growth", Standing.INTENDED, award_fen=20 * WAN, stage=stage)
    assert "intend to support it with 200,000 yuan. Nothing is granted yet" in english
    assert "grant you" not in english


def test_award_cites_the_law_by_its_title_and_has_a_number_and_a_place_for_the_seal() -> None:
    decision = Decision("BDA-2026-06-000017", "甲公司", Standing.AWARDED, award_fen=20 * WAN, stage=Stage.COMMITMENT)
    result = judge("rd-growth")
    page = letter_of_application(result.item, decision, result.tree, BODIES, "zh")
    assert (
        "依据《北京经济技术开发区关于加快推进国际科技创新中心建设 打造高精尖产业主阵地的若干意见》（京技管〔2022〕8号）第（六）条" in page
    )
    assert "\n京技科创支〔2026〕06-000017号\n" in page
    assert "科技创新局（印章）" in page
    assert "经审查并公示无异议，决定给予支持" in page


@pytest.mark.parametrize("code", FACTS)
@pytest.mark.parametrize("standing", Standing)
def test_every_letter_is_written_as_officials_write(code: str, standing: Standing) -> None:
    refused: dict[str, Any] = {"award_fen": None, "reason": "证书已失效", "open_to_reconsideration": True}
    decision = refused if standing is Standing.REFUSED else {"award_fen": 29_999_999, "stage": Stage.PUBLIC_NOTICE}
    page = of_application(code, standing, "zh", **decision)
    assert not [found for line in page.splitlines() for found in faults_of(line, alone=False)]


def test_person_is_not_spoken_to_as_a_unit_nor_asked_to_be_registered() -> None:
    page = of_application(
        "talent-benefits", Standing.AWARDED, "zh", case={"applicant": {"type": "person", "registered_in_area": False, "records": []}}
    )
    assert "您就“高端人才政策优惠”" in page
    assert "贵单位" not in page
    assert "【不适用】在亦庄新城注册" in page


@pytest.mark.parametrize(
    ("fen", "capitals"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (105, "壹元零伍分"),
        (33_000_012, "叁拾叁万元壹角贰分"),
        (10_050_000, "壹拾万零伍佰元整"),
        (100_000_000_00, "壹亿元整"),
        (100_010_000_00, "壹亿零壹万元整"),
        (9_000_000_000_000_000, "玖拾万亿元整"),
        (1_234_567_890_12, "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元壹角贰分"),
    ],
)
def test_amount_in_capitals(fen: int, capitals: str) -> None:
    assert write_capitals(fen) == capitals
