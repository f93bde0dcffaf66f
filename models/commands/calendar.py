"""工作日历的写入。The import of a year's notice: it replaces what was known of that year, whether guessed or announced before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import CalendarDate, CalendarYear
from policy.errors import Code, Refusal
from policy.text import Text

# Every transition that counts days has read the table and so waits for nobody, unless somebody else holds it for long: a backup does.
# Then the import gives way and is tried again, rather than have all transitions queue behind it.
_PATIENCE = "3s"


async def exclude_counting(session: AsyncSession) -> None:
    """Wait for every transition that counts by the calendar as it was, and let no other one read it before this transaction ends.

    So each case has either been written, and is found by who asks for those to be told, or counts by the new calendar.
    """
    await session.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}'"))
    await session.execute(text(f"LOCK TABLE {CalendarDate.__tablename__} IN ACCESS EXCLUSIVE MODE"))


async def replace_notice(
    session: AsyncSession, year: int, document_no: str, days: Mapping[date, tuple[str, str]], imported: tuple[str, datetime]
) -> None:
    """Replace the notice of a year, whichever calendar year its days are in.

    Args:
        session: The session.
        year: Of the notice.
        document_no: Its number.
        days: Kind and name of every day it sets apart from the plain week.
        imported: Who imports it, and when that was asked.

    Raises:
        Refusal: `duplicate`, when one that was asked for later stands: what was said once is said again.
    """
    standing = await session.scalar(select(CalendarYear.imported_at).where(CalendarYear.year == year))
    if standing is not None and standing > imported[1]:
        raise Refusal(Code.DUPLICATE, Text("已导入更新的安排。", "A later notice was imported already."))
    await session.execute(delete(CalendarDate).where(CalendarDate.notice_year == year))
    session.add_all(CalendarDate(day=day, notice_year=year, kind=kind, status="official", name=name) for day, (kind, name) in days.items())
    values = {"document_no": document_no, "imported_by": imported[0], "imported_at": imported[1]}
    await session.execute(
        insert(CalendarYear).values(year=year, **values).on_conflict_do_update(index_elements=[CalendarYear.year], set_=values)
    )
    await session.flush()
