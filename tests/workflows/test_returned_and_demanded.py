"""What a bank returns of money that is demanded back comes back once: it settles the demand, and what was repaid beside it goes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.tables import Message, Receipt, ReceiptPart, Redecision
from policy.actors import Actor
from tests.office import APPLICANT, DEPUTY, FINANCE, HEAD, OFFICER, OTHER_FINANCE, THIRD_APPROVER, Case, Office
from tests.workflows.letters import letters_of
from tests.workflows.reclaim import Reclaim, day_of, reclaim
from tests.workflows.redecisions import FIRST, SECOND, Anew, anew, balanced
from tests.workflows.refunds import begun, drafted, released
from tests.workflows.test_redecision_returned import paid_again, returned, supplemented

MORE = FIRST - SECOND


class Course:
    """A supplement that a demand for all of the award and a bank's return meet, and the steps people take with both.

    Attributes:
        found: The re-decision that paid the supplement.
        claim: The demand.
        office: Where.
        received_fen: What the debtor has repaid by itself.
    """

    def __init__(self, found: Anew, claim: Reclaim) -> None:
        self.found, self.claim, self.office = found, claim, found.office
        self.received_fen = 0

    async def take(self, step: str) -> None:
        """Take a step by its name; a figure is a repayment of so many tenths of the demand."""
        if step.isdigit():
            amount_fen = FIRST * int(step) // 10
            self.received_fen += amount_fen
            await self.claim.repay(amount_fen, await day_of(self.office, self.claim.case))
        else:
            await getattr(self, step)()

    async def approved(self) -> None:
        await self.claim.approve()

    async def accepted(self) -> None:
        await self.claim.case.answer("clawback_objection", APPLICANT, decision="demand_accepted")

    async def disputed(self) -> None:
        await self.claim.case.answer("clawback_objection", APPLICANT, decision="demand_disputed", reason="款项已被银行退回")

    async def dismissed(self) -> None:
        await self.claim.case.answer("clawback_ruling", THIRD_APPROVER, decision="dispute_dismissed", reason="仍应退缴")

    async def recorded(self) -> None:
        """Record a receipt of the whole that nobody has confirmed yet."""
        today = await day_of(self.office, self.claim.case)
        self.received_fen += FIRST
        await self.claim.record(FIRST, await self.claim.receive(FIRST, today), today)

    async def confirmed(self) -> None:
        await self.claim.confirm()

    async def missed(self) -> None:
        await self.claim.miss()

    async def enforced(self) -> None:
        await self.claim.hand_over()

    async def planned(self) -> None:
        day = await day_of(self.office, self.claim.case)
        parts = [{"due_on": (day + timedelta(days=60 + 30 * turn)).isoformat(), "amount_fen": FIRST // 2} for turn in (0, 1)]
        await self.claim.case.answer("clawback_objection", APPLICANT, decision="instalments_asked", plan=parts)

    async def granted(self) -> None:
        await self.claim.case.answer("instalment_decision", HEAD, decision="instalments_granted")

    async def waived(self) -> None:
        await self.claim.case.answer("enforcement_decision", HEAD, decision="waiver_asked", reason="困难")
        await self.claim.case.answer("waiver_confirmation", DEPUTY, decision="waived", reason="同意")
        await self.claim.case.reach("waived")

    async def supplement_questioned(self) -> None:
        await returned(self.found.case, "return_questioned")

    async def supplement_returned(self) -> None:
        await self._counted(self.found.case)

    async def award_returned(self) -> None:
        await self._counted(self.found.award)

    async def settled(self) -> None:
        await self.found.case.happened("return_counted")

    async def _counted(self, case: Case) -> None:
        await returned(case, "return_counted")

    async def refunded(self) -> int:
        """Pay back what is owed back of every receipt, and return how much that was."""
        back = select(ReceiptPart.receipt_id).where(ReceiptPart.state == "owed_back")
        refunded_fen = 0
        for receipt in await self.office.all(select(Receipt).where(Receipt.id.in_(back)).order_by(Receipt.id)):
            refund = await begun(self.office, await drafted(self.office, receipt))
            await released(refund, FINANCE, OTHER_FINANCE)
            refunded_fen += int((await refund.reach("refunded")).paid_fen)
        return refunded_fen

    async def with_enterprise(self) -> int:
        """Return what its enterprise has of everything the treasury ever paid it, less what it repaid."""
        paid = [payment["amount_fen"] for payment in await self.office.treasury_payments() if not payment["returned"]]
        return int(sum(paid)) - self.received_fen


async def course(office: Office) -> Course:
    """Demand all of an award and its supplement back."""
    found = await supplemented(office)
    return Course(found, await reclaim(office, found.award, FIRST))


COURSES = {
    "before it is approved": ("supplement_questioned", "approved", "accepted", "settled", "6"),
    "before it is answered": ("approved", "supplement_questioned", "accepted", "settled", "6"),
    "while it is disputed": ("approved", "disputed", "supplement_questioned", "dismissed", "settled", "6"),
    "before a receipt": ("approved", "accepted", "supplement_returned", "6"),
    "before a receipt of all": ("approved", "accepted", "supplement_returned", "10"),
    "after a partial receipt": ("approved", "accepted", "2", "supplement_returned", "4"),
    "between two receipts": ("approved", "accepted", "4", "supplement_returned", "4"),
    "after a receipt of most": ("approved", "accepted", "8", "supplement_returned"),
    "after a receipt of all": ("approved", "accepted", "10", "supplement_returned"),
    "after two receipts": ("approved", "accepted", "5", "5", "supplement_returned"),
    "while a receipt is confirmed": ("approved", "accepted", "recorded", "supplement_returned", "confirmed"),
    "award and supplement": ("approved", "accepted", "supplement_returned", "award_returned"),
    "award and supplement around a receipt": ("approved", "accepted", "supplement_returned", "6", "award_returned"),
    "award alone": ("approved", "accepted", "award_returned", "4"),
    "in arrears": ("approved", "accepted", "missed", "supplement_returned", "6"),
    "with enforcement": ("approved", "accepted", "missed", "enforced", "supplement_returned", "6"),
    "while instalments are decided": ("approved", "planned", "supplement_returned", "granted", "6"),
    "with instalments": ("approved", "planned", "granted", "supplement_returned", "6"),
}


@pytest.mark.parametrize("steps", COURSES.values(), ids=COURSES)
async def test_money_comes_back_once_when_a_bank_returns_what_is_demanded(skipping: Office, steps: tuple[str, ...]) -> None:
    at = await course(skipping)
    for step in steps:
        await at.take(step)
    assert (await at.claim.case.reach("settled")).repaid_fen == FIRST
    over_fen = at.received_fen + sum(await came_back(skipping)) - FIRST
    assert await at.refunded() == over_fen
    assert await at.with_enterprise() == 0
    books = await balanced(skipping)
    assert (books["obligation"], books["expenditure"], books["receivable"], books["recovered"], books["owed_back"]) == (0, 0, 0, FIRST, 0)
    assert "new_account" not in {task.kind for case in (at.found.case, at.found.award) for task in await case.tasks()}


async def came_back(office: Office) -> list[int]:
    """Return what banks have returned, in fen."""
    return [payment["amount_fen"] for payment in await office.treasury_payments() if payment["returned"]]


async def corrected(office: Office, *more: str) -> tuple[Anew, Reclaim]:
    """Pay a supplement, find that nothing is due, and take the demand for all of it on."""
    first = await supplemented(office)
    second = await anew(office, first.award, {"grade": "other"})
    at = Course(first, Reclaim(office, first.award, await second.demand()))
    for step in more:
        await at.take(step)
    return first, at.claim


async def rulers(claim: Reclaim) -> tuple[Actor, Actor]:
    """Return who may rule on an objection, and who may agree: whoever found the debt does not rule."""
    barred = await claim.case.is_barred(await claim.case.task("clawback_ruling"), THIRD_APPROVER)
    return (HEAD, THIRD_APPROVER) if barred else (THIRD_APPROVER, HEAD)


async def upheld(claim: Reclaim) -> None:
    """Cancel a demand that is objected to: one approver asks, another agrees."""
    first, second = await rulers(claim)
    await claim.case.answer("clawback_ruling", first, decision="release_asked", reason="款项已被银行退回")
    await claim.case.answer("release_confirmation", second, decision="dispute_upheld", reason="同意")
    await claim.case.reach("cancelled")


async def figures(case: Case, kind: str) -> dict[str, Any]:
    """Return the figures that a task shows."""
    found: dict[str, Any] = (await case.task(kind)).about["figures"]
    return found


DISPUTED = ("approved", "disputed")


@pytest.mark.parametrize("when", ["before", "after"])
async def test_ruling_shows_that_the_bank_returned_it_and_what_each_decision_comes_to(skipping: Office, when: str) -> None:
    steps = ("approved", "supplement_questioned", "disputed") if when == "before" else (*DISPUTED, "supplement_questioned")
    _, claim = await corrected(skipping, *steps)
    shown = await figures(claim.case, "clawback_ruling")
    assert {name: shown[name] for name in ("asked_fen", "returned_fen", "received_fen", "left_fen", "due_fen")} == {
        "asked_fen": FIRST,
        "returned_fen": MORE,
        "received_fen": 0,
        "left_fen": SECOND,
        "due_fen": 0,
    }
    assert shown["follows"] == {
        "dispute_dismissed": follows(owed_fen=SECOND, counted_fen=MORE),
        "release_asked": follows(not_due_fen=MORE),
    }


def follows(**fen: int) -> dict[str, int]:
    """Return what follows from a decision."""
    return dict.fromkeys(("owed_fen", "counted_fen", "paid_again_fen", "not_due_fen", "owed_back_fen"), 0) | fen


async def test_approval_shows_what_is_asked_and_what_follows_when_nothing_came_back(skipping: Office) -> None:
    at = await course(skipping)
    shown = await figures(at.claim.case, "clawback_approval")
    assert (shown["asked_fen"], shown["returned_fen"], shown["left_fen"], shown["due_fen"]) == (FIRST, 0, FIRST, FIRST)
    assert shown["follows"] == {"demand_approved": follows(owed_fen=FIRST), "demand_refused": follows()}
    await at.take("supplement_questioned")
    shown = await figures(at.claim.case, "clawback_approval")
    assert shown["follows"] == {
        "demand_approved": follows(owed_fen=SECOND, counted_fen=MORE),
        "demand_refused": follows(paid_again_fen=MORE),
    }


async def test_nothing_is_paid_that_is_not_due_when_a_demand_for_what_a_bank_returned_is_cancelled(skipping: Office) -> None:
    first, claim = await corrected(skipping, *DISPUTED, "supplement_questioned")
    await upheld(claim)
    award = await first.case.reach("proposal")
    assert (award.award_fen, award.paid_fen) == (None, 0)
    assert "new_account" not in {task.kind for task in await first.case.tasks() if task.closed_at is None}
    books = await balanced(skipping)
    assert (books["obligation"], books["expenditure"], books["receivable"]) == (0, SECOND, 0)
    assert (await first.application()).supplement_fen == 0


async def test_nothing_is_paid_that_is_not_due_when_a_proposed_demand_is_dropped_by_two(skipping: Office) -> None:
    first, claim = await corrected(skipping, "supplement_questioned")
    assert (await figures(claim.case, "clawback_approval"))["follows"]["dropping_asked"] == follows(not_due_fen=MORE)
    await claim.case.answer("clawback_approval", DEPUTY, decision="dropping_asked", reason="款项已被银行退回")
    assert (await figures(claim.case, "dropping_confirmation"))["follows"] == {"demand_refused": follows(not_due_fen=MORE)}
    await claim.case.answer("dropping_confirmation", HEAD, decision="demand_refused", reason="同意")
    await first.case.reach("proposal")
    assert (await balanced(skipping))["obligation"] == 0


@pytest.mark.parametrize("ends", ["proposal_withdrawn", "redecision_refused"])
async def test_letter_of_a_dropped_supplement_names_the_later_decision_the_award_stands_by(skipping: Office, ends: str) -> None:
    first, claim = await corrected(skipping, "supplement_questioned")
    later = claim.award
    await claim.case.answer("clawback_approval", DEPUTY, decision="dropping_asked", reason="款项已被银行退回")
    await claim.case.answer("dropping_confirmation", HEAD, decision="demand_refused", reason="同意")
    await first.case.reach("proposal")
    if ends == "proposal_withdrawn":
        await first.case.answer("redecision_proposal", OFFICER, decision="withdrawal_asked", reason="已再决定")
        await first.case.answer("withdrawal_confirmation", THIRD_APPROVER, decision=ends, reason="同意")
    else:
        await first.case.answer("redecision_proposal", OFFICER, decision="reproposed", facts={"grade": "first"}, reason="再核")
        await first.decide(THIRD_APPROVER, decision=ends)
    await first.case.happened(ends)
    event, letter = (await letters_of(first.case))[-1]
    last = (await skipping.all(select(Redecision).where(Redecision.application_id == later.id).order_by(Redecision.id)))[-1]
    assert event == ends
    assert "原支持决定继续有效" not in letter
    assert f"{last.number[-6:]}号）为准" in letter
    assert not [said for said in await told(skipping, first.case) if "原支持决定" in said]


async def told(office: Office, case: Case) -> list[str]:
    """Return what was told of a case."""
    return [message.zh for message in await office.all(select(Message).where(Message.case_id == case.id))]


async def test_rest_is_repaid_and_nothing_paid_when_a_demand_is_reduced_by_what_a_bank_returned(skipping: Office) -> None:
    first, claim = await corrected(skipping, *DISPUTED, "supplement_questioned")
    reduced = {"decision": "reduction_asked", "amount_fen": SECOND, "reason": "扣除银行已退回的款项"}
    rules, agrees = await rulers(claim)
    await claim.case.answer("clawback_ruling", rules, **reduced)
    assert (await figures(claim.case, "reduction_confirmation"))["follows"] == {
        "demand_reduced": follows(owed_fen=SECOND, not_due_fen=MORE)
    }
    await claim.case.answer("reduction_confirmation", agrees, decision="demand_reduced", reason="同意")
    await first.case.reach("proposal")
    await claim.repay(SECOND, await day_of(skipping, claim.case))
    await claim.case.reach("settled")
    books = await balanced(skipping)
    assert (books["obligation"], books["expenditure"], books["recovered"]) == (0, 0, SECOND)


async def test_supplement_is_paid_again_when_it_is_due_and_the_demand_for_it_is_cancelled(skipping: Office) -> None:
    at = await course(skipping)
    for step in (*DISPUTED, "supplement_questioned"):
        await at.take(step)
    await upheld(at.claim)
    await paid_again(at.found.case)
    await at.found.case.reach("supplemented")
    assert await at.with_enterprise() == FIRST
    assert (await balanced(skipping))["expenditure"] == FIRST


@pytest.mark.parametrize("repaid", ["", "2"])
async def test_what_was_waived_counts_as_come_back_when_a_bank_returns_it(skipping: Office, repaid: str) -> None:
    at = await course(skipping)
    for step in ("approved", "accepted", *filter(None, [repaid]), "missed", "waived", "supplement_returned"):
        await at.take(step)
    part_fen = FIRST * int(repaid or 0) // 10
    assert (await at.claim.row()).repaid_fen == part_fen + MORE
    assert await at.with_enterprise() == SECOND - part_fen
    books = await balanced(skipping)
    assert (books["obligation"], books["expenditure"], books["recovered"]) == (0, SECOND - part_fen, MORE + part_fen)
    assert (await at.found.application()).recovered_fen == MORE + part_fen


async def test_what_a_bank_returns_is_owed_back_when_all_of_the_rest_was_waived_and_repaid(skipping: Office) -> None:
    at = await course(skipping)
    for step in ("approved", "accepted", "8", "missed", "waived", "supplement_returned"):
        await at.take(step)
    assert (await at.claim.row()).repaid_fen == FIRST
    assert await at.refunded() == MORE - FIRST // 5
    assert await at.with_enterprise() == 0
    await balanced(skipping)
