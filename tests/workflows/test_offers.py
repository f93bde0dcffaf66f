"""免申即享。What becomes of an offer: confirmed and paid, disputed, declined, left unanswered, or corrected by its source."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, update

from models.queries import annual_run as annual_runs
from models.tables import Application, Assessment
from models.tables import Case as StoredCase
from policy.judging.catalogue import ITEMS
from policy.judging.provenance import unproved
from sandbox.enterprises import CHENXIN, HAIXI, LISHI, YUNHENG
from tests.office import APPLICANT, HEAD, MOMENT, OFFICER, OTHER_OFFICER, SIGNED, WAN, Case, Office, person
from tests.office.milestones import reached
from tests.workflows.annual_runs import (
    YEAR,
    counted,
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

FACTS = {
    "year": YEAR,
    "size": "medium",
    "on_key_list": True,
    "little_giant": False,
    "rd_expense_fen": 3_900 * WAN,
    "target_fen": 3_300 * WAN,
}


async def opened(office: Office) -> Case:
    await growth_rule(office)
    run = await run_case(office, await order(office))
    await release(run)
    return run


async def offered(office: Office) -> Case:
    async def walk() -> Case:
        return await offer_to(office, await opened(office), CHENXIN)

    return await reached(office, "offered", walk)


async def reassess(run: Case, uscc: str) -> None:
    assert (await run.ask("request", reassessment(uscc))).event == "member_reassessed"


# -- answered by the enterprise ---------------------------------------------------------------------------------------------------------


async def test_offer_is_paid_when_it_is_confirmed(growth: Office) -> None:
    offer = await offered(growth)
    await offer.answer("offer", APPLICANT, decision="offer_confirmed")
    row = await offer.reach("decision")
    assert row.award_fen == 120 * WAN
    await offer.answer("decision", HEAD, decision="approved")
    await offer.clear_notice()
    await offer.answer("commitment", APPLICANT, **SIGNED)
    await offer.pay()
    row = await offer.reach("in_force")
    assert row.paid_fen == 120 * WAN
    assert "accepted" not in await offer.events()


async def test_offer_is_assessed_anew_when_its_disputed_figures_are_corrected(growth: Office) -> None:
    offer = await offered(growth)
    await offer.answer("offer", APPLICANT, decision="offer_disputed", disputed=["rd_expense_fen"], reason="漏计委托研发费用")
    review = await offer.task("figure_review")
    assert (review.about["award_fen"], review.about["reason"]) == (120 * WAN, "漏计委托研发费用")
    corrected = {
        "decision": "figures_corrected",
        "facts": {"rd_expense_fen": 4_000 * WAN},
        "reference": "审计报告12号",
        "reason": "经核实漏计",
    }
    await offer.answer("figure_review", OFFICER, **corrected)
    assert await offer.refusal_of_answer("fact_confirmation", OFFICER, decision="facts_confirmed", opinion="已核对原件") == "four_eyes"
    await offer.confirm_facts()
    row = await offer.reach("decision")
    assert row.award_fen == 140 * WAN
    corrected_by = row.provenance["rd_expense_fen"]
    assert (corrected_by["by"], corrected_by["reference"], corrected_by["confirmed_by"]) == (
        "officer-sti-1",
        "审计报告12号",
        "officer-sti-2",
    )


async def test_offer_stands_as_it_was_when_its_disputed_figures_are_upheld(growth: Office) -> None:
    offer = await offered(growth)
    await offer.answer("offer", APPLICANT, decision="offer_disputed", disputed=["rd_expense_fen"], reason="金额偏低")
    await offer.answer("figure_review", OFFICER, decision="figures_upheld", reason="与统计数据一致")
    assert (await offer.task("offer")).about["award_fen"] == 120 * WAN
    await offer.answer("offer", APPLICANT, decision="offer_confirmed")
    assert (await offer.reach("decision")).award_fen == 120 * WAN


@pytest.mark.parametrize(("fact", "value"), [("prior_rd_expense_fen", 2_000 * WAN), ("little_giant", True), ("size", "large")])
async def test_corrected_figure_waits_for_a_second_officer_whichever_it_is(growth: Office, fact: str, value: Any) -> None:
    offer = await offered(growth)
    before = (await offer.row()).facts[fact]
    await offer.answer("offer", APPLICANT, decision="offer_disputed", disputed=[fact], reason="数据有误")
    corrected = {"decision": "figures_corrected", "facts": {fact: value}, "reference": "文件1号", "reason": "经核实"}
    await offer.answer("figure_review", OFFICER, **corrected)
    task = await offer.task("fact_confirmation")
    stated = task.about["facts"][fact]
    assert (stated["before"], stated["value"], stated["reference"]) == (before, value, "文件1号")
    # Its second officer is told that the file holds no such paper, and says what they looked at.
    assert task.about["not_on_file"]["facts"] == [fact]
    assert "opinion" in str(task.asked["allOf"])
    assert (await offer.row()).award_fen is None


async def test_corrected_figure_is_stated_anew_when_the_second_officer_doubts_it(growth: Office) -> None:
    offer = await offered(growth)
    await offer.answer("offer", APPLICANT, decision="offer_disputed", disputed=["rd_expense_fen"], reason="漏计委托研发费用")
    corrected = {"decision": "figures_corrected", "facts": {"rd_expense_fen": 9_000 * WAN}, "reference": "审计报告12号", "reason": "漏计"}
    await offer.answer("figure_review", OFFICER, **corrected)
    await offer.answer("fact_confirmation", OTHER_OFFICER, decision="facts_doubted", reason="报告所载为4000万元")
    answer = {"decision": "recommended", "opinion": "更正", "found": {"rd_expense_fen": 4_000 * WAN}}
    await offer.answer("desk_review", OFFICER, **answer)
    await offer.confirm_facts()
    assert (await offer.reach("decision")).award_fen == 140 * WAN


@pytest.mark.parametrize("facts", [{"rd_expense_fen": -1}, {"year": YEAR - 1}, {"target_fen": 1}, {"requested_fen": 1}, {"nothing": 1}, {}])
async def test_correction_is_refused_when_a_figure_is_not_valid(growth: Office, facts: dict[str, Any]) -> None:
    offer = await offered(growth)
    await offer.answer("offer", APPLICANT, decision="offer_disputed", disputed=["rd_expense_fen"], reason="金额偏低")
    wrong = {"decision": "figures_corrected", "facts": facts, "reference": "审计报告12号", "reason": "更正"}
    assert await offer.refusal_of_answer("figure_review", OFFICER, **wrong) == "invalid_input"


@pytest.mark.parametrize("disputed", [None, [], ["target_fen"], ["year"], ["nothing"], ["rd_expense_fen", "target_fen"]])
async def test_dispute_is_refused_when_it_names_no_figure_of_a_source(growth: Office, disputed: list[str] | None) -> None:
    offer = await offered(growth)
    named = {} if disputed is None else {"disputed": disputed}
    assert await offer.refusal_of_answer("offer", APPLICANT, decision="offer_disputed", reason="有误", **named) == "invalid_input"


@pytest.mark.parametrize("facts", [{"size": "large"}, {"rd_expense_fen": 4_000 * WAN, "little_giant": True}])
async def test_correction_is_refused_when_nobody_disputed_the_figure(growth: Office, facts: dict[str, Any]) -> None:
    offer = await offered(growth)
    await offer.answer("offer", APPLICANT, decision="offer_disputed", disputed=["rd_expense_fen"], reason="漏计")
    wrong = {"decision": "figures_corrected", "facts": facts, "reference": "审计报告12号", "reason": "更正"}
    assert await offer.refusal_of_answer("figure_review", OFFICER, **wrong) == "invalid_input"


async def test_whoever_decides_sees_both_values_when_a_figure_was_corrected(growth: Office) -> None:
    offer = await offered(growth)
    await offer.answer("offer", APPLICANT, decision="offer_disputed", disputed=["rd_expense_fen"], reason="漏计")
    corrected = {"facts": {"rd_expense_fen": 4_000 * WAN}, "reference": "审计报告12号", "reason": "漏计委托研发"}
    await offer.answer("figure_review", OFFICER, decision="figures_corrected", **corrected)
    await offer.confirm_facts()
    assert (await offer.task("decision")).about["revised"] == [
        {
            "fact": "rd_expense_fen",
            "before": 3_900 * WAN,
            "after": 4_000 * WAN,
            "reference": "审计报告12号",
            "reason": "漏计委托研发",
        }
    ]


async def asked_again(offer: Case) -> None:
    """Dispute an offer, and let the officer ask the source once more."""
    await offer.answer("offer", APPLICANT, decision="offer_disputed", disputed=["rd_expense_fen"], reason="漏计")
    await offer.answer("figure_review", OFFICER, decision="figures_asked", reason="请统计部门核对")


async def test_offer_stands_as_it_was_when_the_source_says_the_same_again(growth: Office) -> None:
    offer = await offered(growth)
    await asked_again(offer)
    await offer.happened("figures_upheld")
    assert [(task.kind, task.about["award_fen"]) for task in await offer.tasks()] == [("offer", 120 * WAN)]


async def test_offer_is_made_anew_when_the_source_answers_otherwise(growth: Office) -> None:
    run = await opened(growth)
    offer = await offer_to(growth, run, CHENXIN)
    await counted(growth, CHENXIN, rd_expense_fen=3_800 * WAN)
    await asked_again(offer)
    await offer.happened("offer_revised")
    assert (await offer.task("offer")).about["award_fen"] == 100 * WAN
    found = await member(growth, run, CHENXIN)
    assert (found.award_fen, found.rd_expense_fen, found.reassessed_by) == (100 * WAN, 3_800 * WAN, OFFICER.subject)
    await offer.answer("offer", APPLICANT, decision="offer_confirmed")
    assert (await offer.reach("decision")).award_fen == 100 * WAN


@pytest.mark.parametrize(
    ("figures", "award_fen"),
    [({"rd_expense_fen": 4_000 * WAN}, 140 * WAN), ({"rd_expense_fen": 3_900 * WAN + 5}, 120 * WAN + 1)],
    ids=["more", "by-a-fen"],
)
async def test_offer_is_made_anew_once_it_is_released_when_the_source_raises_it_in_a_dispute(
    growth: Office, figures: dict[str, Any], award_fen: int
) -> None:
    run = await opened(growth)
    offer = await offer_to(growth, run, CHENXIN)
    await counted(growth, CHENXIN, **figures)
    await asked_again(offer)
    assert await offer.handle.result() == "withdrawn"
    assert (await offer.events())[-1] == "offer_raised"
    about = (await run.task("further_release")).about
    assert (about["count"], about["amount_fen"]) == (1, award_fen)
    assert [one["uscc"] for one in about["members"]] == [CHENXIN]
    assert (await offer_to(growth, run, CHENXIN)).id == offer.id
    await release_more(run, CHENXIN)
    again = await offer_to(growth, run, CHENXIN)
    assert (again.id == offer.id, (await again.task("offer")).about["award_fen"]) == (False, award_fen)


async def test_offer_is_revoked_when_nothing_is_due_by_what_the_source_answers(growth: Office) -> None:
    run = await opened(growth)
    offer = await offer_to(growth, run, CHENXIN)
    await counted(growth, CHENXIN, rd_expense_fen=3_300 * WAN)
    await asked_again(offer)
    await offer.reach("refused")
    assert (await member(growth, run, CHENXIN)).failed == ["above_target"]


async def test_officer_reads_a_paper_when_the_source_counts_nothing_any_longer(growth: Office) -> None:
    offer = await offered(growth)
    (await growth.sandbox.delete(f"/admin/enterprises/{CHENXIN}")).raise_for_status()
    await asked_again(offer)
    await offer.happened("figures_not_found")
    assert [one["fact"] for one in (await offer.task("figure_review")).about["disputed"]] == ["rd_expense_fen"]


async def test_offer_ends_when_it_is_declined(growth: Office) -> None:
    offer = await offered(growth)
    await offer.answer("offer", APPLICANT, decision="offer_declined")
    await offer.reach("withdrawn")
    assert await offer.tasks() == []


async def test_offer_is_reminded_of_and_lapses_when_nobody_answers(growth: Office) -> None:
    offer = await offered(growth)
    task = await offer.task("offer")
    assert task.warn_at is not None
    assert task.due_at is not None
    await offer.skip_until(task.warn_at + MOMENT)
    await offer.happened("warned")
    assert (await offer.row()).stage == "offer"
    await offer.skip_until(task.due_at + MOMENT)
    await offer.reach("lapsed")


async def test_offer_is_nobody_elses_to_answer(growth: Office) -> None:
    offer = await offered(growth)
    assert await offer.refusal_of_answer("offer", person("applicant-yunheng"), decision="offer_confirmed") == "forbidden"


# -- corrected by the source ------------------------------------------------------------------------------------------------------------


async def test_open_offer_is_revised_when_its_source_corrects_a_figure(growth: Office) -> None:
    run = await opened(growth)
    before = {one.uscc: one.award_fen for one in await members(growth, run)}
    await counted(growth, CHENXIN, rd_expense_fen=3_800 * WAN)
    await reassess(run, CHENXIN)
    found = await member(growth, run, CHENXIN)
    assert (found.award_fen, found.reassessed_by) == (100 * WAN, OFFICER.subject)
    offer = await offer_to(growth, run, CHENXIN)
    assert await offer.events() == ["offered", "offer_revised"]
    assert [task.about["award_fen"] for task in await offer.tasks()] == [100 * WAN]
    # Less than an approver has released needs no other release.
    assert await run.tasks() == []
    await offer.answer("offer", APPLICANT, decision="offer_confirmed")
    assert (await offer.reach("decision")).award_fen == 100 * WAN
    assert {one.uscc: one.award_fen for one in await members(growth, run)} == before | {CHENXIN: 100 * WAN}


async def test_open_offer_is_made_anew_once_it_is_released_when_its_source_corrects_a_figure_upwards(growth: Office) -> None:
    run = await opened(growth)
    first = await offer_to(growth, run, CHENXIN)
    await counted(growth, CHENXIN, rd_expense_fen=3_900 * WAN + 5)
    await reassess(run, CHENXIN)
    assert await first.handle.result() == "withdrawn"
    assert (await first.events())[-1] == "offer_raised"
    about = (await run.task("further_release")).about
    assert (about["count"], about["amount_fen"]) == (1, 120 * WAN + 1)
    assert [one["uscc"] for one in about["members"]] == [CHENXIN]
    # Nothing is offered while nobody has released it, however often the sources are asked.
    await reassess(run, CHENXIN)
    assert (await offer_to(growth, run, CHENXIN)).id == first.id
    await release_more(run, CHENXIN)
    again = await offer_to(growth, run, CHENXIN)
    assert (again.id == first.id, (await again.task("offer")).about["award_fen"]) == (False, 120 * WAN + 1)


async def test_release_is_asked_for_no_longer_when_what_waits_falls_away(growth: Office) -> None:
    run = await opened(growth)
    await counted(growth, CHENXIN, rd_expense_fen=4_000 * WAN)
    await reassess(run, CHENXIN)
    await counted(growth, CHENXIN, rd_expense_fen=3_300 * WAN)
    await reassess(run, CHENXIN)
    assert await run.tasks() == []


async def test_open_offer_is_revoked_when_nothing_is_due_by_the_corrected_figure(growth: Office) -> None:
    run = await opened(growth)
    # 3 000万 grown by 10 %: at the target to the fen nothing is due.
    await counted(growth, CHENXIN, rd_expense_fen=3_300 * WAN)
    await reassess(run, CHENXIN)
    offer = await offer_to(growth, run, CHENXIN)
    row = await offer.reach("refused")
    assert row.facts["rd_expense_fen"] == 3_300 * WAN
    assert [task.kind for task in await offer.tasks()] == ["reconsideration_request"]
    assert (await member(growth, run, CHENXIN)).failed == ["above_target"]


async def test_member_is_offered_one_fen_when_five_are_above_its_target_and_nothing_when_four_are(growth: Office) -> None:
    run = await opened(growth)
    # A fifth of four fen is no whole fen.
    await counted(growth, CHENXIN, rd_expense_fen=3_300 * WAN + 4)
    await reassess(run, CHENXIN)
    assert (await member(growth, run, CHENXIN)).failed == ["something_left"]
    await counted(growth, CHENXIN, rd_expense_fen=3_300 * WAN + 5)
    await reassess(run, CHENXIN)
    assert (await member(growth, run, CHENXIN)).award_fen == 1


async def test_member_is_offered_once_it_is_released_when_a_late_figure_lifts_it_above_the_target(growth: Office) -> None:
    run = await opened(growth)
    assert (await member(growth, run, LISHI)).outcome == "reject"
    await counted(growth, LISHI, on_key_list=True, rd_expense_fen=600 * WAN)
    await reassess(run, LISHI)
    # 520万 a year before: 572万 was the target.
    found = await member(growth, run, LISHI)
    assert (found.award_fen, found.application_id) == (5_600_000, None)
    assert (await run.task("further_release")).about["amount_fen"] == 5_600_000
    await release_more(run)
    offer = await offer_to(growth, run, LISHI)
    assert (await offer.task("offer")).about["award_fen"] == 5_600_000
    assert (await run.row()).offered == 4


async def test_member_is_offered_anew_once_it_is_released_when_it_declined_and_its_figure_is_corrected(growth: Office) -> None:
    run = await opened(growth)
    declined = await offer_to(growth, run, CHENXIN)
    await declined.answer("offer", APPLICANT, decision="offer_declined")
    await counted(growth, CHENXIN, rd_expense_fen=4_000 * WAN)
    await reassess(run, CHENXIN)
    assert (await offer_to(growth, run, CHENXIN)).id == declined.id
    await release_more(run)
    offer = await offer_to(growth, run, CHENXIN)
    assert offer.id != declined.id
    assert (await offer.task("offer")).about["award_fen"] == 140 * WAN


async def test_member_is_not_offered_anew_when_it_declined_and_nothing_has_changed(growth: Office) -> None:
    run = await opened(growth)
    declined = await offer_to(growth, run, CHENXIN)
    await declined.answer("offer", APPLICANT, decision="offer_declined")
    await reassess(run, CHENXIN)
    assert (await offer_to(growth, run, CHENXIN)).id == declined.id


async def test_reassessment_is_refused_when_the_offer_was_confirmed(growth: Office) -> None:
    run = await opened(growth)
    offer = await offer_to(growth, run, CHENXIN)
    await offer.answer("offer", APPLICANT, decision="offer_confirmed")
    await offer.reach("decision")
    assert await run.refusal("request", reassessment(CHENXIN)) == "wrong_stage"
    assert (await member(growth, run, CHENXIN)).reassessed_at is None


async def test_reassessment_changes_the_verdict_alone_when_nothing_was_released(growth: Office) -> None:
    await growth_rule(growth)
    run = await run_case(growth, await order(growth))
    await run.reach("release")
    await counted(growth, CHENXIN, rd_expense_fen=4_000 * WAN)
    due_fen = (await run.task("annual_run_release")).about["amount_fen"]
    await reassess(run, CHENXIN)
    assert (await run.task("annual_run_release")).about["amount_fen"] == due_fen + 20 * WAN
    assert (await run.row()).offered == 0
    await release(run)
    assert (await (await offer_to(growth, run, CHENXIN)).task("offer")).about["award_fen"] == 140 * WAN


async def test_reassessment_sees_taxes_records_and_registration_of_today(growth: Office) -> None:
    run = await opened(growth)
    await counted(growth, YUNHENG, taxed_in_area=False, registered_in_area=False)
    await counted(growth, HAIXI, records=[])
    for uscc in (YUNHENG, HAIXI):
        await reassess(run, uscc)
    assert (await member(growth, run, YUNHENG)).failed == ["registered_in_area", "taxed_in_area"]
    assert (await member(growth, run, HAIXI)).outcome == "award"


async def test_reassessment_is_refused_when_nobody_is_of_that_code(growth: Office) -> None:
    run = await opened(growth)
    assert await run.refusal("request", reassessment("91110302MA9DA0085C")) == "not_found"


async def test_reassessment_says_so_when_a_source_is_out(growth: Office) -> None:
    run = await opened(growth)
    await growth.fault("tax.contributions", "down")
    assert await run.refusal("request", reassessment(CHENXIN)) == "busy"
    await growth.mend()
    await reassess(run, CHENXIN)


# -- beside other applications ----------------------------------------------------------------------------------------------------------


async def test_member_is_not_offered_what_it_has_applied_for_already(growth: Office) -> None:
    # Nobody can file one any more; one may have been filed before there were runs.
    filed = await growth.draft("rd-growth", facts=FACTS)
    subject = ITEMS["rd-growth"].subject_of(FACTS, CHENXIN)
    await growth.change(update(Application).where(Application.id == filed.id).values(subject=subject))
    await growth.change(update(StoredCase).where(StoredCase.id == filed.id).values(stage="acceptance", submitted_at=func.now()))
    run = await opened(growth)
    found = await member(growth, run, CHENXIN)
    assert (found.outcome, found.award_fen, found.application_id) == ("under_way", None, filed.id)
    assert (await run.row()).offered == 2


async def test_reassessment_is_refused_when_the_award_is_on_public_notice(growth: Office) -> None:
    run = await opened(growth)
    offer = await offer_to(growth, run, CHENXIN)
    await offer.answer("offer", APPLICANT, decision="offer_confirmed")
    await offer.answer("decision", HEAD, decision="approved")
    await offer.reach("public_notice")
    await counted(growth, CHENXIN, rd_expense_fen=4_000 * WAN)
    assert await run.refusal("request", reassessment(CHENXIN)) == "wrong_stage"
    assert (await member(growth, run, CHENXIN)).award_fen == 120 * WAN


async def test_offer_says_of_each_figure_who_supplied_it(growth: Office) -> None:
    offer = await offered(growth)
    await offer.answer("offer", APPLICANT, decision="offer_confirmed")
    row = await offer.reach("decision")
    [assessed] = await growth.all(select(Assessment).where(Assessment.application_id == offer.id))
    [run] = await growth.all(select(StoredCase).where(StoredCase.id == row.parent_id))
    assert unproved(ITEMS["rd-growth"], assessed.facts, assessed.provenance) == []
    assert {code: where["by"] for code, where in assessed.provenance.items()} == {
        **dict.fromkeys(("size", "on_key_list", "little_giant", "rd_expense_fen", "prior_rd_expense_fen"), "statistics"),
        **dict.fromkeys(("year", "matter_date"), run.number),
    }


async def test_run_closes_with_what_became_of_its_offers_when_the_year_is_over(growth: Office) -> None:
    run = await opened(growth)
    offer = await offer_to(growth, run, CHENXIN)
    await offer.answer("offer", APPLICANT, decision="offer_declined")
    await offer.reach("withdrawn")
    row = await run.row()
    await run.skip_until(row.wakes_at + MOMENT)
    row = await run.reach("closed")
    assert row.report["offers"]["by_stage"]["withdrawn"] == 1


async def test_report_counts_each_member_once_and_what_stands_of_its_award(growth: Office) -> None:
    run = await opened(growth)

    async def made() -> dict[str, Any]:
        async with growth.database.reading() as session:
            found = await annual_runs.offers(session, run.id)
        assert (found["count"], found["amount_fen"]) == (sum(found["by_stage"].values()), sum(found["amount_by_stage"].values()))
        return found

    before = await made()
    assert before["by_stage"] == {"offer": 3}
    first = await offer_to(growth, run, CHENXIN)
    await counted(growth, CHENXIN, rd_expense_fen=4_000 * WAN)
    await reassess(run, CHENXIN)
    await first.handle.result()
    taken = await made()
    assert (taken["by_stage"], taken["amount_by_stage"]["withdrawn"]) == ({"offer": 2, "withdrawn": 1}, 0)
    assert taken["amount_fen"] == before["amount_fen"] - 120 * WAN
    await release_more(run, CHENXIN)
    again = await offer_to(growth, run, CHENXIN)
    assert (await made())["amount_fen"] == before["amount_fen"] + 20 * WAN
    # What is assessed by corrected figures counts as it is assessed.
    await again.answer("offer", APPLICANT, decision="offer_disputed", disputed=["rd_expense_fen"], reason="漏计")
    corrected = {"facts": {"rd_expense_fen": 4_100 * WAN}, "reference": "审计报告12号", "reason": "漏计委托研发"}
    await again.answer("figure_review", OFFICER, decision="figures_corrected", **corrected)
    await again.confirm_facts()
    await again.reach("decision")
    found = await made()
    assert (found["by_stage"], found["amount_by_stage"]["decision"]) == ({"decision": 1, "offer": 2}, 160 * WAN)
    assert (await run.row()).offered == 3


async def test_first_inclusion_above_scale_is_found_offered_and_paid_without_an_application(growth: Office) -> None:
    await growth.appropriate(10_000 * WAN, YEAR + 1, "econ")
    run = await run_case(growth, await order(growth, "first-above-scale"))
    await run.reach("release")
    # Half of 140万 is 70万, of which 30万 at most are paid.
    found = await member(growth, run, LISHI)
    assert (found.outcome, found.award_fen, found.capped) == ("award", 30 * WAN, True)
    assert (await member(growth, run, CHENXIN)).failed == ["first_time_included"]
    await release(run, "econ")
    offer = await offer_to(growth, run, LISHI)
    newly_counted = person("applicant-lishi")
    await offer.answer("offer", newly_counted, decision="offer_confirmed")
    await offer.answer("decision", person("approver-econ-1"), decision="approved")
    await offer.clear_notice()
    await offer.answer("commitment", newly_counted, **SIGNED)
    await offer.pay()
    assert (await offer.reach("in_force")).paid_fen == 30 * WAN
    await run.skip_until((await run.row()).wakes_at + MOMENT)
    assert (await run.reach("closed")).report["offers"]["by_stage"] == {"in_force": 1}
