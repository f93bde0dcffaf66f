"""企业的字段。Enterprises in JSON, and what is known of them."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.base import CreditCode, Day, Given, ShortText, Shown, Words


class EnterpriseGiven(Given):
    """An enterprise to register."""

    uscc: CreditCode
    name: ShortText = Field(examples=["演示晨芯微电子有限公司"])
    kind: Literal["enterprise", "university_or_institute", "person"] = "enterprise"


class EnterpriseShown(Shown):
    """An enterprise."""

    uscc: str
    name: str
    kind: str
    created_at: datetime
    warnings: list[Words] = Field(default_factory=list)


class FactGiven(Given):
    """Something known of an enterprise, from a day on."""

    name: ShortText = Field(pattern="^[a-z][a-z0-9_]*$", examples=["size"])
    value: bool | int | str = Field(examples=["medium"])
    effective_on: Day


class FactShown(Shown):
    """A fact as recorded."""

    id: uuid.UUID
    name: str
    value: Any
    effective_on: date
    source: str
    recorded_at: datetime
