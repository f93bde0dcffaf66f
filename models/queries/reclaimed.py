"""曾被追回的支持的查询。Reads of earlier awards for the same whose money was demanded back, whatever became of it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.queries import likeness, succession
from models.queries.application import subjects_of
from models.queries.debarment import IS_MISTAKEN
from models.tables import Application, Clawback
from policy.judging.catalogue import item as item_called
from policy.judging.likeness import are_same
from policy.judging.likeness import likeness as why_alike
from policy.language.subjects import Identity
from policy.processes.application.reclaimed import EQUAL, SAID_SAME, Reclaimed
from policy.processes.clawback.lifecycle import BEYOND_OBJECTION, CLAWBACK, DEMANDED
from policy.text import Text

# An award and a demand are cases both: beside the one, the statement needs its own name for that table.
_AWARDED: Final = aliased(Application, flat=True)


async def got_by_fraud(session: AsyncSession, awards: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of some awards were got by fraud, by what nobody may object to any more: what they are for stays closed."""
    query = select(Clawback.application_id).where(
        Clawback.application_id.in_(awards), Clawback.cause == "fraud", Clawback.stage.in_(BEYOND_OBJECTION), ~IS_MISTAKEN
    )
    return set(await session.scalars(query)) if awards else set()


async def reclaimed_before(session: AsyncSession, application: Application) -> Sequence[Reclaimed]:
    """Return the earlier awards that are, or look, for the same and of which money was demanded back, oldest first.

    They are the beneficiary's own, or of whoever counts as one with it; of others those that a register, or an officer, calls the same.
    What the applicant claims counts here before anybody has confirmed it: it is told, and decides nothing.
    """
    answers = {answer.other.id: answer.same for answer in await likeness.answers(session, application)}
    own, subjects = await succession.family(session, application.enterprise_uscc), await subjects_of(session, application)
    same = [other for other, is_same in answers.items() if is_same]
    query = (
        select(_AWARDED, Clawback, IS_MISTAKEN)
        .join(_AWARDED, _AWARDED.id == Clawback.application_id)
        .where(Clawback.stage.in_(DEMANDED), _AWARDED.id != application.id)
        .where(or_(Clawback.enterprise_uscc.in_(own), _AWARDED.subject.in_(subjects), _AWARDED.id.in_(same)))
        .order_by(Clawback.id)
    )
    return [
        _told(other, clawback, why, is_own=other.enterprise_uscc in own, is_mistaken=is_mistaken)
        for other, clawback, is_mistaken in (await session.execute(query)).all()
        if (why := SAID_SAME if answers.get(other.id) else _why(application, other, own, subjects)) and answers.get(other.id, True)
    ]


def _why(application: Application, other: Application, own: Collection[str], subjects: Collection[str]) -> Text | None:
    """Return how an award is, or seems to be, for what is applied for; None where it is not."""
    whose = application.enterprise_uscc
    this, its = _identity(application, whose), _identity(other, whose if other.enterprise_uscc in own else other.enterprise_uscc)
    if this is None or its is None:
        # Without a number the same is what the item says it is: a year, a site.
        return EQUAL if other.item_code == application.item_code and other.subject in subjects else None
    if are_same(this, its):
        return EQUAL
    return why_alike(this, its) if other.enterprise_uscc in own else None


def _identity(application: Application, uscc: str) -> Identity | None:
    return item_called(application.item_code).identity_of(application.claims | application.facts, uscc)


def _told(award: Application, clawback: Clawback, why: Text, *, is_own: bool, is_mistaken: bool) -> Reclaimed:
    stage = CLAWBACK.stages[clawback.stage].name
    # As an approval is refused by (`models.queries.application.require_open_subject`), once nothing can be said against it any more.
    by_fraud = clawback.cause == "fraud" and clawback.stage in BEYOND_OBJECTION
    is_closed = by_fraud and not is_mistaken and (why == SAID_SAME or (is_own and why == EQUAL))
    return Reclaimed(award.number, clawback.number, clawback.cause, clawback.amount_fen, clawback.repaid_fen, stage, why, is_closed)
