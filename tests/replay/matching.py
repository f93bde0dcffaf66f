"""The ways of matching projects whose histories are recorded."""

from __future__ import annotations

from sqlalchemy import select

from models.tables import Clawback
from tests.office import APPLICANT, HEAD, OFFICER, WAN, Case, Office, defective, explained, message, until
from tests.replay.way import Ways
from tests.workflows.projects import ADMISSION, claimed, enter, filed, paid, received, until_it_runs


async def project(office: Office) -> Case:
    """Begin with a project that its registry knows."""
    await enter(office, received(100 * WAN))
    return await filed(office)


async def stranger(office: Office) -> Case:
    """Begin with a project that no registry knows, while it does not answer."""
    await office.fault("upstream.projects", "down")
    return await filed(office)


async def project_not_recognised(case: Case) -> None:
    await case.office.until_failed("upstream.projects", case)
    await case.office.mend()
    await case.handle.result()


async def project_corrected_and_withdrawn(case: Case) -> None:
    await case.answer("admission", OFFICER, **defective("title", "与批复不一致"))
    await case.answer("project_correction", APPLICANT, **explained("title"))
    await case.answer("admission", OFFICER, **ADMISSION)
    await case.answer("admission_confirmation", HEAD, decision="admission_returned", reason="请核实方向")
    await case.ask("request", message("withdrawn", APPLICANT, reason="不再需要"))
    await case.handle.result()


async def project_looked_at(case: Case) -> None:
    """A first run, to the look that ends it."""
    first = (await case.handle.describe()).run_id
    await _recovered(case)
    case.handle = case.office.client.get_workflow_handle(case.handle.id, run_id=first)


async def project_reclaimed(case: Case) -> None:
    """A run that takes over, starts a clawback, and waits for the next year."""
    await _recovered(case)

    async def demanded() -> Clawback | None:
        return next(iter(await case.office.all(select(Clawback))), None)

    await until_it_runs(case.office.running(await until(demanded, "a clawback")))


async def _recovered(case: Case) -> None:
    await case.answer("admission", OFFICER, **ADMISSION)
    await case.answer("admission_confirmation", HEAD, decision="admitted")
    await paid(await claimed(case))
    await enter(case.office, received(100 * WAN, recovered_fen=40 * WAN), status="reduced")
    await case.handle.signal("nudge", "look asked for by officer-sti-1")
    await case.happened("upstream_reduced")


PATHS: Ways = {
    project_not_recognised: {"begin": stranger},
    project_corrected_and_withdrawn: {"begin": project},
    project_looked_at: {"begin": project},
    project_reclaimed: {"begin": project},
}
