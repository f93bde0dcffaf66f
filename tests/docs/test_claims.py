"""文档是否属实。Commands, links, files and routes that a page names exist."""

from __future__ import annotations

import re
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from api.app import create_app
from api.web.services import Services
from runtime.cli.main import FAMILIES

REPOSITORY = Path(__file__).parent.parent.parent
PAGES = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md"), *(REPOSITORY / "docker").rglob("*.md")])
FOLDERS = "activities|api|bench|docker|docs|faults|gateways|migrations|models|policy|runtime|sandbox|tests|workflows"

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())


def _nothing_served() -> AbstractAsyncContextManager[Services]:
    raise NotImplementedError


@pytest.fixture(scope="module")
def routes() -> set[tuple[str, str]]:
    """Every route as its method and its path with the parameters' names left out."""
    paths = create_app(_nothing_served).openapi()["paths"]
    return {(method.upper(), re.sub(r"\{\w+\}", "{}", path)) for path, methods in paths.items() for method in methods}


@each_page
def test_a_make_target_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE)) <= targets


@each_page
def test_a_command_exists(page: Path) -> None:
    commands = set(FAMILIES)
    assert set(re.findall(r"(?:`|bin/)etown ([a-z-]+)", page.read_text("utf-8"))) <= commands


@each_page
def test_a_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if not target.startswith(("http", "#")):
            assert (page.parent / target.partition("#")[0]).exists(), target


@each_page
def test_a_test_exists(page: Path) -> None:
    for name, test in re.findall(r"`(tests/[^`\s:]+\.py)::(\w+)`", page.read_text("utf-8")):
        assert re.search(rf"^(?:async )?def {test}\(", (REPOSITORY / name).read_text("utf-8"), re.MULTILINE), f"{name}::{test}"


@each_page
def test_a_file_exists(page: Path) -> None:
    for name in re.findall(rf"`((?:{FOLDERS})/[^`\s<>]*)`", page.read_text("utf-8")):
        # Some stand for a pattern, such as cNN_….
        if not re.search(r"NN|\*|…", name):
            assert (REPOSITORY / name.partition("::")[0]).exists(), name


@each_page
def test_a_route_exists(page: Path, routes: set[tuple[str, str]]) -> None:
    for method, path in re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`\s?]*)[^`\s]*`", page.read_text("utf-8")):
        assert (method, re.sub(r"\{\w+\}", "{}", path)) in routes, f"{method} {path}"


def glossary() -> list[tuple[str, str]]:
    """Return the Chinese term and the code's name for it, of each row of the glossary."""
    rows = [line.split("|") for line in (REPOSITORY / "docs" / "glossary.md").read_text("utf-8").splitlines() if line.count("|") == 4]
    return [(row[1].strip(), row[3]) for row in rows if row[1].strip() not in {"Chinese", "---"}]


def test_a_name_of_the_glossary_is_in_the_code() -> None:
    source = "\n".join(path.read_text("utf-8") for folder in FOLDERS.split("|") for path in (REPOSITORY / folder).rglob("*.py"))
    files = {path.name for path in (REPOSITORY / "policy").rglob("*.py")}
    names = [name for _, code in glossary() for name in re.findall("`([^`]+)`", code)]
    assert len(names) > 80
    for name in names:
        word = name.removesuffix("()").rpartition(".")[2].replace("*", r"\w+")
        assert (REPOSITORY / name).exists() or name in files or re.search(rf"\b{word}\b", source), name


def test_no_term_of_the_glossary_stands_for_two_things() -> None:
    terms = [term for term, _ in glossary()]
    assert len(terms) == len(set(terms))
