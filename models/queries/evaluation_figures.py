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
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.application import APPROVED
from models.tables.states import listed
from policy.judging.catalogue import ITEMS
from policy.letters.figures import event_named
from policy.processes.disbursement.states import DisbursementState
from policy.processes.evaluation.figures import HOLDS, LIFTS, MONEY, Days, Figure, FigureCode, Group, bounds, in_order
from policy.processes.kernel.lifecycle import DRAFT, UNSUBMITTED
from policy.text import Text

UNRECORDED: Final = "-"
"""Stands for the event of a case that came where it stands by none, such as one of an imported list."""

# By process, whose rows say when a case was handed in. Any other is handed in as it is made.
_SAYS_WHEN: Final = {"post_grant": "post_grant_projects", "voucher": "vouchers", "recognition": "recognitions", "loan": "loans"}
_AT_ONCE: Final = ("matching", "benefit", "enquiry", "settlement", "investment")
# What became of a case since is taken back: where those stood that have moved on is looked up before, and given.
_MOVED: Final = """
    SELECT DISTINCT ON (e.case_id) e.case_id AS id, e.to_stage AS stage, e.occurred_at AS since
    FROM cases c JOIN audit_events e ON e.case_id = c.id
    WHERE c.updated_at > :at AND c.item_code = ANY(CAST(:items AS text[])) AND e.occurred_at <= :at AND e.from_stage <> e.to_stage
    ORDER BY e.case_id, e.sequence DESC
"""
_THEN: Final = "unnest(CAST(:moved AS uuid[]), CAST(:stood AS text[]), CAST(:stood_since AS timestamptz[])) AS earlier (id, stage, since)"
_STOOD: Final = """
    CASE WHEN c.updated_at <= :at THEN c.stage ELSE earlier.stage END AS stage,
    CASE WHEN c.updated_at <= :at THEN c.stage_entered_at ELSE earlier.since END AS since
"""
_CLAUSE: Final = "(CAST(:clauses_of AS int[]))[array_position(CAST(:items AS text[]), c.item_code)] AS clause"


def _part(process: str, clause: str, handed_in: str, table: str, asked: str) -> str:
    """Return the cases of one process. It is plain comparisons of columns, so that the server knows beforehand how many there are."""
    return f"""
        SELECT c.id, {clause}, c.process, {handed_in} AS handed_in_at, {_STOOD}
        FROM cases c {f"JOIN {table} p ON p.id = c.id" if table else ""} LEFT JOIN {_THEN} ON earlier.id = c.id
        WHERE c.process = '{process}' AND {asked} AND c.stage NOT IN ({listed(sorted(UNSUBMITTED))})
            AND {handed_in} >= :begins AND {handed_in} < :ends AND {handed_in} <= :at
    """


_OF_ITEMS: Final = "c.item_code = ANY(CAST(:items AS text[]))"
_PARTS: Final = (
    _part("application", "p.clause", "p.submitted_at", "applications", "p.clause = ANY(CAST(:clauses AS int[]))"),
    *(_part(process, _CLAUSE, "p.submitted_at", table, _OF_ITEMS) for process, table in _SAYS_WHEN.items()),
    *(_part(process, _CLAUSE, "c.created_at", "", _OF_ITEMS) for process in _AT_ONCE),
)
_COHORT: Final = f"cohort AS ({' UNION ALL '.join(_PARTS)})"
# A hold ends when it is lifted, or with the stage. What is said of the stay it lies in is read off the event that ended that one.
_ENDED: Final = "(array_agg(e.{} ORDER BY e.sequence) FILTER (WHERE e.from_stage <> e.to_stage))[1]"
_HOLDS: Final = f"""
    holds AS (
        SELECT h.case_id, h.from_stage AS stage, ended.at - h.occurred_at AS length, ended.left_by, ended.left_at - ended.since AS stay
        FROM audit_events h CROSS JOIN LATERAL (
            SELECT min(e.occurred_at) AS at, {_ENDED.format("id")} AS left_by, {_ENDED.format("occurred_at")} AS left_at,
                {_ENDED.format("since")} AS since
            FROM audit_events e WHERE e.case_id = h.case_id AND e.sequence > h.sequence AND e.occurred_at <= :at
                AND (e.event IN ({listed(LIFTS)}) OR e.from_stage <> e.to_stage)
        ) ended WHERE h.event IN ({listed(HOLDS)}) AND h.occurred_at <= :at AND ended.at IS NOT NULL
    )
"""
_IS_LAST: Final = "e.occurred_at = k.since AND e.to_stage = k.stage"
_TENTHS: Final = "CAST(floor(date_part('epoch', {}) / 8640) AS int)"
# Two keys say all of a stay: with more, the server takes every one for another, and lets nobody help it to count them.
_BASE: Final = 1_000_000
_STAYS: Final = f"""
    WITH {_COHORT}
    SELECT s.days, s.way, count(*) AS many FROM (
        SELECT k.clause * {_BASE} + coalesce({_TENTHS.format("e.occurred_at - e.since")}, {_BASE - 1}) AS days,
            k.process || '.' || e.from_stage
                || CASE WHEN {_IS_LAST} THEN '.' || e.to_stage || '.' || e.event ELSE '' END AS way
        FROM audit_events e JOIN cohort k ON k.id = e.case_id
        WHERE e.from_stage <> e.to_stage AND e.occurred_at <= :at
        OFFSET 0
    ) s GROUP BY 1, 2
"""
# Of each hold its length; of each stay in which there were some, how long it was with them and without.
_HELD: Final = f"""
    WITH {_COHORT}, {_HOLDS}, each AS (
        SELECT k.clause, k.process, h.stage, h.left_by, {_TENTHS.format("h.length")} AS tenths, h.stay,
            sum(h.length) OVER (PARTITION BY h.left_by) AS length_in_all, row_number() OVER (PARTITION BY h.left_by) AS place
        FROM holds h JOIN cohort k ON k.id = h.case_id
    )
    SELECT h.clause, h.process, h.stage, h.tenths, CASE WHEN h.place = 1 THEN {_TENTHS.format("h.stay")} END AS stay,
        CASE WHEN h.place = 1 THEN {_TENTHS.format("h.stay - h.length_in_all")} END AS net, count(*) AS many
    FROM each h GROUP BY 1, 2, 3, 4, 5, 6
"""
_IS_LATE: Final = "(t.escalated_at <= :at OR t.closed_at > t.due_at)"
_STEPS: Final = f"""
    WITH {_COHORT}
    SELECT k.clause, t.kind, count(*) AS many, count(*) FILTER (WHERE {_IS_LATE}) AS late, max(t.working_days) AS limit_days
    FROM tasks t JOIN cohort k ON k.id = t.case_id WHERE t.closed_at <= :at AND t.completed_by IS NOT NULL GROUP BY 1, 2
"""
_FIRST_PAID: Final = f"""
    paid AS (
        SELECT d.case_id, min(d.paid_at) AS at FROM disbursements d
        WHERE d.state = '{DisbursementState.PAID}' AND d.paid_at <= :at GROUP BY d.case_id
    )
"""
_MONEY: Final = """
    money AS (
        SELECT a.id, CASE WHEN jsonb_typeof(a.facts -> 'requested_fen') = 'number'
                THEN CAST(a.facts ->> 'requested_fen' AS bigint) END AS asked_fen,
            coalesce(a.award_fen, 0) + a.supplement_fen AS awarded_fen, a.paid_fen + a.supplement_paid_fen AS paid_fen,
            a.recovered_fen + coalesce(i.proceeds_fen, 0) AS came_back_fen, a.enterprise_uscc AS uscc
        FROM applications a LEFT JOIN investments i ON i.application_id = a.id
        UNION ALL SELECT s.id, NULL, coalesce(s.award_fen, 0), s.paid_fen, s.recovered_fen, s.enterprise_uscc FROM settlements s
    )
"""
# What was assessed is an award once it was approved; whatever was paid of it was.
_APPROVED: Final = f"(k.stage IN ({listed(APPROVED)}) OR m.paid_fen > 0)"
_COUNTS: Final = {one: f"m.{one}_fen > 0{f' AND {_APPROVED}' if one is Group.AWARDED else ''}" for one in MONEY}
_SUMS: Final = ", ".join(
    f"count(*) FILTER (WHERE {_COUNTS[one]}) AS {one}, coalesce(sum(m.{one}_fen) FILTER (WHERE {_COUNTS[one]}), 0) AS {one}_fen"
    for one in MONEY
)
_CASES: Final = f"""
    WITH {_COHORT}, {_FIRST_PAID}, {_MONEY}
    SELECT k.clause, k.process, k.stage, {_TENTHS.format("p.at - k.handed_in_at")} AS tenths, count(*) AS many, {_SUMS}
    FROM cohort k LEFT JOIN money m ON m.id = k.id LEFT JOIN paid p ON p.case_id = k.id GROUP BY 1, 2, 3, 4
"""
_REFUSED: Final = "('refused', 'not_selected', 'reconsideration', 'rejected')"
# What was found not to hold, by its assessment or, where it came to none, by the sources; else by which decision it was refused.
_FAILED: Final = f"""
    conditions AS (
        SELECT k.id, k.clause, k.process, reason ->> 'code' AS code, reason -> 'text' AS said FROM cohort k
        CROSS JOIN LATERAL (
            SELECT 1 AS place, s.id, s.reasons FROM assessments s
            WHERE s.application_id = k.id AND s.redecision_id IS NULL AND s.assessed_at <= :at
            UNION ALL SELECT 2, v.id, v.failures FROM verifications v WHERE v.application_id = k.id AND v.verified_at <= :at
            ORDER BY 1, 2 DESC LIMIT 1
        ) latest CROSS JOIN LATERAL jsonb_array_elements(latest.reasons) reason
        WHERE k.process = 'application' AND k.stage IN {_REFUSED} AND coalesce(reason -> 'holds', 'false') = 'false'
    ), failed AS (
        SELECT * FROM conditions
        UNION ALL SELECT k.id, k.clause, k.process, decided.event, NULL FROM cohort k
        CROSS JOIN LATERAL (
            SELECT e.event FROM audit_events e WHERE e.case_id = k.id AND e.to_stage IN {_REFUSED}
                AND e.from_stage NOT IN {_REFUSED} AND e.occurred_at <= :at
            ORDER BY e.sequence DESC LIMIT 1
        ) decided
        WHERE k.stage IN {_REFUSED} AND NOT EXISTS (SELECT FROM conditions f WHERE f.id = k.id)
    )
"""
_REFUSALS: Final = f"""
    WITH {_COHORT}, {_FAILED}
    SELECT f.clause, f.code, count(DISTINCT f.id) AS many, (array_agg(f.said))[1] AS said, min(f.process) AS process
    FROM failed f GROUP BY 1, 2
"""


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
        items = [one for one in ITEMS.values() if one.clause in self.clauses]
        begins, ends = bounds(self.year)
        named = {"items": [one.code for one in items], "clauses_of": [one.clause for one in items]}
        return {**named, "clauses": list(self.clauses), "begins": begins, "ends": ends, "at": self.at}


async def reckon(session: AsyncSession, cohort: Cohort) -> list[Figure]:
    """Return every figure of some clauses for a year, in the order in which they are read.

    A year of all clauses is held in memory once for each figure; in a transaction the server is told that it may.
    """
    await session.execute(text("SELECT set_config('work_mem', '256MB', true), set_config('hash_mem_multiplier', '2', true)"))
    await session.execute(text("SELECT set_config('jit', 'off', true), set_config('parallel_tuple_cost', '0', true)"))
    binds = await _binds(session, cohort)
    cases, held = await _rows(session, _CASES, binds), await _rows(session, _HELD, binds)
    stays = [_Stay.read(row.days, row.way, row.many) for row in await _rows(session, _STAYS, binds)]
    figures = [*_standing(cases, stays), *_stays(stays, held), *_money(cases)]
    figures += _days(held, lambda row: FigureCode(Group.PAUSED, (row.process, row.stage)))
    figures += _days([row for row in cases if row.tenths is not None], lambda _: FigureCode(Group.TO_MONEY))
    figures += [figure for row in await _rows(session, _STEPS, binds) for figure in _steps(row)]
    figures += [_refusal(row) for row in await _rows(session, _REFUSALS, binds)]
    return in_order(figures)


async def _binds(session: AsyncSession, cohort: Cohort) -> dict[str, Any]:
    moved = (await session.execute(text(_MOVED), cohort.binds)).all()
    then = {"moved": [row.id for row in moved], "stood": [row.stage for row in moved], "stood_since": [row.since for row in moved]}
    return cohort.binds | then


async def _rows(session: AsyncSession, statement: str, binds: Mapping[str, Any]) -> Sequence[Row[Any]]:
    return (await session.execute(text(statement), binds)).all()


@dataclass(frozen=True, slots=True)
class _Stay:
    """Some stays of a stage that were as long.

    Attributes:
        clause: Of cases of which clause.
        process: Of which process.
        stage: Which stage.
        tenths: How long, in tenths of a day; None where the record does not say since when.
        exit: Where the cases stand that left it last, and by what they came there.
        many: How many.
    """

    clause: int
    process: str
    stage: str
    tenths: int | None
    exit: tuple[str, ...]
    many: int

    @classmethod
    def read(cls, days: int, way: str, many: int) -> Self:
        """Return what a row says."""
        clause, tenths = divmod(days, _BASE)
        process, stage, *stands = way.split(".")
        return cls(clause, process, stage, None if tenths == _BASE - 1 else tenths, tuple(stands), many)


def _standing(cases: Sequence[Row[Any]], stays: Sequence[_Stay]) -> list[Figure]:
    """Return how many cases were handed in, and where they stand and by what they came there."""
    unexplained = Counter[tuple[int, str, str]]()
    handed_in = Counter[tuple[int, str]]()
    for row in cases:
        unexplained[row.clause, row.process, row.stage] += row.many
        handed_in[row.clause, row.process] += row.many
    exits = Counter[tuple[int, str, str, str]]()
    for stay in stays:
        if stay.exit:
            stands, came_by = stay.exit
            exits[stay.clause, stay.process, stands, came_by] += stay.many
            unexplained[stay.clause, stay.process, stands] -= stay.many
    for (clause, process, stage), count in unexplained.items():
        if count > 0:
            exits[clause, process, stage, UNRECORDED] = count
    counted = [Figure(clause, FigureCode(Group.HANDED_IN, (process,)), count) for (clause, process), count in handed_in.items()]
    return counted + [Figure(clause, FigureCode(Group.EXIT, tuple(words)), count) for (clause, *words), count in exits.items()]


def _stays(stays: Sequence[_Stay], held: Sequence[Row[Any]]) -> list[Figure]:
    """Return how long cases stayed in each stage, without what of it was on hold."""
    counts = Counter[tuple[int, str, str, int]]()
    for one in stays:
        if one.stage != DRAFT and one.tenths is not None:
            counts[one.clause, one.process, one.stage, one.tenths] += one.many
    for row in held:
        if row.stay is not None:
            counts[row.clause, row.process, row.stage, row.stay] -= row.many
            counts[row.clause, row.process, row.stage, row.net] += row.many
    found = defaultdict[tuple[int, str, str], Days](Days)
    for (clause, process, stage, tenths), count in counts.items():
        if count > 0:
            found[clause, process, stage].add(tenths, count)
    return [days.figure(clause, FigureCode(Group.STAGE, (process, stage))) for (clause, process, stage), days in found.items()]


def _days(rows: Sequence[Row[Any]], code: Callable[[Row[Any]], FigureCode]) -> list[Figure]:
    found = defaultdict[tuple[int, FigureCode], Days](Days)
    for row in rows:
        found[row.clause, code(row)].add(row.tenths, row.many)
    return [days.figure(*key) for key, days in found.items()]


def _steps(row: Row[Any]) -> list[Figure]:
    done = Figure(row.clause, FigureCode(Group.STEP, (row.kind,)), row.many, limit_days=row.limit_days or None)
    return [done, *([Figure(row.clause, FigureCode(Group.LATE, (row.kind,)), row.late)] if row.late else [])]


def _refusal(row: Row[Any]) -> Figure:
    said = Text(row.said["zh"], row.said["en"]) if row.said else event_named(row.process, row.code)
    return Figure(row.clause, FigureCode(Group.REFUSED_FOR, (row.code,)), row.many, said=said)


def _money(cases: Sequence[Row[Any]]) -> list[Figure]:
    counts, sums = Counter[tuple[int, Group]](), Counter[tuple[int, Group]]()
    for row in cases:
        said = row._asdict()
        for one in MONEY:
            counts[row.clause, one] += said[one]
            sums[row.clause, one] += int(said[f"{one}_fen"])
    return [Figure(clause, FigureCode(one), count, amount_fen=sums[clause, one]) for (clause, one), count in counts.items()]


_OF_TASK: Final = (
    "EXISTS (SELECT FROM tasks t WHERE t.case_id = k.id AND t.kind = :w0 AND t.closed_at <= :at AND t.completed_by IS NOT NULL"
)
_CAME_BY: Final = f"EXISTS (SELECT FROM audit_events e WHERE e.case_id = k.id AND e.from_stage <> e.to_stage AND {_IS_LAST}"
_COUNTED: Final[Mapping[Group, str]] = {
    Group.HANDED_IN: "k.process = :w0",
    Group.EXIT: f"""k.process = :w0 AND k.stage = :w1 AND CASE WHEN :w2 = '{UNRECORDED}' THEN NOT {_CAME_BY})
        ELSE {_CAME_BY} AND e.event = :w2) END""",
    Group.REFUSED_FOR: "k.id IN (SELECT f.id FROM failed f WHERE f.code = :w0)",
    Group.STAGE: """k.process = :w0 AND EXISTS (SELECT FROM audit_events e WHERE e.case_id = k.id AND e.from_stage = :w1
        AND e.to_stage <> e.from_stage AND e.occurred_at <= :at)""",
    Group.PAUSED: "k.process = :w0 AND k.id IN (SELECT h.case_id FROM holds h WHERE h.stage = :w1)",
    Group.STEP: f"{_OF_TASK})",
    Group.LATE: f"{_OF_TASK} AND {_IS_LATE})",
    **{one: f"EXISTS (SELECT FROM money m WHERE m.id = k.id AND {_COUNTS[one]})" for one in MONEY},
    Group.TO_MONEY: "k.id IN (SELECT p.case_id FROM paid p)",
}
"""By group, which cases of a cohort a figure counts: the same conditions by which it is reckoned."""


async def counted(session: AsyncSession, cohort: Cohort, code: FigureCode, after: uuid.UUID | None, limit: int) -> Sequence[Row[Any]]:
    """Return the next cases that a figure counts, in the order of their ids; one more than asked for.

    A stage, a pause or a step that a case went through twice counts twice in its figure, and lists its case once.
    """
    statement = f"""
        WITH {_COHORT}, {_HOLDS}, {_FIRST_PAID}, {_MONEY}, {_FAILED}
        SELECT k.id, c.number, k.process, c.item_code, k.stage, k.handed_in_at FROM cohort k JOIN cases c ON c.id = k.id
        WHERE ({_COUNTED[code.group]}) AND (CAST(:after AS uuid) IS NULL OR k.id > :after) ORDER BY k.id LIMIT :most
    """
    words = {f"w{place}": word for place, word in enumerate(code.words)}
    return await _rows(session, statement, {**await _binds(session, cohort), **words, "after": after, "most": limit + 1})


_RECIPIENTS: Final = f"""
    WITH {_COHORT}, {_MONEY}
    SELECT m.uscc, jsonb_agg(
        jsonb_build_object('number', c.number, 'item_code', c.item_code, 'awarded_fen', m.awarded_fen, 'paid_fen', m.paid_fen)
        ORDER BY c.number
    ) AS awards
    FROM cohort k JOIN money m ON m.id = k.id JOIN cases c ON c.id = k.id
    WHERE m.paid_fen > 0 AND m.uscc > :after GROUP BY m.uscc ORDER BY m.uscc LIMIT :most
"""


async def recipients(session: AsyncSession, cohort: Cohort, after: str, limit: int) -> Mapping[str, list[dict[str, Any]]]:
    """Return the next enterprises that were paid, in the order of their credit codes, each with what it was paid for."""
    rows = await _rows(session, _RECIPIENTS, {**await _binds(session, cohort), "after": after, "most": limit})
    return {row.uscc: row.awards for row in rows}
