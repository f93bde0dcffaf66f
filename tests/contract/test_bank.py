from __future__ import annotations

from datetime import date

import pytest

from gateways.bank import BankLoan, InterestPaid, NoLoan
from sandbox.bank_loans import CONNECTED_BANK, UPGRADE_LOAN
from sandbox.clock import today
from sandbox.enterprises import CHENXIN
from tests.contract.conftest import Outside

LAST_HALF = (date(today().year - 1, 7, 1), date(today().year - 1, 12, 31))


async def test_bank_tells_of_a_loan_and_of_its_interest(outside: Outside) -> None:
    loan = await outside.bank.loan(CONNECTED_BANK, UPGRADE_LOAN)
    assert isinstance(loan, BankLoan)
    assert (loan.uscc, loan.principal_fen, loan.status) == (CHENXIN, 2_000_000_000, "active")
    paid = await outside.bank.interest(CONNECTED_BANK, UPGRADE_LOAN, *LAST_HALF)
    assert isinstance(paid, InterestPaid)
    assert (paid.interest_fen, paid.charged_fen) == (184 * 200_000, 184 * 200_000 + 50_000)


@pytest.mark.parametrize(("bank", "code"), [(CONNECTED_BANK, "loan_unknown"), ("演示村镇银行", "bank_not_connected")])
async def test_bank_tells_that_it_knows_nothing_or_is_not_connected(outside: Outside, bank: str, code: str) -> None:
    for answer in (await outside.bank.loan(bank, "A/B"), await outside.bank.interest(bank, "A/B", *LAST_HALF)):
        assert isinstance(answer, NoLoan)
        assert answer.code == code
