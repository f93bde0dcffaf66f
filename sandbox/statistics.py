"""统计。Where an enterprise reports its statistics, its size, and what it spends on R&D."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from sandbox.amounts import Year
from sandbox.clock import today
from sandbox.credit_code import Uscc
from sandbox.enterprises import Enterprise
from sandbox.figures import YearFigures
from sandbox.pages import After, Asked, Limit, cut
from sandbox.world import Here, authorised

router = APIRouter(prefix="/statistics", tags=["统计 Statistics"], dependencies=[authorised("statistics")])


class StatisticsAnswer(BaseModel):
    """What the statistics office says of an enterprise."""

    uscc: str
    statistics_in_area: bool
    size: str
    as_of: date


class RdExpense(BaseModel):
    """The R&D expense of an enterprise in a year, with what decides whether clause 6 or 9 addresses it."""

    uscc: str
    size: str
    rd_expense_fen: int
    prior_rd_expense_fen: int | None
    little_giant: bool
    on_key_list: bool
    statistics_in_area: bool
    first_above_scale: bool
    sector: str


class RdExpenseAnswer(RdExpense):
    """The R&D expense of the one enterprise that was asked about."""

    year: int
    as_of: date


class RdExpenses(BaseModel):
    """A page of R&D expenses."""

    year: int
    items: list[RdExpense]
    next: str | None


class Standing(BaseModel):
    """Where an enterprise reports."""

    uscc: str
    statistics_in_area: bool


class StandingsAsked(BaseModel):
    """What is known of the enterprises that were asked about together."""

    items: list[Standing]
    not_registered: list[str]


def _rd_expense(uscc: str, enterprise: Enterprise, figures: YearFigures) -> dict[str, Any]:
    return {
        "uscc": uscc,
        "size": enterprise.size,
        "rd_expense_fen": figures.rd_expense_fen,
        "prior_rd_expense_fen": figures.prior_rd_expense_fen,
        "little_giant": figures.little_giant,
        "on_key_list": figures.on_key_list,
        "statistics_in_area": enterprise.statistics_in_area,
        "first_above_scale": figures.first_above_scale,
        "sector": enterprise.sector,
    }


# Before the route of one enterprise, which would take the word for a credit code.
@router.get("/rd-expenses", summary="全部研发费用 R&D expenses of everybody")
async def rd_expenses(year: Year, world: Here, after: After = None, limit: Limit = 1000) -> RdExpenses:
    """Return a page of the enterprises counted in a year, ascending by credit code."""
    counted = world.enterprises.counted_after(after, year)
    items, following = cut(((uscc, RdExpense(**_rd_expense(uscc, known, figures))) for uscc, known, figures in counted), limit)
    return RdExpenses(year=year, items=items, next=following)


@router.get("/rd-expenses/{uscc}", summary="查询研发费用 Look up an R&D expense")
async def rd_expense(uscc: Uscc, year: Year, world: Here) -> RdExpenseAnswer:
    """Return the R&D expense of a year; 404 `not_registered` for an enterprise of which nothing was counted."""
    return RdExpenseAnswer(**_rd_expense(uscc, *world.enterprises.counted(uscc, year)), year=year, as_of=today())


@router.post("/standings", summary="批量查询统计关系 Where some report statistics")
async def standings_of(asked: Asked, world: Here) -> StandingsAsked:
    """Return where each enterprise asked about reports, and name those nobody knows."""
    known, unknown = world.enterprises.known_of(asked.usccs)
    items = [Standing(uscc=uscc, statistics_in_area=one.statistics_in_area) for uscc, one in known.items()]
    return StandingsAsked(items=items, not_registered=unknown)


@router.get("/{uscc}", summary="查询统计关系 Look up where it reports statistics")
async def statistics(uscc: Uscc, world: Here) -> StatisticsAnswer:
    """Return where it reports and its size; 404 `not_registered` for an enterprise nobody knows."""
    known = world.enterprises.known(uscc)
    return StatisticsAnswer(uscc=uscc, statistics_in_area=known.statistics_in_area, size=known.size, as_of=today())
