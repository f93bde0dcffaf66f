"""配套项目的测试。Matching projects for tests: entered with the upstream registry, filed, admitted, claimed, and cut."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from temporalio.service import RPCError

from models.commands import matching_project as commands
from models.tables import Application, Document, MatchingProject
from policy.judging.catalogue import item as item_called
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.office import APPLICANT, HEAD, OFFICER, WAN, Case, Office, until
from tests.office.milestones import reached

ITEM = "state-project-match"
PROJECT_NO = "GJ-2026-001"
TODAY = datetime.now(BEIJING).date()
LAST_YEAR = TODAY.year - 1
MOVED = {"from_uscc": CHENXIN, "to_uscc": YUNHENG, "on": f"{LAST_YEAR}-12-31", "document_no": "演示〔移〕1号"}
HANDED_OVER: dict[str, Any] = {"uscc": YUNHENG, "handed_over": MOVED}
ADMISSION = {"decision": "admission_recommended", "fits_direction": True, "opinion": "符合主导产业方向"}


def received(fen: int, year: int = LAST_YEAR, recovered_fen: int = 0) -> dict[str, int]:
    """Return what came in a year, as the registry keeps it."""
    return {"year": year, "fen": fen, "recovered_fen": recovered_fen}


async def enter(office: Office, *money: dict[str, int], number: str = PROJECT_NO, **changes: Any) -> None:
    """Enter a project with the registry, or replace what it knows of it."""
    project = {
        "uscc": CHENXIN,
        "level": "national",
        "title": "演示国家重点研发计划",
        "status": "active",
        "approved_fen": 10_000 * WAN,
        "received": money,
        "changed_on": None,
        "document_no": None,
    }
    (await office.sandbox.put(f"/admin/upstream-projects/{number}", json=project | changes)).raise_for_status()


async def draft(office: Office, **changes: Any) -> MatchingProject:
    """Write the draft of a project."""
    described = {
        "project_no": PROJECT_NO,
        "upstream_level": "national",
        "title": "演示国家重点研发计划",
        "fits_direction": True,
        "begins_on": date(TODAY.year - 4, 1, 1),
        "ends_on": date(TODAY.year + 4, 12, 31),
    }
    uscc = changes.pop("uscc", CHENXIN)
    async with office.database.writing() as session:
        return await commands.create(session, APPLICANT, item_called(ITEM), uscc, described | changes)


async def filed(office: Office, **changes: Any) -> Case:
    """File a project."""
    return await office.begin(await draft(office, **changes), APPLICANT, "国家、北京市重大专项配套")


async def admitted(office: Office, **changes: Any) -> Case:
    """File a project and admit it."""

    async def walk() -> Case:
        project = await filed(office, **changes)
        await project.answer("admission", OFFICER, **ADMISSION)
        await project.answer("admission_confirmation", HEAD, decision="admitted")
        await project.reach("active")
        return project

    return await reached(office, f"admitted {changes}", walk)


async def claim_draft(project: Case, year: int = LAST_YEAR, *, today: date = TODAY) -> Application:
    """Write the draft of a claim with its evidence."""
    office = project.office
    async with office.database.writing() as session:
        claim = await commands.claim(session, APPLICANT, await project.row(), year, today)
        session.add_all(
            Document(
                case_id=claim.id,
                evidence_code=needed.code,
                file_name="evidence.pdf",
                media_type="application/pdf",
                size_bytes=1,
                sha256="0" * 64,
                uploaded_by=APPLICANT.subject,
            )
            for needed in item_called(ITEM).evidence
        )
    return claim


async def claimed(project: Case, year: int = LAST_YEAR, **options: Any) -> Case:
    """Claim a year."""
    return await project.office.submit(await claim_draft(project, year, **options))


async def paid(claim: Case) -> Application:
    """Take a claim to paid."""
    await claim.to_payment()
    await claim.pay()
    row: Application = await claim.reach("in_force")
    return row


async def until_it_runs(case: Case) -> None:
    """Wait until a case that something else brought about has its workflow."""

    async def find() -> bool | None:
        try:
            await case.handle.describe()
        except RPCError:
            return None
        return True

    await until(find, "the workflow")
