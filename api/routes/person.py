"""我是谁。Who somebody is, as their token says."""

from __future__ import annotations

from fastapi import APIRouter

from api.schemas.person import Me
from api.web.permissions import Signed, may

router = APIRouter(tags=["people"])


@router.get("/me", operation_id="get_me", summary="我是谁 Who am I", **may("signed_in"))
async def get_me(actor: Signed) -> Me:
    """Say who is signed in, and as what."""
    return Me.model_validate(actor)
