"""无人可办的测试。What nobody may do is told at once, and goes to whoever is delegated, where there is somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select, update
from temporalio.testing import WorkflowEnvironment

from models.tables import Message, Person, Task
from sandbox.enterprises import CHENXIN
from tests.office import Office, real_time_office
from tests.office.case import Case
from tests.office.people import APPLICANT, DEPUTY, HEAD, OFFICER, OTHER_OFFICER, THIRD_APPROVER, person
from tests.office.sandbox import becomes
from tests.patience import until
from tests.workflows.redecisions import anew

DELEGATED = person("approver-econ-1")
GONE: dict[str, dict[str, Any]] = {
    "revoked": {"revoked_at": "2026-01-01T00:00:00+08:00"},
    "away": {"absent_from": "2020-01-01", "absent_to": "2999-01-01"},
    "interested": {"interests": [CHENXIN]},
}


async def to_decision(office: Office) -> Case:
    """Take an application to its decision."""
    case = await office.apply_for()
    await case.to_review()
    await case.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")
    await case.task("decision")
    return case


async def leave(office: Office, how: dict[str, Any], but: Sequence[str] = ()) -> None:
    """Have every approver of the science bureau unable to act, but for some."""
    held = Person.grants.contains([{"role": "approver", "department": "sti"}])
    await office.change(update(Person).where(held, Person.subject.not_in(but)).values(**how))


async def told(office: Office, case: Case) -> list[tuple[str | None, str | None, bool]]:
    """Return who is told that nobody may do a task, and whether it went to whoever is delegated."""
    rows = await office.all(select(Message).where(Message.case_id == case.id, Message.en.startswith("Nobody may do")).order_by(Message.id))
    return [(row.role, row.person, "delegated" in row.en) for row in rows]


@pytest.mark.parametrize("how", GONE.values(), ids=GONE)
async def test_operator_and_department_are_told_when_nobody_may_do_a_task(skipping: Office, how: dict[str, Any]) -> None:
    await leave(skipping, how)
    case = await to_decision(skipping)
    assert sorted(await told(skipping, case), key=str) == [("approver", None, False), ("operator", None, False)]
    task = await case.task("decision")
    assert (task.able, task.assignee) == (False, None)
    # To hand it over is asked of those who may.
    said = await skipping.all(select(Message).where(Message.case_id == case.id, Message.en.startswith("Nobody may do")))
    assert {one.role: ("请转交" in one.zh, "已通知本部门转交" in one.zh) for one in said} == {
        "approver": (True, False),
        "operator": (False, True),
    }


async def test_task_is_done_by_another_department_when_it_is_given_there_because_nobody_of_its_own_is_here(skipping: Office) -> None:
    await leave(skipping, GONE["away"])
    case = await to_decision(skipping)
    await case.ask("assign_task", await case.assignment("decision", HEAD, DELEGATED.subject))
    await case.answer("decision", DELEGATED, decision="approved")


async def test_nobody_is_told_while_one_of_them_may_do_it(skipping: Office) -> None:
    await leave(skipping, GONE["away"], but=["approver-sti-2"])
    case = await to_decision(skipping)
    assert (await case.task("decision")).able is True
    assert await told(skipping, case) == []


async def test_head_is_told_when_nobody_of_the_role_is_here(skipping: Office) -> None:
    officers = Person.grants.contains([{"role": "officer", "department": "sti"}])
    await skipping.change(update(Person).where(officers).values(**GONE["away"]))
    case = await skipping.apply_for()
    assert (await case.task("acceptance")).able is False
    assert set(await told(skipping, case)) == {(None, "head-sti", False), ("operator", None, False)}


async def test_task_goes_to_whoever_is_delegated_when_nobody_of_its_department_may_do_it(
    temporal_env: WorkflowEnvironment, database_url: str
) -> None:
    delegates = {"approver": DELEGATED.subject}
    async with real_time_office(temporal_env.client, database_url, delegates=delegates) as office:
        await leave(office, GONE["revoked"])
        case = await to_decision(office)
        task = await case.task("decision")
        assert task.assignee == DELEGATED.subject
        assert sorted(await told(office, case), key=str) == [("approver", None, True), ("operator", None, True)]
        given = await office.all(select(Message.person).where(Message.case_id == case.id, Message.en.contains("handed over to you")))
        assert list(given) == [DELEGATED.subject]
        await case.answer("decision", DELEGATED, decision="approved")


async def test_task_goes_to_whoever_is_delegated_when_the_last_who_could_do_it_is_gone(
    temporal_env: WorkflowEnvironment, database_url: str
) -> None:
    async with real_time_office(temporal_env.client, database_url, delegates={"approver": DELEGATED.subject}) as office:
        case = await to_decision(office)
        assert (await case.task("decision")).able is True
        await leave(office, GONE["revoked"])
        for _ in range(2):
            # As the check of the night does, and whatever shows that somebody is gone.
            await case.handle.signal("look")

            async def handed() -> bool | None:
                return (await case.task("decision")).assignee == DELEGATED.subject or None

            await until(handed, "the delegate")
        # However often it is looked at, it is said once.
        assert sorted(await told(office, case), key=str) == [("approver", None, True), ("operator", None, True)]
        await case.answer("decision", DELEGATED, decision="approved")


async def test_task_is_told_of_again_when_whoever_it_went_to_is_gone_as_well(temporal_env: WorkflowEnvironment, database_url: str) -> None:
    async with real_time_office(temporal_env.client, database_url, delegates={"approver": DELEGATED.subject}) as office:
        await leave(office, GONE["revoked"])
        case = await to_decision(office)
        assert (await case.task("decision")).assignee == DELEGATED.subject
        await office.change(update(Person).where(Person.subject == DELEGATED.subject).values(**GONE["revoked"]))
        await case.handle.signal("look")

        async def taken() -> bool | None:
            return (await case.task("decision")).assignee is None or None

        await until(taken, "that it is taken back")
        # The second time whom it went to is told as well.
        assert Counter(await told(office, case)) == Counter(
            [(role, None, delegated) for role in ("approver", "operator") for delegated in (True, False)]
            + [(None, DELEGATED.subject, False)]
        )


async def test_held_payment_is_told_of_at_once_when_the_last_who_could_let_it_go_decides_on_its_award(skipping: Office) -> None:
    await leave(skipping, GONE["away"], but=["approver-sti-1", "approver-sti-2"])
    award = await skipping.apply_for("science-award")
    # One of the two decides the award, and so only the other could say whether its payment goes on.
    await award.to_payment()
    await becomes(skipping, CHENXIN, kind="university")
    await award.pay()
    assert (await award.task("standing_check")).able is True
    found = await anew(skipping, award, {"grade": "first"}, OTHER_OFFICER)
    await found.decide(person("approver-sti-2"), clears=False)

    async def missing() -> bool | None:
        return (await award.task("standing_check")).able is False or None

    await until(missing, "that nobody may let it go")
    assert sorted(await told(skipping, award), key=str) == [("approver", None, False), ("operator", None, False)]


async def test_task_goes_to_nobody_when_whoever_is_delegated_may_not_do_it_either(
    temporal_env: WorkflowEnvironment, database_url: str
) -> None:
    async with real_time_office(temporal_env.client, database_url, delegates={"approver": "finance-1"}) as office:
        await leave(office, GONE["revoked"])
        case = await to_decision(office)
        assert (await case.task("decision")).assignee is None
        assert all(not delegated for _, _, delegated in await told(office, case))
        assert len(await office.all(select(Task.id).where(Task.able.is_(False)))) == 1


async def held_award(office: Office, *, left: Sequence[str]) -> Case:
    """Take a reward, decided by one of those who are left in its department, to where it is held before it is paid."""
    await leave(office, GONE["away"], but=left)
    award = await office.apply_for("science-award")
    await award.to_payment()
    await becomes(office, CHENXIN, kind="university")
    await award.pay()
    await award.task("standing_check")
    return award


async def test_held_payment_goes_to_whoever_is_delegated_when_everybody_of_its_department_has_a_duty_already(
    temporal_env: WorkflowEnvironment, database_url: str
) -> None:
    async with real_time_office(temporal_env.client, database_url, delegates={"approver": DELEGATED.subject}) as office:
        award = await held_award(office, left=["approver-sti-1"])
        task = await award.task("standing_check")
        assert (task.able, task.assignee) == (False, DELEGATED.subject)
        assert await award.refusal_of_answer("standing_check", HEAD, decision="payment_ended", reason="类型变更") == "forbidden"
        await award.answer("standing_check", DELEGATED, decision="payment_resumed", reason="已核实")
        await award.reach("in_force")


async def test_held_payment_goes_to_whoever_is_delegated_when_the_last_who_could_let_it_go_decides_on_its_award(
    temporal_env: WorkflowEnvironment, database_url: str
) -> None:
    async with real_time_office(temporal_env.client, database_url, delegates={"approver": DELEGATED.subject}) as office:
        award = await held_award(office, left=["approver-sti-1", "approver-sti-2"])
        assert (await award.task("standing_check")).assignee is None
        found = await anew(office, award, {"grade": "first"}, OTHER_OFFICER)
        await found.decide(person("approver-sti-2"), clears=False)

        async def handed() -> bool | None:
            return (await award.task("standing_check")).assignee == DELEGATED.subject or None

        await until(handed, "the delegate")
        assert sorted(await told(office, award), key=str) == [("approver", None, True), ("operator", None, True)]


@pytest.mark.parametrize("left", ["another approver", "nobody"])
async def test_reconsideration_is_handed_on_by_another_than_whoever_refused_while_there_is_one(skipping: Office, left: str) -> None:
    case = await to_decision(skipping)
    await case.answer("decision", HEAD, decision="decision_refused", reason="不符合条件")
    await case.answer("reconsideration_request", APPLICANT, decision="reconsideration_requested", reason="符合条件")
    await case.task("reconsideration")
    if left == "nobody":
        await leave(skipping, GONE["revoked"], but=[HEAD.subject])
        await case.ask("assign_task", await case.assignment("reconsideration", HEAD, DELEGATED.subject))
        return
    to_deputy = await case.assignment("reconsideration", HEAD, DEPUTY.subject)
    assert await case.refusal("assign_task", to_deputy) == "four_eyes"
    await case.ask("assign_task", await case.assignment("reconsideration", THIRD_APPROVER, DEPUTY.subject))
    assert (await case.task("reconsideration")).assignee == DEPUTY.subject
