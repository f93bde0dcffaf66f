"""The command line, in this process: what it prints and how it exits."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from runtime.cli import policy as cli_policy
from tests.policy.baselines import FACTS, document, rules_of

AnnualRun = Callable[..., Result]

KEYS = {"item", "outcome", "award_fen", "capped", "missing_parameters", "reasons"}


@pytest.fixture
def run(tmp_path: Path) -> AnnualRun:
    app = typer.Typer()
    cli_policy.register(app)

    def invoke(*arguments: str, **files: object) -> Result:
        line = list(arguments)
        for name, body in files.items():
            path = tmp_path / f"{name}.json"
            path.write_bytes(body if isinstance(body, bytes) else json.dumps(body).encode())
            line += [f"--{name}", str(path)]
        return CliRunner().invoke(app, line)

    return invoke


def problem(result: Result) -> dict[str, Any]:
    assert result.exit_code == 2
    body: dict[str, Any] = json.loads(result.stdout)
    assert {"type", "title", "status", "detail", "code"} <= body.keys()
    return body


@pytest.mark.parametrize("code", FACTS)
def test_assess_prints_the_contract_when_the_input_is_valid(run: AnnualRun, code: str) -> None:
    result = run("assess", code, "--json", facts=document(code), rules=rules_of(code))
    body = json.loads(result.stdout)
    assert (result.exit_code, body.keys(), body["item"]) == (0, KEYS, code)
    assert all(reason.keys() - {"figure"} == {"code", "holds", "clause", "text"} for reason in body["reasons"])


def test_assess_exits_zero_when_rejected(run: AnnualRun) -> None:
    result = run("assess", "rd-growth", "--json", facts=document("rd-growth", rd_expense_fen=0))
    assert (result.exit_code, json.loads(result.stdout)["award_fen"]) == (0, 0)


def test_assess_prints_a_letter_when_not_asked_for_json(run: AnnualRun) -> None:
    result = run("assess", "rd-growth", "--language", "en", facts=document("rd-growth"))
    assert (result.exit_code, "an award of 200,000 yuan" in result.stdout) == (0, True)


def test_assess_is_refused_when_the_item_is_unknown(run: AnnualRun) -> None:
    assert problem(run("assess", "moon-landing", "--json", facts={}))["code"] == "unknown_item"


@pytest.mark.parametrize(
    "written",
    [b"", b"{", b"\xff\xfe", b'{"a": 1, "a": 2}', b'{"a": NaN}', b"[" * 100_000, b'{"a": ' + b"9" * 5000 + b"}"],
    ids=["empty", "cut", "not-utf8", "twice", "nan", "deep", "long-number"],
)
def test_assess_is_refused_when_the_file_is_not_json(run: AnnualRun, written: bytes) -> None:
    assert problem(run("assess", "listing", "--json", facts=written))["code"] == "malformed"


def test_assess_is_refused_when_the_file_is_missing(run: AnnualRun) -> None:
    assert problem(run("assess", "listing", "--json", "--facts", "/nowhere/facts.json"))["code"] == "malformed"


@pytest.mark.parametrize("facts", [[], None, 1, {"\ud800": 1}, {"title": "\ud800"}])
def test_assess_is_refused_when_the_facts_are_wrong(run: AnnualRun, facts: object) -> None:
    assert problem(run("assess", "listing", "--json", facts=facts))["errors"]


def test_assess_is_refused_when_a_rule_is_past_the_maximum(run: AnnualRun) -> None:
    rules = [{"item": "first-set", "from": "2022-01-14", "values": {"rate": "0.31"}}]
    body = problem(run("assess", "first-set", "--json", facts=document("first-set"), rules=rules))
    assert [error["field"] for error in body["errors"]] == ["rules[0].values.rate"]


def test_assess_tells_a_person_when_refused_without_json(run: AnnualRun) -> None:
    result = run("assess", "listing", "--language", "en", facts={})
    assert (result.exit_code, "title: is missing" in result.stderr, result.stdout) == (2, True, "")


def test_allocate_shares_the_ceiling_when_over_subscribed(run: AnnualRun) -> None:
    body = {"ceiling_fen": 3, "requests": [{"id": "a", "fen": 4}, {"id": "b", "fen": 2}]}
    result = run("allocate", "patent-pool", "--json", requests=body)
    assert json.loads(result.stdout) == {"shares": [{"id": "a", "fen": 2}, {"id": "b", "fen": 1}]}


def test_allocate_prints_a_table_when_not_asked_for_json(run: AnnualRun) -> None:
    assert run("allocate", "patent-pool", requests={"ceiling_fen": 3, "requests": [{"id": "a", "fen": 1}]}).stdout == "a\t1\n"


def test_allocate_is_refused_when_the_requests_are_wrong(run: AnnualRun) -> None:
    assert problem(run("allocate", "patent-pool", "--json", requests=[]))["code"] == "invalid_input"


def test_catalogue_lists_every_item_when_printed(run: AnnualRun) -> None:
    body = json.loads(run("catalogue", "--json").stdout)
    assert {one["item"] for one in body["items"]} == set(FACTS)
    assert run("catalogue").stdout.count("\n") == len(FACTS)


def test_clause_shows_its_page_and_items_when_there_is_one(run: AnnualRun) -> None:
    assert "rd-growth" in run("clause", "6").stdout
    assert json.loads(run("clause", "6", "--json").stdout)["items"][0]["item"] == "rd-growth"


@pytest.mark.parametrize("number", ["0", "21", "six", "٦", "6.0"])
def test_clause_is_refused_when_there_is_none(run: AnnualRun, number: str) -> None:
    assert problem(run("clause", number, "--json"))["code"] == "not_found"


def test_match_answers_every_item_when_given_a_profile(run: AnnualRun) -> None:
    profile = {"applicant": document("rd-growth")["applicant"], "facts": FACTS["rd-growth"], "matter_date": "2025-12-31"}
    body = json.loads(run("eligibility", "--json", facts=profile).stdout)
    assert {one["item"] for one in body["items"]} == set(FACTS)
    assert (body["items"][0]["item"], body["items"][0]["award_fen"]) == ("rd-growth", 20_000_000)
    assert "Eligible" in run("eligibility", "--language", "en", facts=profile).stdout


def test_match_reads_what_the_law_leaves_open_from_rules(run: AnnualRun) -> None:
    profile = {"applicant": document("plan-rent")["applicant"], "facts": FACTS["plan-rent"], "matter_date": "2025-12-31"}
    body = json.loads(run("eligibility", "--json", facts=profile, rules=rules_of("plan-rent")).stdout)
    assert (body["items"][0]["item"], body["items"][0]["award_fen"]) == ("plan-rent", 50_000_000)


def test_match_names_the_field_when_the_profile_is_wrong(run: AnnualRun) -> None:
    body = problem(run("eligibility", "--json", facts={"facts": {"moon": 1}}))
    assert [error["field"] for error in body["errors"]] == ["facts.moon"]
