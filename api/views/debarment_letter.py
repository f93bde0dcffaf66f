"""限制申报的文书。The papers of a debarment, read off what happened to it: intended, decided, or lifted early."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from api.views.matter import day, matter, not_yet, until
from models.queries import debarment as debarments
from models.queries import history
from models.queries.history import Moment
from models.session import Session
from models.tables import Case, Debarment
from policy.judging.catalogue import item as item_called
from policy.letters.bodies import Bodies
from policy.letters.debarment_notice import Bar, Fraud, Lifting, bar_decided, bar_intended, bar_lifted, no_bar_decided
from policy.letters.matter import Cited
from policy.letters.paper import Paper
from policy.processes.debarment.lifecycle import Event
from policy.processes.debarment.term import LiftingGround

ISSUED_OF_DEBARMENTS: Final = frozenset({Event.BAR_PROPOSED, Event.BARRED, Event.NOT_BARRED, Event.LIFTED})
"""The events of a debarment by which a paper is issued."""
REPLACED_OF_DEBARMENTS: Final[Mapping[str, Collection[str]]] = {
    Event.BAR_PROPOSED: (Event.BAR_PROPOSED,),
    Event.NOT_BARRED: (Event.BAR_PROPOSED,),
    Event.LIFTED: (Event.BARRED,),
}
"""Which letters of a debarment each takes the place of."""
_PROPOSED: Final = (Event.BAR_PROPOSED, Event.NO_BAR_PROPOSED)
_ANSWERED: Final = (Event.STATEMENT_MADE, Event.STATEMENT_WAIVED, Event.STATEMENT_LAPSED)


async def debarment_paper(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the paper that the last event of a debarment issued; what an older event did not keep is read off the case."""
    assert isinstance(row, Debarment)  # noqa: S101 - what the process says
    told, proposed, item = then.events[-1], then.last_of(*_PROPOSED), item_called(row.item_code)
    kept = proposed.detail if proposed else {}
    reason, until_on = str(kept.get("reason", row.reason or "")), kept.get("until", row.until and row.until.isoformat())
    fraud = Fraud(await debarments.award_number(session, row), (await debarments.clawback_numbers(session, [row]))[row.clawback_id])
    about = await matter(session, row, then, told.occurred_at, language, then.count_of(told.event))
    if told.event == Event.NOT_BARRED:
        return no_bar_decided(item, about, fraud, reason, language)
    decided, heard = then.last_of(Event.BARRED), then.last_of(*_ANSWERED)
    pleaded = decided is not None and heard is not None and heard.event == Event.STATEMENT_MADE
    if until_on is None:
        raise not_yet()
    bar = Bar(
        date.fromisoformat(until_on),
        reason,
        day(decided.occurred_at) if decided else None,
        str(decided.detail.get("reason", "")) if decided and pleaded else None,
    )
    if told.event == Event.BAR_PROPOSED:
        before = next((one for one in reversed(then.events[:-1]) if one.event == Event.BAR_PROPOSED), None)
        past = await history.of(session, row) if before else None
        replaces = (
            Cited.of(await debarment_paper(session, row, past.after(before), bodies, language), language) if past and before else None
        )
        return bar_intended(item, about, fraud, bar, until(then), language, replaces)
    if told.event == Event.LIFTED:
        said = told.detail.get("lifting")
        if said is None:
            raise not_yet()
        restored = {"repaid_fen": told.detail.get("repaid_fen", 0), "is_demanded": bool(told.detail.get("demanded_fen"))}
        return bar_lifted(item, about, bar, Lifting(LiftingGround(said["ground"]), said["paper"], said["reason"], **restored), language)
    return bar_decided(item, about, fraud, bar, bodies, language)
