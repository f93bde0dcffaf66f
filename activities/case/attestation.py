"""验签。Whether the API vouches for an act: asked where it is written, so that nobody acts in another's name by speaking to a process."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from activities.signatures.attestation import ALGORITHM, asked_of, claims, digest_of
from activities.signatures.case import Message, Transition
from models.commands import security_event as security_events
from models.commands.security_event import Happened
from models.session import Database
from models.tables import AuditEvent, Case
from policy.actors import SYSTEM, Role
from policy.errors import Code, Refusal
from policy.processes.kernel.lifecycle import Step
from policy.processes.registry import LIFECYCLES
from policy.security_events import Kind
from policy.text import Text

T = TypeVar("T")

_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", re.DOTALL)


class UnvouchedError(Refusal):
    """An act that nobody vouches for.

    Attributes:
        about: The case, or the process, that was told to do it.
    """

    def __init__(self, about: str) -> None:
        super().__init__(Code.FORBIDDEN, Text("该请求未经受理签证，不予办理。", "Nobody vouches for this request."))
        self.about = about


class Attestations:
    """Reads attestations.

    Args:
        keys: The public keys, Ed25519 keys as PEM, one after the other: an older one reads what was attested with it.
        issuer: Who vouches to the API for people.

    Raises:
        ValueError: There is none among them.
    """

    def __init__(self, keys: str, issuer: str) -> None:
        try:
            found = [OKPKey.import_key(pem) for pem in _PEM.findall(keys)]
        except (JoseError, ValueError):
            found = []
        if not found or any(key.curve_name != ALGORITHM for key in found):
            msg = "must be Ed25519 public keys as PEM, one after the other, the current one first"
            raise ValueError(msg)
        for key in found:
            key.ensure_kid()
        self._keys, self._issuer = KeySet(list(found)), issuer

    def claims(self, attestation: str) -> dict[str, Any] | None:
        """Return what an attestation says, or None if none of the keys made it."""
        try:
            read = json.loads(jws.deserialize_compact(attestation, self._keys, algorithms=[ALGORITHM]).payload or b"")
        except (JoseError, ValueError, TypeError, KeyError):
            return None
        return read if isinstance(read, dict) and read.get("iss") == self._issuer else None

    def require(self, transition: Transition, its_case: Case) -> None:
        """Let an act be written only if the API vouches for just this, or it follows from what another case was asked, or is nobody's.

        Raises:
            UnvouchedError: Nobody vouches for it.
        """
        step = LIFECYCLES[its_case.process].steps.get(transition.event, Step(Text("", "")))
        if transition.actor == SYSTEM:
            # What another case of ours asks in nobody's name is not asked by people, and the case's own steps come of no request.
            if transition.request is None or step.asked_by is Role.SYSTEM:
                return
        elif (said := self.claims(transition.attestation)) is not None and (
            _says(said, transition, its_case, step) or _follows(said, transition, its_case, step)
        ):
            return
        raise UnvouchedError(its_case.number)

    def require_start(self, workflow_id: str, asked: Message, attestation: str) -> None:
        """Let what a workflow was started for be done only if the API vouches for just this, or nobody asked for it.

        Raises:
            UnvouchedError: Nobody vouches for it.
        """
        if asked.actor != SYSTEM and not _is_of(self.claims(attestation) or {}, workflow_id, asked):
            raise UnvouchedError(workflow_id)

    def vouches_for(self, event: AuditEvent, its_case: Case) -> bool:
        """Tell whether what is kept with an audit event is an attestation of its act, as whoever audits it asks."""
        said, step = self.claims(event.attestation or ""), LIFECYCLES[its_case.process].steps[event.event]
        if said is None or said.get("sub") != event.actor:
            return False
        if said.get("case") != its_case.workflow_id:
            return said.get("event") in step.follows
        return said.get("event") in {event.event, step.stands_for} and said.get("task") in {None, event.detail.get("task_id")}

    def has_its_words(self, event: AuditEvent, its_case: Case) -> bool:
        """Tell whether the form of an audit event still reads as it was vouched for, whatever the office has added to it."""
        said = self.claims(event.attestation or "") or {}
        # What follows from another case has particulars of its own.
        return said.get("case") != its_case.workflow_id or said.get("detail") == digest_of(asked_of(event.detail, said.get("fields") or ()))


async def noted(database: Database, doing: Awaitable[T]) -> T:
    """Do what a process was told to, and keep it among the security events where nobody vouches for that.

    Raises:
        UnvouchedError: Nobody does. Whose name was used is for its forger to say, and not kept.
    """
    try:
        return await doing
    except UnvouchedError as refused:
        minute = datetime.now(UTC).replace(second=0, microsecond=0)
        async with database.writing() as session:
            await security_events.keep(session, {Happened(minute, Kind.ACT_UNVOUCHED, about=refused.about): 1}, {})
        raise


def _says(said: Mapping[str, Any], transition: Transition, its_case: Case, step: Step) -> bool:
    """Tell whether an attestation is of just this act, or of what it stands for."""
    asked = said.get("event")
    message = Message(str(asked), transition.actor, str(transition.request), transition.task_id, transition.detail)
    return asked in {transition.event, step.stands_for} and _is_of(said, its_case.workflow_id, message)


def _is_of(said: Mapping[str, Any], workflow_id: str, asked: Message) -> bool:
    wanted = claims(str(said.get("iss")), workflow_id, str(said.get("update")), asked)
    return said == wanted | {"iat": said.get("iat")}


def _follows(said: Mapping[str, Any], transition: Transition, its_case: Case, step: Step) -> bool:
    """Tell whether an attestation is of what somebody asked another case, from which this follows."""
    return said.get("event") in step.follows and said.get("case") != its_case.workflow_id and said.get("sub") == transition.actor.subject
