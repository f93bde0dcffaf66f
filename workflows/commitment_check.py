"""承诺年度核查。The yearly check of everybody who committed to stay (general term 6), and the Schedule's way to begin it.

Enterprises are checked page by page. Where a source does not answer nothing is decided: those enterprises are asked about again in
later rounds, and what is still unanswered at the end is said so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from temporalio import workflow
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from activities.signatures.commitment import CHECK_COMMITMENTS, CheckInput, CheckOrder, CheckPage, CheckResult, PageChecked

from activities.signatures.search_attributes import YEAR
from workflows.case.case import HEARTBEAT_TIMEOUT, PATIENT

# As many as every source takes in one question.
PAGE = 1_000
# A source may be out for days.
AGAIN_AFTER = timedelta(hours=1)
ROUNDS = 72
PAGE_TIMEOUT = timedelta(minutes=10)
BEIJING_AHEAD = timedelta(hours=8)


def check_id(year: int) -> str:
    """Return the workflow id of a year's check: a second start of it joins the first."""
    return f"commitment-check/{year}"


@workflow.defn(name="CommitmentCheck")
class CommitmentCheckWorkflow:
    """One year's check."""

    @workflow.run
    async def run(self, given: CheckInput) -> CheckResult:
        """Check everybody, and ask again about those some source did not answer for.

        Returns:
            How many were checked, were found outside the area, and remained unanswered.
        """
        at = given if given.run else replace(given, run=workflow.info().first_execution_run_id)
        while True:
            page = await self._check(at)
            if page.last is not None:
                at = replace(
                    at,
                    after=page.last,
                    checked=at.checked + page.checked,
                    failing=at.failing + page.failing,
                    unanswered=at.unanswered + page.unanswered,
                )
            elif at.unanswered and at.rounds + 1 < ROUNDS:
                await workflow.sleep(AGAIN_AFTER, summary="来源未答复，稍后再问 a source did not answer")
                at = replace(at, after="", checked=0, failing=0, unanswered=0, rounds=at.rounds + 1)
            else:
                return CheckResult(at.year, at.run, at.checked, at.failing, at.unanswered)
            self._say(at)
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(at)

    async def _check(self, at: CheckInput) -> PageChecked:
        checked: PageChecked = await workflow.execute_activity(
            CHECK_COMMITMENTS,
            CheckPage(at.year, at.run, at.after, PAGE, workflow.now()),
            result_type=PageChecked,
            start_to_close_timeout=PAGE_TIMEOUT,
            heartbeat_timeout=HEARTBEAT_TIMEOUT,
            retry_policy=PATIENT,
            summary=f"核查 check after {at.after or '—'}",
        )
        return checked

    @staticmethod
    def _say(at: CheckInput) -> None:
        lines = [
            f"### {at.year}年承诺核查 · Check of commitments",
            "",
            f"- 已核查 checked: {at.checked:,}",
            f"- 不在本区 outside the area: {at.failing:,}",
            f"- 来源未答复 unanswered: {at.unanswered:,}",
            f"- 轮次 round: {at.rounds + 1}",
        ]
        workflow.set_current_details("\n".join(lines))


@workflow.defn(name="CommitmentCheckDue")
class CommitmentCheckDueWorkflow:
    """The workflow that the Schedule starts: it begins the check of the year, unless one runs."""

    @workflow.run
    async def run(self, order: CheckOrder) -> str:
        """Begin the check of a year, by default of the current year in Beijing.

        Returns:
            The id of the check.
        """
        year = order.year or (workflow.now() + BEIJING_AHEAD).year
        try:
            await workflow.start_child_workflow(
                "CommitmentCheck",
                CheckInput(year),
                id=check_id(year),
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                search_attributes=TypedSearchAttributes([SearchAttributePair(YEAR, year)]),
                static_summary=f"{year}年承诺核查 · check of commitments",
            )
        except WorkflowAlreadyStartedError:
            workflow.logger.info("joined the check that runs", extra={"check": check_id(year)})
        return check_id(year)
