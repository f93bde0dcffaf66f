"""承诺的呈现。How an enterprise's commitment to stay, and the changes it filed, become what people read."""

from __future__ import annotations

from collections.abc import Sequence

from api.schemas.application import DocumentShown
from api.schemas.base import Named, Words
from api.schemas.commitment import FilingShown, UndertakingShown
from api.views.application import document
from models.queries import document as documents
from models.queries.commitment import Bound
from models.session import Session
from models.tables import ChangeFiling, Commitment
from policy.judging.catalogue import item as item_called
from policy.processes.commitment.terms import FILING_KINDS
from policy.processes.commitment.told import next_if_waiting


async def filings(session: Session, rows: Sequence[ChangeFiling]) -> list[FilingShown]:
    """Return filed changes, each with its documents."""
    papers = await documents.named(session, {one for row in rows for one in row.evidence})
    return [_filing(row, [document(papers[one]) for one in row.evidence if one in papers]) for row in rows]


def _filing(row: ChangeFiling, evidence: Sequence[DocumentShown]) -> FilingShown:
    kind = FILING_KINDS[row.kind]
    fields = {name: getattr(row, name) for name in FilingShown.model_fields if name not in {"kind", "evidence"}}
    return FilingShown.model_validate(fields | {"kind": Named(code=row.kind, zh=kind.zh, en=kind.en), "evidence": evidence})


def comes_next(row: Commitment, numbers: Sequence[str]) -> dict[str, Words]:
    """Return what comes next where asking back waits for other demands, of which the reader knows these `numbers`."""
    said = next_if_waiting(row.stage, numbers)
    return {"next_step": Words.of(said)} if said else {}


def undertaking(bound: Bound, held_fen: int) -> UndertakingShown:
    """Return an undertaking that binds, or bound, with what its enterprise holds of its award and nobody asks back, in fen."""
    item = item_called(bound.application.item_code)
    return UndertakingShown(
        award=bound.application.number,
        item_code=item.code,
        item_title=Words.of(item.title),
        paid_fen=bound.application.paid_fen,
        held_fen=held_fen,
        starts_on=bound.undertaking.starts_on,
        until=bound.collected.until,
        ended_on=bound.collected.ended_on,
        cause=bound.collected.cause,
        repay=bound.undertaking.repay,
        terms=bound.undertaking.terms,
    )
