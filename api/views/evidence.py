"""材料清单的呈现。What a case takes as evidence, by code: what must be handed in, what is there, and what may be handed in now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from api.schemas.base import Words
from api.schemas.case import EvidenceTaken
from models.queries import submission as submissions
from models.session import Session
from models.tables import Case
from policy.actors import Actor, Role
from policy.processes.kernel.permissions import serves_as


async def taken(session: Session, row: Case, actor: Actor) -> list[EvidenceTaken]:
    """Return the evidence a case takes, in the order of its form, and what of it is there: nothing to whoever may not read it."""
    if not row.evidence_is_open_to(actor):
        return []
    there = {document.evidence_code for document in await submissions.read_by(session, row, actor)}
    form, now = row.form, await _open(session, row, actor)
    listed = form.evidence if actor.acts_for(row.beneficiary) else {**form.evidence, **row.office_evidence}
    return [
        EvidenceTaken(code=code, title=Words.of(title), required=code in form.required, handed_in=code in there, open=code in now)
        for code, title in listed.items()
    ]


async def _open(session: Session, row: Case, actor: Actor) -> Sequence[str]:
    """Return the codes of what `actor` may hand in now: the enterprise, or an officer, who adds the office's own or corrects a decision."""
    if not actor.acts_for(row.beneficiary):
        if not serves_as(actor, Role.OFFICER, row.department):
            return ()
        own = row.office_evidence if row.stage in row.office_stages else ()
        return [*own, *(row.form.evidence if row.stage in row.proof_stages else ())]
    if row.stage not in row.evidence_stages:
        return ()
    opened = await submissions.opened(session, row, datetime.now(UTC))
    return [code for code in row.form.evidence if code not in row.settled_evidence and (opened is None or code in opened)]
