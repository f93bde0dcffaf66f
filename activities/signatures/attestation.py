"""签证的内容。What the API vouches for when it takes a person's request: who asked what of which case, under which key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

from pydantic import TypeAdapter

from activities.signatures.case import Message
from policy.actors import Actor

ALGORITHM = "Ed25519"
_ANY = TypeAdapter[Any](Any)


def claims(issuer: str, case: str, update: str, message: Message) -> dict[str, Any]:
    """Return what is vouched for, without its time.

    Nothing personal is in it but the subject: the form is there as a hash over the fields that it had, so that whoever has the audit event
    can reckon it again, although the office adds fields to that.

    Args:
        issuer: Who vouched to the API for the person.
        case: The case, by its workflow id.
        update: By which of its updates it is asked.
        message: The request.
    """
    return {
        "iss": issuer,
        "jti": message.key,
        "sub": message.actor.subject,
        "actor": digest_of(message.actor),
        "case": case,
        "update": update,
        "event": message.event,
        "task": message.task_id,
        "fields": sorted(message.detail),
        "detail": digest_of(message.detail),
    }


def digest_of(what: Actor | Mapping[str, Any]) -> str:
    """Return the SHA-256 of an actor or a form as canonical JSON (keys sorted, no spaces, UTF-8), in lower-case hexadecimal."""
    canonical = json.dumps(json.loads(_ANY.dump_json(what)), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def asked_of(detail: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """Return the part of an audit event's detail that was asked for."""
    return {name: value for name, value in detail.items() if name in fields}
