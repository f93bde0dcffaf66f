"""股权投资的文书。The papers of an investment, read off what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from api.views.matter import matter, until
from models.queries.history import Moment
from models.session import Session
from models.tables import Case, Investment
from policy.judging.catalogue import item as item_called
from policy.letters.bodies import Bodies
from policy.letters.investment_notice import Invested, alike, investment_paper
from policy.letters.paper import Paper
from policy.processes.investment.lifecycle import Event

_ASKED: Final[Mapping[str, str]] = {
    Event.BUY_BACK_OPENED: "buy_back_offer",
    Event.DISPOSAL_APPROVED: "first_right",
    Event.BUY_BACK_TAKEN: "proceeds_receipt",
    Event.FIRST_RIGHT_TAKEN: "proceeds_receipt",
}
"""By which events an answer or a price is awaited, and by whose day."""


async def paper_of_investment(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the paper that the last event of an investment issued."""
    assert isinstance(row, Investment)  # noqa: S101 - what the process says
    told = then.events[-1]
    event = Event(told.event)
    kept = told.detail.get("said", {})
    parts = [one.detail["said"] for one in then.events[:-1] if one.event == Event.PART_DISPOSED]
    received_on = kept.get("received_on")
    invested = Invested(
        row.cost_fen,
        row.paid_on,
        row.agreed,
        kept.get("price_fen"),
        kept.get("received_fen"),
        date.fromisoformat(received_on) if received_on else None,
        until(then, (_ASKED[told.event],)) if told.event in _ASKED else None,
        kept.get("part_fen"),
        sum(one["part_fen"] for one in parts),
        sum(one["received_fen"] for one in parts),
    )
    about = await matter(session, row, then, told.occurred_at, language, then.count_of(*alike(event)))
    return investment_paper(item_called(row.item_code), about, event, invested, bodies, language)
