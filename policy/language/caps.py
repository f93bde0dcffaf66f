"""最高限额。What counts together towards a cap: whose awards, and over which time.

The words of a clause name both, or leave one open. What they leave open is read here in one way, and that reading is a parameter with a
date: an implementing rule may narrow it, so that more counts towards the same amount, and never widen it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from policy.language.parameters import FigureForm, Parameter, Standing, cap_up_to
from policy.text import Text


class CapScope(StrEnum):
    """Whose awards count towards a cap, the widest reading first."""

    NONE = "none"
    SUBJECT = "subject"
    BENEFICIARY = "beneficiary"
    PROGRAMME = "programme"
    FUND = "fund"


class CapPeriod(StrEnum):
    """Over which time they count, the widest reading first.

    The programme year is the one whose budget pays; the year is the one an application is about.
    """

    PROGRAMME_YEAR = "programme_year"
    YEAR = "year"
    ALL_YEARS = "all_years"


_SCOPE: Final = Text("最高支持金额合计的对象范围", "Whose awards count towards the maximum")
_PERIOD: Final = Text("最高支持金额合计的期间", "Over which time awards count towards the maximum")

_NARROWER_SCOPES: Final = {CapScope.BENEFICIARY: (CapScope.BENEFICIARY, CapScope.PROGRAMME)}
_NARROWER_PERIODS: Final = {
    CapPeriod.PROGRAMME_YEAR: (CapPeriod.PROGRAMME_YEAR, CapPeriod.ALL_YEARS),
    CapPeriod.YEAR: (CapPeriod.YEAR, CapPeriod.ALL_YEARS),
}

_WHOSE: Final = {
    CapScope.SUBJECT: Text("同一支持对象", "for the same subject"),
    CapScope.BENEFICIARY: Text("同一单位", "to one beneficiary"),
    CapScope.PROGRAMME: Text("全部申请人", "to everybody together"),
    CapScope.FUND: Text("全部申请人", "to everybody together"),
}
_WHEN: Final = {
    CapPeriod.PROGRAMME_YEAR: Text("同一预算年度", " in a programme year"),
    CapPeriod.YEAR: Text("同一申报年度", " for one year"),
    CapPeriod.ALL_YEARS: Text("历年", " over all years"),
}


def cap_over(scope: CapScope, period: CapPeriod, *, fen: int | None = None, open_to_rules: Collection[str] = ()) -> Mapping[str, Parameter]:
    """Return the figures of a cap: its amount, its scope and its period.

    Args:
        scope: Whose awards count together.
        period: Over which time.
        fen: The amount in fen, which a rule may lower; None where the amounts of the clause are fixed.
        open_to_rules: Which of "scope" and "period" the words leave open: a rule may narrow those.
    """
    scopes = _NARROWER_SCOPES.get(scope, (scope,)) if "scope" in open_to_rules else ()
    periods = _NARROWER_PERIODS.get(period, (period,)) if "period" in open_to_rules else ()
    amount = {} if fen is None else {"cap_fen": cap_up_to(fen)}
    return MappingProxyType({**amount, "cap_scope": _reading(_SCOPE, scope, scopes), "cap_period": _reading(_PERIOD, period, periods)})


def cap_words(scope: str, period: str, kinds: int = 1) -> Text:
    """Return in words what counts together.

    Args:
        scope: Whose awards, as `CapScope` writes it.
        period: Over which time, as `CapPeriod` writes it.
        kinds: How many items share the cap.
    """
    if scope == CapScope.NONE:
        return Text("没有最高限额", "no cap")
    if scope == CapScope.FUND:
        return Text("年度专项资金总额", "the fund of the year")
    # What a subject is says already of which year it is.
    whose, when = _WHOSE[CapScope(scope)], Text("", "") if scope == CapScope.SUBJECT else _WHEN[CapPeriod(period)]
    of_what = Text("本事项", "this item") if kinds == 1 else Text("本条各事项", f"the {kinds} items of the clause together")
    return Text(f"{whose.zh}{when.zh}在{of_what.zh}下合计", f"all awards of {of_what.en} {whose.en}{when.en}")


def _reading(title: Text, value: str, options: tuple[Any, ...]) -> Parameter:
    """Return a parameter that names the reading: fixed by the words, or one a rule may replace by a narrower."""
    if not options:
        return Parameter(title, FigureForm.WORD, Standing.FIXED, value)
    return Parameter(title, FigureForm.WORD, Standing.UP_TO, value, options=options)
