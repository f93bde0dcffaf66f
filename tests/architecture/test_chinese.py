"""中文用语的测试。Every Chinese text in the source is written as an official would sign it."""

from __future__ import annotations

import pytest

from tests.architecture.chinese import faults_of, literals
from tests.architecture.source import listed


def test_every_chinese_text_is_written_as_officials_write() -> None:
    texts = list(literals())
    faults = [f"{where}: {text}: {', '.join(found)}" for where, text, alone in texts if (found := faults_of(text, alone=alone))]
    assert len(texts) > 1000
    assert not faults, listed(faults)


@pytest.mark.parametrize(
    "text",
    [
        "已收到,正在处理。",
        "不予支持(可复核)",
        "格式不符: {}",
        "{number}:请确认。",
        "请确认?",
        "未通过; 请修改",
        "上级项目, 编号 as told, in English",
        "格式不符：missing",
        "应为 model_attributes_type",
        "只余0分",
        "至多可追回{left_fen}分。",
        "认定违诺",
        "扣除已付部分，余9,000,000元",
        "第 3 期",
        "{number} 已受理。",
        "比例为 50%",
        "不同意备案",
        "同意备案，需退回资金",
    ],
)
def test_what_nobody_would_sign_is_found(text: str) -> None:
    assert faults_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "已收到，正在处理。",
        "配套最高1:1",
        "第(六)条",
        "Sign in, then (and not before) ask",
        "专家评分83分以上",
        "请带上ETag",
    ],
)
def test_what_officials_write_is_left(text: str) -> None:
    assert not faults_of(text)


def test_english_beside_its_chinese_is_left_in_the_descriptions_of_the_api() -> None:
    assert not faults_of("年度，缺省为本年 The year; this one if absent", alone=False)
