"""中文用语的测试。Every Chinese text in the source is written as an official would sign it."""

from __future__ import annotations

import pytest

from tests.architecture.chinese import faults_of, literals
from tests.architecture.source import listed


def test_every_chinese_text_is_written_as_officials_write() -> None:
    texts = list(literals())
    faults = [f"{where}: {text}: {', '.join(found)}" for where, text in texts if (found := faults_of(text))]
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
    ],
)
def test_half_width_marks_are_found(text: str) -> None:
    assert faults_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "已收到，正在处理。",
        "配套最高1:1",
        "第(六)条",
        "Sign in, then (and not before) ask",
        "期限 due: {}",
        "年度 The year; this one if absent",
    ],
)
def test_other_marks_are_left(text: str) -> None:
    assert not faults_of(text)
