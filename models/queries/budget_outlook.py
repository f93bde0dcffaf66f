"""预算执行与预计的查询。How the budget of a year is used, what cases that are under way are expected to take of it, and who waits for it.

What is expected of a case is what was assessed, or else what its formula comes to, or else what was asked for; of some nothing is known
yet. It is expected of the line that would pay it today: its item's own, or its department's.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import eq
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, func, or_, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import budget, search
from models.queries.application import UNSETTLED
from models.queries.page import Page, Wanted, narrowed
from models.tables import Application, Appropriation, BudgetDocument
from policy.actors import Actor
from policy.money import MAX_FEN
from policy.processes.application.lifecycle import Stage
from policy.processes.kernel.permissions import AREA_WIDE
from policy.processes.treasury.budget_states import BudgetDocumentState

_IS_WAITING: Final = Application.stage == Stage.BUDGET_WAIT
_ASKED: Final = Application.facts["requested_fen"]
# What somebody typed is a number of a bearable size, or it is not known.
_ASKED_FEN: Final = _ASKED.as_numeric(30, 0)
_REQUESTED: Final = case(
    (func.jsonb_typeof(_ASKED) == "number", case((_ASKED_FEN.between(0, MAX_FEN), cast(_ASKED_FEN, BigInteger)))),
)
_EXPECTED: Final = func.coalesce(Application.award_fen, Application.formula_fen, _REQUESTED)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What cases that are under way are expected to take of a line.

    Attributes:
        cases: How many there are, those among them that wait for budget.
        unknown: Of how many no amount is known.
        fen: What the others come to, in fen.
        waiting: How many wait for budget.
        waiting_fen: What those come to, in fen.
    """

    cases: int = 0
    unknown: int = 0
    fen: int = 0
    waiting: int = 0
    waiting_fen: int = 0

    def and_(self, other: Forecast) -> Forecast:
        """Return both together."""
        return Forecast(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Outlook:
    """A line of the budget, and how it is used.

    Attributes:
        line: The line.
        appropriated_fen: What documents in force gave it, less what they took.
        balances: Of its accounts, in fen.
        forecast: What is expected of it; nothing of a year that pays no decision today.
    """

    line: Appropriation
    appropriated_fen: int
    balances: Mapping[str, int]
    forecast: Forecast


async def outlooks(session: AsyncSession, actor: Actor, year: int, *, pays_today: bool) -> list[Outlook]:
    """Return the lines of a year that `actor` may see, in four statements.

    Args:
        session: The session.
        actor: Who asks.
        year: Of which year.
        pays_today: Whether it is the year whose budget decisions draw on today.
    """
    found = await budget.appropriations(session, year, actor)
    given = await _given(session, [line.id for line, _ in found])
    expected = _by_line(found, await _forecasts(session, actor)) if pays_today else {}
    return [Outlook(line, given.get(line.id, 0), balances, expected.get(line.id, Forecast())) for line, balances in found]


async def waiting(
    session: AsyncSession, actor: Actor, page: Page, department: str | None, item: str | None, wanted: Wanted
) -> Sequence[Application]:
    """Return a page of the applications that wait for budget and `actor` may see, by how long they have been there."""
    query = narrowed(
        select(Application).where(_IS_WAITING, _of(actor)), (Application.department, eq, department), (Application.item_code, eq, item)
    )
    query = await search.among(session, query, wanted, [Application.enterprise_uscc])
    return (await session.scalars(page.of(query, Application))).all()


def _of(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.is_a(*AREA_WIDE) else Application.department.in_(actor.departments)


async def _given(session: AsyncSession, lines: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return what documents in force have given to some lines, less what they took out of them, in fen."""
    in_force = BudgetDocument.state == BudgetDocumentState.IN_FORCE
    signed = case((BudgetDocument.reverses_id.is_(None), BudgetDocument.amount_fen), else_=-BudgetDocument.amount_fen)
    moved = union_all(
        select(BudgetDocument.appropriation_id.label("line"), signed.label("fen")).where(
            in_force, BudgetDocument.appropriation_id.in_(lines)
        ),
        select(BudgetDocument.from_id, -BudgetDocument.amount_fen).where(in_force, BudgetDocument.from_id.in_(lines)),
    ).subquery()
    rows = await session.execute(select(moved.c.line, cast(func.sum(moved.c.fen), BigInteger)).group_by(moved.c.line))
    return {row[0]: row[1] for row in rows}


async def _forecasts(session: AsyncSession, actor: Actor) -> dict[tuple[str, str], Forecast]:
    """Return what is expected of the cases under way whose money is not set aside yet, by department and item."""
    kinds = (Application.department, Application.item_code)
    sums = (
        func.count(),
        func.count().filter(_EXPECTED.is_(None)),
        cast(func.coalesce(func.sum(_EXPECTED), 0), BigInteger),
        func.count().filter(_IS_WAITING),
        cast(func.coalesce(func.sum(_EXPECTED).filter(_IS_WAITING), 0), BigInteger),
    )
    under_way = or_(Application.stage.in_(UNSETTLED), _IS_WAITING)
    query = select(*kinds, *sums).where(and_(under_way, _of(actor))).group_by(*kinds)
    rows: Iterable[Any] = (await session.execute(query)).all()
    return {(row[0], row[1]): Forecast(*row[2:]) for row in rows}


def _by_line(
    found: Sequence[tuple[Appropriation, Mapping[str, int]]], expected: Mapping[tuple[str, str], Forecast]
) -> Mapping[uuid.UUID, Forecast]:
    """Return what is expected of each line: of an item's own where it has money from the source, as `budget.paying` has it."""
    paying = {(line.department, line.item_code): line.id for line, balances in found if balances.get("source", 0) < 0}
    lines: defaultdict[uuid.UUID, Forecast] = defaultdict(Forecast)
    for (department, item), forecast in expected.items():
        if its := paying.get((department, item)) or paying.get((department, "*")):
            lines[its] = lines[its].and_(forecast)
    return lines
