"""转交的测试。To whom a task may be given, kind by kind: the rule that says who may do it says so too."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from policy.actors import OF_A_DEPARTMENT, Actor, Grant, Role
from policy.processes.kernel.duties import Done, Duty, barring
from policy.processes.kernel.handing import Candidate, is_of_whoever_did_it, looked_at_by, why_not_to
from policy.processes.kernel.permissions import IN_PERSON, OpenTask
from policy.processes.registry import KINDS
from tests.granting import grants

ENTERPRISE = "91110302MA9DA0018E"
GIVEN = sorted(code for code, kind in KINDS.items() if kind.role not in {Role.APPLICANT, *IN_PERSON})


def task_of(code: str) -> OpenTask:
    return OpenTask("1", code, KINDS[code].role, "sti", concerns=(ENTERPRISE,), assignee="whoever had it")


def candidate(code: str) -> Candidate:
    return Candidate(Actor("somebody", "某人", grants(KINDS[code].role)))


def said(code: str, one: Candidate | None, *done: Done, others_left: bool = False) -> str | None:
    reason = why_not_to(one, task_of(code), KINDS[code], done, others_left=others_left)
    return reason.en if reason else None


@pytest.mark.parametrize("code", GIVEN)
def test_task_goes_to_whoever_could_do_it_and_to_nobody_else(code: str) -> None:
    able = candidate(code)
    assert said(code, able) is said(code, able, others_left=True) is None
    assert said(code, None) == "is not in the directory of people"
    assert said(code, replace(able, revoked=True)) == "may do nothing here any more"
    assert said(code, replace(able, away=True)) == "is away, and nobody acts for them"
    interested = replace(able, person=replace(able.person, interests=(ENTERPRISE,)))
    assert said(code, interested) == "has an interest in the enterprise"
    for duty in barring(KINDS[code]):
        assert said(code, able, Done(uuid.uuid4(), duty, "before")) == "handled an earlier step"
    for role in set(Role) - {KINDS[code].role}:
        other = replace(able, person=replace(able.person, grants=grants(role)))
        assert said(code, other) == "does not hold the role that does it", role


@pytest.mark.parametrize("code", GIVEN)
def test_task_goes_to_nobody_who_is_away_when_their_deputy_may_not_do_it(code: str) -> None:
    deputy = Candidate(Actor("deputy", "代理人", grants(KINDS[code].role)))
    able, barred = replace(candidate(code), deputy=deputy), "is away, and whoever acts for them may not do this task either"
    assert said(code, able) is None
    for one in (
        replace(deputy, revoked=True),
        replace(deputy, away=True),
        replace(deputy, person=replace(deputy.person, interests=(ENTERPRISE,))),
        replace(deputy, person=replace(deputy.person, grants=grants(Role.AUDITOR))),
    ):
        assert said(code, replace(able, deputy=one)) == barred, one
    for duty in Duty:
        done = [Done(uuid.uuid4(), duty, "before")]
        assert said(code, replace(able, deputy_done=done)) == (barred if duty in barring(KINDS[code]) else None), duty


@pytest.mark.parametrize("code", [code for code in GIVEN if KINDS[code].role in OF_A_DEPARTMENT])
def test_task_goes_to_the_same_role_of_another_department_where_nobody_is_left_but_to_none_of_no_department(code: str) -> None:
    elsewhere = replace(candidate(code).person, grants=(Grant(KINDS[code].role, "hr"),))
    assert said(code, Candidate(elsewhere)) is None
    assert said(code, Candidate(elsewhere), others_left=True) == "is of another department, while somebody of the task's own may do it"
    both = replace(elsewhere, grants=(*elsewhere.grants, Grant(KINDS[code].role, "sti")))
    assert said(code, Candidate(both), others_left=True) is None
    nowhere = replace(elsewhere, grants=(Grant(KINDS[code].role),))
    assert said(code, Candidate(nowhere)) == "does not hold the role that does it"


REVIEWS = [code for code in GIVEN if KINDS[code].duty is Duty.REVIEW and looked_at_by(KINDS[code])]


@pytest.mark.parametrize("code", REVIEWS)
def test_whoever_did_what_is_looked_at_does_not_choose_who_looks_at_it_while_others_can(code: str) -> None:
    for step in sorted(looked_at_by(KINDS[code])):
        done = [Done(uuid.uuid4(), Duty.DECIDE, step)]
        assert is_of_whoever_did_it(KINDS[code], done, ["another"], able=True), step
        assert not is_of_whoever_did_it(KINDS[code], done, [], able=False), step
    assert not is_of_whoever_did_it(KINDS[code], [Done(uuid.uuid4(), Duty.DECIDE, "something else")], ["another"], able=False)


@pytest.mark.parametrize(("able", "chosen"), [(True, False), (None, False), (False, True)])
def test_step_that_others_of_the_department_may_do_is_handed_on_by_whoever_it_follows(able: bool | None, chosen: bool) -> None:  # noqa: FBT001 - a table
    done = [Done(uuid.uuid4(), Duty.PREPARE, "desk_review")]
    assert is_of_whoever_did_it(KINDS["decision"], done, ["another"], able=able) is chosen
