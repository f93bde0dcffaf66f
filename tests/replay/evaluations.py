"""The ways an evaluation and an outcome report go, to be recorded: returned once and published, or carried out; given in time, and late."""

from __future__ import annotations

from sandbox.enterprises import CHENXIN
from tests.office import APPLICANT, HEAD, OFFICER, Case, Office
from tests.replay.way import Ways
from tests.workflows.evaluations import DOCUMENT_NO, REPORTED, decide, evaluate, opened, report, report_of, rule_approved


async def _asked(office: Office) -> Case:
    await (await opened(office, CHENXIN)).reach("reporting")
    return await report_of(office)


async def _opened(office: Office) -> Case:
    return await opened(office, CHENXIN)


async def evaluation_returned_and_published(case: Case) -> None:
    await case.reach("evaluating")
    await evaluate(case)
    await decide(case, *["voted_against"] * 3)
    await case.reach("evaluating")
    await evaluate(case)
    await decide(case)
    await case.handle.result()


async def evaluation_carried_out(case: Case) -> None:
    await case.reach("evaluating")
    await evaluate(case, proposal="policy_revised")
    await decide(case)
    await case.answer("policy_follow_up", OFFICER, decision="no_follow_up_proposed", reason="现行细则已含此意")
    await case.answer("policy_follow_up_confirmation", HEAD, decision="no_follow_up_refused", reason="细则未载明")
    await case.task("policy_follow_up")
    await rule_approved(case.office)
    await case.answer("policy_follow_up", OFFICER, decision="policy_carried_out", document_no=DOCUMENT_NO)
    await case.handle.result()


async def evaluation_without_follow_up(case: Case) -> None:
    await case.reach("evaluating")
    await evaluate(case, proposal="policy_improved")
    await decide(case)
    await case.answer("policy_follow_up", OFFICER, decision="no_follow_up_proposed", reason="现行细则已含此意")
    await case.answer("policy_follow_up_confirmation", HEAD, decision="no_follow_up_confirmed")
    await case.handle.result()


async def outcome_report_given(case: Case) -> None:
    await report(case)
    await case.handle.result()


async def outcome_report_given_late(case: Case) -> None:
    await case.reach("missing")
    await case.answer("late_outcome_report", APPLICANT, decision="reported_late", **REPORTED)
    await case.handle.result()


PATHS: Ways = {
    evaluation_returned_and_published: {"begin": _opened, "durations": {"outcome_report": 1, "reports_closing": 1}},
    evaluation_carried_out: {"begin": opened},
    evaluation_without_follow_up: {"begin": opened},
    outcome_report_given: {"begin": _asked},
    outcome_report_given_late: {"begin": _asked, "durations": {"outcome_report": 1}},
}
