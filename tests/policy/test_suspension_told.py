"""What is told of a suspension: to whoever carries out a project, by what it is and how long it lasts."""

from __future__ import annotations

from datetime import date

import pytest

from policy.judging.suspension import Scope, Suspension
from policy.text import Text

TITLE, TODAY = Text("国家项目配套", "Matching of state projects"), date(2026, 3, 2)


def told(ends_on: date | None = None, scope: Scope = Scope.ITEM, *, submitted: bool = True) -> Text:
    suspension = Suspension(date(2026, 1, 1), ends_on, Text("政策调整。", "It changes."), "京政发〔2026〕9号", scope)
    return suspension.message_of_project("MP-1", TITLE, TODAY, submitted=submitted)


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


def test_draft_of_a_project_waits() -> None:
    assert told(submitted=False).zh.endswith("尚未提交，暂停期间不能提交。")


def test_project_stands_when_its_item_is_closed_for_matters() -> None:
    text = told(date(2026, 3, 1), Scope.MATTERS).zh
    assert "对2026年1月1日至2026年3月1日期间发生的事项不再支持" in text
    assert "继续有效" in text
