"""税务。Where an enterprise is taxed, and what the area keeps of its contribution."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel

from sandbox.amounts import Year
from sandbox.clock import today
from sandbox.credit_code import Uscc
from sandbox.enterprises import Enterprise
from sandbox.figures import YearFigures
from sandbox.pages import After, Asked, Limit, cut
from sandbox.world import Here, authorised

router = APIRouter(prefix="/tax", tags=["税务 Tax"], dependencies=[authorised("tax")])


class TaxAnswer(BaseModel):
    """What the tax authority says of an enterprise."""

    uscc: str
    taxed_in_area: bool
    as_of: date


class Contribution(BaseModel):
    """What the area keeps of the contribution of an enterprise."""

    uscc: str
    taxed_in_area: bool
    retained_contribution_fen: int


class Contributions(BaseModel):
    """A page of contributions."""

    year: int
    items: list[Contribution]
    next: str | None


class Standing(BaseModel):
    """Where an enterprise is taxed."""

    uscc: str
    taxed_in_area: bool


class StandingsAsked(BaseModel):
    """What is known of the enterprises that were asked about together."""

    items: list[Standing]
    not_registered: list[str]


# Before the route of one enterprise, which would take the word for a credit code.
@router.get("/contributions", summary="全部区域贡献 Contributions of everybody")
async def contributions(year: Year, world: Here, after: After = None, limit: Limit = 1000) -> Contributions:
    """Return a page of the enterprises counted in a year, ascending by credit code."""

    def contribution(uscc: str, known: Enterprise, figures: YearFigures) -> Contribution:
        return Contribution(uscc=uscc, taxed_in_area=known.taxed_in_area, retained_contribution_fen=figures.retained_contribution_fen)

    counted = world.enterprises.counted_after(after, year)
    items, following = cut(((uscc, contribution(uscc, known, figures)) for uscc, known, figures in counted), limit)
    return Contributions(year=year, items=items, next=following)


@router.post("/standings", summary="批量查询纳税地 Where some are taxed")
async def standings_of(asked: Asked, world: Here) -> StandingsAsked:
    """Return where each enterprise asked about is taxed, and name those nobody knows."""
    known, unknown = world.enterprises.known_of(asked.usccs)
    items = [Standing(uscc=uscc, taxed_in_area=one.taxed_in_area) for uscc, one in known.items()]
    return StandingsAsked(items=items, not_registered=unknown)


@router.get("/{uscc}", summary="查询纳税地 Look up where it is taxed")
async def tax(uscc: Uscc, world: Here) -> TaxAnswer:
    """Return where it is taxed; 404 `not_registered` for an enterprise nobody knows."""
    return TaxAnswer(uscc=uscc, taxed_in_area=world.enterprises.known(uscc).taxed_in_area, as_of=today())
