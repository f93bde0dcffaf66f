"""年度申领。When an admitted project may be claimed for, and which facts of a claim the applicant may not change.

Clause 2 matches the money of a year. So one claim for a project and a year is under way at a time, and a paid year is claimed again only
for what its money gives beyond what stands of it; money of a year to come has not arrived; and once the upstream has accepted a project
only the last year of its money is still open.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from policy.errors import Code, Fault, Refusal
from policy.language.items import Item
from policy.money import in_yuan
from policy.opinions_2022_8 import IN_FORCE_ON
from policy.opinions_2022_8.general_terms import CITATION
from policy.processes.matching.lifecycle import CLAIMABLE, Stage
from policy.processes.matching.upstream import Answer, last_year
from policy.text import Text
from policy.working_days import BEIJING

PROJECT_FACTS: Final = ("project_no", "upstream_level", "fits_direction", "funding_year")
"""Facts of a claim that come from its project."""
LOOK_MONTH, LOOK_DAY = 3, 1
"""When a project is looked at every year: upstream accounts of a year are closed by then."""


def require_claimable(item: Item, stage: str, begins_on: date, upstream: Answer | None, year: int, today: date) -> None:
    """Refuse a claim that comes too early or too late.

    Args:
        item: What is claimed.
        stage: Where the project stands.
        begins_on: When it began; money of a year before the Opinions is not matched.
        upstream: What the registry said of it at the last look.
        year: The year whose upstream money is to be matched.
        today: The day in Beijing.

    Raises:
        Refusal: `wrong_stage` for a project that takes no claims, `invalid_input` for a year that cannot be claimed.
    """
    if stage not in CLAIMABLE:
        raise Refusal(
            Code.WRONG_STAGE, Text("项目不在库，不能申领。", "The project is not active; it takes no claims."), clause=item.citation
        )
    first = max(begins_on.year, IN_FORCE_ON.year)
    if not first <= year <= today.year:
        message = Text(f"到款年度须在{first}至{today.year}年之间", f"the year has to be between {first} and {today.year}")
    elif stage == Stage.CLOSING and year != (last := last_year(upstream)):
        message = Text(
            f"上级已验收，只可申领最后到款年度{last}年", f"the upstream has accepted it: only the last year of its money, {last}, is open"
        )
    else:
        return
    raise Refusal(
        Code.INVALID_INPUT, Text("到款年度有误。", "The year cannot be claimed."), [Fault("funding_year", message, item.citation)]
    )


def already_claimed(number: str, year: int) -> Refusal:
    """Return the refusal of another claim for a year, of which nothing more is due or which is being claimed (general term 3)."""
    return Refusal(
        Code.ALREADY_CLAIMED,
        Text(
            f"{year}年度已由{number}申领，按最近一次上级核对没有可再申领的金额。",
            f"{year} has been claimed already, by {number}; by the last look at the upstream nothing more of it may be claimed.",
        ),
        clause=CITATION,
    )


def already_matched(year: int) -> Refusal:
    """Return the refusal of a claim for a year whose money was matched whole for whoever had the project before (general term 3)."""
    return Refusal(
        Code.ALREADY_CLAIMED,
        Text(
            f"{year}年度的上级资金已由原承担单位获得配套，按最近一次上级核对没有可再申领的金额。",
            f"The upstream money of {year} was matched for whoever had the project before; by the last look nothing more may be claimed.",
        ),
        clause=CITATION,
    )


def facts_of_claim(project: Mapping[str, Any], year: int, requested_fen: int | None) -> dict[str, Any]:
    """Return the facts a claim begins with: the project's own, and what is asked for. What the year received its registry will say."""
    asked_for = {} if requested_fen is None else {"requested_fen": requested_fen}
    return {**project, "funding_year": year, **asked_for}


def require_facts_of_project(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Refuse a change of facts that come from the project.

    Raises:
        Refusal: `invalid_input`, naming each.
    """
    message = Text("来自入库项目，不能在申领中修改", "comes from the project and cannot be changed in a claim")
    if faults := [Fault(code, message) for code in PROJECT_FACTS if before.get(code) != after.get(code)]:
        raise Refusal(Code.INVALID_INPUT, Text("不能修改项目的事实。", "The project's facts cannot be changed."), faults)


_AGAIN: Final = Text(
    "{year}年度的上级资金可在年度上限内再次申领配套，按最近一次上级核对最高{amount}。",
    "The upstream money of {year} may be claimed for once more under the maximum of the year: by the last look for {amount} at most.",
)


def claimed_again(years: Mapping[int, int]) -> Text:
    """Return what paid years may be claimed for once more, in words: of what came besides, or was repaid and came again.

    Args:
        years: The years, each with what it may be claimed for, in fen.
    """
    said = [(str(year), in_yuan(fen)) for year, fen in sorted(years.items())]
    return Text(
        "".join(_AGAIN.zh.format(year=year, amount=amount.zh) for year, amount in said),
        " ".join(_AGAIN.en.format(year=year, amount=amount.en) for year, amount in said),
    )


def next_look(now: datetime) -> datetime:
    """Return when a project is looked at next: 1 March in Beijing, always ahead of `now`."""
    here = now.astimezone(BEIJING)
    this_year = datetime(here.year, LOOK_MONTH, LOOK_DAY, tzinfo=BEIJING)
    return this_year if here < this_year else this_year.replace(year=here.year + 1)
