"""加密。What processes carry through Temporal is encrypted, so that its history holds no personal data and no bank account.

Only structured payloads are. A bare string, such as a summary, and the metadata the Web UI asks a workflow for, such as the Markdown of
its current details, stay as they are, so neither may ever hold anything personal. The codec endpoint decodes the rest for an operator
who is signed in.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes, PayloadCodec

ENCODING = b"binary/encrypted"
_NONCE_BYTES = 12
_METADATA = b"temporal.api.sdk.v1.WorkflowMetadata"
_BARE = (b'"', b"null", b"true", b"false")


class EncryptionCodec(PayloadCodec):
    """AES-GCM over whole payloads.

    Args:
        keys: AES keys; the first encrypts, all of them decrypt, so that a key can be rotated.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = {sha256(key).hexdigest()[:16].encode(): AESGCM(key) for key in keys}
        self._current = next(iter(self._ciphers))

    async def encode(self, payloads: Iterable[Payload]) -> list[Payload]:
        """Encrypt what is structured."""
        return [payload if _is_for_operators(payload) else self._encrypt(payload) for payload in payloads]

    async def decode(self, payloads: Iterable[Payload]) -> list[Payload]:
        """Decrypt what we encrypted; anything else passes."""
        return [self._decrypt(payload) if payload.metadata.get("encoding") == ENCODING else payload for payload in payloads]

    def _encrypt(self, payload: Payload) -> Payload:
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, payload.SerializeToString(), self._current)
        return Payload(metadata={"encoding": ENCODING, "key": self._current}, data=nonce + sealed)

    def _decrypt(self, payload: Payload) -> Payload:
        key = payload.metadata["key"]
        opened = self._ciphers[key].decrypt(payload.data[:_NONCE_BYTES], payload.data[_NONCE_BYTES:], key)
        return Payload.FromString(opened)


def _is_for_operators(payload: Payload) -> bool:
    return not payload.data or payload.data.startswith(_BARE) or payload.metadata.get("messageType") == _METADATA


def data_converter(keys: Sequence[bytes]) -> DataConverter:
    """Return the converter that client, worker and replayer share; without keys nothing is encrypted, which only tests do.

    The message and the stack of a failure are sealed as well: a database names the values of the row it refuses.
    """
    if not keys:
        return pydantic_data_converter
    sealed = DefaultFailureConverterWithEncodedAttributes
    return replace(pydantic_data_converter, payload_codec=EncryptionCodec(keys), failure_converter_class=sealed)
