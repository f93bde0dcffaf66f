"""The way a succession goes, with a case under way that is told, to be recorded."""

from __future__ import annotations

from sandbox.enterprises import CHENXIN
from tests.office import Case, Office, becomes
from tests.replay.way import Ways
from tests.workflows.commitments import HEAD, OFFICER
from tests.workflows.successions import file, prove


async def filed(office: Office) -> Case:
    """File it while an application of the predecessor is reviewed."""
    await (await office.apply_for()).to_review()
    await becomes(office, CHENXIN, status="deregistered")
    return await file(office)


async def succeeded(case: Case) -> None:
    await prove(case, OFFICER)
    await case.answer("succession_approval", HEAD, decision="succession_sent_back", reason="请核对公告")
    await prove(case, OFFICER)
    await case.answer("succession_approval", HEAD, decision="succession_approved")
    await case.reach("effective")
    await case.handle.result()


PATHS: Ways = {succeeded: {"begin": filed}}
