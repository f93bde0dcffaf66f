"""许可。How a route says who may use it: one permission a route, from the one table in `policy.processes.kernel.permissions`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.web.services import Served
from policy.actors import Actor
from policy.errors import Refusal
from policy.processes.kernel.permissions import PERMISSIONS, require
from policy.text import Text

PERMISSION = "x-permission"
_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="OIDC 访问令牌 OIDC access token")


async def current_actor(
    request: Request, served: Served, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Actor:
    """Return who is signed in.

    Raises:
        Refusal: `unauthenticated`.
    """
    if credentials is None:
        raise Refusal("unauthenticated", Text("请先登录。", "Sign in first."))
    actor = await served.tokens.actor(credentials.credentials)
    request.state.actor = actor.subject
    return actor


async def perhaps_actor(
    request: Request, served: Served, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Actor | None:
    """Return who is signed in, or None.

    Raises:
        Refusal: `unauthenticated`, for a token that is not valid.
    """
    return None if credentials is None else await current_actor(request, served, credentials)


Signed = Annotated[Actor, Depends(current_actor)]
PerhapsSigned = Annotated[Actor | None, Depends(perhaps_actor)]


async def whoever_asks(
    request: Request, served: Served, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Actor | None:
    """Return who is signed in, or None: a public route may show more to some."""
    return await current_actor(request, served, credentials) if credentials else None


Whoever = Annotated[Actor | None, Depends(whoever_asks)]


def may(permission: str) -> dict[str, Any]:
    """Return the route options that let only holders of `permission` in, and say so in the OpenAPI document."""
    extra = {"openapi_extra": {PERMISSION: permission}}
    if not PERMISSIONS[permission]:
        return extra

    async def check(actor: Signed) -> None:
        require(actor, permission)

    return extra | {"dependencies": [Depends(check)]}


def not_found() -> Refusal:
    """Return the answer for what does not exist, or not for this person: a 403 here would leak that it does."""
    return Refusal("not_found", Text("没有找到。", "Not found."))
