"""诉求的测试。An enquiry of an enterprise, made as the API makes it and answered by people."""

from __future__ import annotations

import uuid
from typing import Any

from models.commands import enquiry as drafts
from policy.actors import Actor
from policy.judging.catalogue import item as item_called
from tests.office import APPLICANT, OFFICER, Case, Office, message, person

COMFIN = person("officer-comfin-1")
ASKED: dict[str, Any] = {"title": "北交所上市辅导", "question": "拟申报北交所上市，希望了解本区的辅导安排。"}
ANSWER, AGAIN = "请先登记辅导意向。", "最迟何时登记？"


async def made(office: Office, item: str = "listing", *, actor: Actor = APPLICANT) -> Case:
    """Make an enquiry."""
    contact: dict[str, Any] = {"contact_sealed": b"sealed", "contact_shown": "****0000"}
    async with office.database.writing() as session:
        row = await drafts.draft(session, actor, item_called(item), **ASKED, **contact, request_key=uuid.uuid4().hex)
    return await office.begin(row, actor, item_called(item).title.zh)


async def invite(case: Case, department: str = "comfin", actor: Actor = OFFICER) -> None:
    """Invite another department."""
    await case.ask("request", message("part_invited", actor, department=department, question="辅导由谁办理？"))


async def answer(case: Case) -> None:
    """Answer it."""
    await case.answer("enquiry_answer", OFFICER, decision="answered", answer=ANSWER)


async def answer_again(case: Case) -> None:
    """Have it asked once more, and answer that."""
    await case.answer("enquiry_rating", APPLICANT, decision="follow_up_asked", reason=AGAIN)
    await case.answer("follow_up_answer", OFFICER, decision="follow_up_answered", answer="申报辅导备案之前。")
