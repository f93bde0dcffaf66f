"""绩效自评的名称。What an outcome report is called: by its number, with the clause, the year and the awards it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from policy.text import Text


def called(number: str, clause: int, year: int, awards: Sequence[Mapping[str, Any]]) -> Text:
    """Return what messages and lists call a report.

    Args:
        number: Of the report.
        clause: Of which clause the money was.
        year: For which year it is evaluated.
        awards: What was given, each with its number.
    """
    named = [str(one["number"]) for one in awards]
    if not named:
        return Text(f"{number}（第{clause}条{year}年度）", f"{number} (clause {clause}, {year})")
    more_zh, more_en = (f"等{len(named)}项", f" and {len(named) - 1} more") if len(named) > 1 else ("", "")
    return Text(
        f"{number}（第{clause}条{year}年度，{named[0]}{more_zh}）",
        f"{number} (clause {clause}, {year}, {named[0]}{more_en})",
    )
