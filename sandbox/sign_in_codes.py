"""授权码。Codes that a browser brings back from the sign-in page: each good once, for a minute, for whoever asked (RFC 7636)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sandbox.clock import now_seconds
from sandbox.people import Person

CODE_SECONDS = 60
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a front-end asked for when it sent its user here.

    Attributes:
        client_id: Which front-end.
        redirect_uri: Where its user goes back to.
        code_challenge: SHA-256 of the verifier it keeps, as base64url.
        nonce: What its ID token repeats, if it gave any.
    """

    client_id: str
    redirect_uri: str
    code_challenge: str
    nonce: str | None = None


@dataclass(slots=True)
class SignInCodes:
    """The codes that are out."""

    _out: dict[str, tuple[float, Person, SignIn]] = field(default_factory=dict)

    def give(self, person: Person, asked: SignIn) -> str:
        """Return a new code for who signed in."""
        now = now_seconds()
        self._out = {code: kept for code, kept in self._out.items() if kept[0] > now}
        code = secrets.token_urlsafe(32)
        self._out[code] = (now + CODE_SECONDS, person, asked)
        return code

    def take(self, code: str, *, client_id: str, redirect_uri: str, verifier: str) -> tuple[Person, SignIn] | None:
        """Return whom a code stands for, and what was asked; None if it is over, or another's. It is used up either way."""
        until, person, asked = self._out.pop(code, (0.0, None, None))
        if person is None or asked is None or until <= now_seconds():
            return None
        same = (asked.client_id, asked.redirect_uri) == (client_id, redirect_uri)
        return (person, asked) if same and hmac.compare_digest(challenge_of(verifier), asked.code_challenge) else None


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode("ascii", "replace")).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def is_of_this_machine(address: str) -> bool:
    """Tell whether an address is a page of this machine: a sandbox sends nobody anywhere else."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.hostname in _LOOPBACK and not parts.fragment
