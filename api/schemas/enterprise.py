"""企业的字段。Enterprises in JSON, and what is known of them."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.base import CreditCode, Day, Given, Name, ShortText, Shown, Words


class EnterpriseGiven(Given):
    """An enterprise to register: the code is the caller's word, name and kind are compared with the register's."""

    uscc: CreditCode
    name: Name = Field(description="登记名称 The registered name", examples=["演示晨芯微电子（北京）有限公司"])
    kind: Literal["enterprise", "university_or_institute"] | None = Field(
        default=None, description="单位类型，以登记机关的登记为准 The register says which; what is given is compared with it"
    )


class FormerNameShown(Shown):
    """A name an enterprise no longer has."""

    name: str
    until: date = Field(description="使用至该日 The last day on which it was registered")


class EnterpriseShown(Shown):
    """An enterprise, as the register last said it is."""

    uscc: str
    name: str = Field(description="未核实前为申报名称 Until it is confirmed, the name it gave itself")
    kind: str
    status: Literal["unconfirmed", "active", "deregistered", "revoked"] = Field(
        description="登记状态；登记机关尚未答复的为未核实 Its state; unconfirmed until the register has answered once"
    )
    confirmed_at: datetime | None
    former_names: list[FormerNameShown]
    created_at: datetime
    warnings: list[Words] = Field(
        default_factory=list,
        description="登记方面的提示；查询单个单位时另有欠款、违约、限制申报、迁出备案的提示 "
        "What to look at in its registration; of one enterprise also debts, breaches, debarments and moves that were filed",
    )


class KnownAs(Shown):
    """What an enterprise was known as."""

    name: str
    kind: str
    status: str


class EnterpriseChangeShown(Shown):
    """One change of what an enterprise is known as."""

    before: KnownAs | None = Field(description="登记前为空 Empty for its registration here")
    after: KnownAs
    changed_by: str | None = Field(description="填报人；空为登记机关 Who gave it; empty where the business register did")
    changed_at: datetime


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
