"""补入企业。An enterprise that the frozen list of a run left out is entered late, by an officer's proposal and an approver's consent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from policy.actors import Role
from sandbox.enterprises import CHENXIN, QINGHE
from tests.granting import grants
from tests.office import APPLICANT, HEAD, OFFICER, WAN, Case, Office, message
from tests.workflows.annual_runs import (
    YEAR,
    batch,
    growth_rule,
    member,
    members,
    offer_to,
    order,
    reassessment,
    release,
    release_more,
    run_case,
)

REASON = "统计报表迟报，名单漏列"


async def listed(office: Office, uscc: str, *, figures: dict[str, Any] | None = None) -> dict[str, Any]:
    """Have statistics count nothing of an enterprise for the year, or these figures; return those it counted before."""
    known = (await office.sandbox.get("/admin/enterprises")).json()[uscc]
    before: dict[str, Any] = known["figures"].pop(str(YEAR), {})
    if figures is not None:
        known["figures"][str(YEAR)] = figures
    (await office.sandbox.put(f"/admin/enterprises/{uscc}", json=known)).raise_for_status()
    return before


async def without(office: Office, uscc: str, *, grows: bool = True) -> Case:
    """Return a run that waits for its release and whose list lacks an enterprise that statistics has counted since.

    Args:
        office: The office.
        uscc: Who is lacking.
        grows: Whether targets grow by a rate where officers set none.
    """
    figures = await listed(office, uscc)
    if grows:
        await growth_rule(office)
    run = await run_case(office, await order(office))
    await run.reach("release")
    assert uscc not in {found.uscc for found in await members(office, run)}
    await listed(office, uscc, figures=figures)
    return run


async def propose(run: Case, uscc: str) -> None:
    """Have an officer propose to enter an enterprise late."""
    assert (await run.ask("request", message("member_proposed", OFFICER, uscc=uscc, reason=REASON))).event == "member_proposed"


async def refusal_of(run: Case, uscc: str) -> str:
    """Return why an enterprise cannot be proposed."""
    return await run.refusal("request", message("member_proposed", OFFICER, uscc=uscc, reason=REASON))


async def test_late_member_is_offered_with_the_others_when_it_is_entered_before_the_release(growth: Office) -> None:
    run = await without(growth, CHENXIN)
    population = (await run.row()).population
    await propose(run, CHENXIN)
    task = await run.task("late_member")
    assert (task.about["uscc"], task.about["reason"]) == (CHENXIN, REASON)
    # Who is entered, by which figures, and what they come to.
    enterprise = (await growth.sandbox.get("/admin/enterprises")).json()[CHENXIN]
    assert (task.about["name"], task.about["figures"]["rd_expense_fen"]) == (enterprise["name"], 3_900 * WAN)
    assert (task.about["outcome"]["code"], task.about["award_fen"]) == ("award", 120 * WAN)
    assert (await run.answer("late_member", HEAD, decision="member_entered")).event == "member_entered"
    found = await member(growth, run, CHENXIN)
    assert (found.outcome, found.award_fen, found.application_id) == ("award", 120 * WAN, None)
    row = await run.row()
    assert (row.population, row.assessed) == (population + 1, population + 1)
    # Whoever releases sees the result with it.
    assert (await run.task("annual_run_release")).about["population"] == population + 1
    await release(run)
    assert (await (await offer_to(growth, run, CHENXIN)).task("offer")).about["award_fen"] == 120 * WAN


async def test_late_member_is_offered_once_it_is_released_when_the_others_have_been(growth: Office) -> None:
    run = await without(growth, QINGHE)
    await propose(run, QINGHE)
    await release(run)
    offered = (await run.row()).offered
    # The release has not ended what was proposed before it.
    await run.answer("late_member", HEAD, decision="member_entered")
    found = await member(growth, run, QINGHE)
    assert found.application_id is None
    await release_more(run, QINGHE)
    due = found.award_fen
    assert (await (await offer_to(growth, run, QINGHE)).task("offer")).about["award_fen"] == due
    assert (await run.row()).offered == offered + 1


async def test_late_member_is_not_entered_when_who_proposed_it_would_agree(growth: Office) -> None:
    run = await without(growth, CHENXIN)
    await propose(run, CHENXIN)
    both = replace(HEAD, subject=OFFICER.subject, grants=grants(Role.OFFICER, Role.APPROVER, departments=HEAD.departments))
    assert await run.refusal_of_answer("late_member", both, decision="member_entered") == "four_eyes"


async def test_late_member_stays_out_and_may_be_proposed_again_when_it_is_not_agreed_to(growth: Office) -> None:
    run = await without(growth, CHENXIN)
    population = (await run.row()).population
    await propose(run, CHENXIN)
    assert await refusal_of(run, CHENXIN) == "invalid_input"
    await run.answer("late_member", HEAD, decision="member_not_entered", reason="迟报没有正当理由")
    assert (await run.row()).population == population
    await propose(run, CHENXIN)


async def test_late_member_is_refused_when_it_is_in_the_run_already(growth: Office) -> None:
    run = await without(growth, CHENXIN)
    assert await refusal_of(run, QINGHE) == "invalid_input"
    await propose(run, CHENXIN)
    await run.answer("late_member", HEAD, decision="member_entered")
    assert await refusal_of(run, CHENXIN) == "invalid_input"


async def test_late_member_waits_when_statistics_counts_nothing_of_it(growth: Office) -> None:
    run = await without(growth, CHENXIN)
    await listed(growth, CHENXIN)
    await propose(run, CHENXIN)
    about = (await run.task("late_member")).about
    assert (about["figures"], about["award_fen"]) == (None, None)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await run.answer("late_member", HEAD, decision="member_entered")
    assert str(refused.value.cause).startswith("incomplete: ")
    assert "leaving it out ends the task" in str(refused.value.cause)
    await run.answer("late_member", HEAD, decision="member_not_entered", reason="统计无数据")
    assert not [task for task in await run.tasks() if task.kind == "late_member"]


@pytest.mark.parametrize("counted_before", [True, False], ids=["other-figures", "none-before"])
async def test_late_member_is_entered_by_no_figures_but_those_that_were_shown(growth: Office, *, counted_before: bool) -> None:
    run = await without(growth, CHENXIN)
    figures = await listed(growth, CHENXIN)
    before = figures | {"rd_expense_fen": 3_800 * WAN}
    await listed(growth, CHENXIN, figures=before if counted_before else None)
    await propose(run, CHENXIN)
    await listed(growth, CHENXIN, figures=figures)
    assert await run.refusal_of_answer("late_member", HEAD, decision="member_entered") == "basis_changed"
    about = (await run.task("late_member")).about
    assert (about["award_fen"], about["reason"]) == (120 * WAN, REASON)
    await run.answer("late_member", HEAD, decision="member_entered")
    assert (await member(growth, run, CHENXIN)).award_fen == 120 * WAN


async def test_late_member_is_dropped_when_the_run_is_abandoned(growth: Office) -> None:
    run = await without(growth, CHENXIN)
    await propose(run, CHENXIN)
    await run.answer("annual_run_release", HEAD, decision="abandoned", reason="名单有误")
    assert await run.handle.result() == "abandoned"
    assert await run.tasks() == []


# -- its target ---------------------------------------------------------------------------------------------------------------------------


async def reassessed(office: Office, run: Case) -> tuple[int | None, int | None]:
    """Reassess CHENXIN; return its target and what is due to it."""
    assert (await run.ask("request", reassessment(CHENXIN))).event == "member_reassessed"
    found = await member(office, run, CHENXIN)
    return found.target_fen, found.award_fen


async def test_late_member_has_the_target_that_was_approved_since_the_freeze(growth: Office) -> None:
    run = await without(growth, CHENXIN, grows=False)
    approved = await batch(growth, 3_500 * WAN)
    await propose(run, CHENXIN)
    about = (await run.task("late_member")).about
    assert (about["target_fen"], about["award_fen"], about["figures"]["target_fen"]) == (3_500 * WAN, 80 * WAN, 3_500 * WAN)
    assert about["target"]["batches"] == [{"id": approved, "document_no": f"目标{3_500 * WAN}号"}]
    assert (about["target"]["is_frozen"], "此后批准" in about["target"]["zh"]) == (False, True)
    await run.answer("late_member", HEAD, decision="member_entered")
    found = await member(growth, run, CHENXIN)
    assert (found.target_fen, found.award_fen) == (3_500 * WAN, 80 * WAN)
    await release(run)
    offer = await offer_to(growth, run, CHENXIN)
    await offer.answer("offer", APPLICANT, decision="offer_confirmed")
    assert (await offer.reach("decision")).award_fen == 80 * WAN


async def test_late_member_is_assessed_by_its_target_when_that_is_approved_after_it_was_entered(growth: Office) -> None:
    run = await without(growth, CHENXIN, grows=False)
    await propose(run, CHENXIN)
    about = (await run.task("late_member")).about
    assert (about["target_fen"], about["outcome"]["code"]) == (None, "needs_parameter")
    assert (about["target"]["batches"], "没有经批准的目标值" in about["target"]["zh"]) == ([], True)
    await run.answer("late_member", HEAD, decision="member_entered")
    await release(run)
    await batch(growth, 3_500 * WAN)
    assert await reassessed(growth, run) == (3_500 * WAN, 80 * WAN)
    await release_more(run, CHENXIN)
    assert (await (await offer_to(growth, run, CHENXIN)).task("offer")).about["award_fen"] == 80 * WAN
    # What it has is as frozen as that of the others.
    await batch(growth, 3_000 * WAN)
    assert await reassessed(growth, run) == (3_500 * WAN, 80 * WAN)


async def test_late_member_is_entered_by_no_target_but_the_one_that_was_shown(growth: Office) -> None:
    run = await without(growth, CHENXIN, grows=False)
    await propose(run, CHENXIN)
    await batch(growth, 3_500 * WAN)
    assert await run.refusal_of_answer("late_member", HEAD, decision="member_entered") == "basis_changed"
    about = (await run.task("late_member")).about
    assert (about["target_fen"], about["award_fen"], about["target"]["is_frozen"]) == (3_500 * WAN, 80 * WAN, False)
    await run.answer("late_member", HEAD, decision="member_entered")


async def test_late_member_has_the_frozen_target_when_it_was_in_a_frozen_batch(growth: Office) -> None:
    frozen = await batch(growth, 3_500 * WAN)
    run = await without(growth, CHENXIN, grows=False)
    await batch(growth, 3_000 * WAN)
    await propose(run, CHENXIN)
    about = (await run.task("late_member")).about
    assert ([one["id"] for one in about["target"]["batches"]], about["target"]["is_frozen"]) == ([frozen], True)
    await run.answer("late_member", HEAD, decision="member_entered")
    assert await reassessed(growth, run) == (3_500 * WAN, 80 * WAN)


async def test_member_of_the_frozen_list_has_no_target_that_was_approved_since(growth: Office) -> None:
    run = await run_case(growth, await order(growth))
    await run.reach("release")
    await batch(growth, 3_500 * WAN)
    assert await reassessed(growth, run) == (None, None)
