"""Refunds over REST: opened by finance for a receipt, followed by its payer, and what is refused."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from models.tables import Receipt
from tests.api.desk import APPLICANT, OFFICER, STRANGER, Desk, code_of
from tests.office import ACCOUNT, Office, until
from tests.workflows.refunds import unsolicited

FINANCE, OTHER_FINANCE = "finance-1", "finance-2"


def asked(of: Receipt, **changed: Any) -> dict[str, Any]:
    return {"receipt": str(of.id), "account": ACCOUNT | {"holder": of.payer_name}, "department": "sti"} | changed


async def opened(api: Desk, receipt: Receipt) -> str:
    answer = await api.post(FINANCE, "/refunds", asked(receipt))
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/refunds/{answer.json()['number']}"
    return str(answer.json()["number"])


async def test_receipt_is_paid_back_over_rest_with_a_notice_to_its_payer(api: Desk, behind: Office) -> None:
    receipt = await unsolicited(behind, 30_001)
    number = await opened(api, receipt)
    assert code_of(await api.get(APPLICANT, f"/cases/{number}/letter")) == "wrong_stage"
    shown = (await api.get(FINANCE, f"/receipts/{receipt.id}")).json()
    assert (shown["undivided_fen"], shown["owed_back_fen"], shown["refunding_fen"]) == (0, 0, 30_001)
    assert [(part["clawback_number"], part["refund_number"]) for part in shown["parts"]] == [(None, number)]
    await api.done(FINANCE, number, "refund_release", {"decision": "payment_released"})
    form = {"decision": "payment_confirmed", "last_four": ACCOUNT["number"][-4:]}
    await api.done(OTHER_FINANCE, number, "refund_confirmation", form)

    async def refunded() -> dict[str, Any] | None:
        found = (await api.get(APPLICANT, f"/refunds/{number}")).json()
        return dict(found) if found["stage"]["code"] == "refunded" else None

    found = await until(refunded, "refunded")
    assert (found["paid_fen"], found["reference"], [payment["state"] for payment in found["payments"]]) == (
        30_001,
        receipt.reference,
        ["paid"],
    )
    letter = (await api.get(APPLICANT, f"/cases/{number}/letter")).json()["text"]
    assert ("人民币300.01元" in letter, receipt.reference in letter, ACCOUNT["number"] in letter) == (True, True, False)
    assert (await api.get("auditor", f"/receipts/{receipt.id}")).json()["refunded_fen"] == 30_001
    assert [row["number"] for row in (await api.get(APPLICANT, "/refunds")).json()["items"]] == [number]
    assert (await api.get(STRANGER, "/refunds")).json()["items"] == []
    listed = (await api.get(FINANCE, "/disbursements")).json()["items"]
    assert [(row["process"], row["application_number"], row["amount_fen"], row["state"]) for row in listed] == [
        ("refund", number, 30_001, "paid")
    ]


async def test_refund_is_followed_by_its_payer_and_nobody_elses_enterprise(api: Desk, behind: Office) -> None:
    number = await opened(api, await unsolicited(behind, 1))
    assert (await api.get(APPLICANT, f"/refunds/{number}")).status_code == 200
    assert code_of(await api.get(STRANGER, f"/refunds/{number}")) == "not_found"
    for person in (APPLICANT, OFFICER):
        assert ACCOUNT["number"] not in (await api.get(person, f"/cases/{number}/timeline")).text


async def test_refund_is_opened_once_under_one_key_and_refused_under_another(api: Desk, behind: Office) -> None:
    receipt, key = await unsolicited(behind, 1), uuid.uuid4().hex
    first, again = [await api.post(FINANCE, "/refunds", asked(receipt), key=key) for _ in range(2)]
    assert (first.json()["number"], again.status_code) == (again.json()["number"], 201)
    assert code_of(await api.post(OTHER_FINANCE, "/refunds", asked(receipt))) == "wrong_stage"


@pytest.mark.parametrize("person", [APPLICANT, OFFICER, "auditor", "approver-sti-1"])
async def test_refund_is_opened_by_finance_alone(api: Desk, behind: Office, person: str) -> None:
    assert code_of(await api.post(person, "/refunds", asked(await unsolicited(behind, 1)))) == "forbidden"


async def test_refund_is_refused_when_there_is_no_such_receipt(api: Desk, behind: Office) -> None:
    receipt = await unsolicited(behind, 1)
    assert code_of(await api.post(FINANCE, "/refunds", asked(receipt, receipt=str(uuid.uuid4())))) == "not_found"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"account": ACCOUNT | {"number": "1234567"}}, "account.number"),
        ({"account": ACCOUNT | {"number": "62220000\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT ONE}11"}}, "account.number"),
        ({"account": ACCOUNT | {"holder": " "}}, "account.holder"),
        ({"account": ACCOUNT | {"holder": "演" * 101}}, "account.holder"),
        ({"account": {"holder": "演示", "number": "6222000011112222"}}, "account.bank"),
        ({"department": "nobody"}, "department"),
        ({"department": None}, "department"),
        ({"receipt": "1"}, "receipt"),
        ({"amount_fen": 1}, "amount_fen"),
    ],
)
async def test_refund_is_refused_with_the_field_that_is_wrong(api: Desk, behind: Office, changed: dict[str, Any], field: str) -> None:
    answer = await api.post(FINANCE, "/refunds", asked(await unsolicited(behind, 1), **changed))
    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")
    assert [fault["field"] for fault in answer.json()["errors"]] == [field]
