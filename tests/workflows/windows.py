"""申报批次。Windows as the API opens them: published and open, closed before their time, listed by one, approved by another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from models.commands import window as commands
from models.tables import Case as AnyCase
from models.tables import Window
from policy.actors import Actor
from policy.judging.catalogue import item as item_called
from tests.office import HEAD, OFFICER, Case, Office, person

LISTER = person("officer-sti-3")
CONTENT: dict[str, Any] = {
    "title_zh": "年度申报",
    "title_en": "The round of the year",
    "guide": {"zh": "按细则给予支持。", "en": "Supported by the rules."},
    "who": {"zh": "符合条款条件的单位", "en": "whoever the clause addresses"},
    "contact": {"office": "科技创新局", "telephone": "010-67880000"},
}


async def drafted(office: Office, code: str, year: int, **content: Any) -> Window:
    """Write a window that is open for a month from now, unless said otherwise."""
    now = datetime.now(UTC)
    columns = CONTENT | {"opens_at": now - timedelta(minutes=1), "closes_at": now + timedelta(days=30), "evidence": []} | content
    async with office.database.writing() as session:
        return await commands.draft(session, OFFICER, item_called(code), year=year, **columns)


async def submitted(office: Office, code: str, year: int, **content: Any) -> Case:
    """Write a window and submit it for its publication."""
    row = await drafted(office, code, year, **content)
    return await office.begin(row, OFFICER, row.title_zh)


async def opened(office: Office, code: str, year: int, approver: Actor = HEAD, **content: Any) -> Case:
    """Write a window, publish it and have it open."""
    case = await submitted(office, code, year, **content)
    await case.answer("guide_approval", approver, decision="published")
    await case.reach("open")
    return case


async def window_of(office: Office, code: str) -> Case:
    """Return the last window of an item."""
    query = select(Window).where(Window.item_code == code).order_by(Window.id.desc()).limit(1)
    return office.running((await office.all(query))[0])


async def shut(case: Case, then: str = "handling") -> None:
    """Have a window close now, as if its time had come, and wait for what becomes of it."""
    now = datetime.now(UTC)
    await case.office.change(update(Window).where(Window.id == case.id).values(closes_at=now))
    await case.office.change(update(AnyCase).where(AnyCase.id == case.id).values(wakes_at=now))
    await case.handle.signal("look")
    await case.reach(then)


async def listed(case: Case, left_out: Mapping[str, str] | None = None, lister: Actor = LISTER) -> None:
    """Draw the list of a window that is closed; who is left out is named by number."""
    given = [{"application": number, "reason": reason} for number, reason in (left_out or {}).items()]
    await case.answer("window_list", lister, decision="list_drawn", **({"left_out": given} if given else {}))


async def share_out(office: Office, code: str, approver: Actor = HEAD) -> Case:
    """Close the window of an item, draw its list, and approve it."""
    case = await window_of(office, code)
    await shut(case)
    await listed(case)
    await case.answer("list_approval", approver, decision="list_approved")
    return case
