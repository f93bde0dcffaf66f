"""外部金额。The range in which an amount from outside is believed: what a 64-bit column holds, with room for a sum."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

LARGEST_FEN = 9_000_000_000_000_000

PaidFen = Annotated[int, Field(gt=0, le=LARGEST_FEN)]
StatedFen = Annotated[int, Field(ge=0, le=LARGEST_FEN)]
