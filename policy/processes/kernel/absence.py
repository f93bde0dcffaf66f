"""不在岗。Who says that somebody is away, and who may act for them meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policy.actors import Actor, Role
from policy.errors import Code, Fault, Refusal
from policy.processes.kernel.handing import Candidate
from policy.processes.kernel.permissions import serves_as
from policy.text import Text


@dataclass(frozen=True, slots=True)
class Away:
    """When somebody is away, and who acts for them.

    Attributes:
        first: The first day, if they are.
        last: The last one.
        deputy: Who does what is given to them, if anybody.
    """

    first: date | None
    last: date | None
    deputy: str | None


def may_say(actor: Actor, person: Actor) -> bool:
    """Tell whether somebody says when a person is away: they themselves, the head of a role they hold, or whoever keeps the directory."""
    leads = any(actor.leads(grant.role, grant.department or "") for grant in person.grants)
    return actor.subject == person.subject or leads or actor.is_a(Role.ADMIN)


def faults_of(person: Actor, away: Away, deputy: Candidate | None) -> list[Fault]:
    """Return what is wrong with how somebody is said to be away.

    Args:
        person: Who.
        away: When, and who acts for them.
        deputy: That one, as they are on its first day; None for who is not in the directory.
    """
    if (away.first is None) is not (away.last is None):
        missing = "absent_from" if away.first is None else "absent_to"
        return [Fault(missing, Text("首日和末日须同时填写", "must be named with the other day"))]
    if away.first is not None and away.last is not None and away.last < away.first:
        return [Fault("absent_to", Text("末日不得早于首日", "must not be before the first day"))]
    if away.deputy is None:
        return []
    reason = why_not_deputy(person, away, deputy)
    return [Fault("deputy", reason)] if reason else []


def why_not_deputy(person: Actor, away: Away, deputy: Candidate | None) -> Text | None:
    """Return why somebody cannot act for a person who is away, or None when they can."""
    if away.first is None:
        return Text("在岗的人没有代理人", "acts for nobody who is here")
    if deputy is None:
        return Text("人员目录中没有此人", "is not in the directory of people")
    if deputy.person.subject == person.subject:
        return Text("不能代理本人", "cannot act for themselves")
    if deputy.revoked or deputy.away:
        return Text("届时不能办事", "can do nothing at that time")
    # A deputy acts in their own name, and so by a role of their own, where it is held.
    if not any(serves_as(deputy.person, grant.role, grant.department or "") for grant in person.grants):
        return Text("在同一部门没有相同的角色", "holds none of the same roles in the same department")
    return None


def require(actor: Actor, person: Actor, away: Away, deputy: Candidate | None) -> None:
    """Refuse to have somebody said to be away by whoever may not say so, or otherwise than can be.

    Args:
        actor: Who says so.
        person: Of whom.
        away: When, and who acts for them.
        deputy: That one, as they are on its first day.

    Raises:
        Refusal: `forbidden` or `invalid_input`.
    """
    if not may_say(actor, person):
        raise Refusal(Code.FORBIDDEN, Text("由本人、其负责人或者管理员登记。", "They themselves say so, their head, or an administrator."))
    if faults := faults_of(person, away, deputy):
        raise Refusal(Code.INVALID_INPUT, Text("不在岗登记有误。", "What is said of the absence is not valid."), faults)
