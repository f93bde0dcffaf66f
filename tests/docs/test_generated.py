"""生成的文档是否最新。A page that code writes must be what code would write today."""

from __future__ import annotations

import re

import pytest
import typer
from typer.testing import CliRunner

from policy.judging.catalogue import ITEMS
from policy.language.parameters import Standing
from policy.opinions_2022_8.readings import READINGS
from policy.processes.application.lifecycle import APPLICATION, Stage
from policy.processes.registry import KINDS, LIFECYCLES
from runtime.cli import docs as cli_docs
from runtime.pages.clauses import clauses_page
from runtime.pages.duties import duties_page

PATHS = (cli_docs.LIFECYCLE_PAGE, cli_docs.CLAUSES_PAGE, cli_docs.LETTERS_PAGE, cli_docs.DUTIES_PAGE, *cli_docs.PICTURED)


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


def test_the_page_of_duties_leaves_no_task_and_no_act_out() -> None:
    page = duties_page()
    assert [code for code in KINDS if f"`{code}`" not in page] == []
    acts = [(name, event) for name, found in LIFECYCLES.items() for event, step in found.steps.items() if step.duty]
    assert [act for act in acts if f"`{act[1]}` of `{act[0]}`" not in page] == []


def test_the_page_of_clauses_leaves_no_item_figure_fact_or_evidence_out() -> None:
    page = clauses_page()
    for clause in range(1, 21):
        assert f"· Clause {clause}: " in page
    sections = page.split("\n### ")
    for item in ITEMS.values():
        section = next(section for section in sections if section.startswith(f"`{item.code}`"))
        for name in [*item.law, *(fact.code for fact in item.facts)]:
            assert f"`{name}`" in section, f"{item.code} {name}"
        for evidence in item.evidence:
            assert evidence.title.zh in section
        for parameter in item.law.values():
            assert (parameter.standing is not Standing.OPEN) or "**left open**" in section


# Files that carry a clause out beside its own: how money is rounded, and what its process does.
SERVING_SEVERAL = {
    "policy/money.py",
    "policy/processes/matching/upstream.py",
    "policy/processes/window/shares.py",
    "policy/processes/matching/claims.py",
    "activities/matching/upstream_cuts.py",
    "policy/processes/loan/bank_word.py",
}


def test_a_reading_says_why_and_names_the_file_that_carries_it_out() -> None:
    page = clauses_page()
    for reading in READINGS:
        assert reading.reason in page
        assert (cli_docs.REPOSITORY / reading.where).exists(), reading.where
        assert reading.clause is None or f"/c{reading.clause:02d}_" in reading.where or reading.where in SERVING_SEVERAL
        assert not re.search(r"\|", reading.question + reading.reading.zh + reading.reading.en + reading.reason)


def test_the_page_of_clauses_gives_figures_as_the_law_has_them() -> None:
    page = clauses_page()
    assert "- `rate` 支持比例 Rate of support: up to 50%" in page
    assert "- Cap: 300万: all awards of this item to one beneficiary for one year" in page
    assert "- Cap: 500万 (the general cap): all awards of this item to one beneficiary in a programme year" in page
    assert "**left open**; at most 100%" in page
    assert "`national` / `newly_introduced` 1000万" in page


def test_the_command_finds_nothing_to_do_when_everything_is_fresh() -> None:
    app = typer.Typer()
    app.callback()(lambda: None)
    cli_docs.register(app)
    result = CliRunner().invoke(app, ["docs", "--check"])
    assert result.exit_code == 0, result.output
    assert result.output == ""
