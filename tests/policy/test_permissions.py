"""Who may do what: every rule of the one table, and nobody else."""

from __future__ import annotations

import uuid
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from policy.actors import OF_A_DEPARTMENT, Actor, Role
from policy.errors import Refusal
from policy.processes.kernel.duties import BARRED, Done
from policy.processes.kernel.granting import PERMISSIONS
from policy.processes.kernel.permissions import (
    AREA_WIDE,
    IN_PERSON,
    OpenTask,
    is_outside,
    may_in,
    may_see_application,
    may_see_pending,
    may_see_personal,
    may_see_task,
    require,
    serves,
    why_not,
    why_not_assign,
)
from policy.processes.registry import KINDS
from tests.granting import grants

MINE, OTHERS = "91110302MA9DA0018E", "91110302MA9DA00269"


def actor(role: Role, *, department: str = "sti", enterprise: str | None = None, subject: str = "somebody") -> Actor:
    return Actor(subject, subject, grants(role, departments=(department,)), enterprise if role is Role.APPLICANT else None)


APPLICANT = actor(Role.APPLICANT, enterprise=MINE)
OFFICER = actor(Role.OFFICER)
HEAD = actor(Role.APPROVER)
EXPERT = actor(Role.EXPERT, subject="expert-1")
FINANCE = actor(Role.FINANCE)

TASK = OpenTask("1", "acceptance", Role.OFFICER, "sti")
APPLICANTS_TASK = OpenTask("2", "correction", Role.APPLICANT, "sti", enterprise=MINE)
EXPERTS_TASK = OpenTask("3", "expert_review", Role.EXPERT, "sti", assignee="expert-1")
FINANCE_TASK = OpenTask("4", "payment_release", Role.FINANCE, "sti")


def code(refusal: Refusal | None) -> str | None:
    return refusal.code if refusal else None


@pytest.mark.parametrize(("permission", "role"), list(product([name for name in PERMISSIONS if name != "public"], Role)))
def test_permission_is_held_by_its_roles_and_no_others(permission: str, role: Role) -> None:
    if role in PERMISSIONS[permission]:
        require(actor(role), permission)
        return
    with pytest.raises(Refusal) as refused:
        require(actor(role), permission)
    assert refused.value.code == "forbidden"


@pytest.mark.parametrize("role", list(Role))
def test_public_permission_asks_for_nothing(role: Role) -> None:
    require(Actor("nobody", "nobody"), "public")
    require(actor(role), "public")


@pytest.mark.parametrize("role", sorted(AREA_WIDE))
def test_what_a_person_asks_for_is_seen_area_wide_by_whoever_audits_or_operates_alone(role: Role) -> None:
    assert may_see_personal(actor(role), MINE, "hr") == (role not in {Role.COMMITTEE, Role.FINANCE})


def test_what_a_person_asks_for_is_seen_by_the_person_and_the_department() -> None:
    assert may_see_personal(APPLICANT, MINE, "hr")
    assert may_see_personal(actor(Role.OFFICER, department="hr"), MINE, "hr")
    assert not may_see_personal(HEAD, MINE, "hr")


@pytest.mark.parametrize("role", list(Role))
def test_outside_are_those_who_apply_and_those_who_judge(role: Role) -> None:
    assert is_outside(actor(role)) == (role in {Role.APPLICANT, Role.EXPERT})


@pytest.mark.parametrize("role", list(Role))
def test_only_area_wide_roles_serve_every_department(role: Role) -> None:
    assert serves(actor(role), "econ") == (role in AREA_WIDE)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (APPLICANT, True),
        (actor(Role.APPLICANT, enterprise=OTHERS), False),
        (OFFICER, True),
        (actor(Role.OFFICER, department="econ"), False),
        (HEAD, True),
        (actor(Role.APPROVER, department="econ"), False),
        (EXPERT, False),
        (FINANCE, True),
        (actor(Role.COMMITTEE), False),
        (actor(Role.AUDITOR), True),
        (actor(Role.OPERATOR), True),
        (Actor("nobody", "nobody"), False),
    ],
)
def test_application_is_seen_by_its_enterprise_its_department_and_overseers(who: Actor, sees: bool) -> None:  # noqa: FBT001 - a table
    assert may_see_application(who, MINE, "sti") is sees


@pytest.mark.parametrize("who", [APPLICANT, OFFICER, HEAD, FINANCE, actor(Role.AUDITOR), actor(Role.ADMIN)])
def test_application_is_its_enterprises_alone_until_it_is_submitted(who: Actor) -> None:
    assert may_see_application(who, MINE, "sti", submitted=False) is (who is APPLICANT)


@pytest.mark.parametrize(
    ("who", "task", "sees"),
    [
        (OFFICER, TASK, True),
        (actor(Role.OFFICER, department="econ"), TASK, False),
        (APPLICANT, TASK, False),
        (APPLICANT, APPLICANTS_TASK, True),
        (actor(Role.APPLICANT, enterprise=OTHERS), APPLICANTS_TASK, False),
        (OFFICER, APPLICANTS_TASK, True),
        (EXPERT, EXPERTS_TASK, True),
        (actor(Role.EXPERT, subject="expert-2"), EXPERTS_TASK, False),
        (OFFICER, EXPERTS_TASK, True),
        (FINANCE, FINANCE_TASK, True),
        (FINANCE, TASK, False),
        (actor(Role.AUDITOR), EXPERTS_TASK, True),
    ],
)
def test_task_is_seen_by_whom_it_concerns(who: Actor, task: OpenTask, sees: bool) -> None:  # noqa: FBT001 - a table
    assert may_see_task(who, task) is sees


@pytest.mark.parametrize(
    ("who", "task", "refused_as"),
    [
        (OFFICER, TASK, None),
        (actor(Role.OFFICER, department="econ"), TASK, "forbidden"),
        (HEAD, TASK, "forbidden"),
        (APPLICANT, TASK, "forbidden"),
        (APPLICANT, APPLICANTS_TASK, None),
        (actor(Role.APPLICANT, enterprise=OTHERS), APPLICANTS_TASK, "forbidden"),
        (OFFICER, APPLICANTS_TASK, "forbidden"),
        (EXPERT, EXPERTS_TASK, None),
        (actor(Role.EXPERT, subject="expert-2"), EXPERTS_TASK, "forbidden"),
        (FINANCE, FINANCE_TASK, None),
        (HEAD, FINANCE_TASK, "forbidden"),
        (actor(Role.ADMIN), TASK, "forbidden"),
    ],
)
def test_task_is_completed_by_whose_it_is(who: Actor, task: OpenTask, refused_as: str | None) -> None:
    assert code(why_not(who, task, KINDS[task.kind], ())) == refused_as


@pytest.mark.parametrize("task", [TASK, APPLICANTS_TASK, EXPERTS_TASK, FINANCE_TASK])
def test_task_is_refused_when_its_doer_handled_an_earlier_step(task: OpenTask) -> None:
    doer = next(who for who in (OFFICER, APPLICANT, EXPERT, FINANCE) if why_not(who, task, KINDS[task.kind], ()) is None)
    other = next(iter(BARRED[KINDS[task.kind].duty]))
    assert code(why_not(doer, task, KINDS[task.kind], [Done(uuid.uuid4(), other, "before")])) == "four_eyes"


def test_task_is_refused_when_it_was_given_to_somebody_else() -> None:
    given = replace(TASK, assignee="somebody-else")
    assert code(why_not(OFFICER, given, KINDS[given.kind], ())) == "forbidden"
    assert why_not(actor(Role.OFFICER, subject="somebody-else"), given, KINDS[given.kind], ()) is None


HEADS = {role: Actor("head", "head", grants(role, head=True)) for role in (Role.OFFICER, Role.APPROVER, Role.FINANCE)}


@pytest.mark.parametrize("task", [TASK, replace(TASK, kind="decision", role=Role.APPROVER), FINANCE_TASK], ids=lambda task: task.kind)
def test_head_of_the_same_role_takes_what_is_overdue_and_no_other_head_does(task: OpenTask) -> None:
    given = replace(task, assignee="somebody-else")
    for role, head in HEADS.items():
        overdue = why_not(head, replace(given, escalated=True), KINDS[task.kind], ())
        assert (overdue is None) is (role is task.role), role
        assert code(why_not(head, given, KINDS[task.kind], ())) == "forbidden"
    ours = replace(given, escalated=True)
    assert code(why_not(replace(HEADS[task.role], grants=grants(task.role)), ours, KINDS[task.kind], ())) == "forbidden"
    bars = next(iter(BARRED[KINDS[task.kind].duty]))
    assert code(why_not(HEADS[task.role], ours, KINDS[task.kind], [Done(uuid.uuid4(), bars, "before")])) == "four_eyes"


def test_head_takes_nothing_of_another_department() -> None:
    overdue = replace(TASK, escalated=True, assignee="somebody-else")
    for grant in (*grants(Role.OFFICER, departments=("econ",), head=True), *grants(Role.FINANCE, Role.APPROVER, head=True)):
        head = Actor("head", "head", (grant,))
        assert code(why_not(head, overdue, KINDS[TASK.kind], ())) == "forbidden"
        # Nor by being there one of those whom somebody else leads.
        both = replace(head, grants=(grant, *grants(Role.OFFICER)))
        assert code(why_not(both, overdue, KINDS[TASK.kind], ())) == "forbidden"


def test_nobody_judges_in_an_experts_place() -> None:
    overdue = replace(EXPERTS_TASK, escalated=True)
    assert code(why_not(Actor("expert-2", "expert-2", grants(Role.EXPERT, head=True)), overdue, KINDS["expert_review"], ())) == "forbidden"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM, Role.OFFICER, Role.APPLICANT}))
def test_area_wide_role_lets_nobody_act_as_what_they_are_in_another_department(role: Role) -> None:
    both = Actor("both", "both", grants(Role.OFFICER, role, departments=("hr",)))
    assert code(why_not(both, TASK, KINDS[TASK.kind], ())) == "forbidden"


@pytest.mark.parametrize("permission", sorted(code for code, roles in PERMISSIONS.items() if roles & OF_A_DEPARTMENT))
@pytest.mark.parametrize(
    ("here", "elsewhere"), [(Role.OFFICER, Role.APPROVER), (Role.APPROVER, Role.OFFICER), *product(sorted(OF_A_DEPARTMENT), [Role.AUDITOR])]
)
def test_permission_is_had_where_its_role_is_held_and_nowhere_else(permission: str, here: Role, elsewhere: Role) -> None:
    held = Actor("both", "both", (*grants(here, departments=("sti",)), *grants(elsewhere, departments=("hr",))))
    area_wide = elsewhere in PERMISSIONS[permission] - OF_A_DEPARTMENT
    assert may_in(held, permission, "sti") is (here in PERMISSIONS[permission] or area_wide)
    assert may_in(held, permission, "hr") is (elsewhere in PERMISSIONS[permission])
    assert may_in(held, permission, "econ") is area_wide


INTERESTED = {
    "speaks for it": {"enterprise": MINE},
    "is employed by it": {"interests": (MINE,)},
    "took its place": {"enterprise": OTHERS, "predecessors": (MINE,)},
    "declared it among others": {"interests": (OTHERS, MINE)},
}


@pytest.mark.parametrize("how", INTERESTED.values(), ids=INTERESTED)
@pytest.mark.parametrize("kind", sorted(code for code, kind in KINDS.items() if kind.role not in {Role.APPLICANT, *IN_PERSON}))
def test_nobody_acts_in_a_case_of_an_enterprise_they_have_an_interest_in(kind: str, how: dict[str, Any]) -> None:
    task = OpenTask("9", kind, KINDS[kind].role, "sti", concerns=(MINE,))
    somebody = actor(KINDS[kind].role)
    assert why_not(somebody, task, KINDS[kind], ()) is None
    assert code(why_not(replace(somebody, **how), task, KINDS[kind], ())) == "conflict_of_interest"
    assert why_not(replace(somebody, **how), replace(task, concerns=("another",)), KINDS[kind], ()) is None


def test_applicant_acts_for_themselves() -> None:
    assert why_not(APPLICANT, replace(APPLICANTS_TASK, concerns=(MINE,)), KINDS["correction"], ()) is None


def test_expert_who_is_employed_by_the_applicant_may_stand_aside() -> None:
    conflicted = replace(EXPERT, interests=(MINE,))
    assert why_not(conflicted, replace(EXPERTS_TASK, concerns=(MINE,)), KINDS["expert_review"], ()) is None


@pytest.mark.parametrize(("who", "may"), [(FINANCE, True), (HEAD, False), (actor(Role.AUDITOR), False)])
def test_payments_of_finance_are_given_away_by_finance(who: Actor, *, may: bool) -> None:
    assert (why_not_assign(who, FINANCE_TASK) is None) is may


def test_head_never_completes_for_the_applicant() -> None:
    assert code(why_not(HEAD, replace(APPLICANTS_TASK, escalated=True), KINDS[APPLICANTS_TASK.kind], ())) == "forbidden"


@pytest.mark.parametrize(
    ("who", "task", "refused_as"),
    [
        (OFFICER, TASK, None),
        (HEAD, TASK, None),
        (actor(Role.APPROVER, department="econ"), TASK, "forbidden"),
        (FINANCE, TASK, "forbidden"),
        (FINANCE, FINANCE_TASK, None),
        (OFFICER, FINANCE_TASK, "forbidden"),
        (HEAD, APPLICANTS_TASK, "forbidden"),
        (APPLICANT, APPLICANTS_TASK, "forbidden"),
        (HEAD, EXPERTS_TASK, "forbidden"),
    ],
)
def test_task_is_handed_over_by_colleagues_and_the_head(who: Actor, task: OpenTask, refused_as: str | None) -> None:
    assert code(why_not_assign(who, task)) == refused_as


@pytest.mark.parametrize("role", list(Role))
def test_pending_rule_is_seen_by_its_department_and_overseers(role: Role) -> None:
    assert may_see_pending(actor(role), "sti") == (role in AREA_WIDE | {Role.OFFICER, Role.APPROVER})
    assert may_see_pending(actor(role), "econ") == (role in AREA_WIDE)
