"""半年申领。When the interest of a registered loan may be claimed, and what of a claim comes from the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from policy.errors import Code, Fault, Refusal
from policy.language.facts import parse_period
from policy.language.items import Item
from policy.opinions_2022_8.general_terms import CITATION
from policy.processes.loan.lifecycle import CLAIMABLE, Stage
from policy.text import Text
from policy.working_days import BEIJING

PERIOD: Final = "period"
LOAN_FACTS: Final = ("loan_no",)
"""Facts of a claim that come from its loan and that the applicant would declare otherwise."""
HALVES: Final = ((1, 1), (7, 1))


@dataclass(frozen=True, slots=True)
class Standing:
    """A registered loan, as far as a claim has to know.

    Attributes:
        item_code: The item it was registered for.
        stage: Where it stands.
        begins_on: Its first day.
        ends_on: Its last day whose interest counts: of one that ended earlier, that one.
    """

    item_code: str
    stage: str
    begins_on: date
    ends_on: date


def require_claimable(item: Item, loan: Standing, period: str, field: str = PERIOD) -> None:
    """Refuse a new claim of a loan that takes none, or of days on which there was none.

    Args:
        item: Under which item it is claimed.
        loan: The loan.
        period: The days, as `2026-01-01/2026-06-30`.
        field: Where they were given.

    Raises:
        Refusal: `wrong_stage`, or as `require_covered`.
    """
    if loan.stage not in CLAIMABLE:
        raise Refusal(Code.WRONG_STAGE, Text("贷款尚未登记，不能申领。", "The loan is not registered: nothing is claimed."))
    if loan.stage == Stage.CAP_USED and item.code == loan.item_code:
        used = Text("贴息额度已用尽，不再申领。", "The cap is used: nothing more is claimed.")
        raise Refusal(Code.WRONG_STAGE, used, clause=item.citation)
    require_covered(item, loan, period, field)


def is_covered(loan: Standing, period: str) -> bool:
    """Tell whether there was a loan on all the days of a period; of what is no period, nothing is said here."""
    days = parse_period(period)
    return days is None or loan.begins_on <= days[0] <= days[1] <= loan.ends_on


def require_covered(item: Item, loan: Standing, period: str, field: str = PERIOD) -> None:
    """Refuse days on which there was no loan; as `require_claimable`.

    Raises:
        Refusal: `invalid_input`, naming the days of the loan.
    """
    if is_covered(loan, period):
        return
    within = Text(
        f"应在贷款计息期间（{loan.begins_on}至{loan.ends_on}）之内",
        f"must be within the days of the loan, {loan.begins_on} to {loan.ends_on}",
    )
    raise Refusal(
        Code.INVALID_INPUT,
        Text("贴息期间不在贷款期间之内。", "The period lies outside the loan."),
        [Fault(field, within, item.citation)],
        clause=item.citation,
    )


def overlapping(number: str, field: str = PERIOD) -> Refusal:
    """Return the refusal of a period that shares a day with an earlier claim, by its number.

    Args:
        number: The earlier one.
        field: Where the period was given.
    """
    message = Text(
        f"与同一单位已申请的{number}就同一编号有重合日期",
        f"shares a day with {number}, another application of the same enterprise for the same number",
    )
    detail = Text("同一笔贷款的贴息期间不得重合。", "Two periods of one loan may not overlap.")
    return Refusal(Code.INVALID_INPUT, detail, [Fault(field, message, CITATION)], clause=CITATION)


def facts_of_claim(item: Item, loan: Mapping[str, Any], period: str, requested_fen: int | None) -> dict[str, Any]:
    """Return the facts a claim begins with: its loan, the two dates, the year where the item has one, and what is asked for."""
    days = parse_period(period)
    year = {item.year_code: days[0].year} if item.year_code and days else {}
    asked_for = {} if requested_fen is None else {"requested_fen": requested_fen}
    return {**loan, PERIOD: period, **year, **asked_for}


def require_facts_of_loan(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Refuse a change of facts that come from the loan.

    Raises:
        Refusal: `invalid_input`, naming each.
    """
    message = Text("来自已登记的贷款，不能在申领中修改", "comes from the registered loan and cannot be changed in a claim")
    if faults := [Fault(code, message) for code in LOAN_FACTS if before.get(code) != after.get(code)]:
        raise Refusal(Code.INVALID_INPUT, Text("不能修改贷款的事实。", "The loan's facts cannot be changed."), faults)


def next_half_year(now: datetime) -> datetime:
    """Return when the next half-year begins in Beijing, always ahead of `now`."""
    here = now.astimezone(BEIJING)
    begins = [datetime(year, month, day, tzinfo=BEIJING) for year in (here.year, here.year + 1) for month, day in HALVES]
    return next(begin for begin in begins if begin > here)


def half_year_before(day: date) -> Text:
    """Return what people call the half-year that is over on a day."""
    last = date(day.year, max(month for month, _ in HALVES if month <= day.month), 1) - timedelta(days=1)
    half = ("上半年", "first half") if last.month < HALVES[1][0] else ("下半年", "second half")
    return Text(f"{last.year}年{half[0]}", f"the {half[1]} of {last.year}")
