"""时间范围。Which days and years an application, or what is known of an enterprise, may be about, said where they are typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from policy.days import in_chinese
from policy.errors import Fault
from policy.judging.documents import MATTER_DATE, days_of_application, faults_of_late_periods
from policy.language.facts import Json, Kind, is_integer, parse_period
from policy.language.items import Item
from policy.opinions_2022_8 import IN_FORCE_ON
from policy.opinions_2022_8.general_terms import CITATION, IN_FORCE_YEAR
from policy.text import Text
from policy.working_days import years_after

FACTS_SINCE: Final = date(1949, 10, 1)
"""The first day from which something may be known of an enterprise: no register, and no figure of one, is older."""
FACT_YEARS_AHEAD: Final = 10
_APPLIED: Final = Text("申请之日", "the day of the application")


def years_of(item: Item, applied_on: date) -> tuple[int, int]:
    """Return the first and the last year that an application of a day may be about: of a clause of the year before, one less."""
    return IN_FORCE_YEAR - item.year_lag, days_of_application(item, applied_on)["latest_year"]


def fault_of_year(items: Iterable[Item], field: str, year: Json, applied_on: date) -> Fault | None:
    """Return what is wrong with a year that any of some items would take, or None.

    Args:
        items: Those it may be meant for.
        field: What it is called in the input.
        year: What was typed.
        applied_on: The day of the application.
    """
    spans = [years_of(item, applied_on) for item in items]
    first, last = min(first for first, _ in spans), max(last for _, last in spans)
    if is_integer(year) and first <= year <= last:
        return None
    return Fault(field, Text(f"应为{first}至{last}之间的年份", f"must be a year from {first} to {last}"), CITATION)


def fault_of_matter(matter_date: date, applied_on: date) -> Fault | None:
    """Return what is wrong with the day a matter arose, or None: it lies between the Opinions and the application."""
    if IN_FORCE_ON <= matter_date <= applied_on:
        return None
    return Fault(MATTER_DATE.code, since_in_force(applied_on, _APPLIED), CITATION)


def fault_of_effect(effective_on: date, today: date) -> Fault | None:
    """Return what is wrong with the day from which something is known of an enterprise, or None.

    Args:
        effective_on: The day.
        today: The day on which it is recorded; what comes later may be known already, but nothing a lifetime ahead.
    """
    last = years_after(today, FACT_YEARS_AHEAD)
    if FACTS_SINCE <= effective_on <= last:
        return None
    said = Text(
        f"应在{in_chinese(FACTS_SINCE)}至{in_chinese(last)}（自今日起{FACT_YEARS_AHEAD}年）之间",
        f"must be from {FACTS_SINCE} to {last} ({FACT_YEARS_AHEAD} years from today)",
    )
    return Fault("effective_on", said)


def since_in_force(last: date, why: Text) -> Text:
    """Say that a day lies between the first day of the Opinions and another, and what that one is."""
    return Text(
        f"应在{in_chinese(IN_FORCE_ON)}（本意见施行之日）至{in_chinese(last)}（{why.zh}）之间",
        f"must be from {IN_FORCE_ON} (when the Opinions came into force) to {last} ({why.en})",
    )


def faults_in_time(item: Item, facts: Mapping[str, Json], matter_date: date | None, applied_on: date) -> list[Fault]:
    """Return a fault for each period, the year and the day of an application where they are there and out of time."""
    code = item.year_code
    year = fault_of_year([item], code, facts[code], applied_on) if code is not None and code in facts else None
    matter = None if matter_date is None else fault_of_matter(matter_date, applied_on)
    return [*faults_of_periods(item, facts, applied_on), *(fault for fault in (year, matter) if fault)]


def faults_of_periods(item: Item, facts: Mapping[str, Json], applied_on: date) -> list[Fault]:
    """Return a fault for every period that is not over, outside its year, or, of an item without one, begun before the Opinions."""
    return faults_of_late_periods(item, facts, applied_on) or _faults_of_early_periods(item, facts)


def _faults_of_early_periods(item: Item, facts: Mapping[str, object]) -> list[Fault]:
    """Return a fault for every period outside the year that is applied for, or, of an item without one, before the Opinions."""
    year = next((facts[fact.code] for fact in item.facts if fact.kind is Kind.YEAR and fact.code in facts), None)
    read = {fact.code: parse_period(facts.get(fact.code)) for fact in item.facts if fact.kind is Kind.PERIOD}
    days = {code: period for code, period in read.items() if period}
    if is_integer(year):
        outside = Text(f"期间应在所属年度{year}年之内", f"has to lie within {year}, the year applied for")
        return [Fault(code, outside, item.citation) for code, period in days.items() if {period[0].year, period[1].year} != {year}]
    early = Text(
        f"期间首日不得早于本意见施行之日（{in_chinese(IN_FORCE_ON)}）",
        f"must not begin before the Opinions were in force ({IN_FORCE_ON})",
    )
    return [Fault(code, early, CITATION) for code, period in days.items() if period[0] < IN_FORCE_ON]
