"""分期拨付。In which parts rules have an award paid: each its share, and from the second on a day, or what has to hold by a day.

The whole is decided, published and obligated at once. The first part is paid as every award is; each later one by a case of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from policy.language.facts import Json, is_integer, parse_day
from policy.money import Rate, parse_rate, share_of, write_rate
from policy.text import Text

MOST_PARTS: Final = 12
_MOST_MONTHS: Final = 120
_LONGEST: Final = 200
_WHOLE: Final = Rate(1)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an award.

    Attributes:
        share: Its share of the whole.
        months: By how many months after the first payment it is due; None of the first part, and of one that is due on a day.
        on: The day it is due on.
        condition: What has to hold by then, or else it is not paid; without one it is paid on that day.
    """

    share: Rate
    months: int | None = None
    on: date | None = None
    condition: Text | None = None

    def as_dict(self) -> dict[str, Json]:
        """Return it as it is written in rules."""
        due = {"months": self.months} if self.months is not None else {}
        day = {"on": self.on.isoformat()} if self.on is not None else {}
        return {"share": write_rate(self.share), **due, **day} | ({"condition": self.condition.as_dict()} if self.condition else {})

    def due_on(self, paid_on: date) -> date:
        """Return the day it is due, by the day on which the first part was paid."""
        return months_after(paid_on, self.months) if self.months is not None else self.on or paid_on


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (following - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day.day, last))


def divide(amount_fen: int, parts: Sequence[Part]) -> list[int]:
    """Return what each part of an amount comes to in fen: each is rounded down, and the last one takes what is left.

    An amount of which some part would be nothing is not divided.
    """
    *earlier, _ = [share_of(amount_fen, part.share) for part in parts] or [0]
    amounts = [*earlier, amount_fen - sum(earlier)]
    return amounts if all(amounts) else [amount_fen]


def parse_parts(written: object) -> tuple[Part, ...] | None:
    """Read parts as rules have them, `[{"share"}, {"share", "months" or "on", "condition"?}, …]`; None where they are no whole."""
    if not isinstance(written, list) or not 1 < len(written) <= MOST_PARTS or not all(isinstance(one, dict) for one in written):
        return None
    first, *later = written
    found = [_first(first), *map(_later, later)]
    parts = tuple(part for part in found if part is not None)
    return parts if len(parts) == len(found) and sum(part.share for part in parts) == _WHOLE else None


def read_parts(kept: Sequence[Mapping[str, Any]]) -> tuple[Part, ...]:
    """Return parts that were kept as `Part.as_dict` writes them; none where none were."""
    return (parse_parts(list(kept)) or ()) if kept else ()


def _first(written: Mapping[str, object]) -> Part | None:
    share = parse_rate(written.get("share"))
    return Part(share) if written.keys() == {"share"} and share else None


def _later(written: Mapping[str, object]) -> Part | None:
    share, months, on = parse_rate(written.get("share")), written.get("months"), parse_day(written.get("on"))
    said = written.get("condition")
    due = {"months"} if "months" in written else {"on"}
    if not share or written.keys() != {"share"} | due | ({"condition"} if said is not None else set()):
        return None
    is_due = on is not None if due == {"on"} else is_integer(months) and 0 < int(str(months)) <= _MOST_MONTHS
    condition = _condition(said)
    if not is_due or (said is not None and condition is None):
        return None
    return Part(share, int(str(months)) if "months" in due else None, on, condition)


def _condition(written: object) -> Text | None:
    if not isinstance(written, dict) or written.keys() != {"zh", "en"}:
        return None
    said = [one for one in (written["zh"], written["en"]) if isinstance(one, str) and one.strip() and len(one) <= _LONGEST]
    return Text(*said) if len(said) == len(written) else None
