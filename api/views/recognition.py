"""认定的呈现。How recognitions and entries of the register become what people read."""

from __future__ import annotations

from typing import Any

from api.schemas.base import Words
from api.schemas.recognition import EntryShown, RecognitionInFull, RecognitionShown
from api.views import evidence
from api.views.case import case_fields, standing
from models.queries import enterprise as enterprises
from models.queries import natural_person as persons
from models.queries import submission as submissions
from models.queries import task as tasks
from models.session import Session
from models.tables import Enterprise, Recognition
from policy.actors import Actor

_OWN = ("kind", "enterprise_uscc", "title", "nominated", "entry_no", "valid_from", "valid_until", "ended_on")


async def entry(session: Session, row: Recognition, holder: Enterprise) -> EntryShown:
    """Return an entry as anybody reads it: of a person what the notice named, name and employer."""
    return EntryShown.model_validate(
        {
            "id": row.id,
            "kind": row.kind,
            "kind_title": Words.of(row.register_kind.title),
            "holder": await persons.published_name(session, holder),
            "of_person": holder.kind == "person",
            "entry_no": row.entry_no,
            "valid_from": row.valid_from,
            "valid_until": row.valid_until,
        }
    )


def recognition(row: Recognition, holder: str) -> RecognitionShown:
    """Return a recognition for a list."""
    return RecognitionShown.model_validate(_brief(row, holder))


async def in_full(session: Session, row: Recognition, actor: Actor) -> RecognitionInFull:
    """Return a recognition with where it stands; while it is corrected, others than its holder read what was handed in."""
    taken = await evidence.taken(session, row, actor)
    more = {
        "certificate_no": row.certificate_no,
        "statement": row.statement,
        "facts": row.facts,
        "failures": (row.verification or {}).get("failures", []),
        "defects": await submissions.defects(session, row),
        "evidence": taken,
    }
    holder = await enterprises.name_today(session, row.enterprise_uscc)
    open_tasks = list(await tasks.open_of(session, row.id))
    return RecognitionInFull.model_validate(_brief(row, holder) | standing(row, open_tasks) | more)


def _brief(row: Recognition, holder: str) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in _OWN}
    return case_fields(row) | own | {"kind_title": Words.of(row.register_kind.title), "enterprise_name": holder}
