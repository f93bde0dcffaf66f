"""年度运行。A yearly run from its figures to its offers."""

from __future__ import annotations

from policy.assessment import assess
from policy.lifecycles.run import RUN
from policy.population import INCOMPLETE, document_of, matter_date_of
from policy.registry import item as item_called
from sandbox.enterprises import CHENXIN, HAIXI, QINGHE, YUNHENG, ZHIYUAN
from tests.workflows.growth import YEAR, growth_rule, member, members, offer_to, order, populate, release, run_case
from tests.workflows.office import HEAD, OFFICER, WAN, Case, Office

GROWTH = item_called("rd-growth")


async def to_release(office: Office, **options: object) -> Case:
    await growth_rule(office)
    run = await run_case(office, await order(office, **options))  # type: ignore[arg-type]
    await run.reach("release")
    return run


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
    assert (await run.task("run_release")).about["amount_fen"] == due_fen


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
    await run.answer("run_release", HEAD, decision="abandoned", reason="名单有误")
    await run.reach("abandoned")
    again = await order(growth)
    assert (again.joined, again.number) == (False, f"rd-growth/{YEAR}/2")


async def test_preview_reports_and_offers_nothing_and_may_be_repeated(growth: Office) -> None:
    await growth_rule(growth)
    for number in (1, 2):
        started = await order(growth, dry_run=True)
        assert started.number == f"rd-growth/{YEAR}/preview-{number}"
        run = await run_case(growth, started)
        row = await run.reach("previewed")
        assert row.report["amount_fen"] > 0
        assert row.report["offers"] == {"count": 0, "amount_fen": 0, "by_stage": {}}
        assert await run.handle.result() == "previewed"


async def test_who_started_a_run_may_not_release_it(growth: Office) -> None:
    run = await to_release(growth, actor=HEAD)
    assert await run.refusal_of_answer("run_release", HEAD, decision="released") == "four_eyes"


def test_every_stage_of_a_run_is_known_to_the_database() -> None:
    assert set(RUN.stages) == {
        "draft", "collecting", "assessing", "release", "offering", "open", "closed", "previewed", "abandoned",
    }  # fmt: skip
