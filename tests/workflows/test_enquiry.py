"""An enquiry is answered in time or escalated, asked once more at most, and closed by whoever asked or by silence."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from models.queries import enquiry as enquiries
from models.tables import Enquiry, Message, Task
from policy.actors import Actor, Grant, Role
from policy.working_days import BEIJING, LegalCalendar
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.office import APPLICANT, HEAD_OFFICER, OFFICER, OTHER_OFFICER, Case, Office, message, person
from tests.workflows.enquiries import AGAIN, ANSWER, COMFIN, answer, answer_again, invite, made
from tests.workflows.successions import SUCCESSOR, take_over

LONG = timedelta(days=40)


async def is_late(office: Office, case: Case) -> bool:
    async with office.database.reading() as session:
        return case.id in await enquiries.late(session, {case.id})


async def nothing(case: Case) -> None:
    """Leave it as it was made."""


async def ask_again(case: Case) -> None:
    await answer(case)
    await case.answer("enquiry_rating", APPLICANT, decision="follow_up_asked", reason=AGAIN)


async def answered_again(case: Case) -> None:
    await answer(case)
    await answer_again(case)


Way = Callable[[Case], Awaitable[None]]


@pytest.mark.parametrize(
    ("way", "rating", "rated"),
    [
        (answer, "enquiry_rating", {"decision": "satisfied"}),
        (answer, "enquiry_rating", {"decision": "unsatisfied", "reason": "未答所问"}),
        (answered_again, "follow_up_rating", {"decision": "satisfied"}),
        (answered_again, "follow_up_rating", {"decision": "unsatisfied", "reason": "未答所问"}),
    ],
)
async def test_enquiry_ends_as_it_is_rated(skipping: Office, way: Way, rating: str, rated: dict[str, str]) -> None:
    case = await made(skipping)
    await way(case)
    await case.answer(rating, APPLICANT, **rated)
    await case.reach(rated["decision"])
    assert await case.handle.result() == rated["decision"]
    assert not await is_late(skipping, case)


@pytest.mark.parametrize("way", [answer, answered_again])
async def test_enquiry_is_closed_when_nobody_rates_it(skipping: Office, way: Way) -> None:
    case = await made(skipping)
    await way(case)
    await case.skip(LONG)
    await case.reach("unrated")
    assert await case.handle.result() == "unrated"
    told = await skipping.all(select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc == CHENXIN))
    assert f"诉求{case.number}逾期未评价，已办结。" in told


@pytest.mark.parametrize("way", [nothing, answer, ask_again, answered_again])
async def test_enquiry_ends_when_its_enterprise_withdraws_it(skipping: Office, way: Way) -> None:
    case = await made(skipping)
    await way(case)
    await case.ask("request", message("withdrawn", APPLICANT, reason="已自行解决"))
    await case.reach("withdrawn")
    assert await case.tasks() == []


async def test_follow_up_is_asked_once(skipping: Office) -> None:
    case = await made(skipping)
    await answered_again(case)
    assert await case.refusal_of_answer("follow_up_rating", APPLICANT, decision="follow_up_asked", reason=AGAIN) == "invalid_input"


async def test_follow_up_has_its_whole_term_again(skipping: Office) -> None:
    case = await made(skipping)
    first = await case.task("enquiry_answer")
    await ask_again(case)
    second = await case.task("follow_up_answer")
    assert (first.working_days, second.working_days) == (10, 10)
    assert second.clock_from == second.opened_at > first.opened_at


@pytest.mark.parametrize(("way", "kind"), [(nothing, "enquiry_answer"), (ask_again, "follow_up_answer")])
async def test_answer_is_late_and_the_heads_when_its_term_is_over(skipping: Office, way: Way, kind: str) -> None:
    case = await made(skipping)
    await way(case)
    await case.ask("assign_task", await case.assignment(kind, OFFICER, OFFICER.subject))
    await case.skip(timedelta(days=25))
    await case.happened("escalated")
    assert await is_late(skipping, case)
    decision = {"enquiry_answer": "answered", "follow_up_answer": "follow_up_answered"}[kind]
    assert await case.refusal_of_answer(kind, OTHER_OFFICER, decision=decision, answer=ANSWER) == "forbidden"
    await case.answer(kind, HEAD_OFFICER, decision=decision, answer=ANSWER)
    assert await is_late(skipping, case)


async def test_answer_stands_in_the_task_of_whoever_rates_it(skipping: Office) -> None:
    case = await made(skipping)
    await answer(case)
    assert (await case.task("enquiry_rating")).about == {"answer": ANSWER}


# -- other departments -------------------------------------------------------------------------------------------------------------------


async def test_answer_waits_for_a_part_that_may_still_come(skipping: Office) -> None:
    case = await made(skipping)
    await invite(case)
    await invite(case, "econ")
    assert await case.refusal_of_answer("enquiry_answer", OFFICER, decision="answered", answer=ANSWER) == "wrong_stage"
    part = next(task for task in await case.tasks() if task.department == "comfin")
    assert (part.kind, part.about, part.working_days) == ("enquiry_part", {"question": "辅导由谁办理？"}, 5)
    for department in ("comfin", "econ"):
        assert (await case.row()).stage == "answering"
        given = next(task for task in await case.tasks() if task.department == department)
        await case.complete(given, person(f"officer-{department}-1"), {"decision": "part_given", "opinion": "由我局办理"})
    await answer(case)
    await case.reach("rating")


async def test_answer_goes_out_without_a_part_whose_term_is_over(skipping: Office) -> None:
    case = await made(skipping)
    await invite(case)
    part = await case.task("enquiry_part")
    assert part.due_at is not None
    await case.skip_until(part.due_at + timedelta(minutes=1))
    await case.happened("escalated")
    await answer(case)
    await case.reach("rating")
    [closed] = await skipping.all(select(Task).where(Task.case_id == case.id, Task.kind == "enquiry_part"))
    assert (closed.outcome, closed.completed_by) == ("superseded", None)
    # The enterprise was answered in time.
    assert not await is_late(skipping, case)


async def test_invited_department_is_told_and_warned_in_its_own_name(skipping: Office) -> None:
    case = await made(skipping)
    await invite(case)
    await case.skip(timedelta(days=12))
    await case.happened("escalated")
    told = await skipping.all(select(Message).where(Message.case_id == case.id, Message.department == "comfin").order_by(Message.id))
    assert [(one.role, one.zh.partition("，")[0]) for one in told] == [
        ("officer", f"诉求{case.number}征求贵部门意见"),
        ("officer", f"{case.number}的“对诉求提出意见”即将到期。"),
        ("officer", f"{case.number}的“对诉求提出意见”已逾期"),
        ("approver", f"{case.number}的“对诉求提出意见”已逾期"),
    ]


async def test_invited_department_follows_the_enquiry(skipping: Office) -> None:
    case = await made(skipping, "ip-finance")
    assert not (await case.row()).is_open_to(COMFIN)
    await invite(case)
    row = await case.row()
    assert isinstance(row, Enquiry)
    assert row.is_open_to(COMFIN)
    assert not row.is_open_to(person("officer-econ-1"))


@pytest.mark.parametrize("department", ["sti", "comfin"])
async def test_department_that_is_at_it_is_not_invited(skipping: Office, department: str) -> None:
    case = await made(skipping)
    await invite(case)
    again = message("part_invited", OFFICER, department=department, question="补充")
    assert await case.refusal("request", again) == "duplicate"


async def test_department_may_be_invited_again_when_something_more_is_asked(skipping: Office) -> None:
    case = await made(skipping)
    await invite(case)
    await case.answer("enquiry_part", COMFIN, decision="part_given", opinion="由我局办理")
    await ask_again(case)
    await invite(case)
    await case.answer("enquiry_part", COMFIN, decision="part_given", opinion="每月受理")
    assert (await case.row()).invited == ["comfin"]


async def skip_to_last_day(case: Case, kind: str, days_before: int = 0) -> None:
    """Let time pass to noon of the last day on which a part may be asked, or so many days before."""
    last = date.fromisoformat((await case.task(kind)).about["parts_until"]) - timedelta(days=days_before)
    await case.skip_until(datetime.combine(last, time(12), BEIJING))


@pytest.mark.parametrize(("way", "kind"), [(nothing, "enquiry_answer"), (ask_again, "follow_up_answer")])
async def test_part_is_due_two_working_days_before_the_answer_when_it_is_asked_on_the_last_day(
    skipping: Office, way: Way, kind: str
) -> None:
    case = await made(skipping)
    await way(case)
    await skip_to_last_day(case, kind)
    await invite(case)
    part, due = await case.task("enquiry_part"), (await case.task(kind)).due_at
    assert part.due_at is not None
    assert due is not None
    assert part.working_days == 1
    clock = LegalCalendar({}, frozenset())
    assert clock.remaining(part.due_at, due) == 2


@pytest.mark.parametrize(("way", "kind"), [(nothing, "enquiry_answer"), (ask_again, "follow_up_answer")])
async def test_no_part_is_asked_when_it_would_make_the_answer_late(skipping: Office, way: Way, kind: str) -> None:
    case = await made(skipping)
    await way(case)
    await skip_to_last_day(case, kind)
    await case.skip(timedelta(days=1))
    asking = message("part_invited", OFFICER, department="comfin", question="辅导由谁办理？")
    # The day after may be one of the weekend, from which as many working days are left.
    while LegalCalendar({}, frozenset()).is_working((await skipping.clock(case.handle)).astimezone(BEIJING).date()) is False:
        await case.skip(timedelta(days=1))
    assert await case.refusal("request", asking) == "wrong_stage"
    assert await skipping.all(select(Enquiry.invited).where(Enquiry.id == case.id)) == [[]]


async def test_nobody_is_invited_when_the_answer_is_out(skipping: Office) -> None:
    case = await made(skipping)
    await answer(case)
    asking = message("part_invited", OFFICER, department="comfin", question="辅导由谁办理？")
    assert await case.refusal("request", asking) == "wrong_stage"


# -- one person, one duty ----------------------------------------------------------------------------------------------------------------


async def test_whoever_gave_a_part_does_not_answer(skipping: Office) -> None:
    case = await made(skipping)
    await invite(case)
    both = Actor(COMFIN.subject, COMFIN.name, (*COMFIN.grants, Grant(Role.OFFICER, "sti")))
    await case.answer("enquiry_part", both, decision="part_given", opinion="由我局办理")
    assert await case.refusal_of_answer("enquiry_answer", both, decision="answered", answer=ANSWER) == "four_eyes"


async def test_whoever_asked_does_not_answer(skipping: Office) -> None:
    case = await made(skipping)
    clerk = replace(APPLICANT, enterprise=None, grants=OFFICER.grants)
    assert await case.refusal_of_answer("enquiry_answer", clerk, decision="answered", answer=ANSWER) == "four_eyes"


async def test_successor_is_told_of_the_enquiry_and_rates_its_answer(skipping: Office) -> None:
    case = await made(skipping)
    await take_over(skipping)
    await answer(case)
    await case.answer("enquiry_rating", SUCCESSOR, decision="satisfied")
    await case.reach("satisfied")
    told = await skipping.all(select(Message.zh).where(Message.enterprise_uscc == YUNHENG))
    assert f"{case.number}由贵单位承继，请继续办理。" in told
