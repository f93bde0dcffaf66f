"""持有资金的查询。The one answer to what an enterprise has of an award: due, asked back, given up, or given up and due again.

What is waived, written off, or not asked by a rule, which has a share of it asked or nothing, gives a claim up and moves no money: the
enterprise holds it though it is not due. Three things follow, wherever money of an award is reckoned:

1. **More is due later**: what was given up counts first towards it, and is *due again*: it is not paid a second time. A demand that is
   open gives way next, and only the rest is paid. A re-decision finds so, or a look at the upstream of matched money, which has a demand
   that is open give way before: it notes on what it asked for how much of it is due again.
2. **Less is due later, or a commitment ends**: what is due and held is asked back, with what is due again. What was given up and is not
   due again is not asked for a second time.
3. **Nothing binds for money that is not due**: of which everything was found not to be due, and is asked for no longer, binds nobody until
   something of it is due again.
4. **What stands** of an award is what was decided last, however much of it was paid, came back or was given up. What a breach has taken
   back is not asked for once more where it turns out not to have been due, nor paid where it is due after all.

So what an enterprise holds is the sum of four parts: due and asked for by nobody; asked back and to be paid yet; given up; and, of what a
breach asked back although it was due, what was given up of that.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, and_, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.tables import Application, Clawback, Redecision, Voucher
from policy.processes.clawback.lifecycle import DEMANDED, OPEN_STAGES, Stage
from policy.processes.redecision.lifecycle import STANDING


def _asked_of(demand: type[Clawback]) -> ColumnElement[int]:
    return func.coalesce(cast(demand.reckoning["asked_of_fen"].astext, BigInteger), demand.amount_fen)


# What a demand answers for: where a rule has only a share of it asked, the rest is not asked in another demand.
ASKED_OF: Final = _asked_of(Clawback)


def _again_of(demand: type[Clawback]) -> ColumnElement[int]:
    return func.coalesce(cast(demand.reckoning["due_again_fen"].astext, BigInteger), 0)


# What a re-decision counts as demanded: what was approved, and what an earlier one asked back, which it lowers itself. What somebody only
# proposed may still be refused, and would be lost if it were counted.
DECIDED: Final = or_(Clawback.stage != Stage.PROPOSED, Clawback.cause == "correction")
# What a breach asks back was due when it was paid, and is due.
_NOT_DUE: Final = Clawback.cause != "breach"
# An award, a demand and a re-decision are cases all: each needs its own name for that table. To name one costs more than most queries do.
_DEMAND: Final = aliased(Clawback, flat=True)
_ANEW: Final = aliased(Redecision, flat=True)


@dataclass(frozen=True, slots=True)
class Held:
    """What an enterprise has of an award, in fen.

    Attributes:
        spent_fen: What was paid of it, with its supplements.
        recovered_fen: What came back.
        demanded_fen: What was asked back, and is or was rightly.
        not_due_fen: What of that was not due when it was paid: not what a breach asked for.
        outstanding_fen: What is asked for, whatever the cause, and did not come back yet.
        closed_fen: What of that which was not due nobody asks for any more and did not come back.
        due_again_fen: What of that a re-decision, or a look at the upstream, has found due since.
        taken_fen: What re-decisions have found not due of what a breach had taken back.
        unasked_fen: What of that which is asked for a rule has not asked, or an approver no more: it is not to be paid.
        uncollected_fen: What re-decisions have found not due and a rule has not asked back at all; it is in what was demanded and closed.
    """

    spent_fen: int
    recovered_fen: int
    demanded_fen: int
    not_due_fen: int
    outstanding_fen: int
    closed_fen: int
    due_again_fen: int
    taken_fen: int
    unasked_fen: int = 0
    uncollected_fen: int = 0

    @property
    def reclaimable_fen(self) -> int:
        """What is due, held, and not asked back."""
        return self.spent_fen - self.demanded_fen + self.due_again_fen

    @property
    def corrected_fen(self) -> int:
        """What of the decided amount is not due."""
        return self.not_due_fen + self.taken_fen - self.due_again_fen

    @property
    def given_up_fen(self) -> int:
        """What was given up and is not due again."""
        return self.closed_fen - self.due_again_fen

    @property
    def to_pay_fen(self) -> int:
        """What is to be paid back yet."""
        return self.outstanding_fen - self.unasked_fen

    @property
    def reclaimed_fen(self) -> int:
        """What came back or is asked for."""
        return self.recovered_fen + self.outstanding_fen

    @property
    def kept_fen(self) -> int:
        """What the enterprise has and nobody asks for, besides what was given up."""
        return self.spent_fen - self.reclaimed_fen - self.given_up_fen

    def as_dict(self) -> dict[str, int]:
        """Return what became of what was paid, as a letter says it."""
        said = {"spent_fen": self.spent_fen, "recovered_fen": self.recovered_fen, "outstanding_fen": self.to_pay_fen}
        return said | {"given_up_fen": self.given_up_fen + self.unasked_fen}


@cache
def binds(award: type[Application]) -> ColumnElement[bool]:
    """Say for which awards a commitment binds: something was paid, and not all of that was found not to be due and is settled or given up.

    What a breach or a filing asks back ends by itself what bound.
    """
    gone = (
        select(func.coalesce(func.sum(_asked_of(_DEMAND) - _again_of(_DEMAND)), 0))
        .where(_DEMAND.application_id == award.id, _DEMAND.stage.in_(DEMANDED - OPEN_STAGES), _DEMAND.cause != "breach")
        .correlate(award)
        .scalar_subquery()
    )
    again_fen, uncollected_fen = (
        func.coalesce(cast(_ANEW.reckoning[name].astext, BigInteger), 0) for name in ("due_again_fen", "uncollected_fen")
    )
    again = (
        select(func.coalesce(func.sum(again_fen - uncollected_fen), 0))
        .where(_ANEW.application_id == award.id, _ANEW.stage.in_(STANDING))
        .correlate(award)
        .scalar_subquery()
    )
    paid = paid_of(award)
    return and_(paid > 0, paid + again > gone)


def paid_of(award: type[Application]) -> ColumnElement[int]:
    """Return what was paid of an award, with its supplements, which bind as it does, also where a bank has returned the award itself."""
    return award.paid_fen + award.supplement_paid_fen


async def reclaimable_of(session: AsyncSession, award: Application | Voucher) -> int:
    """Return what is due of an award, held by its enterprise, and not asked back, in fen: of a voucher nothing, as it was paid nothing.

    What is only proposed to be asked back is not asked: nobody was told of it, and it may be refused.
    """
    return 0 if isinstance(award, Voucher) else (await of(session, award, DECIDED)).reclaimable_fen


async def of(session: AsyncSession, application: Application, *which: ColumnElement[bool]) -> Held:
    """Return what is held of an award, as the clawbacks of it that are `which` say."""
    is_closed = Clawback.stage.not_in(OPEN_STAGES)
    sums = select(
        func.sum(ASKED_OF),
        func.sum(ASKED_OF).filter(_NOT_DUE),
        func.sum(ASKED_OF - Clawback.repaid_fen).filter(~is_closed),
        func.sum(ASKED_OF - Clawback.repaid_fen).filter(_NOT_DUE, is_closed),
        func.sum(_again_of(Clawback)),
        func.sum(ASKED_OF - Clawback.amount_fen).filter(~is_closed),
    ).where(Clawback.application_id == application.id, Clawback.stage.in_(DEMANDED), *which)
    found = [int(fen or 0) for fen in (await session.execute(sums)).one()]
    demanded_fen, not_due_fen, outstanding_fen, closed_fen, noted_fen, unasked_fen = found
    since = await _found_since(session, application.id)
    # Of what a bank has returned nothing is held.
    uncollected_fen = max(min(since.uncollected_fen, application.spent_fen - demanded_fen + since.due_again_fen + noted_fen), 0)
    return Held(
        spent_fen=application.spent_fen,
        recovered_fen=application.recovered_fen,
        demanded_fen=demanded_fen + uncollected_fen,
        not_due_fen=not_due_fen + uncollected_fen,
        outstanding_fen=outstanding_fen,
        closed_fen=closed_fen + uncollected_fen,
        due_again_fen=since.due_again_fen + noted_fen,
        taken_fen=since.taken_fen,
        unasked_fen=unasked_fen,
        uncollected_fen=uncollected_fen,
    )


@dataclass(frozen=True, slots=True)
class AskedBack:
    """What of an award is asked back or came back, in fen.

    Attributes:
        recovered_fen: What came back.
        outstanding_fen: What was asked for by demands that were served, and did not come back yet.
        proposed_fen: What is only proposed to be asked for: its enterprise was told nothing of it.
    """

    recovered_fen: int
    outstanding_fen: int
    proposed_fen: int


async def asked_back(session: AsyncSession, application: Application) -> AskedBack:
    """Return what of an award came back, is asked for, and is only proposed to be."""
    whole = await of(session, application)
    served = await of(session, application, Clawback.stage != Stage.PROPOSED)
    return AskedBack(served.recovered_fen, served.to_pay_fen, whole.to_pay_fen - served.to_pay_fen)


class _Found(NamedTuple):
    """What re-decisions that stand have found: due again, not due of what a breach had taken back, and not due and not asked back."""

    due_again_fen: int
    taken_fen: int
    uncollected_fen: int


async def _found_since(session: AsyncSession, application_id: uuid.UUID) -> _Found:
    sums = [func.sum(cast(Redecision.reckoning[name].astext, BigInteger)) for name in _Found._fields]
    query = select(*sums).where(Redecision.application_id == application_id, Redecision.stage.in_(STANDING))
    return _Found(*(int(fen or 0) for fen in (await session.execute(query)).one()))


async def due_again(session: AsyncSession, application_id: uuid.UUID) -> int:
    """Return what of an award was found due again after it was given up, by re-decisions that stand or looks at the upstream, in fen."""
    noted = select(func.sum(_again_of(Clawback))).where(Clawback.application_id == application_id, Clawback.stage.in_(DEMANDED))
    return (await _found_since(session, application_id)).due_again_fen + int(await session.scalar(noted) or 0)


def note_due_again(demands: Sequence[Clawback], due_fen: int) -> int:
    """Note on demands of one award and cause what is due again of that which was given up of them; return how much that is, in fen.

    Args:
        demands: The demands, oldest first, locked.
        due_fen: What of what they asked for has no ground any longer, whatever was noted before.
    """
    noted_fen = 0
    for demand in demands:
        before_fen = int(demand.reckoning.get("due_again_fen", 0))
        given_up_fen = int(demand.reckoning.get("asked_of_fen", demand.amount_fen)) - demand.repaid_fen - before_fen
        if part_fen := min(given_up_fen, due_fen - noted_fen):
            demand.reckoning = demand.reckoning | {"due_again_fen": before_fen + part_fen}
            noted_fen += part_fen
    return noted_fen
