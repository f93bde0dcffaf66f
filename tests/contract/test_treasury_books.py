from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.clock import today
from sandbox.enterprises import CHENXIN
from tests.contract.conftest import Outside
from tests.contract.test_answers import instruction, settled


@pytest.mark.parametrize("reference", ["CB-1", "追回〔2026〕1号", "A/B"])
async def test_receipt_is_reported_by_query_and_statement_when_money_came(outside: Outside, reference: str) -> None:
    assert await outside.treasury.receipt(reference) is None
    await outside.receive(reference, 700, CHENXIN, today())
    receipt = await outside.treasury.receipt(reference)
    assert receipt is not None
    assert (receipt.amount_fen, receipt.payer_uscc, receipt.received_on) == (700, CHENXIN, today())
    registered = await outside.registration.of(CHENXIN)
    assert registered is not None
    assert receipt.payer_name == registered.name
    statement = await outside.treasury.statement(today())
    assert [(entry.reference, entry.amount_fen) for entry in statement.entries if entry.kind == "receipt"] == [(reference, 700)]


async def test_statement_tells_payments_from_receipts(outside: Outside) -> None:
    await outside.treasury.instruct(instruction(account="62221111"))
    await settled(outside, "P-1", "returned")
    await outside.receive("CB-1", 700, CHENXIN, today())
    statement = await outside.treasury.statement(today())
    assert [entry.kind for entry in statement.entries] == ["payment", "return", "receipt"]
    assert (statement.paid_fen, statement.returned_fen, statement.received_fen) == (5_000, 5_000, 700)


async def test_statement_shows_what_we_never_instructed_and_what_was_altered(outside: Outside) -> None:
    await outside.treasury.instruct(instruction())
    await settled(outside, "P-1", "paid")
    await outside.admin.put("/admin/payments/P-1", json={"amount_fen": 4_999})
    await outside.admin.post("/admin/stray-payments", json={"instruction_no": "S-1", "amount_fen": 900})
    statement = await outside.treasury.statement(today())
    assert [(entry.instruction_no, entry.amount_fen) for entry in statement.entries if entry.kind == "payment"] == [
        ("P-1", 4_999),
        ("S-1", 900),
    ]


@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_account_is_read_page_by_page_with_what_came_back(outside: Outside, limit: int) -> None:
    await outside.treasury.instruct(instruction(account="62221111"))
    await settled(outside, "P-1", "returned")
    for number in ("S-1", "S-2"):
        await outside.admin.post("/admin/stray-payments", json={"instruction_no": number, "amount_fen": 900})
    read, after = [], None
    while True:
        page = await outside.treasury.standing(today(), after, limit)
        assert len(page.items) <= limit
        read += [(row.instruction_no, row.paid_fen, row.returned_fen) for row in page.items]
        if (after := page.next) is None:
            break
    assert read == [("P-1", 5_000, 5_000), ("S-1", 900, 0), ("S-2", 900, 0)]


async def test_account_at_the_end_of_a_day_knows_nothing_of_the_next(outside: Outside) -> None:
    await outside.admin.post("/admin/stray-payments", json={"instruction_no": "S-1", "amount_fen": 900})
    assert (await outside.treasury.standing(today() - timedelta(days=1), None)).items == ()
