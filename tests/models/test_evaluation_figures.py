"""评估指标。What a year of a clause comes to: each figure counts the cases it says, and lists exactly those."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from models.session import Database
from policy.errors import Refusal
from policy.processes.evaluation.figures import Days, FigureCode
from policy.text import Text
from tests.models.evaluated import BEGINS, SUBMITTED, TO_PAID, TO_REFUSED, Year, begun


@pytest.fixture
async def year(database_url: str) -> AsyncIterator[Year]:
    database = Database(database_url)
    yield await begun(database)
    await database.close()


async def test_every_case_is_counted_once_by_the_way_it_left(year: Year) -> None:
    ways = [
        TO_PAID,
        TO_REFUSED,
        (SUBMITTED, ("withdrawn", "withdrawn", 5)),
        (SUBMITTED, ("correction_requested", "correction", 1), ("correction_lapsed", "lapsed", 300)),
        (SUBMITTED, ("accepted", "review", 1), ("older_policy_chosen", "older_policy", 2), ("confirmed", "older_policy_final", 300)),
        (SUBMITTED,),
    ]
    numbers = [await year.application(*way) for way in ways]
    figures = await year.figures()
    exits = {code: one.count for code, one in figures.items() if code.startswith("exit.")}
    expected = [f"exit.application.{way[-1][1]}.{way[-1][0]}" for way in ways]
    assert exits == dict.fromkeys(expected, 1)
    assert figures["handed_in.application"].count == len(ways) == sum(exits.values())
    assert [await year.cases(code) for code in expected] == [[number] for number in numbers]


async def test_case_is_counted_when_it_stands_in_a_stage_that_was_removed_since(year: Year) -> None:
    async with year.database.writing() as session:
        await session.execute(text("ALTER TABLE cases DROP CONSTRAINT ck_cases_application_stage"))
    number = await year.application(SUBMITTED, ("sent_to_bureau", "bureau", 24), ("bureau_refused", "bureau_closed", 48))
    figures = await year.figures()
    assert figures["exit.application.bureau_closed.bureau_refused"].count == 1
    assert figures["stage.application.bureau"].median_tenths == 20
    assert await year.cases("stage.application.bureau") == [number]


async def test_case_is_counted_where_it_stands_when_no_event_led_there(year: Year) -> None:
    number = await year.application()
    async with year.database.writing() as session:
        await session.execute(text("UPDATE cases SET stage = 'review' WHERE id = :id"), {"id": year.ids[number]})
    assert (await year.figures())["exit.application.review.-"].count == 1
    assert await year.cases("exit.application.review.-") == [number]


async def test_case_is_counted_once_when_it_came_twice_where_it_stands_in_one_moment(year: Year) -> None:
    there_and_back = (("accepted", "review", 1), ("returned", "verification", 0), ("verified", "review", 0))
    number = await year.application(SUBMITTED, *there_and_back)
    exits = {code: one.count for code, one in (await year.figures()).items() if code.startswith("exit.")}
    assert exits == {"exit.application.review.verified": 1}
    assert await year.cases("exit.application.review.verified") == [number]


async def test_draft_is_not_counted(year: Year) -> None:
    await year.application()
    assert await year.figures() == {}


@pytest.mark.parametrize(
    ("at", "counted"),
    [
        (datetime(2024, 12, 31, 15, 59, 59, tzinfo=UTC), 2024),
        (datetime(2024, 12, 31, 16, tzinfo=UTC), 2025),
        (datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC), 2025),
        (datetime(2025, 12, 31, 16, tzinfo=UTC), 2026),
    ],
)
async def test_case_belongs_to_the_year_in_which_it_was_handed_in_by_beijings_clocks(year: Year, at: datetime, counted: int) -> None:
    await year.application(SUBMITTED, at=at)
    found = [one for one in (2024, 2025, 2026) if await year.figures(year=one)]
    assert found == [counted]


async def test_case_of_another_clause_is_not_counted(year: Year) -> None:
    await year.application(SUBMITTED, item="first-above-scale")
    assert await year.figures() == {}
    assert (await year.figures(clause=9))["handed_in.application"].count == 1


async def test_enquiry_is_counted_beside_applications(year: Year) -> None:
    number = await year.enquiry(("submitted", "answering", 0), ("answered", "rating", 24), ("satisfied", "satisfied", 48))
    assert (await year.figures(clause=16))["exit.enquiry.satisfied.satisfied"].count == 1
    assert await year.cases("handed_in.enquiry", clause=16) == [number]


async def test_stay_is_without_its_pause_when_the_case_was_on_hold(year: Year) -> None:
    held = (SUBMITTED, ("put_on_hold", "acceptance", 12), ("resumed", "acceptance", 48), ("accepted", "verification", 12))
    number = await year.application(*held)
    figures = await year.figures()
    assert (figures["stage.application.acceptance"].median_tenths, figures["paused.application.acceptance"].median_tenths) == (10, 20)
    assert await year.cases("paused.application.acceptance") == [number]


async def test_pause_ends_with_the_stage_when_the_case_left_while_on_hold(year: Year) -> None:
    await year.application(SUBMITTED, ("put_on_hold", "acceptance", 24), ("withdrawn", "withdrawn", 12))
    figures = await year.figures()
    assert (figures["stage.application.acceptance"].median_tenths, figures["paused.application.acceptance"].median_tenths) == (10, 5)


async def test_pause_of_a_suspension_ends_when_it_is_lifted(year: Year) -> None:
    suspended = (SUBMITTED, ("suspension_found", "acceptance", 0), ("suspension_lifted", "acceptance", 24), ("accepted", "review", 24))
    await year.application(*suspended)
    assert (await year.figures())["stage.application.acceptance"].median_tenths == 10


async def test_each_stay_counts_when_a_case_went_through_a_stage_twice(year: Year) -> None:
    number = await year.application(
        SUBMITTED, ("correction_requested", "correction", 24), ("corrected", "acceptance", 1), ("accepted", "review", 72)
    )
    figure = (await year.figures())["stage.application.acceptance"]
    assert (figure.count, figure.median_tenths, figure.mean_tenths, figure.ninth_tenths) == (2, 20, 20, 30)
    assert await year.cases("stage.application.acceptance") == [number]


@pytest.mark.parametrize("late", [False, True])
async def test_step_is_late_only_when_it_was_closed_after_it_was_due(year: Year, *, late: bool) -> None:
    number = await year.application(*TO_REFUSED, late=late)
    figures = await year.figures()
    assert (figures["step.acceptance"].count, figures["step.acceptance"].limit_days) == (1, 5)
    assert ("late.acceptance" in figures) is late
    assert await year.cases("late.acceptance") == ([number] if late else [])


async def test_refusal_is_counted_under_each_condition_that_failed_when_it_was_assessed_last(year: Year) -> None:
    number = await year.application(*TO_REFUSED)
    await year.assessed(number, "recognised", hours=1)
    await year.assessed(number, "registered_in_area", "no_records", hours=2)
    figures = await year.figures()
    assert {code for code in figures if code.startswith("refused_for.")} == {"refused_for.registered_in_area", "refused_for.no_records"}
    assert figures["refused_for.no_records"].said == Text("须no_records", "must no_records")
    assert await year.cases("refused_for.no_records") == [number]


@pytest.mark.parametrize(
    ("ways", "code", "said"),
    [
        ((SUBMITTED, ("acceptance_refused", "refused", 5)), "acceptance_refused", "不予受理"),
        ((SUBMITTED, ("accepted", "review", 1), ("not_recommended", "refused", 5)), "not_recommended", "不建议支持"),
        (
            (SUBMITTED, ("accepted", "decision", 1), ("decision_refused", "refused", 5), ("confirmed", "rejected", 9)),
            "decision_refused",
            "审定不予支持",
        ),
        ((SUBMITTED, ("sent_to_bureau", "bureau", 1), ("bureau_said_no", "refused", 5)), "bureau_said_no", "bureau_said_no"),
    ],
)
async def test_refusal_is_counted_under_the_decision_that_made_it_when_no_condition_failed(
    year: Year, ways: tuple[Any, ...], code: str, said: str
) -> None:
    number = await year.application(*ways)
    if code == "decision_refused":
        await year.assessed(number)
    figures = await year.figures()
    assert {name: one.said.zh for name, one in figures.items() if name.startswith("refused_for.") and one.said} == {
        f"refused_for.{code}": said
    }
    assert await year.cases(f"refused_for.{code}") == [number]


async def test_refusal_is_counted_under_what_the_sources_said_when_it_was_never_assessed(year: Year) -> None:
    number = await year.application(*TO_REFUSED)
    await year.verified(number, "no_serious_record", "registered_in_area")
    figures = await year.figures()
    assert {code for code in figures if code.startswith("refused_for.")} == {
        "refused_for.no_serious_record",
        "refused_for.registered_in_area",
    }
    assert await year.cases("refused_for.no_serious_record") == [number]


async def test_every_case_that_stands_refused_has_a_reason(year: Year) -> None:
    found = [await year.application(*TO_REFUSED) for _ in range(3)]
    await year.verified(found[0], "no_serious_record")
    await year.assessed(found[1], "recognised")
    figures = await year.figures()
    named = [await year.cases(code) for code in figures if code.startswith("refused_for.")]
    assert sorted(number for numbers in named for number in numbers) == sorted(found)


async def test_failed_condition_is_no_refusal_when_the_case_was_supported_in_the_end(year: Year) -> None:
    await year.assessed(await year.application(*TO_PAID), "recognised")
    assert not [code for code in await year.figures() if code.startswith("refused_for.")]


async def test_money_is_added_up_by_what_became_of_it(year: Year) -> None:
    award: dict[str, Any] = {"award_fen": 500, "paid_fen": 500, "supplement_fen": 30, "supplement_paid_fen": 20, "recovered_fen": 7}
    paid = await year.application(*TO_PAID, facts={"requested_fen": 600}, **award)
    await year.application(*TO_REFUSED, facts={"requested_fen": 100})
    figures = await year.figures()
    assert [(figures[code].count, figures[code].amount_fen) for code in ("asked", "awarded", "paid", "came_back")] == [
        (2, 700),
        (1, 530),
        (1, 520),
        (1, 7),
    ]
    assert await year.cases("came_back") == [paid]


@pytest.mark.parametrize(
    ("stage", "paid_fen", "counted"),
    [("decision", 0, 0), ("committee", 0, 0), ("refused", 0, 0), ("budget_wait", 0, 1), ("public_notice", 0, 1), ("withdrawn", 500, 1)],
)
async def test_money_is_awarded_only_when_it_was_approved(year: Year, stage: str, paid_fen: int, counted: int) -> None:
    number = await year.application(SUBMITTED, ("moved", stage, 24), award_fen=500, paid_fen=paid_fen)
    figure = (await year.figures())["awarded"]
    assert (figure.count, figure.amount_fen) == (counted, 500 * counted)
    assert await year.cases("awarded") == [number] * counted


async def test_way_to_money_ends_with_the_first_payment_that_arrived(year: Year) -> None:
    first, second, third = [await year.application(*TO_PAID) for _ in range(3)]
    for number, days in ((first, 10), (first, 4), (second, 18)):
        await year.paid(number, days, "returned" if days == 4 else "paid")
    await year.paid(third, 30)
    figure = (await year.figures())["to_money"]
    assert (figure.count, figure.median_tenths, figure.ninth_tenths) == (3, 180, 300)
    assert await year.cases("to_money") == [first, second, third]


async def test_what_came_in_for_a_share_came_back_when_it_was_bought_at_its_award(year: Year) -> None:
    number = await year.application(*TO_PAID, item="equity-investment", award_fen=300, paid_fen=300)
    held = await year.investment(number, 300, proceeds_fen=550)
    figures = await year.figures(clause=15)
    assert (figures["came_back"].count, figures["came_back"].amount_fen) == (1, 550)
    assert await year.cases("came_back", clause=15) == [number]
    assert await year.cases("handed_in.investment", clause=15) == [held]


async def test_figures_are_as_things_stood_when_cases_have_moved_on_since(year: Year) -> None:
    number = await year.application(*TO_PAID)
    await year.paid(number, 16)
    at = BEGINS + timedelta(days=3)
    figures = await year.figures(at=at)
    assert {code: one.count for code, one in figures.items() if one.count} == {
        "handed_in.application": 1,
        "exit.application.review.accepted": 1,
        "stage.application.acceptance": 1,
        "step.acceptance": 1,
    }
    assert await year.cases("exit.application.review.accepted", at=at) == [number]
    assert await year.cases("exit.application.in_force.paid", at=at) == []


async def test_figures_of_a_clause_are_those_of_its_items_together(year: Year) -> None:
    award: dict[str, Any] = {"award_fen": 500, "paid_fen": 500}
    numbers = {
        "equity-investment": await year.application(*TO_PAID, item="equity-investment", **award),
        "talent-startup": await year.application(*TO_PAID, item="talent-startup", **award),
        "talent-startup, refused": await year.application(*TO_REFUSED, item="talent-startup"),
    }
    whole = await year.figures(clause=15)
    apart = [await year.figures(clause=15, item=item) for item in ("equity-investment", "talent-startup")]
    for code, one in whole.items():
        its = [figures[code] for figures in apart if code in figures]
        assert (one.count, one.amount_fen or 0) == (sum(each.count for each in its), sum(each.amount_fen or 0 for each in its)), code
    assert [figures["handed_in.application"].count for figures in apart] == [1, 2]
    assert await year.cases("paid", clause=15, item="talent-startup") == [numbers["talent-startup"]]


async def test_figures_are_not_split_when_the_clause_has_one_item(year: Year) -> None:
    await year.application(*TO_PAID)
    assert await year.figures(item="innovation-centre") == {}


async def test_list_goes_on_after_the_last_case_of_a_page(year: Year) -> None:
    numbers = [await year.application(SUBMITTED) for _ in range(3)]
    assert await year.cases("handed_in.application", limit=1) == numbers[:2]


@pytest.mark.parametrize("code", ["", "exits.application.refused.x", "exit.application.refused", "paid.application", "step"])
def test_figure_is_not_found_when_none_is_called_so(code: str) -> None:
    with pytest.raises(Refusal) as refused:
        FigureCode.read(code)
    assert refused.value.code == "not_found"


@pytest.mark.parametrize(("days", "ninth"), [([10], 10), ([10, 20], 20), ([*range(1, 10), 100], 9), ([*range(1, 11), 100], 10)])
def test_nine_of_ten_are_within_the_nearest_rank(days: list[int], ninth: int) -> None:
    counted = Days()
    for tenths in days:
        counted.add(tenths, 1)
    assert counted.within(9, 10) == ninth


@pytest.mark.parametrize(
    ("days", "median", "mean"),
    [([7], 7, 7), ([0, 532], 266, 266), ([1, 2], 1, 1), ([1, 2, 9], 2, 4), ([5, 5, 1, 9], 5, 5), ([1, 3, 4, 90], 3, 24)],
)
def test_median_is_the_mean_of_the_two_in_the_middle_when_their_number_is_even(days: list[int], median: int, mean: int) -> None:
    counted = Days()
    for one in days:
        counted.add(one, 1)
    assert (counted.median, counted.mean) == (median, mean)
