"""登录令牌。Checks bearer tokens: an access token (RFC 9068) of our issuer, meant for us, that ends within half a day."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import httpx
from joserfc import jws, jwt
from joserfc.errors import BadSignatureError, ExpiredTokenError, JoseError

from api.web.issuer_keys import IssuerKeys
from policy import credit_code
from policy.actors import Actor, Grant, Role
from policy.errors import Code, Refusal
from policy.folding import plain
from policy.language.items import DEPARTMENT_NAMES
from policy.processes.kernel.staffing import is_nobodys
from policy.security_events import Why
from policy.text import Text

ALGORITHMS = ["RS256"]
TYPE = "at+jwt"
LEEWAY_SECONDS = 30
# Whoever loses rights, or a token, is out within a working day.
LONGEST_SECONDS = 12 * 3600
_GRANTED = frozenset(Role) - {Role.SYSTEM}
_WHYS = {ExpiredTokenError: Why.EXPIRED, BadSignatureError: Why.FORGED}


@dataclass(slots=True)
class TokenRefused(Refusal):
    """The refusal of a token.

    Attributes:
        why: Why; whoever sent it is not told.
        subject: Of whom it speaks, if it is signed by the issuer.
    """

    why: Why = Why.INVALID
    subject: str | None = None


class TokenVerifier:
    """Turns a bearer token into the person it vouches for.

    Args:
        client: For fetching keys.
        issuer: Who may vouch.
        audience: For whom the token must be meant.
        jwks_url: Where the keys are; found by discovery when not given.
    """

    def __init__(self, client: httpx.AsyncClient, *, issuer: str, audience: str, jwks_url: str | None = None) -> None:
        self._issuer, self._audience = issuer, audience
        self._keys = IssuerKeys(client, issuer, jwks_url)

    async def actor(self, token: str) -> Actor:
        """Return whom a token speaks for.

        Raises:
            TokenRefused: `unauthenticated`.
            Refusal: `busy`, when no key was ever to be had from the issuer.
        """
        claims: dict[str, Any] = {}
        try:
            claims = await self._claims(token)
            jwt.JWTClaimsRegistry(
                leeway=LEEWAY_SECONDS,
                iss={"essential": True, "value": self._issuer},
                aud={"essential": True, "value": self._audience},
                exp={"essential": True},
                sub={"essential": True},
            ).validate(claims)
            _require_short(claims["exp"])
            return _actor(claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            said = Text("令牌无效或已过期。", "The token is not valid, or has expired.")
            why = _WHYS.get(type(error), Why.INVALID)
            raise TokenRefused(Code.UNAUTHENTICATED, said, why=why, subject=_speaks_of(claims)) from error

    async def expires(self, token: str) -> float:
        """Return when a token expires that speaks for somebody."""
        return float((await self._claims(token))["exp"])

    async def _claims(self, token: str) -> dict[str, Any]:
        header = jws.extract_compact(token.encode()).protected
        if str(header.get("typ", "")).lower().removeprefix("application/") != TYPE:
            # A token that says who signed in, for some page, gives no right here (RFC 9068).
            raise ValueError(TYPE)
        return jwt.decode(token, await self._keys.with_key(header.get("kid")), algorithms=ALGORITHMS).claims


def _speaks_of(claims: dict[str, Any]) -> str | None:
    subject = claims.get("sub")
    return subject if isinstance(subject, str) and not is_nobodys(subject) else None


def _require_short(expires: float) -> None:
    if expires - time.time() > LONGEST_SECONDS + LEEWAY_SECONDS:
        raise ValueError(expires)


def _actor(claims: dict[str, Any]) -> Actor:
    subject = claims["sub"]
    enterprise = claims.get("enterprise")
    if not isinstance(subject, str) or not (enterprise is None or isinstance(enterprise, str)):
        raise TypeError(subject)
    if is_nobodys(subject):
        raise ValueError(subject)
    return Actor(
        subject=subject,
        name=plain(str(claims.get("name") or "")) or subject,
        grants=tuple(grant for one in claims.get("grants") or () if (grant := _grant(one))),
        # As it is kept everywhere; what is no credit code is nobody's.
        enterprise=credit_code.read(enterprise) if enterprise else None,
        interests=_interests(claims),
    )


def _grant(claim: Any) -> Grant | None:  # noqa: ANN401 - JSON
    """Return a role with where it is held; one that we do not know, or that does not say where, gives nothing.

    Raises:
        TypeError: When a claim is none that says so: who is not understood is not let in.
    """
    role, department, head = claim["role"], claim.get("department"), claim.get("head")
    if not isinstance(role, str) or not isinstance(department, str | None) or not isinstance(head, bool | None):
        raise TypeError(claim)
    if role not in _GRANTED or not {department} <= {None, *DEPARTMENT_NAMES}:
        return None
    grant = Grant(Role(role), department, head is True)
    return grant if grant.holds else None


def _interests(claims: dict[str, Any]) -> tuple[str, ...]:
    """Return whose cases somebody does nothing in: of those who employ them, and of whoever else they declared.

    Raises:
        TypeError: When a claim is none that says so: who is not understood is not let in.
    """
    named, employer = claims.get("interests") or [], claims.get("employer")
    codes = [*named, *([employer] if employer else [])] if isinstance(named, list) else [named]
    if not all(isinstance(code, str) for code in codes):
        raise TypeError(codes)
    # What is no credit code is nobody's, here as in every case.
    return tuple(dict.fromkeys(code for written in codes if (code := credit_code.read(written))))
