from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest

from gateways.bank import Bank, BankLoan, InterestPaid, NoLoan
from gateways.errors import SourceAnswerInvalid, SourceUnavailable
from tests.gateways.conftest import BASE_URL, USCC, Authority, problem

NAMED = {"bank": "演示银行经开区分行", "loan_no": "HT〔2026〕7号/1"}
LOAN: dict[str, Any] = NAMED | {
    "uscc": USCC,
    "principal_fen": 2_000_000_000,
    "begins_on": "2026-01-01",
    "ends_on": "2028-12-31",
    "status": "active",
    "changed_on": None,
    "as_of": "2026-07-01",
}
PAID: dict[str, Any] = NAMED | {
    "uscc": USCC,
    "begins_on": "2026-01-01",
    "ends_on": "2026-06-30",
    "certificate_no": "FX-1",
    "charged_fen": 105,
    "interest_fen": 100,
    "overdue_fen": 3,
    "penalty_fen": 2,
    "as_of": "2026-07-01",
}
HALF_YEAR = (date(2026, 1, 1), date(2026, 6, 30))


async def asked(client: httpx.AsyncClient, what: str) -> BankLoan | InterestPaid | NoLoan:
    bank = Bank(client, BASE_URL)
    if what == "loan":
        return await bank.loan(NAMED["bank"], NAMED["loan_no"])
    return await bank.interest(NAMED["bank"], NAMED["loan_no"], *HALF_YEAR)


async def test_loan_and_certificate_are_read_when_they_are_well_formed(client: httpx.AsyncClient, authority: Authority) -> None:
    authority.answer = httpx.Response(200, json=LOAN)
    loan = await asked(client, "loan")
    assert isinstance(loan, BankLoan)
    assert (loan.principal_fen, loan.ends_on, loan.changed_on) == (2_000_000_000, date(2028, 12, 31), None)
    authority.answer = httpx.Response(200, json=PAID)
    paid = await asked(client, "interest")
    assert isinstance(paid, InterestPaid)
    assert (paid.interest_fen, paid.overdue_fen, paid.penalty_fen) == (100, 3, 2)
    assert dict(authority.requests[1].url.params) == NAMED | {"begins_on": "2026-01-01", "ends_on": "2026-06-30"}


@pytest.mark.parametrize("what", ["loan", "interest"])
@pytest.mark.parametrize("code", ["loan_unknown", "bank_not_connected"])
async def test_answer_is_definite_when_the_bank_knows_nothing_or_has_no_interface(
    client: httpx.AsyncClient, authority: Authority, what: str, code: str
) -> None:
    authority.answer = problem(404, code, **NAMED)
    found = await asked(client, what)
    assert isinstance(found, NoLoan)
    assert found.code == code


@pytest.mark.parametrize("what", ["loan", "interest"])
@pytest.mark.parametrize(
    "changes",
    [{"loan_no": "HT-8"}, {"bank": "另一银行"}, {"uscc": None}, {"begins_on": "soon"}, {"as_of": None}],
)
async def test_answer_is_invalid_when_it_is_garbled_or_about_another_loan(
    client: httpx.AsyncClient, authority: Authority, what: str, changes: dict[str, Any]
) -> None:
    authority.answer = httpx.Response(200, json=(LOAN if what == "loan" else PAID) | changes)
    with pytest.raises(SourceAnswerInvalid):
        await asked(client, what)


@pytest.mark.parametrize("changes", [{"status": "sold"}, {"principal_fen": 1.5}, {"principal_fen": 10**16}, {"changed_on": "soon"}])
async def test_loan_is_invalid_when_its_figures_are_none(client: httpx.AsyncClient, authority: Authority, changes: dict[str, Any]) -> None:
    authority.answer = httpx.Response(200, json=LOAN | changes)
    with pytest.raises(SourceAnswerInvalid):
        await asked(client, "loan")


@pytest.mark.parametrize("changes", [{"interest_fen": "100"}, {"penalty_fen": None}, {"charged_fen": 10**16}, {"certificate_no": 1}])
async def test_certificate_is_invalid_when_its_figures_are_none(
    client: httpx.AsyncClient, authority: Authority, changes: dict[str, Any]
) -> None:
    authority.answer = httpx.Response(200, json=PAID | changes)
    with pytest.raises(SourceAnswerInvalid):
        await asked(client, "interest")


STRAY = [
    httpx.Response(404, html="<h1>nginx</h1>"),
    problem(404, "http_error", **NAMED),
    problem(404, "loan_unknown"),
    problem(404, "loan_unknown", bank="演示银行经开区分行", loan_no="HT-8"),
]


@pytest.mark.parametrize("what", ["loan", "interest"])
@pytest.mark.parametrize("stray", STRAY)
async def test_loan_is_not_unknown_when_a_404_is_not_its_banks_word_for_it(
    client: httpx.AsyncClient, authority: Authority, what: str, stray: httpx.Response
) -> None:
    authority.answer = stray
    with pytest.raises(SourceAnswerInvalid):
        await asked(client, what)


@pytest.mark.parametrize("what", ["loan", "interest"])
@pytest.mark.parametrize("answer", [httpx.Response(503), httpx.Response(401), httpx.ConnectError("refused"), httpx.ReadTimeout("late")])
async def test_bank_is_unavailable_when_it_gives_no_answer(
    client: httpx.AsyncClient, authority: Authority, what: str, answer: httpx.Response | Exception
) -> None:
    authority.answer = answer
    with pytest.raises(SourceUnavailable):
        await asked(client, what)
