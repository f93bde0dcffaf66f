"""A payment while what speaks against its enterprise is only proposed: it waits inside, nobody is told, and nobody decides on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from api.views.case import standing
from models.tables import Message
from policy.actors import Role
from policy.processes.registry import LIFECYCLES
from sandbox.enterprises import CHENXIN
from tests.office import DEPUTY, FACTS, WAN, Case, Office, becomes, until
from tests.workflows.debarments import followed, let_go, propose
from tests.workflows.reclaim import Reclaim, day_of, reclaim
from tests.workflows.redecisions import SECOND, anew, paid_prize
from tests.workflows.test_before_payment import ENDED, RESUMED, THIRD, record, states
from tests.workflows.test_before_payment import TODAY as DAY

AWARD = 50 * WAN
REFUSED = {"decision": "demand_refused", "reason": "证据不足"}
OUTSIDE = {"payment_kept", "payment_taken_up"}


async def to_payment(office: Office) -> Case:
    """Take another award of the enterprise to its payment."""
    case = await office.apply_for()
    await case.to_payment()
    return case


async def told(case: Case, role: Role | None = None) -> list[str]:
    """Return what a role was told of a case, or its enterprise where none is named."""
    whose = Message.role == role if role else Message.enterprise_uscc == CHENXIN
    return list(await case.office.all(select(Message.zh).where(Message.case_id == case.id, whose).order_by(Message.id)))


async def keeps(case: Case) -> None:
    """Confirm a payment, and see it wait, and look again, without anybody outside hearing of it."""
    before = await told(case)
    await case.pay()
    await waits(case)
    assert await told(case) == before


async def waits(case: Case) -> None:
    await case.happened("payment_kept")

    async def looked_again() -> bool | None:
        wakes_at, looked_at = (await case.row()).wakes_at, (await case.payments())[-1].looked_at
        return (looked_at is not None and wakes_at is not None and wakes_at > looked_at + timedelta(seconds=4)) or None

    await until(looked_again, "another look at what is proposed")
    assert ((await states(case))[-1], (await case.row()).stage) == ("held", "payment")
    assert await case.tasks() == []


async def proposed(office: Office, cause: str = "error") -> tuple[Case, Reclaim]:
    """Have a payment wait while an officer proposes to ask another award of its enterprise back."""
    award = await paid_prize(office)
    case = await to_payment(office)
    claim = await reclaim(office, award, SECOND, cause=cause)
    await keeps(case)
    return case, claim


@pytest.mark.parametrize("cause", ["error", "fraud"])
async def test_payment_goes_on_by_itself_when_a_demand_that_was_only_proposed_is_refused(skipping: Office, cause: str) -> None:
    case, claim = await proposed(skipping, cause)
    balances = await skipping.balances()
    assert (balances["obligation"], balances["in_transit"]) == (AWARD, 0)
    await claim.case.answer("clawback_approval", DEPUTY, **REFUSED)
    assert (await case.reach("in_force")).paid_fen == AWARD
    happened = await case.events()
    assert happened[happened.index("payment_kept") :] == ["payment_kept", "payment_taken_up", "payment_instructed", "paid"]
    assert not [sentence for sentence in await told(case) if "暂缓" in sentence or "核实" in sentence]
    assert (await skipping.balances())["in_transit"] == 0


async def test_officers_and_finance_are_told_why_a_payment_waits_and_that_it_is_only_proposed(skipping: Office) -> None:
    case, claim = await proposed(skipping)
    for role in (Role.OFFICER, Role.FINANCE):
        assert "对该单位的资金追回仅为拟议，尚未批准，也未告知该单位" in (await told(case, role))[-1], role
    [payment] = await case.payments()
    assert payment.look is not None
    assert [(one["code"], one["clawbacks"]) for one in payment.look["findings"]] == [("clawback_proposed", [claim.case.number])]


@pytest.mark.parametrize("process", ["application", "redecision", "settlement"])
def test_enterprise_reads_of_every_payment_that_it_is_not_made_yet_and_checked_first(process: str) -> None:
    said = LIFECYCLES[process].stages["payment"].next_step
    assert ("尚未付出" in said.zh, "核查" in said.zh, "财务" in said.zh) == (True, True, False)


async def test_enterprise_reads_the_same_of_a_payment_that_waits_for_a_proposal_as_of_one_that_does_not(skipping: Office) -> None:
    award = await paid_prize(skipping)
    case = await to_payment(skipping)
    read = [standing(await case.row(), [])]
    await reclaim(skipping, award, SECOND)
    await keeps(case)
    read.append(standing(await case.row(), []))
    before, kept = [{name: found[name] for name in ("next_step", "hold_reason", "clock_running", "due_at")} for found in read]
    assert before == kept


@pytest.mark.parametrize("process", ["application", "redecision"])
def test_waiting_for_a_proposal_shows_in_no_timeline_of_an_applicant(process: str) -> None:
    steps = LIFECYCLES[process].steps
    for event in OUTSIDE:
        assert steps[event].internal
        assert steps[event].opens == ()
        assert Role.APPLICANT not in steps[event].tells


async def test_approver_is_asked_and_the_enterprise_told_when_a_demand_that_was_only_proposed_is_served(skipping: Office) -> None:
    case, claim = await proposed(skipping)
    await claim.approve()
    found = (await case.task("standing_check")).about["findings"]
    assert [(one["code"], one["clawbacks"]) for one in found] == [("clawback_open", [claim.case.number])]
    assert any("暂缓拨付" in sentence for sentence in await told(case))
    await case.answer("standing_check", THIRD, **RESUMED)
    await case.reach("in_force")


async def test_award_is_ended_on_what_was_served_only_when_something_else_is_proposed(skipping: Office) -> None:
    award = await paid_prize(skipping)
    case = await to_payment(skipping)
    await reclaim(skipping, award, SECOND)
    await becomes(skipping, CHENXIN, records=[record(DAY + timedelta(days=1))])
    await case.pay()
    found = (await case.task("standing_check")).about["findings"]
    assert [one["code"] for one in found] == ["record_since_application"]
    await case.answer("standing_check", THIRD, **ENDED)
    assert (await case.reach("refused")).award_fen is None


async def test_payment_waits_when_what_was_told_is_let_pass_and_something_is_still_proposed(skipping: Office) -> None:
    award = await paid_prize(skipping)
    case = await to_payment(skipping)
    claim = await reclaim(skipping, award, SECOND)
    await becomes(skipping, CHENXIN, records=[record(DAY + timedelta(days=1))])
    await case.pay()
    await case.answer("standing_check", THIRD, **RESUMED)
    await waits(case)
    await claim.case.answer("clawback_approval", DEPUTY, **REFUSED)
    await case.reach("in_force")
    assert (await case.events()).count("payment_held") == 1


async def test_payment_waits_on_when_one_of_two_proposals_is_refused(skipping: Office) -> None:
    award = await paid_prize(skipping)
    case = await to_payment(skipping)
    first = await reclaim(skipping, award, SECOND // 2)
    second = await reclaim(skipping, award, SECOND // 2, cause="fraud")
    await keeps(case)
    await first.case.answer("clawback_approval", DEPUTY, **REFUSED)
    await case.happened("payment_taken_up")
    await waits(case)
    await second.case.answer("clawback_approval", DEPUTY, **REFUSED)
    await case.reach("in_force")


async def test_every_payment_of_the_enterprise_goes_on_when_the_proposal_is_refused(skipping: Office) -> None:
    award = await paid_prize(skipping)
    first = await to_payment(skipping)
    other = await skipping.apply_for("innovation-centre", facts=FACTS["innovation-centre"] | {"certificate_no": "京科中心〔2026〕88号"})
    await other.to_payment()
    claim = await reclaim(skipping, award, SECOND)
    for case in (first, other):
        await keeps(case)
    await claim.case.answer("clawback_approval", DEPUTY, **REFUSED)
    for case in (first, other):
        await case.reach("in_force")


async def test_payment_goes_on_after_a_hold_when_the_proposal_was_refused_meanwhile(skipping: Office) -> None:
    case, claim = await proposed(skipping)
    await case.hold()
    await claim.case.answer("clawback_approval", DEPUTY, **REFUSED)
    await case.skip(timedelta(days=2))
    assert await states(case) == ["held"]
    await case.resume()
    await case.reach("in_force")


async def before_a_bar(office: Office) -> tuple[Case, Case]:
    """Have a payment wait while an officer considers whether its enterprise is barred for what it has paid back."""
    award = await paid_prize(office)
    case = await to_payment(office)
    claim = await reclaim(office, award, SECOND, cause="fraud")
    await claim.accept()
    await claim.repay(SECOND, await day_of(office, claim.case))
    await claim.case.reach("settled")
    debarment = await followed(office, claim.case)
    await keeps(case)
    return case, debarment


async def test_payment_goes_on_by_itself_when_a_bar_nobody_was_heard_about_is_not_proposed(skipping: Office) -> None:
    case, debarment = await before_a_bar(skipping)
    await let_go(debarment)
    await case.reach("in_force")
    assert "payment_held" not in await case.events()


async def test_approver_is_asked_when_the_enterprise_is_heard_about_a_bar(skipping: Office) -> None:
    case, debarment = await before_a_bar(skipping)
    await propose(debarment)
    found = (await case.task("standing_check")).about["findings"]
    assert [(one["code"], one["debarments"]) for one in found] == [("debarment_open", [debarment.number])]


async def test_supplement_waits_and_is_paid_when_a_demand_that_was_only_proposed_is_refused(skipping: Office) -> None:
    prize = await paid_prize(skipping)
    other = await to_payment(skipping)
    await other.pay()
    await other.reach("in_force")
    found = await anew(skipping, prize, {"grade": "first"})
    await found.decide()
    await found.case.reach("payment")
    claim = await reclaim(skipping, other, AWARD)
    await keeps(found.case)
    await claim.case.answer("clawback_approval", DEPUTY, **REFUSED)
    await found.case.reach("supplemented")


async def test_award_is_not_ended_on_a_demand_that_was_paid_meanwhile(skipping: Office) -> None:
    award = await paid_prize(skipping)
    case = await to_payment(skipping)
    claim = await reclaim(skipping, award, SECOND)
    await claim.accept()
    await case.pay()
    await case.task("standing_check")
    await claim.repay(SECOND, await day_of(skipping, claim.case))
    await claim.case.reach("settled")
    assert await case.refusal_of_answer("standing_check", THIRD, **ENDED) == "basis_changed"
    await case.answer("standing_check", THIRD, **RESUMED)
    assert (await case.reach("in_force")).paid_fen == AWARD
