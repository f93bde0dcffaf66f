"""未经签证。Whoever has the payload keys, such as a worker, but not the API's own key acts in nobody's name, and the case goes on."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from activities.signatures.case import Message, Receipt
from api.attestor import Attestor
from models.tables import SecurityEvent
from policy.actors import SYSTEM
from runtime.settings import attestation_keys
from tests.faults.test_without_keys import application, call, stored, succession
from tests.granting import grants
from tests.office import HEAD, OFFICER, OTHER_OFFICER, Case, Office, message
from tests.vouching import kept
from tests.workflows.successions import PAPER

Kind = TypeVar("Kind", bound=Attestor)


async def refusal(case: Case, update: str, asked: Message) -> str:
    """Say something to a case's process that the API has not taken, and return what it is refused with."""
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await case.handle.execute_update(update, asked.asked, id=f"{update}/{uuid.uuid4().hex}", result_type=Receipt)
    assert isinstance(refused.value.cause, ApplicationError)
    return str(refused.value.cause.type)


async def watched(office: Office) -> list[tuple[str, str | None, str | None, int]]:
    """Return what was kept of it for auditors: what happened, to which case, in whose name, how often."""
    return [(row.kind, row.about, row.subject, row.times) for row in await office.all(select(SecurityEvent))]


async def vouched_for(case: Case, update: str, asked: Message, attestor: Attestor | None = None) -> Message:
    await kept(case.office.database, case.named, update, asked, attestor or case.office.attestor)
    return asked


class Saying(Attestor):
    """Gives what it was given in the place of an attestation."""

    says = ""

    def attest(self, case: str, update: str, message: Message) -> str:
        return self.says


class Changing(Attestor):
    """Vouches for something else than what is kept, as where somebody without its key has changed that."""

    changes: Mapping[str, Any] = MappingProxyType({})

    def attest(self, case: str, update: str, message: Message) -> str:
        return super().attest(case, update, replace(message, **self.changes))


def attesting(office: Office, kind: type[Kind], **said: Any) -> Kind:
    made = kind(office.settings.attestation_key.get_secret_value(), office.settings.oidc_issuer)
    for name, value in said.items():
        setattr(made, name, value)
    return made


def holding() -> Message:
    return message("put_on_hold", OFFICER, reason="等待上级答复")


def accepting(case: Case) -> Awaitable[Message]:
    return case.completion("acceptance", OFFICER, decision="accepted")


def publishing(case: Case) -> Awaitable[Message]:
    return case.completion("call_approval", HEAD, decision="published")


def proving(case: Case) -> Awaitable[Message]:
    return case.completion("succession_check", OFFICER, decision="succession_proven", paper=PAPER)


@pytest.mark.parametrize(("process", "completing"), [(application, accepting), (call, publishing), (succession, proving)])
@pytest.mark.parametrize("attestation", ["", "x.y.z"])
async def test_act_is_refused_when_nobody_vouches_for_it(office: Office, process: Any, completing: Any, attestation: str) -> None:
    case, act = await process(office)
    before = await stored(office, case)
    asked = await vouched_for(case, "complete_task", await completing(case), attesting(office, Saying, says=attestation))
    assert await refusal(case, "complete_task", asked) == "forbidden"
    assert await watched(office) == [("act_unvouched", case.number, None, 1)]
    assert await stored(office, case) == before
    await act()


@pytest.mark.parametrize(
    "changes",
    [
        {"actor": OTHER_OFFICER},
        {"actor": replace(OFFICER, grants=grants(*OFFICER.roles, departments=("econ",)))},
        {"key": "another"},
        {"detail": {"reason": "别的理由"}},
        {"event": "resumed"},
        {"task_id": str(uuid.uuid4())},
    ],
)
async def test_act_is_refused_when_what_is_kept_is_not_what_was_vouched_for(office: Office, changes: dict[str, Any]) -> None:
    case, act = await application(office)
    before = await stored(office, case)
    asked = await vouched_for(case, "hold", holding(), attesting(office, Changing, changes=changes))
    assert await refusal(case, "hold", asked) == "forbidden"
    assert await stored(office, case) == before
    await act()


async def test_request_is_of_no_use_for_another_act_than_it_was_vouched_for(office: Office) -> None:
    case, act = await application(office)
    before = await stored(office, case)
    asked = await vouched_for(case, "complete_task", await case.completion("acceptance", OFFICER, decision="accepted"))
    for update, another in (
        ("complete_task", replace(asked, event="correction_requested")),
        ("request", Message("withdrawn", OFFICER, asked.key)),
        ("hold", Message("put_on_hold", OFFICER, asked.key)),
        ("assign_task", replace(asked, event="reassigned")),
    ):
        assert await refusal(case, update, another) == "forbidden"
    assert await stored(office, case) == before
    await act()


async def test_act_is_refused_when_it_was_vouched_for_on_another_case(office: Office) -> None:
    (case, act), (other, _) = await application(office), await application(office)
    before = await stored(office, case)
    asked = await vouched_for(other, "hold", holding())
    assert await refusal(case, "hold", asked) == "forbidden"
    assert await stored(office, case) == before
    await act()


async def test_act_is_refused_when_another_key_vouched_for_it(office: Office) -> None:
    case, act = await application(office)
    before = await stored(office, case)
    forged = Attestor(attestation_keys()["attestation_key"], office.settings.oidc_issuer)
    asked = holding()
    await vouched_for(case, "hold", asked, forged)
    assert await refusal(case, "hold", asked) == "forbidden"
    assert await stored(office, case) == before
    await act()


async def test_act_is_refused_when_the_api_keeps_no_such_request(office: Office) -> None:
    case, act = await application(office)
    before = await stored(office, case)
    assert await refusal(case, "hold", holding()) == "forbidden"
    assert await watched(office) == [("act_unvouched", case.number, None, 1)]
    assert await stored(office, case) == before
    await act()


@pytest.mark.parametrize("event", ["withdrawn", "objection_filed"])
async def test_system_asks_for_nothing_that_people_ask_for(office: Office, event: str) -> None:
    case, act = await application(office)
    before = await stored(office, case)
    asked = await vouched_for(case, "request", message(event, SYSTEM, reason="x", objection_id=str(uuid.uuid4())))
    assert await refusal(case, "request", asked) in {"forbidden", "wrong_stage"}
    assert await stored(office, case) == before
    await act()


async def test_draft_may_be_submitted_when_a_submission_was_refused_that_nobody_vouched_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await office.draft()
    mistaken = attesting(office, Changing, changes={"actor": OTHER_OFFICER})
    with monkeypatch.context() as patched:
        patched.setattr(Office, "attestor", mistaken)
        with pytest.raises(WorkflowUpdateFailedError):
            await office.submit(draft)
    case = await office.submit(draft)
    await case.answer("acceptance", OFFICER, decision="accepted")
