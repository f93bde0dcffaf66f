"""单位一览的查询。What the page of one enterprise shows besides its registration: a statement for each part, however much there is of it.

Every part has the newest of what its reader may see, how many there are, and sums of all of them. Whoever counts as one with the
enterprise counts with it. What its reader may not see is not in the sums either.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeAlias, TypeVar

from sqlalchemy import BigInteger, ColumnElement, SQLColumnExpression, case, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import application as applications
from models.queries import clawback as clawbacks
from models.queries import commitment as commitments
from models.queries import debarment as debarments
from models.queries import enquiry as enquiries
from models.queries import loan as loans
from models.queries import project as projects
from models.queries import recognition as recognitions
from models.queries import redecision as redecisions
from models.queries import refund as refunds
from models.queries import voucher as vouchers
from models.tables import (
    Application,
    Case,
    Clawback,
    Commitment,
    Debarment,
    Enquiry,
    Loan,
    Recognition,
    Redecision,
    Refund,
    Voucher,
)
from policy.actors import Actor
from policy.processes.clawback.lifecycle import Stage as Debt
from policy.processes.kernel.lifecycle import UNSUBMITTED
from policy.processes.loan.lifecycle import Stage as LoanStage
from policy.processes.recognition.lifecycle import Stage as RecognitionStage
from policy.processes.registry import LIFECYCLES
from policy.processes.voucher.lifecycle import Stage as VoucherStage

MOST: Final = 50
"""How many rows of a part are shown."""

Row = TypeVar("Row", bound=Case)
Sums: TypeAlias = Mapping[str, SQLColumnExpression[Any]]
# What is granted and no objection may undo any more.
_GRANTED: Final = frozenset(applications.AWARDED) - applications.UNDECIDED
_GIVEN_UP: Final = Clawback.stage.in_((Debt.WAIVED, Debt.CLOSED))


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """A part of the page.

    Attributes:
        rows: The newest of it.
        total: How many there are.
        sums: What all of them come to, in fen.
    """

    rows: Sequence[Row]
    total: int
    sums: Mapping[str, int]


async def awards(session: AsyncSession, actor: Actor, codes: Collection[str]) -> Part[Application]:
    """Return what was granted, and what was paid of it and came back."""
    sums: Sums = {
        "awarded_fen": func.coalesce(Application.award_fen, 0) + Application.supplement_fen,
        "paid_fen": Application.paid_fen + Application.supplement_paid_fen,
        "recovered_fen": Application.recovered_fen,
    }
    granted = (applications.visible_to(actor), Application.stage.in_(_GRANTED))
    return await _part(session, Application, codes, *granted, sums=sums)


async def demands(session: AsyncSession, actor: Actor, codes: Collection[str]) -> Part[Clawback]:
    """Return what was demanded back, what came back of it and what was given up, without interest."""
    left = Clawback.amount_fen - Clawback.repaid_fen
    sums: Sums = {
        "demanded_fen": case((Clawback.stage.in_((Debt.PROPOSED, Debt.CANCELLED)), 0), else_=Clawback.amount_fen),
        "repaid_fen": Clawback.repaid_fen,
        "given_up_fen": case((_GIVEN_UP, left), else_=0),
    }
    return await _part(session, Clawback, codes, clawbacks.visible_to(actor), sums=sums)


async def recognised(session: AsyncSession, actor: Actor, codes: Collection[str]) -> Part[Recognition]:
    """Return what it is recognised as, or asked to be."""
    return await _part(session, Recognition, codes, recognitions.visible_to(actor))


async def borrowed(session: AsyncSession, actor: Actor, codes: Collection[str]) -> Part[Loan]:
    """Return its registered loans."""
    return await _part(session, Loan, codes, loans.visible_to(actor))


async def given_vouchers(session: AsyncSession, actor: Actor, codes: Collection[str]) -> Part[Voucher]:
    """Return its vouchers."""
    return await _part(session, Voucher, codes, vouchers.visible_to(actor))


async def commitment(session: AsyncSession, actor: Actor, codes: Collection[str]) -> Commitment | None:
    """Return its commitment to stay, the newest where several count as one."""
    found = await _part(session, Commitment, codes, commitments.visible_to(actor))
    return found.rows[0] if found.rows else None


async def award_numbers(session: AsyncSession, rows: Sequence[Clawback]) -> dict[uuid.UUID, str]:
    """Return the number of each award that is demanded back."""
    return await clawbacks.award_numbers(session, rows) if rows else {}


async def open_cases(session: AsyncSession, actor: Actor, codes: Collection[str]) -> tuple[Sequence[Case], int]:
    """Return the newest cases that were handed in and are not over, and how many there are.

    What has a part of its own for as long as it stands, such as a loan, is among them only while that is not so yet.
    """
    its = [
        select(kind.id).where(kind.enterprise_uscc.in_(codes), visible, kind.stage.in_(_under_way(kind)))  # type: ignore[attr-defined]
        for kind, visible in _followed(actor)
    ]
    query = select(Case, func.count().over()).where(or_(*(Case.id.in_(one) for one in its))).order_by(Case.id.desc()).limit(MOST)
    found = (await session.execute(query)).all()
    return [row[0] for row in found], found[0][1] if found else 0


def _followed(actor: Actor) -> Sequence[tuple[type[Case], ColumnElement[bool]]]:
    return (
        (Application, applications.visible_to(actor)),
        (Clawback, clawbacks.visible_to(actor)),
        (Redecision, redecisions.visible_to(actor)),
        (Refund, refunds.visible_to(actor)),
        *((project, projects.visible_to(actor, project)) for project in projects.PROJECTS.values()),
        (Debarment, debarments.visible_to(actor)),
        (Enquiry, enquiries.visible_to(actor)),
        (Recognition, recognitions.visible_to(actor)),
        (Loan, loans.visible_to(actor)),
        (Voucher, vouchers.visible_to(actor)),
    )


# Where such a case stands for years, and nothing is under way.
_RESTING: Final[Mapping[type[Case], frozenset[str]]] = {
    Recognition: frozenset({RecognitionStage.IN_FORCE}),
    Loan: frozenset({LoanStage.REGISTERED}),
    Voucher: frozenset({VoucherStage.VALID}),
}


def _under_way(kind: type[Case]) -> list[str]:
    """Return the stages of a process in which something is still to be done about a case."""
    stages = LIFECYCLES[str(kind.__mapper__.polymorphic_identity)].stages
    resting = UNSUBMITTED | _RESTING.get(kind, frozenset())
    return [stage for stage, row in stages.items() if not row.terminal and not row.watched and stage not in resting]


async def _part(
    session: AsyncSession,
    kind: type[Row],
    codes: Collection[str],
    *where: ColumnElement[bool],
    sums: Sums | None = None,
) -> Part[Row]:
    of: Any = kind
    summed = [cast(func.sum(one).over(), BigInteger) for one in (sums or {}).values()]
    query = select(kind, func.count().over(), *summed).where(of.enterprise_uscc.in_(codes), *where)
    found: Sequence[Any] = (await session.execute(query.order_by(kind.id.desc()).limit(MOST))).all()
    first: Any = found[0] if found else (None, 0, *([0] * len(summed)))
    return Part([row[0] for row in found], first[1], dict(zip(sums or {}, first[2:], strict=True)))
