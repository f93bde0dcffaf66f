"""令牌签发。Signs tokens for the demo people with RSA keys that outlive a restart and can be rotated."""

from __future__ import annotations

import secrets
import sqlite3
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from sandbox.clock import now_seconds
from sandbox.people import Person

AUDIENCE = "etown-grants"
KEY_BITS = 2048


class Issuer:
    """The issuer of one sandbox.

    Attributes:
        base_url: The `iss` of its tokens.
    """

    def __init__(self, connection: sqlite3.Connection, base_url: str) -> None:
        """Load the keys from the store; the first one is made when it is first needed, as that takes a while."""
        self.base_url = base_url
        self._connection = connection
        rows = connection.execute("SELECT kid, pem FROM signing_key ORDER BY number").fetchall()
        self._keys = [RSAKey.import_key(str(row["pem"]), {"kid": row["kid"]}) for row in rows]

    def _published(self) -> list[RSAKey]:
        if not self._keys:
            self.rotate(keep_old=True)
        return self._keys

    def rotate(self, *, keep_old: bool) -> str:
        """Sign with a new key from now on.

        Args:
            keep_old: Whether the earlier keys stay published, so that tokens in circulation keep working.

        Returns:
            The new key's `kid`.
        """
        kid = secrets.token_hex(8)
        key = RSAKey.generate_key(KEY_BITS, {"kid": kid, "use": "sig", "alg": "RS256"}, auto_kid=False)
        with self._connection:
            self._connection.execute("BEGIN")
            if not keep_old:
                self._connection.execute("DELETE FROM signing_key")
            pem = key.as_pem(private=True).decode()
            self._connection.execute("INSERT INTO signing_key (kid, pem) VALUES (?, ?)", (kid, pem))
        self._keys = [*(self._keys if keep_old else []), key]
        return kid

    def jwks(self) -> dict[str, Any]:
        """Return the public keys as a JSON Web Key Set."""
        return {"keys": [{**key.as_dict(private=False), "use": "sig", "alg": "RS256"} for key in self._published()]}

    def token_for(self, person: Person, lifetime_seconds: int) -> str:
        """Return a signed token.

        Args:
            person: Whom it is for.
            lifetime_seconds: How long it is valid; negative makes one that has already expired.
        """
        now = int(now_seconds())
        # An expired token was issued before it expired.
        issued = now if lifetime_seconds > 0 else now + lifetime_seconds - 1
        claims: dict[str, Any] = {
            "iss": self.base_url,
            "aud": AUDIENCE,
            "sub": person.id,
            "name": person.name,
            "grants": [grant.model_dump() for grant in person.grants],
            "enterprise": person.enterprise,
            "employer": person.employer,
            "interests": list(person.interests),
            "iat": issued,
            "exp": now + lifetime_seconds,
            "jti": secrets.token_hex(16),
        }
        return self._signed("at+jwt", claims)

    def id_token_for(self, person: Person, client_id: str, nonce: str | None, lifetime_seconds: int) -> str:
        """Return a signed ID token, which tells a front-end who signed in."""
        now = int(now_seconds())
        claims = {"iss": self.base_url, "aud": client_id, "sub": person.id, "name": person.name, "iat": now, "exp": now + lifetime_seconds}
        return self._signed("JWT", claims | ({"nonce": nonce} if nonce else {}))

    def _signed(self, kind: str, claims: dict[str, Any]) -> str:
        key = self._published()[-1]
        return jwt.encode({"alg": "RS256", "kid": key.kid, "typ": kind}, claims, key, algorithms=["RS256"])

    def discovery(self) -> dict[str, Any]:
        """Return the OpenID Connect discovery document."""
        return {
            "issuer": self.base_url,
            "jwks_uri": f"{self.base_url}/oidc/jwks.json",
            "token_endpoint": f"{self.base_url}/oidc/token",
            "authorization_endpoint": f"{self.base_url}/oidc/authorize",
            "authorization_response_iss_parameter_supported": True,
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "grant_types_supported": ["authorization_code", "password", "client_credentials"],
            "scopes_supported": ["openid"],
            "token_endpoint_auth_methods_supported": ["none"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "claims_supported": ["sub", "name", "grants", "enterprise", "employer", "interests"],
        }
