"""上级项目网关。Projects of state and city: where they stand, and what money came from above."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Literal, Self

from pydantic import model_validator

from gateways.amounts import StatedFen
from gateways.http import Answered, Source, check_subject, in_path, read_not_found, read_success

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


class UpstreamProject(Answered):
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


class InsuranceSubsidy(Answered):
    """What the city subsidised of a technology insurance.

    Attributes:
        policy_no: Number of the insurance policy.
        uscc: Credit code of the insured.
        year: Year of the subsidy.
        subsidy_fen: The subsidy.
        as_of: Day on which that was so.
    """

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
        reply = await self._ask(PROJECTS, "GET", f"/upstream/projects/{in_path(project_no)}")
        if reply.status == HTTPStatus.NOT_FOUND:
            check_subject(PROJECTS, project_no, read_not_found(PROJECTS, _ProjectUnknown, reply).project_no)
            return None
        answer = read_success(PROJECTS, UpstreamProject, reply)
        check_subject(PROJECTS, project_no, answer.project_no)
        return answer

    async def insurance_subsidy(self, policy_no: str) -> InsuranceSubsidy | None:
        """Return what the city subsidised of an insurance, or None if it definitely subsidised nothing.

        Args:
            policy_no: Number of the insurance policy.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        reply = await self._ask(INSURANCE_SUBSIDIES, "GET", f"/upstream/insurance-subsidies/{in_path(policy_no)}")
        if reply.status == HTTPStatus.NOT_FOUND:
            check_subject(INSURANCE_SUBSIDIES, policy_no, read_not_found(INSURANCE_SUBSIDIES, _PolicyUnknown, reply).policy_no)
            return None
        answer = read_success(INSURANCE_SUBSIDIES, InsuranceSubsidy, reply)
        check_subject(INSURANCE_SUBSIDIES, policy_no, answer.policy_no)
        return answer


class _ProjectUnknown(Answered):
    code: Literal["project_unknown"]
    project_no: str


class _PolicyUnknown(Answered):
    code: Literal["policy_unknown"]
    policy_no: str
