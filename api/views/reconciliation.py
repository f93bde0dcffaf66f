"""对账的呈现。How a day that was reconciled is shown: its sums, its sheet, and the whole where that was compared."""

from __future__ import annotations

from api.schemas.reconciliation import ReconciliationShown
from models.tables import Reconciliation
from policy.processes.treasury.day_sheet import Bucket

_SHOWN_AS_THEY_ARE = ("day", "paid_fen", "returned_fen", "received_fen", "matched", "differences", "runs", "first_run_at", "last_run_at")


def reconciliation_shown(row: Reconciliation) -> ReconciliationShown:
    """Return a day that was reconciled, as it is shown."""
    heaps = {name: {"count": getattr(row, name), "fen": getattr(row, f"{name}_fen")} for name in ("instructed", *Bucket)}
    whole = None if row.standing_ours_fen is None else {"ours_fen": row.standing_ours_fen, "theirs_fen": row.standing_theirs_fen}
    plain = {name: getattr(row, name) for name in _SHOWN_AS_THEY_ARE}
    return ReconciliationShown.model_validate(plain | {"sheet": heaps, "standing": whole})
