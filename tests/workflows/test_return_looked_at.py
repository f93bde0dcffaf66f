"""What a bank has returned while it is demanded: looked at once it is decided about the demand, whose deciders read the figures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.tables import Application
from tests.office import APPLICANT, DEPUTY, HEAD, WAN, Case, Office
from tests.workflows.reclaim import AWARD, paid_award, reclaim
from tests.workflows.test_matching_returned import demanded, kept, owed, served, shrunk_to, taken_back
from tests.workflows.test_redecision_returned import returned
from tests.workflows.test_returned_and_demanded import DISPUTED, Course, course, follows, upheld

LONG = timedelta(days=20)


async def refused(at: Course) -> None:
    await at.claim.case.answer("clawback_approval", DEPUTY, decision="demand_refused", reason="款项已被银行退回")


async def cancelled(at: Course) -> None:
    await upheld(at.claim)


async def dismissed(at: Course) -> None:
    await at.dismissed()


async def accepted(at: Course) -> None:
    await at.accepted()


@pytest.mark.parametrize(
    ("steps", "decided", "event"),
    [
        ((), refused, "bank_returned"),
        (DISPUTED, cancelled, "bank_returned"),
        (DISPUTED, dismissed, "return_counted"),
        (("approved",), accepted, "return_counted"),
    ],
    ids=["refused", "upheld", "dismissed", "accepted"],
)
async def test_what_a_bank_returned_long_ago_is_looked_at_at_once_when_its_demand_is_decided(
    skipping: Office, steps: tuple[str, ...], decided: Any, event: str
) -> None:
    at = await course(skipping)
    for step in (*steps, "supplement_questioned"):
        await at.take(step)
    await at.found.case.skip(LONG)
    wakes_at = (await at.found.case.row()).wakes_at
    await decided(at)
    await at.found.case.happened(event)
    happened_at = (await at.found.case.row()).updated_at
    assert happened_at < wakes_at


# -- the figures ---------------------------------------------------------------------------------------------------------------------


async def claim_of(office: Office) -> Case:
    """Return the only claim for matched money."""
    [claim] = await office.all(select(Application))
    return office.running(claim)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("what", ["proposal", "demand"])
async def test_figures_are_shown_where_less_of_the_ground_is_left(skipping: Office, when: str, what: str) -> None:
    project, clawback = await demanded(skipping)
    if what == "demand":
        await served(clawback)
    if when == "before":
        await returned(await claim_of(skipping), "return_questioned")
    await taken_back(project, 10 * WAN)
    await shrunk_to(clawback, 10 * WAN)
    if when == "after":
        await returned(await claim_of(skipping), "return_questioned")
    shown = (await clawback.task(f"{what}_shrunk")).about["figures"]
    assert (shown["asked_fen"], shown["returned_fen"], shown["received_fen"]) == (40 * WAN, 100 * WAN, 0)
    assert shown["follows"] == {
        f"{what}_lowered": follows(counted_fen=10 * WAN, owed_back_fen=90 * WAN),
        f"{what}_keeping_asked": follows(counted_fen=40 * WAN, owed_back_fen=60 * WAN),
    }


async def test_figures_are_shown_to_the_second_person_who_keeps_a_proposal(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await taken_back(project, 0)
    shown = (await clawback.task("proposal_shrunk")).about["figures"]["follows"]
    assert shown == {"proposal_withdrawn": follows(), "proposal_keeping_asked": follows(owed_fen=40 * WAN)}
    await clawback.answer("proposal_shrunk", DEPUTY, decision="proposal_keeping_asked", reason="归还凭证尚未核实")
    assert (await clawback.task("proposal_keeping")).about["figures"]["follows"] == {"proposal_kept": follows(owed_fen=40 * WAN)}
    await clawback.answer("proposal_keeping", HEAD, decision="proposal_kept", reason="属实")


async def test_demand_that_stands_shows_no_figures_of_the_day_it_was_asked_about(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await owed(clawback)
    await taken_back(project, 10 * WAN)
    assert "figures" not in (await clawback.task("demand_shrunk")).about
    await kept(clawback, "demand")


async def test_whoever_records_what_a_court_did_reads_what_is_owed_and_why_nothing_was_written_off(skipping: Office) -> None:
    claim = await reclaim(skipping, await paid_award(skipping))
    await claim.approve()
    await claim.case.answer("clawback_objection", APPLICANT, decision="demand_accepted")
    await claim.miss()
    await claim.hand_over()
    about = (await claim.case.task("court_result")).about
    assert (about["principal_left_fen"], about["left_fen"], about["court"]) == (AWARD, AWARD, "大兴区人民法院")
    closed = {"decision": "court_closed", "case_no": "(2027)京0115执1号", "result": "无可供执行财产"}
    await claim.case.answer("court_result", DEPUTY, **closed)
    await claim.case.answer("write_off_confirmation", HEAD, decision="write_off_refused", reason="仍有财产线索")
    about = (await claim.case.task("court_result")).about
    assert (about["left_fen"], about["court"], about["sent_back"]) == (AWARD, "大兴区人民法院", "仍有财产线索")
