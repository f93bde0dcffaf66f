"""服务券的活动签名。The names of the voucher's own activities, and the particulars its workflow is told."""

from __future__ import annotations

from dataclasses import dataclass

VERIFY_ENTERPRISE = "verify_enterprise"
LOOK_AT_SPENDS = "look_at_spends"


@dataclass(frozen=True, slots=True)
class VoucherParticulars:
    """The particulars of a voucher, beyond the state every case has.

    Attributes:
        face_fen: What it is worth, once it was approved.
        left_fen: What no contract has taken yet.
        valid_until: Its last day, as YYYY-MM-DD.
        reminds: Whether its holder is to be reminded before it runs out.
    """

    face_fen: int | None = None
    left_fen: int = 0
    valid_until: str | None = None
    reminds: bool = False
