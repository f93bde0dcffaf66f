"""What is told of a suspension to holders: of a project, a loan, a voucher, an investment, by how long it lasts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from policy.judging.suspension import Scope, Suspension
from policy.judging.suspension_told import (
    ASKED_VOUCHER,
    BENEFIT,
    CANDIDATE,
    INVESTMENT,
    LOAN,
    PLATFORM,
    PROJECT,
    VOUCHER,
    Words,
    message_to_holder,
)
from policy.text import Text

TITLE, TODAY = Text("国家项目配套", "Matching of state projects"), date(2026, 3, 2)


def told(ends_on: date | None = None, scope: Scope = Scope.ITEM, *, submitted: bool = True, of: Words = PROJECT) -> Text:
    suspension = Suspension(date(2026, 1, 1), ends_on, Text("政策调整。", "It changes."), "京政发〔2026〕9号", scope)
    return message_to_holder(of, suspension, "MP-1", TITLE, TODAY, submitted=submitted)


def test_project_goes_on_and_is_not_paid_while_its_item_is_suspended() -> None:
    text = told()
    assert "照常实施、报告" in text.zh
    assert "不审定、不拨付，恢复办理时另行告知。" in text.zh
    assert text.en.endswith("nothing is approved or paid; you are told when it goes on.")


def test_nobody_is_promised_to_be_told_when_the_last_day_is_known() -> None:
    text = told(date(2026, 12, 31))
    assert "至2026年12月31日暂停办理" in text.zh
    assert "另行告知" not in text.zh


@pytest.mark.parametrize(("submitted", "words"), [(True, "恢复办理。"), (False, "现可提交。")])
def test_end_of_a_suspension_is_told(words: str, *, submitted: bool) -> None:
    text = told(date(2026, 3, 1), submitted=submitted).zh
    assert "的暂停已于2026年3月1日结束" in text
    assert text.endswith(words)


def test_suspension_that_is_lifted_on_its_first_day_stood_for_no_day() -> None:
    lifted = Suspension(TODAY, TODAY - timedelta(days=1), Text("更正。", "Corrected."), "京政发〔2026〕10号")
    assert (lifted.never_stood, lifted.covers(TODAY), lifted.is_over(TODAY)) == (True, False, True)
    text = message_to_holder(PROJECT, lifted, "MP-1", TITLE, TODAY, submitted=True)
    assert "自2026年3月2日起的暂停已经撤销，视为未暂停" in text.zh
    assert text.zh.endswith("贵单位的项目MP-1恢复办理。")
    assert "is taken back and stood for no day" in text.en
    assert "恢复办理，无需重新提交。" in lifted.message("A-1", TITLE, TODAY, submitted=True).zh


def test_draft_of_a_project_waits() -> None:
    assert told(submitted=False).zh.endswith("尚未提交，暂停期间不能提交。")


def test_project_stands_when_its_item_is_closed_for_matters() -> None:
    text = told(date(2026, 3, 1), Scope.MATTERS).zh
    assert "对2026年1月1日至2026年3月1日期间发生的事项不再支持" in text
    assert "继续有效" in text


@pytest.mark.parametrize(
    ("of", "stands", "goes_on"),
    [
        (CANDIDATE, "方案MP-1予以保留；暂停期间不审定、不拨付", "恢复办理，无需重新提交。"),
        (BENEFIT, "已准予的照常落实、享受；暂停期间不受理新的申请", "可以再次提出新的申请。"),
        (PLATFORM, "不能登记新的服务合同；已登记的合同可以确认交付，结算暂缓拨付", "结算恢复拨付。"),
        (LOAN, "登记继续有效；暂停期间不受理新的贴息申领", "贴息恢复办理。"),
        (ASKED_VOUCHER, "予以保留，暂停期间不审定、不发放", "恢复办理，无需重新提交。"),
        (VOUCHER, "有效期不变；暂停期间不能登记新的服务合同", "可以继续登记服务合同。"),
        (INVESTMENT, "估值、回购、退出照常按投资协议办理", "可以再次申请新的投资。"),
    ],
)
def test_holder_is_told_what_stands_and_what_waits_and_when_that_is_over(of: Words, stands: str, goes_on: str) -> None:
    assert stands in told(of=of).zh
    assert told(of=of).zh.endswith("，恢复办理时另行告知。")
    assert "另行告知" not in told(date(2026, 12, 31), of=of).zh
    assert told(date(2026, 3, 1), of=of).zh.endswith(goes_on)


@pytest.mark.parametrize("of", [VOUCHER, INVESTMENT])
def test_what_was_issued_or_invested_is_untouched_when_its_item_is_closed_for_matters(of: Words) -> None:
    assert told(date(2026, 3, 1), Scope.MATTERS, of=of).zh.endswith("继续有效，不受影响。")
