"""谁在办事。Who is acting: a signed-in person with roles, or the system itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is here to do. One person may hold several."""

    APPLICANT = "applicant"
    OFFICER = "officer"
    EXPERT = "expert"
    APPROVER = "approver"
    COMMITTEE = "committee"
    FINANCE = "finance"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    ADMIN = "admin"
    SYSTEM = "system"


ROLE_NAMES: dict[Role, str] = {
    Role.APPLICANT: "申请单位",
    Role.OFFICER: "经办人",
    Role.EXPERT: "评审专家",
    Role.APPROVER: "审批人",
    Role.COMMITTEE: "专题会",
    Role.FINANCE: "财务",
    Role.AUDITOR: "审计",
    Role.OPERATOR: "运维",
    Role.ADMIN: "管理员",
    Role.SYSTEM: "系统",
}


# Roles that are held in departments, each in those it was granted for alone.
OF_A_DEPARTMENT = frozenset({Role.OFFICER, Role.APPROVER})
# Whoever decides ranks above the officers who prepare it, as those who lead officers do.
APPROVING = frozenset({Role.APPROVER, Role.COMMITTEE})


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that somebody was given.

    Attributes:
        role: What they may act as.
        department: The code of the department it holds in (sti, econ, comfin, bizcoop, hr): an officer's or an approver's has one, and
            no other role does.
        head: Whether they lead those who hold it there: what is overdue is theirs too.
    """

    role: Role
    department: str | None = None
    head: bool = False

    @property
    def holds(self) -> bool:
        """Whether it gives anything: what is held in departments names one, and what is not names none."""
        return (self.role in OF_A_DEPARTMENT) is (self.department is not None)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, as the identity provider vouches for them.

    Attributes:
        subject: Stable identifier from the token.
        name: What to call them in an audit trail.
        grants: What they may act as, and where. Finance, auditors, operators and the committee serve every department.
        enterprise: Unified Social Credit Code of the one enterprise an applicant speaks for.
        interests: Credit codes of those they are employed by, or declared an interest in: they act in no case of theirs.
        stands_in_for: Subjects of those who are away and named them their deputy: what is given to those they do, in their own name.
        predecessors: Those whose place that enterprise took: the applicant speaks for them as well.
        successor: The name of whoever took the place of that enterprise, if somebody did: the applicant goes on reading, and acts no more.
    """

    subject: str
    name: str
    grants: tuple[Grant, ...] = ()
    enterprise: str | None = None
    interests: tuple[str, ...] = ()
    stands_in_for: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()
    successor: str | None = None

    @property
    def roles(self) -> tuple[Role, ...]:
        """What they may act as, wherever that is."""
        return tuple(dict.fromkeys(grant.role for grant in self.grants if grant.holds))

    @property
    def departments(self) -> tuple[str, ...]:
        """The departments they work for, whatever they are there."""
        return self.departments_as(*OF_A_DEPARTMENT)

    @property
    def enterprises(self) -> tuple[str, ...]:
        """The credit codes of the enterprises whose cases an applicant reads: their own, and those whose place it took."""
        return (self.enterprise, *self.predecessors) if self.enterprise else ()

    def has_interest_in(self, enterprises: Iterable[str]) -> bool:
        """Tell whether the person speaks for one of some enterprises, or has another interest in it."""
        return not {*self.enterprises, *self.interests}.isdisjoint(enterprises)

    def acts_for(self, enterprise: str | None) -> bool:
        """Tell whether an applicant acts for an enterprise: one whose place was taken is acted for by whoever took it."""
        return self.successor is None and enterprise in self.enterprises

    def acting_as(self, assignee: str | None) -> tuple[str, ...]:
        """Return whose duty it is what the person does of what is given to somebody: their own, and that of whom they stand in for."""
        return (self.subject, assignee) if assignee is not None and assignee in self.stands_in_for else (self.subject,)

    def is_a(self, *roles: Role) -> bool:
        """Tell whether the person holds any of `roles`."""
        return any(role in self.roles for role in roles)

    def departments_as(self, *roles: Role) -> tuple[str, ...]:
        """Return the departments in which the person holds any of `roles`."""
        held = (grant.department for grant in self.grants if grant.role in roles and grant.holds)
        return tuple(dict.fromkeys(department for department in held if department is not None))

    def leads(self, role: Role, department: str) -> bool:
        """Tell whether the person is the head of those who hold `role`, in `department` where it is held in departments."""
        where = department if role in OF_A_DEPARTMENT else None
        return Grant(role, where, head=True) in self.grants


SYSTEM = Actor(subject="system", name="系统", grants=(Grant(Role.SYSTEM),))
PUBLIC = Actor(subject="public", name="公众")
RESERVED = frozenset({SYSTEM.subject, PUBLIC.subject})
"""Subjects that no identity provider may vouch for: what the system does, and what anybody may do, is recorded under them."""
