"""人手的测试。Who is missing is named, each with how many there are."""

from __future__ import annotations

from typing import Any

import pytest

from policy.actors import Role
from policy.language.items import DEPARTMENT_NAMES
from policy.processes.kernel.staffing import Shortage, is_nobodys, too_few


def people(count: int, role: str, place: str | None = None, *, head: bool = False, **more: Any) -> list[dict[str, Any]]:
    return [{"grants": [{"role": role, "department": place, "head": head}]} | more] * count


ENOUGH = [
    *people(4, "finance"),
    *people(1, "finance", head=True),
    *people(5, "committee"),
    *people(9, "expert"),
    *(one for code in DEPARTMENT_NAMES for one in people(4, "officer", place=code)),
    *(one for code in DEPARTMENT_NAMES for one in people(1, "officer", place=code, head=True)),
    *(one for code in DEPARTMENT_NAMES for one in people(3, "approver", place=code)),
]


def without(role: str, place: str = "", *, head: bool = False) -> list[dict[str, Any]]:
    """Return enough people but for one."""
    left = list(ENOUGH)
    left.remove(people(1, role, place or None, head=head)[0])
    return left


def test_nobody_is_missing_when_every_duty_has_its_people() -> None:
    assert too_few(ENOUGH) == []


@pytest.mark.parametrize("place", DEPARTMENT_NAMES)
@pytest.mark.parametrize(("role", "head", "needed"), [(Role.OFFICER, False, 4), (Role.OFFICER, True, 1), (Role.APPROVER, False, 3)])
def test_department_is_named_when_it_has_one_person_too_few(place: str, role: Role, head: bool, needed: int) -> None:  # noqa: FBT001 - a parameter
    assert too_few(without(role, place, head=head)) == [Shortage(role, place, head, needed - 1, needed)]


@pytest.mark.parametrize(
    ("role", "head", "needed"), [(Role.FINANCE, False, 4), (Role.FINANCE, True, 1), (Role.COMMITTEE, False, 5), (Role.EXPERT, False, 9)]
)
def test_role_is_named_when_the_area_has_one_person_too_few(role: Role, head: bool, needed: int) -> None:  # noqa: FBT001 - a parameter
    assert too_few(without(role, head=head)) == [Shortage(role, "", head, needed - 1, needed)]


@pytest.mark.parametrize(("role", "needed"), [(Role.OFFICER, 4), (Role.APPROVER, 3)])
def test_person_is_counted_only_where_they_hold_the_role(role: Role, needed: int) -> None:
    elsewhere = {"grants": [{"role": role, "department": "econ"}, {"role": "auditor"}, {"role": "finance", "department": "sti"}]}
    assert too_few([*without(role, "sti"), elsewhere]) == [Shortage(role, "sti", head=False, there=needed - 1, needed=needed)]


def test_expert_is_not_counted_when_employed_by_an_enterprise() -> None:
    employed = people(1, "expert", employer="91110302MA9DA0018E")
    assert too_few([*without("expert"), *employed]) == [Shortage(Role.EXPERT, "", False, 8, 9)]


@pytest.mark.parametrize(
    "subject",
    [
        "",
        " ",
        "system",
        "System",
        "public",
        "officer-sti-1 ",
        " officer-sti-1",
        "officer-sti-1\n",
        "officer-sti-1\t",
        "officer-sti-1\u3000",
        "officer-sti-1\xa0",
        "officer  sti-1",
        "officer\nsti-1",
        "officer-sti-1\x00",
        "officer-sti-1\x7f",
        "officer-sti-1\x85",
        "officer\u200b-sti-1",
        "officer\u200d-sti-1",
        "officer\u202e-sti-1",
        "officer\ufeff-sti-1",
        "officer\u00ad-sti-1",
        "officer\ufe0f-sti-1",
        "officer\U000e0101-sti-1",
        "officer\U000e0041-sti-1",
        "officer\u3164-sti-1",
        "officer\u2028-sti-1",
        "\uff4ffficer-sti-1",
        "officer\uff0dsti-1",
        "officer-sti-\uff11",
        "o\ufb03cer-sti-1",
        "officer-sti-\u00b9",
        "e\u0301tienne",
        "officer-sti-1\ud800",
    ],
    ids=ascii,
)
def test_subject_is_nobodys_when_it_is_read_as_another(subject: str) -> None:
    assert is_nobodys(subject)


@pytest.mark.parametrize(
    "subject",
    [
        "officer-sti-1",
        "Officer-STI-1",
        "auth0|5f7c8ec7c33c6c004bbafe82",
        "liu@etown.example",
        "cn=刘建国,ou=科创局",
        "刘 建国",
        "\xe9tienne",
        "0",
    ],
    ids=ascii,
)
def test_subject_is_somebodys_when_it_is_read_as_it_is(subject: str) -> None:
    assert not is_nobodys(subject)
