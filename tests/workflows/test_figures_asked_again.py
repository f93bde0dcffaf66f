"""The sources are asked again about an offer before it is assessed and before it is paid: figures are corrected, and withdrawn."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError

from models.tables import Assessment, Message, Task
from policy.actors import Actor
from policy.processes.kernel.deviation import reason_for
from sandbox.enterprises import CHENXIN, LISHI
from tests.office import APPLICANT, DEPUTY, HEAD, SIGNED, THIRD_APPROVER, WAN, Case, Office, person
from tests.office.milestones import reached
from tests.workflows.annual_runs import YEAR, counted, growth_rule, offer_to, order, release, run_case
from tests.workflows.redecisions import anew, balanced, treasury_paid

SAID = {"rd_expense_fen": 3_600 * WAN}


async def offered(office: Office) -> Case:
    """Run the year and offer CHENXIN what is due to it."""

    async def walk() -> Case:
        await growth_rule(office)
        run = await run_case(office, await order(office))
        await release(run)
        return await offer_to(office, run, CHENXIN)

    return await reached(office, "offered to be asked again", walk)


async def to_payment(office: Office) -> Case:
    """Have the offer confirmed, decided and signed for."""

    async def walk() -> Case:
        offer = await offered(office)
        await offer.answer("offer", APPLICANT, decision="offer_confirmed")
        await offer.answer("decision", HEAD, decision="approved")
        await offer.clear_notice()
        await offer.answer("commitment", APPLICANT, **SIGNED)
        await offer.task("payment_release")
        return offer

    return await reached(office, "offer to be paid", walk)


async def withdrawn(office: Office) -> None:
    """Have statistics count nothing of CHENXIN for the year any more."""
    known = (await office.sandbox.get("/admin/enterprises")).json()[CHENXIN]
    known["figures"].pop(str(YEAR))
    (await office.sandbox.put(f"/admin/enterprises/{CHENXIN}", json=known)).raise_for_status()


async def confirmed(office: Office, **figures: Any) -> tuple[Case, Task]:
    """Confirm the offer once statistics counts otherwise; return it with the task of its decision."""
    offer = await offered(office)
    await counted(office, CHENXIN, **figures)
    await offer.answer("offer", APPLICANT, decision="offer_confirmed")
    return offer, await offer.task("decision")


async def told(office: Office, offer: Case) -> list[str]:
    """Return what its enterprise was told since it was offered."""
    query = select(Message.zh).where(Message.case_id == offer.id, Message.enterprise_uscc.is_not(None)).order_by(Message.id)
    return list(await office.all(query))[1:]


async def test_offer_is_assessed_by_what_its_source_counts_when_it_is_confirmed(growth: Office) -> None:
    offer, task = await confirmed(growth, rd_expense_fen=3_600 * WAN)
    row = await offer.row()
    [assessed] = await growth.all(select(Assessment).where(Assessment.application_id == offer.id))
    assert row.award_fen == assessed.award_fen == 60 * WAN
    assert row.facts["rd_expense_fen"] == assessed.facts["rd_expense_fen"] == 3_600 * WAN
    # Whoever decides sees what was offered by which figure beside what is due by which.
    where = row.provenance["rd_expense_fen"]
    assert where == assessed.provenance["rd_expense_fen"]
    assert (where["by"], where["before"]) == ("statistics", 3_900 * WAN)
    assert (task.about["offered_fen"], task.about["award_fen"]) == (120 * WAN, 60 * WAN)
    assert task.about["revised"] == [{"fact": "rd_expense_fen", "before": 3_900 * WAN, "after": 3_600 * WAN}]
    assert await told(growth, offer) == [f"{offer.number}：本年度研发费用已更正，核定金额为60万元（告知金额为120万元），待审定。"]


async def test_nobody_is_told_of_another_amount_when_the_source_says_the_same(growth: Office) -> None:
    offer, task = await confirmed(growth)
    assert (await offer.events())[-1] == "assessed"
    assert task.about == {"offered_fen": 120 * WAN, "award_fen": 120 * WAN}
    assert await told(growth, offer) == []
    await offer.answer("decision", HEAD, decision="approved")


@pytest.mark.parametrize(
    ("figures", "award_fen", "needs_reason"),
    [
        ({"rd_expense_fen": 3_840 * WAN}, 108 * WAN, False),
        ({"rd_expense_fen": 3_840 * WAN - 5}, 108 * WAN - 1, True),
        ({"rd_expense_fen": 3_960 * WAN}, 132 * WAN, False),
        ({"rd_expense_fen": 3_960 * WAN + 5}, 132 * WAN + 1, True),
        ({"size": "large"}, 120 * WAN, True),
    ],
)
async def test_decision_takes_a_reason_when_figure_or_amount_is_further_than_a_tenth_from_its_offer(
    growth: Office, figures: dict[str, Any], award_fen: int, *, needs_reason: bool
) -> None:
    _, task = await confirmed(growth, **figures)
    assert (task.about["offered_fen"], task.about["award_fen"]) == (120 * WAN, award_fen)
    assert task.asked["allOf"] == ([reason_for("approved")] if needs_reason else [])


async def test_figure_is_no_correction_when_its_source_says_again_what_was_offered(growth: Office) -> None:
    offer = await offered(growth)
    await counted(growth, CHENXIN, rd_expense_fen=3_300 * WAN)
    await offer.answer("offer", APPLICANT, decision="offer_confirmed")
    row = await offer.reach("refused")
    assert (row.facts["rd_expense_fen"], row.provenance["rd_expense_fen"]["before"]) == (3_300 * WAN, 3_900 * WAN)
    await counted(growth, CHENXIN, rd_expense_fen=3_900 * WAN)
    await offer.reconsider("reconsideration_granted")
    task = await offer.task("decision")
    assert task.about == {"offered_fen": 120 * WAN, "award_fen": 120 * WAN}
    assert "before" not in (await offer.row()).provenance["rd_expense_fen"]


async def test_offer_is_refused_when_its_figures_were_withdrawn_before_it_was_confirmed(growth: Office) -> None:
    offer = await offered(growth)
    await withdrawn(growth)
    await offer.answer("offer", APPLICANT, decision="offer_confirmed")
    await offer.reach("refused")
    assert (await offer.row()).award_fen is None


@pytest.mark.parametrize("spent_fen", [3_900 * WAN - 5, 3_900 * WAN + 5, 3_300 * WAN])
async def test_payment_is_held_when_its_source_counts_otherwise_by_then(growth: Office, spent_fen: int) -> None:
    offer = await to_payment(growth)
    await counted(growth, CHENXIN, rd_expense_fen=spent_fen)
    await offer.pay()
    (finding,) = (await offer.task("standing_check")).about["findings"]
    assert (finding["code"], finding["before"], finding["now"]) == (
        "figures_changed",
        {"rd_expense_fen": 3_900 * WAN},
        {"rd_expense_fen": spent_fen},
    )
    assert await growth.treasury_payments() == []


async def test_nothing_is_paid_on_figures_that_statistics_has_withdrawn(growth: Office) -> None:
    offer = await to_payment(growth)
    await withdrawn(growth)
    await offer.pay()
    (finding,) = (await offer.task("standing_check")).about["findings"]
    assert finding["text"]["zh"] == "统计部门已撤回核定所依据的数据"
    await offer.answer("standing_check", THIRD_APPROVER, decision="payment_ended", reason="数据已撤回")
    await offer.reach("refused")
    assert await growth.treasury_payments() == []
    assert (await balanced(growth))["obligation"] == 0


async def test_award_whose_payment_is_held_for_its_figures_is_decided_anew_and_paid_in_the_other_amount(growth: Office) -> None:
    offer = await to_payment(growth)
    await counted(growth, CHENXIN, rd_expense_fen=3_600 * WAN)
    await offer.pay()
    await offer.task("standing_check")
    found = await anew(growth, offer, SAID, said=SAID)
    await found.hear()
    await found.decide(DEPUTY)
    await found.case.reach("adjusted")
    await offer.pay()
    await offer.reach("in_force")
    assert await treasury_paid(growth, offer.number) == [60 * WAN]
    assert (await balanced(growth))["expenditure"] == 60 * WAN


@pytest.mark.parametrize("said", [None, {}, {"rd_expense_fen": 3_600 * WAN}, {"rd_expense_fen": None}])
async def test_figure_of_a_source_is_not_corrected_without_its_document_where_its_source_does_not_say_so(
    growth: Office, said: dict[str, Any] | None
) -> None:
    offer = await to_payment(growth)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await anew(growth, offer, {"rd_expense_fen": 3_600 * WAN + 1}, said=said)
    assert getattr(refused.value.cause, "type", None) == "incomplete"


async def test_approver_reads_what_the_source_says_now_beside_before_and_after(growth: Office) -> None:
    found = await anew(growth, await to_payment(growth), SAID, said=SAID)
    await found.hear()
    about = (await found.case.task("redecision_decision")).about
    assert about["reckoning"]["facts"]["rd_expense_fen"]["after"] == about["source"]["facts"]["rd_expense_fen"] == 3_600 * WAN


async def held(office: Office, spent_fen: int | None = 3_600 * WAN) -> Case:
    """Return an offer whose payment is held because its source counts otherwise by then, or nothing."""
    offer = await to_payment(office)
    await (withdrawn(office) if spent_fen is None else counted(office, CHENXIN, rd_expense_fen=spent_fen))
    await offer.pay()
    await offer.task("standing_check")
    return offer


@pytest.mark.parametrize(("spent_fen", "who"), [(3_600 * WAN, HEAD), (None, THIRD_APPROVER)])
async def test_payment_on_other_figures_goes_on_when_two_approvers_say_so(growth: Office, spent_fen: int | None, who: Actor) -> None:
    offer = await held(growth, spent_fen)
    alone = {"decision": "payment_resumed", "reason": "按原数据拨付"}
    assert await offer.refusal_of_answer("standing_check", DEPUTY, **alone) == "invalid_input"
    await offer.answer("standing_check", DEPUTY, decision="resumption_asked", reason="按原数据拨付")
    assert (await offer.task("resumption_confirmation")).about["findings"][0]["code"] == "figures_changed"
    assert await offer.refusal_of_answer("resumption_confirmation", DEPUTY, **alone) == "four_eyes"
    assert await growth.treasury_payments() == []
    await offer.answer("resumption_confirmation", who, **alone)
    await offer.reach("in_force")
    assert await treasury_paid(growth, offer.number) == [120 * WAN]


async def test_payment_stays_held_when_the_second_approver_does_not_agree(growth: Office) -> None:
    offer = await held(growth)
    await offer.answer("standing_check", DEPUTY, decision="resumption_asked", reason="按原数据拨付")
    await offer.answer("resumption_confirmation", THIRD_APPROVER, decision="resumption_refused", reason="应再决定")
    about = (await offer.task("standing_check")).about
    assert (about["sent_back"], [one["code"] for one in about["findings"]]) == ("应再决定", ["figures_changed"])
    assert await growth.treasury_payments() == []


async def test_payment_does_not_go_on_while_the_award_is_decided_anew(growth: Office) -> None:
    offer = await held(growth)
    asked = {"decision": "resumption_asked", "reason": "按原数据拨付"}
    found = await anew(growth, offer, SAID, said=SAID)
    assert await offer.refusal_of_answer("standing_check", THIRD_APPROVER, **asked) == "wrong_stage"
    await found.hear()
    await found.decide(DEPUTY, "redecision_refused", reason="维持原决定")
    await found.case.reach("refused")
    await offer.answer("standing_check", THIRD_APPROVER, **asked)
    assert await growth.treasury_payments() == []


async def test_second_approver_does_not_agree_once_the_award_is_decided_anew(growth: Office) -> None:
    offer = await held(growth)
    await offer.answer("standing_check", DEPUTY, decision="resumption_asked", reason="按原数据拨付")
    await anew(growth, offer, SAID, said=SAID)
    agreed = {"decision": "payment_resumed", "reason": "同意"}
    assert await offer.refusal_of_answer("resumption_confirmation", THIRD_APPROVER, **agreed) == "wrong_stage"
    assert await growth.treasury_payments() == []


# -- clause 9: what tax says is asked again as well ---------------------------------------------------------------------------------------

NEWLY_COUNTED, ECON, OTHER_ECON = person("applicant-lishi"), person("approver-econ-1"), person("approver-econ-2")


async def included(office: Office) -> Case:
    """Run the year of clause 9 and offer LISHI what is due to it: half of 140万, of which 30万 at most are paid."""

    async def walk() -> Case:
        await office.appropriate(10_000 * WAN, YEAR + 1, "econ")
        run = await run_case(office, await order(office, "first-above-scale"))
        await release(run, "econ")
        return await offer_to(office, run, LISHI)

    return await reached(office, "inclusion offered to be asked again", walk)


async def included_to_payment(office: Office) -> Case:
    """Have the offer of clause 9 confirmed, decided and signed for."""

    async def walk() -> Case:
        offer = await included(office)
        await offer.answer("offer", NEWLY_COUNTED, decision="offer_confirmed")
        await offer.answer("decision", ECON, decision="approved")
        await offer.clear_notice()
        await offer.answer("commitment", NEWLY_COUNTED, **SIGNED)
        await offer.reach("payment")
        return offer

    return await reached(office, "inclusion to be paid", walk)


async def test_offer_is_assessed_by_what_tax_says_when_it_is_confirmed(growth: Office) -> None:
    offer = await included(growth)
    await counted(growth, LISHI, retained_contribution_fen=20 * WAN)
    await offer.answer("offer", NEWLY_COUNTED, decision="offer_confirmed")
    row = await offer.reach("decision")
    assert row.award_fen == 10 * WAN
    assert row.provenance["retained_contribution_fen"]["before"] == 140 * WAN
    (said,) = await told(growth, offer)
    assert said.endswith("已更正，核定金额为10万元（告知金额为30万元），待审定。")
    [assessed] = await growth.all(select(Assessment).where(Assessment.application_id == offer.id))
    assert assessed.provenance["retained_contribution_fen"]["by"] == "tax"


@pytest.mark.parametrize("kept_fen", [20 * WAN, 60 * WAN - 2, 0])
async def test_payment_is_held_for_two_approvers_when_less_is_due_by_what_tax_says_then(growth: Office, kept_fen: int) -> None:
    offer = await included_to_payment(growth)
    await counted(growth, LISHI, retained_contribution_fen=kept_fen)
    await offer.pay()
    (finding,) = (await offer.task("standing_check")).about["findings"]
    assert (finding["code"], finding["before"], finding["now"]) == (
        "figures_changed",
        {"retained_contribution_fen": 140 * WAN},
        {"retained_contribution_fen": kept_fen},
    )
    assert finding["text"]["zh"] == "税务部门的数据与核定时不一致，应按更正后的数据再决定"
    alone = {"decision": "payment_resumed", "reason": "按原数据拨付"}
    assert await offer.refusal_of_answer("standing_check", OTHER_ECON, **alone) == "invalid_input"
    assert await growth.treasury_payments() == []


async def test_payment_is_held_when_the_enterprise_is_not_newly_counted_any_more(growth: Office) -> None:
    offer = await included_to_payment(growth)
    await counted(growth, LISHI, first_above_scale=False)
    await offer.pay()
    (finding,) = (await offer.task("standing_check")).about["findings"]
    assert (finding["code"], finding["now"]) == ("figures_changed", {"first_time_included": False})
    assert await growth.treasury_payments() == []


@pytest.mark.parametrize("kept_fen", [140 * WAN, 60 * WAN, 200 * WAN])
async def test_award_is_paid_when_as_much_is_due_by_what_tax_says_then(growth: Office, kept_fen: int) -> None:
    offer = await included_to_payment(growth)
    await counted(growth, LISHI, retained_contribution_fen=kept_fen)
    await offer.pay()
    await offer.reach("in_force")
    assert await treasury_paid(growth, offer.number) == [30 * WAN]


async def test_award_is_paid_when_its_source_counts_otherwise_and_as_much_is_due(growth: Office) -> None:
    offer = await to_payment(growth)
    await counted(growth, CHENXIN, size="large", rd_expense_fen=3_900 * WAN + 1)
    await offer.pay()
    await offer.reach("in_force")
    assert await treasury_paid(growth, offer.number) == [120 * WAN]


@pytest.mark.parametrize("source", ["tax.contributions", "statistics.rd_expenses"])
async def test_nothing_is_paid_and_nothing_found_while_a_source_of_figures_is_silent(growth: Office, source: str) -> None:
    offer = await included_to_payment(growth)
    await counted(growth, LISHI, retained_contribution_fen=20 * WAN)
    await growth.fault(source, "down")
    with growth.starting():
        await offer.pay()
        await growth.until_failed(source, offer)
        assert (await offer.events()).count("payment_held") == 0
        assert await growth.treasury_payments() == []
        await growth.mend()
        await offer.task("standing_check")
    assert await growth.treasury_payments() == []
