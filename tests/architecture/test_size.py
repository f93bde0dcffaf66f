"""篇幅的测试。A function fits on a screen or two, a file is read in one sitting."""

from __future__ import annotations

from tests.architecture.source import functions, listed, modules, place

FUNCTION_LINES = 70
FILE_LINES = 400
TEST_FILE_LINES = 600


def test_no_function_is_long() -> None:
    faults = [
        f"{place(path, function)}: {function.name} has {length} lines"
        for path in modules()
        # A migration is a list of what is made: splitting it would help nobody read it.
        if not place(path).startswith("migrations/versions/")
        for function in functions(path)
        if (length := (function.end_lineno or function.lineno) - function.lineno + 1) >= FUNCTION_LINES
    ]
    assert not faults, listed(faults)


def test_no_file_is_long() -> None:
    faults = [
        f"{place(path)}: {length} lines"
        for path in [*modules(), *modules("tests")]
        if not place(path).startswith("migrations/versions/")
        if (length := path.read_text("utf-8").count("\n")) >= (TEST_FILE_LINES if place(path).startswith("tests/") else FILE_LINES)
    ]
    assert not faults, listed(faults)
