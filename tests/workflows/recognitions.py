"""How a recognition comes into the register: asked for, checked, decided, on notice."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from models.commands import recognition as commands
from models.tables import Document, Recognition
from policy.actors import Actor
from policy.judging.recognised import KINDS
from policy.processes.recognition.steps import RECOGNITION
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from tests.office import APPLICANT, HEAD, OFFICER, Case, Office
from tests.office.case import MOMENT
from tests.office.milestones import reached

TODAY = datetime.now(BEIJING).date()
LAST = TODAY + timedelta(days=3 * 365)
# Clause 20: found today, valid until a day ahead.
MOVED: dict[str, Any] = {
    "certificate_no": "GR202611000123",
    "origin": "hebei",
    "moved_whole": True,
    "move_completed_on": (TODAY - timedelta(days=30)).isoformat(),
    "valid_until": (TODAY + timedelta(days=400)).isoformat(),
}


async def drafted(
    office: Office, kind: str = "offshore_centre", *, actor: Actor = APPLICANT, evidence: bool = True, **given: Any
) -> Recognition:
    """Draft a recognition with all it needs; in the name of an officer it is a nomination."""
    wanted = {"uscc": CHENXIN, "title": "演示认定对象", "certificate_no": None, "statement": "符合认定条件"} | given
    nominated = not actor.acts_for(wanted["uscc"])
    async with office.database.writing() as session:
        row = await commands.draft(
            session, actor, commands.Wanted(KINDS[kind], **wanted), nominated=nominated, request_key=uuid.uuid4().hex
        )
        if evidence and not nominated:
            session.add_all(
                Document(
                    case_id=row.id,
                    evidence_code=needed.code,
                    file_name="evidence.pdf",
                    media_type="application/pdf",
                    size_bytes=1,
                    sha256="0" * 64,
                    uploaded_by=actor.subject,
                )
                for needed in row.register_kind.evidence
            )
    return row


async def asked(office: Office, kind: str = "offshore_centre", *, actor: Actor = APPLICANT, **given: Any) -> Case:
    """Ask for a recognition, or nominate one."""
    row = await drafted(office, kind, actor=actor, **given)
    return await office.begin(row, actor, RECOGNITION.title.zh, "nominated" if row.nominated else "submitted")


async def check(case: Case, officer: Actor = OFFICER, **found: Any) -> None:
    """Take the papers for what they say."""
    await case.answer("recognition_check", officer, decision="accepted", paper="认定申请书及附件", found=found)


async def decide(case: Case, until: date | None = LAST, approver: Actor = HEAD, **answer: Any) -> None:
    """Decide that it is recognised."""
    days = {"until": until.isoformat()} if until else {}
    await case.answer("recognition_decision", approver, **({"decision": "recognised", "opinion": "同意"} | days | answer))


async def clear(case: Case) -> Recognition:
    """Let its notice run."""
    await case.skip_until((await case.notice()).until + MOMENT)
    row: Recognition = await case.reach("in_force")
    return row


async def to_register(office: Office, kind: str = "offshore_centre", **given: Any) -> Case:
    """Take a recognition into the register."""
    case = await asked(office, kind, **given)
    await check(case)
    await case.reach("decision")
    await decide(case)
    await clear(case)
    return case


async def entered(office: Office) -> Case:
    """Return an offshore centre that is in the register for three years."""
    return await reached(office, "recognition entered", lambda: to_register(office))


async def kept(office: Office) -> Case:
    """Return a qualification that is kept after a move (clause 20)."""

    async def walk() -> Case:
        case = await asked(office, "qualification", certificate_no=MOVED["certificate_no"])
        await check(case, **MOVED)
        await case.reach("decision")
        await decide(case, until=None)
        await case.reach("in_force")
        return case

    return await reached(office, "qualification kept", walk)
