"""试算明细。How the rows of a what-if are kept: packed numbers, some thousands together, so that a million take seconds less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from policy.language.items import OUTCOMES
from policy.language.readers import Value
from policy.what_if.judging import NOT_JUDGED
from policy.what_if.result import EFFECTS, Compared, Effect, outcome_name

PART: Final = 25_000
KEY_BYTES: Final = 18
"""Room for whose row it is: the sixteen bytes of a case's id, a credit code, or a number."""

_LAYOUT: Final = [
    ("key", f"V{KEY_BYTES}"),
    ("before_fen", "<i8"),
    ("after_fen", "<i8"),
    ("share_fen", "<i8"),
    ("before", "i1"),
    ("after", "i1"),
    ("effect", "i1"),
]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a what-if.

    Attributes:
        place: Which it is, from nought.
        key: Whose it is.
        before: Its outcome as the law reads.
        before_fen: Its award, if it is one.
        after: What it would be.
        after_fen: Its award, if it would be one.
        share_fen: What is left of that after the ceiling.
        effect: What becomes of it.
    """

    place: int
    key: bytes
    before: str
    before_fen: int | None
    after: str
    after_fen: int | None
    share_fen: int | None
    effect: Effect


def packed(compared: Compared, keys: Value) -> Iterator[tuple[int, dict[str, int], bytes]]:
    """Yield the parts of a comparison: number, how many rows each effect has, and the rows."""
    numpy = import_module("numpy")
    for number, begun in enumerate(range(0, compared.population.rows, PART)):
        part = slice(begun, min(begun + PART, compared.population.rows))
        effect = compared.effect[part]
        rows = numpy.zeros(len(effect), dtype=_LAYOUT)
        rows["key"] = keys[part]
        rows["before_fen"], rows["after_fen"] = compared.before.award_fen[part], compared.after.award_fen[part]
        rows["share_fen"] = compared.share_fen[part]
        rows["before"], rows["after"], rows["effect"] = compared.before.outcome[part], compared.after.outcome[part], effect
        counts = numpy.bincount(effect, minlength=len(EFFECTS)).tolist()
        yield number, {one.value: count for one, count in zip(EFFECTS, counts, strict=True) if count}, rows.tobytes()


def unpacked(number: int, rows: bytes, after: int, effect: Effect | None, limit: int) -> list[Row]:
    """Return rows of a part: those after a place, of one effect or of any, as many as asked for at most."""
    numpy = import_module("numpy")
    held = numpy.frombuffer(rows, dtype=_LAYOUT)
    wanted = numpy.arange(number * PART, number * PART + len(held)) > after
    if effect is not None:
        wanted &= held["effect"] == EFFECTS.index(effect)
    return [_row(number * PART + int(place), held[place]) for place in numpy.flatnonzero(wanted)[:limit]]


def _row(place: int, held: Any) -> Row:  # noqa: ANN401 - a record of numpy
    before, after = int(held["before"]), int(held["after"])
    return Row(
        place=place,
        key=held["key"].tobytes(),
        before=outcome_name(before),
        before_fen=_award(before, held["before_fen"]),
        after=outcome_name(after),
        after_fen=_award(after, held["after_fen"]),
        share_fen=_award(after, held["share_fen"]),
        effect=EFFECTS[int(held["effect"])],
    )


def _award(outcome: int, fen: Any) -> int | None:  # noqa: ANN401 - a number of numpy
    return int(fen) if outcome != NOT_JUDGED and OUTCOMES[outcome] == "award" else None
