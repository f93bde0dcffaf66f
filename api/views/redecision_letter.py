"""再决定文书。The papers of a re-decision, each read off the event it was issued by, with the letter it changes; how it is cited."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from activities.signatures.debarment import restitution_key
from api.views.application_letter import letter_of
from api.views.debarment_letter import debarment_paper
from api.views.matter import matter, not_yet, until
from models.queries import application as applications
from models.queries import clawback as clawbacks
from models.queries import debarment as debarments
from models.queries import history
from models.queries import redecision as redecisions
from models.queries.history import History, Moment
from models.session import Session
from models.tables import Application, AuditEvent, Case, Redecision
from policy.judging.catalogue import item as item_called
from policy.letters.bodies import Bodies
from policy.letters.matter import Cited
from policy.letters.paper import Paper
from policy.letters.redecision_dropped import Lowered, redecision_dropped, restitution_dropped
from policy.letters.redecision_notice import (
    Changed,
    Fallen,
    Stopped,
    redecision_intended,
    redecision_notice,
    supplement_fallen,
    supplement_stopped,
)
from policy.processes.debarment.lifecycle import Event as Lifting
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.notice.steps import NoticeEvent
from policy.processes.redecision.lifecycle import Event, Stage
from policy.processes.redecision.reckoning import Outcome
from policy.text import Text

_DROPPED: Final = (Event.REDECISION_REFUSED, Event.PROPOSAL_WITHDRAWN)
# What was decided in these, if anything, has no effect any more.
_FELL_WHOLE: Final = (Stage.REFUSED, Stage.WITHDRAWN)
_FELL: Final = (NoticeEvent.OBJECTION_UPHELD, Event.BASIS_CHANGED, Event.RECALLED)
# The last of these that happened says whether what was decided stands.
_DECIDES: Final = (Event.REDECIDED, *_DROPPED, *_FELL, DisbursementEvent.PAYMENT_ENDED)
# The last of these that happened says whether what was decided was heard on, and what came of that.
_HEARD: Final = (Event.FOUND_NOT_LESS, Event.STATEMENT_MADE, Event.STATEMENT_WAIVED, Event.STATEMENT_LAPSED)
_TOLD: Final = (Event.FOUND_LESS, Event.REDECIDED)
ISSUED_OF_REDECISIONS: Final = frozenset({*_TOLD, *_DROPPED, *_FELL, DisbursementEvent.PAYMENT_ENDED})
"""The events of a re-decision by which a paper is issued: whoever was heard or told of one is told where nothing came of it."""
# A decision follows the notice of a hearing, and does not take its place.
REPLACED_OF_REDECISIONS: Final[Mapping[str, Collection[str]]] = {
    Event.FOUND_LESS: (Event.FOUND_LESS,),
    Event.REDECIDED: (Event.REDECIDED,),
    **dict.fromkeys(_DROPPED, _TOLD),
    **dict.fromkeys(_FELL, (Event.REDECIDED,)),
}
"""Which letters of a re-decision each takes back or takes the place of."""


async def redecision_paper(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the paper that the last event of a re-decision issued.

    Raises:
        Refusal: `wrong_stage`, for what was given up before its enterprise heard of it, or went back before anything was published.
    """
    assert isinstance(row, Redecision)  # noqa: S101 - what the process says
    event, item = then.events[-1], item_called(row.item_code)
    award = (await redecisions.award_numbers(session, [row]))[row.application_id]
    about = await matter(session, row, then, event.occurred_at, language, then.count_of(event.event))
    if event.event in _DROPPED:
        told = then.last_of(*_TOLD)
        if told is None:
            promised = await _promised(session, row, bodies, language)
            reason = str((then.last_of(Event.REDECISION_REFUSED, Event.WITHDRAWAL_ASKED) or event).detail.get("reason", ""))
            return restitution_dropped(item, about, award, promised, reason, bodies, language)
        cited = await _cited_at(session, await history.of(session, row), told.sequence, bodies, language)
        stands = await _standing_letter(session, row, then, bodies, language)
        before = bodies if told.event == Event.REDECIDED else None
        done = Lowered(**kept) if (kept := event.detail.get("lowered")) else None
        return redecision_dropped(item, about, award, cited, language, before, stands, done)
    if event.event in _FELL:
        return await _fallen(session, row, then, award, bodies, language)
    if event.event == DisbursementEvent.PAYMENT_ENDED:
        stopped = Stopped(award, str(event.detail.get("reason", "")), event.detail.get("failures", ()))
        decided = await _decision_of(session, row, bodies, language)
        assert decided is not None  # noqa: S101 - a supplement is paid for it
        return supplement_stopped(item, about, stopped, decided, bodies, language)
    changed = replace(
        _changed(row, then, award, await _changed_letter(session, row, then, bodies, language)),
        replaces=await _replaced_letter(session, row, then, bodies, language),
        dropped_fen=await _dropped_fen(session, row, then),
        answer=_answer(then),
    )
    if event.event == Event.REDECIDED:
        return redecision_notice(item, about, changed, bodies, language)
    return redecision_intended(item, about, changed, until(then), language)


def _answer(then: Moment) -> str | None:
    """Return why what an enterprise stated was not followed; None where it stated nothing, or an older decision gave no reason."""
    decided, heard = then.last_of(Event.REDECIDED), then.last_of(*_HEARD)
    if decided is None or heard is None or heard.event != Event.STATEMENT_MADE:
        return None
    return str(decided.detail.get("reason") or "") or None


async def _promised(session: Session, row: Redecision, bodies: Bodies, language: str) -> Cited:
    """Return the notice that lifted a bar and announced a re-decision nobody was heard or told of since.

    Raises:
        Refusal: `wrong_stage`, where none did.
    """
    for debarment in await debarments.of_award(session, row.application_id):
        past = await history.of(session, debarment)
        lifted = next((one for one in past.events if one.event == Lifting.LIFTED), None)
        if lifted is not None and restitution_key(debarment.workflow_id) == row.request_key:
            return Cited.of(await debarment_paper(session, debarment, past.after(lifted), bodies, language), language)
    raise not_yet()


async def _fallen(session: Session, row: Redecision, then: Moment, award: str, bodies: Bodies, language: str) -> Paper:
    event, decided = then.events[-1], then.last_of(Event.REDECIDED)
    if decided is None or "fallen_fen" not in event.detail:
        raise not_yet()
    objected = event.event == NoticeEvent.OBJECTION_UPHELD
    said = str(event.detail.get("reason", ""))
    refusal = event.detail.get("refusal", {"zh": said, "en": said})
    reason = said if objected else Text(refusal.get("zh", ""), refusal.get("en", "")).in_language(language)
    about = await matter(session, row, then, event.occurred_at, language, then.count_of(*_FELL))
    cited = await _cited_at(session, await history.of(session, row), decided.sequence, bodies, language)
    fallen = Fallen(award, event.detail["fallen_fen"], reason, objected)
    return supplement_fallen(item_called(row.item_code), about, fallen, cited, bodies, language)


async def _standing_letter(session: Session, row: Redecision, then: Moment, bodies: Bodies, language: str) -> Cited | None:
    """Return the letter of the other re-decision by which an award stood at a moment, before this one or after it; None without one."""
    since, found = then.events[-1].occurred_at, []
    for other in await redecisions.of_award(session, row.application_id):
        past = await history.of(session, other)
        last = next((one for one in reversed(past.events) if one.event in _DECIDES and one.occurred_at <= since), None)
        if other.id != row.id and last is not None and last.event == Event.REDECIDED:
            found.append((last, past))
    if not found:
        return None
    decided, past = max(found, key=lambda one: one[0].occurred_at)
    return await _cited_at(session, past, decided.sequence, bodies, language)


async def _replaced_letter(session: Session, row: Redecision, then: Moment, bodies: Bodies, language: str) -> Cited | None:
    """Return the letter of the same kind that a re-decision issued before it was proposed once more; None where it issued none."""
    told = [one for one in then.events[:-1] if one.event == then.events[-1].event]
    return await _cited_at(session, await history.of(session, row), told[-1].sequence, bodies, language) if told else None


async def replacing_decision(
    session: Session, row: Application | Redecision, event: AuditEvent, bodies: Bodies, language: str
) -> Cited | None:
    """Return the letter of the first re-decision that changed what a letter of an award, or of one before, granted; None without one.

    Args:
        session: The transaction.
        row: The award, or the re-decision.
        event: By which its letter was issued.
        bodies: Whom a paper names besides its department.
        language: "zh" or "en".
    """
    if event.event != (NoticeEvent.NOTICE_CLEARED if isinstance(row, Application) else Event.REDECIDED):
        return None
    for later in await redecisions.changing(session, [row.award_id]):
        past = await history.of(session, later)
        decided = next((one for one in reversed(past.events) if one.event == Event.REDECIDED), None)
        if later.id > row.id and decided is not None:
            return await _cited_at(session, past, decided.sequence, bodies, language)
    return None


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
    earlier = [one for one in await redecisions.of_award(session, row.application_id) if one.id < row.id and one.stage not in _FELL_WHOLE]
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


async def _dropped_fen(session: Session, row: Redecision, then: Moment) -> int:
    """Return what the re-decision before this one found to be paid too much and nobody asked back by then; nothing where it was asked."""
    earlier = [one for one in await redecisions.of_award(session, row.application_id) if one.id < row.id and one.stage not in _FELL_WHOLE]
    if not earlier:
        return 0
    dropped = await clawbacks.dropped_of(session, earlier[-1].number, then.events[-1].occurred_at)
    return dropped.amount_fen if dropped else 0


def _changed(row: Redecision, then: Moment, award: str, changes: Cited | None) -> Changed:
    """Return what was proposed, and became what was decided; what an older event did not keep is read off the case."""
    proposed = then.last_of(Event.PROPOSED, Event.REPROPOSED)
    kept = proposed.detail if proposed else {}
    reckoning = kept.get("reckoning", row.reckoning)
    by = then.events[-1] if then.events[-1].event == Event.REDECIDED else proposed
    return Changed(
        award,
        Outcome(str(kept.get("outcome", row.outcome))),
        reckoning.get("facts", {}),
        kept.get("paper", row.paper),
        kept.get("ground", kept.get("reason", row.reason)),
        reckoning["before_fen"],
        reckoning["after_fen"],
        reckoning["amount_fen"],
        relieved_fen=reckoning.get("relieved_fen", 0),
        reduced_fen=reckoning.get("reduced_fen", 0),
        # What came back since it was proposed is said as it was when it was decided.
        held=then.events[-1].detail.get("held", reckoning.get("held", {})),
        due_again_fen=reckoning.get("due_again_fen", 0),
        taken_fen=reckoning.get("taken_fen", 0),
        changes=changes,
        failures=reckoning.get("failures", ()),
        asked=reckoning.get("asked") or {},
        asked_less_fen=reckoning.get("asked_less_fen"),
        beside=reckoning.get("beside", {}),
        # Older events did not keep which part it is.
        parts=[one for one in (by.detail.get("parts", ()) if by else ()) if "part" in one],
    )
