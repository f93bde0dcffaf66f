from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from gateways.credit import CREDIT_SOURCES
from gateways.errors import SourceUnavailable, TreasuryRejected
from gateways.tax import Tax
from gateways.treasury import Instruction, InstructionStatus, Payee
from policy.errors import Refusal
from policy.processes.treasury.callback import verify_callback
from sandbox.clock import today
from sandbox.enterprises import BEICHEN, CHENXIN, HAIXI, INSTITUTE, MUXI, YUANSHAN, ZHIYUAN
from tests.contract.conftest import SECRET, TOKENS, Inbox, Outside
from tests.patience import PATIENCE

UNKNOWN = "91110302MA9DA0114P"


def instruction(number: str = "P-1", account: str = "6222000000001234", callback_url: str = "http://127.0.0.1:9/callbacks") -> Instruction:
    payee = Payee(name="演示企业", account_no=SecretStr(account), bank="某银行")
    return Instruction(instruction_no=number, amount_fen=5_000, payee=payee, purpose="奖励资金", callback_url=callback_url)


async def settled(outside: Outside, number: str, status: str) -> InstructionStatus:
    async with asyncio.timeout(PATIENCE):
        while True:
            answer = await outside.treasury.status(number)
            if answer is not None and answer.status == status:
                return answer
            await asyncio.sleep(0.01)


async def arrived(inbox: Inbox, statuses: list[str]) -> None:
    async with asyncio.timeout(PATIENCE):
        while inbox.statuses() != statuses:  # noqa: ASYNC110 - filled by another thread
            await asyncio.sleep(0.01)


async def test_credit_is_clean_at_every_department_when_the_enterprise_is(outside: Outside) -> None:
    answers = [await outside.credit.of(CHENXIN, source) for source in CREDIT_SOURCES]
    assert [(answer.known, answer.records) for answer in answers] == [(True, ())] * 4


async def test_credit_shows_the_record_when_the_enterprise_has_one(outside: Outside) -> None:
    (record,) = (await outside.credit.of(HAIXI, "tax")).records
    assert record.serious


async def test_credit_is_unknown_when_the_enterprise_is(outside: Outside) -> None:
    assert not (await outside.credit.of(UNKNOWN, "customs")).known


async def test_registration_tells_where_the_enterprise_is(outside: Outside) -> None:
    inside, elsewhere = await outside.registration.of(CHENXIN), await outside.registration.of(YUANSHAN)
    assert inside is not None
    assert elsewhere is not None
    assert (inside.registered_in_area, elsewhere.registered_in_area) == (True, False)


async def test_registration_tells_that_the_enterprise_no_longer_exists(outside: Outside) -> None:
    gone = await outside.registration.of(BEICHEN)
    assert gone is not None
    assert gone.status == "deregistered"


async def test_registration_tells_what_kind_of_organisation_it_is(outside: Outside) -> None:
    kinds = [found.registered.applicant_type for code in (CHENXIN, INSTITUTE) if (found := await outside.registration.of(code))]
    assert kinds == ["enterprise", "university_or_institute"]


async def test_tax_tells_when_the_enterprise_is_taxed_elsewhere(outside: Outside) -> None:
    answer = await outside.tax.of(ZHIYUAN)
    assert answer is not None
    assert not answer.taxed_in_area


async def test_statistics_tell_when_the_enterprise_reports_elsewhere(outside: Outside) -> None:
    answer = await outside.statistics.of(MUXI)
    assert answer is not None
    assert not answer.statistics_in_area


async def test_nobody_knows_the_enterprise_when_it_is_unknown(outside: Outside) -> None:
    assert await outside.registration.of(UNKNOWN) is None
    assert await outside.tax.of(UNKNOWN) is None
    assert await outside.statistics.of(UNKNOWN) is None


async def test_payment_is_reported_by_query_and_statement_when_it_is_made(outside: Outside) -> None:
    await outside.treasury.instruct(instruction())
    paid = await settled(outside, "P-1", "paid")
    statement = await outside.treasury.statement(today())
    assert [(entry.instruction_no, entry.bank_reference) for entry in statement.entries if entry.kind == "payment"] == [
        ("P-1", paid.bank_reference)
    ]


async def test_instruction_is_unknown_when_it_was_never_sent(outside: Outside) -> None:
    assert await outside.treasury.status("P-9") is None


async def test_instruction_is_paid_once_when_it_is_sent_again(outside: Outside) -> None:
    for _ in range(3):
        await outside.treasury.instruct(instruction())
    await settled(outside, "P-1", "paid")
    assert len(await outside.payments()) == 1


async def test_instruction_is_rejected_when_its_number_belongs_to_another(outside: Outside) -> None:
    await outside.treasury.instruct(instruction())
    with pytest.raises(TreasuryRejected) as caught:
        await outside.treasury.instruct(instruction(account="6222000000005678"))
    assert caught.value.code == "idempotency_conflict"


async def test_instruction_is_rejected_when_the_treasury_finds_it_invalid(outside: Outside) -> None:
    with pytest.raises(TreasuryRejected) as caught:
        await outside.treasury.instruct(instruction(account="1"))
    assert caught.value.code == "invalid_input"


async def test_return_is_reported_when_the_account_is_closed(outside: Outside) -> None:
    await outside.treasury.instruct(instruction(account="62220000"))
    returned = await settled(outside, "P-1", "returned")
    assert (returned.paid_at, returned.bank_reference) == (None, None)


async def test_later_return_keeps_the_payment_on_record(outside: Outside) -> None:
    await outside.treasury.instruct(instruction(account="62221111"))
    returned = await settled(outside, "P-1", "returned")
    statement = await outside.treasury.statement(today())
    assert returned.paid_at is not None
    assert (statement.paid_fen, statement.returned_fen) == (5_000, 5_000)


async def test_callback_is_believed_when_the_treasury_sends_it(outside: Outside, inbox: Inbox) -> None:
    await outside.treasury.instruct(instruction(callback_url=inbox.url))
    await arrived(inbox, ["paid"])
    header, body = inbox.received[0]
    believed = verify_callback(SECRET, header, body, datetime.now(UTC))
    standing = await outside.treasury.status("P-1")
    assert standing is not None
    assert (believed.amount_fen, believed.at, believed.bank_reference) == (5_000, standing.paid_at, standing.bank_reference)


async def test_callbacks_are_believed_in_any_order_when_they_are_reordered(outside: Outside, inbox: Inbox) -> None:
    await outside.fault("treasury.callback", "reordered", times=1)
    await outside.treasury.instruct(instruction(account="62221111", callback_url=inbox.url))
    await arrived(inbox, ["returned", "paid"])
    believed = [verify_callback(SECRET, header, body, datetime.now(UTC)) for header, body in inbox.received]
    assert believed[0].at > believed[1].at


async def test_callback_is_refused_when_it_is_forged(outside: Outside, inbox: Inbox) -> None:
    await outside.fault("treasury.callback", "forged")
    await outside.treasury.instruct(instruction(account="62220000", callback_url=inbox.url))
    await arrived(inbox, ["paid"])
    header, body = inbox.received[0]
    with pytest.raises(Refusal) as caught:
        verify_callback(SECRET, header, body, datetime.now(UTC))
    assert caught.value.code == "bad_signature"


async def test_callback_is_malformed_when_it_is_garbage(outside: Outside, inbox: Inbox) -> None:
    await outside.fault("treasury.callback", "garbage")
    await outside.treasury.instruct(instruction(callback_url=inbox.url))
    async with asyncio.timeout(PATIENCE):
        while not inbox.received:  # noqa: ASYNC110 - filled by another thread
            await asyncio.sleep(0.01)
    header, body = inbox.received[0]
    with pytest.raises(Refusal) as caught:
        verify_callback(SECRET, header, body, datetime.now(UTC))
    assert caught.value.code == "malformed"


@pytest.mark.parametrize("token", ["", "wrong", TOKENS["credit"]])
async def test_source_is_unavailable_when_the_token_is_not_its_own(outside: Outside, token: str) -> None:
    with pytest.raises(SourceUnavailable) as caught:
        await Tax(outside.client, outside.base_url, token=token).of(CHENXIN)
    assert (caught.value.reason, caught.value.may_have_arrived) == ("http_401", False)
