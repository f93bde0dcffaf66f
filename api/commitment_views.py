"""承诺的呈现。How an enterprise's commitment to stay, and the changes it filed, become what people read."""

from __future__ import annotations

from api.schemas.base import Named, Words
from api.schemas.commitment import BindingShown, FilingShown
from models.queries.stay import Bound
from models.tables import ChangeFiling
from policy.commitment import FILING_KINDS
from policy.registry import item as item_called


def filing(row: ChangeFiling) -> FilingShown:
    """Return a filed change."""
    kind = FILING_KINDS[row.kind]
    fields = {name: getattr(row, name) for name in FilingShown.model_fields if name != "kind"}
    return FilingShown.model_validate(fields | {"kind": Named(code=row.kind, zh=kind.zh, en=kind.en)})


def binding(bound: Bound) -> BindingShown:
    """Return a commitment that binds, or bound."""
    item = item_called(bound.application.item_code)
    return BindingShown(
        award=bound.application.number,
        item_code=item.code,
        item_title=Words.of(item.title),
        paid_fen=bound.application.paid_fen,
        starts_on=bound.commitment.starts_on,
        until=bound.binding.until,
        ended_on=bound.binding.ended_on,
        cause=bound.binding.cause,
        repay=bound.commitment.repay,
        terms=bound.commitment.terms,
    )
