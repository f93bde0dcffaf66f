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

# What an official would not sign: the names our own trade has for things, and the words of programs.
UNSIGNED: Final = re.compile(
    "违诺|守诺|返还|缴回|豁免|移送强制|若干措施|本政策|通则|附则|总则第|无人揭榜|揭榜单位|会签|审批发布|拟写|发起拨付|拨付申请|归集承诺|承诺已归集|"
    "事实有误|事实或材料|材料或事实|填齐|画像|最终决定|可以怎么办|理由是：|分得|，余[0-9{]|奖励配套|已按申请撤回|按条款核定不予|"
    "原有政策|委员会|不在申报期|您单位|不符合“|不符合\\{words\\}|研究决定|同意备案|”、“|》、《|请先请"
)
# Names that officials write in Latin letters too; whatever else is in them is a code.
_NAMES: Final = frozenset(
    [
        "PDF",
        "PNG",
        "JPEG",
        "OFD",
        "DOCX",
        "XLSX",
        "XLS",
        "JSON",
        "GB",
        "OIDC",
        "ETag",
        "Idempotency-Key",
        "If-Match",
        "Content-Type",
        "Accept-Language",
        "make",
        "run",
        "ETOWN_DATABASE_URL",
    ]
)
_WORD: Final = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z][A-Za-z_-]+(?![A-Za-z0-9_-])")
# An amount is written in yuan; 三分 of a thing, the unit of a field and points of a score are none.
_FEN: Final = re.compile(r"[0-9}] ?分(?=[，。；、：）的]|$)")

CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
# A half-width mark beside a Chinese character, a closing mark or a placeholder, whatever the spaces between them.
_HALF_WIDTH: Final = re.compile(r"(?<=[\u3400-\u9fff”》）}])\s*[,;:?!()]|[,;:?!()]\s*(?=[\u3400-\u9fff“《（])")
_HALF_WIDTH_WITHIN: Final = re.compile(r"(?<=[\u3400-\u9fff”》）])\s*[,;:?!()]\s*(?=[\u3400-\u9fff“《（])|\((?=[\u3400-\u9fff])[^()]*\)")
_BLANK: Final = re.compile(r"(?<=[\u3400-\u9fff，。；：）》]) (?=[0-9{])|(?<=[0-9}%]) (?=[\u3400-\u9fff（《])")
_ENGLISH: Final = re.compile(r"[A-Za-z]{2,},? [A-Za-z]")
_CAPITAL: Final = re.compile(r"[A-Z0-9]")
_PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}")
_CITATION: Final = re.compile(r"第\((?:[一二三四五六七八九十]+|\{[^{}]*\})\)条")


def faults_of(text: str, *, alone: bool = True) -> list[str]:
    """Return what is wrong with a text, for people; nothing is wrong with one that is not Chinese.

    Where English follows the Chinese, as in the descriptions of the API, marks are looked at within the Chinese alone. The citation of a
    clause as data, 第(六)条, is a name by which clients compare.

    Args:
        text: The text; placeholders are left as they stand.
        alone: Whether its English stands elsewhere, so that none may be in it.
    """
    said = _CITATION.sub("第条", text)
    bilingual = _ENGLISH.search(_PLACEHOLDER.sub("", said))
    if not CHINESE.search(said) or (bilingual and _CAPITAL.match(said)):
        return []
    faults = [f"half-width {found!r}" for found in (_HALF_WIDTH_WITHIN if bilingual else _HALF_WIDTH).findall(said)]
    faults += [f"a blank beside a figure: {said!r}"] * bool(_BLANK.search(said))
    faults += [f"not signed {found!r}" for found in UNSIGNED.findall(said)]
    if not alone:
        return faults
    codes = [word for word in _WORD.findall(_PLACEHOLDER.sub("", said)) if word not in _NAMES]
    return faults + [f"a code {word!r}" for word in codes] + [f"fen {found!r}" for found in _FEN.findall(said)]


def literals() -> Iterator[tuple[str, str, bool]]:
    """Yield every Chinese text of the source with its place, and whether its English stands beside it: not docstrings, not patterns."""
    for path in modules(*FOLDERS):
        if place(path) not in READING:
            beside = {id(part) for node in ast.walk(tree(path)) for part in _chinese_beside_english(node)}
            yield from ((place(path, node), text, id(node) in beside) for node, text in _texts(tree(path)) if CHINESE.search(text))


def _chinese_beside_english(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the strings that are the Chinese of a `Text`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text" and node.args:
        yield from ast.walk(node.args[0])


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
