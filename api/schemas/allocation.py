"""按比例分配的字段。Allocations in JSON."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import Given, Shown


class AllocationGiven(Given):
    """A request to share the ceiling of a year."""

    year: int = Field(ge=2022, le=2100)


class ShareShown(Shown):
    """The share of one application."""

    application_number: str
    assessed_fen: int
    share_fen: int


class AllocationShown(Shown):
    """A ceiling and how it was shared."""

    ceiling_fen: int
    awarded_fen: int = Field(description="本年度已支持金额（分）Awarded in the year already, in fen")
    shares: list[ShareShown]
