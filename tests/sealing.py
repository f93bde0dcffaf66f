"""封装。The key that every test seals its payloads with, and the converter that does it."""

from __future__ import annotations

from runtime.encryption import data_converter

PAYLOAD_KEY = b"k" * 32
SEALED = data_converter([PAYLOAD_KEY])
