"""服务券的细节。The particulars of a voucher that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.context import TransitionContext
from activities.signatures.voucher import VoucherParticulars
from models.tables import Voucher
from policy.processes.voucher.lifecycle import Stage


async def voucher(context: TransitionContext[Voucher]) -> dict[str, Any]:
    """Return the particulars of a voucher."""
    row = context.case
    reminds = row.stage == Stage.VALID and row.wakes_at != row.expires_at
    return asdict(VoucherParticulars(row.face_fen, row.left_fen, row.valid_until.isoformat() if row.valid_until else None, reminds))
