"""The State Council's notice for a year: deadlines that ran over provisional days are counted again."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import select

from activities.signatures.calendar import CalendarDay, CalendarImported, CalendarNotice
from models.tables import CalendarDate, CalendarYear, Notice, Task
from policy.working_days import BEIJING
from tests.office import Case, Office, person, until
from tests.workflows.conftest import Opening
from workflows.calendar_import import CalendarImportWorkflow

YEARS_AHEAD = {"acceptance": 400}


async def import_notice(office: Office, year: int, *days: CalendarDay) -> CalendarImported:
    notice = CalendarNotice(year, f"国办发明电〔{year - 1}〕7号", list(days), person("admin"))
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
