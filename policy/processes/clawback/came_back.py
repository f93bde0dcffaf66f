"""银行退回款项的去向。What becomes of what a bank has returned of an award while that is demanded back: for each demand, and the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Other:
    """Another demand for money of the same award.

    Attributes:
        number: Its number.
        stage: Where it stands.
        asked_fen: What it asks, in fen.
        received_fen: What was repaid of it, by its enterprise or the bank, in fen.
        counted_fen: What a bank has returned of the award that counts, or was booked, as repaid of it, in fen.
    """

    number: str
    stage: str
    asked_fen: int
    received_fen: int
    counted_fen: int


@dataclass(frozen=True, slots=True)
class CameBack:
    """What a bank has returned of an award and nobody has booked, as one demand for it is told.

    Attributes:
        counted_fen: What of it counts as repaid of this demand once it stands, in fen.
        all_fen: All of it, in fen.
        rest_fen: What of it counts towards no demand that stands, and goes back to its enterprise, in fen.
        others: The other demands for the award.
    """

    counted_fen: int = 0
    all_fen: int = 0
    rest_fen: int = 0
    others: Sequence[Other] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)

    @classmethod
    def parse(cls, kept: Mapping[str, Any] | None) -> Self:
        """Return it as it was kept with an event; nothing of an event that kept none."""
        kept = kept or {}
        return cls(**{**kept, "others": [Other(**one) for one in kept.get("others", ())]})
