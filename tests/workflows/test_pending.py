"""What waits outside every case is a task with a deadline until it is ended, by the task or by another way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from activities.recognition.listed import MOST
from models.commands import entry
from models.tables import Appropriation, AuditEvent, Message, PendingMatter, Person, Recognition, RecognitionImport, Task
from policy.actors import Actor, Role
from tests.granting import grants
from tests.office import DEPUTY, FINANCE, HEAD, OFFICER, OTHER_FINANCE, OTHER_OFFICER, Case, Office, until
from tests.workflows.pending import (
    ADMIN,
    ENTRIES,
    OTHER_ADMIN,
    again,
    appropriated,
    difference,
    look,
    open_for,
    people,
    proposed,
    recognised,
    rule,
    suspended,
    taken_up,
    targets,
)
from tests.workflows.persons import OTHER_HR

LONG = timedelta(days=30)
WHY = "已与国库核实，系他人误付"
OTHERS = {
    "rule": HEAD,
    "suspension": OTHER_OFFICER,
    "targets": DEPUTY,
    "budget_document": OTHER_FINANCE,
    "people_import": OTHER_ADMIN,
    "recognition_import": HEAD,
    "expert": OTHER_OFFICER,
}
ENTERED_BY = {"budget_document": FINANCE, "people_import": ADMIN}
# How a row says who ended it: the columns are those of its table.
APPROVED_BY = {"budget_document": "confirmed_by"} | dict.fromkeys(("people_import", "recognition_import", "expert"), "decided_by")
REFUSED_BY = {kind: column for kind, column in APPROVED_BY.items() if column == "decided_by"}
BOTH = replace(OFFICER, grants=grants(Role.OFFICER, Role.APPROVER))
each = pytest.mark.parametrize("kind", ENTRIES)


def answered_by(kind: str) -> Actor:
    return OTHERS[kind]


async def complete(case: Case, actor: Actor, **answer: Any) -> Any:
    """Complete the task of whichever of somebody's roles has one."""
    tasks = await open_for(case)
    task = next(tasks[role] for role in tasks if role in {grant.role for grant in actor.grants})
    return await case.ask("complete_task", case.completion_of(task, actor, answer))


async def detail_of(office: Office, case: Case, event: str) -> Any:
    return (await office.all(select(AuditEvent).where(AuditEvent.case_id == case.id, AuditEvent.event == event)))[0]


# -- differences ------------------------------------------------------------------------------------------------------------------------


async def test_difference_is_resolved_when_somebody_of_finance_explains_it(skipping: Office) -> None:
    row = await difference(skipping)
    case = await taken_up(skipping, row)
    task = await case.task("difference_explanation")
    assert (task.role, task.department, task.able) == ("finance", "comfin", True)
    assert task.due_at is not None
    assert (task.about["reference"], task.about["theirs_fen"], task.about["ours_fen"]) == ("STRAY-1", 7, None)
    await case.answer("difference_explanation", FINANCE, decision="difference_resolved", reason=WHY)
    assert await case.handle.result() == "resolved"
    kept = await again(skipping, row)
    assert (kept.state, kept.resolved_by, kept.reason) == ("resolved", FINANCE.subject, WHY)


async def test_difference_leaves_the_inbox_when_it_agrees_by_the_treasurys_later_word(skipping: Office) -> None:
    row = await difference(skipping)
    case = await taken_up(skipping, row)
    async with skipping.database.writing() as session:
        (await session.get_one(type(row), row.id)).resolve("system", datetime.now(UTC), "已自行一致 It agrees by now.")
    await look(skipping)
    assert await case.handle.result() == "resolved"
    (task,) = await skipping.all(select(Task).where(Task.case_id == case.id))
    assert (task.outcome, task.completed_by) == ("superseded", None)
    assert (await detail_of(skipping, case, "difference_resolved")).detail == {"by": "system", "reason": "已自行一致 It agrees by now."}


async def test_difference_is_warned_of_and_escalates_when_nobody_explains_it(skipping: Office) -> None:
    case = await taken_up(skipping, await difference(skipping))
    await case.skip(LONG)
    await case.happened("escalated")
    assert await case.events() == ["difference_found", "warned", "escalated"]
    told = await skipping.all(select(Message.role).where(Message.case_id == case.id))
    assert set(told) == {"finance"}
    await case.answer("difference_explanation", OTHER_FINANCE, decision="difference_resolved", reason=WHY)
    await case.reach("resolved")


async def test_difference_is_handed_to_somebody_of_finance(skipping: Office) -> None:
    case = await taken_up(skipping, await difference(skipping))
    await case.ask("assign_task", await case.assignment("difference_explanation", FINANCE, OTHER_FINANCE.subject))
    assert await case.refusal_of_answer("difference_explanation", FINANCE, decision="difference_resolved", reason=WHY) == "forbidden"
    await case.answer("difference_explanation", OTHER_FINANCE, decision="difference_resolved", reason=WHY)
    await case.reach("resolved")


async def test_explanation_is_refused_when_the_difference_was_resolved_meanwhile(skipping: Office) -> None:
    row = await difference(skipping)
    case = await taken_up(skipping, row)
    async with skipping.database.writing() as session:
        (await session.get_one(type(row), row.id)).resolve(OTHER_FINANCE.subject, datetime.now(UTC), "已说明")
    assert await case.refusal_of_answer("difference_explanation", FINANCE, decision="difference_resolved", reason=WHY) == "wrong_stage"
    await look(skipping)
    await case.reach("resolved")
    assert (await again(skipping, row)).reason == "已说明"


async def test_difference_is_the_departments_whose_payment_it_names(skipping: Office) -> None:
    application = await skipping.apply_for()
    case = await taken_up(skipping, await difference(skipping, application.number, "ledger_differs"))
    row = await case.row()
    assert (row.department, row.item_code) == ("sti", "innovation-centre")


async def test_row_that_waits_has_one_case_however_often_it_is_looked_at(skipping: Office) -> None:
    await difference(skipping)
    await rule(skipping)
    for _ in range(3):
        await look(skipping)
    assert sorted(await skipping.all(select(PendingMatter.kind))) == ["difference", "rule"]


# -- entries ----------------------------------------------------------------------------------------------------------------------------


@each
async def test_entry_counts_when_another_approves_it_by_their_task(skipping: Office, kind: str) -> None:
    row = await ENTRIES[kind](skipping)
    case = await taken_up(skipping, row)
    for task in await case.tasks():
        assert task.due_at is not None
        assert (task.about["id"], task.about["entered_by"]) == (str(row.id), ENTERED_BY.get(kind, OFFICER).subject)
        assert task.about.get("document_no") == getattr(row, "document_no", None)
    await complete(case, answered_by(kind), decision="entry_approved")
    assert await case.handle.result() == "approved"
    kept = await again(skipping, row)
    assert getattr(kept, APPROVED_BY.get(kind, "approved_by")) == answered_by(kind).subject
    assert getattr(kept, "confirmed", getattr(kept, "taken", True)) is True


@each
async def test_entry_never_counts_when_another_refuses_it_by_their_task(skipping: Office, kind: str) -> None:
    row = await ENTRIES[kind](skipping)
    case = await taken_up(skipping, row)
    await complete(case, answered_by(kind), decision="entry_refused", reason="文号有误")
    assert await case.handle.result() == "refused"
    kept = await again(skipping, row)
    assert getattr(kept, REFUSED_BY.get(kind, "refused_by")) == answered_by(kind).subject
    assert getattr(kept, "confirmed", getattr(kept, "taken", False)) is False or kind == "budget_document"


@each
async def test_entry_leaves_every_inbox_when_it_is_approved_by_its_route(skipping: Office, kind: str) -> None:
    row = await ENTRIES[kind](skipping)
    case = await taken_up(skipping, row)
    async with skipping.database.writing() as session:
        await entry.approve(session, answered_by(kind), await session.get_one(type(row), row.id), datetime.now(UTC))
    await look(skipping)
    assert await case.handle.result() == "approved"
    assert await case.tasks() == []
    assert (await detail_of(skipping, case, "entry_approved")).detail == {"by": answered_by(kind).subject}


async def test_entry_leaves_every_inbox_when_whoever_entered_it_withdraws_it(skipping: Office) -> None:
    row = await rule(skipping)
    case = await taken_up(skipping, row)
    async with skipping.database.writing() as session:
        await entry.refuse(session, OFFICER, await session.get_one(type(row), row.id), "录入有误")
    await look(skipping)
    assert await case.handle.result() == "refused"
    assert (await detail_of(skipping, case, "entry_refused")).detail == {"by": OFFICER.subject, "reason": "录入有误"}


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("rule", {"officer", "approver"}),
        ("suspension", {"officer", "approver"}),
        ("targets", {"officer", "approver"}),
        ("budget_document", {"finance"}),
        ("people_import", {"admin"}),
        ("recognition_import", {"approver"}),
        ("expert", {"admin", "officer"}),
    ],
)
async def test_entry_is_in_the_inbox_of_every_role_that_may_approve_it(skipping: Office, kind: str, roles: set[str]) -> None:
    case = await taken_up(skipping, await ENTRIES[kind](skipping))
    tasks = await open_for(case)
    assert set(tasks) == roles
    assert {task.able for task in tasks.values()} == {True}


@each
async def test_whoever_entered_it_does_not_approve_it(skipping: Office, kind: str) -> None:
    row = await ENTRIES[kind](skipping)
    case = await taken_up(skipping, row)
    # A list of recognitions is an officer's to import, and an approver's to confirm.
    actor = BOTH if kind == "recognition_import" else ENTERED_BY.get(kind, OFFICER)
    task = next(found for found in await case.tasks() if found.role in {grant.role for grant in actor.grants})
    refused = await case.refusal("complete_task", case.completion_of(task, actor, {"decision": "entry_approved"}))
    assert refused == "four_eyes"
    await complete(case, answered_by(kind), decision="entry_approved")
    await case.reach("approved")


async def test_expert_of_two_departments_is_in_the_inbox_of_both(skipping: Office) -> None:
    case = await taken_up(skipping, await proposed(skipping, "sti", "hr"))
    assert sorted((task.role, task.department) for task in await case.tasks()) == [("admin", "sti"), ("officer", "hr"), ("officer", "sti")]
    await case.complete(next(task for task in await case.tasks() if task.department == "hr"), OTHER_HR, {"decision": "entry_approved"})
    await case.reach("approved")
    assert await case.tasks() == []


async def test_list_of_people_says_whom_it_gives_which_roles_and_nobodys_contact(skipping: Office) -> None:
    case = await taken_up(skipping, await people(skipping))
    (task,) = await case.tasks()
    given = {"role": "officer", "department": "sti", "head": False}
    assert task.about["given"] == [{"subject": "officer-sti-9", "name": "新同事", "grants": [given]}]
    assert "contact" not in str(task.about)
    await complete(case, OTHER_ADMIN, decision="entry_approved")
    await case.reach("approved")
    (known,) = await skipping.all(select(Person).where(Person.subject == "officer-sti-9"))
    assert (known.grants, skipping.database.seal.unveil(known.contact or "")) == ([given], "010-67880000")


async def test_rows_of_a_list_are_entered_once_it_is_confirmed_by_a_task_but_for_those_that_are_there(skipping: Office) -> None:
    row = await recognised(skipping, "POOL-1", "POOL-2")
    await complete(await taken_up(skipping, row), HEAD, decision="entry_approved")
    assert await until(lambda: stages_of(skipping, row), "what became of the rows") == ["in_force", "in_force"]
    again_listed = await recognised(skipping, "POOL-2", "POOL-3")
    await complete(await taken_up(skipping, again_listed), HEAD, decision="entry_approved")
    assert await until(lambda: stages_of(skipping, again_listed), "what became of the rows") == ["discarded", "in_force"]
    (told,) = await skipping.all(
        select(AuditEvent).join(Recognition, Recognition.id == AuditEvent.case_id).where(AuditEvent.event == "import_refused")
    )
    assert told.actor == HEAD.subject
    assert "在册" in told.detail["reason"]


async def test_lists_of_more_rows_than_are_entered_at_once_are_entered_whole(skipping: Office) -> None:
    numbers = [f"POOL-{place}" for place in range(MOST + 1)]
    row = await recognised(skipping, *numbers)
    async with skipping.database.writing() as session:
        await entry.approve(session, HEAD, await session.get_one(RecognitionImport, row.id), datetime.now(UTC))
    await look(skipping)
    assert await stages_of(skipping, row) == ["in_force"] * len(numbers)


async def stages_of(office: Office, row: RecognitionImport) -> list[str] | None:
    """Return where the rows of a list stand, in its order, once none of them waits any more."""
    stages = await office.all(select(Recognition.stage).where(Recognition.batch == row.id).order_by(Recognition.id))
    return None if not stages or "draft" in stages else list(stages)


async def test_entry_escalates_in_every_inbox_when_nobody_decides_on_it(skipping: Office) -> None:
    case = await taken_up(skipping, await targets(skipping))
    await case.skip(LONG)
    await case.happened("escalated")
    assert sorted(await case.events()) == ["entry_made", "escalated", "escalated", "warned", "warned"]
    await complete(case, DEPUTY, decision="entry_approved")
    await case.reach("approved")


async def test_application_is_held_when_a_suspension_is_approved_by_a_task(skipping: Office) -> None:
    application = await skipping.apply_for()
    await application.to_review()
    case = await taken_up(skipping, await suspended(skipping))
    await complete(case, HEAD, decision="entry_approved")
    await application.happened("suspension_found")


async def test_budget_document_of_a_year_that_is_over_is_refused_by_its_task_only(skipping: Office) -> None:
    row = await appropriated(skipping)
    case = await taken_up(skipping, row)
    await skipping.change(update(Appropriation).where(Appropriation.id == row.appropriation_id).values(year=2023))
    task = await case.task("entry_approval")
    assert await case.refusal("complete_task", case.completion_of(task, OTHER_FINANCE, {"decision": "entry_approved"})) == "wrong_stage"
    await complete(case, OTHER_FINANCE, decision="entry_refused", reason="年度已结束")
    await case.reach("refused")


async def test_nothing_is_opened_when_nothing_waits(skipping: Office) -> None:
    await look(skipping)
    assert await skipping.all(select(func.count()).select_from(PendingMatter)) == [0]
