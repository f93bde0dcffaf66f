"""The ways a debarment goes, to be recorded: a bar that is sent back once and lifted early, and none."""

from __future__ import annotations

from tests.office import APPLICANT, DEPUTY, HEAD, OFFICER, OTHER_OFFICER, THIRD_APPROVER, Case, Office, message
from tests.replay.way import Ways
from tests.workflows.debarments import LIFTING, accepted, bar, followed, propose


async def begun(office: Office) -> Case:
    """Have an enterprise accept a demand for fraud."""
    return await followed(office, (await accepted(office)).case)


async def bar_lifted(case: Case) -> None:
    await propose(case)
    await case.answer("debarment_statement", APPLICANT, decision="statement_made", reason="证书系代理机构提供")
    await case.answer("debarment_decision", THIRD_APPROVER, decision="debarment_sent_back", reason="请补充依据")
    await bar(case)
    for answer in ("lifting_refused", "lifted"):
        await case.ask("request", message("lifting_asked", OFFICER, **LIFTING))
        await case.answer("debarment_lifting", DEPUTY, decision=answer, reason="核实")
    await case.handle.result()


async def not_barred(case: Case) -> None:
    await case.answer("debarment_proposal", OTHER_OFFICER, decision="no_bar_proposed", reason="情节轻微")
    await case.answer("no_bar_decision", HEAD, decision="not_barred")
    await case.handle.result()


PATHS: Ways = {bar_lifted: {"begin": begun}, not_barred: {"begin": begun}}
