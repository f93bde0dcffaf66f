"""签证。The key that the API vouches with in every test, and how people's acts are kept and vouched for."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TypeAlias

from activities.case.attestation import Attestations
from activities.signatures.case import Message, Transition, TransitionOrder
from activities.signatures.request import Words
from api.attestor import Attestor
from models.commands import request as requests
from models.session import Database
from models.tables import CaseRequest
from policy.actors import SYSTEM
from policy.processes.kernel.lifecycle import workflow_id

_PEM = "-----BEGIN {0} KEY-----\n{1}\n-----END {0} KEY-----\n"
ATTESTING = {
    "attestation_key": _PEM.format("PRIVATE", "MC4CAQAwBQYDK2VwBCIEIPW+jXj08y56vA2J0LEmr7KFRBYMFanuFniB1MH2JItu"),
    "attestation_public_keys": _PEM.format("PUBLIC", "MCowBQYDK2VwAyEA8Ypk20ya7aVOTZcpcPiXCm5nYTDvc+Q1HG1fX/nvgq0="),
}
ISSUER = "http://sandbox"
ATTESTOR = Attestor(ATTESTING["attestation_key"], ISSUER)
ATTESTATIONS = Attestations(ATTESTING["attestation_public_keys"], ISSUER)


# The process, the number and the id of a case.
Named: TypeAlias = tuple[str, str, uuid.UUID]


async def kept(database: Database, named: Named, update: str, message: Message, attestor: Attestor = ATTESTOR) -> None:
    """Vouch for a request to a case and keep it, as the API does, which seals the number of an account."""
    if account := message.detail.get("account"):
        veiled = {**account, "number": database.seal.veil(account["number"])}
        message = replace(message, detail=message.detail | {"account": veiled})
    row = CaseRequest(
        key=message.key,
        asked_by=message.actor.subject,
        case_id=named[2],
        process=named[0],
        number=named[1],
        update=update,
        event=message.event,
        task_id=message.task_id,
        sealed=database.seal.seal(Words(message).as_bytes(), message.key),
        attestation=attestor.attest(workflow_id(*named), update, message),
    )
    async with database.writing() as session:
        await requests.keep(session, row)


async def vouched(database: Database, number: str, transition: Transition) -> TransitionOrder:
    """Return the order of a person's transition, as it comes of a request that is kept and vouched for."""
    key = None
    if transition.actor != SYSTEM:
        key = transition.request or uuid.uuid4().hex
        asked = Message(transition.event, transition.actor, key, transition.task_id, transition.detail)
        await kept(database, (transition.process, number, uuid.UUID(transition.case_id)), "complete_task", asked)
    its = transition
    return TransitionOrder(its.process, its.case_id, its.event, its.key, its.occurred_at, its.task_id, key)
