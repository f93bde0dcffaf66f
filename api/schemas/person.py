"""人员的字段。Who is signed in, in JSON."""

from __future__ import annotations

from api.schemas.base import Shown


class Me(Shown):
    """Who is signed in."""

    subject: str
    name: str
    roles: list[str]
    departments: list[str]
    enterprise: str | None
