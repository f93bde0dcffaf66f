"""评估指标的语句。The statements that reckon the figures of an evaluation: which cases are counted, and what is counted of them."""

# ruff: noqa: S608 - the statements are put together from parts of this file; what comes from outside is bound
from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from models.queries.application import APPROVED
from models.tables.states import listed
from policy.processes.disbursement.states import DisbursementState
from policy.processes.evaluation.figures import HOLDS as HELD_BY
from policy.processes.evaluation.figures import LIFTS, MONEY, Group
from policy.processes.kernel.lifecycle import UNSUBMITTED

# By process, whose rows say when a case was handed in. Any other is handed in as it is made.
_SAYS_WHEN: Final = {"post_grant": "post_grant_projects", "voucher": "vouchers", "recognition": "recognitions", "loan": "loans"}
_AT_ONCE: Final = ("matching", "benefit", "enquiry", "settlement", "investment")
# What became of a case since is taken back: where those stood that have moved on is looked up before, and given.
MOVED: Final = """
    SELECT DISTINCT ON (e.case_id) e.case_id AS id, e.to_stage AS stage, e.occurred_at AS since
    FROM cases c JOIN audit_events e ON e.case_id = c.id
    WHERE c.updated_at > :at AND c.item_code = ANY(CAST(:items AS text[])) AND e.occurred_at <= :at AND e.from_stage <> e.to_stage
    ORDER BY e.case_id, e.sequence DESC
"""
_THEN: Final = """
    LEFT JOIN unnest(CAST(:moved AS uuid[]), CAST(:stood AS text[]), CAST(:stood_since AS timestamptz[])) AS earlier (id, stage, since)
        ON earlier.id = c.id
"""
_STOOD: Final = """
    CASE WHEN c.updated_at <= :at THEN c.stage ELSE earlier.stage END AS stage,
    CASE WHEN c.updated_at <= :at THEN c.stage_entered_at ELSE earlier.since END AS since
"""
# Where none has moved on, as when the figures are reckoned, the server knows beforehand how many stand where.
_STANDS: Final = "c.stage, c.stage_entered_at AS since"
_CLAUSE: Final = "(CAST(:clauses_of AS int[]))[array_position(CAST(:items AS text[]), c.item_code)]"
# What was asked for, awarded and paid, what came back, and whose it is. Nothing is joined of it where nobody asks.
_MONEY_OF: Final[Mapping[str, tuple[str, str]]] = {
    "application": (
        """CASE WHEN jsonb_typeof(p.facts -> 'requested_fen') = 'number' THEN CAST(p.facts ->> 'requested_fen' AS bigint) END AS asked_fen,
        coalesce(p.award_fen, 0) + p.supplement_fen AS awarded_fen, p.paid_fen + p.supplement_paid_fen AS paid_fen,
        p.recovered_fen + coalesce(i.proceeds_fen, 0) AS came_back_fen, p.enterprise_uscc AS uscc""",
        "LEFT JOIN investments i ON i.application_id = p.id",
    ),
    "settlement": (
        """CAST(NULL AS bigint) AS asked_fen, coalesce(s.award_fen, 0) AS awarded_fen, s.paid_fen, s.recovered_fen AS came_back_fen,
        s.enterprise_uscc AS uscc""",
        "JOIN settlements s ON s.id = c.id",
    ),
}
_NO_MONEY: Final = ("CAST(NULL AS bigint) AS asked_fen, 0 AS awarded_fen, 0 AS paid_fen, 0 AS came_back_fen, NULL AS uscc", "")


def _part(process: str, clause: str, handed_in: str, table: str, asked: str, *, moved: bool) -> str:
    """Return the cases of one process. It is plain comparisons of columns, so that the server knows beforehand how many there are."""
    money, of_money = _MONEY_OF.get(process, _NO_MONEY)
    stood, then = (_STOOD, _THEN) if moved else (_STANDS, "")
    return f"""
        SELECT c.id, {clause} AS clause, c.item_code AS item, c.process, {handed_in} AS handed_in_at, {stood}, {money}
        FROM cases c {f"JOIN {table} p ON p.id = c.id" if table else ""} {of_money} {then}
        WHERE c.process = '{process}' AND {asked} AND c.stage NOT IN ({listed(sorted(UNSUBMITTED))})
            AND {handed_in} >= :begins AND {handed_in} < :ends AND {handed_in} <= :at
    """


_OF_ITEMS: Final = "c.item_code = ANY(CAST(:items AS text[]))"


def _parts(*, moved: bool) -> tuple[str, ...]:
    """Return the cases of each process, applications first."""
    of_clauses = "p.clause = ANY(CAST(:clauses AS int[]))"
    return (
        _part("application", "p.clause", "p.submitted_at", "applications", of_clauses, moved=moved),
        *(_part(process, _CLAUSE, "p.submitted_at", table, _OF_ITEMS, moved=moved) for process, table in _SAYS_WHEN.items()),
        *(_part(process, _CLAUSE, "c.created_at", "", _OF_ITEMS, moved=moved) for process in _AT_ONCE),
    )


def _together(*parts: str) -> str:
    return f"cohort AS ({' UNION ALL '.join(parts)})"


COHORT: Final = _together(*_parts(moved=True))
# Applications are nearly all there is, and of what is put together from several tables the server does not know how much there is: they
# are read by themselves.
APART: Final = {moved: (_together(_parts(moved=moved)[0]), _together(*_parts(moved=moved)[1:])) for moved in (False, True)}
# A hold ends when it is lifted, or with the stage. What is said of the stay it lies in is read off the event that ended that one.
_ENDED: Final = "(array_agg(e.{} ORDER BY e.sequence) FILTER (WHERE e.from_stage <> e.to_stage))[1]"
HOLDS: Final = f"""
    holds AS (
        SELECT h.case_id, h.from_stage AS stage, ended.at - h.occurred_at AS length, ended.left_by, ended.left_at - ended.since AS stay
        FROM audit_events h CROSS JOIN LATERAL (
            SELECT min(e.occurred_at) AS at, {_ENDED.format("id")} AS left_by, {_ENDED.format("occurred_at")} AS left_at,
                {_ENDED.format("since")} AS since
            FROM audit_events e WHERE e.case_id = h.case_id AND e.sequence > h.sequence AND e.occurred_at <= :at
                AND (e.event IN ({listed(LIFTS)}) OR e.from_stage <> e.to_stage)
        ) ended WHERE h.event IN ({listed(HELD_BY)}) AND h.occurred_at <= :at AND ended.at IS NOT NULL
    )
"""
IS_LAST: Final = "(e.occurred_at = k.since AND e.to_stage = k.stage)"
_TENTHS: Final = "CAST(floor(date_part('epoch', {}) / 8640) AS int)"
# How many different stays there are is known beforehand (the statistics `audit_events_stays`), so that each process of the server counts
# for itself, and few rows are handed on.
STAYS: Final = f"""
    SELECT k.clause, k.item, k.process, e.from_stage AS stage, e.to_stage, e.event, {IS_LAST} AS is_last,
        {_TENTHS.format("e.occurred_at - e.since")} AS tenths, count(*) AS many
    FROM audit_events e JOIN cohort k ON k.id = e.case_id
    WHERE e.from_stage <> e.to_stage AND e.occurred_at <= :at GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""
# Of each hold its length; of each stay in which there were some, how long it was with them and without.
HELD: Final = f"""
    , {HOLDS}, each AS (
        SELECT k.clause, k.item, k.process, h.stage, h.left_by, {_TENTHS.format("h.length")} AS tenths, h.stay,
            sum(h.length) OVER (PARTITION BY h.left_by) AS length_in_all, row_number() OVER (PARTITION BY h.left_by) AS place
        FROM holds h JOIN cohort k ON k.id = h.case_id
    )
    SELECT h.clause, h.item, h.process, h.stage, h.tenths, CASE WHEN h.place = 1 THEN {_TENTHS.format("h.stay")} END AS stay,
        CASE WHEN h.place = 1 THEN {_TENTHS.format("h.stay - h.length_in_all")} END AS net, count(*) AS many
    FROM each h GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
IS_LATE: Final = "(t.escalated_at <= :at OR t.closed_at > t.due_at)"
STEPS: Final = f"""
    SELECT k.clause, k.item, t.kind, count(*) AS many, count(*) FILTER (WHERE {IS_LATE}) AS late, max(t.working_days) AS limit_days
    FROM tasks t JOIN cohort k ON k.id = t.case_id WHERE t.closed_at <= :at AND t.completed_by IS NOT NULL GROUP BY 1, 2, 3
"""
# Of a case there is no more than one: it is live.
IS_PAID: Final = f"d.state = '{DisbursementState.PAID}' AND d.paid_at <= :at"
# What was assessed is an award once it was approved; whatever was paid of it was.
_APPROVED: Final = f"(k.stage IN ({listed(APPROVED)}) OR k.paid_fen > 0)"
COUNTS: Final = {one: f"k.{one}_fen > 0{f' AND {_APPROVED}' if one is Group.AWARDED else ''}" for one in MONEY}
_SUMS: Final = ", ".join(
    f"count(*) FILTER (WHERE {COUNTS[one]}) AS {one}, coalesce(sum(k.{one}_fen) FILTER (WHERE {COUNTS[one]}), 0) AS {one}_fen"
    for one in MONEY
)
CASES: Final = f"SELECT k.clause, k.item, k.process, k.stage, count(*) AS many, {_SUMS} FROM cohort k GROUP BY 1, 2, 3, 4"
TO_MONEY: Final = f"""
    SELECT k.clause, k.item, {_TENTHS.format("d.paid_at - k.handed_in_at")} AS tenths, count(*) AS many
    FROM cohort k JOIN disbursements d ON d.case_id = k.id AND {IS_PAID} GROUP BY 1, 2, 3
"""
_REFUSED: Final = "('refused', 'not_selected', 'reconsideration', 'rejected')"
_FAILS: Final = "$[*] ? (!exists(@.holds) || @.holds == false)"
# What was found not to hold, by its assessment or, where it came to none, by the sources; else by which decision it was refused.
FAILED: Final = f"""
    failed AS (
        SELECT k.id, k.clause, k.item, k.process, coalesce(a.reasons, v.failures) AS said,
            CASE WHEN jsonb_path_exists(coalesce(a.reasons, v.failures), '{_FAILS}')
                THEN jsonb_path_query_array(coalesce(a.reasons, v.failures), '{_FAILS}.code') ELSE jsonb_build_array(e.event) END AS codes
        FROM cohort k CROSS JOIN LATERAL (
            SELECT (array_agg(s.reasons ORDER BY s.id DESC))[1] AS reasons FROM assessments s
            WHERE s.application_id = k.id AND s.redecision_id IS NULL AND s.assessed_at <= :at
        ) a CROSS JOIN LATERAL (
            SELECT (array_agg(v.failures ORDER BY v.id DESC))[1] AS failures FROM verifications v
            WHERE a.reasons IS NULL AND v.application_id = k.id AND v.verified_at <= :at
        ) v CROSS JOIN LATERAL (
            SELECT (array_agg(e.event ORDER BY e.sequence DESC))[1] AS event FROM audit_events e
            WHERE jsonb_path_exists(coalesce(a.reasons, v.failures), '{_FAILS}') IS NOT TRUE AND e.case_id = k.id
                AND e.to_stage IN {_REFUSED} AND e.from_stage NOT IN {_REFUSED} AND e.occurred_at <= :at
        ) e WHERE k.stage IN {_REFUSED}
    )
"""
REFUSALS: Final = f"""
    , {FAILED}
    SELECT f.clause, f.item, f.process, f.codes, count(*) AS many, (array_agg(f.said))[1] AS said FROM failed f GROUP BY 1, 2, 3, 4
"""
