"""The ways a later part of an award goes, to be recorded: its condition found to hold and paid, and forfeited once it was heard."""

from __future__ import annotations

from tests.office import APPLICANT, DEPUTY, OFFICER, Case, Office
from tests.replay.way import Ways
from tests.workflows.instalments import approved, first_paid, part_of, reported


async def later_part(office: Office) -> Case:
    """Pay the first part of an award, and return the later one."""
    return await part_of(await first_paid(office))


async def part_paid(case: Case) -> None:
    await approved(case)
    await case.pay()
    await case.handle.result()


async def part_forfeited(case: Case) -> None:
    await reported(case)
    await case.answer("instalment_check", OFFICER, decision="report_sent_back", reason="请附合同")
    await reported(case)
    await case.answer("instalment_check", OFFICER, decision="forfeiture_proposed", reason="合同未履行")
    await case.answer("forfeiture_statement", APPLICANT, decision="statement_made", reason="合同正在履行")
    await case.answer("forfeiture_decision", DEPUTY, decision="forfeited", reason="条件未满足")
    await case.handle.result()


PATHS: Ways = {
    part_paid: {"begin": later_part, "durations": {"bank_return_watch": 1}},
    part_forfeited: {"begin": later_part},
}
