"""登录令牌。Checks OIDC bearer tokens against the issuer's keys, which are fetched when needed and kept while the issuer is away."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from policy import credit_code
from policy.actors import RESERVED, Actor, Role
from policy.errors import Code, Refusal
from policy.folding import fold, plain
from policy.text import Text

ALGORITHMS = ["RS256"]
LEEWAY_SECONDS = 30
# A token with an unknown key id may not make us fetch keys more often than that.
REFRESH_SECONDS = 10.0


class TokenVerifier:
    """Turns a bearer token into the person it vouches for.

    Args:
        client: For fetching keys.
        issuer: Who may vouch.
        audience: For whom the token must be meant.
        jwks_url: Where the keys are; found by discovery when not given.
    """

    def __init__(self, client: httpx.AsyncClient, *, issuer: str, audience: str, jwks_url: str | None = None) -> None:
        self._client, self._issuer, self._audience, self._jwks_url = client, issuer, audience, jwks_url
        self._keys: KeySet | None = None
        self._fetched_at = float("-inf")
        self._lock = asyncio.Lock()

    async def actor(self, token: str) -> Actor:
        """Return whom a token speaks for.

        Raises:
            Refusal: `unauthenticated`; or `busy` when no key was ever to be had from the issuer.
        """
        try:
            claims = await self._claims(token)
            jwt.JWTClaimsRegistry(
                leeway=LEEWAY_SECONDS,
                iss={"essential": True, "value": self._issuer},
                aud={"essential": True, "value": self._audience},
                exp={"essential": True},
                sub={"essential": True},
            ).validate(claims)
            return _actor(claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise Refusal(Code.UNAUTHENTICATED, Text("令牌无效或已过期。", "The token is not valid, or has expired.")) from error

    async def _claims(self, token: str) -> dict[str, Any]:
        keys = await self._key_set(force=False)
        try:
            return jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError):
            # The issuer may have new keys.
            renewed = await self._key_set(force=True)
            if renewed is keys:
                raise
            return jwt.decode(token, renewed, algorithms=ALGORITHMS).claims

    async def _key_set(self, *, force: bool) -> KeySet:
        async with self._lock:
            stale = force and time.monotonic() - self._fetched_at > REFRESH_SECONDS
            if self._keys is None or stale:
                await self._fetch()
            if self._keys is None:
                raise Refusal(Code.BUSY, Text("登录服务暂不可用。", "Sign-in is unavailable for the moment."), retry_after=5)
            return self._keys

    async def _fetch(self) -> None:
        self._fetched_at = time.monotonic()
        try:
            url = self._jwks_url or (await self._json(f"{self._issuer}/.well-known/openid-configuration"))["jwks_uri"]
            self._keys = KeySet.import_key_set(await self._json(str(url)))
        except (httpx.HTTPError, JoseError, ValueError, KeyError, TypeError):
            # What we have is kept: tokens go on being checked while the issuer is away.
            return

    async def _json(self, url: str) -> Any:  # noqa: ANN401 - JSON
        answer = await self._client.get(url)
        return answer.raise_for_status().json()


def _actor(claims: dict[str, Any]) -> Actor:
    subject = claims["sub"]
    enterprise = claims.get("enterprise")
    if not isinstance(subject, str) or not (enterprise is None or isinstance(enterprise, str)):
        raise TypeError(subject)
    # A name the system acts under is nobody else's, however it is written.
    if fold(subject) in ("", *RESERVED) or plain(subject) != subject:
        raise ValueError(subject)
    known = {role.value for role in Role} - {Role.SYSTEM.value}
    return Actor(
        subject=subject,
        name=str(claims.get("name") or subject),
        roles=tuple(Role(role) for role in claims.get("roles") or () if role in known),
        departments=tuple(str(department) for department in claims.get("departments") or ()),
        # As it is kept everywhere; what is no credit code is nobody's.
        enterprise=credit_code.read(enterprise) if enterprise else None,
    )
