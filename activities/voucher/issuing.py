"""服务券的发放。What the steps of a voucher change until it is issued: what was handed in, decided, signed and set aside."""

from __future__ import annotations

from datetime import date
from typing import Any

from activities.application.commitment_terms import terms_on
from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from models.commands import ledger
from models.commands.turns import take_turns, turn_of
from models.queries import conduct, implementing_rule, succession, suspension
from models.queries import enterprise as enterprises
from models.queries import voucher as vouchers
from models.tables import Message, Undertaking, Voucher
from policy.days import in_chinese
from policy.errors import Code, Fault, Refusal
from policy.money import in_yuan, write_rate
from policy.opinions_2022_8.general_terms import CITATION
from policy.processes.commitment.terms import last_day
from policy.processes.registry import KINDS
from policy.processes.voucher.lifecycle import REMINDED_BEFORE, Event, Stage
from policy.processes.voucher.spends import figures_of
from policy.processes.voucher.tasks import SIGNING
from policy.text import Text
from policy.working_days import BEIJING, years_after

EFFECTS = Effects[Voucher]()

_SIGN = Text(
    "服务券{number}拟予发放，请在期限内签署持续经营承诺。",
    "The voucher {number} is issued once you have signed the commitment to stay.",
)


def today(context: TransitionContext[Voucher]) -> date:
    """Return the day it is in Beijing."""
    return context.now.astimezone(BEIJING).date()


@EFFECTS.of(Event.SUBMITTED)
async def take_in(context: TransitionContext[Voucher]) -> None:
    """Take it in, unless vouchers are suspended or the enterprise may not be supported."""
    row = context.case
    row.submitted_at = context.now
    await suspension.require_not_suspended(context.session, row.item_code, today(context), today(context))
    await conduct.require_supportable(context.session, context.item, row.enterprise_uscc, today(context), told=True)


@EFFECTS.opens("voucher_decision")
async def open_decision(context: TransitionContext[Voucher]) -> None:
    """Open the decision, with what is asked for."""
    await open_task(context, KINDS["voucher_decision"], about=context.case.brief)


@EFFECTS.of(Event.VOUCHER_APPROVED)
async def approve(context: TransitionContext[Voucher]) -> None:
    """Set its face aside, by the rate and the face that rules set, within the cap of its enterprise.

    Raises:
        Refusal: `needs_parameter`, where no rule sets rate or face; `already_awarded`; `budget_exhausted`; `window_closed`, while it is
            suspended; `breach_open` or `debarred`, while the enterprise is not in good standing; `report_missing`.
    """
    row, session, on = context.case, context.session, today(context)
    own = await succession.family(session, row.enterprise_uscc)
    await take_turns(session, *map(turn_of, own))
    applied_on = (row.submitted_at or context.now).astimezone(BEIJING).date()
    await suspension.require_not_suspended(session, row.item_code, on, applied_on)
    await conduct.require_supportable(session, context.item, row.enterprise_uscc, on)
    law = await implementing_rule.law_in_force(session, context.item, applied_on)
    rate, face_fen = figures_of(context.item, law)
    left_fen = law.cap_fen - await vouchers.counted_fen(session, own, on.year, row.id)
    if face_fen > left_fen:
        left = in_yuan(max(left_fen, 0))
        raise Refusal(
            Code.ALREADY_AWARDED,
            Text(f"该单位本年度服务券额度仅余{left.zh}，不足一张。", f"{left.en} of the year's cap are left, less than a voucher."),
            clause=CITATION,
        )
    row.rate, row.face_fen = write_rate(rate), face_fen
    row.programme_year, row.valid_until = on.year, _read_until(context.detail.get("until"), on)
    await ledger.pre_commit(session, booking(context), ledger.Line(row.department, row.item_code, on.year), face_fen)


def _read_until(written: str | None, on: date) -> date | None:
    """Return the last day that an approver gives a voucher; None for a year from its issue.

    Raises:
        Refusal: `invalid_input`, for a day that is past, or more than a year ahead.
    """
    if written is None:
        return None
    until = date.fromisoformat(written)
    if not on <= until <= years_after(on, 1):
        wrong = Text("应在今日起一年以内", "must be within a year from today")
        raise Refusal(Code.INVALID_INPUT, Text("有效期有误。", "The term is not valid."), [Fault("until", wrong)])
    return until


@EFFECTS.opens(SIGNING)
async def open_signing(context: TransitionContext[Voucher]) -> None:
    """Ask an enterprise for its signature with its first voucher, under the terms of that day; others commit to nothing."""
    row, session = context.case, context.session
    holder = await enterprises.current(session, row.enterprise_uscc)
    if holder.kind != "enterprise" or await vouchers.is_signed(session, await succession.family(session, row.enterprise_uscc)):
        return
    terms = await terms_on(session, row.item_code, today(context))
    await open_task(context, KINDS[SIGNING], about=row.brief | {"terms": terms})
    zh, en = (said.format(number=row.number) for said in (_SIGN.zh, _SIGN.en))
    session.add(Message(case_id=row.id, enterprise_uscc=row.beneficiary, zh=zh, en=en))


@EFFECTS.of(Event.COMMITMENT_SIGNED)
async def keep_undertaking(context: TransitionContext[Voucher]) -> None:
    """Keep what was signed, under the terms that were shown."""
    terms: dict[str, Any] = context.task.about["terms"] if context.task else {}
    starts_on, years = today(context), terms.get("stay_years")
    context.session.add(
        Undertaking(
            application_id=context.case.id,
            enterprise_uscc=context.case.enterprise_uscc,
            signatory=context.detail["signatory"],
            position=context.detail["position"],
            signed_by=context.actor.subject,
            signed_at=context.now,
            starts_on=starts_on,
            ends_on=None if years is None else last_day(starts_on, years),
            repay=terms.get("repay", "none"),
            terms=terms,
        )
    )
    await context.session.flush()


@EFFECTS.of(Event.COMMITMENT_LAPSED, Event.WITHDRAWN)
async def give_back(context: TransitionContext[Voucher]) -> None:
    """Free what was set aside for what is not issued after all."""
    await ledger.release(context.session, booking(context))
    context.case.rate = context.case.face_fen = None


@EFFECTS.at_once(Stage.COMMITMENT)
async def issue_at_once(context: TransitionContext[Voucher]) -> bool:
    """Issue what nobody has to sign for any more."""
    context.event, context.detail = Event.ISSUED, {}
    return True


@EFFECTS.of(Event.ISSUED)
async def issue(context: TransitionContext[Voucher]) -> None:
    """Begin its term, which ends on the day that was given, or after a year; never before it has begun."""
    row, on = context.case, today(context)
    row.valid_from = on
    row.valid_until = max(row.valid_until or years_after(on, 1), on)
    row.expires_at = context.clock.end_of(row.valid_until, context.now)
    reminded_on = row.valid_until - REMINDED_BEFORE
    row.wakes_at = context.clock.end_of(reminded_on, context.now) if reminded_on > on else row.expires_at
    context.words["face"] = in_yuan(row.face_fen or 0)
    context.words["until"] = Text(in_chinese(row.valid_until), row.valid_until.isoformat())
    context.detail = context.detail | {key: value for key, value in row.brief.items() if key not in {"service", "statement"}}


@EFFECTS.of(Event.EXPIRY_REMINDED)
async def remind(context: TransitionContext[Voucher]) -> None:
    """Say until when it can be spent and what is left of it, once; then its last day is waited for."""
    row = context.case
    if row.valid_until is not None:
        context.words["until"] = Text(in_chinese(row.valid_until), row.valid_until.isoformat())
    context.words["left"] = in_yuan(row.left_fen)
    row.wakes_at = row.expires_at
