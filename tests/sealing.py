"""封装。The key that every test seals its payloads with, and the converter that does it."""

from __future__ import annotations

import base64

from runtime.encryption import data_converter

PAYLOAD_KEY = b"k" * 32
PAYLOAD_KEYS = base64.b64encode(PAYLOAD_KEY).decode()
SEALED = data_converter([PAYLOAD_KEY])
