"""数字格式。What the format of a cell makes of the number it holds: officers go by what they see, and we by what is there.

Rounding is no fault: a sheet in 万元 shows two places and holds the fen. Anything that makes a number look like another one is:
a percentage, thousands that are left out, a unit or a sign that is only painted on, or nothing at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from policy.folding import fold
from policy.text import Text

_PART: Final = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|\[\$(?P<symbol>[^\]-]*)[^\]]*\]|\[(?P<bracket>[^\]]*)\]|[_*].'
    r"|(?P<end>;)|(?P<digits>General|E[+-]|[0#?.,@/]+)|(?P<percent>%)|(?P<sign>.)",
    re.DOTALL | re.IGNORECASE,
)
_MONEY: Final = frozenset({"", "¥", "rmb", "cny", "人民币"})


@dataclass(slots=True)
class _Section:
    """A section of a format: its placeholders, what is painted before, between and after them, and whether it has a condition."""

    digits: str = ""
    before: str = ""
    between: str = ""
    after: str = ""
    percent: bool = False
    condition: bool = False

    def paint(self, text: str) -> None:
        """Add what is shown whatever the number is."""
        if self.digits:
            self.after += text
        else:
            self.before += text

    def place(self, digits: str) -> None:
        """Add placeholders; what was painted after the ones before stands between them."""
        self.between, self.after = self.between + self.after, ""
        self.digits += digits


def _sections(code: str) -> list[_Section]:
    found = [_Section()]
    for part in _PART.finditer(code):
        match part.lastgroup:
            case "end":
                found.append(_Section())
            case "digits":
                found[-1].place(part["digits"])
            case "percent":
                found[-1].percent = True
            case "bracket":
                found[-1].condition |= part["bracket"].startswith(("<", ">", "="))
            case "quoted" | "escaped" | "symbol" | "sign":
                found[-1].paint(part[part.lastgroup])
            case _:
                pass
    return found


def _applied(code: str, number: Decimal) -> list[_Section]:
    """Return the section that shows a number; all of them, where conditions choose."""
    found = _sections(code)
    if any(section.condition for section in found):
        return found
    wanted = 0 if number > 0 else 1 if number < 0 else 2
    return [found[wanted if wanted < len(found) else 0]]


def misleading(code: str, number: Decimal, units: frozenset[str]) -> Text | None:
    """Return what makes a number look like another one, or None.

    Args:
        code: The format of its cell.
        number: The number.
        units: What its unit may be called, folded as `fold` does.
    """
    return next((fault for section in _applied(code, number) if (fault := _fault(section, number, units))), None)


def _fault(section: _Section, number: Decimal, units: frozenset[str]) -> Text | None:
    if section.percent:
        return Text("以百分比显示", "is shown as a percentage")
    before, between, after = fold(section.before), fold(section.between), fold(section.after)
    painted = before + between + after
    if not painted and (not section.digits or (not number and set(section.digits) <= set("#,"))):
        return Text("不显示", "is not shown")
    if not section.digits:
        return None if not number and painted == "-" else Text("以其他内容代替显示", "is shown as something else")
    if section.digits.rstrip(".").endswith(","):
        return Text("省略末三位显示", "is shown without its last three digits")
    if number <= 0:
        # A sign of its own, or the dash that stands for nothing.
        before, after = re.sub(r"[-(]", "", before), after.removesuffix(")")
    # Around the digits may stand a sign of money or the unit the heading says; between them, nothing.
    right = not between and {before, after.removesuffix("整")} <= _MONEY | units
    return None if right else Text(f"显示时另加“{painted}”", f"is shown with “{painted}”")
