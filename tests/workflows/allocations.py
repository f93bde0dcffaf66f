"""统一分配。A list that shares a ceiling, drawn as the API draws it and decided by people."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from sqlalchemy import select, update

from models.commands import allocation
from models.tables import Application
from models.tables import Case as AnyCase
from policy.actors import Actor
from policy.judging.catalogue import ITEMS
from policy.working_days import BEIJING
from tests.office import HEAD, Case, Office, person

LISTER = person("officer-sti-3")


async def draw(office: Office, code: str, year: int) -> Case:
    """Draw the list of everybody who has submitted, as if it had been yesterday: a list takes a day that is over."""
    item, key, day = ITEMS[code], uuid.uuid4().hex, timedelta(days=1)
    of_item = select(AnyCase.id).where(AnyCase.item_code == code)
    await office.change(update(Application).where(Application.id.in_(of_item)).values(submitted_at=Application.submitted_at - day))
    async with office.database.writing() as session:
        row = await allocation.draw(session, LISTER, item, year, datetime.now(BEIJING).date() - day, {}, key)
    return await office.begin(row, LISTER, item.title.zh)


async def share_out(office: Office, code: str, year: int, approver: Actor = HEAD) -> Case:
    """Draw a list, and approve it."""
    case = await draw(office, code, year)
    await case.answer("allocation_approval", approver, decision="list_approved")
    return case
