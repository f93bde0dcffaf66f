"""A demonstration is told in the language of its terminal: every line of it is there in both, and its problems are asked for in that."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from rich.console import Console
from rich.progress import Progress
from typer.testing import CliRunner

from api.routes.preference import _CODE_MAILED
from policy.text import Text
from runtime.cli.main import app
from runtime.demo import words
from runtime.demo.client import DemoClient, DemoError, DemoNeedsError
from runtime.demo.walk import Walk
from runtime.demo.words import SYSTEM, of_terminal
from runtime.settings import Settings
from tests.architecture.chinese import CHINESE

# A mark of a Chinese sentence is one, where all else of it is filled in.
SAID_IN_CHINESE = re.compile(f"{CHINESE.pattern}|[\u3000-\u303f\uff00-\uffef]")

LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
SAID = Text("已拨付50万元", "paid ¥500,000.00")
PAID = {"stage": {"code": "in_force", "zh": "履约中", "en": "In force"}}


@pytest.fixture
def speaking(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> dict[str, str]:
    """Have the terminal speak as an environment says."""
    for name in LOCALES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return environment


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


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize(
    ("environment", "line"),
    [
        ({}, "system             paid ¥500,000.00  → In force (in_force)"),
        ({"LANG": "zh_CN.UTF-8"}, "系统               已拨付50万元  → 履约中（in_force）"),
        ({"LANG": "C.UTF-8", "LC_MESSAGES": "zh_TW.UTF-8"}, "系统               已拨付50万元  → 履约中（in_force）"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "system             paid ¥500,000.00  → In force (in_force)"),
    ],
)
def test_line_and_stage_are_said_as_the_terminal_speaks(line: str) -> None:
    console = Console(file=StringIO(), width=200)
    Walk(cast("DemoClient", None), Progress(console=console, disable=True)).say(SYSTEM, SAID, PAID)
    assert cast("StringIO", console.file).getvalue().rstrip()[10:] == line


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize(("environment", "said"), [({"LANG": "zh_CN.UTF-8"}, SAID.zh), ({"LANG": "C.UTF-8"}, SAID.en)])
@pytest.mark.parametrize("kind", [DemoError, DemoNeedsError])
def test_error_is_said_as_the_terminal_speaks(kind: type[DemoError | DemoNeedsError], said: str) -> None:
    assert str(kind(SAID)) == said


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize(
    ("environment", "said"), [({"LANG": "zh_CN.UTF-8"}, "没有“none”的演示"), ({"LANG": "C.UTF-8"}, "There is no demonstration of none")]
)
def test_command_says_that_there_is_no_such_demonstration_as_the_terminal_speaks(said: str) -> None:
    ended = CliRunner().invoke(app, ["demo", "--process", "none"], env={"COLUMNS": "400"})
    assert (ended.exit_code, ended.output.count(said)) == (2, 1)


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize(("environment", "language"), [({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LANG": "C.UTF-8"}, "en")])
def test_api_is_asked_to_answer_as_the_terminal_speaks(language: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=request.headers["Accept-Language"])

    with DemoClient(Settings(profile="demo"), httpx.MockTransport(answer)) as client:
        assert client.get(None, "/items") == language


@pytest.mark.parametrize("language", ["zh", "en"])
def test_mailbox_is_proved_by_the_code_in_either_language(language: str) -> None:
    sent: list[dict[str, Any]] = []

    class Client(DemoClient):
        def create(self, *_: Any, **__: Any) -> Any:
            return {}

        def put(self, _person: str, _path: str, body: dict[str, Any]) -> Any:
            sent.append(body)

        def _authorities(self, *_: Any) -> httpx.Response:
            text = _CODE_MAILED.in_language(language).format(code="012345")
            return httpx.Response(200, json=[{"to": "b@etown.example", "text": ""}, {"to": "a@etown.example", "text": text}])

    with Client(Settings(profile="demo")) as client:
        client.prove_mailbox("applicant-chenxin", "a@etown.example")
    assert sent == [{"email": "a@etown.example", "email_code": "012345"}]


def texts() -> Iterator[tuple[str, str, str]]:
    """Yield the place of every text that a demonstration says, with its Chinese and its English as they are written."""
    for path in sorted(Path(words.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
                zh, en = (_written(argument) for argument in node.args)
                if zh is not None and en is not None:
                    yield f"{path.name}:{node.lineno}", zh, en


def _written(node: ast.expr) -> str | None:
    """Return a text without what is filled in; None for what is said elsewhere."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    return str(node.value) if isinstance(node, ast.Constant) else None


def test_every_text_is_chinese_and_english() -> None:
    found = list(texts())
    assert len(found) > 150
    is_said = [(where, bool(SAID_IN_CHINESE.search(zh)), bool(CHINESE.search(en))) for where, zh, en in found if _says_something(en)]
    assert [where for where, *languages in is_said if languages != [True, False]] == []


def _says_something(text: str) -> bool:
    return any(map(str.isalpha, text))
