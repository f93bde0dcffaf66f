"""评估指标的语句。The statements that reckon the figures of an evaluation: which cases are counted, and what is counted of them."""

# ruff: noqa: S608 - the statements are put together from parts of this file; what comes from outside is bound
from __future__ import annotations

from typing import Final

from models.queries.application import APPROVED
from models.tables.states import listed
from policy.processes.disbursement.states import DisbursementState
from policy.processes.evaluation.figures import HOLDS as HELD_BY
from policy.processes.evaluation.figures import LIFTS, MONEY, Group
from policy.processes.kernel.lifecycle import DRAFT, UNSUBMITTED

# Of the processes whose cases are handed in as they are made; of any other, `submitted_at` says when.
_AT_ONCE: Final = ("matching", "benefit", "enquiry", "settlement", "investment")
_HANDED_IN: Final = "coalesce(c.submitted_at, c.created_at)"
# What became of a case since is taken back: where those stood that have moved on is looked up before, and given.
MOVED: Final = """
    SELECT DISTINCT ON (e.case_id) e.case_id AS id, e.to_stage AS stage, e.event
    FROM cases c JOIN audit_events e ON e.case_id = c.id
    WHERE c.updated_at > :at AND c.item_code = ANY(CAST(:items AS text[])) AND e.occurred_at <= :at AND e.from_stage <> e.to_stage
    ORDER BY e.case_id, e.sequence DESC
"""
_STOOD: Final = """
    CASE WHEN c.updated_at <= :at THEN c.stage ELSE earlier.stage END AS stage,
    CASE WHEN c.updated_at <= :at THEN c.came_by ELSE earlier.came_by END AS came_by
"""
_THEN: Final = """
    LEFT JOIN unnest(CAST(:moved AS uuid[]), CAST(:stood AS text[]), CAST(:stood_by AS text[])) AS earlier (id, stage, came_by)
        ON earlier.id = c.id
"""


def _cohort(stood: str, then: str = "") -> str:
    """Return the cases, with what was asked for, awarded and paid of each, what came back, and whose it is.

    Where nobody asks for money, the server joins nothing of it: of each table there is one row of a case at most.
    """
    return f"""
    cohort AS NOT MATERIALIZED (
        SELECT c.id, c.item_code AS item, c.process, {_HANDED_IN} AS handed_in_at, {stood},
            CASE WHEN jsonb_typeof(p.facts -> 'requested_fen') = 'number' THEN CAST(p.facts -> 'requested_fen' AS bigint) END AS asked_fen,
            coalesce(p.award_fen, s.award_fen, 0) + coalesce(p.supplement_fen, 0) AS awarded_fen,
            coalesce(p.paid_fen, s.paid_fen, 0) + coalesce(p.supplement_paid_fen, 0) AS paid_fen,
            coalesce(p.recovered_fen, s.recovered_fen, 0) + coalesce(i.proceeds_fen, 0) AS came_back_fen,
            coalesce(p.enterprise_uscc, s.enterprise_uscc) AS uscc
        FROM cases c LEFT JOIN applications p ON p.id = c.id LEFT JOIN investments i ON i.application_id = c.id
            LEFT JOIN settlements s ON s.id = c.id {then}
        WHERE c.item_code = ANY(CAST(:items AS text[])) AND (c.submitted_at IS NOT NULL OR c.process IN ({listed(_AT_ONCE)}))
            AND c.stage NOT IN ({listed(sorted(UNSUBMITTED))}) AND {_HANDED_IN} >= :begins AND {_HANDED_IN} < :ends AND {_HANDED_IN} <= :at
    )
    """


# Where none has moved on, as when the figures are reckoned, the server knows beforehand how many stand where.
COHORT: Final = {False: _cohort("c.stage, c.came_by"), True: _cohort(_STOOD, _THEN)}
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
_TENTHS: Final = "CAST(floor(date_part('epoch', {}) / 8640) AS int)"
# How many different stays there are is known beforehand (the statistics `audit_events_stays`), so that each process of the server counts
# for itself, and few rows are handed on.
STAYS: Final = f"""
    SELECT k.item, k.process, e.from_stage AS stage, {_TENTHS.format("e.occurred_at - e.since")} AS tenths, count(*) AS many
    FROM audit_events e JOIN cohort k ON k.id = e.case_id
    WHERE e.from_stage <> e.to_stage AND e.from_stage <> '{DRAFT}' AND e.since IS NOT NULL AND e.occurred_at <= :at
    GROUP BY 1, 2, 3, 4
"""
# Of each hold its length; of each stay in which there were some, how long it was with them and without.
HELD: Final = f"""
    , {HOLDS}, each AS (
        SELECT k.item, k.process, h.stage, h.left_by, {_TENTHS.format("h.length")} AS tenths, h.stay,
            sum(h.length) OVER (PARTITION BY h.left_by) AS length_in_all, row_number() OVER (PARTITION BY h.left_by) AS place
        FROM holds h JOIN cohort k ON k.id = h.case_id
    )
    SELECT h.item, h.process, h.stage, h.tenths, CASE WHEN h.place = 1 THEN {_TENTHS.format("h.stay")} END AS stay,
        CASE WHEN h.place = 1 THEN {_TENTHS.format("h.stay - h.length_in_all")} END AS net, count(*) AS many
    FROM each h GROUP BY 1, 2, 3, 4, 5, 6
"""
IS_LATE: Final = "(t.escalated_at <= :at OR t.closed_at > t.due_at)"
STEPS: Final = f"""
    SELECT k.item, t.kind, count(*) AS many, count(*) FILTER (WHERE {IS_LATE}) AS late, max(t.working_days) AS limit_days
    FROM tasks t JOIN cohort k ON k.id = t.case_id WHERE t.closed_at <= :at AND t.completed_by IS NOT NULL GROUP BY 1, 2
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
CASES: Final = f"""
    SELECT k.item, k.process, k.stage, k.came_by, k.tenths, count(*) AS many, {_SUMS} FROM (
        SELECT k.*, {_TENTHS.format("d.paid_at - k.handed_in_at")} AS tenths
        FROM cohort k LEFT JOIN disbursements d ON d.case_id = k.id AND {IS_PAID} OFFSET 0
    ) k GROUP BY 1, 2, 3, 4, 5
"""
_REFUSED: Final = "('refused', 'not_selected', 'reconsideration', 'rejected')"
_FAILS: Final = "$[*] ? (!exists(@.holds) || @.holds == false)"
# What was found not to hold, by its assessment or, where it came to none, by the sources; else by which decision it was refused.
FAILED: Final = f"""
    failed AS (
        SELECT f.*, CASE WHEN jsonb_path_exists(f.said, '{_FAILS}') THEN jsonb_path_query_array(f.said, '{_FAILS}.code')
            ELSE jsonb_build_array((
                SELECT e.event FROM audit_events e WHERE e.case_id = f.id AND e.to_stage IN {_REFUSED} AND e.from_stage NOT IN {_REFUSED}
                    AND e.occurred_at <= :at ORDER BY e.sequence DESC LIMIT 1
            )) END AS codes
        FROM (
            SELECT k.id, k.item, k.process, coalesce((
                SELECT s.reasons FROM assessments s WHERE s.application_id = k.id AND s.redecision_id IS NULL AND s.assessed_at <= :at
                ORDER BY s.id DESC LIMIT 1
            ), (
                SELECT v.failures FROM verifications v WHERE v.application_id = k.id AND v.verified_at <= :at ORDER BY v.id DESC LIMIT 1
            )) AS said FROM cohort k WHERE k.stage IN {_REFUSED} OFFSET 0
        ) f
    )
"""
REFUSALS: Final = f"""
    , {FAILED}
    SELECT f.item, f.process, f.codes, count(*) AS many, any_value(f.said) AS said FROM failed f GROUP BY 1, 2, 3
"""
