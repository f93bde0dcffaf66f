"""Texts that people type in different ways and mean the same by."""

from __future__ import annotations

import pytest

from policy.folding import fold, fold_document, fold_number, is_readable, plain, spellings, tidy


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


@pytest.mark.parametrize(
    "written",
    [
        "京财预〔2026〕1-2号",
        "京财预[2026]1-2号",
        "京财预【2026】1–2号",
        "京财预（\uff12\uff10\uff12\uff16）\uff11－\uff12号",
        " 京财预\u200b〔2026〕1—2号",
        "京财预《2026》1\u22122号",
        "京财预<2026>1\u25002号",
        "京财预「2026」1\u30fc2号",
        "京财预\u3164〔2026〕1\u2011\ufe0f2\u034f号\u2800",
        "\u00ad京财预〔2026〕1-2号\u200e",
    ],
)
def test_number_is_the_same_when_only_brackets_dashes_and_width_differ(written: str) -> None:
    assert fold_number(written) == "京财预(2026)1-2号"


@pytest.mark.parametrize("written", ["京财预〔2026〕12号", "京财预2026-1-2号", "京财预〔2026〕2-1号", "京财预〔2027〕1-2号"])
def test_number_is_another_when_a_figure_or_its_place_differs(written: str) -> None:
    assert fold_number(written) != "京财预(2026)1-2号"


@pytest.mark.parametrize(
    "written", ["", " ", "\u3000\t", "\u200b\u200d", "\ufeff", "\u202e\u2066", "\x00", "\u2800", "\u00ad", "。", "--", "（）"]
)
def test_nobody_is_named_when_there_is_no_letter_or_digit(written: str) -> None:
    assert not is_readable(written)


@pytest.mark.parametrize("written", ["甲", "A", " \u200b7", "（甲）", "\uff21"])
def test_somebody_is_named_when_there_is_a_letter_or_digit(written: str) -> None:
    assert is_readable(written)


def test_text_is_tidy_without_what_nobody_sees() -> None:
    assert tidy(" 演示\u200b（北京）\u3000\n有限\u202e公司\x00 ") == "演示（北京） 有限公司"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("事实清楚\u202e，同意", "事实清楚，同意"),
        ("\u2066同意\u2069", "同意"),
        ("同\u200b\u00ad\ufeff意", "同意"),
        ("同意\U000e0041\U000e007f", "同意"),
        ("同意\x07\x85\r", "同意"),
        ("同\u3164意\u2800", "同意"),
        ("\uffff\ufdd0同意\U0010fffe", "同意"),
        ("甲\u3000乙\u00a0丙", "甲 乙 丙"),
        ("一\r\n二\t三\u2028四", "一\n二\t三\n四"),
        ("e\u0301", "\u00e9"),
    ],
)
def test_text_is_kept_without_what_is_unseen_or_turns_it_round(written: str, kept: str) -> None:
    assert plain(written) == kept


@pytest.mark.parametrize("written", ["第一行\n  第二行", "\U00031350", "\ue863", "葛\U000e0100", "𠮷"])
def test_text_is_kept_as_it_is_when_it_is_only_rare(written: str) -> None:
    assert plain(written) == written


@pytest.mark.parametrize(
    "typed", ["GK-7F-A1", "gk-7f-a1", "gk—7f—a1", "\uff27\uff2b\uff0d7F\uff0dA\uff11", " GK–7F \u2212 A1", "GK-7F-\u200bA1"]
)
def test_number_is_looked_up_in_the_spelling_of_whoever_issued_it(typed: str) -> None:
    assert "GK-7F-A1" in spellings(typed)


@pytest.mark.parametrize("typed", ["GK-7F-A2", "GK7FA1"])
def test_number_is_not_looked_up_as_another(typed: str) -> None:
    assert "GK-7F-A1" not in spellings(typed)


def test_number_is_looked_up_as_it_was_typed_first() -> None:
    assert spellings("r-Ab1") == ("r-Ab1", "R-AB1")


@pytest.mark.parametrize(
    "written",
    [
        "京财〔2026〕77号",
        "京财〔2026〕077号",
        "京财【2026】0077号",
        "京财(2026)７７号",
        "京财[2026] 077 号",
        "京财〔2026〕第77号",
        "京财[2026]第077号",
    ],
)
def test_documents_are_one_when_the_zeros_before_their_serial_number_differ(written: str) -> None:
    assert fold_document(written) == "京财(2026)77号"


@pytest.mark.parametrize("written", ["京财〔2026〕770号", "京财〔2026〕707号", "京财〔2025〕77号", "京财2026077号", "京财〔2026〕0号"])
def test_documents_are_two_when_more_than_leading_zeros_differs(written: str) -> None:
    assert fold_document(written) == fold_number(written) != "京财(2026)77号"
