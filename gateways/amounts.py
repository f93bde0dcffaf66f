"""外部金额。The range in which an amount from outside is believed: what a 64-bit column holds, with room for a sum.

A recorded amount is taken as its registry has it, below zero too: whether it can be so is judged, and not lost on the way.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

LARGEST_FEN = 9_000_000_000_000_000

PaidFen = Annotated[int, Field(gt=0, le=LARGEST_FEN)]
RecordedFen = Annotated[int, Field(ge=-LARGEST_FEN, le=LARGEST_FEN)]
StatedFen = Annotated[int, Field(ge=0, le=LARGEST_FEN)]
