"""架构页的测试。The picture, the order of imports and the four ways of `docs/architecture.md` are those of the code."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from policy.processes.registry import LIFECYCLES
from tests.architecture.source import REPOSITORY, tree

PAGE = (REPOSITORY / "docs" / "architecture.md").read_text("utf-8")
CONTRACTS = {
    contract["id"]: contract for contract in tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Row:
    """One row of a way."""

    way: str
    number: int
    file: str
    name: str
    before: int | None
    how: str
    what: str

    @property
    def path(self) -> Path:
        return REPOSITORY / self.file

    @property
    def module(self) -> str:
        return self.file.removesuffix(".py").replace("/", ".")


def rows() -> list[Row]:
    found = []
    for section in PAGE.partition("## Four requests on their way")[2].split("\n### ")[1:]:
        for number, file, name, reached in re.findall(r"^\| (\d+) \| `([^`]+)` \| `([^`]+)` \| .+ \| (.+) \|$", section, re.MULTILINE):
            link = re.fullmatch(r"(\d+), (\w+)(?: `(\w+)`)?", reached)
            before, how, what = link.groups("") if link else (None, reached, "")
            found.append(Row(section.splitlines()[0], int(number), file, name, int(before) if before else None, how, what))
    return found


ROWS = rows()
WAYS = sorted({row.way for row in ROWS})
each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.way[:9]} {row.number}")


def before(row: Row) -> Row | None:
    return next((other for other in ROWS if other.way == row.way and other.number == row.before), None)


def definition(row: Row) -> ast.AST | None:
    """Return what a row names: a function, a constant, or a method of a class."""
    body: list[ast.stmt] = tree(row.path).body
    *classes, name = row.name.split(".")
    for class_name in classes:
        body = next(node.body for node in body if isinstance(node, ast.ClassDef) and node.name == class_name)
    for node in body:
        named = [ast.unparse(target) for target in node.targets] if isinstance(node, ast.Assign) else [getattr(node, "name", None)]
        if name in named:
            return node
    return None


def imported(path: Path) -> set[str]:
    """Return the modules, and the names in modules, that a file imports."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def words(node: ast.AST) -> set[str]:
    """Return every name, attribute and text in a piece of code."""
    found = {str(part.value) for part in ast.walk(node) if isinstance(part, ast.Constant)}
    found |= {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    return found | {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def decorators(row: Row, node: ast.AST | None) -> set[str]:
    """Return what stands above the function a row names, or above the class it belongs to."""
    above = [node, *(part for part in tree(row.path).body if isinstance(part, ast.ClassDef) and part.name == row.name.partition(".")[0])]
    return {word for part in above for written in getattr(part, "decorator_list", []) for word in words(written)}


# Where the parts are put together: all of them, and those of whatever pays.
COMPOSED = ("container.py", "payments.py")


def described() -> list[Path]:
    """Return the files in which processes are described to the composition root."""
    handed_over = imported(REPOSITORY / "runtime" / "container.py")
    return [path for path in (REPOSITORY / "activities").glob("*/process.py") if f"activities.{path.parent.name}.process" in handed_over]


def is_registered(row: Row) -> bool:
    """Tell whether a process is described with the row's file, and one statement in that names both function and event."""
    together = (words(part) | {getattr(part, "name", "")} for part in tree(row.path).body)
    return any(row.module in imported(path) for path in described()) and any({row.what, row.name} <= found for found in together)


def hands_over(caller: Row, row: Row) -> bool:
    """Tell whether one statement of a process hands a function of a row's file to what it calls of the caller's."""
    return any(
        {caller.module, row.module} <= imported(path) and any({caller.name, row.name} <= words(part) for part in tree(path).body)
        for path in described()
    )


def starts(caller: Row, workflow: str) -> bool:
    """Tell whether a file names a workflow, or starts whichever its lifecycle names."""
    found = words(tree(caller.path))
    return workflow in found or ({"LIFECYCLES", "workflow"} <= found and workflow in {cycle.workflow for cycle in LIFECYCLES.values()})


def leads(caller: Row, row: Row) -> bool:
    """Tell whether one row leads to another in the way that the page says."""
    calls = row.path == caller.path or row.module in imported(caller.path)
    said, above = words(tree(caller.path)), decorators(row, definition(row))
    handles = {"workflow", row.how, row.what} <= above | {row.name.rpartition(".")[2]}
    ways = {
        "import": calls,
        "subclass": calls or caller.module in imported(row.path),
        "services": {"served", "cases"} <= said and row.module in imported(REPOSITORY / "api" / "web" / "services.py"),
        "activity": row.what in said and {"activity", "defn", row.what} <= above,
        "update": row.what in said and handles,
        "signal": row.what in said and handles,
        "workflow": starts(caller, row.what) and row.what in above,
        "event": caller.file == "activities/case/transitions.py" and is_registered(row),
        "hook": hands_over(caller, row),
        "container": any({caller.module, row.module} <= imported(REPOSITORY / "runtime" / name) for name in COMPOSED),
    }
    return ways[row.how]


def test_the_page_tells_four_ways() -> None:
    assert len(WAYS) == 4
    for way in WAYS:
        assert [row.number for row in ROWS if row.way == way] == list(range(1, max(row.number for row in ROWS if row.way == way) + 1))
        assert [row.number for row in ROWS if row.way == way and row.before is None] == [1]
    assert len(ROWS) == len(re.findall(r"^\| \d+ \|", PAGE, re.MULTILINE))


@each_row
def test_a_row_names_a_function_that_is_in_its_file(row: Row) -> None:
    assert row.path.exists(), row.file
    assert definition(row) is not None, f"{row.file}: {row.name}"


@each_row
def test_a_row_is_reached_as_the_page_says(row: Row) -> None:
    if row.before is None:
        assert row.how.startswith("the ")
        return
    caller = before(row)
    assert caller is not None
    assert leads(caller, row), f"{caller.file} → {row.file} by {row.how} {row.what}"


def picture() -> dict[str, set[str]]:
    """Return the drawers of each floor of the picture; the floors themselves are under ""."""
    found: dict[str, set[str]] = {"": set()}
    inside = [""]
    drawn = re.search(r"```mermaid\n(.+?)```", PAGE, re.DOTALL)
    assert drawn is not None
    for line in drawn[1].splitlines():
        if subgraph := re.fullmatch(r'\s*subgraph \w+\["([^"]+)"\]', line):
            found[inside[-1]].add(subgraph[1].rpartition("/")[2])
            inside.append(subgraph[1])
            found[subgraph[1]] = set()
        elif node := re.fullmatch(r'\s*\w+\["([^"]+)"\]', line):
            found[inside[-1]].add(node[1])
        elif line.strip() == "end":
            inside.pop()
    return found


def ordered(layer: str) -> list[str]:
    """Return the drawers of one layer of a contract."""
    return sorted(name.strip(" ()") for name in layer.split("|"))


def test_the_floors_of_the_picture_are_the_layers_of_the_contract() -> None:
    assert picture()[""] == {name for layer in CONTRACTS["layers"]["layers"] for name in ordered(layer)}


def test_the_drawers_of_the_picture_are_the_folders_of_each_floor() -> None:
    drawn = picture()
    for floor in [*drawn[""], "policy/processes"]:
        folders = {path.parent.name for path in (REPOSITORY / floor).glob("*/__init__.py")}
        assert drawn.get(floor, set()) == folders, floor


def test_an_arrow_of_the_picture_goes_one_floor_down() -> None:
    layers = [ordered(layer) for layer in CONTRACTS["layers"]["layers"]]
    down = {(above, below) for upper, lower in pairwise(layers) for above in upper for below in lower}
    assert set(re.findall(r"^\s*(\w+) --> (\w+)$", PAGE, re.MULTILINE)) == down


@pytest.mark.parametrize(
    ("where", "contract"),
    [("floors", "layers"), ("`policy`", "rooms-of-policy"), ("`policy.processes`, `activities`", "order-among-processes")],
)
def test_an_order_of_imports_is_that_of_its_contract(where: str, contract: str) -> None:
    said = re.search(rf"^\| {re.escape(where)} \| `([^`]+)` \|$", PAGE, re.MULTILINE)
    assert said is not None
    written = [sorted(name.strip() for name in layer.split(",")) for layer in said[1].split(" > ")]
    assert written == [ordered(layer) for layer in CONTRACTS[contract]["layers"]]


def test_the_smallest_process_has_as_many_files_and_folders_as_contributing_says() -> None:
    roots = ("activities", "api", "models", "policy", "workflows")
    files = [path for root in roots for path in (REPOSITORY / root).rglob("*.py") if "enquiry" in {path.stem, path.parent.name}]
    said = re.search(r"the enquiry, has (\d+) files in (\d+) folders", (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8"))
    assert said is not None
    assert (len(files), len({path.parent for path in files})) == (int(said[1]), int(said[2]))
