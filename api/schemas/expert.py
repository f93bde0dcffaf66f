"""专家库的字段。The expert pool in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from api.schemas.base import CreditCode, Department, Given, Name, ShortText, Shown
from api.schemas.person import RegisterEventShown
from policy.processes.kernel.staffing import NOBODYS, is_nobodys


def _subject(written: str) -> str:
    if is_nobodys(written):
        raise ValueError(NOBODYS)
    return written


class ExpertGiven(Given):
    """An expert for the pool."""

    subject: Annotated[ShortText, AfterValidator(_subject)]
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


class ExpertInFull(ExpertShown):
    """An expert of the pool, with what was proposed and confirmed of them."""

    history: list[RegisterEventShown]


class ExpertProposalShown(ExpertShown):
    """What one person would have the pool know of an expert."""

    id: uuid.UUID
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    confirmed: bool | None = Field(description="是否确认 Whether it was confirmed; null while it waits")
    reason: str | None = Field(default=None, description="未获同意或者撤回的理由 Why it was refused or withdrawn")
