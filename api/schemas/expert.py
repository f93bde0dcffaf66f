"""专家库的字段。The expert pool in JSON."""

from __future__ import annotations

from pydantic import Field

from api.schemas.base import CreditCode, Department, Given, Name, ShortText, Shown


class ExpertGiven(Given):
    """An expert for the pool."""

    subject: ShortText
    name: Name
    employer_uscc: CreditCode | None = None
    departments: list[Department] = Field(min_length=1)
    active: bool = True


class ExpertShown(Shown):
    """An expert of the pool."""

    subject: str
    name: str
    employer_uscc: str | None
    departments: list[str]
    active: bool
