"""Texts that people type in different ways and mean the same by."""

from __future__ import annotations

import pytest

from policy.folding import fold


@pytest.mark.parametrize(
    "written",
    [
        "演示（北京）ABC有限公司",
        "演示(北京)abc有限公司",
        " 演示 (北京) ABC\t有限公司\n",
        "演示\u200b(北京)\ufeffABC\u3000有限公司\x00",
        "演示(北京)\uff21\uff22\uff23有限公司",
    ],
)
def test_text_is_the_same_when_only_width_case_spaces_and_invisible_signs_differ(written: str) -> None:
    assert fold(written) == "演示(北京)abc有限公司"


@pytest.mark.parametrize("written", ["演示（北京）有限公司", "演示(上海)abc有限公司", ""])
def test_text_is_another_when_a_sign_differs(written: str) -> None:
    assert fold(written) != "演示(北京)abc有限公司"
