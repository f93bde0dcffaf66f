"""一案问另一案。How one case asks another for what follows: as people do, kept before it is asked and until something came of it."""

from __future__ import annotations

from temporalio import activity
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.case.deployment import Deployment
from activities.signatures.case import Message, Receipt
from activities.signatures.request import Words
from models.commands import request as requests
from models.tables import Case, CaseRequest
from policy.errors import PROBLEMS, Code, Refusal
from policy.text import Text

_REQUEST = "request"


async def ask(deployment: Deployment, other: Case, message: Message, attestation: str = "") -> Refusal | None:
    """Ask another case for something, and return why it refuses, if it does.

    Args:
        deployment: Its parameters.
        other: The case that is asked.
        message: What it is asked, under a key that no other request has.
        attestation: What the API vouches with for what somebody asked that this follows from; empty where nobody did.
    """
    asked = CaseRequest(
        key=message.key,
        asked_by=message.actor.subject,
        case_id=other.id,
        process=other.process,
        number=other.number,
        update=_REQUEST,
        event=message.event,
        task_id=message.task_id,
        sealed=deployment.database.seal.seal(Words(message).as_bytes(), message.key),
        attestation=attestation,
    )
    async with deployment.database.writing() as session:
        if await requests.keep(session, asked) is not None:
            # A try that was cut short had it done.
            return None
    if refusal := await _refusal(other, message):
        async with deployment.database.writing() as session:
            await requests.answer(session, message.key, {"refusal": refusal.as_dict()})
    return refusal


async def _refusal(other: Case, message: Message) -> Refusal | None:
    handle = activity.client().get_workflow_handle(other.workflow_id)
    try:
        await handle.execute_update(_REQUEST, message.asked, id=f"{_REQUEST}/{message.key}", result_type=Receipt)
    except WorkflowUpdateFailedError as error:
        cause = error.cause
        if not isinstance(cause, ApplicationError) or cause.type not in PROBLEMS:
            raise
        zh, en = [*cause.details, "", ""][:2]
        return Refusal(Code(str(cause.type)), Text(str(zh), str(en)))
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return Refusal(Code.PROCESS_ENDED, Text("流程已结束。", "The process has ended."))
    return None
