"""封存。What is personal is sealed before it is kept, each to the row or the use it belongs to."""

from __future__ import annotations

import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from policy.processes.disbursement.payee import MASKED

_NAME_BYTES, _NONCE_BYTES = 8, 12
_VEILED = "veiled"
_SHOWN = 4


class Seal:
    """AES-GCM over bytes, bound to where they are kept: moved elsewhere they do not open.

    Args:
        keys: AES keys; the first seals, all of them open, so that a key can be rotated.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = {sha256(key).digest()[:_NAME_BYTES]: AESGCM(key) for key in keys}
        self._current = next(iter(self._ciphers))
        self._looked_up_by = [sha256(b"digest" + key).digest() for key in keys]

    def seal(self, content: bytes, place: str) -> bytes:
        """Return content as it is kept in a place."""
        nonce = os.urandom(_NONCE_BYTES)
        return self._current + nonce + self._ciphers[self._current].encrypt(nonce, content, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Return what was sealed in a place.

        Raises:
            ValueError: It was not sealed by us, was changed, or belongs elsewhere.
        """
        name, nonce, rest = sealed[:_NAME_BYTES], sealed[_NAME_BYTES : _NAME_BYTES + _NONCE_BYTES], sealed[_NAME_BYTES + _NONCE_BYTES :]
        try:
            return self._ciphers[name].decrypt(nonce, rest, place.encode())
        except (KeyError, InvalidTag, ValueError) as error:
            msg = "not sealed by us, or for another place"
            raise ValueError(msg) from error

    def digests(self, text: str) -> list[bytes]:
        """Return what a text that is kept sealed is looked up by, a digest a key, the current one first.

        Numbers of people are few enough to be tried out: without a key nobody learns from a digest what it is of.
        """
        return [hmac.new(key, text.encode(), sha256).digest() for key in self._looked_up_by]

    def veil(self, text: str) -> str:
        """Return a number as it is kept wherever it goes: its end, for people to compare, and the whole of it sealed."""
        shown = text[-_SHOWN:] if len(text) >= 2 * _SHOWN else ""
        return f"****{shown}{MASKED}{urlsafe_b64encode(self.seal(text.encode(), _VEILED)).decode()}"

    def unveil(self, veiled: str) -> str:
        """Return a number that is kept veiled.

        Raises:
            ValueError: It is not.
        """
        return self.open(urlsafe_b64decode(veiled.partition(MASKED)[2]), _VEILED).decode()

    def unveiled(self, account: Mapping[str, str]) -> dict[str, str]:
        """Return an account with its number in clear: for the treasury, and to be compared.

        Raises:
            ValueError: Its number is not kept veiled.
        """
        return {**account, "number": self.unveil(account["number"])}
