"""排版。Documents set by typst with a font that comes along, so that they look the same, and are the same bytes, on every machine."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal

import typst

from policy.working_days import BEIJING

PDF: Final = "application/pdf"
_FONT: Final = "noto_cjk_sans_otc"
# How many signs that the font does not have are named; each costs a compilation.
_MOST_RARE: Final = 20
_NOT_DISPLAYED: Final = re.compile(r'the text `"(?:\\u\{(?P<code>[0-9a-f]+)\}|(?P<sign>.))"` could not be displayed')


def typeset(sheet: str, given: Any, *, day: date | None = None, kept: bool = False) -> bytes:  # noqa: ANN401 - JSON
    """Return what a sheet makes of data, as a PDF.

    Args:
        sheet: How it is set, in typst; `given` is there as the JSON `sys.inputs.given`. Nothing that somebody wrote is read as markup.
        given: What is set.
        day: What the document says of when it was made; None for the moment.
        kept: Whether it is to be read in years (PDF/A-2u), and to say which rare signs its font does not have.
    """
    data, at = json.dumps(given, ensure_ascii=False), None if day is None else datetime.combine(day, time(), BEIJING)
    for _ in range(_MOST_RARE if kept else 0):
        try:
            return _compiled(sheet, data, at, "a-2u")
        except typst.TypstError as error:
            rare = _missing_in(error)
            # As JSON has it.
            if rare is None or (there := json.dumps(rare, ensure_ascii=False)[1:-1]) not in data:
                raise
            data = data.replace(there, f"〓（U+{ord(rare):04X}）")
    return _compiled(sheet, data, at, None)


def _compiled(sheet: str, data: str, at: datetime | None, standard: Literal["a-2u"] | None) -> bytes:
    made = typst.compile(sheet.encode(), font_paths=fonts(), sys_inputs={"given": data}, format="pdf", pdf_standards=standard, timestamp=at)
    assert isinstance(made, bytes)  # noqa: S101 - tells the type checker what one document comes as
    return made


def _missing_in(error: typst.TypstError) -> str | None:
    """Return the sign that the font does not have, if that is what is wrong."""
    if (named := _NOT_DISPLAYED.search(error.message)) is None:
        return None
    return chr(int(named["code"], 16)) if named["code"] else named["sign"]


@cache
def fonts() -> typst.Fonts:
    """Return the font that comes along, and none of the machine's."""
    found = find_spec(_FONT)
    assert found is not None  # noqa: S101 - it is a dependency
    assert found.origin is not None  # noqa: S101 - it is a package
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(Path(found.origin).parent)])
