"""The ways an annual run goes, to be recorded: offered, corrected afterwards, previewed, held and abandoned; and an offer's own."""

from __future__ import annotations

from dataclasses import replace

from sandbox.enterprises import CHENXIN
from tests.office import APPLICANT, HEAD, OFFICER, WAN, Case, Office, message
from tests.replay.way import Ways
from tests.workflows.annual_runs import counted, growth_rule, offer_to, order, reassessment, release, run_case


async def run_begun(office: Office) -> Case:
    """Order a run; its handle stays with the first run of its workflow."""
    await growth_rule(office)
    case = await run_case(office, await order(office))
    await case.reach("release")
    first = (await case.handle.describe()).run_id
    return replace(case, handle=office.client.get_workflow_handle(case.handle.id, run_id=first))


async def run_open(office: Office) -> Case:
    """Order a run and release it: its workflow has begun a new run, with a short history."""
    begun = await run_begun(office)
    run = replace(begun, handle=office.client.get_workflow_handle(begun.handle.id))
    await release(run)
    return run


async def preview_begun(office: Office) -> Case:
    """Order a preview."""
    await growth_rule(office)
    return await run_case(office, await order(office, dry_run=True))


async def offer_made(office: Office) -> Case:
    """Order a run, release it, and return one of its offers."""
    return await offer_to(office, await run_open(office), CHENXIN)


async def run_offered(case: Case) -> None:
    await release(case)


async def run_corrected(case: Case) -> None:
    await counted(case.office, CHENXIN, rd_expense_fen=4_000 * WAN)
    await case.ask("request", reassessment(CHENXIN))


async def run_previewed(case: Case) -> None:
    await case.handle.result()


async def run_abandoned(case: Case) -> None:
    await case.ask("hold", message("put_on_hold", OFFICER, reason="核对名单"))
    await case.ask("resume", message("resumed", OFFICER))
    await case.answer("annual_run_release", HEAD, decision="abandoned", reason="名单有误")
    await case.handle.result()


async def offer_disputed(case: Case) -> None:
    await case.answer("offer", APPLICANT, decision="offer_disputed", disputed=["rd_expense_fen"], reason="金额偏低")
    await case.answer("figure_review", OFFICER, decision="figures_upheld", reason="与统计数据一致")
    await case.answer("offer", APPLICANT, decision="offer_confirmed")
    await case.answer("decision", HEAD, decision="approved")
    await case.reach("commitment")


async def offer_revised(case: Case) -> None:
    run = await run_case(case.office, await order(case.office))
    await run_corrected(run)
    await case.answer("offer", APPLICANT, decision="offer_declined")
    await case.handle.result()


PATHS: Ways = {
    run_offered: {"begin": run_begun},
    run_corrected: {"begin": run_open},
    run_previewed: {"begin": preview_begun},
    run_abandoned: {"begin": run_begun},
    offer_disputed: {"begin": offer_made},
    offer_revised: {"begin": offer_made},
}
