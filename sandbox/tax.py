"""税务。Where an enterprise is taxed."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from sandbox.clock import today
from sandbox.credit_code import Uscc
from sandbox.world import Here, authorised

router = APIRouter(prefix="/tax", tags=["税务 Tax"], dependencies=[Depends(authorised)])


class TaxAnswer(BaseModel):
    """What the tax authority says of an enterprise."""

    uscc: str
    taxed_in_area: bool
    as_of: date


@router.get("/{uscc}", summary="查询纳税地 Look up where it is taxed")
async def tax(uscc: Uscc, world: Here) -> TaxAnswer:
    """Return where it is taxed; 404 `not_registered` for an enterprise nobody knows."""
    return TaxAnswer(uscc=uscc, taxed_in_area=world.enterprises.known(uscc).taxed_in_area, as_of=today())
