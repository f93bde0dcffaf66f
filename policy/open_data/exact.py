"""精确数值。JSON whose amounts are exact: yuan with two places, written digit by digit and never as a float."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policy.money import FEN_IN_YUAN


@dataclass(frozen=True, slots=True)
class Yuan:
    """An amount that is written in yuan.

    Attributes:
        fen: The amount in fen.
    """

    fen: int

    def __str__(self) -> str:
        """Return it as a decimal with two places."""
        yuan, fen = divmod(self.fen, FEN_IN_YUAN)
        return f"{yuan}.{fen:02d}"


def written(value: object) -> str:
    """Write JSON in one line, with amounts as exact numbers.

    Raises:
        TypeError: For what is neither JSON without fractions nor an amount.
    """
    if isinstance(value, Yuan):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(name)}: {written(one)}" for name, one in value.items()) + "}"
    if isinstance(value, str | int | None):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Sequence):
        return "[" + ", ".join(written(one) for one in value) + "]"
    message = f"not to be written: {type(value).__name__}"
    raise TypeError(message)
