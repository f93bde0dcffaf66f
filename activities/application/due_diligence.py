"""尽职调查的效果。What a due diligence changes: its reports are kept, and once both are there whoever reviews is asked."""

from __future__ import annotations

from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.submissions import require_document
from activities.case.tasks import open_task
from models.queries import succession
from models.tables import Application
from policy import credit_code
from policy.errors import Code, Fault, Refusal
from policy.language.items import Process
from policy.processes.application.lifecycle import Event
from policy.processes.investment.due_diligence import DILIGENT, REPORTS, DiligenceEvent
from policy.text import Text

EFFECTS = Effects[Application]()


async def asks_first(context: TransitionContext[Application]) -> bool:
    """Open the due diligence of an investment before its review, and tell whether it is waited for: anew after each verification."""
    if context.item.process is not Process.EQUITY or context.event == DiligenceEvent.DILIGENCE_COMPLETED:
        return False
    if context.event != Event.VERIFIED and _is_complete(context):
        return False
    for kind in DILIGENT:
        await open_task(context, kind, about=context.case.brief)
    return True


@EFFECTS.of(DiligenceEvent.DILIGENCE_STATED, DiligenceEvent.FIRM_DILIGENCE_STATED)
async def state(context: TransitionContext[Application]) -> None:
    """Keep what was found, with the report it is read off.

    Raises:
        Refusal: `invalid_input`, for another document, or a firm that has no credit code or counts as one with the enterprise.
    """
    kind = context.task.kind if context.task else ""
    report = await require_document(context, "document", REPORTS[kind])
    kept: dict[str, Any] = {"report": {name: report[name] for name in ("id", "file_name", "sha256")}}
    if context.event == DiligenceEvent.FIRM_DILIGENCE_STATED:
        kept["firm_uscc"] = await _outside_firm(context)
    context.detail = context.detail | kept


async def _outside_firm(context: TransitionContext[Application]) -> str:
    written = str(context.detail["firm_uscc"])
    firm = credit_code.read(written)
    wrong = credit_code.fault_of(written) if firm is None else None
    if firm in await succession.family(context.session, context.case.enterprise_uscc):
        wrong = Text("应为申请单位以外的机构", "must be another than the applicant")
    if firm is None or wrong is not None:
        raise Refusal(Code.INVALID_INPUT, Text("第三方机构有误。", "The firm is not valid."), [Fault("firm_uscc", wrong or Text("", ""))])
    return firm


async def complete(context: TransitionContext[Application]) -> bool:
    """Ask whoever reviews, once both reports are there."""
    if context.last_event is None or context.last_event.event not in _STATED or not _is_complete(context):
        return False
    context.event, context.detail = DiligenceEvent.DILIGENCE_COMPLETED, {}
    return True


_STATED = frozenset({DiligenceEvent.DILIGENCE_STATED, DiligenceEvent.FIRM_DILIGENCE_STATED})


def _is_complete(context: TransitionContext[Application]) -> bool:
    return all(context.completed_tasks([kind.code]) for kind in DILIGENT)
