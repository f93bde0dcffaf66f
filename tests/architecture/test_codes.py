"""信用代码的测试。No Chinese text puts a credit code where a name belongs: a code stands in brackets after what it is of."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.chinese import CHINESE
from tests.architecture.source import listed, modules, place, tree

# What is named so in the source is a credit code.
_CODE = re.compile(r"uscc\w*(['\"]\])?$")
# Markdown for operators sets a code apart by itself.
_OPENED = ("（", "`")
_PLACEHOLDER = re.compile(r"(.?)\{([a-z_]*uscc[a-z_]*)\}")


def bare_in_template(text: str) -> list[str]:
    """Return the placeholders of codes in a Chinese text that stand in no bracket."""
    return [name for before, name in _PLACEHOLDER.findall(text) if before not in _OPENED] if CHINESE.search(text) else []


def bare_in(node: ast.JoinedStr) -> list[str]:
    """Return the codes that a Chinese f-string has in no bracket."""
    parts = node.values
    if not CHINESE.search("".join(str(part.value) for part in parts if isinstance(part, ast.Constant))):
        return []
    found = []
    for before, part in zip([None, *parts], parts, strict=False):
        if isinstance(part, ast.FormattedValue) and _CODE.search(ast.unparse(part.value)):
            bracketed = isinstance(before, ast.Constant) and str(before.value).endswith(_OPENED)
            found += [] if bracketed else [ast.unparse(part.value)]
    return found


def faults() -> Iterator[str]:
    for path in modules("activities", "api", "gateways", "models", "policy"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.JoinedStr):
                yield from (f"{place(path, node)}: {name}" for name in bare_in(node))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from (f"{place(path, node)}: {name}" for name in bare_in_template(node.value))


def test_every_credit_code_in_a_chinese_text_stands_in_brackets_after_what_it_is_of() -> None:
    found = list(faults())
    assert not found, listed(found)


@pytest.mark.parametrize(
    "source",
    ["f'承担单位登记为{answer[\"uscc\"]}，与入库单位不同'", "f'{uscc}已登记。'", "f'贵单位由{row.successor_uscc}承继'"],
)
def test_bare_code_is_found_in_an_f_string(source: str) -> None:
    node = ast.parse(source, mode="eval").body
    assert isinstance(node, ast.JoinedStr)
    assert bare_in(node)


def test_bare_code_is_found_in_a_template_and_none_where_it_stands_in_brackets() -> None:
    assert bare_in_template("由{uscc}承继") == ["uscc"]
    assert bare_in_template("{name}（{uscc}，承担：{part}）") == []
    assert bare_in_template("enterprise {uscc}") == []
