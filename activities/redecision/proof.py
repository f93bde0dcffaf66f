"""更正依据的核对。Which documents there are of an award that is decided anew, and what of them its corrected facts are read off."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import document as documents
from models.tables import Application, Document, Redecision
from policy.language.facts import Json
from policy.processes.redecision.proof import Held, read_papers
from policy.working_days import BEIJING


async def proved(
    session: AsyncSession, application: Application, redecision: Redecision, said: Mapping[str, Json]
) -> dict[str, dict[str, Json]]:
    """Return the document and page that each corrected fact is read off, out of those of the award and of the project it came from.

    What its source has `said` itself needs none.

    Raises:
        Refusal: `incomplete` or `invalid_input`, as `read_papers`.
    """
    held = list(await documents.of_case(session, application.id))
    if application.parent_id is not None:
        held += await documents.of_case(session, application.parent_id)
    item = application.item
    return read_papers(item, redecision.facts, said, redecision.papers, map(_held, held))


def _held(document: Document) -> Held:
    uploaded_on = document.uploaded_at.astimezone(BEIJING).date().isoformat()
    return Held(str(document.id), document.evidence_code, document.file_name, document.sha256, uploaded_on)
