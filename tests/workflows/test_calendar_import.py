"""The State Council's notice for a year: whatever ends elsewhere by it is counted again, also what was official."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from temporalio.exceptions import ApplicationError

from activities.case.calendar import CalendarActivities
from activities.signatures.calendar import CalendarDay, CalendarImported, CalendarNotice
from models.queries import calendar
from models.tables import CalendarDate, CalendarYear, Notice, Task
from policy.working_days import BEIJING
from tests.office import OFFICER, Case, Office, person, until
from tests.workflows.competition import Competition
from tests.workflows.conftest import Opening
from workflows.calendar_import import CalendarImportWorkflow

YEARS_AHEAD = {"acceptance": 400}
MONDAY, SATURDAY = 0, 5


def noticed(office: Office, year: int, document_no: str, days: list[CalendarDay], *, ago: timedelta = timedelta()) -> CalendarNotice:
    """Return a notice as the API hands it on."""
    notice = CalendarNotice(year, document_no, days, person("admin"), datetime.now(UTC) - ago)
    return replace(notice, attestation=office.attestor.attest(notice.workflow_id, "start", notice.as_message()))


async def import_notice(office: Office, year: int, *days: CalendarDay) -> CalendarImported:
    notice = noticed(office, year, f"国办发明电〔{year - 1}〕7号", list(days))
    with office.starting():
        return await office.client.execute_workflow(
            CalendarImportWorkflow.run, notice, id=f"calendar/{uuid.uuid4().hex}", task_queue=office.settings.task_queue
        )


async def acceptance(case: Case) -> Task:
    return await case.task("acceptance")


def weekend_of(task: Task) -> date:
    """Return a Saturday shortly before the task is due."""
    assert task.due_at is not None
    day = task.due_at.astimezone(BEIJING).date() - timedelta(days=7)
    return day + timedelta(days=5 - day.weekday())


async def test_provisional_deadline_is_counted_again_when_the_notice_is_imported(opening: Opening) -> None:
    async with opening(durations=YEARS_AHEAD) as office:
        case = await office.apply_for()
        before = await acceptance(case)
        assert before.due_provisional
        assert before.due_at is not None
        saturday = weekend_of(before)
        result = await import_notice(office, saturday.year, CalendarDay(saturday, "working", "调休上班"))
        await case.happened("deadlines_recomputed")
        after = await acceptance(case)
        assert (result.days, result.recomputed) == (1, 1)
        assert after.due_at is not None
        # The made-up Saturday brings the end forward by one working day; the holidays once guessed for the year are working days now.
        assert after.due_at < before.due_at
        assert after.warn_at is not None
        assert after.warn_at < after.due_at


async def test_notice_replaces_what_was_guessed_for_its_year(opening: Opening) -> None:
    async with opening() as office:
        await import_notice(office, 2027, CalendarDay(date(2027, 1, 1), "off", "元旦"))
        days = await office.all(select(CalendarDate).where(CalendarDate.day >= date(2027, 1, 1)))
        assert [(day.day, day.status) for day in days] == [(date(2027, 1, 1), "official")]
        years = await office.all(select(CalendarYear.imported_by).where(CalendarYear.year == 2027))
        assert list(years) == ["admin"]


async def test_official_deadline_stays_when_a_notice_is_imported(opening: Opening) -> None:
    async with opening() as office:
        case = await office.apply_for()
        task = await acceptance(case)
        assert task.due_at is not None
        if task.due_provisional:
            await import_notice(office, task.due_at.astimezone(BEIJING).year)
            await case.happened("deadlines_recomputed")
            task = await acceptance(case)
        again = await import_notice(office, 2031)
        assert again.recomputed == 0
        assert (await acceptance(case)).due_at == task.due_at


async def until_moved(case: Case, before: Task) -> Task:
    async def find() -> Task | None:
        task = await acceptance(case)
        return None if task.due_at == before.due_at else task

    return await until(find, "a task that is due at another time")


async def official(office: Office, case: Case) -> Task:
    """Import notices that set nothing for every year the task runs over, and wait for the case to have counted by each."""
    task = await acceptance(case)
    assert task.due_at is not None
    told = 0
    for year in range(datetime.now(BEIJING).year, task.due_at.year + 1):
        told += (await import_notice(office, year)).recomputed

        async def counted(told: int = told) -> bool | None:
            return (await case.events()).count("deadlines_recomputed") == told or None

        await until(counted, "deadlines counted by the notice")
    task = await acceptance(case)
    assert not task.due_provisional
    return task


def december(task: Task, weekday: int) -> date:
    """Return a day of the last week of a December the task runs over, with the year after."""
    assert task.due_at is not None
    day = date(task.due_at.astimezone(BEIJING).year - 1, 12, 25)
    return day + timedelta(days=(weekday - day.weekday()) % 7)


@pytest.mark.parametrize(("weekday", "kind", "earlier"), [(SATURDAY, "working", True), (MONDAY, "off", False)])
async def test_official_deadline_moves_when_the_notice_of_the_year_after_sets_a_day_of_december(
    opening: Opening, weekday: int, kind: str, *, earlier: bool
) -> None:
    async with opening(durations=YEARS_AHEAD) as office:
        case = await office.apply_for()
        before = await official(office, case)
        day = december(before, weekday)
        assert (await import_notice(office, day.year + 1, CalendarDay(day, kind, "元旦"))).recomputed == 1
        after = await until_moved(case, before)
        assert before.due_at is not None
        assert after.due_at is not None
        assert (after.due_at < before.due_at) is earlier
        assert not after.due_provisional


async def test_official_notice_moves_when_the_notice_of_the_year_after_sets_a_day_of_december(opening: Opening) -> None:
    async with opening(durations={"public_notice": 400}) as office:
        case = await office.apply_for()
        await case.to_notice()
        before = await case.notice()
        for year in range(datetime.now(BEIJING).year, before.until.year + 1):
            await import_notice(office, year)

        async def find_official() -> Notice | None:
            notice = await case.notice()
            return None if notice.until_provisional else notice

        before = await until(find_official, "an official end")
        day = date(before.until.astimezone(BEIJING).year - 1, 12, 28)
        assert (await import_notice(office, day.year + 1, *week(day, "off"))).recomputed == 1

        async def find_moved() -> Notice | None:
            notice = await case.notice()
            return notice if notice.until > before.until else None

        after = await until(find_moved, "a notice that runs longer")
        assert (await case.row()).wakes_at == after.until


def week(day: date, kind: str) -> list[CalendarDay]:
    return [CalendarDay(day + timedelta(days=ahead), kind, "调休") for ahead in range(4)]


async def test_official_deadline_moves_back_when_the_notice_is_changed_in_mid_year(opening: Opening) -> None:
    async with opening(durations=YEARS_AHEAD) as office:
        case = await office.apply_for()
        first = await official(office, case)
        assert first.due_at is not None
        year = first.due_at.astimezone(BEIJING).year
        # May 2019: a holiday of one day was made one of four.
        await import_notice(office, year - 1, *week(date(year - 1, 11, 1), "off"))
        longer = await until_moved(case, first)
        assert longer.due_at is not None
        assert longer.due_at > first.due_at
        assert (await import_notice(office, year - 1, *week(date(year - 1, 11, 1), "off"))).recomputed == 0
        assert (await import_notice(office, year - 1)).recomputed == 1
        assert (await until_moved(case, longer)).due_at == first.due_at


async def test_days_of_december_stay_when_the_notice_of_their_own_year_is_changed(opening: Opening) -> None:
    async with opening() as office:
        made_up = CalendarDay(date(2028, 12, 30), "working", "元旦调休上班")
        await import_notice(office, 2029, made_up)
        await import_notice(office, 2028, CalendarDay(date(2028, 1, 3), "off", "元旦"), CalendarDay(date(2028, 12, 30), "off", "周六"))
        async with office.database.reading() as session:
            stands = await calendar.legal_calendar(session, 2028)
        assert (stands.is_working(date(2028, 12, 30)), stands.is_working(date(2028, 1, 3))) == (True, False)
        # The later notice gives the day up, and the other one's word for it is there.
        await import_notice(office, 2029)
        async with office.database.reading() as session:
            stands = await calendar.legal_calendar(session, 2028)
        assert not stands.is_working(date(2028, 12, 30))


async def test_nobody_is_late_for_a_notice_that_comes_late(opening: Opening) -> None:
    async with opening(durations=YEARS_AHEAD) as office:
        case = await office.apply_for()
        before = await official(office, case)
        assert before.due_at is not None
        now = datetime.now(BEIJING)
        await case.skip(before.due_at - now - timedelta(days=20))
        year = before.due_at.astimezone(BEIJING).year
        first = date(year - 1, 1, 1)
        saturdays = [first + timedelta(days=day) for day in range(365) if (first + timedelta(days=day)).weekday() == SATURDAY]
        await import_notice(office, year - 1, *(CalendarDay(day, "working", "补班") for day in saturdays))
        after = await until_moved(case, before)
        assert after.due_at is not None
        assert timedelta() < before.due_at - after.due_at <= timedelta(days=20)
        assert after.escalated_at is None
        assert "escalated" not in await case.events()


async def test_notice_is_refused_when_a_later_one_stands_or_nobody_vouches_for_it(opening: Opening) -> None:
    async with opening() as office:
        importing, day = CalendarActivities(office.parts.deployment()), CalendarDay(date(2031, 1, 1), "off", "元旦")
        earlier = noticed(office, 2031, "国办发明电1号", [], ago=timedelta(hours=1))
        await importing.import_calendar(earlier)
        later = noticed(office, 2031, "国办发明电2号", [day])
        await importing.import_calendar(later)
        forged = noticed(office, 2031, "国办发明电3号", [])
        for notice, code in (
            (earlier, "duplicate"),
            (replace(forged, attestation=""), "forbidden"),
            (replace(forged, attestation=later.attestation), "forbidden"),
            (replace(forged, actor=OFFICER), "forbidden"),
            (replace(forged, days=[day]), "forbidden"),
            (replace(forged, year=2032), "forbidden"),
            (replace(later, asked_at=forged.asked_at), "forbidden"),
        ):
            with pytest.raises(ApplicationError) as refused:
                await importing.import_calendar(notice)
            assert refused.value.type == code
        await importing.import_calendar(later)
        assert await office.all(select(CalendarYear.document_no).where(CalendarYear.year == 2031)) == ["国办发明电2号"]


async def test_cases_are_found_again_when_the_answer_of_an_import_was_lost(opening: Opening) -> None:
    async with opening(durations=YEARS_AHEAD) as office:
        case = await office.apply_for()
        day = december(await official(office, case), MONDAY)
        notice = noticed(office, day.year + 1, "国办发明电1号", [CalendarDay(day, "off", "元旦")])
        importing = CalendarActivities(office.parts.deployment())
        found = [(await importing.import_calendar(notice)).workflow_ids for _ in range(2)]
        assert found == [[case.handle.id]] * 2


async def test_import_waits_for_a_transition_that_counts_by_the_calendar_as_it_was(opening: Opening) -> None:
    async with opening() as office:
        async with office.database.writing() as session:
            await calendar.legal_calendar(session, 2028)
            importing = asyncio.create_task(import_notice(office, 2029, CalendarDay(date(2029, 1, 1), "off", "元旦")))
            await asyncio.sleep(1)
            assert not importing.done()
        assert (await importing).days == 1


async def test_ordered_days_are_counted_again_when_the_calendar_changes(opening: Opening) -> None:
    async with opening() as office:
        competition = Competition(office)
        project = await competition.in_delivery()
        await competition.report(project)
        order = {"decision": "rectification_ordered", "findings": "指标未达", "working_days": 60, "reason": "请补测"}
        await project.answer("milestone_check", OFFICER, **order)
        before = await project.task("milestone_report")
        assert before.working_days == 60
        assert before.due_at is not None
        due = before.due_at.astimezone(BEIJING).date()
        await import_notice(office, due.year, *week(due - timedelta(days=7), "off"), *week(due - timedelta(days=14), "off"))
        await project.happened("deadlines_recomputed")
        after = await project.task("milestone_report")
        async with office.database.reading() as session:
            stands = await calendar.legal_calendar(session, before.clock_from.year)
        assert after.due_at == stands.after(before.clock_from, 60).at != before.due_at


async def test_held_application_counts_by_the_new_calendar_when_resumed(opening: Opening) -> None:
    async with opening(durations=YEARS_AHEAD) as office:
        case = await office.apply_for()
        due = (await acceptance(case)).due_at
        assert due is not None
        await case.hold()
        for year in range(datetime.now(BEIJING).year, due.year + 1):
            await import_notice(office, year)
        await case.resume()
        assert not (await acceptance(case)).due_provisional


async def test_running_notice_is_counted_again_when_the_calendar_changes(opening: Opening) -> None:
    async with opening(durations={"public_notice": 400}) as office:
        case = await office.apply_for()
        await case.to_notice()
        before = await case.notice()
        assert before.until_provisional
        for year in range(datetime.now(BEIJING).year, before.until.year + 1):
            await import_notice(office, year)

        async def find() -> Notice | None:
            # It is counted again after each notice; the last leaves nothing provisional.
            notice = await case.notice()
            return None if notice.until_provisional else notice

        after = await until(find, "a notice that is counted for good")
        assert after.until <= before.until
        assert (await case.row()).wakes_at == after.until


async def test_case_in_force_survives_when_the_calendar_changes(opening: Opening) -> None:
    async with opening() as office:
        case = await office.apply_for()
        await case.to_payment()
        await case.pay()
        await case.reach("in_force")
        await case.handle.signal("deadlines_changed")
        await case.skip(timedelta(days=30))
        assert await case.handle.result() == "in_force"


async def test_import_goes_on_when_an_affected_case_has_ended(opening: Opening) -> None:
    async with opening(durations=YEARS_AHEAD) as office:
        case = await office.apply_for()
        await case.handle.terminate()
        due = (await acceptance(case)).due_at
        assert due is not None
        assert (await import_notice(office, due.year)).recomputed == 0
