"""What a look leaves of a demand while something of it is being decided: whoever decides reads it, and it is asked about at once then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.office import APPLICANT, DEPUTY, HEAD, THIRD_APPROVER, WAN, Case, Office, until
from tests.workflows.reclaim import day_of, plan
from tests.workflows.test_matching_returned import GIVEN_BACK, demanded, owed, served, shrunk_to, taken_back, told
from tests.workflows.test_matching_years import nudged

# -- while something of the demand is being decided ---------------------------------------------------------------------------------


async def being_decided(office: Office, kind: str) -> tuple[Case, Case]:
    """Return a project, and a served demand whose objection or plan an approver has to decide on."""
    project, clawback = await demanded(office)
    await served(clawback)
    day = await day_of(office, clawback)
    parts = plan((day + timedelta(days=60), 20 * WAN), (day + timedelta(days=90), 20 * WAN))
    answers: dict[str, dict[str, Any]] = {
        "clawback_ruling": {"decision": "demand_disputed", "reason": "上级资金已归还"},
        "instalment_decision": {"decision": "instalments_asked", "plan": parts},
    }
    await clawback.answer("clawback_objection", APPLICANT, **answers[kind])
    await clawback.task(kind)
    return project, clawback


async def noted(clawback: Case, left_fen: int | None) -> dict[str, Any]:
    """Wait until whoever decides reads what the last look left, or nothing; return what else the task is about."""

    async def find() -> dict[str, Any] | None:
        [task] = await clawback.tasks()
        found = task.about.get("ground", {})
        return task.about if found.get("left_fen") == left_fen else None

    about: dict[str, Any] = await until(find, f"a note that {left_fen} fen are left")
    return about


@pytest.mark.parametrize("kind", ["clawback_ruling", "instalment_decision"])
@pytest.mark.parametrize("left_fen", [0, 40 * WAN - 1])
async def test_whoever_decides_on_a_demand_reads_what_the_last_look_left_of_its_ground(skipping: Office, kind: str, left_fen: int) -> None:
    project, clawback = await being_decided(skipping, kind)
    await taken_back(project, left_fen)
    about = await noted(clawback, left_fen)
    assert (about["ground"]["before_fen"], about["ground"]["reckoning"]["upstream_after_fen"]) == (40 * WAN, 100 * WAN - left_fen)
    assert ("plan" in about) == (kind == "instalment_decision")
    assert await told(skipping, clawback, "尚在审查，最近一次核对") == {False}
    await nudged(project)
    assert (await clawback.events()).count("ground_noted") == 1


async def test_note_goes_when_the_upstream_takes_the_money_again(skipping: Office) -> None:
    project, clawback = await being_decided(skipping, "clawback_ruling")
    await taken_back(project, 10 * WAN)
    await noted(clawback, 10 * WAN)
    await taken_back(project, 40 * WAN)
    await noted(clawback, None)
    await clawback.answer("clawback_ruling", HEAD, decision="dispute_dismissed", reason="理由不成立")
    await clawback.task("repayment_receipt")
    assert "demand_shrank" not in await clawback.events()


@pytest.mark.parametrize("left_fen", [0, 10 * WAN])
async def test_second_approver_of_a_ruling_reads_what_is_left_as_well(skipping: Office, left_fen: int) -> None:
    project, clawback = await being_decided(skipping, "clawback_ruling")
    await taken_back(project, left_fen)
    await noted(clawback, left_fen)
    await clawback.answer("clawback_ruling", HEAD, decision="release_asked", reason="上级资金已归还")
    assert (await clawback.task("release_confirmation")).about["ground"]["left_fen"] == left_fen
    await clawback.answer("release_confirmation", THIRD_APPROVER, decision="ruling_refused", reason="请重新审查")
    assert (await clawback.task("clawback_ruling")).about["ground"]["left_fen"] == left_fen


@pytest.mark.parametrize(("kind", "decision"), [("clawback_ruling", "dispute_dismissed"), ("instalment_decision", "instalments_granted")])
@pytest.mark.parametrize("left_fen", [0, 1])
async def test_finance_reads_the_ceiling_and_an_approver_is_asked_as_soon_as_it_is_decided(
    skipping: Office, kind: str, decision: str, left_fen: int
) -> None:
    project, clawback = await being_decided(skipping, kind)
    await taken_back(project, left_fen)
    await noted(clawback, left_fen)
    await clawback.answer(kind, HEAD, decision=decision, reason="理由不成立")
    await shrunk_to(clawback, left_fen)
    found = {task.kind: task.about for task in await clawback.tasks()}
    assert found.get("repayment_receipt", {}).get("at_most_fen", 0) == left_fen
    lowered = "demand_lowered" if left_fen else "demand_withdrawn"
    await clawback.answer("demand_shrunk", DEPUTY, decision=lowered, **GIVEN_BACK)
    await clawback.happened(lowered)
    assert (await clawback.row()).noted is None


@pytest.mark.parametrize(("reduced_fen", "asked"), [(10 * WAN, False), (10 * WAN - 1, False), (10 * WAN + 1, True)])
async def test_nothing_is_asked_when_the_ruling_takes_off_what_has_no_ground(skipping: Office, reduced_fen: int, *, asked: bool) -> None:
    project, clawback = await being_decided(skipping, "clawback_ruling")
    await taken_back(project, 10 * WAN)
    await noted(clawback, 10 * WAN)
    await clawback.answer("clawback_ruling", HEAD, decision="reduction_asked", amount_fen=reduced_fen, reason="上级资金已归还")
    await clawback.answer("reduction_confirmation", THIRD_APPROVER, decision="demand_reduced", reason="同意")
    await clawback.task("repayment_receipt")
    if asked:
        await shrunk_to(clawback, 10 * WAN)
    else:
        await nudged(project)
        assert "demand_shrank" not in await clawback.events()


# -- while it is decided whether less is demanded -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        {"decision": "extended", "due_on": "2027-06-30"},
        {"decision": "handed_over", "court": "演示人民法院"},
        {"decision": "waiver_asked"},
    ],
)
async def test_arrears_are_left_alone_until_it_is_decided_whether_less_is_demanded(skipping: Office, answer: dict[str, Any]) -> None:
    project, clawback = await demanded(skipping)
    await owed(clawback)
    await clawback.skip(timedelta(days=90))
    await clawback.reach("arrears")
    await taken_back(project, 10 * WAN)
    await shrunk_to(clawback, 10 * WAN)
    assert await clawback.refusal_of_answer("enforcement_decision", HEAD, **answer, reason="企业困难") == "wrong_stage"
    await clawback.answer("demand_shrunk", DEPUTY, decision="demand_lowered", **GIVEN_BACK)
    await clawback.happened("demand_lowered")
    await clawback.answer("enforcement_decision", HEAD, **answer, reason="企业困难")


async def test_waiver_is_not_agreed_to_until_it_is_decided_whether_less_is_demanded(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await owed(clawback)
    await clawback.skip(timedelta(days=90))
    await clawback.answer("enforcement_decision", HEAD, decision="waiver_asked", reason="企业困难")
    await taken_back(project, 10 * WAN)
    await shrunk_to(clawback, 10 * WAN)
    waived = {"decision": "waived", "reason": "同意"}
    assert await clawback.refusal_of_answer("waiver_confirmation", THIRD_APPROVER, **waived) == "wrong_stage"
    await clawback.answer("demand_shrunk", DEPUTY, decision="demand_lowered", **GIVEN_BACK)
    await clawback.happened("demand_lowered")
    await clawback.answer("waiver_confirmation", THIRD_APPROVER, **waived)
    await clawback.reach("waived")
