"""授予。Roles as people of an office in tests hold them."""

from __future__ import annotations

from policy.actors import OF_A_DEPARTMENT, Grant, Role


def grants(*roles: Role, departments: tuple[str, ...] = ("sti",), head: bool = False) -> tuple[Grant, ...]:
    """Return some roles as they are granted: what is held in departments in each of some, anything else for the whole area."""
    return tuple(Grant(role, place, head=head) for role in roles for place in (departments if role in OF_A_DEPARTMENT else (None,)))
