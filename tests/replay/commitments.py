"""The ways a commitment to stay takes, recorded: what is kept is the commitment's history, or the yearly check's."""

from __future__ import annotations

from dataclasses import replace

from tests.office import APPLICANT, Case
from tests.replay.applications import paid
from tests.replay.way import Ways
from tests.workflows.commitments import (
    AHEAD,
    DEPUTY,
    HEAD,
    OFFICER,
    OTHER_OFFICER,
    TODAY,
    YEARS,
    collected,
    file_change,
    found_gone,
    on_file,
    rule_set,
    start_check,
)


async def change_filed(case: Case) -> Case:
    await paid(case)
    commitment = await collected(case)
    await file_change(commitment, TODAY, "tax_registration")
    await on_file(commitment)
    return commitment


async def breached(case: Case) -> Case:
    await rule_set(case.office, stay_years=YEARS, repay="none")
    await paid(case)
    commitment = await collected(case)
    await found_gone(commitment, on=TODAY - AHEAD)
    await commitment.answer("hearing_statement", APPLICANT, decision="heard", statement="仅迁出注册地")
    await commitment.answer("breach_review", OFFICER, decision="remedy_ordered", reason="应迁回", working_days=20)
    await commitment.answer("remedy_report", APPLICANT, decision="remedy_reported", report="已迁回")
    await commitment.answer("remedy_check", OTHER_OFFICER, decision="not_remedied", reason="未迁回")
    await commitment.answer("breach_decision", HEAD, decision="breach_upheld", reason="擅自迁出")
    await commitment.answer("breach_answer", APPLICANT, decision="breach_reconsideration_requested", reason="系政府征收")
    await commitment.answer("breach_reconsideration", DEPUTY, decision="breach_confirmed", reason="证据充分")
    await commitment.handle.result()
    return commitment


async def checked(case: Case) -> Case:
    await paid(case)
    await collected(case)
    check = await start_check(case.office)
    await check.result()
    return replace(case, handle=check)


PATHS: Ways = {change_filed: {}, breached: {}, checked: {}}
