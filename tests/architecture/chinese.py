"""中文用语。What a Chinese text that reaches a person may not contain, and every such text that stands in the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from tests.architecture.source import modules, place, tree

FOLDERS: Final = ("policy", "api", "activities", "workflows", "models", "runtime")
# They read what others have typed, in every way people type it.
READING: Final = ("api/spreadsheets/cells.py", "api/spreadsheets/tables.py")

CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
# A half-width mark beside a Chinese character, a closing mark or a placeholder, whatever the spaces between them.
_HALF_WIDTH: Final = re.compile(r"(?<=[\u3400-\u9fff”》）}])\s*[,;:?!()]|[,;:?!()]\s*(?=[\u3400-\u9fff“《（])")
_HALF_WIDTH_WITHIN: Final = re.compile(r"(?<=[\u3400-\u9fff”》）])\s*[,;:?!()]\s*(?=[\u3400-\u9fff“《（])|\((?=[\u3400-\u9fff])[^()]*\)")
_ENGLISH: Final = re.compile(r"[A-Za-z]{2,},? [A-Za-z]")
_CAPITAL: Final = re.compile(r"[A-Z0-9]")
_PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}")
_CITATION: Final = re.compile(r"第\((?:[一二三四五六七八九十]+|\{[^{}]*\})\)条")


def faults_of(text: str) -> list[str]:
    """Return what is wrong with a text, for people; nothing is wrong with one that is not Chinese.

    Where English follows the Chinese, as in the descriptions of the API, marks are looked at within the Chinese alone. The citation of a
    clause as data, 第(六)条, is a name by which clients compare.
    """
    said = _CITATION.sub("第条", text)
    bilingual = _ENGLISH.search(_PLACEHOLDER.sub("", said))
    if not CHINESE.search(said) or (bilingual and _CAPITAL.match(said)):
        return []
    return [f"half-width {found!r}" for found in (_HALF_WIDTH_WITHIN if bilingual else _HALF_WIDTH).findall(said)]


def literals() -> Iterator[tuple[str, str]]:
    """Yield every Chinese text of the source with its place: not docstrings, not patterns, and placeholders as they are written."""
    for path in modules(*FOLDERS):
        if place(path) not in READING:
            yield from ((place(path, node), text) for node, text in _texts(tree(path)) if CHINESE.search(text))


def _texts(module: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    inside = {id(part) for node in ast.walk(module) for part in _parts(node)}
    for node in ast.walk(module):
        if isinstance(node, ast.JoinedStr):
            yield node, "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node, node.value


def _parts(node: ast.AST) -> list[ast.expr]:
    """Return the strings below a node that are no texts of their own: a docstring, and the pieces of a formatted string."""
    if isinstance(node, ast.JoinedStr):
        return node.values
    body = getattr(node, "body", None)
    return [one.value for one in body if isinstance(one, ast.Expr)] if isinstance(body, list) else []
