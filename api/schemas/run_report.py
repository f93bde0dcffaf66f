"""年度运行报告。The report of a run in JSON, as it is kept and as it stands now."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field, JsonValue

from api.schemas.base import Words
from api.schemas.described import As, Described


class OutcomeCounted(Described):
    """How many members came to an outcome, and to how much."""

    count: int
    amount_fen: int
    title: Words


class RefusalCounted(Described):
    """How many members a condition refused; who fails several is counted under each."""

    code: str
    clause: str | None
    title: Words
    count: int


class OffersCounted(Described):
    """How many members were offered an award, by the stage of their applications."""

    count: int
    amount_fen: int
    by_stage: dict[str, int]
    amount_by_stage: dict[str, int]


class PaidCounted(Described):
    """What was paid, and what came back."""

    count: int
    paid_fen: int
    recovered_fen: int


class BudgetLeft(Described):
    """What the budget has left."""

    year: int
    available_fen: int | None
    left_fen: int | None


class TargetsSet(Described):
    """For how many members a target was frozen, and what became of the year's batches since."""

    members: int
    pending_batches: int
    since_frozen: list[dict[str, JsonValue]]


class RunReport(Described):
    """The report of a run."""

    population: int
    outcomes: dict[str, OutcomeCounted]
    amount_fen: int
    refusals: list[RefusalCounted]
    offers: OffersCounted
    paid: PaidCounted | None = Field(default=None, description="已拨付 What was paid; none in the report as it was kept")
    budget: BudgetLeft
    targets: TargetsSet
    rules_hash: str | None
    cut_off: date
    collected_at: datetime | None
    digest: str | None


ReportShape = Annotated[dict[str, Any], As(RunReport)]
