"""金额与年度。The ranges of amounts and years the authorities take."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

LARGEST_FEN = 9_000_000_000_000_000
FIRST_YEAR = 1990
LAST_YEAR = 2100

Fen = Annotated[int, Field(ge=0, le=LARGEST_FEN, strict=True)]
RecordedFen = Annotated[int, Field(ge=-LARGEST_FEN, le=LARGEST_FEN, strict=True)]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
