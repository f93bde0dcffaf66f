"""What the upstream gives back takes the ground from a demand: an approver sees both figures and withdraws it, lowers it, or keeps it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.tables import Clawback, MatchingProject, Message, ReceiptPart
from tests.office import APPLICANT, DEPUTY, HEAD, WAN, Case, Office, message, until
from tests.office.milestones import reached
from tests.workflows.projects import admitted, claimed, enter, paid, received, until_it_runs
from tests.workflows.reclaim import Reclaim, day_of, plan
from tests.workflows.test_matching_claims import clawbacks
from tests.workflows.test_matching_years import nudged

GIVEN_BACK = {"reason": "上级资金已恢复"}


async def demanded(office: Office, recovered_fen: int = 40 * WAN) -> tuple[Case, Case]:
    """Return a project of which 100万 were matched and paid, and the clawback of what was taken back of it."""

    async def walk() -> Case:
        await enter(office, received(100 * WAN))
        project = await admitted(office)
        await paid(await claimed(project))
        await taken_back(project, recovered_fen)
        clawback = office.running((await clawbacks(office))[0])
        await until_it_runs(clawback)
        return clawback

    clawback = await reached(office, f"matched, paid and demanded {recovered_fen}", walk)
    [project] = await office.all(select(MatchingProject))
    return office.running(project), clawback


async def taken_back(project: Case, recovered_fen: int) -> None:
    await enter(project.office, received(100 * WAN, recovered_fen=recovered_fen))
    await nudged(project)


async def shrunk_to(clawback: Case, left_fen: int) -> None:
    """Wait until an approver is asked about a figure: a look asks once it has written what it found."""

    async def find() -> bool | None:
        return any(task.about.get("left_fen") == left_fen for task in await clawback.tasks()) or None

    await until(find, f"the question whether {left_fen} fen are left")


async def served(clawback: Case) -> None:
    await clawback.answer("clawback_approval", DEPUTY, decision="demand_approved")
    await clawback.reach("noticed")


async def owed(clawback: Case) -> None:
    await served(clawback)
    await clawback.answer("clawback_objection", APPLICANT, decision="demand_accepted")
    await clawback.reach("repayment")


async def repaid(clawback: Case, amount_fen: int) -> None:
    claim = Reclaim(clawback.office, clawback, clawback)
    await claim.repay(amount_fen, await day_of(clawback.office, clawback))


async def kept(clawback: Case, what: str) -> None:
    """Have two approvers keep what has no ground by its source."""
    await clawback.answer(f"{what}_shrunk", DEPUTY, decision=f"{what}_keeping_asked", reason="归还凭证尚未核实")
    await clawback.answer(f"{what}_keeping", HEAD, decision=f"{what}_kept", reason="属实")


async def told(office: Office, clawback: Case, words: str) -> set[bool]:
    """Say whether the enterprise, the office or both were told something."""
    found = await office.all(select(Message).where(Message.case_id == clawback.id, Message.zh.contains(words)))
    return {message.enterprise_uscc is not None for message in found}


@pytest.mark.parametrize(("recovered_fen", "left_fen"), [(40 * WAN - 1, 40 * WAN - 1), (1, 1)])
async def test_proposal_is_lowered_when_the_upstream_gives_a_part_back(skipping: Office, recovered_fen: int, left_fen: int) -> None:
    project, clawback = await demanded(skipping)
    await taken_back(project, recovered_fen)
    asked = await clawback.task("proposal_shrunk")
    assert (asked.about["before_fen"], asked.about["left_fen"]) == (40 * WAN, left_fen)
    assert [task.kind for task in await clawback.tasks()] == ["proposal_shrunk"]
    assert await clawback.refusal_of_answer("proposal_shrunk", DEPUTY, decision="proposal_withdrawn", **GIVEN_BACK) == "invalid_input"
    await clawback.answer("proposal_shrunk", DEPUTY, decision="proposal_lowered", **GIVEN_BACK)
    approval = await clawback.task("clawback_approval")
    assert {"before_fen": 40 * WAN, "after_fen": left_fen}.items() <= approval.about.items()
    await served(clawback)
    row: Clawback = await clawback.row()
    assert (row.amount_fen, row.reckoning["lowered_from_fen"], row.reckoning["upstream_after_fen"]) == (
        left_fen,
        40 * WAN,
        100 * WAN - recovered_fen,
    )
    # Nothing is left to be asked.
    await nudged(project)
    assert (await clawback.events()).count("proposal_shrank") == 1


async def test_proposal_is_withdrawn_and_asked_anew_when_the_upstream_gives_back_and_takes_again(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await taken_back(project, 0)
    await clawback.answer("proposal_shrunk", DEPUTY, decision="proposal_withdrawn", **GIVEN_BACK)
    await clawback.reach("cancelled")
    assert await told(skipping, clawback, "事由") == {False}
    await taken_back(project, 30 * WAN)
    assert [(found.stage, found.amount_fen) for found in await clawbacks(skipping)] == [("cancelled", 40 * WAN), ("proposed", 30 * WAN)]


async def test_proposal_is_approved_as_it_was_when_the_upstream_takes_the_money_again(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await taken_back(project, 0)
    await taken_back(project, 10 * WAN)
    await shrunk_to(clawback, 10 * WAN)
    await taken_back(project, 40 * WAN)
    await clawback.happened("proposal_restored")
    await served(clawback)
    assert [found.amount_fen for found in await clawbacks(skipping)] == [40 * WAN]


async def test_proposal_that_is_kept_is_not_asked_about_again_for_the_same_figure(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await taken_back(project, 0)
    await kept(clawback, "proposal")
    await clawback.task("clawback_approval")
    await nudged(project)
    assert (await clawback.events()).count("proposal_shrank") == 1
    await taken_back(project, 5 * WAN)
    await shrunk_to(clawback, 5 * WAN)


async def test_served_demand_is_withdrawn_when_the_upstream_gives_everything_back(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await served(clawback)
    await taken_back(project, 0)
    assert await clawback.refusal_of_answer("demand_shrunk", DEPUTY, decision="demand_lowered", **GIVEN_BACK) == "invalid_input"
    await clawback.answer("demand_shrunk", DEPUTY, decision="demand_withdrawn", **GIVEN_BACK)
    await clawback.reach("cancelled")
    assert await told(skipping, clawback, "无需退缴") == {True}
    balances = await skipping.balances()
    assert (balances["expenditure"], balances["receivable"]) == (100 * WAN, 0)


async def test_debt_is_withdrawn_from_the_books_when_the_upstream_gives_everything_back(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await owed(clawback)
    assert (await skipping.balances())["receivable"] == 40 * WAN
    await taken_back(project, 0)
    await clawback.answer("demand_shrunk", DEPUTY, decision="demand_withdrawn", **GIVEN_BACK)
    await clawback.reach("cancelled")
    balances = await skipping.balances()
    assert (balances["expenditure"], balances["receivable"]) == (100 * WAN, 0)


async def test_debt_is_lowered_and_settled_for_less_when_the_upstream_gives_a_part_back(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await owed(clawback)
    await taken_back(project, 10 * WAN)
    await clawback.answer("demand_shrunk", DEPUTY, decision="demand_lowered", **GIVEN_BACK)
    receipt = await clawback.task("repayment_receipt")
    assert receipt.about["owed_fen"] == 10 * WAN
    assert await told(skipping, clawback, "调减为10万元") == {True}
    await repaid(clawback, 10 * WAN)
    await clawback.reach("settled")
    balances = await skipping.balances()
    assert (balances["expenditure"], balances["receivable"], balances["recovered"]) == (90 * WAN, 0, 10 * WAN)


async def test_debt_is_lowered_to_what_was_paid_back_and_settled_when_more_than_that_is_given_back(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await owed(clawback)
    await repaid(clawback, 15 * WAN)
    await clawback.happened("repayment_booked")
    await taken_back(project, 0)
    await shrunk_to(clawback, 15 * WAN)
    await clawback.answer("demand_shrunk", DEPUTY, decision="demand_lowered", **GIVEN_BACK)
    await clawback.reach("settled")
    balances = await skipping.balances()
    assert (balances["expenditure"], balances["receivable"], balances["recovered"]) == (85 * WAN, 0, 15 * WAN)


async def test_served_demand_is_kept_or_left_alone_when_an_approver_or_the_upstream_says_so(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await served(clawback)
    await taken_back(project, 0)
    await kept(clawback, "demand")
    await taken_back(project, 20 * WAN)
    await clawback.task("demand_shrunk")
    await taken_back(project, 40 * WAN)
    await clawback.happened("demand_restored")
    assert [task.kind for task in await clawback.tasks()] == ["clawback_objection"]


@pytest.mark.parametrize(("left_fen", "follows"), [(0, "demand_withdrawn"), (10 * WAN, "demand_lowered")])
async def test_served_demand_is_not_kept_by_one_and_follows_its_source_when_the_second_does_not_agree(
    skipping: Office, left_fen: int, follows: str
) -> None:
    project, clawback = await demanded(skipping)
    await served(clawback)
    await taken_back(project, left_fen)
    alone = {"decision": "demand_kept", "reason": "归还凭证尚未核实"}
    assert await clawback.refusal_of_answer("demand_shrunk", DEPUTY, **alone) == "invalid_input"
    await clawback.answer("demand_shrunk", DEPUTY, decision="demand_keeping_asked", reason="归还凭证尚未核实")
    assert (await clawback.task("demand_keeping")).about["left_fen"] == left_fen
    assert await clawback.refusal_of_answer("demand_keeping", DEPUTY, **alone) == "four_eyes"
    await clawback.answer("demand_keeping", HEAD, decision="demand_keeping_refused", reason="上级已归还")
    asked = await clawback.task("demand_shrunk")
    assert (asked.about["reason"], asked.about["left_fen"]) == ("上级已归还", left_fen)
    await clawback.answer("demand_shrunk", DEPUTY, decision=follows, **GIVEN_BACK)
    assert follows in await clawback.events()


async def test_keeping_is_asked_about_anew_when_the_figure_changes_before_the_second_agrees(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await served(clawback)
    await taken_back(project, 0)
    await clawback.answer("demand_shrunk", DEPUTY, decision="demand_keeping_asked", reason="归还凭证尚未核实")
    await nudged(project)
    assert "demand_keeping" in {task.kind for task in await clawback.tasks()}
    await taken_back(project, 5 * WAN)
    await shrunk_to(clawback, 5 * WAN)
    assert "demand_keeping" not in {task.kind for task in await clawback.tasks()}


async def test_proposal_is_asked_about_anew_when_the_second_does_not_agree_to_keep_it(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await taken_back(project, 0)
    await clawback.answer("proposal_shrunk", DEPUTY, decision="proposal_keeping_asked", reason="归还凭证尚未核实")
    await clawback.answer("proposal_keeping", HEAD, decision="proposal_keeping_refused", reason="上级已归还")
    assert [task.kind for task in await clawback.tasks()] == ["proposal_shrunk"]


async def kinds(clawback: Case) -> set[str]:
    return {task.kind for task in await clawback.tasks()}


async def owed_back(office: Office) -> int:
    return sum(part.amount_fen for part in await office.all(select(ReceiptPart).where(ReceiptPart.state == "owed_back")))


@pytest.mark.parametrize("left_fen", [0, 10 * WAN])
async def test_served_demand_takes_no_answer_when_it_is_being_decided_whether_less_is_demanded(skipping: Office, left_fen: int) -> None:
    project, clawback = await demanded(skipping)
    await served(clawback)
    await taken_back(project, left_fen)
    await shrunk_to(clawback, left_fen)
    assert await kinds(clawback) == {"demand_shrunk"}
    assert await told(skipping, clawback, "正在重新核定") == {True}
    await kept(clawback, "demand")
    assert await kinds(clawback) == {"clawback_objection"}
    assert await told(skipping, clawback, "维持不变") == {True}


async def test_served_demand_is_answered_for_the_lower_figure_when_it_was_lowered(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await served(clawback)
    await taken_back(project, 10 * WAN)
    await clawback.answer("demand_shrunk", DEPUTY, decision="demand_lowered", **GIVEN_BACK)
    await clawback.answer("clawback_objection", APPLICANT, decision="demand_accepted")
    assert (await clawback.task("repayment_receipt")).about["owed_fen"] == 10 * WAN


async def test_debt_takes_no_more_than_has_a_ground_when_more_comes_in_before_it_is_decided(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await owed(clawback)
    await taken_back(project, 10 * WAN)
    await shrunk_to(clawback, 10 * WAN)
    assert (await clawback.task("repayment_receipt")).about["at_most_fen"] == 10 * WAN
    await repaid(clawback, 40 * WAN)
    await clawback.happened("overpaid")
    row: Clawback = await clawback.row()
    assert (row.stage, row.repaid_fen, await owed_back(skipping)) == ("repayment", 10 * WAN, 30 * WAN)
    assert await kinds(clawback) == {"demand_shrunk"}
    await clawback.answer("demand_shrunk", DEPUTY, decision="demand_lowered", **GIVEN_BACK)
    await clawback.reach("settled")


async def test_debt_takes_nothing_when_its_ground_is_gone_before_what_came_in_was_confirmed(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await owed(clawback)
    claim, day = Reclaim(skipping, clawback, clawback), await day_of(skipping, clawback)
    await claim.record(40 * WAN, await claim.receive(40 * WAN, day), day)
    await taken_back(project, 0)
    await shrunk_to(clawback, 0)
    await claim.confirm()
    await clawback.happened("overpaid")
    assert ((await clawback.row()).repaid_fen, await owed_back(skipping)) == (0, 40 * WAN)
    await clawback.answer("demand_shrunk", DEPUTY, decision="demand_withdrawn", **GIVEN_BACK)
    await clawback.reach("cancelled")
    assert (await skipping.balances())["receivable"] == 0


async def test_debt_is_asked_for_again_when_two_keep_what_nothing_was_left_of(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await owed(clawback)
    await taken_back(project, 0)
    await shrunk_to(clawback, 0)
    assert await kinds(clawback) == {"demand_shrunk"}
    await kept(clawback, "demand")
    assert (await clawback.task("repayment_receipt")).about["owed_fen"] == 40 * WAN
    await repaid(clawback, 40 * WAN)
    await clawback.reach("settled")
    assert await owed_back(skipping) == 0


async def test_instalments_are_refused_when_it_is_being_decided_whether_less_is_demanded(skipping: Office) -> None:
    project, clawback = await demanded(skipping)
    await owed(clawback)
    await taken_back(project, 10 * WAN)
    await shrunk_to(clawback, 10 * WAN)
    day = await day_of(skipping, clawback)
    asked = plan((day + timedelta(days=30), 20 * WAN), (day + timedelta(days=60), 20 * WAN))
    assert await clawback.refusal("request", message("instalments_asked", APPLICANT, plan=asked)) == "wrong_stage"
