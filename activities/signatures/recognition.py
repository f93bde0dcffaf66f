"""认定的活动签名。The names of the recognition's own activities, and the particulars its workflow is told."""

from __future__ import annotations

from dataclasses import dataclass, field

VERIFY_HOLDER = "verify_holder"
ENTER_LISTED = "enter_listed"


@dataclass(frozen=True, slots=True)
class RecognitionParticulars:
    """The particulars of a recognition, beyond the state every case has.

    Attributes:
        kind: What kind of entry it is.
        kept: Whether it is a certificate that is only kept, so that an approval enters it at once.
        has_scored: Whether its panel has spoken.
        undecided_objections: How many objections to its notice wait for a ruling.
        entry_no: Its number in the register.
        valid_until: Its last day, as YYYY-MM-DD.
        due: What falls due for the entry when it wakes.
        concerned: Once it has ended, the workflow ids of the cases that rest on it.
    """

    kind: str = ""
    kept: bool = False
    has_scored: bool = False
    undecided_objections: int = 0
    entry_no: str | None = None
    valid_until: str | None = None
    due: str | None = None
    concerned: list[str] = field(default_factory=list)
