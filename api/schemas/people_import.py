"""人员名册导入的字段。Lists of people in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Literal

from pydantic import Field

from api.schemas.base import Shown
from api.schemas.person import GrantShown


class ListedPersonShown(Shown):
    """Somebody as a list has them; what it has no column for is left as the directory has it."""

    subject: str
    name: str
    grants: list[GrantShown] | None
    interests: list[str] | None
    contact: str | None
    change: Literal["entered", "changed", "same"] = Field(description="录入后目录的变化 What taking it does to the directory")
    given: list[GrantShown] = Field(description="目录中原先没有的角色 Roles that the directory does not have of them")


class PeopleRead(Shown):
    """What a list says, before anything of it is taken."""

    size: int
    gives_grants: bool = Field(description="是否授予角色，授予的须由另一人确认 Whether it gives roles, and so takes a second person")
    rows: list[ListedPersonShown]


class PeopleImportListed(Shown):
    """A list that was imported, without what it says."""

    id: uuid.UUID
    size: int
    gives_grants: bool = Field(description="是否授予角色，授予的须由另一人确认 Whether it gives roles, and so takes a second person")
    imported_by: str
    imported_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    taken: bool | None = Field(description="是否录入 Whether it was taken; null while it waits for a second person")


class PeopleImportShown(PeopleImportListed):
    """A list that was imported, with what it says, and what that changes in the directory as it is now."""

    rows: list[ListedPersonShown]
