"""`etown simulate`: a change of the law tried on files, without a server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner, Result

from runtime.cli.main import app
from tests.policy.baselines import WAN, document
from tests.policy.test_what_if import INVENTED

ORDER: dict[str, Any] = {
    "item": "rd-growth",
    "against": "cases",
    "change": {"figures": {"rate": "0.25"}},
    "sweep": {"figure": "cap_fen", "from": 5 * WAN, "to": 10 * WAN, "steps": 2},
}


def simulate(folder: Path, order: Any, *arguments: str, cases: list[dict[str, Any]] | None = None) -> Result:
    written = {"order": order, "cases": [document("rd-growth")] if cases is None else cases}
    for name, body in written.items():
        (folder / f"{name}.json").write_text(json.dumps(body), encoding="utf-8")
    return CliRunner().invoke(app, ["simulate", f"{folder}/order.json", "--cases", f"{folder}/cases.json", *arguments])


def test_json_has_the_result_and_each_row(tmp_path: Path) -> None:
    done = simulate(tmp_path, ORDER, "--json")
    found = json.loads(done.output)
    assert (done.exit_code, found["difference_fen"]) == (0, 5 * WAN)
    assert found["rows"] == [
        {
            "before": {"outcome": "award", "award_fen": 20 * WAN},
            "after": {"outcome": "award", "award_fen": 25 * WAN},
            "share_fen": 25 * WAN,
            "effect": "gains",
        }
    ]
    assert [step["award_fen"] for step in found["sweep"]["steps"]] == [5 * WAN, 10 * WAN]


@pytest.mark.parametrize(("language", "words"), [("zh", "增加：1件，50,000元"), ("en", "Gains: 1 cases, 50,000 yuan")])
def test_page_says_who_gains(tmp_path: Path, language: str, words: str) -> None:
    assert words in simulate(tmp_path, ORDER, "--language", language).output


def test_chart_of_the_sweep_is_written(tmp_path: Path) -> None:
    assert simulate(tmp_path, ORDER, "--chart", f"{tmp_path}/chart.svg").exit_code == 0
    chart = ET.parse(tmp_path / "chart.svg")  # noqa: S314 - ours
    assert "100,000" in "".join(chart.getroot().itertext())


def test_invented_rows_need_no_cases(tmp_path: Path) -> None:
    order = ORDER | {"against": "synthetic", "population": INVENTED}
    assert json.loads(simulate(tmp_path, order, "--json", cases=[]).output)["cases"] == INVENTED["rows"]


@pytest.mark.parametrize(
    ("order", "cases", "field"),
    [
        ([], None, "order"),
        (ORDER | {"change": {"figures": {"rate": 1}}}, None, "change.figures.rate"),
        (ORDER, [], "cases"),
        (ORDER, [document("rd-growth"), document("rd-growth", without="size")], "cases[1].size"),
    ],
)
def test_bad_input_is_a_problem_with_its_field(tmp_path: Path, order: Any, cases: Any, field: str) -> None:
    done = simulate(tmp_path, order, "--json", cases=cases)
    problem = json.loads(done.output)
    assert (done.exit_code, problem["code"]) == (2, "invalid_input")
    assert field in [error["field"] for error in problem["errors"]]
