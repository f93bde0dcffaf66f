"""信用记录。Credit records of the four departments: finance, market regulation, tax and customs."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from sandbox.clock import today
from sandbox.credit_code import Uscc
from sandbox.enterprises import SourceName
from sandbox.world import Here, authorised

router = APIRouter(prefix="/credit", tags=["信用记录 Credit records"], dependencies=[Depends(authorised)])


class CreditRecord(BaseModel):
    """One bad record."""

    on: date
    serious: bool
    description: str


class CreditAnswer(BaseModel):
    """All bad records one department keeps of an enterprise."""

    uscc: str
    source: SourceName
    as_of: date
    records: list[CreditRecord]


@router.get("/{source}/records", summary="查询信用记录 Look up credit records")
async def records(source: SourceName, uscc: Uscc, world: Here) -> CreditAnswer:
    """Return the records; 404 `not_registered` for an enterprise nobody knows."""
    kept = [record for record in world.enterprises.known(uscc).records if record.source == source]
    shown = [CreditRecord(on=record.on, serious=record.serious, description=record.description) for record in kept]
    return CreditAnswer(uscc=uscc, source=source, as_of=today(), records=shown)
