"""The letter of a refusal: what was decided and why, what can be done, and that it stands when it was looked at again."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from policy.judging.catalogue import ITEMS
from policy.letters.decision import Decision, Standing
from policy.letters.letter import letter, letter_of_application
from policy.letters.refused import Objected
from policy.processes.application.lifecycle import Stage
from tests.policy.baselines import WAN, judge
from tests.policy.letters import BODIES, LANGUAGES, body_of, of_application

OBJECTED = Objected(date(2026, 5, 4), date(2026, 5, 11))


@LANGUAGES
def test_refusal_after_an_objection_says_what_was_on_notice_and_that_the_objection_was_upheld(language: str) -> None:
    page = of_application(
        "rd-growth",
        Standing.REFUSED,
        language,
        stage=Stage.REFUSED,
        objected=OBJECTED,
        reason="证书系他人所有",
        open_to_reconsideration=True,
    )
    says = {
        "zh": ("自2026年5月4日起公示", "2026年5月11日止", "异议成立，决定不予支持", "不予支持的理由：证书系他人所有。"),
        "en": ("on public notice from 4 May 2026", "end on 11 May 2026", "the objection was examined and upheld", "证书系他人所有"),
    }
    assert [said for said in says[language] if said not in page] == []
    assert "不符合支持条件" not in page
    # That every condition is met is not why it was refused.
    assert body_of(page) == page


@pytest.mark.parametrize(
    ("decision", "decided"),
    [({}, "不予支持"), ({"objected": OBJECTED}, "不予支持"), ({"unaccepted": True}, "不予受理"), ({"stopped": True}, "停止拨付")],
)
def test_letter_of_a_reconsideration_says_what_was_decided_that_it_was_asked_for_and_that_it_stands(
    decision: dict[str, Any], decided: str
) -> None:
    page = of_application("rd-growth", Standing.REFUSED, "zh", stage=Stage.REJECTED, reconsidered=True, reason="未提出新材料", **decision)
    assert "申请的复核意见书" in page
    assert f"提出的申请，我局决定{decided}。贵单位对该决定申请复核，经复核，维持原决定，{decided}。" in page
    assert "维持原决定的理由：未提出新材料。" in page


def test_refusal_says_of_every_failed_condition_what_was_found_and_what_can_be_done() -> None:
    result = judge("rd-growth", size="small", rd_expense_fen=50 * WAN)
    page = letter(result, "en")
    assert "There are 2 reasons for the refusal:" in page
    assert "1. The support requires that the enterprise is large or medium and on the key list, or is a little giant. " in page
    assert "the R&D expense of the year is 500,000 yuan, and the target of the year is 1,000,000 yuan; 500,000 yuan are missing." in page
    assert "another authority tells us of “size of the enterprise”, “a little giant enterprise” and “R&D expense of the year”." in page
    assert (
        "申请单位不属于第（六）条规定的大中型重点企业或者专精特新“小巨人”企业。经核实，企业规模为小型；“列入重点企业名单”：是；“国家级专精特新‘小巨人’企业”：否。"
        in letter(result)
    )


def test_refusal_names_no_amount() -> None:
    page = letter(judge("rd-growth", rd_expense_fen=0), "en")
    assert "This award" not in page
    assert "how the amount came about" not in page


def test_refusal_says_that_equal_is_not_above_and_too_much_is_too_much() -> None:
    assert "二者相等，没有高出" in letter(judge("rd-growth", rd_expense_fen=100 * WAN))
    assert "多出100万元" in letter(judge("loan-interest", principal_fen=3100 * WAN))


def test_refusal_lists_the_records_that_count() -> None:
    records = [{"source": "tax", "on": day, "serious": True} for day in ("2024-05-01", "2020-01-01")]
    page = letter(judge("science-award", applicant={"records": records}))
    assert "经查，有下列严重不良行为记录：税务（2024年5月1日）。" in page


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ({"already_paid_fen": 50 * WAN}, "10,000,000"),
        ({"cap_used_fen": 500 * WAN}, "none of it is left"),
        ({"contract_executed_fen": 0}, "the clause's formula comes to 0 yuan"),
        ({"requested_fen": 0}, "the amount asked for is 0 yuan"),
    ],
)
def test_refusal_says_why_nothing_is_left(case: dict[str, Any], says: str) -> None:
    if "already_paid_fen" in case:
        case, code = {"already_paid_fen": 1000 * WAN}, "innovation-centre"
    else:
        code = "first-set"
    page = letter(judge(code, **case), "en")
    assert "Every condition is met, but" in page
    assert says in page
    assert "once the conditions are met" not in page


def test_letter_names_no_amount_when_a_person_refused_what_was_assessed() -> None:
    page = of_application("rd-growth", Standing.REFUSED, reason="证书已失效")
    assert "The reason for the refusal is: 证书已失效" in page
    assert "200,000" not in page


def test_letter_names_what_was_unmet_when_nothing_was_assessed() -> None:
    failures = [
        {"code": "taxed_in_area", "clause": "七、保障措施", "text": {"zh": "在区内纳税", "en": "Taxed in the area"}},
        {"code": "of_another_day", "clause": "七、保障措施", "text": {"zh": "当日的说法", "en": "As it was called that day"}},
    ]
    decision = Decision("BDA-1", "甲公司", Standing.REFUSED, failures=failures, open_to_reconsideration=True)
    page = letter_of_application(judge("rd-growth").item, decision, None, BODIES, "zh")
    assert "申请单位未在亦庄新城范围内纳税。" in page
    assert "未满足“当日的说法”的支持条件。" in page
    assert "上述情况来自其他单位的登记" in page
    assert "可以在期限内向我局申请复核，以一次为限" in page


@LANGUAGES
def test_letter_names_the_records_the_sources_found(language: str) -> None:
    failure: dict[str, Any] = {"code": "no_serious_record", "clause": "七、保障措施", "text": {"zh": "x", "en": "x"}}
    failure["records"] = [{"source": "customs", "on": "2025-04-01", "serious": True}]
    decision = Decision("BDA-1", "甲公司", Standing.REFUSED, failures=[failure])
    page = letter_of_application(judge("rd-growth").item, decision, None, BODIES, language)
    assert ("海关（2025年4月1日）" if language == "zh" else "customs (1 April 2025)") in page


@LANGUAGES
@pytest.mark.parametrize(("before", "now"), [("甲公司", "乙公司"), ("甲公司", "甲公司")])
def test_letter_to_another_organisation_names_both_it_and_whom_the_register_knows(before: str, now: str, language: str) -> None:
    identity = {"known": {"name": before, "kind": "enterprise"}, "registered": {"name": now, "kind": "university_or_institute"}}
    decision = Decision("BDA-1", before, Standing.REFUSED, reason="不是同一单位", identity=identity, stage=Stage.REFUSED)
    page = letter_of_application(ITEMS["rd-growth"], decision, None, BODIES, language)
    if language == "zh":
        assert f"登记的单位为“{now}”（高校或科研院所）" in page
        assert f"与申请时的“{before}”（企业）不是同一单位。" in page
    else:
        assert f"“{now}” (" in page
        assert f"“{before}” (enterprise) that applied." in page
    assert f"{before}：" in page or f"To {before}:" in page


@pytest.mark.parametrize(
    ("decision", "says"),
    [
        ({"stage": Stage.REFUSED}, "不予支持的理由"),
        ({"stage": Stage.REFUSED, "unaccepted": True}, "不予受理的理由"),
        ({"stage": Stage.REFUSED, "stopped": True}, "停止拨付的理由"),
        ({"stage": Stage.REJECTED, "reconsidered": True}, "维持原决定的理由"),
    ],
)
def test_reason_is_called_by_what_was_decided(decision: dict[str, Any], says: str) -> None:
    for found in ({"reason": "材料不全"}, {"failures": [{"code": "taxed_in_area", "text": {"zh": "x", "en": "x"}}]}):
        page = letter_of_application(ITEMS["rd-growth"], Decision("BDA-1", "甲公司", Standing.REFUSED, **decision, **found), None, BODIES)
        assert says in page
        assert page.count("的理由") == 1


@LANGUAGES
@pytest.mark.parametrize(
    "decision",
    [{"stage": Stage.REFUSED, "open_to_reconsideration": True}, {"stage": Stage.REJECTED, "reconsidered": True}],
)
def test_refusal_names_review_and_lawsuit_with_their_bodies_and_terms(decision: dict[str, Any], language: str) -> None:
    page = of_application("rd-growth", Standing.REFUSED, language, case={"size": "small"}, **decision)
    for said in (BODIES.reviewing, BODIES.court, "60", "6个月" if language == "zh" else "six months"):
        assert said in page


def test_reconsidered_refusal_is_the_departments_last_word() -> None:
    page = of_application("rd-growth", Standing.REFUSED, "zh", case={"size": "small"}, stage=Stage.REJECTED, reconsidered=True)
    assert "申请的复核意见书" in page
    assert "本复核意见为我局最终处理意见。如不服，可依法申请行政复议或者提起行政诉讼" in page


def test_refusal_to_take_in_is_a_paper_of_its_own() -> None:
    page = of_application("rd-growth", Standing.REFUSED, "zh", unaccepted=True, reason="材料不属于本事项", stage=Stage.REFUSED)
    assert "申请的不予受理通知书" in page
    assert "决定不予受理" in page


def test_refusal_says_until_when_and_who_signs() -> None:
    decision: dict[str, Any] = {"stage": Stage.REFUSED, "open_to_reconsideration": True, "until": date(2026, 6, 24), "department": "comfin"}
    page = of_application("rd-growth", Standing.REFUSED, "zh", case={"size": "small"}, decided_on=date(2026, 5, 11), **decision)
    assert "可以在2026年6月24日前向我局申请复核" in page
    assert "\n商务金融局（印章）\n2026年5月11日\n" in page


ACCUSED, CLOSED = "申请单位此前就同一支持对象骗取支持资金", "所申请的支持对象此前有单位以骗取方式获得支持"


def refused_as_closed(language: str, beside: dict[str, Any]) -> str:
    """Return the refusal of what support was got by fraud for, by an assessment with something beside its tree."""
    result = judge("science-award", subject_closed=True)
    decision = Decision("BDA-1", "甲公司", Standing.REFUSED, stage=Stage.REFUSED, open_to_reconsideration=True)
    return letter_of_application(result.item, decision, result.tree | beside, BODIES, language)


@LANGUAGES
@pytest.mark.parametrize(
    ("beside", "ground"),
    [
        ({"closed_by": "CB-1"}, ACCUSED),
        ({"closed_by": "CB-1", "of_others": ["already_paid_fen"]}, ACCUSED),
        ({"closed_by": "CB-1", "of_others": ["subject_closed"]}, CLOSED),
        ({}, CLOSED),
    ],
)
def test_refusal_of_what_support_was_got_by_fraud_for_accuses_nobody_but_whose_award_it_was(
    language: str, beside: dict[str, Any], ground: str
) -> None:
    page = refused_as_closed(language, beside)
    says = {
        "zh": (ground, "，已被追回，该支持对象不再给予支持", "所申请的并非此前骗取支持的事项，请在申请复核时说明"),
        "en": ("no support for the same was got by fraud before", "what you apply for is not what support was got for by fraud before"),
    }
    assert [said for said in says[language] if said not in page] == []
    assert [said for said in {ACCUSED, CLOSED} - {ground} if said in page] == []
    assert "CB-1" not in page
    # It stays closed, and no register is wrong about it.
    assert not re.search(r"再次申请|登记单位|apply again|another authority", page)
