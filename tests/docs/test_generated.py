"""生成的文档是否最新。A page that code writes must be what code would write today."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from policy.lifecycles.application import APPLICATION, Stage
from policy.tasks import KINDS
from runtime import cli_docs

PATHS = (cli_docs.LIFECYCLE_PAGE, *cli_docs.PICTURED)


@pytest.mark.parametrize("path", PATHS)
def test_a_generated_page_is_fresh(path: str) -> None:
    written = cli_docs.REPOSITORY / path
    assert written.exists(), f"{path} is missing: run `etown docs`"
    assert written.read_text("utf-8") == cli_docs.pages()[path], f"{path} is stale: run `etown docs`"


@pytest.mark.parametrize("path", cli_docs.PICTURED)
def test_a_readme_has_the_picture(path: str) -> None:
    text = (cli_docs.REPOSITORY / path).read_text("utf-8")
    assert text.count(cli_docs.BEGIN) == text.count(cli_docs.END) == 1
    assert "stateDiagram-v2" in text


def test_the_page_leaves_no_stage_event_or_task_out() -> None:
    page = cli_docs.lifecycle_page()
    for stage in Stage:
        assert f"| `{stage}` |" in page
    for _, event in APPLICATION.transitions:
        assert f"`{event}`" in page
    for kind in KINDS:
        assert f"| `{kind}` |" in page


def test_the_command_finds_nothing_to_do_when_everything_is_fresh() -> None:
    app = typer.Typer()
    app.callback()(lambda: None)
    cli_docs.register(app)
    result = CliRunner().invoke(app, ["docs", "--check"])
    assert result.exit_code == 0, result.output
    assert result.output == ""
