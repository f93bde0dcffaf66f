"""没有密钥。Whoever can reach Temporal but has no key says nothing to any case: nothing is stored, and the case goes on."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import PayloadCodec

from activities.signatures.case_start import CaseStart
from api import temporal
from api.answers import StillRunning
from api.temporal import Cases
from models.tables import CaseRequest
from runtime.container import WORKFLOWS
from runtime.encryption import ENCODING
from tests.office import APPLICANT, HEAD, OFFICER, Case, Office, message, until
from tests.patience import PATIENCE
from tests.workflows import successions
from tests.workflows.competition import Competition

UPDATES = ("submit", "request", "complete_task", "assign_task", "hold", "resume", "no_such_update")
SIGNALS = ("nudge", "deadlines_changed")


class Forging(PayloadCodec):
    """Sends what it was given in the place of whatever is said."""

    def __init__(self, payloads: Sequence[Payload]) -> None:
        self._payloads = payloads

    async def encode(self, payloads: Iterable[Payload]) -> list[Payload]:
        return list(self._payloads)

    async def decode(self, payloads: Iterable[Payload]) -> list[Payload]:
        return [Payload(metadata={"encoding": b"json/plain"}, data=b"null") for _ in payloads]


def forger(office: Office, payloads: Sequence[Payload]) -> Client:
    return Client(**(office.client.config() | {"data_converter": replace(pydantic_data_converter, payload_codec=Forging(payloads))}))


def plain(value: Any, encoding: str = "json/plain") -> Payload:
    return Payload(metadata={"encoding": encoding.encode()}, data=json.dumps(value).encode())


def typed(encoding: str, message: str, data: bytes) -> Payload:
    return Payload(metadata={"encoding": encoding.encode(), "messageType": message.encode()}, data=data)


def sealed_anew(payload: Payload, *, data: bytes | None = None, **metadata: bytes) -> Payload:
    return Payload(metadata=dict(payload.metadata) | metadata, data=payload.data if data is None else data)


async def said(case: Case) -> Payload:
    """Return what was last said to a case, as Temporal keeps it."""
    events = [event async for event in case.handle.fetch_history_events()]
    accepted = [event for event in events if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED]
    payload: Payload = accepted[-1].workflow_execution_update_accepted_event_attributes.accepted_request.input.args.payloads[0]
    assert payload.metadata["encoding"] == ENCODING
    return payload


ACT = {
    "event": "withdrawn",
    "actor": {"subject": "applicant-chenxin", "name": "x", "grants": [{"role": "applicant"}], "enterprise": APPLICANT.enterprise},
    "key": "forged",
    "task_id": None,
    "detail": {"reason": "x"},
}
Forgery = Callable[[Payload, Payload], list[Payload]]
# What may be made of a case's own sealed payload, which is in its history, and of another's.
FORGERIES: dict[str, Forgery] = {
    "unsealed": lambda own, other: [plain(ACT)],
    "unsealed list": lambda own, other: [plain([ACT])],
    "number": lambda own, other: [plain(1)],
    "nothing": lambda own, other: [],
    "two": lambda own, other: [plain("x"), plain("y")],
    "two of its own": lambda own, other: [own, own],
    "moved": lambda own, other: [other],
    "moved and renamed": lambda own, other: [sealed_anew(other, workflow=own.metadata["workflow"])],
    "tampered": lambda own, other: [sealed_anew(own, data=own.data[:-1] + bytes([own.data[-1] ^ 1]))],
    "nonce tampered": lambda own, other: [sealed_anew(own, data=bytes([own.data[0] ^ 1]) + own.data[1:])],
    "truncated": lambda own, other: [sealed_anew(own, data=own.data[:5])],
    "empty": lambda own, other: [sealed_anew(own, data=b"")],
    "unknown key": lambda own, other: [sealed_anew(own, key=b"0123456789abcdef")],
    "no key": lambda own, other: [Payload(metadata={"encoding": ENCODING}, data=own.data)],
    "no encoding": lambda own, other: [Payload(data=b'"x"')],
    "disguised": lambda own, other: [typed("json/protobuf", "temporal.api.common.v1.Payload", b'"x"')],
    "metadata": lambda own, other: [typed("binary/protobuf", "temporal.api.sdk.v1.WorkflowMetadata", b"")],
}
# These say nothing that anybody could take for a person's word: a signal may be as bare as this, and is not believed.
BARE: dict[str, Forgery] = {"bare string": lambda own, other: [plain("x")], "null": lambda own, other: [plain(None)]}


async def application(office: Office) -> tuple[Case, Callable[[], Awaitable[Any]]]:
    case = await office.apply_for()
    return case, lambda: case.answer("acceptance", OFFICER, decision="accepted")


async def call(office: Office) -> tuple[Case, Callable[[], Awaitable[Any]]]:
    case = await Competition(office).submit()
    return case, lambda: case.answer("call_approval", HEAD, decision="published")


async def succession(office: Office) -> tuple[Case, Callable[[], Awaitable[Any]]]:
    case = await successions.file(office)
    await case.reach("check")
    return case, lambda: successions.prove(case)


async def unchanged(office: Office, case: Case, before: tuple[Any, ...]) -> None:
    assert await stored(office, case) == before


async def stored(office: Office, case: Case) -> tuple[Any, ...]:
    row = await case.row()
    return row.stage, row.version, row.held, await case.events(), [task.id for task in await case.tasks()]


async def update(handle: WorkflowHandle[Any, Any], name: str) -> None:
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(WorkflowUpdateFailedError):
            await handle.execute_update(name, "x", id=uuid.uuid4().hex)


@pytest.mark.parametrize("process", [application, call, succession])
@pytest.mark.parametrize("forgery", [*FORGERIES, *BARE])
async def test_forged_update_is_refused_unrecorded_and_the_case_goes_on(office: Office, process: Any, forgery: str) -> None:
    case, act = await process(office)
    other, _ = await process(office) if process is not succession else await application(office)
    forged = (FORGERIES | BARE)[forgery](await said(case), await said(other))
    before = await stored(office, case)
    handle = forger(office, forged).get_workflow_handle(case.handle.id)
    for name in UPDATES:
        await update(handle, name)
    assert await accepted(case) == 1
    await unchanged(office, case, before)
    await act()


@pytest.mark.parametrize("process", [application, call])
@pytest.mark.parametrize("forgery", [*FORGERIES, *BARE])
async def test_forged_signal_changes_nothing_and_the_case_goes_on(office: Office, process: Any, forgery: str) -> None:
    case, act = await process(office)
    other, _ = await process(office)
    forged = (FORGERIES | BARE)[forgery](await said(case), await said(other))
    before = await stored(office, case)
    handle = forger(office, forged).get_workflow_handle(case.handle.id)
    for name in (*SIGNALS, "no_such_signal"):
        await handle.signal(name, "x")
    await unchanged(office, case, before)
    await act()


async def accepted(case: Case) -> int:
    kinds = [event.event_type async for event in case.handle.fetch_history_events()]
    return kinds.count(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED)


async def test_what_was_said_before_is_refused_when_it_is_said_again(office: Office) -> None:
    case, act = await application(office)
    submission = await said(case)
    await act()
    acceptance = await said(case)
    await case.reach("review")
    before = await stored(office, case)
    for name, payload in (
        ("submit", submission),
        ("complete_task", acceptance),
        ("request", submission),
        ("request", acceptance),
        ("hold", acceptance),
    ):
        await update(forger(office, [payload]).get_workflow_handle(case.handle.id), name)
        await unchanged(office, case, before)
    await case.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")


@pytest.mark.parametrize("kind", WORKFLOWS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(
    "forged", [[plain({"process": "application", "case_id": "x", "number": "x", "title": "x"})], [plain(1)]], ids=["unsealed", "number"]
)
async def test_forged_start_does_nothing(office: Office, kind: Any, forged: list[Payload]) -> None:
    name = kind.__temporal_workflow_definition.name
    handle = await forger(office, forged).start_workflow(name, "x", id=f"forged/{uuid.uuid4().hex}", task_queue=office.settings.task_queue)

    async def failed() -> list[EventType.ValueType] | None:
        kinds = [event.event_type async for event in handle.fetch_history_events()]
        return kinds if EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED in kinds else None

    assert EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED not in await until(failed, "a refusal")
    await handle.terminate()


@pytest.mark.parametrize("forged", [[plain({})], [plain("x")], []], ids=["unsealed", "bare", "nothing"])
async def test_draft_is_submitted_when_somebody_took_the_id_of_its_process(
    office: Office, monkeypatch: pytest.MonkeyPatch, forged: list[Payload]
) -> None:
    monkeypatch.setattr(temporal, "RPC_TIMEOUT", timedelta(seconds=2))
    row = await office.draft()
    await forger(office, forged).start_workflow("Application", "x", id=row.workflow_id, task_queue=office.settings.task_queue)
    cases = Cases(office.client, office.settings.task_queue, office.database, office.attestor)
    submission = message("submitted", APPLICANT)
    with pytest.raises(StillRunning):
        await cases.submit(CaseStart.of(row, "acceptance"), submission)
    [waiting] = await office.all(select(CaseRequest).where(CaseRequest.key == submission.key))
    assert await cases.bring_again(waiting)
    case = office.running(row)
    await case.answer("acceptance", OFFICER, decision="accepted")


async def test_case_goes_on_when_its_own_beginning_was_started_once_more(office: Office) -> None:
    case, _ = await application(office)
    begun = await anext(case.handle.fetch_history_events())
    own = list(begun.workflow_execution_started_event_attributes.input.payloads)
    await forger(office, own).start_workflow(
        "Application",
        "x",
        id=case.handle.id,
        task_queue=office.settings.task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
    )
    case = office.running(await case.row())
    await case.answer("acceptance", OFFICER, decision="accepted")
