"""人手。How many people an area needs, so that whoever may not do one step because of another is never the last one there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from policy.actors import RESERVED, Role
from policy.folding import fold, is_as_shown
from policy.language.items import DEPARTMENT_NAMES
from policy.text import Text

DEPARTMENT_AMISS: Final = Text(
    "经办人、审批人须有部门，其他角色不得有部门", "must be named for an officer or an approver, and for no other role"
)
"""What is wrong with a role that is held where it is not."""

NOBODYS: Final = Text("不能作为人员的标识", "is nobody's")
"""What is wrong with a subject that nobody has."""


def is_nobodys(subject: str) -> bool:
    """Tell whether a subject can be nobody's: one the system acts under, however it is written, or one that is taken for another when read.

    It is nobody's as it is, and not made into the other's: whoever writes it so may not be who that is.
    """
    return fold(subject) in ("", *RESERVED) or not is_as_shown(subject)


@dataclass(frozen=True, slots=True)
class Shortage:
    """A duty with too few people.

    Attributes:
        role: Who does it.
        place: The department, or nothing where the role serves them all.
        head: Whether it is the head of the role that is missing.
        there: How many there are.
        needed: How many it takes.
    """

    role: Role
    place: str
    head: bool
    there: int
    needed: int


_IN_A_DEPARTMENT: Final = ((Role.OFFICER, False, 4), (Role.OFFICER, True, 1), (Role.APPROVER, False, 3))
_IN_THE_AREA: Final = ((Role.FINANCE, False, 4), (Role.FINANCE, True, 1), (Role.COMMITTEE, False, 5), (Role.EXPERT, False, 9))


def too_few(people: Iterable[Mapping[str, Any]]) -> list[Shortage]:
    """Return every duty that too few people are there for.

    Args:
        people: Who can sign in: `grants` as a token has them, and optionally an `employer`. An expert who is employed by an enterprise is
            not counted, as nobody judges their own; neither is a head among those they lead.
    """
    known = list(people)
    return [
        Shortage(role, place, head, there, needed)
        for place, role, head, needed in _needs()
        if (there := sum(_counts(person, role, place, head=head) for person in known)) < needed
    ]


def _needs() -> Iterator[tuple[str, Role, bool, int]]:
    yield from ((place, *need) for place in DEPARTMENT_NAMES for need in _IN_A_DEPARTMENT)
    yield from (("", *need) for need in _IN_THE_AREA)


def _counts(person: Mapping[str, Any], role: Role, place: str, *, head: bool) -> bool:
    held = {(grant["role"], grant.get("department") or "", bool(grant.get("head"))) for grant in person["grants"]}
    return (role.value, place, head) in held and not (role is Role.EXPERT and person.get("employer"))
