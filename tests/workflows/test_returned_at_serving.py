"""What is asked of an enterprise is what it owes: what a bank has returned already is asked for by no letter, figure or message."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from api.views.application import in_full
from models.queries import returned as returns
from models.tables import Debarment, Message
from tests.office import APPLICANT, DEPUTY, OFFICER, THIRD_APPROVER, Case, Office
from tests.workflows.letters import BODIES, letters_of
from tests.workflows.reclaim import Reclaim, reclaim
from tests.workflows.redecisions import FIRST, SECOND, balanced, paid_prize
from tests.workflows.test_redecision_returned import returned, supplemented
from tests.workflows.test_returned_and_demanded import MORE, course


async def told(office: Office, case: Case) -> list[str]:
    """Return what an enterprise was told of its case."""
    query = select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc.is_not(None)).order_by(Message.id)
    return list(await office.all(query))


async def counted(claim: Reclaim) -> int:
    """Return what a bank has returned of a demand and nobody has booked."""
    async with claim.office.database.reading() as session:
        return await returns.counts_for(session, await claim.row())


@pytest.mark.parametrize("less_fen", [0, 1])
async def test_demand_is_settled_and_no_money_asked_when_it_stands_and_a_bank_had_returned_all_of_it(
    skipping: Office, less_fen: int
) -> None:
    award = await paid_prize(skipping)
    claim = await reclaim(skipping, award, SECOND - less_fen)
    await returned(award, "return_questioned")
    await claim.accept()
    row = await claim.case.reach("settled")
    assert row.repaid_fen == SECOND - less_fen
    (served, notice), _, (_, end) = await letters_of(claim.case)
    assert served == "demand_approved"
    assert "前提出陈述申辩" in notice
    assert not [said for said in ("请自", "缴款账户") if said in notice]
    assert "已全部退缴" in end
    assert "无需另行退缴" in (await told(skipping, claim.case))[0]
    # The rest comes back to its enterprise, which is told so wherever it is told of the return.
    for said in (notice, (await told(skipping, claim.case))[0], (await told(skipping, award))[-1]):
        assert ("其余" in said and "退还" in said) is bool(less_fen)
    assert "repayment_receipt" not in {task.kind for task in await claim.case.tasks()}
    async with skipping.database.reading() as session:
        shown = await in_full(session, await award.row(), OFFICER, BODIES)
    back = "银行退回款项的其余0.01元待退还收款单位" if less_fen else "款项已全部退回"
    assert back in shown.next_step.zh
    books = await balanced(skipping)
    assert (books["receivable"], books["recovered"], books["owed_back"]) == (0, SECOND - less_fen, less_fen)


async def test_rest_alone_is_asked_for_when_a_bank_had_returned_a_part(skipping: Office) -> None:
    at = await course(skipping)
    await at.take("supplement_questioned")
    await at.approved()
    assert (await at.claim.row()).stage == "noticed"
    assert await counted(at.claim) == MORE
    [(_, notice)] = await letters_of(at.claim.case)
    assert f"其中人民币{MORE // 1_000_000}万元" in notice
    assert f"尚须退缴人民币{SECOND // 1_000_000}万元" in notice
    assert "抵作退缴" in (await told(skipping, at.claim.case))[0]
    await at.accepted()
    letters = dict(await letters_of(at.claim.case))
    assert f"尚须退缴人民币{SECOND // 1_000_000}万元" in letters["demand_accepted"]
    await at.settled()
    assert await counted(at.claim) == 0
    await at.take("6")
    assert (await at.claim.case.reach("settled")).repaid_fen == FIRST


@pytest.mark.parametrize("cause", ["fraud", "error"])
@pytest.mark.parametrize("objects", [False, True])
async def test_finding_stands_only_once_its_debtor_was_heard_when_a_bank_had_returned_all_of_it(
    skipping: Office, cause: str, *, objects: bool
) -> None:
    award = await paid_prize(skipping)
    claim = await reclaim(skipping, award, SECOND, cause=cause)
    await returned(award, "return_questioned")
    await claim.approve()
    answered = await claim.case.task("clawback_objection")
    assert (await claim.row()).stage == "noticed"
    debarments = select(Debarment)
    assert ((await claim.row()).repaid_fen, await skipping.all(debarments)) == (0, [])
    if objects:
        await claim.case.answer("clawback_objection", APPLICANT, decision="demand_disputed", reason="所获奖项属实")
        assert (await claim.row()).stage == "objection"
        assert not await skipping.all(debarments)
        await claim.case.answer("clawback_ruling", THIRD_APPROVER, decision="dispute_dismissed", reason="查实")
    else:
        assert answered.due_at is not None
        await claim.case.skip(answered.due_at - answered.opened_at + timedelta(hours=1))
    assert (await claim.case.reach("settled")).repaid_fen == SECOND
    assert len(await skipping.all(debarments)) == (cause == "fraud")


@pytest.mark.parametrize(("beyond_fen", "counts_fen"), [(0, 0), (1, MORE)])
async def test_return_counts_only_when_other_money_of_the_award_does_not_cover_the_demand(
    skipping: Office, beyond_fen: int, counts_fen: int
) -> None:
    found = await supplemented(skipping)
    claim = await reclaim(skipping, found.award, SECOND + beyond_fen)
    await returned(found.case, "return_questioned" if beyond_fen else "bank_returned")
    assert await counted(claim) == counts_fen


async def test_objection_is_heard_when_the_bank_returned_it_after_it_was_served(skipping: Office) -> None:
    award = await paid_prize(skipping)
    claim = await reclaim(skipping, award, SECOND)
    await claim.approve()
    await returned(award, "return_questioned")
    assert await counted(claim) == SECOND
    assert "抵作退缴" in (await told(skipping, claim.case))[-1]
    await claim.case.answer("clawback_objection", APPLICANT, decision="demand_disputed", reason="款项已被银行退回")
    assert (await claim.row()).stage == "objection"
    await claim.case.answer("clawback_ruling", THIRD_APPROVER, decision="dispute_dismissed", reason="仍应退缴")
    [dismissed] = [said for said in await told(skipping, claim.case) if "申辩不成立" in said]
    assert "无需另行退缴" in dismissed
    assert "请按期" not in dismissed


async def test_nothing_is_missed_of_a_demand_whose_return_waits_for_another_demand(skipping: Office) -> None:
    award = await paid_prize(skipping)
    first = await reclaim(skipping, award, SECOND - 1)
    await first.accept()
    second = await reclaim(skipping, award, 1)
    await returned(award, "return_questioned")
    assert await counted(first) == SECOND - 1
    assert "抵作退缴，无需另行退缴" in (await told(skipping, first.case))[-1]
    async with skipping.database.reading() as session:
        waits = await in_full(session, await award.row(), OFFICER, BODIES)
    assert f"其中{SECOND // 1_000_000}万元已被银行退回，正在处理" in waits.next_step.zh
    await first.case.skip(timedelta(days=60))
    assert (await first.row()).stage == "repayment"
    await second.case.answer("clawback_approval", DEPUTY, decision="demand_refused", reason="不予追回")
    assert (await first.case.reach("settled")).repaid_fen == SECOND - 1
    assert not [said for said in await told(skipping, first.case) if "逾期" in said]
    assert "其余0.01元退还原收款单位" in (await told(skipping, award))[-1]
