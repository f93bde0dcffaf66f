"""Forms: texts that people can read, and what an answer has to say besides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from policy.judging.catalogue import ITEMS
from policy.judging.documents import document_schema
from policy.processes.application.confirming import assessing_form, facts_to_state, stating_form
from policy.processes.kernel.task_kind import ACCOUNT, REASON, read_answer
from policy.processes.registry import KINDS

GIVEN = {"holder": "演示晨芯微电子（北京）有限公司", "bank": "演示银行", "number": "6222000011112222"}


@pytest.mark.parametrize(
    "blank", ["", " ", "\u3000\n", "\u200b\u200d", "\ufeff", "\u202e", "\u2066 \u2069", "\u2800", "\u3164", "\u00ad", "\x00\x1f"]
)
def test_text_is_refused_when_nobody_can_read_it(blank: str) -> None:
    assert not Draft202012Validator(REASON).is_valid(blank)
    assert not Draft202012Validator(ACCOUNT).is_valid(GIVEN | {"holder": blank})


@pytest.mark.parametrize("written", ["可", "OK", " 同意。", "第一行\n第二行\t", "\u200b甲"])
def test_text_is_taken_when_there_is_something_to_read(written: str) -> None:
    assert Draft202012Validator(REASON).is_valid(written)
    assert Draft202012Validator(ACCOUNT).is_valid(GIVEN | {"holder": written})


@pytest.mark.parametrize(
    ("kind", "again", "stands"),
    [
        ("reconsideration", "reconsideration_granted", "reconsideration_dismissed"),
        ("solution_reconsideration", "reconsideration_granted", "reconsideration_dismissed"),
        ("failure_reconsideration", "project_reopened", "failure_upheld"),
    ],
)
def test_reconsideration_says_what_was_wrong_when_it_takes_a_case_up_again(kind: str, again: str, stands: str) -> None:
    form = Draft202012Validator(KINDS[kind].form())
    granted = {"decision": again, "reason": "经复核"}
    assert not form.is_valid(granted)
    for wrong in ([], ["luck"], ["facts", "facts"]):
        assert not form.is_valid(granted | {"parts": wrong})
    assert form.is_valid(granted | {"parts": ["reading", "conduct"]})
    assert form.is_valid({"decision": stands, "reason": "维持"})


@pytest.mark.parametrize(
    "number", ["6222 0000 1111 2222", " 6222000011112222 ", "\uff16\uff12\uff12\uff12000011112222", "6222\u300000001111\u200b2222"]
)
def test_number_of_an_account_is_read_without_its_blanks_and_widths(number: str) -> None:
    form = KINDS["new_account"].form()
    read = read_answer(form, {"decision": "account_supplied", "account": GIVEN | {"number": number}})
    assert read["account"] == GIVEN
    assert Draft202012Validator(form).is_valid(read)


@pytest.mark.parametrize("number", ["6222-0000-1111-2222", "622200001111222X", "6222000", "\u516d\u4e8c\u4e8c\u4e8c0000"])
def test_number_of_an_account_is_refused_when_it_is_none(number: str) -> None:
    form = KINDS["new_account"].form()
    answer = {"decision": "account_supplied", "account": GIVEN | {"number": number}}
    assert not Draft202012Validator(form).is_valid(read_answer(form, answer))


@pytest.mark.parametrize("written", ["\uff12\uff12\uff12\uff12", " 2222", "2 2 2 2"])
def test_last_four_are_read_without_their_blanks_and_widths(written: str) -> None:
    form = KINDS["payment_confirmation"].form()
    assert read_answer(form, {"decision": "payment_confirmed", "last_four": written})["last_four"] == "2222"


@pytest.mark.parametrize(
    "written", ["2025-01-01 / 2025-06-30", "2025-01-01\uff0f2025-06-30", "2025\u201301\u201301/2025-06-30 ", "\uff12025-01-01/2025-06-30"]
)
def test_period_and_day_of_a_statement_are_read_without_their_blanks_and_widths(written: str) -> None:
    item = ITEMS["loan-interest"]
    form = stating_form(item, facts_to_state(item, "comfin"), {}, ("interest_certificate",), "department_agreed")
    read = read_answer(form, {"facts": {"period": {"value": written}, "matter_date": {"value": " 2026-03-01"}}})
    assert (read["facts"]["period"]["value"], read["facts"]["matter_date"]["value"]) == ("2025-01-01/2025-06-30", "2026-03-01")


def test_reason_is_read_as_it_was_written() -> None:
    answer = {"decision": "payment_sent_back", "reason": "请  核对（账号）\uff11\uff12"}
    assert read_answer(KINDS["payment_confirmation"].form(), answer) == answer


def schemas_with_examples(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if isinstance(schema.get("examples"), list):
            yield schema
        for name, part in schema.items():
            if name != "examples":
                yield from schemas_with_examples(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from schemas_with_examples(part)


@pytest.mark.parametrize("code", ITEMS)
@pytest.mark.parametrize("requested_fen", [None, 1])
def test_example_is_one_that_its_own_schema_takes(code: str, requested_fen: int | None) -> None:
    forms = [assessing_form(ITEMS[code], requested_fen, "expert_scored"), document_schema(ITEMS[code]), ITEMS[code].facts_schema()]
    found = [(schema, example) for form in forms for schema in schemas_with_examples(form) for example in schema["examples"]]
    assert found
    assert [example for schema, example in found if not Draft202012Validator(schema).is_valid(example)] == []


@pytest.mark.parametrize("kind", [kind.code for kind in KINDS.values() if kind.applicants and "reason" in kind.fields])
def test_applicant_is_not_asked_for_a_reason_that_an_applicant_reads(kind: str) -> None:
    assert "applicant" not in KINDS[kind].fields["reason"]["description"]


@pytest.mark.parametrize("kind", ["redecision_decision", "redecision_proposal", "withdrawal_confirmation", "payment_confirmation"])
def test_form_promises_no_letter_when_none_gives_its_reason(kind: str) -> None:
    assert KINDS[kind].fields["reason"] != REASON
