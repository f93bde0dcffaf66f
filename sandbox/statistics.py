"""统计。Where an enterprise reports its statistics, and its size."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from sandbox.clock import today
from sandbox.credit_code import Uscc
from sandbox.world import Here, authorised

router = APIRouter(prefix="/statistics", tags=["统计 Statistics"], dependencies=[Depends(authorised)])


class StatisticsAnswer(BaseModel):
    """What the statistics office says of an enterprise."""

    uscc: str
    statistics_in_area: bool
    size: str
    as_of: date


@router.get("/{uscc}", summary="查询统计关系 Look up where it reports statistics")
async def statistics(uscc: Uscc, world: Here) -> StatisticsAnswer:
    """Return where it reports and its size; 404 `not_registered` for an enterprise nobody knows."""
    known = world.enterprises.known(uscc)
    return StatisticsAnswer(uscc=uscc, statistics_in_area=known.statistics_in_area, size=known.size, as_of=today())
