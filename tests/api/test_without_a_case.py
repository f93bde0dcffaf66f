"""Over REST what the command line does without a case: assess by rules of one's own, share a ceiling, read a clause."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from policy.judging.catalogue import ITEMS
from runtime.cli.main import app
from tests.api.desk import Desk, code_of
from tests.office import Office
from tests.policy.baselines import FACTS, WAN, document, rules_of

ASSESS = "/items/plan-rent/assess"
PREVIEW = "/items/patent-pool/allocations/preview"
TABLES = ("applications", "assessments", "implementing_rules", "audit_events", "idempotency_records")


async def asked(api: Desk, path: str, body: Any) -> Any:
    answer = await api.post(None, path, body, key="")
    assert answer.status_code == 200, answer.text
    return answer.json()


def printed(*arguments: str, body: Any) -> Any:
    return json.loads(CliRunner().invoke(app, [*arguments, "--json"], input=json.dumps(body)).stdout)


def test_no_item_has_a_fact_called_facts_or_rules() -> None:
    for item in ITEMS.values():
        assert not item.fact_codes & {"facts", "rules"}


@pytest.mark.parametrize("code", FACTS)
async def test_assessment_by_rules_of_ones_own_is_what_the_command_prints(shared: Desk, code: str, tmp_path: Any) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps(rules_of(code)))
    found = await asked(shared, f"/items/{code}/assess", {"facts": document(code), "rules": rules_of(code)})
    found.pop("parameters_needed")
    assert found == printed("assess", code, "--facts", "-", "--rules", str(rules), body=document(code))


async def test_rules_of_ones_own_stand_in_place_of_the_approved_ones_and_nothing_is_stored(api: Desk, behind: Office) -> None:
    rule = "INSERT INTO implementing_rules (id, item_code, effective_from, values, document_no, entered_by, approved_by) VALUES "
    await behind.change(text(rule + """(gen_random_uuid(), 'plan-rent', '2022-01-14', '{"rate": "0.1"}', '细则', 'one', 'other')"""))
    before = [await behind.all(text(f"SELECT count(*) FROM {table}")) for table in TABLES]  # noqa: S608 - our own names
    body = {"facts": document("plan-rent")}
    assert (await asked(api, ASSESS, document("plan-rent")))["award_fen"] == 10 * WAN
    assert (await asked(api, ASSESS, body))["award_fen"] == 10 * WAN
    assert (await asked(api, ASSESS, body | {"rules": rules_of("plan-rent", {"rate": "0.30"})}))["award_fen"] == 30 * WAN
    none = await asked(api, ASSESS, body | {"rules": []})
    assert (none["outcome"], none["parameters_needed"][0]["name"]) == ("needs_parameter", "rate")
    assert [await behind.all(text(f"SELECT count(*) FROM {table}")) for table in TABLES] == before  # noqa: S608


@pytest.mark.parametrize(
    ("rules", "field", "clause"),
    [
        ([{"item": "core-technology", "from": "2025-01-01", "values": {"rate": "0.51"}}], "rules[0].values.rate", "第(一)条"),
        ([{"item": "rd-growth", "from": "2025-01-01", "values": {"rate": "0.10"}}], "rules[0].values.rate", "第(六)条"),
        ([{"item": "moon", "from": "2025-01-01", "values": {"rate": "0.10"}}], "rules[0].item", None),
        ([1], "rules[0]", None),
        ({}, "rules", None),
        (None, "rules", None),
    ],
)
async def test_bad_rule_is_refused_with_its_field_and_clause(shared: Desk, rules: Any, field: str, clause: str | None) -> None:
    answer = await shared.post(None, ASSESS, {"facts": document("plan-rent"), "rules": rules}, key="")
    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")
    error = answer.json()["errors"][0]
    assert (error["field"], error.get("clause")) == (field, clause)


async def test_nothing_else_stands_beside_facts_and_rules(shared: Desk) -> None:
    answer = await shared.post(None, ASSESS, {"facts": document("plan-rent"), "rule": []}, key="")
    assert [error["field"] for error in answer.json()["errors"]] == ["rule"]
    flat = await shared.post(None, ASSESS, document("plan-rent") | {"rules": []}, key="")
    assert [error["field"] for error in flat.json()["errors"]] == ["rules"]


async def test_both_shapes_are_documented_with_examples_that_are_answered(shared: Desk) -> None:
    paths = shared.app.openapi()["paths"]
    examples = paths["/items/{code}/assess"]["post"]["requestBody"]["content"]["application/json"]["examples"]
    assert [(await asked(shared, ASSESS, one["value"]))["outcome"] for one in examples.values()] == ["needs_parameter", "award"]
    sharing = paths["/items/{code}/allocations/preview"]["post"]["requestBody"]["content"]["application/json"]["examples"]
    assert [share["fen"] for share in (await asked(shared, PREVIEW, sharing["over_subscribed"]["value"]))["shares"]] == [67, 33]


async def test_ceiling_is_shared_as_the_command_shares_it(shared: Desk) -> None:
    body = {"ceiling_fen": 1001, "requests": [{"id": name, "fen": 700} for name in ("甲", "乙", "丙")]}
    assert await asked(shared, PREVIEW, body) == printed("allocate", "patent-pool", "--requests", "-", body=body)
    wrong = await shared.post(None, PREVIEW, body | {"ceiling_fen": -1}, key="")
    assert (wrong.status_code, [error["field"] for error in wrong.json()["errors"]]) == (422, ["ceiling_fen"])
    assert (await shared.post(None, "/items/listing/allocations/preview", body, key="")).status_code == 422
    assert code_of(await shared.post(None, "/items/moon/allocations/preview", body, key="")) == "unknown_item"


async def test_clause_is_what_the_command_prints(shared: Desk) -> None:
    for number in range(1, 21):
        assert (await shared.get(None, f"/clauses/{number}")).json() == printed("clause", str(number), body=None)
    page = await shared.get(None, "/clauses/6", headers={"Accept": "text/plain", "Accept-Language": "en"})
    assert (page.headers["content-type"].partition(";")[0], page.headers["content-language"]) == ("text/plain", "en")
    assert page.text == CliRunner().invoke(app, ["clause", "6", "--language", "en"]).stdout.rstrip("\n")
    assert "rd-growth · R&D growth support" in page.text


@pytest.mark.parametrize("number", ["0", "21", "-1", "六", "x", "1" * 5000])
async def test_there_is_no_clause_of_another_number(shared: Desk, number: str) -> None:
    assert code_of(await shared.get(None, f"/clauses/{number}")) == "not_found"
