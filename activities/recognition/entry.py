"""登记册。What the steps of a recognition change once it is entered: its days, its yearly review, its renewal, its end."""

from __future__ import annotations

from datetime import date
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.recognition.effects import most_years, require_only
from models.commands.case import leave_draft
from models.queries import benefit as benefits
from models.queries import notice as notices
from models.tables import Recognition
from policy.actors import SYSTEM
from policy.days import in_chinese
from policy.errors import Code, Refusal
from policy.folding import fold_number
from policy.processes.kernel.lifecycle import DRAFT, DRAFT_DISCARDED
from policy.processes.notice.states import NoticeState
from policy.processes.notice.steps import NoticeEvent
from policy.processes.recognition.lifecycle import Event
from policy.processes.recognition.term import Term, read_end, read_until
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Recognition]()
_ENDLESS = Text("长期有效", "without an end")


def _today(context: TransitionContext[Recognition]) -> date:
    return context.now.astimezone(BEIJING).date()


def term_of(context: TransitionContext[Recognition], *, reviewing: bool = False) -> Term | None:
    """Return the term of an entry; None before there is one.

    Args:
        context: The transition.
        reviewing: Whether a review is about to be opened.
    """
    row = context.case
    if row.valid_from is None or row.reviewed_on is None:
        return None
    under_review = reviewing or any(task.kind == "recognition_review" for task in context.open_tasks)
    kept = row.register_kind.kept
    return Term(row.valid_from, row.valid_until, row.reviewed_on, not kept, under_review, row.announced, row.renewing)


def _look_ahead(context: TransitionContext[Recognition], *, reviewing: bool = False) -> None:
    """Set when the entry wakes next."""
    term = term_of(context, reviewing=reviewing)
    due = term.next_due() if term else None
    context.case.wakes_at = context.clock.end_of(due[1], context.now) if due else None


def _say_term(context: TransitionContext[Recognition]) -> None:
    until = context.case.valid_until
    context.words["until"] = Text(f"有效期至{in_chinese(until)}", f"until {until.isoformat()}") if until else _ENDLESS


# -- entered ----------------------------------------------------------------------------------------------------------------------------


def _enter(context: TransitionContext[Recognition], valid_from: date) -> None:
    """Enter it in the register, under the number it has or under our own."""
    row = context.case
    row.entry_no = row.certificate_no or row.number
    row.entry_key, row.valid_from, row.reviewed_on = fold_number(row.entry_no), valid_from, _today(context)
    entered = {"entry_no": row.entry_no, "valid_from": valid_from.isoformat()}
    context.detail = context.detail | entered | {"valid_until": row.valid_until.isoformat() if row.valid_until else None}
    _say_term(context)
    _look_ahead(context)


@EFFECTS.of(NoticeEvent.NOTICE_CLEARED)
async def enter(context: TransitionContext[Recognition]) -> None:
    """Enter what nobody objects to, from today."""
    (await notices.latest(context.session, context.case.id)).become(NoticeState.CLEARED)
    _enter(context, _today(context))


@EFFECTS.of(Event.KEPT)
async def keep(context: TransitionContext[Recognition]) -> None:
    """Enter a certificate until its last day, since the move was complete.

    Raises:
        Refusal: `wrong_stage`, where a condition of the clause does not hold: it can only be refused, or sent back.
    """
    row = context.case
    if (row.verification or {}).get("failures"):
        raise Refusal(Code.WRONG_STAGE, Text("不符合条款规定的条件，只能退回或者不予认定。", "The clause's conditions do not hold."))
    row.valid_until = date.fromisoformat(row.facts["valid_until"])
    _enter(context, date.fromisoformat(row.facts["move_completed_on"]))


@EFFECTS.of(Event.IMPORTED)
async def confirm_import(context: TransitionContext[Recognition]) -> None:
    """Enter the row of a list that somebody else has imported.

    Raises:
        Refusal: `four_eyes` for whoever imported it; `duplicate`.
    """
    row = context.case
    if context.actor.subject == row.created_by:
        raise Refusal(Code.FOUR_EYES, Text("须由录入人以外的人确认。", "Somebody else than who imported it has to confirm it."))
    row.submitted_at = context.now
    await require_only(context)
    assert row.valid_from is not None  # noqa: S101 - a row of a list has its days
    _enter(context, row.valid_from)


# -- looked at, announced and renewed ---------------------------------------------------------------------------------------------------


@EFFECTS.of(Event.REVIEW_DUE)
async def count_from_now(context: TransitionContext[Recognition]) -> None:
    """Count the next year from today; nothing more falls due while somebody looks."""
    context.case.reviewed_on = _today(context)
    _look_ahead(context, reviewing=True)


@EFFECTS.of(Event.STILL_HOLDS, Event.RENEWAL_WAIVED, Event.RENEWAL_NOT_ASKED, Event.RENEWAL_CHECKED)
async def go_on(context: TransitionContext[Recognition]) -> None:
    """Look what falls due next."""
    _look_ahead(context)


@EFFECTS.of(Event.EXPIRY_ANNOUNCED)
async def announce(context: TransitionContext[Recognition]) -> None:
    """Keep that its holder was told."""
    context.case.announced = True
    if until := context.case.valid_until:
        context.words["until"] = Text(in_chinese(until), until.isoformat())
    _look_ahead(context)


@EFFECTS.opens("renewal")
async def open_renewal(context: TransitionContext[Recognition]) -> None:
    """Ask its holder whether it is to be renewed; what another authority has certified, that one renews."""
    if not context.case.register_kind.kept:
        await open_task(context, KINDS["renewal"], about=context.case.brief)


@EFFECTS.of(Event.RENEWAL_ASKED)
async def ask_for_renewal(context: TransitionContext[Recognition]) -> None:
    """Let it stand until its renewal is decided."""
    context.case.renewing = True
    context.detail = context.detail | {"about": context.case.brief | {"renewal": context.detail["statement"]}}
    _look_ahead(context)


@EFFECTS.opens("renewal_decision")
async def open_renewal_decision(context: TransitionContext[Recognition]) -> None:
    """Open the decision on a renewal, with what its holder says to it."""
    await open_task(context, KINDS["renewal_decision"], about=context.task.about if context.task else {})


@EFFECTS.of(Event.RENEWED)
async def renew(context: TransitionContext[Recognition]) -> None:
    """Give it a later last day, or none."""
    row = context.case
    before = max(_today(context), row.valid_until or date.min)
    row.valid_until = read_until(context.detail.get("until"), before, await most_years(context))
    row.renewing = row.announced = False
    context.detail = context.detail | {"entry_no": row.entry_no}
    _say_term(context)
    _look_ahead(context)


@EFFECTS.of(Event.RENEWAL_REFUSED)
async def refuse_renewal(context: TransitionContext[Recognition]) -> None:
    """Let it end on its day, or at once where that is past."""
    context.case.renewing = False
    _look_ahead(context)


# -- revoked ----------------------------------------------------------------------------------------------------------------------------


@EFFECTS.of(Event.REVOCATION_PROPOSED)
async def propose_to_revoke(context: TransitionContext[Recognition]) -> None:
    """Hear its holder on why, and from which day on, it is to count no longer."""
    row = context.case
    assert row.valid_from is not None  # noqa: S101 - it stands in the register
    ends_on = read_end(str(context.detail["ends_on"]), row.valid_from, _today(context))
    proposed = {"ends_on": ends_on.isoformat(), "reason": context.detail["reason"]}
    context.detail = context.detail | {"about": row.brief | {"revocation": proposed}}


@EFFECTS.opens("revocation_decision")
async def open_revocation_decision(context: TransitionContext[Recognition]) -> None:
    """Open the decision, with what its holder says to it."""
    about: dict[str, Any] = context.task.about if context.task else {}
    # Beside why it was asked for, which its handlers see as `statement`.
    said = {"pleaded": context.detail["reason"]} if context.event == Event.STATEMENT_MADE else {}
    await open_task(context, KINDS["revocation_decision"], about=about | said)


@EFFECTS.of(Event.REVOKED)
async def revoke(context: TransitionContext[Recognition]) -> None:
    """End it, as of the day that was proposed."""
    row = context.case
    proposed = (context.task.about if context.task else {})["revocation"]
    row.ended_on, row.renewing = date.fromisoformat(proposed["ends_on"]), False
    context.detail = context.detail | {"revocation": proposed}
    await end_drafts(context)


@EFFECTS.of(Event.EXPIRED)
async def end_drafts(context: TransitionContext[Recognition]) -> None:
    """Discard what was drafted on it and never submitted: no process would learn of it."""
    for draft in await benefits.resting_on(context.session, context.case, (DRAFT,)):
        leave_draft(context.session, SYSTEM, draft, DRAFT_DISCARDED, {"recognition": context.case.number})


@EFFECTS.of(Event.REVOCATION_DROPPED)
async def let_it_stand(context: TransitionContext[Recognition]) -> None:
    """Look what falls due next; its renewal is asked for anew if it was being decided."""
    row = context.case
    row.announced = row.announced and not row.renewing
    row.renewing = False
    _look_ahead(context)
