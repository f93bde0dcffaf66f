"""签证的测试。An act is written only as the API vouches for it: by its actor, on its case and task, with its form, under its key."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import OctKey, OKPKey
from sqlalchemy import select
from temporalio.exceptions import ApplicationError

from activities.case.activities import CaseActivities
from activities.case.attestation import Attestations
from activities.signatures.case import Message, Transition, TransitionOrder
from api.attestor import Attestor
from models.tables import Application, AuditEvent, CaseRequest, Clawback, PostGrantProject
from models.tables import Case as AnyCase
from policy.actors import PUBLIC, SYSTEM, Actor, Role
from policy.errors import Code, Refusal
from policy.processes.registry import LIFECYCLES
from runtime.cli.vouched import standing
from runtime.settings import attestation_keys
from tests.activities.award import AWARD_FEN, Award
from tests.granting import grants
from tests.office import DEPUTY, HEAD, OFFICER
from tests.vouching import ATTESTATIONS, ATTESTING, ATTESTOR, ISSUER

CASE = Application(number="BDA-1", process="application")
OTHER = Application(number="BDA-2", process="application")
PROJECT = PostGrantProject(number="PG-1", process="post_grant")
DEMAND = Clawback(number="RC-1", process="clawback")
ASKED = Message("approved", HEAD, "key", "task", {"decision": "approved", "opinion": "可", "amounts": [1, 2]})


def act(asked: Message = ASKED, attestation: str | None = None, case: AnyCase = CASE, attestor: Attestor = ATTESTOR) -> Transition:
    """Return the transition that comes of a request, vouched for unless it is said with what."""
    attested = attestor.attest(case.workflow_id, "complete_task", asked) if attestation is None else attestation
    return Transition(
        case.process, "id", asked.event, "step", datetime.now(UTC), asked.actor, asked.task_id, asked.detail, asked.key, attested
    )


def is_refused(transition: Transition, case: AnyCase = CASE) -> bool:
    try:
        ATTESTATIONS.require(transition, case)
    except Refusal as refusal:
        return refusal.code is Code.FORBIDDEN
    return False


@pytest.mark.parametrize("asked", [ASKED, replace(ASKED, task_id=None), replace(ASKED, detail={}), replace(ASKED, actor=PUBLIC)])
def test_act_is_written_when_it_is_vouched_for(asked: Message) -> None:
    assert not is_refused(act(asked))


@pytest.mark.parametrize(
    "change",
    [
        {"actor": DEPUTY},
        {"actor": replace(HEAD, name="别人")},
        {"actor": replace(HEAD, grants=grants(*HEAD.roles, Role.FINANCE))},
        {"actor": replace(HEAD, grants=grants(*HEAD.roles, departments=("sti", "econ")))},
        {"actor": replace(HEAD, enterprise="91110302MA01CHENXQ")},
        {"event": "not_approved"},
        {"event": "withdrawn"},
        {"event": "first_approved", "task_id": "another"},
        {"task_id": "another"},
        {"task_id": None},
        {"request": "another"},
        {"request": None},
        {"detail": ASKED.detail | {"opinion": "不可"}},
        {"detail": ASKED.detail | {"more": 1}},
        {"detail": ASKED.detail | {"amounts": [2, 1]}},
        {"detail": ASKED.detail | {"amounts": [1.0, 2]}},
        {"detail": {}},
    ],
)
def test_act_is_refused_when_something_else_was_vouched_for(change: dict[str, Any]) -> None:
    assert is_refused(replace(act(), **change))


@pytest.mark.parametrize("case", [OTHER, Application(number="BDA-1", process="redecision")])
def test_act_is_refused_when_it_is_vouched_for_on_another_case(case: AnyCase) -> None:
    assert is_refused(act(), case)


def tampered(attestation: str) -> str:
    head, body, signature = attestation.split(".")
    return f"{head}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


def test_act_is_refused_when_it_was_vouched_for_to_another_case_of_the_same_number() -> None:
    first, second = (Application(id=uuid.uuid4(), number="BDA-1", process="application") for _ in range(2))
    attested = ATTESTOR.attest(first.workflow_id, "complete_task", ASKED)
    assert is_refused(act(attestation=attested, case=second), second)
    assert not is_refused(act(attestation=attested, case=first), first)


def of_another_body(attestation: str) -> str:
    head, _, signature = attestation.split(".")
    body = ATTESTOR.attest(OTHER.workflow_id, "complete_task", ASKED).split(".")[1]
    return f"{head}.{body}.{signature}"


def by(algorithm: str, key: Any) -> Callable[[str], str]:
    """Return what makes an attestation of the same claims by another algorithm and key."""

    def made(attestation: str) -> str:
        claims = jws.extract_compact(attestation.encode()).payload
        header = jws.extract_compact(attestation.encode()).headers() | {"alg": algorithm}
        return jws.serialize_compact(header, claims, key, algorithms=[algorithm])

    return made


@pytest.mark.parametrize(
    "forge",
    [
        lambda attestation: "",
        lambda attestation: "x",
        lambda attestation: "x.y.z",
        lambda attestation: attestation[:-1],
        lambda attestation: attestation.rpartition(".")[0] + ".",
        tampered,
        of_another_body,
        by("none", None),
        by("HS256", OctKey.import_key(ATTESTING["attestation_public_keys"].splitlines()[1])),
        by("Ed25519", OKPKey.generate_key("Ed25519")),
    ],
    ids=["none", "garbage", "no jws", "cut", "unsigned", "tampered", "other body", "no algorithm", "public key as secret", "own key"],
)
def test_act_is_refused_when_its_attestation_is_not_the_apis(forge: Callable[[str], str]) -> None:
    genuine = ATTESTOR.attest(CASE.workflow_id, "complete_task", ASKED)
    assert is_refused(act(attestation=forge(genuine)))


def test_act_is_refused_when_another_issuer_vouched_for_the_person() -> None:
    assert is_refused(act(attestor=Attestor(ATTESTING["attestation_key"], "https://elsewhere")))


def test_act_is_written_when_the_key_was_changed_since() -> None:
    now = attestation_keys()
    both = Attestations(now["attestation_public_keys"] + ATTESTING["attestation_public_keys"], ISSUER)
    both.require(act(), CASE)
    both.require(act(attestor=Attestor(now["attestation_key"], ISSUER)), CASE)
    with pytest.raises(Refusal):
        Attestations(now["attestation_public_keys"], ISSUER).require(act(), CASE)


@pytest.mark.parametrize(
    ("case", "asked", "recorded"),
    [
        (CASE, "approved", "first_approved"),
        (CASE, "approved", "budget_found_exhausted"),
        (PROJECT, "rectification_ordered", "rectifications_used_up"),
    ],
)
def test_act_stands_for_what_was_asked_in_its_own_case_alone(case: AnyCase, asked: str, recorded: str) -> None:
    made = replace(act(replace(ASKED, event=asked), case=case), event=recorded)
    assert not is_refused(made, case)
    elsewhere = type(case)(number="X-2", process=case.process)
    assert is_refused(made, elsewhere)
    assert is_refused(replace(made, actor=DEPUTY), case)


@pytest.mark.parametrize(
    ("case", "process", "asked", "recorded"),
    [
        (CASE, "annual_run", "member_reassessed", "offer_revised"),
        (CASE, "annual_run", "member_reassessed", "offer_raised"),
        (CASE, "annual_run", "member_entered", "offer_revoked"),
        (CASE, "annual_run", "release_rolled_back", "offer_rolled_back"),
        (CASE, "redecision", "redecided", "award_changed"),
        (CASE, "redecision", "redecided", "payment_changed"),
        (CASE, "redecision", "redecided", "award_revoked"),
        (DEMAND, "redecision", "redecided", "demand_lowered"),
        (DEMAND, "redecision", "redecided", "proposal_withdrawn"),
    ],
)
def test_act_follows_from_what_the_same_person_asked_another_case(case: AnyCase, process: str, asked: str, recorded: str) -> None:
    origin = Application(number="R-1", process=process)
    attested = ATTESTOR.attest(origin.workflow_id, "complete_task", replace(ASKED, event=asked))
    followed = act(Message(recorded, Actor(HEAD.subject, HEAD.name), "relayed", None, {}), attested, case)
    assert not is_refused(followed, case)
    assert is_refused(replace(followed, actor=DEPUTY), case)
    assert is_refused(replace(followed, event="withdrawn"), case)
    assert is_refused(replace(followed, attestation=ATTESTOR.attest(origin.workflow_id, "complete_task", ASKED)), case)


def test_what_others_are_asked_is_an_event_of_some_process() -> None:
    known = {event for lifecycle in LIFECYCLES.values() for event in lifecycle.steps}
    for lifecycle in LIFECYCLES.values():
        for step in lifecycle.steps.values():
            assert set(step.follows) <= known
            assert step.stands_for is None or step.stands_for in lifecycle.steps


@pytest.mark.parametrize("event", ["approved", "withdrawn", "submitted", "offer_revised", "award_revoked"])
def test_system_acts_on_no_request_but_what_other_cases_ask_in_its_name(event: str) -> None:
    own = Transition("application", "id", event, "step", datetime.now(UTC))
    assert not is_refused(own)
    assert is_refused(replace(own, request="forged"))
    assert not is_refused(replace(own, event="upstream_changed", request="asked by a case"))


async def test_act_and_its_attestation_are_kept_together(award: Award) -> None:
    await award.happens("referred")
    made = Transition("application", str(award.id), "minuted", "first", datetime.now(UTC), HEAD, None, {"award_fen": AWARD_FEN}, "asked")
    await award.records(made)
    async with award.database.reading() as session:
        event = (await session.scalars(select(AuditEvent).where(AuditEvent.event == "minuted"))).one()
        request = (await session.scalars(select(CaseRequest).where(CaseRequest.key == "asked"))).one()
    assert event.attestation == request.attestation
    assert standing(ATTESTATIONS, event, await award.row()) == "vouched"
    assert request.outcome is not None


async def test_act_is_refused_when_its_request_is_not_kept(award: Award) -> None:
    await award.happens("referred")
    before = await award.row()
    order = TransitionOrder("application", str(award.id), "minuted", "first", datetime.now(UTC), request="asked")
    with pytest.raises(ApplicationError) as refused:
        await CaseActivities(award.deployment).record_transition(order)
    assert refused.value.type == "forbidden"
    after = await award.row()
    assert (after.stage, after.version, after.award_fen) == (before.stage, before.version, None)


def event_of(made: Transition, **changes: Any) -> AuditEvent:
    """Return the audit event of an act as it is stored, to which the office has added."""
    detail = made.detail | {"task": "decision", "task_id": made.task_id, "award_fen": AWARD_FEN}
    stored: dict[str, Any] = {"event": made.event, "actor": made.actor.subject, "detail": detail, "attestation": made.attestation}
    return AuditEvent(**(stored | changes))


def test_auditor_finds_an_act_vouched_for() -> None:
    assert standing(ATTESTATIONS, event_of(act()), CASE) == "vouched"
    assert standing(ATTESTATIONS, event_of(act(), event="first_approved"), CASE) == "vouched"


@pytest.mark.parametrize(
    "change",
    [
        {"actor": OFFICER.subject},
        {"event": "returned"},
        {"detail": ASKED.detail | {"task_id": "another"}},
        {"attestation": tampered(ATTESTOR.attest(CASE.workflow_id, "complete_task", ASKED))},
        {"attestation": ATTESTOR.attest(OTHER.workflow_id, "complete_task", ASKED)},
    ],
)
def test_auditor_finds_an_act_that_was_changed_afterwards(change: dict[str, Any]) -> None:
    assert standing(ATTESTATIONS, event_of(act(), **change), CASE) == "not vouched"


@pytest.mark.parametrize("detail", [ASKED.detail | {"task_id": "task", "opinion": "不可"}, {"task_id": "task"}])
def test_auditor_finds_a_form_that_does_not_read_as_it_did(detail: dict[str, Any]) -> None:
    assert standing(ATTESTATIONS, event_of(act(), detail=detail), CASE) == "amended"


@pytest.mark.parametrize(("actor", "found"), [(SYSTEM.subject, "automatic"), (OFFICER.subject, "followed")])
def test_auditor_finds_what_nobody_asked_for(actor: str, found: str) -> None:
    assert standing(ATTESTATIONS, event_of(act(), actor=actor, attestation=None), CASE) == found


def test_attestation_says_nothing_personal_but_the_subject() -> None:
    said = json.loads(jws.extract_compact(ATTESTOR.attest(CASE.workflow_id, "complete_task", ASKED).encode()).payload)
    assert set(said) == {"iss", "jti", "sub", "actor", "case", "update", "event", "task", "fields", "detail", "iat"}
    assert HEAD.name not in json.dumps(said, ensure_ascii=False)
