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


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, as the identity provider vouches for them.

    Attributes:
        subject: Stable identifier from the token.
        name: What to call them in an audit trail.
        roles: What they may act as.
        departments: Department codes (sti, econ, comfin, bizcoop, hr) their roles hold in. Finance, auditors, operators and the
            committee serve all of them.
        enterprise: Unified Social Credit Code of the one enterprise an applicant speaks for.
        interests: Credit codes of those they are employed by, or declared an interest in: they act in no case of theirs.
        head: Whether they lead those of their roles, in their departments: what is overdue is theirs too.
        predecessors: Those whose place that enterprise took: the applicant speaks for them as well.
        successor: The name of whoever took the place of that enterprise, if somebody did: the applicant goes on reading, and acts no more.
    """

    subject: str
    name: str
    roles: tuple[Role, ...] = ()
    departments: tuple[str, ...] = ()
    enterprise: str | None = None
    interests: tuple[str, ...] = ()
    head: bool = False
    predecessors: tuple[str, ...] = ()
    successor: str | None = None

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

    def is_a(self, *roles: Role) -> bool:
        """Tell whether the person holds any of `roles`."""
        return any(role in self.roles for role in roles)


SYSTEM = Actor(subject="system", name="系统", roles=(Role.SYSTEM,))
PUBLIC = Actor(subject="public", name="公众")
RESERVED = frozenset({SYSTEM.subject, PUBLIC.subject})
"""Subjects that no identity provider may vouch for: what the system does, and what anybody may do, is recorded under them."""
