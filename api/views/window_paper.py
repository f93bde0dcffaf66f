"""申报批次的文书。The papers of a window, read off what happened to it; each says what held when it was published."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from api.views.matter import day, not_yet
from api.views.window import contact_line
from models.queries.history import Moment
from models.session import Session
from models.tables import Case, Window
from policy.judging.catalogue import item as item_called
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter
from policy.letters.paper import Paper
from policy.letters.window_papers import Guide, call_to_apply, list_on_notice, window_cancelled, window_extended
from policy.processes.window.lifecycle import Event, Stage

ISSUED_OF_WINDOWS: Final = frozenset({Event.PUBLISHED, Event.EXTENDED, Event.CANCELLED, Event.SHARES_SETTLED})
"""The events of a window by which a paper is published."""


async def window_paper(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:  # noqa: ARG001 - it names nobody
    """Return the paper that the last event of a window published.

    Raises:
        Refusal: `wrong_stage`, for a window that was given up before anybody could read of it.
    """
    assert isinstance(row, Window)  # noqa: S101 - what the process says
    told, item = then.events[-1], item_called(row.item_code)
    about = Matter(row.number, "", row.department, day(told.occurred_at), then.count_of(told.event))
    reason = str(told.detail.get("reason", ""))
    match told.event:
        case Event.PUBLISHED:
            return call_to_apply(item, about, _guide(row, _closing(row, then), language), language)
        case Event.EXTENDED:
            span = (datetime.fromisoformat(told.detail["before"]), datetime.fromisoformat(told.detail["closes_at"]))
            return window_extended(item, about, _guide(row, span[1], language), span, reason, language)
        case Event.CANCELLED if told.from_stage == Stage.PUBLISHED:
            return window_cancelled(item, about, _guide(row, row.closes_at, language), reason, language)
        case Event.SHARES_SETTLED:
            guide = _guide(row, row.closes_at, language)
            return list_on_notice(item, about, guide, told.detail["listed"], told.detail["ceiling_fen"], language)
        case _:
            raise not_yet()


def _closing(row: Window, then: Moment) -> datetime:
    """Return when a window was to close as it was published: the guide's own word is kept by its approval."""
    guide = then.closed.about["guide"] if then.closed else row.brief
    return datetime.fromisoformat(str(guide["closes_at"]))


def _guide(row: Window, closes_at: datetime, language: str) -> Guide:
    return Guide(
        title=row.title.in_language(language),
        year=row.year,
        who=row.who[language],
        text=row.guide[language],
        evidence=row.evidence,
        contact=contact_line(row),
        opens_at=row.opens_at,
        closes_at=closes_at,
        ceiling_fen=row.ceiling_fen,
    )
