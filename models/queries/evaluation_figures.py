"""评估指标的核算。Reckons the figures of clauses for a year, each in one statement, and lists the cases that a figure counts.

Both read the same cohort: the cases of some items that were handed in during the year, as they stood at a moment. So what was counted then
is what is listed later, whatever became of the cases since. Nothing is loaded case by case, and stages and events are read as they are
written: one that is not in use any more is counted like any other.
"""

# ruff: noqa: S608 - the statements are put together from parts of this file; what comes from outside is bound
from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.evaluation_statements import (
    CASES,
    COHORT,
    COUNTS,
    FAILED,
    HELD,
    HOLDS,
    IS_LATE,
    IS_PAID,
    MOVED,
    REFUSALS,
    STAYS,
    STEPS,
)
from policy.judging.catalogue import ITEMS, items_of_clause
from policy.letters.figures import event_named
from policy.processes.evaluation.figures import MONEY, Days, Figure, FigureCode, Group, bounds, in_order
from policy.text import Text

UNRECORDED: Final = "-"
"""Stands for the event of a case that came where it stands by none, such as one of an imported list."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """The cases that figures are about.

    Attributes:
        clauses: Of which clauses.
        year: Handed in during which year.
        at: As they stood when.
    """

    clauses: Sequence[int]
    year: int
    at: datetime

    @property
    def binds(self) -> dict[str, Any]:
        """What the statements are given."""
        begins, ends = bounds(self.year)
        items = [one.code for one in ITEMS.values() if one.clause in self.clauses]
        return {"items": items, "begins": begins, "ends": ends, "at": self.at}


async def reckon(session: AsyncSession, cohort: Cohort) -> list[Figure]:
    """Return every figure of some clauses for a year, and of each item of a clause that has several, in the order in which they are read.

    A year of all clauses is held in memory once for each figure; in a transaction the server is told that it may.
    """
    await session.execute(text("SELECT set_config('work_mem', '256MB', true), set_config('hash_mem_multiplier', '2', true)"))
    await session.execute(text("SELECT set_config('jit', 'off', true), set_config('parallel_tuple_cost', '0', true)"))
    binds = await _binds(session, cohort)
    every = _Rows(*[await _read(session, one, binds) for one in (CASES, STAYS, HELD, STEPS, REFUSALS)])
    several = {item.code for item in ITEMS.values() if len(items_of_clause(item.clause)) > 1}
    figures = every.figures()
    figures += [replace(figure, item=item) for item in sorted(several & every.items) for figure in every.of(item).figures()]
    return in_order(figures)


async def _binds(session: AsyncSession, cohort: Cohort) -> dict[str, Any]:
    moved = (await session.execute(text(MOVED), cohort.binds)).all()
    then = {"moved": [row.id for row in moved], "stood": [row.stage for row in moved], "stood_by": [row.event for row in moved]}
    return cohort.binds | then


async def _read(session: AsyncSession, statement: str, binds: Mapping[str, Any]) -> Sequence[Row[Any]]:
    return (await session.execute(text(f"WITH {COHORT[bool(binds['moved'])]} {statement}"), binds)).all()


def _clause(row: Row[Any]) -> int:
    return ITEMS[row.item].clause


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the statements say of some cases, by item and whatever else they count by.

    Attributes:
        cases: The cases, where they stand, their money, and how long they took to it.
        stays: How long they stayed where.
        held: How long they were on hold.
        steps: The human steps.
        refusals: Why they were refused.
    """

    cases: Sequence[Row[Any]]
    stays: Sequence[Row[Any]]
    held: Sequence[Row[Any]]
    steps: Sequence[Row[Any]]
    refusals: Sequence[Row[Any]]

    @property
    def items(self) -> set[str]:
        """The items they are about."""
        return {row.item for row in self.cases}

    def of(self, item: str) -> _Rows:
        """Return what is about one item."""
        every = (self.cases, self.stays, self.held, self.steps, self.refusals)
        return _Rows(*([row for row in rows if row.item == item] for rows in every))

    def figures(self) -> list[Figure]:
        """Return every figure of them, clause by clause."""
        figures = [*_standing(self.cases), *_stays(self.stays, self.held), *_money(self.cases)]
        figures += _days(self.held, lambda row: FigureCode(Group.PAUSED, (row.process, row.stage)))
        figures += _days(self.cases, lambda _: FigureCode(Group.TO_MONEY))
        return figures + _steps(self.steps) + _refusals(self.refusals)


def _standing(cases: Sequence[Row[Any]]) -> list[Figure]:
    """Return how many cases were handed in, and where they stand and by what they came there."""
    counts = Counter[tuple[int, FigureCode]]()
    for row in cases:
        counts[_clause(row), FigureCode(Group.HANDED_IN, (row.process,))] += row.many
        counts[_clause(row), FigureCode(Group.EXIT, (row.process, row.stage, row.came_by or UNRECORDED))] += row.many
    return [Figure(clause, code, count) for (clause, code), count in counts.items()]


def _stays(stays: Sequence[Row[Any]], held: Sequence[Row[Any]]) -> list[Figure]:
    """Return how long cases stayed in each stage, without what of it was on hold."""
    counts = Counter[tuple[int, str, str, int]]()
    for row in stays:
        counts[_clause(row), row.process, row.stage, row.tenths] += row.many
    for row in held:
        if row.stay is not None:
            counts[_clause(row), row.process, row.stage, row.stay] -= row.many
            counts[_clause(row), row.process, row.stage, row.net] += row.many
    found = defaultdict[tuple[int, str, str], Days](Days)
    for (clause, process, stage, tenths), count in counts.items():
        if count > 0:
            found[clause, process, stage].add(tenths, count)
    return [days.figure(clause, FigureCode(Group.STAGE, (process, stage))) for (clause, process, stage), days in found.items()]


def _days(rows: Sequence[Row[Any]], code: Callable[[Row[Any]], FigureCode]) -> list[Figure]:
    found = defaultdict[tuple[int, FigureCode], Days](Days)
    for row in rows:
        if row.tenths is not None:
            found[_clause(row), code(row)].add(row.tenths, row.many)
    return [days.figure(*key) for key, days in found.items()]


def _steps(rows: Sequence[Row[Any]]) -> list[Figure]:
    done, late, limits = Counter[tuple[int, str]](), Counter[tuple[int, str]](), defaultdict[tuple[int, str], int](int)
    for row in rows:
        key = _clause(row), row.kind
        done[key] += row.many
        late[key] += row.late
        limits[key] = max(limits[key], row.limit_days)
    figures = [
        Figure(clause, FigureCode(Group.STEP, (kind,)), many, limit_days=limits[clause, kind] or None)
        for (clause, kind), many in done.items()
    ]
    return figures + [Figure(clause, FigureCode(Group.LATE, (kind,)), many) for (clause, kind), many in late.items() if many]


def _refusals(rows: Sequence[Row[Any]]) -> list[Figure]:
    counts, said = Counter[tuple[int, str]](), dict[tuple[int, str], Text]()
    for row in rows:
        words = {one["code"]: one["text"] for one in row.said or () if one.get("text")}
        for code in {one for one in row.codes if one is not None}:
            counts[_clause(row), code] += row.many
            named = Text(words[code]["zh"], words[code]["en"]) if code in words else event_named(row.process, code)
            said.setdefault((_clause(row), code), named)
    return [
        Figure(clause, FigureCode(Group.REFUSED_FOR, (code,)), many, said=said[clause, code]) for (clause, code), many in counts.items()
    ]


def _money(cases: Sequence[Row[Any]]) -> list[Figure]:
    counts, sums = Counter[tuple[int, Group]](), Counter[tuple[int, Group]]()
    for row in cases:
        said = row._asdict()
        for one in MONEY:
            counts[_clause(row), one] += said[one]
            sums[_clause(row), one] += int(said[f"{one}_fen"])
    return [Figure(clause, FigureCode(one), count, amount_fen=sums[clause, one]) for (clause, one), count in counts.items()]


_OF_TASK: Final = (
    "EXISTS (SELECT FROM tasks t WHERE t.case_id = k.id AND t.kind = :w0 AND t.closed_at <= :at AND t.completed_by IS NOT NULL"
)
_COUNTED: Final[Mapping[Group, str]] = {
    Group.HANDED_IN: "k.process = :w0",
    Group.EXIT: f"k.process = :w0 AND k.stage = :w1 AND coalesce(k.came_by, '{UNRECORDED}') = :w2",
    Group.REFUSED_FOR: "k.id IN (SELECT f.id FROM failed f WHERE f.codes @> to_jsonb(CAST(:w0 AS text)))",
    Group.STAGE: """k.process = :w0 AND EXISTS (SELECT FROM audit_events e WHERE e.case_id = k.id AND e.from_stage = :w1
        AND e.to_stage <> e.from_stage AND e.occurred_at <= :at)""",
    Group.PAUSED: "k.process = :w0 AND k.id IN (SELECT h.case_id FROM holds h WHERE h.stage = :w1)",
    Group.STEP: f"{_OF_TASK})",
    Group.LATE: f"{_OF_TASK} AND {IS_LATE})",
    **{one: COUNTS[one] for one in MONEY},
    Group.TO_MONEY: f"EXISTS (SELECT FROM disbursements d WHERE d.case_id = k.id AND {IS_PAID})",
}
"""By group, which cases of a cohort a figure counts: the same conditions by which it is reckoned."""


async def counted(
    session: AsyncSession, cohort: Cohort, code: FigureCode, after: uuid.UUID | None, limit: int, item: str | None = None
) -> Sequence[Row[Any]]:
    """Return the next cases that a figure counts, of an item or of all, in the order of their ids; one more than asked for.

    A stage, a pause or a step that a case went through twice counts twice in its figure, and lists its case once.
    """
    statement = f"""
        , {HOLDS}, {FAILED}
        SELECT k.id, c.number, k.process, c.item_code, k.stage, k.handed_in_at FROM cohort k JOIN cases c ON c.id = k.id
        WHERE ({_COUNTED[code.group]}) AND (CAST(:item AS text) IS NULL OR k.item = :item)
            AND (CAST(:after AS uuid) IS NULL OR k.id > :after)
        ORDER BY k.id LIMIT :most
    """
    words = {f"w{place}": word for place, word in enumerate(code.words)}
    return await _read(session, statement, {**await _binds(session, cohort), **words, "item": item, "after": after, "most": limit + 1})


_RECIPIENTS: Final = """
    SELECT k.uscc, jsonb_agg(
        jsonb_build_object('number', c.number, 'item_code', c.item_code, 'awarded_fen', k.awarded_fen, 'paid_fen', k.paid_fen)
        ORDER BY c.number
    ) AS awards
    FROM cohort k JOIN cases c ON c.id = k.id
    WHERE k.paid_fen > 0 AND k.uscc > :after GROUP BY k.uscc ORDER BY k.uscc LIMIT :most
"""


async def recipients(session: AsyncSession, cohort: Cohort, after: str, limit: int) -> Mapping[str, list[dict[str, Any]]]:
    """Return the next enterprises that were paid, in the order of their credit codes, each with what it was paid for."""
    rows = await _read(session, _RECIPIENTS, {**await _binds(session, cohort), "after": after, "most": limit})
    return {row.uscc: row.awards for row in rows}
