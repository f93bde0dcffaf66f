"""统一身份认证。The OIDC issuer: discovery, keys, the list of demo people, and tokens for them without a password."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, ValidationError

from sandbox.people import PEOPLE, Person, find
from sandbox.problems import Problem
from sandbox.world import Here

DAY_SECONDS = 86_400
FORM = "application/x-www-form-urlencoded"
FORM_FIELDS = ("grant_type", "username", "password", "client_id", "client_secret")

router = APIRouter(tags=["统一身份认证 Sign-in"])


class TokenRequest(BaseModel):
    """Who wants to sign in.

    Attributes:
        person: `id` of a demo person, or `applicant-` and the credit code of whichever enterprise they apply for.
        lifetime_seconds: Validity; negative gives an expired token, for tests.
    """

    person: str
    lifetime_seconds: int = Field(default=3600, ge=-DAY_SECONDS, le=DAY_SECONDS)


class TokenAnswer(BaseModel):
    """A token, as OAuth 2.0 words it."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the scheme's name
    expires_in: int


TOKEN_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": TokenRequest.model_json_schema()},
            FORM: {
                "schema": {
                    "type": "object",
                    "description": "OAuth 2.0: username (password grant) or client_id (client credentials) is the person; any password.",
                    "properties": {name: {"type": "string"} for name in FORM_FIELDS},
                }
            },
        },
    }
}


@router.get("/.well-known/openid-configuration", summary="发现文档 Discovery document")
async def discovery(world: Here) -> dict[str, Any]:
    """Return the discovery document."""
    return world.issuer.discovery()


@router.get("/oidc/jwks.json", summary="公钥 Public keys")
async def jwks(world: Here) -> dict[str, Any]:
    """Return the public keys."""
    return world.issuer.jwks()


@router.get("/oidc/people", summary="演示人员 Demo people")
async def people() -> tuple[Person, ...]:
    """Return everybody who can sign in."""
    return PEOPLE


@router.post("/oidc/token", summary="取令牌 Get a token", openapi_extra=TOKEN_BODY)
async def token(request: Request, world: Here) -> TokenAnswer:
    """Return a token for a demo person, asked for in JSON or as an OAuth 2.0 form.

    Raises:
        Problem: 400 or 404 when the request or the person makes no sense.
    """
    wanted = await _wanted(request)
    person = find(wanted.person)
    if person is None:
        raise Problem(404, "unknown_person", "没有此人 No such person", error="invalid_grant")
    signed = world.issuer.token_for(person, wanted.lifetime_seconds)
    return TokenAnswer(access_token=signed, expires_in=wanted.lifetime_seconds)


async def _wanted(request: Request) -> TokenRequest:
    try:
        if request.headers.get("content-type", "").startswith(FORM):
            form = await request.form()
            return TokenRequest(person=str(form.get("username") or form.get("client_id") or ""))
        return TokenRequest.model_validate_json(await request.body())
    except ValidationError as error:
        raise Problem(400, "malformed", "请求格式错误 Malformed request", error="invalid_request") from error
