"""封存。What is personal is sealed before it is kept, each to the row or the use it belongs to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NAME_BYTES, _NONCE_BYTES = 8, 12


class Seal:
    """AES-GCM over bytes, bound to where they are kept: moved elsewhere they do not open.

    Args:
        keys: AES keys; the first seals, all of them open, so that a key can be rotated.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = {sha256(key).digest()[:_NAME_BYTES]: AESGCM(key) for key in keys}
        self._current = next(iter(self._ciphers))

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
