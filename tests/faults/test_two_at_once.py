"""Many people at once, on one appropriation and on one task."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable
from typing import Any

from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from tests.faults.conftest import Opening
from tests.office import HEAD, OFFICER, WAN, Case, Office
from tests.office.numbers import UNLIKE

AWARD = 50 * WAN
APPLICATIONS = 100
COVERED = 37


async def a_few_at_a_time(jobs: Iterable[Awaitable[Any]], most: int = 8) -> list[Any]:
    gate = asyncio.Semaphore(most)

    async def one(job: Awaitable[Any]) -> Any:
        async with gate:
            return await job

    return await asyncio.gather(*map(one, jobs))


async def to_decision(office: Office, index: int) -> Case:
    case = await office.apply_for(facts={"certificate_no": f"BDA-2026-{UNLIKE[index]}"})
    await case.to_decision()
    return case


async def test_exactly_as_many_are_approved_as_the_money_covers_when_all_are_decided_at_once(opening: Opening) -> None:
    budget = COVERED * AWARD + AWARD // 2
    async with opening(budget_fen=budget, durations={"public_notice": 12_000}) as office:
        cases = await a_few_at_a_time(to_decision(office, index) for index in range(APPLICATIONS))
        decisions = [await case.completion("decision", HEAD, decision="approved") for case in cases]
        receipts = await asyncio.gather(*(case.ask("complete_task", decision) for case, decision in zip(cases, decisions, strict=True)))
        assert Counter(receipt.stage for receipt in receipts) == {"public_notice": COVERED, "budget_wait": APPLICATIONS - COVERED}
        balances = await office.balances()
        # This year's budget and the next one's, which nobody may touch.
        assert balances["pre_commitment"] == COVERED * AWARD
        assert balances["available"] == budget + AWARD // 2
        assert sum(balances.values()) == 0


async def outcome(case: Case, completion: Any) -> str:
    try:
        return (await case.ask("complete_task", completion)).event
    except RPCError as error:
        # More at once than the server takes for one case: the API says that it is busy, and whoever hears that asks again.
        if error.status is not RPCStatusCode.RESOURCE_EXHAUSTED:
            raise
        return await outcome(case, completion)
    except WorkflowUpdateFailedError as error:
        return error.cause.type or "" if isinstance(error.cause, ApplicationError) else repr(error.cause)


async def test_one_wins_when_fifty_complete_one_task(office: Office) -> None:
    case = await office.apply_for()
    completions = [await case.completion("acceptance", OFFICER, decision="accepted") for _ in range(50)]
    outcomes = await asyncio.gather(*(outcome(case, completion) for completion in completions))
    assert Counter(outcomes) == {"accepted": 1, "task_closed": 49}
    await case.reach("review")
    assert (await case.events()).count("accepted") == 1


async def test_one_wins_when_two_people_decide_differently(office: Office) -> None:
    case = await office.apply_for()
    await case.to_decision()
    yes = await case.completion("decision", HEAD, decision="approved")
    no = await case.completion("decision", HEAD, decision="decision_refused", reason="证书系复审")
    outcomes = await asyncio.gather(outcome(case, yes), outcome(case, no))
    assert sorted(outcomes) in (["approved", "task_closed"], ["decision_refused", "task_closed"])
    assert {"approved", "decision_refused"} & set(await case.events()) == set(outcomes) - {"task_closed"}


async def test_applicant_and_officer_both_get_an_answer_when_they_act_at_once(office: Office) -> None:
    case = await office.apply_for()
    accepted = await case.completion("acceptance", OFFICER, decision="accepted")
    first, withdrawn = await asyncio.gather(outcome(case, accepted), case.withdraw())
    # Withdrawn first, the officer finds the task taken back, or the whole case over.
    assert first in {"accepted", "task_closed", "process_ended"}
    assert withdrawn.stage == "withdrawn"
    assert await case.handle.result() == "withdrawn"
