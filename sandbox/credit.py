"""信用记录。Credit records of the four departments: finance, market regulation, tax and customs."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel

from sandbox.clock import today
from sandbox.credit_code import Uscc
from sandbox.enterprises import SourceName
from sandbox.pages import After, Limit, cut
from sandbox.world import Here, authorised

router = APIRouter(prefix="/credit", tags=["信用记录 Credit records"], dependencies=[authorised("credit")])


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


class SeriousRecord(BaseModel):
    """A serious record that a department keeps."""

    uscc: str
    source: SourceName
    on: date


class SeriousRecords(BaseModel):
    """A page of serious records."""

    items: list[SeriousRecord]
    next: str | None


@router.get("/serious-records", summary="全部严重失信记录 Serious records of everybody")
async def serious_records(since: date, world: Here, after: After = None, limit: Limit = 1000) -> SeriousRecords:
    """Return the serious records since a day of a page of enterprises, ascending by credit code; each with all of its own."""
    bad, following = cut(((uscc, (uscc, kept)) for uscc, kept in world.enterprises.serious_after(after, since)), limit)
    items = [SeriousRecord(uscc=uscc, source=record.source, on=record.on) for uscc, kept in bad for record in kept]
    return SeriousRecords(items=items, next=following)


@router.get("/{source}/records", summary="查询信用记录 Look up credit records")
async def records(source: SourceName, uscc: Uscc, world: Here) -> CreditAnswer:
    """Return the records; 404 `not_registered` for an enterprise nobody knows."""
    kept = [record for record in world.enterprises.known(uscc).records if record.source == source]
    shown = [CreditRecord(on=record.on, serious=record.serious, description=record.description) for record in kept]
    return CreditAnswer(uscc=uscc, source=source, as_of=today(), records=shown)
