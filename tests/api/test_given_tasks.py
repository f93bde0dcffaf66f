"""转办任务的材料。Whoever is given a task reads what it is about while it is theirs, in its role; nobody else there does."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from models.tables import Document, Enterprise, Task
from policy.actors import Role
from sandbox.enterprises import CHENXIN
from tests.api.desk import HEAD, OFFICER, Desk
from tests.api.test_opinions import done, waiting
from tests.models.test_caps import application
from tests.policy.baselines import WAN

GIVEN, COLLEAGUE = "approver-econ-1", "approver-econ-2"


@dataclass
class Given:
    """A case of another department, and a task of it that can be given away."""

    desk: Desk
    number: str
    task: uuid.UUID
    document: uuid.UUID

    async def give(self, assignee: str | None, department: str | None = None, *, closed: bool = False) -> None:
        """Have the task given to somebody, or to a department, or closed."""
        values: dict[str, object] = {"assignee": assignee}
        if closed:
            values |= {"closed_at": datetime.now(UTC), "completed_by": assignee, "outcome": "approved", "answer": {"decision": "approved"}}
        async with self.desk.database.writing() as session:
            await session.execute(
                update(Task).where(Task.id == self.task).values(**values | ({"department": department} if department else {}))
            )

    async def answers(self, person: str) -> set[bool]:
        """Return whether each thing there is to read of it exists for somebody: one answer where all is alike."""
        case = f"/applications/{self.number}"
        paths = [case, f"{case}/documents", f"{case}/submissions", f"/documents/{self.document}/content"]
        paths += [f"/cases/{self.number}/{of}" for of in ("timeline", "opinions", "letters", "objections")]
        return {(await self.desk.get(person, path)).status_code != 404 for path in paths}


@pytest.fixture
async def given(shared: Desk) -> Given:
    case = application("public-platform")
    case.id, case.award_fen = uuid.uuid4(), 200 * WAN
    task = waiting(case, "decision", Role.APPROVER)
    task.families = [case.id]
    file = {"file_name": "证书.pdf", "media_type": "application/pdf", "size_bytes": 1, "sha256": "0" * 64, "uploaded_by": "a"}
    document = Document(case_id=case.id, evidence_code="contract", **file)
    async with shared.database.writing() as session:
        await session.merge(Enterprise(uscc=CHENXIN, name="演示辰芯", kind="enterprise", status="active"))
        session.add(case)
        await session.flush()
        session.add_all([task, document, done(case, "fact_check", "officer-sti-1", "facts_stated", 5, opinion="符合条件")])
        await session.flush()
        return Given(shared, case.number, task.id, document.id)


async def test_approver_of_another_department_reads_the_case_of_a_task_while_it_is_given_to_them(given: Given) -> None:
    assert await given.answers(GIVEN) == {False}
    await given.give(GIVEN)
    assert await given.answers(GIVEN) == {True}
    assert await given.answers(COLLEAGUE) == {False}
    await given.give(None)
    assert await given.answers(GIVEN) == {False}


async def test_case_is_closed_to_them_again_when_their_task_is_done(given: Given) -> None:
    await given.give(GIVEN)
    await given.give(GIVEN, closed=True)
    assert await given.answers(GIVEN) == {False}


async def test_department_to_which_a_task_is_delegated_reads_its_case_in_the_role_of_the_task(given: Given) -> None:
    await given.give(None, "econ")
    assert await given.answers(GIVEN) == await given.answers(COLLEAGUE) == {True}
    # Officers there have nothing to do in it.
    assert (await given.desk.get("officer-econ-1", f"/applications/{given.number}")).status_code == 404


async def test_nobody_else_of_the_department_reads_the_case_when_its_task_was_given_to_one(given: Given) -> None:
    await given.give(GIVEN, "econ")
    assert await given.answers(GIVEN) == {True}
    assert await given.answers(COLLEAGUE) == {False}


async def test_case_is_not_opened_by_a_task_in_a_role_they_do_not_have(given: Given) -> None:
    await given.give("officer-econ-1")
    assert (await given.desk.get("officer-econ-1", f"/applications/{given.number}")).status_code == 404


async def test_another_case_stays_closed_to_whoever_was_given_a_task(given: Given) -> None:
    await given.give(GIVEN)
    other = application("public-platform", award_fen=WAN)
    async with given.desk.database.writing() as session:
        session.add(other)
    assert (await given.desk.get(GIVEN, f"/applications/{other.number}")).status_code == 404
    assert (await given.desk.get(OFFICER, f"/applications/{other.number}")).status_code == 200


@pytest.mark.parametrize(
    ("kind", "role", "before", "outcome", "answer"),
    [
        ("desk_review", Role.OFFICER, "decision", "returned", {"reason": "请核对等级"}),
        ("desk_review", Role.OFFICER, "second_decision", "returned", {"reason": "请核对金额"}),
        ("site_check", Role.OFFICER, "reconsideration", "reconsideration_granted", {"reason": "有误", "parts": ["facts", "amount"]}),
        ("acceptance", Role.OFFICER, "reconsideration", "reconsideration_granted", {"reason": "有误", "parts": ["conduct"]}),
        ("decision", Role.APPROVER, "reconsideration", "reconsideration_granted", {"reason": "有误", "parts": ["reading"]}),
        ("decision", Role.APPROVER, "decision", "decision_refused", {"reason": "不符合条件"}),
        ("desk_review", Role.OFFICER, "fact_confirmation", "facts_doubted", {"reason": "与证书不符"}),
    ],
)
async def test_whoever_does_it_again_reads_what_was_wrong(
    shared: Desk, kind: str, role: Role, before: str, outcome: str, answer: dict[str, object]
) -> None:
    case = application("science-award")
    case.id = uuid.uuid4()
    task = waiting(case, kind, role)
    earlier = done(case, before, "approver-sti-2", outcome, 5, **answer)
    async with shared.database.writing() as session:
        await session.merge(Enterprise(uscc=CHENXIN, name="演示辰芯", kind="enterprise", status="active"))
        session.add(case)
        await session.flush()
        session.add_all([task, earlier])
    (read,) = (await shared.get(HEAD if role is Role.APPROVER else OFFICER, f"/tasks/{task.id}")).json()["opinions"]
    assert (read["kind"], read["outcome"]["code"], read["reason"]) == (before, outcome, answer["reason"])
    assert [part["code"] for part in read["parts"]] == answer.get("parts", [])
