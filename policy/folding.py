"""写法归一。What people type, made comparable: width, case, spaces and invisible characters say nothing about what is meant."""

from __future__ import annotations

import unicodedata


def fold(written: str) -> str:
    """Return a text without spaces and invisible characters, full-width signs as half-width ones, in lower case."""
    folded = unicodedata.normalize("NFKC", written).casefold()
    # Printable is what is neither a control, format, unassigned nor a separating sign, but for the plain space.
    return folded.replace(" ", "") if folded.isprintable() else "".join(sign for sign in folded if sign.isprintable() and sign != " ")
