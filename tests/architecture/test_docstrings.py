"""模块说明的测试。Line 1 of every source module says what it is, in words that are not just its name."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.source import listed, modules, place, tree

FEWEST_WORDS = 3


def words(line: str) -> int:
    """Count English words, and Chinese characters as half a word each."""
    return len(re.findall(r"[A-Za-z0-9'-]+", line)) + len(re.findall(r"[\u4e00-\u9fff]", line)) // 2


def fault(path: Path) -> str | None:
    """Return what is wrong with the docstring of a module."""
    said = ast.get_docstring(tree(path))
    if not said:
        return f"{place(path)}: no docstring"
    line = said.splitlines()[0].strip()
    return f"{place(path)}: says little: {line!r}" if words(line) < FEWEST_WORDS else None


def test_every_module_says_what_it_is() -> None:
    # Tests are exempt: what they say is in the names of their functions.
    faults = [found for path in modules() if (found := fault(path))]
    assert not faults, listed(faults)


def test_no_two_modules_of_a_folder_say_the_same() -> None:
    first = [(path.parent, (ast.get_docstring(tree(path)) or "").splitlines()[:1]) for path in modules()]
    repeated = {f"{folder.name}: {line[0]}" for folder, line in first if line and first.count((folder, line)) > 1}
    assert not repeated, listed(sorted(repeated))


def test_every_clause_file_names_its_clause_in_both_languages() -> None:
    for path in modules("policy/opinions_2022_8"):
        if match := re.match(r"c(\d\d)_", path.name):
            line = (ast.get_docstring(tree(path)) or "").splitlines()[0]
            assert re.search(rf"第(.+)条.*Clause {int(match[1])}\b", line), f"{place(path)}: {line!r}"
