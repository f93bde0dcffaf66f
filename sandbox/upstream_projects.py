"""演示上级项目。Invented projects the state or the city supports, and premium subsidies of the city, as a first run finds them.

Every title says 演示 (demonstration), so that no real project is ever shown as cut or terminated.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.amounts import RecordedFen, Year
from sandbox.credit_code import Uscc
from sandbox.enterprises import CHENXIN, YUNHENG

NATIONAL_PROJECT = "DEMO-GJ-001"
BEIJING_PROJECT = "DEMO-BJ-001"
REDUCED_PROJECT = "DEMO-GJ-002"
INSURANCE_POLICY = "DEMO-BX-001"


class Received(BaseModel):
    """What a project received from state or city in one year.

    Attributes:
        year: The year.
        fen: Money received in it.
        recovered_fen: What of it has been taken back since.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    year: Year
    fen: RecordedFen
    recovered_fen: RecordedFen = 0


class HandedOver(BaseModel):
    """That a project was handed over to another enterprise.

    Attributes:
        from_uscc: Credit code of the enterprise that carried it out.
        to_uscc: Credit code of the one that carries it out since.
        on: The day of it.
        document_no: The notice that says so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    from_uscc: Uscc
    to_uscc: Uscc
    on: date
    document_no: str | None = Field(default=None, max_length=100)


class UpstreamProject(BaseModel):
    """What the registry keeps of a project, as it is entered: like a real one, it may contradict itself.

    Attributes:
        uscc: Credit code of the enterprise that carries it out.
        level: Whose project it is.
        title: What it is called.
        status: Where it stands.
        approved_fen: What the approval promised.
        received: What came in each year.
        received_total_fen: What came altogether, if that is stated as well.
        begins_on: Its first day, if that is stated.
        ends_on: Its last day, if that is stated.
        handed_over: That another enterprise has it now, if it was handed over.
        changed_on: When it was reduced, terminated or completed.
        document_no: The notice that says so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    uscc: Uscc
    level: Literal["national", "beijing"]
    title: str = Field(min_length=1, max_length=200)
    status: Literal["active", "reduced", "terminated", "completed"] = "active"
    approved_fen: RecordedFen
    received: tuple[Received, ...] = ()
    received_total_fen: RecordedFen | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    handed_over: HandedOver | None = None
    changed_on: date | None = None
    document_no: str | None = Field(default=None, max_length=100)


class InsuranceSubsidy(BaseModel):
    """What the city subsidised of a technology insurance.

    Attributes:
        uscc: Credit code of the insured.
        year: Year of the subsidy.
        subsidy_fen: The subsidy.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    uscc: Uscc
    year: Year
    subsidy_fen: RecordedFen


def demo_projects(day: date) -> Iterable[tuple[str, UpstreamProject]]:
    """Yield the demo projects with their numbers.

    Args:
        day: Money is dated back from this day, so that "last year" stays last year.
    """

    def received(*amounts_fen: int) -> tuple[Received, ...]:
        """Lay amounts on the years that end with this one."""
        first = day.year - len(amounts_fen) + 1
        return tuple(Received(year=first + place, fen=fen) for place, fen in enumerate(amounts_fen))

    yield (
        NATIONAL_PROJECT,
        UpstreamProject(
            uscc=CHENXIN,
            level="national",
            title="演示国家重点研发计划：车规级芯片",
            approved_fen=6_000_000_000,
            received=received(1_500_000_000, 2_400_000_000, 900_000_000),
        ),
    )
    yield (
        BEIJING_PROJECT,
        UpstreamProject(
            uscc=YUNHENG,
            level="beijing",
            title="演示北京市科技计划：协作机器人",
            approved_fen=800_000_000,
            received=received(300_000_000, 200_000_000),
        ),
    )
    yield (
        REDUCED_PROJECT,
        UpstreamProject(
            uscc=YUNHENG,
            level="national",
            title="演示国家重点研发计划：减速器",
            status="reduced",
            approved_fen=1_000_000_000,
            received=(Received(year=day.year - 1, fen=500_000_000, recovered_fen=100_000_000),),
            changed_on=date(day.year, 1, 15),
            document_no="演示〔减〕1号",
        ),
    )


def demo_subsidies(day: date) -> Iterable[tuple[str, InsuranceSubsidy]]:
    """Yield the demo subsidies with the numbers of their policies; they are of the year before this day's."""
    yield INSURANCE_POLICY, InsuranceSubsidy(uscc=YUNHENG, year=day.year - 1, subsidy_fen=120_000_000)
