"""A demonstration is told in the language of its terminal, by a table that has nothing no demonstration says."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from runtime.demo import words
from runtime.demo.words import in_words, of_terminal, stage_in_words
from tests.architecture.chinese import faults_of

DEMOS = Path(words.__file__).parent
LINES = [line.partition("=")[::2] for line in words._WRITTEN.strip().splitlines()]


def said(tree: ast.AST) -> set[str]:
    """Return every text of a source, `{}` for what is filled in."""
    texts = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            texts.add("".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values))
    return texts


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
    ],
)
def test_language_is_what_the_locale_says(environment: dict[str, str], language: str) -> None:
    assert of_terminal(environment) == language


@pytest.mark.parametrize(
    ("line", "zh"),
    [
        ("accepted it", "予以受理"),
        ("paid ¥500,000.00", "已拨付¥500,000.00"),
        ("paid ¥500,000.00; the award is in force", "已拨付¥500,000.00，支持决定已生效"),
        ("Done in 12 s.", "完成，用时12秒。"),
        ("said by nobody", "said by nobody"),
    ],
)
def test_line_is_said_in_chinese_where_the_table_has_it_and_as_it_is_in_english(line: str, zh: str) -> None:
    assert (in_words(line, "zh"), in_words(line, "en")) == (zh, line)


@pytest.mark.parametrize(("stage", "zh"), [("public_notice", "公示"), ("registered", "已登记"), ("nowhere", "nowhere")])
def test_stage_is_called_by_its_name_in_chinese_and_by_its_code_in_english(stage: str, zh: str) -> None:
    assert (stage_in_words(stage, "zh"), stage_in_words(stage, "en")) == (zh, stage)


def test_table_has_no_line_that_no_demonstration_says() -> None:
    written = set().union(*(said(ast.parse(file.read_text())) for file in DEMOS.glob("*.py")))
    assert [en for en, _ in LINES if en not in written] == []


def test_table_says_as_much_in_chinese_as_in_english() -> None:
    assert [en for en, zh in LINES if en.count("{}") != zh.count("{}")] == []
    assert faults_of("\n".join(zh for _, zh in LINES)) == []
