"""再决定文书。The papers of a re-decision, each read off the event it was issued by, with the letter it changes; how it is cited."""

from __future__ import annotations

from typing import Final

from api.views.application_letter import letter_of
from api.views.matter import matter, not_yet, until
from models.queries import application as applications
from models.queries import history
from models.queries import redecision as redecisions
from models.queries.history import History, Moment
from models.session import Session
from models.tables import Case, Redecision
from policy.judging.catalogue import item as item_called
from policy.letters.bodies import Bodies
from policy.letters.matter import Cited
from policy.letters.paper import Paper
from policy.letters.redecision_notice import (
    Changed,
    Stopped,
    redecision_dropped,
    redecision_intended,
    redecision_notice,
    supplement_stopped,
)
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.notice.steps import NoticeEvent
from policy.processes.redecision.lifecycle import Event, Stage
from policy.processes.redecision.reckoning import Outcome

_DROPPED: Final = (Event.REDECISION_REFUSED, Event.PROPOSAL_WITHDRAWN)
ISSUED_OF_REDECISIONS: Final = frozenset({Event.FOUND_LESS, Event.REDECIDED, *_DROPPED, DisbursementEvent.PAYMENT_ENDED})
"""The events of a re-decision by which a paper is issued: whoever was heard is told where nothing came of it."""


async def redecision_paper(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the paper that the last event of a re-decision issued.

    Raises:
        Refusal: `wrong_stage`, for what was given up before its enterprise heard of it.
    """
    assert isinstance(row, Redecision)  # noqa: S101 - what the process says
    event, item = then.events[-1], item_called(row.item_code)
    award = (await redecisions.award_numbers(session, [row]))[row.application_id]
    about = await matter(session, row, then, event.occurred_at, language, then.count_of(event.event))
    if event.event in _DROPPED:
        heard = then.last_of(Event.FOUND_LESS)
        if heard is None:
            raise not_yet()
        cited = await _cited_at(session, await history.of(session, row), heard.sequence, bodies, language)
        return redecision_dropped(item, about, award, cited, language)
    if event.event == DisbursementEvent.PAYMENT_ENDED:
        stopped = Stopped(award, str(event.detail.get("reason", "")), event.detail.get("failures", ()))
        decided = await _decision_of(session, row, bodies, language)
        assert decided is not None  # noqa: S101 - a supplement is paid for it
        return supplement_stopped(item, about, stopped, decided, bodies, language)
    changed = _changed(row, then, award, await _changed_letter(session, row, then, bodies, language))
    if event.event == Event.REDECIDED:
        return redecision_notice(item, about, changed, bodies, language)
    return redecision_intended(item, about, changed, until(then), language)


async def decided_by(session: Session, number: str, bodies: Bodies, language: str) -> Cited | None:
    """Return the letter of the re-decision of a number, as what rests on it cites it; None while it has issued none."""
    row = await redecisions.find(session, number)
    return await _decision_of(session, row, bodies, language) if row is not None else None


async def _decision_of(session: Session, row: Redecision, bodies: Bodies, language: str) -> Cited | None:
    past = await history.of(session, row)
    decided = next((one for one in reversed(past.events) if one.event == Event.REDECIDED), None)
    return await _cited_at(session, past, decided.sequence, bodies, language) if decided else None


async def _cited_at(session: Session, past: History, sequence: int, bodies: Bodies, language: str) -> Cited:
    """Return the letter that an event of a re-decision issued."""
    event = next(one for one in past.events if one.sequence == sequence)
    return Cited.of(await redecision_paper(session, past.row, past.after(event), bodies, language), language)


async def _changed_letter(session: Session, row: Redecision, then: Moment, bodies: Bodies, language: str) -> Cited | None:
    """Return the letter that a re-decision changes: that of the re-decision before it, or else of the award."""
    earlier = [one for one in await redecisions.of_award(session, row.application_id) if one.id < row.id]
    for before in reversed(earlier):
        if (cited := await _decision_of(session, before, bodies, language)) is not None:
            return cited
    application = await applications.of(session, row.application_id)
    past = await history.of(session, application)
    granted = [one for one in past.events if one.event == NoticeEvent.NOTICE_CLEARED]
    if not granted:
        return None
    since = then.events[-1].occurred_at
    event = next((one for one in reversed(granted) if one.occurred_at <= since), granted[0])
    return Cited.of(await letter_of(session, application, past.after(event), bodies, language), language)


def _changed(row: Redecision, then: Moment, award: str, changes: Cited | None) -> Changed:
    """Return what was proposed, and became what was decided; what an older event did not keep is read off the case."""
    decided, proposed = then.events[-1].event == Event.REDECIDED, then.last_of(Event.PROPOSED, Event.REPROPOSED)
    kept = proposed.detail if proposed else {}
    reckoning = kept.get("reckoning", row.reckoning)
    return Changed(
        award,
        # Where a rule has nothing asked back, the decision is that nothing follows.
        Outcome.NOTHING if decided and row.stage == Stage.UNCHANGED else Outcome(str(kept.get("outcome", row.outcome))),
        reckoning.get("facts", {}),
        kept.get("paper", row.paper),
        kept.get("reason", row.reason),
        reckoning["before_fen"],
        reckoning["after_fen"],
        reckoning["amount_fen"],
        relieved_fen=reckoning.get("relieved_fen", 0),
        changes=changes,
    )
