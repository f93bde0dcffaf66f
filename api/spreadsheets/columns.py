"""清单的列。The columns a list has as a sheet, read off the schema of its rows, and the cells of a row in them.

Whatever a list answers as JSON has its sheet by this, without a word of its own: a sentence in both languages is one in the asked
language, a code is what it means, an amount is a column in yuan and one in fen, a time is Beijing's, and what is a list itself is told in
one cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeAlias

from pydantic import BaseModel, TypeAdapter

from api.spreadsheets.code_words import in_words
from api.spreadsheets.headings import heading
from policy.text import Text
from policy.working_days import BEIJING

OutCell: TypeAlias = str | int | Decimal | date | datetime | None
_DEEPEST: Final = 3
_FEN: Final = "_fen"
_IN_FEN: Final = Text("（分）", " (fen)")
_IN_YUAN: Final = Text("（元）", " (yuan)")
# Of which a list says the name as well; whose account it was is more than a name.
_CODES: Final = frozenset({"ground"})
# For machines: what sources answered, of which a list says what was found, and by what what was seen is known again.
_UNSAID: Final = frozenset({"answers", "released_digest"})
_TRUTHS: Final = {True: Text("是", "yes"), False: Text("否", "no")}
_BETWEEN: Final = Text("·", ": ")
_AND: Final = Text("；", "; ")
_IS: Final = Text("：", ": ")


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    WORDS = "words"
    NUMBER = "number"
    TRUTH = "truth"
    DAY = "day"
    MOMENT = "moment"
    YUAN = "yuan"
    FEN = "fen"
    PARTS = "parts"


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A column of a list that is given out.

    Attributes:
        path: Where a row has it, by the names of fields.
        kind: What its cells hold.
    """

    path: tuple[str, ...]
    kind: Kind

    def heading(self, language: str) -> str:
        """Return what stands above it."""
        within = ("", *self.path)
        said = _BETWEEN.in_language(language).join(
            heading(name, above).in_language(language) for above, name in zip(within, self.path, strict=False)
        )
        unit = {Kind.YUAN: _IN_YUAN, Kind.FEN: _IN_FEN}.get(self.kind)
        return said + unit.in_language(language) if unit else said

    def cell(self, row: Mapping[str, Any], language: str) -> OutCell:
        """Return its cell of a row as JSON has it."""
        value: Any = row
        for name in self.path:
            value = value.get(name) if isinstance(value, Mapping) else None
        return None if value is None else _cell(self, value, language)


@cache
def columns_of(row: type[BaseModel]) -> tuple[OutColumn, ...]:
    """Return the columns of a list of such rows, in the order of their fields."""
    schema = TypeAdapter(row).json_schema(mode="serialization")
    return tuple(_columns(schema, schema.get("$defs", {}), ()))


def _columns(schema: Mapping[str, Any], defined: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[OutColumn]:
    for name, written in schema["properties"].items():
        if _is_told_beside(name, schema["properties"]):
            continue
        field, at = _resolved(written, defined), (*path, name)
        kind = _kind(name, field)
        if kind is Kind.PARTS and field.get("properties") and len(at) < _DEEPEST:
            yield from _columns(field, defined, at)
        elif kind is Kind.FEN:
            yield from (OutColumn(at, Kind.YUAN), OutColumn(at, Kind.FEN))
        else:
            yield OutColumn(at, kind)


def _is_told_beside(name: str, fields: Mapping[str, Any]) -> bool:
    """Tell whether what a field means stands in a field of its own."""
    return name in _UNSAID or f"{name.removesuffix('_code')}_title" in fields or (name in _CODES and f"{name}_name" in fields)


def _resolved(field: Mapping[str, Any], defined: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a field is where it is there: its own definition, without that it may be missing."""
    if "$ref" in field:
        return _resolved(defined[field["$ref"].rpartition("/")[2]], defined)
    there = [one for one in field.get("anyOf", ()) if one.get("type") != "null"]
    return _resolved(there[0], defined) if len(there) == 1 else field


def _kind(name: str, field: Mapping[str, Any]) -> Kind:
    written = field.get("type"), field.get("format")
    if name.endswith(_FEN) and written[0] == "integer":
        return Kind.FEN
    if {"zh", "en"} <= field.get("properties", {}).keys():
        return Kind.WORDS
    return _KINDS.get(written) or _KINDS.get((written[0], None), Kind.PARTS)


def _cell(column: OutColumn, value: Any, language: str) -> OutCell:  # noqa: ANN401 - what JSON holds
    read = _READ.get(column.kind)
    return read(value) if read else _told(column.path[-1], value, language)


def _number(value: float) -> OutCell:
    return value if isinstance(value, int) else Decimal(str(value))


def _moment(value: str) -> datetime:
    # A sheet knows no zones: it is what the clocks of the office showed.
    return datetime.fromisoformat(value).astimezone(BEIJING).replace(tzinfo=None, microsecond=0)


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _told(name: str, value: Any, language: str) -> str:  # noqa: ANN401 - what JSON holds
    """Return anything as words, its parts one after another."""
    match value:
        case bool():
            return _TRUTHS[value].in_language(language)
        # What was found is a sentence, in which whatever it is about is named.
        case {"text": {"zh": _, "en": _} as said} | ({"zh": _, "en": _} as said):
            return str(said[language])
        case Mapping():
            return _AND.in_language(language).join(_part(name, part, language) for name, part in value.items() if _says(part))
        case Sequence() if not isinstance(value, str):
            return _AND.in_language(language).join(_told(name, part, language) for part in value if _says(part))
        case str():
            return in_words(name, value, language)
    return str(value)


def _part(name: str, value: Any, language: str) -> str:  # noqa: ANN401 - what JSON holds
    said, unit = heading(name).in_language(language), ""
    if name.endswith(_FEN) and isinstance(value, int):
        value, unit = _yuan(value), _IN_YUAN.in_language(language)
    return f"{said}{unit}{_IS.in_language(language)}{_told(name, value, language)}"


def _says(value: object) -> bool:
    return value is not None and value not in ({}, [], "")


_KINDS: Final[Mapping[tuple[object, object], Kind]] = {
    ("integer", None): Kind.NUMBER,
    ("number", None): Kind.NUMBER,
    ("boolean", None): Kind.TRUTH,
    ("string", None): Kind.TEXT,
    ("string", "date"): Kind.DAY,
    ("string", "date-time"): Kind.MOMENT,
}
_READ: Final[Mapping[Kind, Callable[[Any], OutCell]]] = {
    Kind.NUMBER: _number,
    Kind.FEN: int,
    Kind.YUAN: _yuan,
    Kind.DAY: date.fromisoformat,
    Kind.MOMENT: _moment,
}
