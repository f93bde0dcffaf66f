"""Two people at once on one debarment: one of them bars, sends back or lifts, and whoever comes second hears what is so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.faults.conftest import Opening
from tests.faults.test_two_at_once import event_of, one_after_the_other
from tests.office import APPLICANT, DEPUTY, HEAD, OFFICER, OTHER_OFFICER, THIRD_APPROVER, THIRD_OFFICER, Case, Office, message
from tests.workflows.debarments import LAST, LIFTING, bar, opened, propose


@pytest.fixture
async def office(opening: Opening) -> AsyncIterator[Office]:
    """An office whose days are long enough that no bar runs out while two people decide."""
    async with opening(working_day_seconds=0.5) as running:
        yield running


async def to_decision(office: Office) -> Case:
    """Have a bar proposed, to which the enterprise does not object."""
    case = await opened(office)
    await propose(case)
    await case.answer("debarment_statement", APPLICANT, decision="statement_waived")
    return case


async def test_enterprise_is_barred_once_when_two_confirm_at_once(office: Office) -> None:
    case = await to_decision(office)
    answers = [await case.completion("debarment_decision", who, decision="barred", reason="事实清楚") for who in (THIRD_APPROVER, HEAD)]
    decided = await asyncio.gather(*(event_of(case.ask("complete_task", answer)) for answer in answers))
    assert sorted(decided) == ["barred", "task_closed"]
    assert (await case.events()).count("barred") == 1
    assert (await case.row()).until == LAST


async def test_bar_is_either_confirmed_or_sent_back_when_two_decide_differently_at_once(office: Office) -> None:
    case = await to_decision(office)
    yes = await case.completion("debarment_decision", THIRD_APPROVER, decision="barred", reason="事实清楚")
    no = await case.completion("debarment_decision", HEAD, decision="debarment_sent_back", reason="请补充依据")
    decided = await asyncio.gather(*(event_of(case.ask("complete_task", answer)) for answer in (yes, no)))
    assert sorted(decided) in (["barred", "task_closed"], ["debarment_sent_back", "task_closed"])
    assert (await case.row()).stage == ("barred" if "barred" in decided else "proposal")


async def test_second_confirms_when_the_first_has_a_duty_in_the_demand_already(office: Office) -> None:
    case = await to_decision(office)
    mine, yours = [
        await case.completion("debarment_decision", who, decision="barred", reason="事实清楚") for who in (DEPUTY, THIRD_APPROVER)
    ]
    decided = await asyncio.gather(*(event_of(case.ask("complete_task", answer)) for answer in (mine, yours)))
    # Whoever comes second of those two hears that it is done.
    assert decided in (["four_eyes", "barred"], ["task_closed", "barred"])


async def test_one_proposal_is_heard_when_two_officers_propose_at_once(office: Office) -> None:
    case = await opened(office)
    bar_it = await case.completion("debarment_proposal", OTHER_OFFICER, decision="bar_proposed", until=LAST.isoformat(), reason="伪造证书")
    leave_it = await case.completion("debarment_proposal", THIRD_OFFICER, decision="no_bar_proposed", reason="情节轻微")
    proposed = await asyncio.gather(*(event_of(case.ask("complete_task", answer)) for answer in (bar_it, leave_it)))
    assert sorted(proposed) in (["bar_proposed", "task_closed"], ["no_bar_proposed", "task_closed"])
    assert (await case.row()).stage == ("hearing" if "bar_proposed" in proposed else "decision")


async def test_second_proposal_is_taken_when_the_last_day_of_the_first_is_none(office: Office) -> None:
    case = await opened(office)
    wrong, right = [
        await case.completion("debarment_proposal", who, decision="bar_proposed", until=until, reason="伪造证书")
        for who, until in ((OTHER_OFFICER, "9999-12-31"), (THIRD_OFFICER, LAST.isoformat()))
    ]
    assert await one_after_the_other(case, ("complete_task", wrong), ("complete_task", right)) == ["invalid_input", "bar_proposed"]
    assert (await case.row()).proposed_by == THIRD_OFFICER.subject


async def test_lifting_is_asked_for_and_decided_once_when_two_ask_and_two_decide_at_once(office: Office) -> None:
    case = await opened(office)
    await bar(case)
    asked = [message("lifting_asked", who, **LIFTING) for who in (OFFICER, THIRD_OFFICER)]
    assert sorted(await asyncio.gather(*(event_of(case.ask("request", ask)) for ask in asked))) == ["duplicate", "lifting_asked"]
    yes = await case.completion("debarment_lifting", DEPUTY, decision="lifted")
    no = await case.completion("debarment_lifting", HEAD, decision="lifting_refused", reason="核实函未写明结论")
    decided = await asyncio.gather(*(event_of(case.ask("complete_task", answer)) for answer in (yes, no)))
    assert sorted(decided) in (["lifted", "process_ended"], ["lifted", "task_closed"], ["lifting_refused", "task_closed"])
    # What was paid back is restored between the decision and the end.
    await case.reach("lifted" if "lifted" in decided else "barred")
    assert "lifted" in decided or "lifted" not in await case.events()
