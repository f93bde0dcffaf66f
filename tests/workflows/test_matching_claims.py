"""What a claim is worth: what its upstream registry says, no more than the year's cap, and less when money was taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from models.tables import Application, Assessment, Clawback, Notice, Verification
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.office import APPLICANT, DEPUTY, HEAD, OFFICER, SIGNED, WAN, Case, Office
from tests.workflows.letters import letters_of
from tests.workflows.projects import LAST_YEAR, PROJECT_NO, TODAY, admitted, claimed, enter, paid, received, until_it_runs
from tests.workflows.reclaim import reclaim
from tests.workflows.test_matching_years import look_next, nudged

CAP_FEN = 2_000 * WAN
INSURANCE = {"technology_enterprise": True, "policy_no": "TI-1", "year": LAST_YEAR, "municipal_subsidy_fen": 10 * WAN}


async def verification(claim: Case) -> Verification:
    query = select(Verification).where(Verification.application_id == claim.id).order_by(Verification.id.desc())
    found: Verification = (await claim.office.all(query))[0]
    return found


async def refused_for(claim: Case) -> list[str]:
    await claim.answer("acceptance", OFFICER, decision="accepted")
    await claim.reach("refused")
    found = (await verification(claim)).failures
    assert all(failure["clause"].startswith("第(") for failure in found)
    return [failure["code"] for failure in found]


async def clawbacks(office: Office) -> list[Clawback]:
    return list(await office.all(select(Clawback).order_by(Clawback.id)))


async def subsidised(office: Office, **changes: Any) -> None:
    subsidy = {"uscc": CHENXIN, "year": LAST_YEAR, "subsidy_fen": 10 * WAN} | changes
    (await office.sandbox.put("/admin/insurance-subsidies/TI-1", json=subsidy)).raise_for_status()


@pytest.mark.parametrize(("upstream", "award"), [(CAP_FEN - 1, CAP_FEN - 1), (CAP_FEN, CAP_FEN), (CAP_FEN + 1, CAP_FEN)])
async def test_claim_is_paid_up_to_the_years_cap(skipping: Office, upstream: int, award: int) -> None:
    await enter(skipping, received(upstream))
    assert (await paid(await claimed(await admitted(skipping)))).paid_fen == award


async def test_each_year_has_a_cap_of_its_own(skipping: Office) -> None:
    await enter(skipping, received(CAP_FEN + 1), received(CAP_FEN + 1, TODAY.year))
    project = await admitted(skipping)
    for year in (LAST_YEAR, TODAY.year):
        assert (await paid(await claimed(project, year))).paid_fen == CAP_FEN


async def test_registry_alone_says_what_a_year_received(skipping: Office) -> None:
    await enter(skipping, received(300 * WAN, recovered_fen=50 * WAN))
    claim = await claimed(await admitted(skipping))
    await claim.to_review()
    assert "upstream_received_fen" not in (await claim.row()).facts
    found = await verification(claim)
    assert found.supplied == {"upstream_level": "national", "upstream_received_fen": 250 * WAN}
    assert found.answers["upstream"]["project_no"] == PROJECT_NO
    await claim.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")
    assert (await claim.reach("decision")).award_fen == 250 * WAN
    assessed = (await skipping.all(select(Assessment).where(Assessment.application_id == claim.id)))[0]
    assert assessed.facts["upstream_received_fen"] == 250 * WAN
    where = assessed.provenance["upstream_received_fen"]
    assert (where["supplied_by"], where["by"], where["at"]) == ("source", "upstream", found.verified_at.isoformat())


@pytest.mark.parametrize(("code", "value"), [("project_no", "GJ-2026-002"), ("funding_year", TODAY.year)])
async def test_claim_is_not_recommended_by_a_paper_about_something_else_than_the_registry_was_asked(
    skipping: Office, code: str, value: Any
) -> None:
    await enter(skipping, received(300 * WAN))
    claim = await claimed(await admitted(skipping))
    await claim.to_review()
    answer = {"decision": "recommended", "opinion": "符合条件", "found": {code: value}}
    assert await claim.refusal_of_answer("desk_review", OFFICER, **answer) == "invalid_input"


async def test_claim_is_refused_when_nothing_of_its_year_is_left(skipping: Office) -> None:
    await enter(skipping, received(300 * WAN))
    claim = await claimed(await admitted(skipping))
    await enter(skipping, received(300 * WAN, recovered_fen=300 * WAN))
    await claim.to_review()
    await claim.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")
    await claim.reach("refused")
    assert (await claim.events())[-1] == "assessed_to_nothing"


async def test_claim_is_refused_when_the_registry_names_another_enterprise(skipping: Office) -> None:
    await enter(skipping, received(300 * WAN))
    claim = await claimed(await admitted(skipping))
    await enter(skipping, received(300 * WAN), uscc=YUNHENG)
    assert await refused_for(claim) == ["upstream_own"]


async def test_claim_waits_and_goes_on_when_the_registry_is_down(skipping: Office) -> None:
    await enter(skipping, received(300 * WAN))
    claim = await claimed(await admitted(skipping))
    await skipping.fault("upstream.projects", "down")
    await claim.answer("acceptance", OFFICER, decision="accepted")
    await skipping.until_failed("upstream.projects", claim)
    assert (await claim.row()).stage == "verification"
    await skipping.mend()
    await claim.reach("review")


async def test_insurance_is_matched_with_what_the_city_says(skipping: Office) -> None:
    await subsidised(skipping, subsidy_fen=8 * WAN)
    claim = await skipping.apply_for("tech-insurance", facts=INSURANCE)
    await claim.to_decision()
    assert (await claim.row()).award_fen == 8 * WAN


@pytest.mark.parametrize(("changes", "code"), [({"uscc": YUNHENG}, "upstream_own"), ({"year": LAST_YEAR - 1}, "upstream_year")])
async def test_insurance_is_refused_when_the_city_says_otherwise(skipping: Office, changes: dict[str, Any], code: str) -> None:
    await subsidised(skipping, **changes)
    assert await refused_for(await skipping.apply_for("tech-insurance", facts=INSURANCE)) == [code]


async def test_insurance_is_refused_when_the_city_subsidised_nothing(skipping: Office) -> None:
    assert await refused_for(await skipping.apply_for("tech-insurance", facts=INSURANCE)) == ["upstream_known"]


@pytest.mark.parametrize(("recovered_fen", "demanded_fen"), [(1, 1), (100 * WAN - 1, 100 * WAN - 1), (100 * WAN, 100 * WAN)])
async def test_paid_claim_is_reclaimed_by_what_was_taken_back(skipping: Office, recovered_fen: int, demanded_fen: int) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await paid(await claimed(project))
    await enter(skipping, received(100 * WAN, recovered_fen=recovered_fen))
    await nudged(project)
    assert [(found.cause, found.amount_fen) for found in await clawbacks(skipping)] == [("upstream_recovery", demanded_fen)]


@pytest.mark.parametrize(("recovered_fen", "demanded_fen"), [(3_000 * WAN - 1, None), (3_000 * WAN, None), (3_000 * WAN + 1, 1)])
async def test_capped_award_is_reclaimed_only_below_the_cap(skipping: Office, recovered_fen: int, demanded_fen: int | None) -> None:
    await enter(skipping, received(5_000 * WAN))
    project = await admitted(skipping)
    await paid(await claimed(project))
    # The clause still gives 2000万 of 4000万.
    await enter(skipping, received(5_000 * WAN, recovered_fen=1_000 * WAN))
    await nudged(project)
    assert await clawbacks(skipping) == []
    await enter(skipping, received(5_000 * WAN, recovered_fen=recovered_fen))
    await nudged(project)
    assert [found.amount_fen for found in await clawbacks(skipping)] == ([] if demanded_fen is None else [demanded_fen])


async def test_reclaimed_amount_is_explained_by_what_the_clause_gives_now(skipping: Office) -> None:
    await enter(skipping, received(3_000 * WAN))
    project = await admitted(skipping)
    await paid(await claimed(project))
    await enter(skipping, received(3_000 * WAN, recovered_fen=1_500 * WAN))
    await nudged(project)
    found = (await clawbacks(skipping))[0]
    assert found.amount_fen == 500 * WAN
    assert found.reckoning == {
        "paid_fen": CAP_FEN,
        "upstream_before_fen": 3_000 * WAN,
        "upstream_after_fen": 1_500 * WAN,
        "reckoned_anew_fen": 1_500 * WAN,
        "asked_before_fen": 0,
    }


async def test_undecided_claim_stays_where_it_is_when_the_clause_gives_as_much_for_what_remains(skipping: Office) -> None:
    await enter(skipping, received(5_000 * WAN))
    project = await admitted(skipping)
    claim = await claimed(project)
    await claim.to_notice()
    await enter(skipping, received(5_000 * WAN, recovered_fen=1_000 * WAN))
    await nudged(project)
    assert (await claim.row()).stage == "public_notice"
    await claim.clear_notice()
    await claim.answer("commitment", APPLICANT, **SIGNED)
    await claim.pay()
    assert (await claim.reach("in_force")).paid_fen == CAP_FEN
    await nudged(project)
    assert await clawbacks(skipping) == []


async def test_each_recovery_is_reclaimed_once(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await paid(await claimed(project))
    for recovered_fen in (10 * WAN, 10 * WAN, 25 * WAN):
        await enter(skipping, received(100 * WAN, recovered_fen=recovered_fen))
        await nudged(project)
    assert [found.amount_fen for found in await clawbacks(skipping)] == [10 * WAN, 15 * WAN]


@pytest.mark.parametrize(
    ("cause", "recovered_fen", "demanded_fen"),
    [
        # 60万 stand once 40万 that were not due are paid back: nothing is due back before the clause gives less than that.
        ("error", 40 * WAN, None),
        ("error", 40 * WAN + 1, 1),
        ("fraud", 70 * WAN, 30 * WAN),
        # What a breach costs was due when it was paid.
        ("breach", 30 * WAN, 30 * WAN),
    ],
)
async def test_recovery_asks_for_nothing_that_was_asked_back_because_it_was_not_due(
    skipping: Office, cause: str, recovered_fen: int, demanded_fen: int | None
) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    claim = await claimed(project)
    await paid(claim)
    await reclaim(skipping, claim, 40 * WAN, cause=cause)
    await enter(skipping, received(100 * WAN, recovered_fen=recovered_fen))
    await nudged(project)
    amounts = [found.amount_fen for found in await clawbacks(skipping) if found.cause == "upstream_recovery"]
    assert amounts == ([] if demanded_fen is None else [demanded_fen])


async def test_recovery_asks_for_what_a_redecision_has_added_too(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    claim = await claimed(project)
    await paid(claim)
    # As a re-decision leaves it: 20万 more were decided on and paid.
    more = {"supplement_fen": 20 * WAN, "supplement_paid_fen": 20 * WAN}
    await skipping.change(update(Application).where(Application.id == claim.id).values(**more))
    await enter(skipping, received(100 * WAN, recovered_fen=40 * WAN))
    await nudged(project)
    assert [found.amount_fen for found in await clawbacks(skipping)] == [60 * WAN]


async def test_clawback_runs_and_is_approved_by_a_person(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await paid(await claimed(project))
    await enter(skipping, received(100 * WAN, recovered_fen=40 * WAN), status="terminated")
    assert (await nudged(project)).stage == "unwinding"
    clawback = skipping.running((await clawbacks(skipping))[0])
    await until_it_runs(clawback)
    # The workflow may not have read yet where it stands: whoever is that quick is heard all the same.
    await clawback.answer("clawback_approval", DEPUTY, decision="demand_approved")
    await clawback.reach("noticed")


async def test_demand_that_no_person_proposed_is_dropped_by_two(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    await paid(await claimed(project))
    await enter(skipping, received(100 * WAN, recovered_fen=40 * WAN))
    await nudged(project)
    demand = skipping.running((await clawbacks(skipping))[0])
    await until_it_runs(demand)
    alone = {"decision": "demand_refused", "reason": "上级收回有误"}
    assert await demand.refusal_of_answer("clawback_approval", DEPUTY, **alone) == "invalid_input"
    await demand.answer("clawback_approval", DEPUTY, decision="dropping_asked", reason="上级收回有误")
    shown = (await demand.task("dropping_confirmation")).about
    assert {"amount_fen": 40 * WAN, "reason": "上级收回有误"}.items() <= shown.items()
    assert await demand.refusal_of_answer("dropping_confirmation", DEPUTY, **alone) == "four_eyes"
    await demand.answer("dropping_confirmation", HEAD, decision="dropping_refused", reason="应当追回")
    await demand.answer("clawback_approval", DEPUTY, decision="dropping_asked", reason="上级收回有误")
    await demand.answer("dropping_confirmation", HEAD, decision="demand_refused", reason="属实")
    await demand.reach("cancelled")


async def test_undecided_claim_goes_back_to_verification_when_its_money_is_taken_back(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    claim = await claimed(project)
    await claim.to_decision()
    await enter(skipping, received(100 * WAN, recovered_fen=40 * WAN))
    await nudged(project)
    await claim.happened("upstream_changed")
    await claim.reach("review")
    await claim.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")
    assert (await claim.reach("decision")).award_fen == 60 * WAN


async def test_money_set_aside_is_free_when_the_claim_goes_back_from_its_notice(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    claim = await claimed(project)
    await claim.to_notice()
    before = await skipping.balances()
    assert before["pre_commitment"] == 100 * WAN
    await enter(skipping, received(100 * WAN, recovered_fen=100 * WAN))
    await nudged(project)
    await claim.happened("upstream_changed")
    await claim.reach("review")
    assert (await skipping.balances())["pre_commitment"] == 0
    assert [found.state for found in await skipping.all(select(Notice))] == ["overturned"]


async def test_unreleased_payment_is_taken_out_and_paid_anew_for_less(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    claim = await claimed(project)
    await claim.to_payment()
    await enter(skipping, received(100 * WAN, recovered_fen=40 * WAN))
    await nudged(project)
    await claim.happened("upstream_changed")
    await claim.reach("review")
    assert [found.state for found in await skipping.all(select(Notice))] == ["overturned"]
    granted, (event, letter) = (await letters_of(claim))[-2:]
    assert (event, "现撤回该文书，该文书和相应公示不再有效" in letter) == ("upstream_changed", True)
    number = next(line.strip() for line in letter.splitlines() if "撤支" in line)
    assert (granted[0], number in granted[1]) == ("notice_cleared", True)
    await claim.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")
    await claim.answer("decision", HEAD, decision="approved")
    await claim.reach("public_notice")
    await claim.clear_notice()
    await claim.answer("commitment", APPLICANT, **SIGNED)
    await claim.pay()
    assert (await claim.reach("in_force")).paid_fen == 60 * WAN
    states = {found.number.split("-")[-2]: (found.state, found.amount_fen) for found in await claim.payments()}
    assert states == {"P1": ("given_up", 100 * WAN), "P2": ("paid", 60 * WAN)}


async def test_payment_under_way_is_looked_at_again_and_reclaimed(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    claim = await claimed(project)
    await skipping.fault("treasury.settlement", "never")
    await claim.to_payment()
    await claim.pay()
    await claim.happened("payment_instructed")
    await enter(skipping, received(100 * WAN, recovered_fen=40 * WAN))
    row = await nudged(project)
    assert await clawbacks(skipping) == []
    assert row.wakes_at is not None
    assert row.looked_at is not None
    assert row.wakes_at - row.looked_at < timedelta(days=15)
    await skipping.mend()
    await claim.reach("in_force")
    # The look itself, not its time: the test server does not skip while a child begins.
    await nudged(project)
    assert [found.amount_fen for found in await clawbacks(skipping)] == [40 * WAN]


async def test_held_claim_goes_back_once_it_is_resumed(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    claim = await claimed(project)
    await claim.to_decision()
    await claim.hold()
    await enter(skipping, received(100 * WAN, recovered_fen=40 * WAN))
    await nudged(project)
    assert (await claim.row()).stage == "decision"
    await claim.resume()
    await look_next(project)
    await claim.happened("upstream_changed")
