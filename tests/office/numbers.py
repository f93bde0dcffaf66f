"""互不相像的编号。Numbers of which none looks like another, which an officer would be asked about."""

from __future__ import annotations

from itertools import combinations
from typing import Final

# No letters that are taken for figures, and never the same two the other way round.
UNLIKE: Final = tuple(2 * "".join(pair) for pair in combinations("ABCDEFGHJKMNPQRSTUVWXYZ", 2))
