"""不在岗的测试。Who says that somebody is away, and who may act for them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest

from policy.actors import OF_A_DEPARTMENT, Actor, Role
from policy.errors import Refusal
from policy.processes.kernel.absence import Away, require
from policy.processes.kernel.duties import BARRED, Done, Duty
from policy.processes.kernel.handing import Candidate, why_not_to
from policy.processes.kernel.permissions import IN_PERSON, OpenTask, may_see_task, why_not
from policy.processes.registry import KINDS
from tests.granting import grants

FIRST = date(2026, 3, 2)
PERSON = Actor("person", "某人", grants(Role.OFFICER))
DEPUTY = Candidate(Actor("deputy", "代理人", grants(Role.OFFICER)))
AWAY = Away(FIRST, FIRST + timedelta(days=3), "deputy")


def said(actor: Actor = PERSON, person: Actor = PERSON, away: Away = AWAY, deputy: Candidate | None = DEPUTY) -> str | list[str] | None:
    """Return the fields that are wrong, the code of another refusal, or None."""
    try:
        require(actor, person, away, deputy)
    except Refusal as refusal:
        return [fault.field for fault in refusal.faults] or str(refusal.code)
    return None


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (PERSON, True),
        (Actor("head", "负责人", grants(Role.OFFICER, head=True)), True),
        (Actor("admin", "管理员", grants(Role.ADMIN)), True),
        (Actor("colleague", "同事", grants(Role.OFFICER)), False),
        (Actor("approver", "局领导", grants(Role.APPROVER, head=True)), False),
        (Actor("elsewhere", "别局负责人", grants(Role.OFFICER, departments=("econ",), head=True)), False),
        (DEPUTY.person, False),
    ],
)
def test_absence_is_said_by_oneself_ones_head_or_an_admin(actor: Actor, *, may: bool) -> None:
    assert said(actor) == (None if may else "forbidden")


@pytest.mark.parametrize(
    ("away", "deputy", "wrong"),
    [
        (AWAY, DEPUTY, None),
        (Away(None, None, None), None, None),
        (Away(FIRST, FIRST, None), None, None),
        (Away(FIRST, None, None), None, ["absent_to"]),
        (Away(None, FIRST, None), None, ["absent_from"]),
        (Away(FIRST, FIRST - timedelta(days=1), None), None, ["absent_to"]),
        (Away(None, None, "deputy"), DEPUTY, ["deputy"]),
        (AWAY, None, ["deputy"]),
        (AWAY, Candidate(PERSON), ["deputy"]),
        (AWAY, replace(DEPUTY, revoked=True), ["deputy"]),
        (AWAY, replace(DEPUTY, away=True), ["deputy"]),
        (AWAY, Candidate(replace(DEPUTY.person, grants=grants(Role.APPROVER))), ["deputy"]),
        (AWAY, Candidate(replace(DEPUTY.person, grants=grants(Role.OFFICER, departments=("hr",)))), ["deputy"]),
        (AWAY, Candidate(replace(DEPUTY.person, grants=grants(Role.OFFICER, departments=("hr", "sti")))), None),
        (AWAY, Candidate(replace(DEPUTY.person, grants=grants(Role.FINANCE))), ["deputy"]),
    ],
)
def test_absence_is_refused_when_days_or_deputy_do_not_fit(away: Away, deputy: Candidate | None, wrong: list[str] | None) -> None:
    assert said(away=away, deputy=deputy) == wrong


@pytest.mark.parametrize("code", sorted(code for code, kind in KINDS.items() if kind.role is not Role.APPLICANT))
def test_deputy_does_what_is_given_to_whom_they_stand_in_for_by_a_role_of_their_own(code: str) -> None:
    kind = KINDS[code]
    task = OpenTask("1", code, kind.role, "sti", assignee="person")
    deputy = Actor("deputy", "代理人", grants(kind.role), stands_in_for=("person",))
    if kind.role in IN_PERSON:
        # Nobody judges in another's place; who sits in a meeting is no secret to the others.
        assert may_see_task(deputy, task) is (kind.role is Role.COMMITTEE)
        assert why_not(deputy, task, kind, ()) is not None
        return
    assert may_see_task(deputy, task)
    assert why_not(deputy, task, kind, ()) is None
    assert why_not(replace(deputy, stands_in_for=("another",)), task, kind, ()) is not None
    assert why_not(replace(deputy, stands_in_for=()), task, kind, ()) is not None
    without = replace(deputy, grants=grants(Role.AUDITOR))
    assert why_not(without, task, kind, ()) is not None


@pytest.mark.parametrize("code", sorted(code for code, kind in KINDS.items() if kind.role in OF_A_DEPARTMENT))
def test_deputy_of_another_department_neither_sees_nor_does_what_is_given_to_whom_they_stand_in_for(code: str) -> None:
    kind = KINDS[code]
    task = OpenTask("1", code, kind.role, "sti", assignee="person")
    deputy = Actor("deputy", "代理人", grants(kind.role, departments=("hr",)), stands_in_for=("person",))
    assert not may_see_task(deputy, task)
    assert why_not(deputy, task, kind, ()) is not None
    able = Candidate(Actor("person", "某人", grants(kind.role)))
    assert why_not_to(able, task, kind, ()) is None
    assert why_not_to(replace(able, deputy=Candidate(deputy)), task, kind, ()) is not None


@pytest.mark.parametrize("duty", Duty)
def test_deputy_is_kept_from_it_by_what_either_of_both_did(duty: Duty) -> None:
    kind, deputy = KINDS["acceptance"], replace(DEPUTY.person, stands_in_for=("person",))
    task = OpenTask("1", kind.code, kind.role, "sti", assignee="person")
    assert deputy.acting_as("person") == ("deputy", "person")
    assert deputy.acting_as(None) == deputy.acting_as("another") == ("deputy",)
    done = [Done(uuid.uuid4(), duty, "before")]
    assert (why_not(deputy, task, kind, done) is not None) is (duty in BARRED[kind.duty])
