"""Changes of matching projects as people ask for them and decide on them, where several do at once or a worker dies."""

from __future__ import annotations

from typing import Any

from activities.signatures.case import Message
from models.tables import Document
from policy.processes.change.terms import CHANGE_EVIDENCE
from tests.office import APPLICANT, OFFICER, WAN, Case, Office, message
from tests.workflows.projects import admitted, enter, received

REVIEWED: dict[str, Any] = {"decision": "change_reviewed", "opinion": "进度受限于设备", "recommend": True}


async def in_force(office: Office) -> Case:
    """Admit a project, with the paper that its changes rest on."""
    await enter(office, received(100 * WAN))
    project = await admitted(office)
    await office.add(
        Document(
            case_id=project.id,
            evidence_code=CHANGE_EVIDENCE,
            file_name="permit.pdf",
            media_type="application/pdf",
            size_bytes=1,
            sha256="0" * 64,
            uploaded_by=APPLICANT.subject,
        )
    )
    return project


def asked(goals: str) -> Message:
    """Return the request to change the goals of a project."""
    return message("change_requested", APPLICANT, changes={"goals": goals}, reason="设备进口许可延迟")


async def reviewed(project: Case, goals: str = "完成样机") -> None:
    """Ask for a change, and review it."""
    await project.ask("request", asked(goals))
    await project.answer("change_review", OFFICER, **REVIEWED)
