"""存活与就绪。Whether the API lives, and what of it is ready."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from api.schemas.base import Shown


class AliveShown(Shown):
    """The process lives."""

    status: Literal["alive"] = "alive"


class CasesCheckShown(Shown):
    """What the last check of the running processes found, in figures."""

    at: AwareDatetime = Field(description="上次核对开始的时间 When that check began")
    open: int
    differing: int
    started_again: int
    without_a_case: int
    schedules_mended: int


class ReadinessShown(Shown):
    """What is there, part by part."""

    ready: bool
    database: bool
    temporal: bool
    worker: bool
    evidence: bool
    requests_waiting_long: int | None = Field(description="等候过久的请求数；数据库不可用时为空 Null while the database is away")
    cases_checked: CasesCheckShown | None
