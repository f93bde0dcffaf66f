"""编号重给的测试。A number that is given twice, as after a restore of the database: each case has a process of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy import select, update
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from activities.signatures.case import CaseInput, CaseState, Message, Receipt
from activities.signatures.case_start import CaseStart
from api.attestor import Attestor
from api.temporal import Cases
from models.tables import Application, AuditEvent
from models.tables import Case as AnyCase
from policy.processes.kernel.lifecycle import workflow_id
from tests import clones
from tests.faults.harming import Harm, cancelled, check, deleted, running, terminated
from tests.office import APPLICANT, OFFICER, Case, Office, message, real_time_office, until
from tests.vouching import kept

NUMBER = "BDA-2026-05-990001"
FIRST = CaseInput("application", "019a0000-0000-7000-8000-0000f0e1d2c3", NUMBER, "无案件")
STOOD = {
    "awaits its submission": FIRST,
    "is under way": replace(FIRST, resumed=True, state=CaseState("acceptance", "submitted")),
    "is over": replace(FIRST, resumed=True, state=CaseState("withdrawn", "withdrawn")),
}


@pytest.fixture
async def office(temporal_env: WorkflowEnvironment, database_url: str) -> AsyncIterator[Office]:
    """An office on real time, whose processes can be listed."""
    async with real_time_office(temporal_env.client, database_url) as opened:
        yield opened


async def submitted(office: Office, number: str) -> Case:
    """Submit a draft under a number, as the API does."""
    drafted = await office.draft()
    await office.change(update(AnyCase).where(AnyCase.id == drafted.id).values(number=number))
    (row,) = await office.all(select(Application).where(Application.id == drafted.id))
    cases = Cases(office.client, office.settings.task_queue, office.database, office.attestor)
    receipt = await cases.submit(CaseStart.of(row, "acceptance"), message("submitted", APPLICANT))
    assert (receipt.case_id, receipt.number, receipt.stage) == (str(row.id), number, "acceptance")
    return office.running(row)


async def forgotten_by_a_restore(office: Office) -> tuple[Case, Case]:
    """Submit a case, bring the database back to before, and submit another under the number it had."""
    before = clones.content(office.settings.database_url)
    forgotten = await submitted(office, NUMBER)
    clones.fill(office.settings.database_url, before)
    return forgotten, await submitted(office, NUMBER)


async def events(office: Office) -> list[str]:
    return list(await office.all(select(AuditEvent.event).order_by(AuditEvent.id)))


@pytest.mark.parametrize("began", STOOD.values(), ids=STOOD)
async def test_case_is_submitted_when_another_has_a_process_under_its_number(office: Office, began: CaseInput) -> None:
    its = workflow_id(began.process, began.number, began.case_id)
    left = await office.client.start_workflow("Application", began, id=its, task_queue=office.settings.task_queue)
    case = await submitted(office, NUMBER)
    await case.answer("acceptance", OFFICER, decision="accepted")
    await case.reach("review")
    with suppress(RPCError):
        await left.terminate()


@pytest.mark.parametrize("harm", [None, terminated, cancelled, deleted])
async def test_case_goes_on_when_a_restored_database_has_given_its_number_again(office: Office, harm: Harm | None) -> None:
    forgotten, case = await forgotten_by_a_restore(office)
    assert forgotten.handle.id != case.handle.id
    await until(lambda: _lists(office, forgotten.handle.id, case.handle.id), "both among those that run")
    found = await check(office)
    assert (found.open_cases, found.started, found.surplus) == (1, [], [forgotten.handle.id])
    await (harm or nothing_is_done)(forgotten)
    await case.answer("acceptance", OFFICER, decision="accepted")
    await case.reach("review")
    assert (await events(office))[:2] == ["submitted", "accepted"]
    found = await check(office)
    assert (found.started, found.surplus) == ([], [] if harm else [forgotten.handle.id])


async def test_case_refuses_what_was_vouched_for_to_the_one_that_had_its_number(office: Office) -> None:
    forgotten, case = await forgotten_by_a_restore(office)
    asked = case.stopping("hold")
    await kept(office.database, case.named, "hold", asked, OfAnother(office, forgotten))
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.handle.execute_update("hold", asked.asked, result_type=Receipt)
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "forbidden"
    assert await events(office) == ["submitted"]
    assert (await case.hold()).event == "put_on_hold"


async def test_operators_find_a_process_by_the_number_of_its_case(office: Office) -> None:
    case = await submitted(office, NUMBER)
    other = await submitted(office, f"{NUMBER[:-1]}2")
    await until(lambda: _lists(office, case.handle.id, other.handle.id), "both among those that run")
    found = office.client.list_workflows(f"WorkflowId STARTS_WITH 'application/{NUMBER}'")
    assert case.handle.id in (ids := {its.id async for its in found})
    assert other.handle.id not in ids


class OfAnother(Attestor):
    """Vouches to a case for what somebody asks another."""

    def __init__(self, office: Office, case: Case) -> None:
        super().__init__(office.settings.attestation_key.get_secret_value(), office.settings.oidc_issuer)
        self._of = case.handle.id

    def attest(self, case: str, update: str, message: Message) -> str:
        return super().attest(self._of, update, message)


async def nothing_is_done(_case: Case) -> None:
    """Leave a process alone."""


async def _lists(office: Office, *wanted: str) -> bool | None:
    return set(wanted) <= await running(office) or None
