"""许可。The permission of each route, by the table of `policy.processes.kernel.permissions`, and which cases exist for a person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.web.quotas import Quota, within
from api.web.services import Served
from models.queries import enterprise as enterprises
from models.queries import natural_person as persons
from models.queries import succession
from models.queries import task as tasks
from models.session import Session
from models.tables import Case
from policy.actors import Actor, Role
from policy.errors import Code, Refusal
from policy.processes.kernel.granting import PERMISSIONS, READ_BY
from policy.processes.kernel.permissions import holds, may_in, require
from policy.processes.registry import LIFECYCLES
from policy.text import Text

PERMISSION = "x-permission"
Row = TypeVar("Row")
CaseRow = TypeVar("CaseRow", bound=Case)
_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="OIDC 访问令牌 OIDC access token")


async def current_actor(
    request: Request, served: Served, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Actor:
    """Return who is signed in, a person under their own code, with those whose place their enterprise took, and who took its own.

    Raises:
        Refusal: `unauthenticated`, or `revoked`.
    """
    if credentials is None:
        raise Refusal(Code.UNAUTHENTICATED, Text("请先登录。", "Sign in first."))
    actor = await served.tokens.actor(credentials.credentials)
    request.state.actor = actor.subject
    actor = await served.standing.of(served.database, actor)
    if not actor.is_a(Role.APPLICANT):
        return actor
    async with served.database.reading() as session:
        if actor.enterprise is None:
            # Whoever speaks for nobody else applies for themselves.
            return replace(actor, enterprise=await persons.code_of(session, actor.subject))
        lineage = await succession.lineage(session, actor.enterprise)
        successor = await enterprises.heir_name(session, actor.enterprise)
    return replace(actor, predecessors=lineage.predecessors, successor=successor)


async def perhaps_actor(
    request: Request, served: Served, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Actor | None:
    """Return who is signed in, or None: a public route may show more to some.

    Raises:
        Refusal: `unauthenticated`, for a token that is not valid.
    """
    return None if credentials is None else await current_actor(request, served, credentials)


Signed = Annotated[Actor, Depends(current_actor)]
PerhapsSigned = Annotated[Actor | None, Depends(perhaps_actor)]


@dataclass(frozen=True, slots=True)
class Attending:
    """Who is signed in for longer than one answer takes.

    Attributes:
        actor: Who.
        until: When their token expires, as a time of the clock.
        again: Says anew who they are, as `current_actor`.
    """

    actor: Actor
    until: float
    again: Callable[[], Awaitable[Actor]]


async def attending(
    request: Request, served: Served, actor: Signed, credentials: Annotated[HTTPAuthorizationCredentials, Depends(_bearer)]
) -> Attending:
    """Return who is signed in, and how to ask that again."""
    return Attending(actor, await served.tokens.expires(credentials.credentials), partial(current_actor, request, served, credentials))


Attends = Annotated[Attending, Depends(attending)]


def may(permission: str, quota: Quota | None = None) -> dict[str, Any]:
    """Return the route options that let only holders of `permission` in, while their quota lasts, and say so in the OpenAPI document."""

    async def check(actor: Signed) -> None:
        require(actor, permission)

    limited = [Depends(within(quota))] if quota else []
    checked = [Depends(check)] if PERMISSIONS[permission] else []
    return {"openapi_extra": {PERMISSION: permission}, "dependencies": [*checked, *limited]}


def not_found() -> Refusal:
    """Return the answer for what does not exist, or not for this person: a 403 here would leak that it does."""
    return Refusal(Code.NOT_FOUND, Text("没有找到。", "Not found."))


def found(row: Row | None) -> Row:
    """Return what was looked for, or raise that it does not exist.

    Raises:
        Refusal: `not_found`.
    """
    if row is None:
        raise not_found()
    return row


def visible(row: CaseRow | None, actor: Actor) -> CaseRow:
    """Return a case that exists as far as `actor` is concerned.

    Raises:
        Refusal: `not_found`.
    """
    if row is None or not is_open(row, actor):
        raise not_found()
    return row


def is_open(row: Case, actor: Actor) -> bool:
    """Tell whether a case exists as far as `actor` is concerned, by the route of its process and so by those that every case has."""
    return holds(actor, READ_BY[row.process]) and row.is_open_to(actor)


async def readable(session: Session, row: CaseRow | None, actor: Actor) -> CaseRow:
    """Return a case that `actor` may read: one that exists for them, or that a task is about which is theirs to do, while it is.

    A member of the committee reads what they were asked to vote on, unless they stood aside.

    Raises:
        Refusal: `not_found`.
    """
    return row if row is not None and await may_read(session, row, actor) else visible(row, actor)


async def may_read(session: Session, row: Case, actor: Actor) -> bool:
    """Tell whether `actor` may read a case, as `readable` says."""
    return is_open(row, actor) or await _is_before(session, row, actor)


async def may_read_evidence(session: Session, row: Case, actor: Actor) -> bool:
    """Tell whether `actor` may read what was handed in with a case: it is open to them, or a task that is theirs is about it."""
    return (is_open(row, actor) and row.evidence_is_open_to(actor)) or await _is_before(session, row, actor)


async def _is_before(session: Session, row: Case, actor: Actor) -> bool:
    return await tasks.is_given(session, actor, row) or await tasks.votes(session, actor, row)


def own(row: CaseRow | None, actor: Actor) -> CaseRow:
    """Return a case of the actor's own enterprise, or one whose place it took.

    A person who also works for the authority acts here as an applicant.

    Raises:
        Refusal: `not_found`, or `forbidden` for another enterprise's.
    """
    row = visible(row, actor)
    if not actor.acts_for(row.beneficiary):
        title = LIFECYCLES[row.process].title
        raise Refusal(Code.FORBIDDEN, Text(f"不是本单位的{title.zh}。", f"It is another enterprise's {title.en.lower()}."))
    return row


def handled(row: CaseRow | None, actor: Actor, permission: str) -> CaseRow:
    """Return a case that is handled by a department in which the actor holds a role of `permission`.

    Raises:
        Refusal: `not_found`, or `forbidden` for one that another department handles.
    """
    row = visible(row, actor)
    if not may_in(actor, permission, row.department):
        title = LIFECYCLES[row.process].title
        raise Refusal(Code.FORBIDDEN, Text(f"不是本部门办理的{title.zh}。", "Another department handles it."))
    return row
