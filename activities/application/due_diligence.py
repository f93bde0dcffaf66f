"""尽职调查的效果。What a due diligence changes: its reports are kept, and once both are there whoever reviews is asked."""

from __future__ import annotations

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.submissions import require_document
from activities.case.tasks import open_task
from models.queries import enterprise as enterprises
from models.queries import succession
from models.tables import Application
from policy import credit_code
from policy.errors import Code, Fault, Refusal
from policy.language.items import Process
from policy.processes.application.lifecycle import Event
from policy.processes.investment.due_diligence import DILIGENT, FIRM_CODE, REPORTS, DiligenceEvent
from policy.registered import GONE, UNKNOWN, Registered, why_nobody
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
        Refusal: `invalid_input`, for another document, or a firm that the register does not know as in operation, or that counts as one
            with the enterprise.
    """
    kind = context.task.kind if context.task else ""
    report = await require_document(context, "document", REPORTS[kind])
    if context.event == DiligenceEvent.FIRM_DILIGENCE_STATED and context.task:
        # Of what the register said the name is kept, and read with the answer.
        firm = await _outside_firm(context)
        context.detail = {name: said for name, said in context.detail.items() if name != "register"} | firm
        context.task.answer = context.detail
    context.detail = context.detail | {"report": report}


async def _outside_firm(context: TransitionContext[Application]) -> dict[str, str]:
    """Return the credit code of a firm, and its name as the register has it."""
    written = str(context.detail[FIRM_CODE])
    code = credit_code.read(written)
    if code is None:
        raise _no_firm(credit_code.fault_of(written))
    firm = Registered.of(context.detail["register"].get(code))
    if firm is None:
        raise _no_firm(UNKNOWN)
    if await _is_of_the_enterprise(context, code, firm):
        raise _no_firm(Text("应为申请单位以外的机构", "must be another than the applicant"))
    if why_nobody(firm):
        raise _no_firm(GONE)
    return {"firm": firm.name, FIRM_CODE: code}


def _no_firm(why: Text) -> Refusal:
    return Refusal(Code.INVALID_INPUT, Text("第三方机构有误。", "The firm is not valid."), [Fault(FIRM_CODE, why)])


async def _is_of_the_enterprise(context: TransitionContext[Application], code: str, firm: Registered) -> bool:
    """Tell whether a firm is the enterprise, or one that counts as one with it, by its code or its name."""
    family = await succession.family(context.session, context.case.enterprise_uscc)
    names = await enterprises.names(context.session, family)
    return code in family or any(firm.is_called(name) for name in names.values())


async def complete(context: TransitionContext[Application]) -> bool:
    """Ask whoever reviews, once both reports are there."""
    if context.last_event is None or context.last_event.event not in _STATED or not _is_complete(context):
        return False
    context.event, context.detail = DiligenceEvent.DILIGENCE_COMPLETED, {}
    return True


_STATED = frozenset({DiligenceEvent.DILIGENCE_STATED, DiligenceEvent.FIRM_DILIGENCE_STATED})


def _is_complete(context: TransitionContext[Application]) -> bool:
    return all(context.completed_tasks([kind.code]) for kind in DILIGENT)
