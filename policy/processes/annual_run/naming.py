"""年度运行的名称。What a run is called where people read of it: its number is a code."""

from __future__ import annotations

from policy.judging.catalogue import ITEMS
from policy.text import Text


def called(item_code: str, year: int | str, *, dry_run: bool = False) -> Text:
    """Return what a run is called: by its item and year."""
    kind = Text("试算", "preview") if dry_run else Text("核算", "run")
    title = ITEMS[item_code].title
    return Text(f"“{title.zh}”{year}年度{kind.zh}", f"the {kind.en} of “{title.en}” for {year}")


def called_by_number(number: str) -> Text | None:
    """Return what the run is called that has a number; None where it is the number of something else.

    Args:
        number: Its item and year, and which one it is where there is more than one.
    """
    item_code, _, rest = number.partition("/")
    return called(item_code, rest.partition("/")[0]) if item_code in ITEMS and rest else None
