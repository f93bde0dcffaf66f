"""The ways an enquiry goes, to be recorded: asked once more with another department, closed by silence, and withdrawn."""

from __future__ import annotations

from tests.office import APPLICANT, Case, message
from tests.replay.way import Ways
from tests.workflows.enquiries import COMFIN, answer, answer_again, invite, made


async def enquiry_asked_once_more(case: Case) -> None:
    await invite(case)
    await case.answer("enquiry_part", COMFIN, decision="part_given", opinion="由我局办理")
    await answer(case)
    await answer_again(case)
    await case.answer("follow_up_rating", APPLICANT, decision="satisfied")
    await case.handle.result()


async def enquiry_unrated(case: Case) -> None:
    await answer(case)
    await case.handle.result()


async def enquiry_withdrawn(case: Case) -> None:
    await case.ask("request", message("withdrawn", APPLICANT, reason="已自行解决"))
    await case.handle.result()


PATHS: Ways = {
    enquiry_asked_once_more: {"begin": made},
    enquiry_unrated: {"begin": made, "durations": {"enquiry_rating": 1}},
    enquiry_withdrawn: {"begin": made},
}
