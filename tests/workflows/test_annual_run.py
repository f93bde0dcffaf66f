"""年度运行。An annual run from its figures to its offers."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowExecutionStatus
from temporalio.exceptions import ApplicationError

from activities.annual_run import offering as annual_run_offering
from activities.annual_run.opening import AnnualRunOpening
from activities.signatures.annual_run import ORDERED, AnnualRunOrder, AnnualRunStarted
from models.queries import family, involvement
from models.tables import AnnualRun, Application, ItemSuspension
from policy.actors import Actor, Role
from policy.judging.assessment import assess
from policy.judging.catalogue import item as item_called
from policy.processes.annual_run.lifecycle import ANNUAL_RUN
from policy.processes.annual_run.population import INCOMPLETE, document_of, matter_date_of
from sandbox.enterprises import CHENXIN, HAIXI, QINGHE, YUNHENG, ZHIYUAN
from tests.granting import grants
from tests.office import HEAD, MOMENT, OFFICER, WAN, Case, Office, message, person
from tests.workflows.annual_runs import YEAR, growth_rule, member, members, offer_to, order, populate, reassessment, release, run_case

GROWTH = item_called("rd-growth")


async def to_release(office: Office, **options: object) -> Case:
    await growth_rule(office)
    run = await run_case(office, await order(office, **options))  # type: ignore[arg-type]
    await run.reach("release")
    return run


async def suspend(office: Office) -> None:
    suspension = {"effective_from": date(YEAR, 1, 1), "reason_zh": "上位政策", "reason_en": "superior policy", "document_no": "1号"}
    approved = {"entered_by": "officer-sti-1", "approved_by": "officer-sti-2", "approved_at": datetime.now(UTC)}
    await office.add(ItemSuspension(item_code="rd-growth", **suspension, **approved))


async def test_who_is_above_target_is_offered_when_a_run_is_released(growth: Office) -> None:
    run = await to_release(growth)
    await release(run)
    # 3 000万 a year before and 3 900万 now: 10 % more was the target, and a fifth of the 600万 above it is due.
    found = await member(growth, run, CHENXIN)
    assert (found.outcome, found.award_fen) == ("award", 120 * WAN)
    offer = await offer_to(growth, run, CHENXIN)
    assert (await offer.row()).stage == "offer"
    assert (await offer.task("offer")).about["award_fen"] == 120 * WAN


async def test_verdict_is_what_the_letter_says_when_a_synthetic_thousand_is_run(growth: Office) -> None:
    await populate(growth, 1_000)
    run = await to_release(growth)
    row = await run.row()
    matter_date = matter_date_of(YEAR, row.cut_off)
    found = await members(growth, run)
    assert row.population == row.assessed == len(found) > 1_000
    assert {one.outcome for one in found} >= {"award", "reject", INCOMPLETE}
    for one in found:
        if one.outcome == INCOMPLETE:
            assert one.target_fen is one.prior_rd_expense_fen is None
            continue
        columns = {name: getattr(one, name) for name in one.__table__.columns.keys()}  # noqa: SIM118 - columns are no mapping
        said = assess("rd-growth", document_of(GROWTH, YEAR, columns, cut_off=row.cut_off, matter_date=matter_date), row.rules)
        assert (one.outcome, one.award_fen or 0, one.capped) == (said.outcome.value, said.award_fen or 0, said.capped), one.uscc
        if one.outcome == "reject":
            assert one.failed == [reason["code"] for reason in said.reasons if not reason["holds"]]


async def test_who_released_others_only_has_no_duty_in_an_offer(growth: Office) -> None:
    run = await to_release(growth)
    second, offers = person("approver-sti-2"), {}
    await run.answer("annual_run_release", HEAD, decision="released", members=[CHENXIN])
    await run.reach("open")
    await run.answer("further_release", second, decision="released")
    await run.reach("open")
    async with growth.database.reading() as session:
        for uscc in (CHENXIN, YUNHENG):
            row = await session.get_one(Application, (await offer_to(growth, run, uscc)).id)
            counted = (await family.of(session, row, {})).counted
            offers[uscc] = [who.subject for who in (HEAD, second) if await involvement.of(session, who.subject, counted)]
    assert offers == {CHENXIN: [HEAD.subject], YUNHENG: [second.subject]}


async def test_reasons_of_the_general_terms_are_named_when_they_fail(growth: Office) -> None:
    run = await to_release(growth)
    assert (await member(growth, run, HAIXI)).failed == ["no_serious_record"]
    assert "taxed_in_area" in (await member(growth, run, ZHIYUAN)).failed
    report = (await run.row()).report
    assert {reason["code"] for reason in report["refusals"]} >= {"no_serious_record", "taxed_in_area"}
    assert all(reason["title"]["zh"] and reason["clause"] for reason in report["refusals"])


async def test_report_says_counts_money_and_what_is_left_of_the_budget(growth: Office) -> None:
    run = await to_release(growth)
    report = (await run.row()).report
    awards = [one for one in await members(growth, run) if one.outcome == "award"]
    assert {one.uscc for one in awards} == {CHENXIN, YUNHENG, QINGHE}
    due_fen = sum(one.award_fen or 0 for one in awards)
    assert report["outcomes"]["award"]["count"] == len(awards)
    assert report["amount_fen"] == due_fen
    assert report["budget"]["left_fen"] == report["budget"]["available_fen"] - due_fen
    assert (await run.task("annual_run_release")).about["amount_fen"] == due_fen


async def test_who_has_no_target_waits_for_a_rule_when_none_is_in_force(growth: Office) -> None:
    run = await run_case(growth, await order(growth))
    await run.reach("release")
    assert (await member(growth, run, CHENXIN)).outcome == "needs_parameter"
    await release(run)
    assert (await run.row()).offered == 0


async def test_second_order_joins_when_the_run_of_the_year_is_there(growth: Office) -> None:
    run = await to_release(growth)
    again = await order(growth, actor=OFFICER)
    assert (again.joined, again.case_id, again.number) == (True, str(run.id), f"rd-growth/{YEAR}")


async def test_new_run_begins_when_the_one_before_was_abandoned(growth: Office) -> None:
    run = await to_release(growth)
    await run.answer("annual_run_release", HEAD, decision="abandoned", reason="名单有误")
    await run.reach("abandoned")
    again = await order(growth)
    assert (again.joined, again.number) == (False, f"rd-growth/{YEAR}/2")


async def test_run_goes_on_from_where_it_was_when_an_operator_terminated_it_and_it_is_ordered_again(growth: Office) -> None:
    run = await to_release(growth)
    await run.handle.terminate()
    assert (await order(growth)).joined
    await release(run)
    assert (await run.row()).offered == 3
    await run.handle.terminate()
    assert (await order(growth)).joined
    assert (await run.ask("request", reassessment(CHENXIN))).event == "member_reassessed"
    assert await run.events() == ["submitted", "collected", "assessed", "released", "offers_made", "member_reassessed"]


async def test_preview_reports_and_offers_nothing_and_may_be_repeated(growth: Office) -> None:
    await growth_rule(growth)
    for number in (1, 2):
        started = await order(growth, dry_run=True)
        assert started.number == f"rd-growth/{YEAR}/preview-{number}"
        run = await run_case(growth, started)
        row = await run.reach("previewed")
        assert row.report["amount_fen"] > 0
        assert row.report["offers"] == {"count": 0, "amount_fen": 0, "by_stage": {}, "amount_by_stage": {}}
        assert await run.handle.result() == "previewed"


async def test_who_started_a_run_may_not_release_it(growth: Office) -> None:
    run = await to_release(growth, actor=HEAD)
    assert await run.refusal_of_answer("annual_run_release", HEAD, decision="released") == "four_eyes"


async def test_run_waits_when_a_source_is_out_and_goes_on_when_it_is_back(growth: Office) -> None:
    await growth_rule(growth)
    await populate(growth, 5_000)
    await growth.fault("registration.standings", "down")
    run = await run_case(growth, await order(growth))
    await growth.until_failed("registration", run)
    # Nobody is taken in half known.
    assert (await run.row()).population == 0
    await growth.mend()
    await run.reach("release")
    found = await members(growth, run)
    assert len(found) == (await run.row()).population > 5_000


async def test_run_is_stopped_and_goes_on_when_somebody_holds_it_during_an_outage(growth: Office) -> None:
    await growth_rule(growth)
    await growth.fault("statistics.rd_expenses", "down")
    run = await run_case(growth, await order(growth))
    await growth.until_failed("statistics", run)
    assert (await run.ask("hold", message("put_on_hold", OFFICER, reason="等待统计部门"))).event == "put_on_hold"
    await growth.mend()
    assert (await run.row()).stage == "collecting"
    assert (await run.ask("resume", message("resumed", OFFICER))).event == "resumed"
    await run.reach("release")


async def test_run_is_abandoned_when_somebody_gives_it_up_during_an_outage(growth: Office) -> None:
    await growth.fault("statistics.rd_expenses", "down")
    run = await run_case(growth, await order(growth))
    await growth.until_failed("statistics", run)
    await run.ask("request", message("abandoned", OFFICER, reason="名单有误"))
    await growth.mend()
    assert await run.handle.result() == "abandoned"


async def test_release_is_escalated_when_nobody_looks(growth: Office) -> None:
    run = await to_release(growth)
    task = await run.task("annual_run_release")
    assert task.due_at is not None
    await run.skip_until(task.due_at + MOMENT)
    await run.happened("warned")
    await run.happened("escalated")
    assert (await run.row()).stage == "release"


async def test_nothing_is_released_when_the_item_is_suspended(growth: Office) -> None:
    run = await to_release(growth)
    await suspend(growth)
    assert await run.refusal_of_answer("annual_run_release", HEAD, decision="released") == "window_closed"
    assert (await run.row()).stage == "release"


async def test_same_request_is_the_same_preview_when_it_is_sent_again(growth: Office) -> None:
    asked = AnnualRunOrder("rd-growth", YEAR, dry_run=True, actor=OFFICER, key=uuid.uuid4().hex)
    sent = replace(asked, attestation=growth.attestor.attest(asked.workflow_id, "start", asked.as_message()))
    numbers = set()
    for attempt in range(2):
        with growth.starting():
            started: AnnualRunStarted = await growth.client.execute_workflow(
                "AnnualRunStart",
                sent,
                id=f"annual-run-start/{sent.key}/{attempt}",
                task_queue=growth.settings.task_queue,
                result_type=AnnualRunStarted,
            )
        numbers.add(started.number)
    assert numbers == {f"rd-growth/{YEAR}/preview-1"}


@pytest.mark.parametrize(
    "change", [{"attestation": ""}, {"actor": HEAD}, {"year": YEAR - 1}, {"item_code": "first-above-scale"}, {"key": "another"}]
)
async def test_run_is_not_opened_when_nobody_vouches_for_its_order(growth: Office, change: dict[str, Any]) -> None:
    asked = AnnualRunOrder("rd-growth", YEAR, dry_run=True, actor=OFFICER, key=uuid.uuid4().hex, ordered_at=datetime.now(UTC))
    attested = replace(asked, attestation=growth.attestor.attest(asked.workflow_id, "start", asked.as_message()))
    opening = AnnualRunOpening(growth.parts.deployment())
    # The workflow keeps the order under a key of its own.
    assert (await opening.open_annual_run(replace(attested, key=ORDERED + asked.key))).joined is False
    with pytest.raises(ApplicationError) as refused:
        await opening.open_annual_run(replace(attested, **change))
    assert refused.value.type == "forbidden"
    assert len(await growth.all(select(AnnualRun))) == 1


async def test_every_offer_that_was_made_can_be_answered_when_somebody_holds_the_run_between_two(
    growth: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annual_run_offering, "BATCH", 1)
    run = await to_release(growth)
    await run.answer("annual_run_release", HEAD, decision="released")
    assert (await run.ask("hold", message("put_on_hold", OFFICER, reason="核对"))).stage == "offering"
    made = await growth.all(select(Application).where(Application.parent_id == run.id))
    assert len(made) < 3
    for application in made:
        described = await growth.running(application).handle.describe()
        assert described.status is WorkflowExecutionStatus.RUNNING
    await run.ask("resume", message("resumed", OFFICER))
    assert (await run.reach("open")).offered == 3


async def test_offers_wait_when_the_item_is_suspended_between_two(growth: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annual_run_offering, "BATCH", 1)
    run = await to_release(growth)
    await run.answer("annual_run_release", HEAD, decision="released")
    await run.ask("hold", message("put_on_hold", OFFICER, reason="上位政策"))
    offered = (await run.row()).offered
    await suspend(growth)
    await run.ask("resume", message("resumed", OFFICER))
    await growth.until_failed("window_closed", run)
    assert ((await run.row()).stage, (await run.row()).offered) == ("offering", offered)
    assert (await run.ask("hold", message("put_on_hold", OFFICER, reason="上位政策"))).event == "put_on_hold"


async def test_workflow_begins_anew_when_its_offers_are_made_and_hears_nothing_of_their_ends(
    growth: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annual_run_offering, "BATCH", 2)
    run = await to_release(growth)
    first = (await run.handle.describe()).run_id
    await release(run)
    assert (await run.row()).offered == 3 > annual_run_offering.BATCH
    for uscc in (CHENXIN, YUNHENG, QINGHE):
        offer = await offer_to(growth, run, uscc)
        applicant = Actor("applicant", "申报人", grants(Role.APPLICANT), uscc)
        await offer.answer("offer", applicant, decision="offer_declined")
        assert await offer.handle.result() == "withdrawn"
    assert (await run.handle.describe()).run_id != first
    history = await run.handle.fetch_history()
    assert not any(event.HasField("child_workflow_execution_completed_event_attributes") for event in history.events)
    assert len(history.events) < 20


def test_every_stage_of_a_run_is_known_to_the_database() -> None:
    assert set(ANNUAL_RUN.stages) == {
        "draft", "collecting", "assessing", "release", "offering", "open", "closed", "previewed", "abandoned",
    }  # fmt: skip
