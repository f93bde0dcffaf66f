"""统一身份认证。The OIDC issuer: discovery, keys, the demo people, and tokens for them, with a code of the sign-in page or without."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, ValidationError

from sandbox.people import PEOPLE, Person, find
from sandbox.problems import Problem
from sandbox.world import Here, World

DAY_SECONDS = 86_400
SIGN_IN_SECONDS = 8 * 3600
FORM = "application/x-www-form-urlencoded"
FORM_FIELDS = ("grant_type", "username", "password", "client_id", "client_secret", "code", "code_verifier", "redirect_uri")
BY_CODE = "authorization_code"

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
    """A token, as OAuth 2.0 words it.

    Attributes:
        id_token: Who signed in, for the front-end; gives no right at the API.
    """

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the scheme's name
    expires_in: int
    id_token: str | None = None


TOKEN_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": TokenRequest.model_json_schema()},
            FORM: {
                "schema": {
                    "type": "object",
                    "description": "OAuth 2.0: a code of the sign-in page with its verifier; or username (password grant) or client_id "
                    "(client credentials) is the person, with any password.",
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


@router.post("/oidc/token", summary="取令牌 Get a token", openapi_extra=TOKEN_BODY, response_model_exclude_none=True)
async def token(request: Request, world: Here) -> TokenAnswer:
    """Return a token for who signed in at the page, or for a demo person, asked for in JSON or as an OAuth 2.0 form.

    Raises:
        Problem: 400 or 404 when the request, the code or the person makes no sense.
    """
    form = await request.form() if request.headers.get("content-type", "").startswith(FORM) else None
    given = {name: str(value) for name, value in form.items()} if form is not None else {}
    if given.get("grant_type") == BY_CODE:
        return _for_code(world, given)
    try:
        wanted = (
            TokenRequest.model_validate_json(await request.body())
            if form is None
            else TokenRequest(person=given.get("username") or given.get("client_id") or "")
        )
    except ValidationError as error:
        raise Problem(400, "malformed", "请求格式错误 Malformed request", error="invalid_request") from error
    person = find(wanted.person)
    if person is None:
        raise Problem(404, "unknown_person", "没有此人 No such person", error="invalid_grant")
    return TokenAnswer(access_token=world.issuer.token_for(person, wanted.lifetime_seconds), expires_in=wanted.lifetime_seconds)


def _for_code(world: World, given: dict[str, str]) -> TokenAnswer:
    client, address, verifier = (given.get(name, "") for name in ("client_id", "redirect_uri", "code_verifier"))
    found = world.codes.take(given.get("code", ""), client_id=client, redirect_uri=address, verifier=verifier)
    if found is None:
        raise Problem(400, "bad_code", "授权码无效或已使用 The code is not valid, or has been used", error="invalid_grant")
    person, asked = found
    return TokenAnswer(
        access_token=world.issuer.token_for(person, SIGN_IN_SECONDS),
        expires_in=SIGN_IN_SECONDS,
        id_token=world.issuer.id_token_for(person, client, asked.nonce, SIGN_IN_SECONDS),
    )
