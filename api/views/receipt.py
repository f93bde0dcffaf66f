"""国库收款的视图。What a receipt and a clawback both show of a part."""

from __future__ import annotations

from typing import Any

from models.tables import ReceiptPart


def part_fields(part: ReceiptPart) -> dict[str, Any]:
    """Return what is shown of a part wherever it stands."""
    return {name: getattr(part, name) for name in ("amount_fen", "state", "principal_fen", "interest_fen", "booked_at")}
