"""Who may do what: every rule of the one table, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from policy.actors import Actor, Role
from policy.errors import Refusal
from policy.processes.kernel.permissions import (
    AREA_WIDE,
    PERMISSIONS,
    OpenTask,
    may_see_application,
    may_see_pending,
    may_see_task,
    require,
    serves,
    why_not_assign,
    why_not_complete,
)

MINE, OTHERS = "91110302MA9DA0018E", "91110302MA9DA00269"


def actor(role: Role, *, department: str = "sti", enterprise: str | None = None, subject: str = "somebody") -> Actor:
    departments = (department,) if role in {Role.OFFICER, Role.APPROVER} else ()
    return Actor(subject, subject, (role,), departments, enterprise if role is Role.APPLICANT else None)


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
        (actor(Role.COMMITTEE), True),
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
    assert code(why_not_complete(who, task)) == refused_as


@pytest.mark.parametrize("task", [TASK, APPLICANTS_TASK, EXPERTS_TASK, FINANCE_TASK])
def test_task_is_refused_when_its_doer_handled_an_earlier_step(task: OpenTask) -> None:
    doer = next(who for who in (OFFICER, APPLICANT, EXPERT, FINANCE) if why_not_complete(who, task) is None)
    assert code(why_not_complete(doer, replace(task, excluded=(doer.subject,)))) == "four_eyes"


def test_task_is_refused_when_it_was_given_to_somebody_else() -> None:
    given = replace(TASK, assignee="somebody-else")
    assert code(why_not_complete(OFFICER, given)) == "forbidden"
    assert why_not_complete(actor(Role.OFFICER, subject="somebody-else"), given) is None


def test_head_completes_an_escalated_task_of_the_own_department_only() -> None:
    escalated = replace(TASK, escalated=True, assignee="somebody-else")
    assert why_not_complete(HEAD, escalated) is None
    assert code(why_not_complete(actor(Role.APPROVER, department="econ"), escalated)) == "forbidden"
    assert code(why_not_complete(HEAD, replace(escalated, excluded=(HEAD.subject,)))) == "four_eyes"


def test_head_never_completes_for_the_applicant() -> None:
    assert code(why_not_complete(HEAD, replace(APPLICANTS_TASK, escalated=True))) == "forbidden"


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
