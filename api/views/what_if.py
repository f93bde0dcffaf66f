"""政策试算的呈现。How what-ifs and their rows become what people read."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from api.schemas.base import Words
from api.schemas.what_if import OutcomeShown, WhatIfCaseShown, WhatIfInFull, WhatIfShown
from models.queries import annual_run as annual_runs
from models.queries import what_if as queries
from models.session import Session
from models.tables import WhatIf
from policy.judging.catalogue import item as item_called
from policy.what_if.chart import chart_of
from policy.what_if.kept import Row
from policy.what_if.order import Against


def shown(row: WhatIf) -> WhatIfShown:
    """Return a what-if without its result."""
    return WhatIfShown.model_validate(_fields(row))


def in_full(row: WhatIf) -> WhatIfInFull:
    """Return a what-if with its result."""
    return WhatIfInFull.model_validate(_fields(row) | {"result": row.result})


async def rows_shown(session: Session, row: WhatIf, rows: Sequence[Row]) -> list[WhatIfCaseShown]:
    """Return rows with whose they are."""
    match row.asked["against"]:
        case Against.CASES:
            found = await queries.whose(session, [uuid.UUID(bytes=one.key[:16]) for one in rows])
            named: list[tuple[str | None, str | None, str | None]] = [found[uuid.UUID(bytes=one.key[:16])] for one in rows]
        case Against.ANNUAL_RUN:
            run = await annual_runs.find(session, row.asked["annual_run"])
            codes = [one.key.decode() for one in rows]
            names = await queries.names(session, run.id, codes) if run else {}
            named = [(None, code, names.get(code)) for code in codes]
        case _:
            named = [(str(int.from_bytes(one.key[:8], "big")), None, None) for one in rows]
    return [_row(one, *whose) for one, whose in zip(rows, named, strict=True)]


def chart(row: WhatIf, language: str) -> str | None:
    """Return the chart of its sweep, or None where there is none."""
    if row.result is None or row.result["sweep"] is None:
        return None
    item, sweep = item_called(row.item_code), row.result["sweep"]
    return chart_of(item, sweep["figure"], row.result["before"]["award_fen"], sweep["steps"], language)


def _fields(row: WhatIf) -> dict[str, Any]:
    fields = {name: getattr(row, name) for name in WhatIfShown.model_fields if name != "item_title"}
    return fields | {"item_title": Words.of(item_called(row.item_code).title)}


def _row(row: Row, number: str | None, uscc: str | None, name: str | None) -> WhatIfCaseShown:
    return WhatIfCaseShown(
        number=number,
        enterprise_uscc=uscc,
        enterprise_name=name,
        effect=row.effect.value,
        before=OutcomeShown(outcome=row.before, award_fen=row.before_fen),
        after=OutcomeShown(outcome=row.after, award_fen=row.after_fen),
        share_fen=row.share_fen,
    )
