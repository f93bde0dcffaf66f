"""Who employs a person is confirmed by the employer, or by a paper where the employer does not; nobody's word alone is enough."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError

from models.tables import Employment, Message, NaturalPerson
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.office import APPLICANT, OFFICER, Case, Office, message, person
from tests.workflows.persons import HR, OTHER_PERSON, confirm, deny, employed, hand_in, registered, whose

LONG = timedelta(days=60)
STRANGER = person("applicant-yunheng")


async def employer_of(case: Case) -> str | None:
    [found] = await case.office.all(select(NaturalPerson).where(NaturalPerson.code == (await case.row()).beneficiary))
    return str(found.employer_uscc) if found.employer_uscc else None


async def silence(case: Case) -> None:
    await case.skip(timedelta(days=20))
    await case.reach("paper")


Way = Callable[[Case], Awaitable[None]]


async def test_person_is_employed_by_whom_they_named_when_the_employer_confirms_it(skipping: Office) -> None:
    case = await employed(skipping)
    task = await case.task("employer_answer")
    assert (task.enterprise_uscc, task.about) == (CHENXIN, {"name": "沈知行", "document": "居民身份证****002X"})
    assert await employer_of(case) is None
    await confirm(case)
    assert (await case.reach("attached")).closed_at is None
    assert await employer_of(case) == CHENXIN
    told = await skipping.all(select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc == CHENXIN))
    assert told == [f"沈知行申报在贵单位任职（{case.number}），请在期限内确认。"]


@pytest.mark.parametrize("way", [deny, silence])
async def test_paper_is_enough_when_the_employer_does_not_confirm(skipping: Office, way: Way) -> None:
    case = await employed(skipping)
    await way(case)
    await hand_in(case)
    about = (await case.task("employment_check")).about
    assert (about["name"], about["document"]) == ("沈知行", "居民身份证****002X")
    await case.answer("employment_check", HR, decision="paper_proves", opinion="劳动合同在有效期内")
    await case.reach("attached")
    assert await employer_of(case) == CHENXIN


async def test_nobody_is_employed_when_the_paper_does_not_say_so(skipping: Office) -> None:
    case = await employed(skipping)
    await deny(case)
    await hand_in(case)
    await case.answer("employment_check", HR, decision="paper_proves_nothing", reason="合同已到期")
    assert await case.handle.result() == "refused"
    assert await employer_of(case) is None


async def test_nobody_is_employed_when_no_paper_comes(skipping: Office) -> None:
    case = await employed(skipping)
    await deny(case)
    await case.skip(LONG)
    assert await case.handle.result() == "lapsed"
    assert await employer_of(case) is None


async def test_paper_is_not_handed_in_when_there_is_none(skipping: Office) -> None:
    case = await employed(skipping)
    await deny(case)
    who = whose((await case.row()).beneficiary)
    assert await case.refusal_of_answer("employment_paper", who, decision="paper_handed_in") == "incomplete"


@pytest.mark.parametrize("way", [None, deny])
async def test_person_withdraws_it_before_it_is_decided(skipping: Office, way: Way | None) -> None:
    case = await employed(skipping)
    if way:
        await way(case)
    await case.ask("request", message("withdrawn", whose((await case.row()).beneficiary), reason="填报有误"))
    assert await case.handle.result() == "withdrawn"


async def test_employer_alone_confirms(skipping: Office) -> None:
    case = await employed(skipping)
    oneself = whose((await case.row()).beneficiary)
    for other in (STRANGER, oneself, HR):
        assert await case.refusal_of_answer("employer_answer", other, decision="employer_confirmed") == "forbidden"


async def test_whoever_named_an_employer_does_not_confirm_it_in_its_name(skipping: Office) -> None:
    case = await employed(skipping)
    in_its_name = replace(APPLICANT, subject="person-1")
    assert await case.refusal_of_answer("employer_answer", in_its_name, decision="employer_confirmed") == "four_eyes"


@pytest.mark.parametrize(("officer", "code"), [(OFFICER, "forbidden"), (replace(HR, interests=(CHENXIN,)), "conflict_of_interest")])
async def test_paper_is_looked_at_by_the_department_and_whoever_has_no_interest(skipping: Office, officer: object, code: str) -> None:
    case = await employed(skipping)
    await deny(case)
    await hand_in(case)
    assert await case.refusal_of_answer("employment_check", officer, decision="paper_proves", opinion="属实") == code  # type: ignore[arg-type]


async def test_one_employer_is_asked_at_a_time(skipping: Office) -> None:
    who = await registered(skipping)
    await employed(skipping, actor=who)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await employed(skipping, actor=who, employer=YUNHENG)
    assert getattr(refused.value.cause, "type", "") == "duplicate"


async def test_same_employer_is_not_named_again_while_it_employs_the_person(skipping: Office) -> None:
    who = await registered(skipping)
    case = await employed(skipping, actor=who)
    await confirm(case)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await employed(skipping, actor=who)
    assert getattr(refused.value.cause, "type", "") == "duplicate"
    await case.ask("request", message("left", who))
    assert (await (await employed(skipping, actor=who)).row()).stage == "answer"


async def test_newest_employer_that_is_confirmed_counts_and_ends_the_one_before(skipping: Office) -> None:
    who = await registered(skipping)
    first = await employed(skipping, actor=who, employer=YUNHENG)
    await first.answer("employer_answer", STRANGER, decision="employer_confirmed")
    await first.reach("attached")
    second = await employed(skipping, actor=who)
    await confirm(second)
    assert await first.handle.result() == "ended"
    assert (await first.events())[-1] == "replaced"
    assert (await second.row()).stage == "attached"
    assert await employer_of(first) == CHENXIN
    other = await employed(skipping, actor=await registered(skipping, OTHER_PERSON, "E12345678"))
    await deny(other)
    assert [row.stage for row in await skipping.all(select(Employment).order_by(Employment.id))] == ["ended", "attached", "paper"]


@pytest.mark.parametrize("by_employer", [False, True])
async def test_employment_is_over_when_either_says_so(skipping: Office, by_employer: bool) -> None:  # noqa: FBT001 - a case
    who = await registered(skipping)
    case = await employed(skipping, actor=who)
    await confirm(case)
    await case.ask("request", message("left", APPLICANT if by_employer else who))
    assert await case.handle.result() == "ended"
    assert await employer_of(case) is None


async def test_false_nudge_ends_no_employment(skipping: Office) -> None:
    case = await employed(skipping)
    await confirm(case)
    await case.handle.signal("nudge", "nothing")
    await case.skip(LONG)
    assert (await case.row()).stage == "attached"
