"""Many people at once, on one appropriation and on one task."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Awaitable, Iterable
from typing import Any

from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateStage
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.signatures.case import Message, Receipt
from models.queries import case as case_queries
from tests.faults.changing import REVIEWED, asked, in_force
from tests.faults.conftest import Opening
from tests.office import DEPUTY, FINANCE, HEAD, OFFICER, OTHER_FINANCE, THIRD_APPROVER, THIRD_FINANCE, WAN, Case, Office
from tests.office.numbers import UNLIKE
from tests.vouching import kept
from tests.workflows.redecisions import Anew, anew, paid_prize
from workflows.case.inbox import LET_FINISH

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
        # More at once than the server takes for one case: it says that it is busy, or that it gave up, and whoever hears that asks again.
        if error.status not in {RPCStatusCode.RESOURCE_EXHAUSTED, RPCStatusCode.UNAVAILABLE}:
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


# -- an answer that is refused ------------------------------------------------------------------------------------------------------------


async def to_confirmation(office: Office) -> tuple[Case, Message, list[Message]]:
    """Release a payment; return its case, a confirmation with another account's digits, and two right ones by other people."""
    case = await office.apply_for()
    await case.to_payment()
    await case.answer("payment_release", FINANCE, decision="payment_released")
    right = await case.confirmed()
    wrong = await case.completion("payment_confirmation", OTHER_FINANCE, **(right | {"last_four": "0000"}))
    return case, wrong, [await case.completion("payment_confirmation", who, **right) for who in (THIRD_FINANCE, OTHER_FINANCE)]


async def one_after_the_other(case: Case, *asked: tuple[str, Message]) -> list[str]:
    """Send requests in an order, all of them taken while the first is recorded for longer than a case waits for that; return what came."""
    for update, message in asked:
        await kept(case.office.database, case.named, update, message, case.office.attestor)
    async with case.office.database.writing() as holding:
        await case_queries.lock(holding, case.kind, case.id)
        taken = [
            await case.handle.start_update(update, message.asked, wait_for_stage=WorkflowUpdateStage.ACCEPTED, result_type=Receipt)
            for update, message in asked
        ]
        await asyncio.sleep(LET_FINISH.total_seconds() + 0.5)
    return [await event_of(update.result()) for update in taken]


async def test_second_is_taken_when_the_first_at_the_same_task_is_refused(office: Office) -> None:
    case, wrong, [right, _] = await to_confirmation(office)
    outcomes = await one_after_the_other(case, ("complete_task", wrong), ("complete_task", right))
    assert outcomes == ["invalid_input", "payment_confirmed"]
    assert (await case.events()).count("payment_confirmed") == 1


async def test_each_hears_what_is_wrong_with_the_own_answer_when_none_at_the_same_task_is_right(office: Office) -> None:
    case, wrong, _ = await to_confirmation(office)
    answers = [
        Message(wrong.event, who, uuid.uuid4().hex, wrong.task_id, wrong.detail | {"last_four": f"000{digit}"})
        for digit in range(3)
        for who in (OTHER_FINANCE, THIRD_FINANCE)
    ]
    assert await asyncio.gather(*(outcome(case, answer) for answer in answers)) == ["invalid_input"] * len(answers)
    assert (await case.task("payment_confirmation")).closed_at is None


async def test_one_of_two_right_answers_wins_when_a_wrong_one_comes_before_both(office: Office) -> None:
    case, wrong, right = await to_confirmation(office)
    wrong_one, *others = await one_after_the_other(case, *(("complete_task", answer) for answer in (wrong, *right)))
    assert (wrong_one, sorted(others)) == ("invalid_input", ["payment_confirmed", "task_closed"])
    assert (await case.events()).count("payment_confirmed") == 1


async def test_task_is_handed_over_when_an_answer_at_the_same_moment_is_refused(office: Office) -> None:
    case, wrong, _ = await to_confirmation(office)
    to_third = await case.assignment("payment_confirmation", THIRD_FINANCE, THIRD_FINANCE.subject)
    assert await one_after_the_other(case, ("complete_task", wrong), ("assign_task", to_third)) == ["invalid_input", "reassigned"]
    assert (await case.task("payment_confirmation")).assignee == THIRD_FINANCE.subject


# -- changes and re-decisions -----------------------------------------------------------------------------------------------------------


async def event_of(asking: Awaitable[Any]) -> str:
    """Return what came of a request: its event, or the code it was refused with."""
    try:
        return str((await asking).event)
    except WorkflowUpdateFailedError as error:
        return error.cause.type or "" if isinstance(error.cause, ApplicationError) else repr(error.cause)


async def test_one_change_is_taken_and_decided_once_when_two_are_asked_for_and_two_decide_at_once(office: Office) -> None:
    project = await in_force(office)
    taken = await asyncio.gather(*(event_of(project.ask("request", asked(goals))) for goals in ("完成样机", "完成检测")))
    assert sorted(taken) == ["change_requested", "duplicate"]
    await project.answer("change_review", OFFICER, **REVIEWED)
    yes = await project.completion("change_decision", HEAD, decision="change_accepted")
    no = await project.completion("change_decision", DEPUTY, decision="change_refused", reason="理由不充分")
    decided = await asyncio.gather(*(event_of(project.ask("complete_task", answer)) for answer in (yes, no)))
    assert sorted(decided) in (["change_accepted", "task_closed"], ["change_refused", "task_closed"])
    assert ((await project.row()).agreed or {}).get("version", 1) == (2 if "change_accepted" in decided else 1)


async def test_one_redecision_is_open_and_decided_once_when_two_are_proposed_and_two_decide_at_once(office: Office) -> None:
    award = await paid_prize(office)

    proposed = await asyncio.gather(*(anew(office, award, {"grade": grade}) for grade in ("first", "special")), return_exceptions=True)
    [case] = [one.case for one in proposed if isinstance(one, Anew)]
    [refused] = [one.cause for one in proposed if isinstance(one, WorkflowUpdateFailedError)]
    assert getattr(refused, "type", None) == "duplicate"
    yes = await case.completion("redecision_decision", DEPUTY, decision="redecided")
    no = await case.completion("redecision_decision", THIRD_APPROVER, decision="redecision_refused", reason="依据不足")
    decided = await asyncio.gather(*(event_of(case.ask("complete_task", answer)) for answer in (yes, no)))
    assert sorted(decided) in (["redecided", "task_closed"], ["redecision_refused", "task_closed"])
    assert len({"redecided", "redecision_refused"} & set(await case.events())) == 1
