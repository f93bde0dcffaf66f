"""签证。How the API vouches for the requests it takes: it alone has the key, and whoever writes an act or audits it has the public one."""

from __future__ import annotations

import json
import time

from joserfc import jws
from joserfc.jwk import OKPKey

from activities.signatures.attestation import ALGORITHM, claims
from activities.signatures.case import Message


class Attestor:
    """Signs what people ask.

    Args:
        key: The private key, an Ed25519 key as PEM.
        issuer: Who vouches to us for people.
    """

    def __init__(self, key: str, issuer: str) -> None:
        self._key = OKPKey.import_key(key)
        self._issuer = issuer
        self._header = {"alg": ALGORITHM, "kid": self._key.thumbprint()}

    def attest(self, case: str, update: str, message: Message) -> str:
        """Return the attestation of a request to a case, as a compact JWS."""
        said = claims(self._issuer, case, update, message) | {"iat": int(time.time())}
        return jws.serialize_compact(self._header, json.dumps(said).encode(), self._key, algorithms=[ALGORITHM])
