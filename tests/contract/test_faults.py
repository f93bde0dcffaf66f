from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest

from gateways.errors import SourceAnswerInvalid, SourceUnavailable
from gateways.tax import Tax
from sandbox.bank_loans import CONNECTED_BANK, UPGRADE_LOAN
from sandbox.clock import today
from sandbox.enterprises import CHENXIN
from sandbox.faults import TARGETS
from sandbox.upstream_projects import INSURANCE_POLICY, NATIONAL_PROJECT
from tests.contract.conftest import Outside, free_port, outside_at
from tests.contract.test_answers import instruction, settled

Question = Callable[[Outside], Awaitable[Any]]
LONG_AGO = date(2000, 1, 1)

QUESTIONS: dict[str, Question] = {
    "credit.finance": lambda outside: outside.credit.of(CHENXIN, "finance"),
    "credit.market": lambda outside: outside.credit.of(CHENXIN, "market"),
    "credit.tax": lambda outside: outside.credit.of(CHENXIN, "tax"),
    "credit.customs": lambda outside: outside.credit.of(CHENXIN, "customs"),
    "registration": lambda outside: outside.registration.of(CHENXIN),
    "tax": lambda outside: outside.tax.of(CHENXIN),
    "statistics": lambda outside: outside.statistics.of(CHENXIN),
    "statistics.rd_expenses": lambda outside: outside.statistics.rd_expense_of(CHENXIN, today().year - 1),
    "registration.standings": lambda outside: outside.registration.standings(None, 50),
    "tax.contributions": lambda outside: outside.tax.contributions(today().year - 1, None, 50),
    "credit.serious_records": lambda outside: outside.credit.serious_since(LONG_AGO, None, 50),
    "upstream.projects": lambda outside: outside.upstream.project(NATIONAL_PROJECT),
    "upstream.insurance_subsidies": lambda outside: outside.upstream.insurance_subsidy(INSURANCE_POLICY),
    "sms.messages": lambda outside: outside.sms.send("13800000000", "验证码"),
    "bank.loans": lambda outside: outside.bank.loan(CONNECTED_BANK, UPGRADE_LOAN),
    "bank.interest": lambda outside: outside.bank.interest(CONNECTED_BANK, UPGRADE_LOAN, today(), today()),
    "treasury.statement": lambda outside: outside.treasury.statement(today()),
}
EXPECTED = {
    "down": (SourceUnavailable, "http_503"),
    "slow": (SourceUnavailable, "timeout"),
    "error_500": (SourceUnavailable, "http_500"),
    "timeout_after_success": (SourceUnavailable, "timeout"),
    "never": (SourceUnavailable, "timeout"),
    "garbage": (SourceAnswerInvalid, "not_json"),
    "wrong_subject": (SourceAnswerInvalid, "other_subject"),
    "wrong_amount": (SourceAnswerInvalid, "other_amount"),
    "wrong_payee": (SourceAnswerInvalid, "other_payee"),
}
# A list is about everybody: it is held to its order instead.
EXPECTED_OF_LISTS = EXPECTED | {"wrong_subject": (SourceAnswerInvalid, "not_ascending")}
LISTS = {"registration.standings", "tax.contributions", "credit.serious_records"}
# An instruction is answered by 202; a page with 200 fails on that before its type is looked at.
EXPECTED_OF_INSTRUCT = EXPECTED | {"garbage": (SourceAnswerInvalid, "http_200")}
# A wait costs half a second, and is the same whatever page of an authority is asked for: one of each is enough.
WAITS = {"slow", "never", "timeout_after_success"}
WAITED_FOR_ELSEWHERE = LISTS | {"statistics.rd_expenses", "upstream.insurance_subsidies", "bank.interest"}
FAULTS = [
    (target, mode) for target in QUESTIONS for mode in sorted(TARGETS[target]) if not (target in WAITED_FOR_ELSEWHERE and mode in WAITS)
]


def told_late(outside: Outside, mode: str) -> Outside:
    """Return an outside that is waited for no longer than the fault needs."""
    return outside.impatient() if mode in WAITS else outside


@pytest.mark.parametrize(("target", "mode"), FAULTS)
async def test_source_decides_nothing_when_it_has_a_fault(outside: Outside, target: str, mode: str) -> None:
    await outside.fault(target, mode)
    with pytest.raises(SourceUnavailable) as caught:
        await QUESTIONS[target](told_late(outside, mode))
    assert (type(caught.value), caught.value.reason) == (EXPECTED_OF_LISTS if target in LISTS else EXPECTED)[mode]


@pytest.mark.parametrize("authority", ["registration", "tax", "statistics"])
@pytest.mark.parametrize("mode", sorted(TARGETS["registration.standings"] - WAITS))
async def test_standings_of_some_decide_nothing_when_they_have_a_fault(outside: Outside, authority: str, mode: str) -> None:
    await outside.fault(f"{authority}.standings", mode)
    with pytest.raises(SourceUnavailable) as caught:
        await getattr(outside, authority).standings_of([CHENXIN])
    assert (type(caught.value), caught.value.reason) == EXPECTED[mode]


@pytest.mark.parametrize("target", QUESTIONS)
async def test_source_answers_again_when_the_fault_is_over(outside: Outside, target: str) -> None:
    await outside.fault(target, "down", times=1)
    with pytest.raises(SourceUnavailable):
        await QUESTIONS[target](outside)
    assert await QUESTIONS[target](outside) is not None


@pytest.mark.parametrize("mode", sorted(TARGETS["treasury.instruct"]))
async def test_payment_is_made_once_when_instructing_has_a_fault_and_is_sent_again(outside: Outside, mode: str) -> None:
    await outside.fault("treasury.instruct", mode)
    with pytest.raises(SourceUnavailable) as caught:
        await told_late(outside, mode).treasury.instruct(instruction())
    assert (type(caught.value), caught.value.reason) == EXPECTED_OF_INSTRUCT[mode]
    assert caught.value.may_have_arrived
    await outside.no_faults()
    await outside.treasury.instruct(instruction())
    await settled(outside, "P-1", "paid")
    assert len(await outside.payments()) == 1


@pytest.mark.parametrize(("mode", "received"), [("timeout_after_success", True), ("wrong_amount", True), ("never", False), ("down", False)])
async def test_query_tells_what_became_of_an_instruction_when_its_answer_was_lost(outside: Outside, mode: str, *, received: bool) -> None:
    await outside.fault("treasury.instruct", mode)
    with pytest.raises(SourceUnavailable):
        await told_late(outside, mode).treasury.instruct(instruction())
    assert (await outside.treasury.status("P-1") is not None) is received


@pytest.mark.parametrize("mode", sorted(TARGETS["treasury.query"] - {"wrong_amount", "wrong_payee"}))
async def test_query_concludes_nothing_when_it_has_a_fault(outside: Outside, mode: str) -> None:
    await outside.treasury.instruct(instruction())
    await outside.fault("treasury.query", mode)
    with pytest.raises(SourceUnavailable) as caught:
        await told_late(outside, mode).treasury.status("P-1")
    assert (type(caught.value), caught.value.reason) == EXPECTED[mode]


async def test_query_shows_the_other_amount_when_the_treasury_states_one(outside: Outside) -> None:
    await outside.treasury.instruct(instruction())
    await outside.fault("treasury.query", "wrong_amount")
    answer = await outside.treasury.status("P-1")
    assert answer is not None
    assert answer.amount_fen == 5_001


async def test_query_shows_the_other_payee_when_the_treasury_states_one(outside: Outside) -> None:
    await outside.treasury.instruct(instruction())
    told = await outside.treasury.status("P-1")
    assert told is not None
    assert told.payee_digest == instruction().payee_digest
    await outside.fault("treasury.query", "wrong_payee")
    other = await outside.treasury.status("P-1")
    assert other is not None
    assert other.payee_digest != instruction().payee_digest


@pytest.mark.parametrize("mode", sorted(TARGETS["treasury.receipts"] - {"wrong_amount"} - WAITS))
async def test_receipt_concludes_nothing_when_it_has_a_fault(outside: Outside, mode: str) -> None:
    await outside.receive("CB-1", 700, CHENXIN, today())
    await outside.fault("treasury.receipts", mode)
    with pytest.raises(SourceUnavailable) as caught:
        await outside.treasury.receipt("CB-1")
    assert (type(caught.value), caught.value.reason) == EXPECTED[mode]


async def test_receipt_shows_the_other_amount_when_the_treasury_states_one(outside: Outside) -> None:
    await outside.receive("CB-1", 700, CHENXIN, today())
    await outside.fault("treasury.receipts", "wrong_amount")
    answer = await outside.treasury.receipt("CB-1")
    assert answer is not None
    assert (answer.reference, answer.amount_fen) == ("CB-1", 701)


async def test_rejection_is_reported_when_the_treasurys_own_check_fails(outside: Outside) -> None:
    await outside.fault("treasury.settlement", "reject")
    await outside.treasury.instruct(instruction())
    answer = await settled(outside, "P-1", "rejected")
    assert answer.reason is not None


async def test_source_is_unavailable_when_nobody_listens() -> None:
    async with outside_at(f"http://127.0.0.1:{free_port()}") as nobody:
        with pytest.raises(SourceUnavailable) as caught:
            await Tax(nobody.client, nobody.base_url).of(CHENXIN)
    assert (caught.value.reason, caught.value.may_have_arrived) == ("connect", False)
