"""收回决定的文书。The letters that a decision on an application is taken back, or is to be, each of which names the one it was made by."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from api.views.application import REFUSALS
from api.views.matter import matter, not_yet, until
from models.queries import history
from models.queries.history import Moment
from models.session import Session
from models.tables import Application, AuditEvent
from policy.judging.catalogue import item as item_called
from policy.letters.bodies import Bodies
from policy.letters.matter import Cited
from policy.letters.paper import Paper
from policy.letters.revoked import Revoked, decision_revoked, revocation_intended
from policy.letters.taken_back import award_taken_back, claim_taken_back
from policy.processes.application.lifecycle import APPLICATION, Event, Stage
from policy.processes.application.revoking import HEARD, PROPOSED, STATEMENT
from policy.processes.notice.steps import NoticeEvent
from policy.processes.reconsideration.steps import ReconsiderationEvent

TAKEN_BACK: Final[Mapping[str, str]] = {
    Event.AGREEMENT_REOPENED: "taken_back",
    Event.UPSTREAM_CHANGED: "taken_back",
    Event.DECISION_REVOKED: "revoked",
    Event.REFUSAL_REVOKED: "revoked",
}
"""How an application stands by the letter that each of these events issues."""
HEARD_ON: Final[Mapping[str, str]] = {Event.AWARD_REVOCATION_PROPOSED: "revocation_intended"}
"""Of these, those by which whoever would lose an award is heard."""
ENDING: Final = frozenset(
    event
    for (before, event), stage in APPLICATION.transitions.items()
    # That a lapse stands ends nothing anew.
    if stage in {Stage.LAPSED, Stage.WITHDRAWN} and before != Stage.LAPSE_REVOCATION
)
"""The events by which an application ends and nobody has decided on it."""
_ENDED: Final = (*REFUSALS, ReconsiderationEvent.RECONSIDERATION_DISMISSED, *ENDING)


async def taken_back(
    session: Session, row: Application, then: Moment, letter_at: Callable[[Moment], Awaitable[Paper]], bodies: Bodies, language: str
) -> Paper:
    """Return the letter that a decision is taken back, or is to be.

    Args:
        session: The transaction.
        row: The application.
        then: The moment at which it is.
        letter_at: Writes the letter that the application issued at a moment.
        bodies: Whom a paper names besides its department.
        language: "zh" or "en".

    Raises:
        Refusal: `wrong_stage`, where no letter had said what is taken back.
    """
    event, item = then.events[-1], item_called(row.item_code)
    decided = then.last_of(*_ENDED) if event.event == Event.REFUSAL_REVOKED else _granted(then)
    if decided is None:
        raise not_yet()
    past = await history.of(session, row)
    letter = Cited.of(await letter_at(past.after(decided)), language)
    # Letters of one word are counted together: their numbers differ.
    words = {**TAKEN_BACK, **HEARD_ON}
    alike = [name for name, word in words.items() if word == words[event.event]]
    about = await matter(session, row, then, event.occurred_at, language, then.count_of(*alike))
    if event.event == Event.UPSTREAM_CHANGED:
        return claim_taken_back(item, about, letter, language)
    if event.event == Event.AGREEMENT_REOPENED:
        reason = event.detail.get("about", {}).get("reopened", {}).get("reason") or ""
        return award_taken_back(item, about, letter, reason, bodies, language)
    if event.event in HEARD_ON:
        return revocation_intended(item, about, letter, event.detail["reason"], until(then, {STATEMENT.code}), language)
    awarded, letters = event.event == Event.DECISION_REVOKED, [letter]
    if decided.event == ReconsiderationEvent.RECONSIDERATION_DISMISSED and (refused := then.last_of(*REFUSALS)) is not None:
        # What was upheld falls with what upheld it.
        letters.insert(0, Cited.of(await letter_at(past.after(refused)), language))
    proposed, heard = then.last_of(*PROPOSED), then.last_of(*HEARD)
    stated = awarded and heard is not None and heard.event == Event.STATEMENT_MADE
    why = Revoked(letters, str((proposed or event).detail["reason"]), str(event.detail["reason"]) if stated else None, awarded=awarded)
    return decision_revoked(item, about, why, bodies, language)


def _granted(then: Moment) -> AuditEvent | None:
    """Return by what the award was told that stands at a moment; None where none does, or it was taken back before."""
    last = next((one for one in reversed(then.events[:-1]) if one.event in {NoticeEvent.NOTICE_CLEARED, *TAKEN_BACK}), None)
    return last if last is not None and last.event == NoticeEvent.NOTICE_CLEARED else None
