"""The order of a payment, which is a draft until the treasury was told, and the task book, which has what both have signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from policy.judging.catalogue import ITEMS
from policy.letters.matter import Matter
from policy.letters.paper import set_paper
from policy.letters.payment_order import Ordered, payment_order
from policy.letters.task_book import Signed, task_book
from policy.processes.application.lifecycle import APPLICATION
from policy.processes.disbursement.states import DisbursementState
from tests.architecture.chinese import faults_of

ACCOUNT = {"holder": "甲公司", "bank": "演示银行", "last_four": "0018"}
ORDERED = Ordered(
    "BDA-2026-06-000017-P1-3f9a0c21", "BDA-2026-06-000017", APPLICATION.title, "sti", ACCOUNT, 299_999_99, "f-1", "f-2", date(2026, 6, 3)
)
TERMS: dict[str, Any] = {
    "goals": "研制样机。",
    "planned_cost_fen": 300_000_000,
    "milestones": [{"title": f"第{place}段", "due_on": "2027-03-31", "deliverable": "报告"} for place in range(1, 4)],
}


def order(language: str = "zh", **changed: Any) -> str:
    return set_paper(payment_order(replace(ORDERED, **changed), language), language)


def book(language: str = "zh", **changed: Any) -> str:
    matter = Matter("PG-2026-000003", "甲公司", "sti", date(2026, 5, 11))
    signed = Signed("对准算法", "CL-2026-000002", 1, "周明远", TERMS | changed)
    return set_paper(task_book(ITEMS["challenge-post-grant"], matter, signed, language), language)


def test_order_states_the_sum_in_digits_and_in_capitals() -> None:
    assert "金额：人民币299,999.99元（大写：人民币贰拾玖万玖仟玖佰玖拾玖元玖角玖分）" in order()


def test_order_is_a_draft_without_number_or_seal_when_the_treasury_was_not_told() -> None:
    draft = order(instructed_on=None)
    assert "草稿" in draft
    assert "（印章）" not in draft
    assert "号" not in draft.splitlines()[2]


@pytest.mark.parametrize(("who", "said"), [("released_by", "提交拨款"), ("confirmed_by", "复核确认")])
def test_order_names_nobody_when_nobody_has_let_it_go(who: str, said: str) -> None:
    assert said in order()
    assert said not in order(**{who: ""})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"item": ITEMS["rd-growth"]}, "支持事项：“研发费用增长支持”"),
        ({"item": ITEMS["rd-growth"]}, "用途：拨付支持资金"),
        ({}, "用途：退还款项"),
        ({"budget": (2026, "sti", None)}, "预算科目：2026年度科技创新局“其余事项”"),
        ({"letter": "《支持决定通知书》"}, "拨付依据：《支持决定通知书》"),
        ({"state": DisbursementState.RETURNED}, "（本拨款单已不再执行：款项已被退回）"),
        ({"state": DisbursementState.GIVEN_UP}, "不再执行"),
    ],
)
def test_order_says_for_what_and_out_of_which_money_it_is_paid(changed: dict[str, Any], said: str) -> None:
    assert said in order(**changed)
    assert said not in order(item=None if "用途：退" not in said else ITEMS["rd-growth"])
    assert faults_of(order(**changed)) == []


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("zh", ["科技创新局（印章）", "甲公司（盖章）", "乙方签署人：周明远（签字）", "2026年5月11日"]),
        ("en", ["(seal)", "甲公司 (seal)", "For party B: 周明远 (signature)", "11 May 2026"]),
    ],
)
def test_task_book_has_a_place_to_sign_for_each_party(language: str, lines: list[str]) -> None:
    signed = book(language).splitlines()[-4:]
    assert [said in line for said, line in zip(lines, signed, strict=True)] == [True] * 4


def test_parts_of_a_task_book_begin_alike() -> None:
    parts = [line for line in book().splitlines() if line.strip()[1:2] == "、"]
    assert len(parts) > 3
    assert all(line.startswith("　　") for line in parts)


def test_task_book_lists_every_milestone_in_its_order() -> None:
    lines = [line for line in book().splitlines() if line.strip()[:1].isdigit()]
    assert lines[:3] == [f"　　{place}. 第{place}段，2027年3月31日前完成；交付物：报告" for place in range(1, 4)]


def test_task_book_says_so_when_there_are_neither_budget_nor_partners() -> None:
    assert "三、预算（按科目）：（未约定）。" in book()
    assert "五、合作单位：无。" in book(partners=[])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_task_book_addresses_nobody_and_names_both_parties(language: str) -> None:
    written = book(language)
    assert "甲公司" in written
    assert "周明远" in written
    assert "甲公司：" not in written


def test_both_are_written_as_officials_write() -> None:
    for written in (order(), book()):
        assert faults_of(written) == []
