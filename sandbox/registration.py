"""市场主体登记。The business register."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel

from sandbox.clock import today
from sandbox.credit_code import Uscc
from sandbox.enterprises import Enterprise, FormerName
from sandbox.pages import After, Asked, Limit, cut
from sandbox.world import Here, authorised

router = APIRouter(prefix="/registration", tags=["市场主体登记 Registration"], dependencies=[authorised("registration")])


class RegistrationAnswer(BaseModel):
    """What the register says of an enterprise."""

    uscc: str
    name: str
    kind: str
    former_names: tuple[FormerName, ...]
    legal_representative: str
    registered_in_area: bool
    established_on: date
    address: str
    status: str
    as_of: date


class Standing(BaseModel):
    """Where an enterprise is registered, and whether it still exists."""

    uscc: str
    name: str
    kind: str
    registered_in_area: bool
    status: str


class Standings(BaseModel):
    """A page of the register."""

    items: list[Standing]
    next: str | None


class StandingsAsked(BaseModel):
    """What the register says of the enterprises it was asked about."""

    items: list[Standing]
    not_registered: list[str]


# Before the route of one enterprise, which would take the word for a credit code.
@router.get("/standings", summary="全部登记状态 The standing of everybody")
async def standings(world: Here, after: After = None, limit: Limit = 1000) -> Standings:
    """Return a page of the register, ascending by credit code."""
    items, following = cut(((uscc, _standing(uscc, known)) for uscc, known in world.enterprises.after(after)), limit)
    return Standings(items=items, next=following)


@router.post("/standings", summary="批量查询登记状态 The standing of some")
async def standings_of(asked: Asked, world: Here) -> StandingsAsked:
    """Return the standing of each enterprise asked about, and name those nobody knows."""
    known, unknown = world.enterprises.known_of(asked.usccs)
    return StandingsAsked(items=[_standing(uscc, one) for uscc, one in known.items()], not_registered=unknown)


@router.get("/{uscc}", summary="查询登记 Look up a registration")
async def registration(uscc: Uscc, world: Here) -> RegistrationAnswer:
    """Return the registration; 404 `not_registered` for an enterprise nobody knows."""
    known = world.enterprises.known(uscc)
    return RegistrationAnswer(
        uscc=uscc,
        name=known.name,
        kind=known.kind,
        former_names=known.former_names,
        legal_representative=known.legal_representative,
        registered_in_area=known.registered_in_area,
        established_on=known.established_on,
        address=known.address,
        status=known.status,
        as_of=today(),
    )


def _standing(uscc: str, known: Enterprise) -> Standing:
    return Standing(uscc=uscc, name=known.name, kind=known.kind, registered_in_area=known.registered_in_area, status=known.status)
