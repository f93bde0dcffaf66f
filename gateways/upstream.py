"""上级项目网关。Projects of state and city: where they stand, and what money came from above."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from gateways.amounts import StatedFen
from gateways.http import About, Answered, Source, in_path

PROJECTS = "upstream.projects"
INSURANCE_SUBSIDIES = "upstream.insurance_subsidies"


class Received(Answered):
    """What a project received from state or city in one year.

    Attributes:
        year: The year.
        fen: Money received in it.
        recovered_fen: What of it has been taken back since.
    """

    year: int
    fen: StatedFen
    recovered_fen: StatedFen

    @model_validator(mode="after")
    def _recovered_from_what_came(self) -> Self:
        if self.recovered_fen > self.fen:
            message = "more recovered than received"
            raise ValueError(message)
        return self


class UpstreamProject(About):
    """What the registry says of a project.

    Attributes:
        project_no: Number of the project.
        uscc: Credit code of the enterprise that carries it out.
        level: Whose project it is.
        title: What it is called.
        status: Where it stands.
        approved_fen: What the approval promised.
        received: What came, at most once a year.
        as_of: Day on which that was so.
        changed_on: When it was reduced, terminated or completed.
        document_no: The notice that says so.
    """

    named_by: ClassVar[str] = "project_no"

    project_no: str
    uscc: str
    level: Literal["national", "beijing"]
    title: str
    status: Literal["active", "reduced", "terminated", "completed"]
    approved_fen: StatedFen
    received: tuple[Received, ...]
    as_of: date
    changed_on: date | None
    document_no: str | None

    @model_validator(mode="after")
    def _states_each_year_once(self) -> Self:
        years = [received.year for received in self.received]
        if len(set(years)) != len(years):
            message = "a year stated twice"
            raise ValueError(message)
        return self


class InsuranceSubsidy(About):
    """What the city subsidised of a technology insurance.

    Attributes:
        policy_no: Number of the insurance policy.
        uscc: Credit code of the insured.
        year: Year of the subsidy.
        subsidy_fen: The subsidy.
        as_of: Day on which that was so.
    """

    named_by: ClassVar[str] = "policy_no"

    policy_no: str
    uscc: str
    year: int
    subsidy_fen: StatedFen
    as_of: date


class Upstream(Source):
    """The registries of state and city."""

    async def project(self, project_no: str) -> UpstreamProject | None:
        """Return where a project stands, or None if there definitely is no such project.

        Args:
            project_no: Number of the project.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        return await self._find(PROJECTS, f"/upstream/projects/{in_path(project_no)}", project_no, UpstreamProject, _ProjectUnknown)

    async def insurance_subsidy(self, policy_no: str) -> InsuranceSubsidy | None:
        """Return what the city subsidised of an insurance, or None if it definitely subsidised nothing.

        Args:
            policy_no: Number of the insurance policy.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        path = f"/upstream/insurance-subsidies/{in_path(policy_no)}"
        return await self._find(INSURANCE_SUBSIDIES, path, policy_no, InsuranceSubsidy, _PolicyUnknown)


class _ProjectUnknown(About):
    named_by: ClassVar[str] = "project_no"

    code: Literal["project_unknown"]
    project_no: str


class _PolicyUnknown(About):
    named_by: ClassVar[str] = "policy_no"

    code: Literal["policy_unknown"]
    policy_no: str
