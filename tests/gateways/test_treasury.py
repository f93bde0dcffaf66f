from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from pydantic import SecretStr, ValidationError

from gateways.errors import SourceAnswerInvalid, SourceUnavailable, TreasuryRejected
from gateways.treasury import Instruction, Payee, Treasury
from policy.processes.disbursement.payee import payee_digest
from tests.gateways.conftest import BASE_URL, USCC, Authority, problem

ACCOUNT = "6222000000001234"
NAME = "演示晨芯微电子"
PAYEE = payee_digest("P-1", {"holder": NAME, "number": ACCOUNT, "bank": "某银行"})
ACCEPTED = {"instruction_no": "P-1", "status": "accepted", "amount_fen": 5_000, "payee_digest": PAYEE}
PAID = {**ACCEPTED, "status": "paid", "paid_at": "2026-06-01T10:00:00+08:00", "bank_reference": "TB1"}
ENTRY = {
    "entry_no": 1,
    "instruction_no": "P-1",
    "kind": "payment",
    "amount_fen": 5_000,
    "payee_digest": PAYEE,
    "at": "2026-06-01T10:00:00+08:00",
    "bank_reference": "TB1",
}
PAYER = {"payer_uscc": USCC, "payer_name": "演示晨芯"}
RECEIVED = {"entry_no": 2, "reference": "CB-1", "kind": "receipt", "amount_fen": 700, **PAYER, "at": "2026-06-01T11:00:00+08:00"}
STATEMENT = {"date": "2026-06-01", "entries": [ENTRY, RECEIVED], "paid_fen": 5_000, "returned_fen": 0, "received_fen": 700}
RECEIPT = {"reference": "CB-1", "amount_fen": 700, **PAYER, "received_on": "2026-06-01"}


def instruction(**changes: Any) -> Instruction:
    payee = Payee(name=NAME, account_no=SecretStr(ACCOUNT), bank="某银行")
    parts: dict[str, Any] = {
        "instruction_no": "P-1",
        "amount_fen": 5_000,
        "payee": payee,
        "purpose": "奖励资金",
        "callback_url": "http://receiver.example/callbacks",
    }
    return Instruction.model_validate(parts | changes)


async def test_instruction_is_sent_whole_under_its_number_as_key(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = httpx.Response(202, json=ACCEPTED)
    await Treasury(client, BASE_URL).instruct(instruction())
    (request,) = authority.requests
    assert request.headers["idempotency-key"] == "P-1"
    assert json.loads(request.content) == {
        "instruction_no": "P-1",
        "amount_fen": 5_000,
        "payee": {"name": NAME, "account_no": ACCOUNT, "bank": "某银行"},
        "purpose": "奖励资金",
        "callback_url": "http://receiver.example/callbacks",
    }


async def test_instruction_is_accepted_when_the_treasury_takes_it(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = httpx.Response(202, json=ACCEPTED)
    assert (await Treasury(client, BASE_URL).instruct(instruction())).status == "accepted"


@pytest.mark.parametrize(("status", "code"), [(400, "idempotency_key_missing"), (409, "idempotency_conflict"), (422, "invalid_input")])
async def test_instruction_is_rejected_when_the_treasury_refuses_it(
    client: httpx.AsyncClient, authority: Authority, status: int, code: str
) -> None:
    authority.answer = problem(status, code)
    with pytest.raises(TreasuryRejected) as caught:
        await Treasury(client, BASE_URL).instruct(instruction())
    assert (caught.value.instruction_no, caught.value.code, caught.value.status) == ("P-1", code, status)


@pytest.mark.parametrize("status", [400, 404, 409, 422])
async def test_instruction_is_not_taken_for_rejected_when_a_proxy_refuses(
    client: httpx.AsyncClient, authority: Authority, status: int
) -> None:
    authority.answer = httpx.Response(status, html="<h1>nginx</h1>")
    with pytest.raises(SourceAnswerInvalid):
        await Treasury(client, BASE_URL).instruct(instruction())


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
async def test_instruction_is_not_taken_for_rejected_when_the_treasury_is_out_of_order(
    client: httpx.AsyncClient, authority: Authority, status: int
) -> None:
    authority.answer = problem(status, "invalid_input")
    with pytest.raises(SourceUnavailable):
        await Treasury(client, BASE_URL).instruct(instruction())


@pytest.mark.parametrize(
    "answer",
    [
        ACCEPTED | {"amount_fen": 5_001},
        ACCEPTED | {"payee_digest": PAYEE[::-1]},
        ACCEPTED | {"payee_digest": ""},
        {name: value for name, value in ACCEPTED.items() if name != "payee_digest"},
        ACCEPTED | {"instruction_no": "P-2"},
        ACCEPTED | {"status": "thinking"},
        ACCEPTED | {"amount_fen": "5000"},
    ],
)
async def test_instruction_is_not_taken_for_accepted_when_the_answer_does_not_match(
    client: httpx.AsyncClient, authority: Authority, answer: dict[str, Any]
) -> None:
    authority.answer = httpx.Response(202, json=answer)
    with pytest.raises(SourceAnswerInvalid) as caught:
        await Treasury(client, BASE_URL).instruct(instruction())
    assert caught.value.may_have_arrived


async def test_instruction_is_not_taken_for_accepted_when_the_status_is_200(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = httpx.Response(200, json=ACCEPTED)
    with pytest.raises(SourceAnswerInvalid):
        await Treasury(client, BASE_URL).instruct(instruction())


async def test_status_is_read_when_the_instruction_is_paid(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = httpx.Response(200, json=PAID)
    answer = await Treasury(client, BASE_URL).status("P-1")
    assert answer is not None
    assert answer.paid_at == datetime(2026, 6, 1, 2, tzinfo=UTC)


async def test_status_is_none_when_the_treasury_never_received_it(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = problem(404, "instruction_unknown", instruction_no="P-1")
    assert await Treasury(client, BASE_URL).status("P-1") is None


@pytest.mark.parametrize(
    "stray",
    [
        httpx.Response(404, html="<h1>nginx</h1>"),
        httpx.Response(404, json={"code": "instruction_unknown", "instruction_no": "P-1"}),
        problem(404, "http_error"),
        problem(404, "instruction_unknown"),
        problem(404, "instruction_unknown", instruction_no="P-2"),
    ],
    ids=["page", "plain_json", "other_code", "no_number", "other_number"],
)
async def test_status_is_not_taken_for_never_received_when_the_404_is_not_the_treasurys(
    client: httpx.AsyncClient, authority: Authority, stray: httpx.Response
) -> None:
    authority.answer = stray
    with pytest.raises(SourceAnswerInvalid):
        await Treasury(client, BASE_URL).status("P-1")


@pytest.mark.parametrize(
    "answer",
    [
        PAID | {"paid_at": None},
        PAID | {"bank_reference": None},
        PAID | {"paid_at": "2026-06-01T10:00:00"},
        PAID | {"amount_fen": 0},
        PAID | {"amount_fen": 5_000.5},
        PAID | {"amount_fen": True},
        PAID | {"instruction_no": "P-2"},
        PAID | {"status": "PAID"},
    ],
)
async def test_status_is_invalid_when_it_contradicts_itself_or_the_question(
    client: httpx.AsyncClient, authority: Authority, answer: dict[str, Any]
) -> None:
    authority.answer = httpx.Response(200, json=answer)
    with pytest.raises(SourceAnswerInvalid):
        await Treasury(client, BASE_URL).status("P-1")


async def test_statement_is_read_when_it_adds_up(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = httpx.Response(200, json=STATEMENT)
    statement = await Treasury(client, BASE_URL).statement(date(2026, 6, 1))
    assert [entry.instruction_no for entry in statement.entries if entry.kind != "receipt"] == ["P-1"]
    assert [entry.reference for entry in statement.entries if entry.kind == "receipt"] == ["CB-1"]


@pytest.mark.parametrize(
    "changes",
    [
        {"paid_fen": 4_999},
        {"returned_fen": 1},
        {"received_fen": 0},
        {"received_fen": None},
        {"entries": []},
        {"entries": [ENTRY]},
        {"entries": [RECEIVED]},
        {"entries": [ENTRY, RECEIVED | {"reference": None}]},
        {"entries": [ENTRY, RECEIVED | {"kind": "gift"}]},
        {"date": "2026-06-02"},
    ],
)
async def test_statement_is_invalid_when_it_does_not_add_up(
    client: httpx.AsyncClient, authority: Authority, changes: dict[str, Any]
) -> None:
    authority.answer = httpx.Response(200, json=STATEMENT | changes)
    with pytest.raises(SourceAnswerInvalid):
        await Treasury(client, BASE_URL).statement(date(2026, 6, 1))


async def test_receipt_is_read_when_money_was_received(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = httpx.Response(200, json=RECEIPT)
    receipt = await Treasury(client, BASE_URL).receipt("CB-1")
    assert receipt is not None
    assert (receipt.amount_fen, receipt.payer_uscc, receipt.payer_name, receipt.received_on) == (700, USCC, "演示晨芯", date(2026, 6, 1))


@pytest.mark.parametrize(
    "changes", [{"reference": "CB-2"}, {"amount_fen": 0}, {"amount_fen": "700"}, {"payer_name": None}, {"received_on": None}]
)
async def test_receipt_is_invalid_when_it_does_not_match(client: httpx.AsyncClient, authority: Authority, changes: dict[str, Any]) -> None:
    authority.answer = httpx.Response(200, json=RECEIPT | changes)
    with pytest.raises(SourceAnswerInvalid):
        await Treasury(client, BASE_URL).receipt("CB-1")


async def test_receipt_is_none_when_the_treasury_received_nothing(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = problem(404, "receipt_unknown", reference="CB-1")
    assert await Treasury(client, BASE_URL).receipt("CB-1") is None


@pytest.mark.parametrize(
    "stray",
    [
        httpx.Response(404, html="<h1>nginx</h1>"),
        httpx.Response(404, json={"code": "receipt_unknown", "reference": "CB-1"}),
        problem(404, "http_error"),
        problem(404, "receipt_unknown"),
        problem(404, "receipt_unknown", reference="CB-2"),
    ],
    ids=["page", "plain_json", "other_code", "no_reference", "other_reference"],
)
async def test_receipt_is_not_taken_for_missing_when_the_404_is_not_the_treasurys(
    client: httpx.AsyncClient, authority: Authority, stray: httpx.Response
) -> None:
    authority.answer = stray
    with pytest.raises(SourceAnswerInvalid):
        await Treasury(client, BASE_URL).receipt("CB-1")


@pytest.mark.parametrize(
    "changes", [{"amount_fen": 0}, {"amount_fen": 1.0}, {"amount_fen": 10**16}, {"instruction_no": "P/1"}, {"instruction_no": ""}, {"x": 1}]
)
def test_instruction_cannot_be_made_when_a_part_is_out_of_range(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        instruction(**changes)


def test_instruction_hides_the_account_when_shown() -> None:
    shown = f"{instruction()!r} {instruction()} {instruction().model_dump_json()}"
    assert ACCOUNT not in shown


def test_invalid_payee_hides_the_account_when_the_error_is_shown() -> None:
    with pytest.raises(ValidationError) as caught:
        Payee.model_validate({"name": NAME, "account_no": ACCOUNT, "bank": 1})
    assert ACCOUNT not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ReadTimeout(f"while sending {ACCOUNT}"),
        httpx.Response(202, json={**ACCEPTED, "amount_fen": ACCOUNT}),
        httpx.Response(202, json=[ACCOUNT]),
        httpx.Response(500, text=ACCOUNT),
        problem(422, "invalid_input", detail=ACCOUNT),
    ],
    ids=["timeout", "wrong_type", "wrong_shape", "error", "refusal"],
)
async def test_account_appears_nowhere_when_instructing_fails(
    client: httpx.AsyncClient, authority: Authority, caplog: pytest.LogCaptureFixture, answer: httpx.Response | Exception
) -> None:
    authority.answer = answer
    with caplog.at_level(logging.DEBUG), pytest.raises((SourceUnavailable, TreasuryRejected)) as caught:
        await Treasury(client, BASE_URL).instruct(instruction())
    told = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert ACCOUNT not in told
