"""Frozen is frozen: targets and rules that are approved after a run began change no offer of it, whatever is judged anew and however."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from models.tables import ImplementingRule, Redecision
from sandbox.enterprises import CHENXIN
from tests.office import APPLICANT, HEAD, OFFICER, SIGNED, WAN, Case, Office
from tests.workflows.annual_runs import RULE, batch, counted, member, offer_to, order, reassessment, release, release_more, run_case
from tests.workflows.redecisions import Anew

# A fifth of what 3900万, and after the correction 4000万, are above a target of 3500万.
OFFERED, CORRECTED = 80 * WAN, 100 * WAN


async def changed(office: Office) -> None:
    """Have another target be approved, and rules by which next to nothing would be left of the offer."""
    await batch(office, 5_000 * WAN)
    values = {"target_growth_rate": "9", "cap_fen": WAN}
    await office.add(ImplementingRule(item_code="rd-growth", values=values, **RULE))


async def offered(office: Office) -> tuple[Case, Case]:
    """Release a run with a target of its own for CHENXIN, and change all that is frozen since; return run and offer."""
    await batch(office, 3_500 * WAN)
    run = await run_case(office, await order(office))
    await release(run)
    offer = await offer_to(office, run, CHENXIN)
    assert (await offer.task("offer")).about["award_fen"] == OFFERED
    await changed(office)
    return run, offer


async def reassessed(_office: Office, run: Case, _offer: Case) -> None:
    assert (await run.ask("request", reassessment(CHENXIN))).event == "member_reassessed"


async def reassessed_and_released(office: Office, run: Case, offer: Case) -> None:
    await reassessed(office, run, offer)
    await release_more(run)


async def asked_again_and_released(_office: Office, run: Case, offer: Case) -> None:
    await offer.answer("offer", APPLICANT, decision="offer_disputed", disputed=["rd_expense_fen"], reason="漏计")
    await offer.answer("figure_review", OFFICER, decision="figures_asked", reason="请统计部门核对")
    await offer.happened("offer_raised")
    await release_more(run)


@pytest.mark.parametrize("way", [reassessed_and_released, asked_again_and_released])
async def test_open_offer_is_made_anew_by_the_target_and_rules_it_was_made_by(growth: Office, way: Any) -> None:
    run, offer = await offered(growth)
    await counted(growth, CHENXIN, rd_expense_fen=4_000 * WAN)
    await way(growth, run, offer)
    offer = await offer_to(growth, run, CHENXIN)
    assert (await offer.task("offer")).about["award_fen"] == CORRECTED
    assert (await member(growth, run, CHENXIN)).target_fen == 3_500 * WAN
    await offer.answer("offer", APPLICANT, decision="offer_confirmed")
    assert (await offer.reach("decision")).award_fen == CORRECTED


async def test_corrected_offer_is_assessed_by_the_target_and_rules_it_was_made_by(growth: Office) -> None:
    _, offer = await offered(growth)
    await offer.answer("offer", APPLICANT, decision="offer_disputed", disputed=["rd_expense_fen"], reason="漏计")
    corrected = {"facts": {"rd_expense_fen": 4_000 * WAN}, "reference": "审计报告12号", "reason": "经核实漏计"}
    await offer.answer("figure_review", OFFICER, decision="figures_corrected", **corrected)
    await offer.confirm_facts()
    row = await offer.reach("decision")
    assert (row.facts["target_fen"], row.award_fen) == (3_500 * WAN, CORRECTED)


async def test_paid_offer_is_decided_anew_by_the_target_and_rules_it_was_made_by(growth: Office) -> None:
    run, offer = await offered(growth)
    await offer.answer("offer", APPLICANT, decision="offer_confirmed")
    await offer.answer("decision", HEAD, decision="approved")
    await offer.clear_notice()
    await offer.answer("commitment", APPLICANT, **SIGNED)
    await offer.pay()
    assert (await offer.reach("in_force")).paid_fen == OFFERED
    await counted(growth, CHENXIN, rd_expense_fen=4_000 * WAN)
    await reassessed(growth, run, offer)
    (row,) = await growth.all(select(Redecision).where(Redecision.application_id == offer.id))
    found = Anew(growth, offer, growth.running(row))
    await found.case.has_started()
    assert (row.outcome, row.reckoning["before_fen"], row.reckoning["after_fen"]) == ("supplement", OFFERED, CORRECTED)


@pytest.mark.parametrize("released", [False, True])
async def test_nothing_changes_when_only_target_and_rules_have_changed(growth: Office, *, released: bool) -> None:
    await batch(growth, 3_500 * WAN)
    run = await run_case(growth, await order(growth))
    await run.reach("release")
    if released:
        await release(run)
    await changed(growth)
    await reassessed(growth, run, run)
    found = await member(growth, run, CHENXIN)
    assert (found.outcome, found.target_fen, found.award_fen) == ("award", 3_500 * WAN, OFFERED)
    if not released:
        await release(run)
    assert (await (await offer_to(growth, run, CHENXIN)).task("offer")).about["award_fen"] == OFFERED
