"""市场主体登记。The business register."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from sandbox.clock import today
from sandbox.credit_code import Uscc
from sandbox.world import Here, authorised

router = APIRouter(prefix="/registration", tags=["市场主体登记 Registration"], dependencies=[Depends(authorised)])


class RegistrationAnswer(BaseModel):
    """What the register says of an enterprise."""

    uscc: str
    name: str
    legal_representative: str
    registered_in_area: bool
    established_on: date
    address: str
    status: str
    as_of: date


@router.get("/{uscc}", summary="查询登记 Look up a registration")
async def registration(uscc: Uscc, world: Here) -> RegistrationAnswer:
    """Return the registration; 404 `not_registered` for an enterprise nobody knows."""
    known = world.enterprises.known(uscc)
    return RegistrationAnswer(
        uscc=uscc,
        name=known.name,
        legal_representative=known.legal_representative,
        registered_in_area=known.registered_in_area,
        established_on=known.established_on,
        address=known.address,
        status=known.status,
        as_of=today(),
    )
