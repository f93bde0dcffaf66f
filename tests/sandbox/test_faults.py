from __future__ import annotations

import asyncio

import pytest

from sandbox.enterprises import CHENXIN
from sandbox.fault_middleware import target_of
from tests.sandbox.conftest import Sandbox

TAX = f"/tax/{CHENXIN}"


async def test_source_refuses_when_it_is_down(sandbox: Sandbox) -> None:
    await sandbox.fault("tax", "down")
    assert (await sandbox.client.get(TAX)).status_code == 503


async def test_source_fails_when_the_fault_says_error(sandbox: Sandbox) -> None:
    await sandbox.fault("tax", "error_500")
    assert (await sandbox.client.get(TAX)).status_code == 500


async def test_source_answers_a_page_when_the_fault_says_garbage(sandbox: Sandbox) -> None:
    await sandbox.fault("tax", "garbage")
    response = await sandbox.client.get(TAX)
    assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (200, "text/html")


async def test_source_answers_after_a_while_when_it_is_slow(sandbox: Sandbox) -> None:
    await sandbox.fault("tax", "slow", seconds=0.1)
    before = asyncio.get_running_loop().time()
    assert (await sandbox.client.get(TAX)).json()["uscc"] == CHENXIN
    assert asyncio.get_running_loop().time() - before >= 0.1


async def test_source_answers_about_another_when_the_fault_says_so(sandbox: Sandbox) -> None:
    await sandbox.fault("tax", "wrong_subject")
    assert (await sandbox.client.get(TAX)).json()["uscc"] != CHENXIN


async def test_instruction_is_paid_when_the_answer_times_out(sandbox: Sandbox) -> None:
    await sandbox.fault("treasury.instruct", "timeout_after_success", seconds=0.1)
    assert (await sandbox.instruct("P-1")).status_code == 504
    await sandbox.settled("P-1", "paid")


async def test_instruction_is_not_received_when_it_is_never_answered(sandbox: Sandbox) -> None:
    await sandbox.fault("treasury.instruct", "never", seconds=0.05)
    assert (await sandbox.instruct("P-1")).status_code == 504
    assert (await sandbox.client.get("/treasury/instructions/P-1")).status_code == 404


async def test_instruction_is_not_received_when_the_caller_hangs_up_on_a_slow_treasury(sandbox: Sandbox) -> None:
    await sandbox.fault("treasury.instruct", "slow", times=1)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(sandbox.instruct("P-1"), 0.1)
    assert (await sandbox.client.get("/treasury/instructions/P-1")).status_code == 404


async def test_query_states_another_amount_when_the_fault_says_so(sandbox: Sandbox) -> None:
    await sandbox.instruct("P-1")
    await sandbox.fault("treasury.query", "wrong_amount")
    assert (await sandbox.standing("P-1"))["amount_fen"] == 5_001


async def test_query_states_another_payee_when_the_fault_says_so(sandbox: Sandbox) -> None:
    accepted = (await sandbox.instruct("P-1")).json()
    assert (await sandbox.standing("P-1"))["payee_digest"] == accepted["payee_digest"]
    await sandbox.fault("treasury.query", "wrong_payee")
    assert (await sandbox.standing("P-1"))["payee_digest"] != accepted["payee_digest"]


async def test_settlement_stands_still_until_the_fault_is_removed(sandbox: Sandbox) -> None:
    await sandbox.fault("treasury.settlement", "never")
    await sandbox.instruct("P-1")
    await asyncio.sleep(0.2)
    assert (await sandbox.standing("P-1"))["status"] == "accepted"
    await sandbox.client.delete("/admin/faults")
    await sandbox.settled("P-1", "paid")


async def test_settlement_comes_late_when_the_fault_says_so(sandbox: Sandbox) -> None:
    await sandbox.fault("treasury.settlement", "late", seconds=1)
    await sandbox.instruct("P-1")
    await asyncio.sleep(0.1)
    assert (await sandbox.standing("P-1"))["status"] == "accepted"
    await sandbox.settled("P-1", "paid")


async def test_instruction_is_rejected_unpaid_when_the_fault_says_so(sandbox: Sandbox) -> None:
    await sandbox.fault("treasury.settlement", "reject", times=1)
    await sandbox.instruct("P-1")
    await sandbox.settled("P-1", "rejected")
    assert await sandbox.payments() == []


async def test_fault_ends_when_it_has_struck_as_often_as_told(sandbox: Sandbox) -> None:
    await sandbox.fault("tax", "down", times=2)
    assert [(await sandbox.client.get(TAX)).status_code for _ in range(3)] == [503, 503, 200]


async def test_fault_befalls_all_sources_when_its_target_is_credit(sandbox: Sandbox) -> None:
    await sandbox.fault("credit", "down")
    answers = [
        await sandbox.client.get(f"/credit/{source}/records", params={"uscc": CHENXIN})
        for source in ("finance", "market", "tax", "customs")
    ]
    assert [answer.status_code for answer in answers] == [503] * 4


async def test_fault_spares_other_sources_when_it_befalls_one(sandbox: Sandbox) -> None:
    await sandbox.fault("credit.tax", "down")
    assert (await sandbox.client.get("/credit/market/records", params={"uscc": CHENXIN})).status_code == 200


async def test_one_fault_is_removed_when_its_target_is_named(sandbox: Sandbox) -> None:
    await sandbox.fault("tax", "down")
    await sandbox.fault("statistics", "down")
    await sandbox.client.delete("/admin/faults", params={"target": "tax"})
    assert [fault["target"] for fault in (await sandbox.client.get("/admin/faults")).json()["faults"]] == ["statistics"]


@pytest.mark.parametrize(
    ("target", "mode"), [("nowhere", "down"), ("tax", "twice"), ("treasury.callback", "error_500"), ("tax", "no_mode")]
)
async def test_fault_is_refused_when_the_target_does_not_have_it(sandbox: Sandbox, target: str, mode: str) -> None:
    assert (await sandbox.client.put("/admin/faults", json={"target": target, "mode": mode})).status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "target"),
    [
        ("GET", "/credit/tax/records", "credit.tax"),
        ("GET", "/registration/X", "registration"),
        ("GET", "/credit/serious-records", "credit.serious_records"),
        ("GET", "/registration/standings", "registration.standings"),
        ("POST", "/registration/standings", "registration.standings"),
        ("POST", "/tax/standings", "tax.standings"),
        ("POST", "/statistics/standings", "statistics.standings"),
        ("GET", "/tax/contributions", "tax.contributions"),
        ("GET", "/statistics/X", "statistics"),
        ("GET", "/statistics/rd-expenses", "statistics.rd_expenses"),
        ("GET", "/statistics/rd-expenses/X", "statistics.rd_expenses"),
        ("GET", "/upstream/projects/X", "upstream.projects"),
        ("GET", "/upstream/projects/X/1", "upstream.projects"),
        ("GET", "/upstream/insurance-subsidies/X", "upstream.insurance_subsidies"),
        ("POST", "/treasury/instructions", "treasury.instruct"),
        ("GET", "/treasury/instructions/P-1", "treasury.query"),
        ("GET", "/treasury/statement", "treasury.statement"),
        ("GET", "/treasury/receipts/X", "treasury.receipts"),
        ("GET", "/oidc/jwks.json", "oidc.jwks"),
        ("POST", "/oidc/token", "oidc.token"),
        ("PUT", "/admin/faults", None),
        ("GET", "/healthz", None),
    ],
)
def test_request_falls_under_its_target(method: str, path: str, target: str | None) -> None:
    assert target_of(method, path) == target
