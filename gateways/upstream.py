"""上级项目网关。Projects of state and city: where they stand, and what money came from above.

What is well formed is handed on as it is recorded: whether a record contradicts itself is judged (`policy.processes.matching`).
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from gateways.amounts import RecordedFen
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
    fen: RecordedFen
    recovered_fen: RecordedFen


class HandedOver(Answered):
    """That a project was handed over to another enterprise.

    Attributes:
        from_uscc: Credit code of the enterprise that carried it out.
        to_uscc: Credit code of the one that carries it out since.
        on: The day of it.
        document_no: The notice that says so.
    """

    from_uscc: str
    to_uscc: str
    on: date
    document_no: str | None = None


class UpstreamProject(About):
    """What the registry says of a project.

    Attributes:
        project_no: Number of the project.
        uscc: Credit code of the enterprise that carries it out.
        level: Whose project it is.
        title: What it is called.
        status: Where it stands.
        approved_fen: What the approval promised.
        received: What came in each year.
        received_total_fen: What came altogether, where the registry states it.
        begins_on: First day of the project, where the registry states it.
        ends_on: Its last day, where the registry states it.
        handed_over: That another enterprise has it now, if it was handed over.
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
    approved_fen: RecordedFen
    received: tuple[Received, ...]
    received_total_fen: RecordedFen | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    handed_over: HandedOver | None = None
    as_of: date
    changed_on: date | None
    document_no: str | None


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
    subsidy_fen: RecordedFen
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
