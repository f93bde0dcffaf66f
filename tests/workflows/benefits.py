"""人才优惠的测试。Benefits of a person whom the register names, asked for as the API has them asked for."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select, update

from models.commands import benefit as commands
from models.commands import entry, recognition
from models.tables import NaturalPerson, Recognition, RecognitionImport
from policy.actors import Actor
from policy.judging.recognised import kind_called
from policy.processes.benefit.benefits import ITEM
from policy.processes.recognition.lifecycle import Stage
from sandbox.enterprises import CHENXIN
from tests.office import Case, Office, message, person
from tests.workflows.pending import look
from tests.workflows.persons import HR, OTHER_HR, registered, whose
from tests.workflows.reclaim import day_of
from tests.workflows.recognitions import TODAY

TALENT_NO = "RC-2026-001"
APPROVER = person("approver-hr-1")
WANTED = ("housing", "medical")


async def recognised(office: Office, holder: str, *, until: date | None = None, number: str = TALENT_NO, title: str = "领军人才") -> None:
    """Enter somebody in the register."""
    await office.add(
        Recognition(
            number=f"RG-{uuid.uuid4().hex[:8]}",
            item_code=ITEM.code,
            department="hr",
            created_by="officer-hr-4",
            kind="talent",
            enterprise_uscc=holder,
            title=title,
            statement="符合条件",
            stage=Stage.IN_FORCE,
            entry_no=number,
            entry_key=number.lower(),
            valid_from=date(2026, 1, 1),
            valid_until=until,
            reviewed_on=TODAY,
            request_key=uuid.uuid4().hex,
        )
    )


async def change_entry(office: Office, **values: Any) -> None:
    """Have the register say something else of whom it names last."""
    async with office.database.writing() as session:
        row = (await session.scalars(select(Recognition).order_by(Recognition.id.desc()).limit(1))).one()
        for name, value in values.items():
            setattr(row, name, value)


async def talent(office: Office, **entry: Any) -> Actor:
    """Register a person, employed by somebody, and have them recognised."""
    who = await registered(office)
    employer = {"employer_uscc": CHENXIN, "attached_at": datetime.now(UTC)}
    await office.change(update(NaturalPerson).where(NaturalPerson.code == who.enterprise).values(**employer))
    await recognised(office, who.enterprise or "", **entry)
    return who


async def listed(office: Office, *, until: date | None = None) -> tuple[Case, Actor]:
    """Register a person, and have them recognised by a list that a second person confirms."""
    who, kind = await registered(office), kind_called("talent")
    employer = {"employer_uscc": CHENXIN, "attached_at": datetime.now(UTC)}
    await office.change(update(NaturalPerson).where(NaturalPerson.code == who.enterprise).values(**employer))
    wanted = recognition.Wanted(kind, who.enterprise or "", "领军人才", TALENT_NO, "京人社〔2026〕1号")
    async with office.database.writing() as session:
        row = await recognition.draft_batch(session, OTHER_HR, uuid.uuid4(), kind, [(wanted, date(2026, 1, 1), until)])
        await entry.approve(session, APPROVER, await session.get_one(RecognitionImport, row.id), datetime.now(UTC))
    await look(office)
    case = office.running((await office.all(select(Recognition).where(Recognition.batch == row.id)))[0])
    await case.has_started()
    return case, who


async def revoke(case: Case, who: Actor) -> None:
    """Revoke a recognition, as two people do after a hearing."""
    ends_on = (await day_of(case.office, case)).isoformat()
    await case.ask("request", message("revocation_proposed", HR, ends_on=ends_on, reason="已调离本区"))
    await case.answer("revocation_statement", who, decision="statement_waived")
    await case.answer("revocation_decision", APPROVER, decision="revoked", reason="事实清楚")
    assert await case.handle.result() == "revoked"


async def asked(office: Office, benefits: Sequence[str] = WANTED, *, actor: Actor | None = None) -> Case:
    """Ask for benefits."""
    who = actor or await talent(office)
    async with office.database.writing() as session:
        row = await commands.draft(session, who, TALENT_NO, sorted(benefits), "购房落户，子女入学", uuid.uuid4().hex)
    return await office.begin(row, who, ITEM.title.zh)


async def person_of(case: Case) -> Actor:
    """Return whose it is, as they are signed in."""
    return whose((await case.row()).beneficiary)


async def grant(case: Case) -> None:
    """Grant them."""
    await case.answer("benefit_check", HR, decision="granted", opinion="登记册核对无误")


async def deliver(case: Case, benefit: str, officer: Actor = OTHER_HR, **answer: str) -> None:
    """Deliver one of them, or say why not."""
    [task] = [one for one in await case.tasks() if one.kind == "benefit_delivery" and one.about["benefit"] == benefit]
    await case.complete(task, officer, {"decision": "delivered", "how": "已配租人才公寓一套"} | answer)


async def confirm(case: Case, **answer: str) -> None:
    """Confirm the oldest that is delivered."""
    await case.answer("benefit_receipt", await person_of(case), **({"decision": "received"} | answer))


async def in_force(case: Case) -> None:
    """Have all of them."""
    await grant(case)
    for benefit in sorted((await case.row()).benefits):
        await deliver(case, benefit)
        await confirm(case)
    await case.reach("in_force")
