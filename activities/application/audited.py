"""审计与计划。Why the audited cost of a project is another than the one planned: whoever decides its award reads that beside both."""

from __future__ import annotations

from typing import Any

from activities.case.context import TransitionContext
from models.queries import document as documents
from models.queries import post_grant as projects
from models.queries import task as tasks
from models.tables import Application

_SAID = ("reason", "auditor", "report_no")


async def audit_of(context: TransitionContext[Application]) -> dict[str, dict[str, Any]]:
    """Return, by fact, what the audit of a project says for a figure of its award: why, by whom, in which report; {} of any other award.

    It is the project's, so that it is read however often the award is decided on. Where the task book planned with another cost than the
    solution, that cost and the reason stand beside it.
    """
    carried = context.item.carried_over
    if carried is None or context.case.parent_id is None:
        return {}
    session, project_id = context.session, context.case.parent_id
    project = await projects.of(session, project_id)
    [*_, (audit, name)] = await tasks.written(session, project_id, ("cost_audit",))
    [*_, (drafted, _)] = await tasks.written(session, project_id, ("task_book_draft",))
    answer, why = audit.answer or {}, (drafted.answer or {}).get("reason")
    papers = [
        {"id": str(one.id), "file_name": one.file_name, "sha256": one.sha256}
        for one in await documents.of_case(session, project_id)
        if one.evidence_code in context.item.showing(carried.cost_fen)
    ]
    said = {name: answer[name] for name in _SAID if answer.get(name)}
    planned = {"solution_fen": project.solution["planned_cost_fen"]} | ({"task_book_reason": why} if why else {})
    return {carried.cost_fen: said | {"audited_by": name, "documents": papers} | planned}
