"""Sentences in two languages."""

from __future__ import annotations

import pytest

from policy.text import nested


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("“甲”与“乙”", "“甲”与“乙”"),
        ("未满足“属于“白菜心”工程”的条件", "未满足“属于‘白菜心’工程”的条件"),
        ("“甲“乙”丙“丁”戊”，“己”", "“甲‘乙’丙‘丁’戊”，“己”"),
        ("“没有收尾\n“另一段”", "“没有收尾\n“另一段”"),
        ("多一个”，“甲”", "多一个”，“甲”"),
    ],
)
def test_quotation_within_a_quotation_has_single_marks(written: str, said: str) -> None:
    assert nested(written) == said
