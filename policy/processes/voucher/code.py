"""一次性验收码。The one-time code by which an enterprise confirms a delivery: its platform draws it, and gives it away with the work.

Only what it comes to by a slow one-way function is kept, with a salt of its own; it counts for a day and for a few tries.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Final

from policy.folding import fold_number

CODE_LENGTH: Final = 8
TRIES: Final = 5
LASTS: Final = timedelta(hours=24)
"""How long a code that was drawn counts, and how long a delivery may be confirmed with it."""

# Without the letters and figures that are taken for each other.
_SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_SALT_BYTES: Final = 16


def draw() -> str:
    """Return a new code."""
    return "".join(secrets.choice(_SIGNS) for _ in range(CODE_LENGTH))


def new_salt() -> bytes:
    """Return what a code is kept with."""
    return secrets.token_bytes(_SALT_BYTES)


def digest(code: str, salt: bytes) -> bytes:
    """Return what a code is kept as, however it is typed."""
    folded = fold_number(code).upper().replace("-", "")
    return hashlib.scrypt(folded.encode(), salt=salt, n=2**13, r=8, p=1, dklen=32)


def is_same(code: str, salt: bytes, kept: bytes) -> bool:
    """Tell whether a code is the one that was kept, in a time that says nothing of it."""
    return hmac.compare_digest(digest(code, salt), kept)
