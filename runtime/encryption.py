"""加密。What goes through Temporal is sealed: its history holds nothing personal, and whoever has no key can say nothing to a case.

Structured payloads and moments are sealed, each to the workflow it belongs to. Any other bare string, such as a summary, and the
metadata the Web UI asks a workflow for, such as the Markdown of its current details, stay as they are, so neither may ever hold anything
personal, and nobody may take a person's word from one. The codec endpoint opens the rest for an operator who is signed in.
"""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.protobuf.message import DecodeError
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import (
    ActivitySerializationContext,
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)

ENCODING = b"binary/encrypted"
# No converter knows it: an update with such a payload is refused and not recorded, a signal is dropped, and the case goes on.
REFUSED = b"binary/refused"
_NONCE_BYTES = 12
_METADATA = b"temporal.api.sdk.v1.WorkflowMetadata"
_BARE = (b'"', b"null", b"true", b"false")
# A moment is told by nobody but us: what is written bears it.
_MOMENT = re.compile(rb'"\d{4}-\d\d-\d\d[T ]')
_PLAIN = {b"json/plain", b"binary/null"}
# What a Schedule starts is sealed under the id in the Schedule, and runs under that with the time behind it.
_STARTED_BY_SCHEDULE = re.compile(r"(scheduled/.+)-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class SealedCodec(PayloadCodec, WithSerializationContext):
    """AES-GCM over whole payloads, bound to the workflow they belong to.

    Opening never raises, since that would end or wedge the case that is spoken to: whatever was not sealed, was changed, or was sealed for
    another workflow becomes a payload that nothing can read.

    Args:
        keys: AES keys; the first seals, all of them open, so that a key can be rotated.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = {sha256(key).hexdigest()[:16].encode(): AESGCM(key) for key in keys}
        self._current = next(iter(self._ciphers))
        self._workflow: bytes | None = None

    def with_context(self, context: SerializationContext) -> Self:
        """Return the codec of one workflow's payloads."""
        bound = copy.copy(self)
        if isinstance(context, WorkflowSerializationContext | ActivitySerializationContext):
            bound._workflow = _canonical(context.workflow_id or "").encode()  # noqa: SLF001 - a copy of ourselves
        return bound

    async def encode(self, payloads: Iterable[Payload]) -> list[Payload]:
        """Seal what is structured."""
        return [payload if _is_for_operators(payload) else self._seal(payload) for payload in payloads]

    async def decode(self, payloads: Iterable[Payload]) -> list[Payload]:
        """Open what was sealed for this workflow, or for any where none is named; only what is bare passes besides."""
        return [self._read(payload) or Payload(metadata={"encoding": REFUSED}) for payload in payloads]

    async def open_all(self, payloads: Iterable[Payload]) -> list[Payload]:
        """Open payloads for an operator.

        Raises:
            ValueError: One of them was not sealed by us.
        """
        opened = await self.decode(payloads)
        if any(payload.metadata["encoding"] == REFUSED for payload in opened):
            msg = "not sealed by us"
            raise ValueError(msg)
        return opened

    def _seal(self, payload: Payload) -> Payload:
        nonce, workflow = os.urandom(_NONCE_BYTES), self._workflow or b""
        sealed = self._ciphers[self._current].encrypt(nonce, payload.SerializeToString(), _bound_to(self._current, workflow))
        return Payload(metadata={"encoding": ENCODING, "key": self._current, "workflow": workflow}, data=nonce + sealed)

    def _read(self, payload: Payload) -> Payload | None:
        if payload.metadata.get("encoding") != ENCODING:
            return payload if _is_bare(payload) else None
        key, workflow = payload.metadata.get("key", b""), payload.metadata.get("workflow", b"")
        if key not in self._ciphers or self._workflow not in (None, workflow):
            return None
        nonce, sealed = payload.data[:_NONCE_BYTES], payload.data[_NONCE_BYTES:]
        try:
            return Payload.FromString(self._ciphers[key].decrypt(nonce, sealed, _bound_to(key, workflow)))
        except (InvalidTag, ValueError, DecodeError):
            return None


def _canonical(workflow_id: str) -> str:
    scheduled = _STARTED_BY_SCHEDULE.fullmatch(workflow_id)
    return scheduled[1] if scheduled else workflow_id


def _bound_to(key: bytes, workflow: bytes) -> bytes:
    return key + b"|" + workflow


def _is_bare(payload: Payload) -> bool:
    is_scalar = not payload.data or (payload.data.startswith(_BARE) and not _MOMENT.match(payload.data))
    return payload.metadata.get("encoding") in _PLAIN and is_scalar


def _is_for_operators(payload: Payload) -> bool:
    return _is_bare(payload) or payload.metadata.get("messageType") == _METADATA


def data_converter(keys: Sequence[bytes]) -> DataConverter:
    """Return the converter that client and worker share.

    The message and the stack of a failure are sealed as well: a database names the values of the row it refuses.
    """
    sealed = DefaultFailureConverterWithEncodedAttributes
    return replace(pydantic_data_converter, payload_codec=SealedCodec(keys), failure_converter_class=sealed)
