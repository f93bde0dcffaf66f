"""分期拨付文书。The papers of a later part of an award that is not paid, read off what happened to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from api.views.matter import matter, until
from models.queries import instalment as instalments
from models.queries.history import Moment
from models.session import Session
from models.tables import Case, Instalment
from policy.judging.catalogue import item as item_called
from policy.letters.bodies import Bodies
from policy.letters.instalment_notice import Unpaid, forfeiture_intended, part_forfeited, part_goes_on, part_stopped
from policy.letters.paper import Paper
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.instalment.lifecycle import Event

ISSUED_OF_INSTALMENTS: Final = frozenset(
    {Event.FORFEITURE_PROPOSED, Event.FORFEITURE_REFUSED, Event.FORFEITED, Event.PART_FELL, DisbursementEvent.PAYMENT_ENDED}
)
"""The events of an instalment by which a paper is issued."""
REPLACED_OF_INSTALMENTS: Final[Mapping[str, Collection[str]]] = {Event.FORFEITURE_REFUSED: (Event.FORFEITURE_PROPOSED,)}
"""Which letters of an instalment each takes back."""
_ANSWERED: Final = (Event.STATEMENT_MADE, Event.STATEMENT_WAIVED, Event.STATEMENT_LAPSED)


async def instalment_paper(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the paper that the last event of an instalment issued."""
    assert isinstance(row, Instalment)  # noqa: S101 - what the process says
    told, item = then.events[-1], item_called(row.item_code)
    about = await matter(session, row, then, told.occurred_at, language, then.count_of(told.event))
    proposed = then.last_of(Event.FORFEITURE_PROPOSED)
    kept = (proposed.detail if proposed and told.event == Event.FORFEITURE_REFUSED else {}) | told.detail
    refusal = kept.get("refusal", {})
    heard = then.last_of(*_ANSWERED)
    unpaid = Unpaid(
        award=(await instalments.award_numbers(session, [row]))[row.application_id],
        part=row.ordinal,
        amount_fen=int(kept["amount_fen"]),
        due_on=date.fromisoformat(kept["due_on"]),
        condition=row.said_condition if row.condition else None,
        reason=str(kept.get("reason") or refusal.get("zh" if language != "en" else "en", "")),
        failures=kept.get("failures", ()),
        documents=[one["file_name"] for one in kept.get("documents", ())],
        heard=heard is not None and heard.event == Event.STATEMENT_MADE,
    )
    if told.event == Event.FORFEITURE_PROPOSED:
        return forfeiture_intended(item, about, unpaid, until(then, {"forfeiture_statement"}), language)
    if told.event == Event.FORFEITURE_REFUSED:
        return part_goes_on(item, about, unpaid, language)
    if told.event == Event.FORFEITED:
        return part_forfeited(item, about, unpaid, bodies, language)
    return part_stopped(item, about, unpaid, bodies, language)
