"""不变式。What has to hold at rest, whatever was killed.

It is read from the tables and the treasury's statement, and not by the product's own queries: what is wrong in these would not show.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import httpx
import psycopg
from psycopg.rows import dict_row

from faults.people import Memory, Told
from faults.rest import Rest
from faults.servers import Servers
from policy.processes.application.lifecycle import APPLICATION
from policy.processes.application.lifecycle import Stage as Applied
from policy.processes.commitment.lifecycle import COMMITMENT, ENDED, Stage
from policy.processes.employment.lifecycle import EMPLOYMENT
from policy.processes.employment.lifecycle import Stage as Employed
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.registry import LIFECYCLES
from runtime.addresses import sandbox_url
from runtime.demo.walk import BANK, CLOSED_ACCOUNT, GOOD_ACCOUNT

Row = dict[str, Any]

STRAY: Final = "STRAY-"
"""What the treasury pays by mistake in a demonstration, which finance explains."""
OVERDUE_SECONDS: Final = 60
NOBODYS_TURN: Final = {
    (COMMITMENT.name, Stage.IN_FORCE),
    (EMPLOYMENT.name, Employed.ATTACHED),
    (APPLICATION.name, Applied.ALLOCATION),
}
"""What binds without an end, and what waits for the list of its window, which is a case of its own."""
ACCOUNTS: Final = (CLOSED_ACCOUNT, GOOD_ACCOUNT)


@dataclass(frozen=True, slots=True)
class Scene:
    """All that is looked at.

    Attributes:
        connection: The database, as its owner.
        payments: Every entry of the treasury's statement.
        told: What people were told.
        rest: How everything stood when it came to rest.
        logs: The files that may hold no account number.
    """

    connection: psycopg.Connection[Row]
    payments: Sequence[Row]
    told: Sequence[Told]
    rest: Rest
    logs: Sequence[Path]

    def rows(self, query: str) -> list[Row]:
        """Return what a query finds."""
        return self.connection.execute(query.encode()).fetchall()


@dataclass(frozen=True, slots=True)
class Found:
    """What a look found.

    Attributes:
        looked_at: How much each invariant was about.
        broken: What does not hold, each with its invariant.
        cases: How many cases of each process there are.
    """

    looked_at: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    cases: dict[str, int] = field(default_factory=dict)


Look = tuple[int, list[str]]
"""How much was looked at, and what does not hold."""


def look(servers: Servers, memory: Memory, rest: Rest) -> Found:
    """Look at everything that has to hold at rest."""
    payments = httpx.get(f"{sandbox_url(servers.settings)}/admin/payments", timeout=30, trust_env=False).raise_for_status().json()
    url = servers.postgres.url().replace("+psycopg", "")
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return looked(Scene(connection, payments, memory.told, rest, servers.logs()))


def looked(scene: Scene) -> Found:
    """Return what a look at a scene finds."""
    looked_at: dict[str, int] = {}
    broken: list[str] = []
    for name, holds in INVARIANTS.items():
        looked_at[name], its = holds(scene)
        broken += [f"{name}: {what}" for what in its]
    counted = scene.rows("SELECT process, count(*) AS number FROM cases GROUP BY process ORDER BY process")
    return Found(looked_at, broken, {row["process"]: row["number"] for row in counted})


# What a document gives to a line, or takes from it.
_GIVEN_BY = {"appropriation": 1, "transfer_in": 1, "reversal": -1, "transfer_out": -1}


def books_balance(scene: Scene) -> Look:
    """Compare each account with its transfers, and what was given with the documents that gave it."""
    kept = scene.rows("SELECT appropriation_id, kind, balance_fen FROM ledger_accounts")
    moved: Counter[tuple[Any, str]] = Counter()
    given: Counter[Any] = Counter()
    for one in scene.rows("SELECT appropriation_id, kind, debit, credit, amount_fen FROM ledger_transfers"):
        moved[one["appropriation_id"], one["credit"]] += one["amount_fen"]
        moved[one["appropriation_id"], one["debit"]] -= one["amount_fen"]
        given[one["appropriation_id"]] += _GIVEN_BY.get(one["kind"], 0) * one["amount_fen"]
    broken = []
    for one in kept:
        said = moved[one["appropriation_id"], one["kind"]]
        if one["balance_fen"] != said:
            broken.append(f"{one['kind']} of {one['appropriation_id']} holds {one['balance_fen']}, its transfers say {said}")
    documents = scene.rows(
        "SELECT appropriation_id, sum(fen)::bigint AS fen FROM ("
        "SELECT appropriation_id, CASE WHEN reverses_id IS NULL THEN amount_fen ELSE -amount_fen END AS fen"
        " FROM budget_documents WHERE state = 'in_force'"
        " UNION ALL SELECT from_id, -amount_fen FROM budget_documents WHERE state = 'in_force' AND from_id IS NOT NULL"
        ") AS moved GROUP BY appropriation_id"
    )
    broken += [
        f"{one['appropriation_id']} was given {given[one['appropriation_id']]}, its documents say {one['fen']}"
        for one in documents
        if given[one["appropriation_id"]] != one["fen"]
    ]
    return len(kept), broken


def never_exceeded(scene: Scene) -> Look:
    """Make sure that no account but the source is below nothing, and none of an ended case still waits for the treasury."""
    accounts = scene.rows("SELECT appropriation_id, kind, balance_fen FROM ledger_accounts WHERE kind <> 'source'")
    broken = [f"{one['kind']} of {one['appropriation_id']} is {one['balance_fen']}" for one in accounts if one["balance_fen"] < 0]
    return len(accounts), broken


def equals_the_statement(scene: Scene) -> Look:
    """Compare what we booked as paid with what the treasury paid and kept, by instruction and by case."""
    paid = _net(scene.payments)
    ours = {one["number"]: one for one in scene.rows("SELECT number, amount_fen, state FROM disbursements")}
    broken = []
    for number in sorted(paid.keys() | {number for number, one in ours.items() if one["state"] == "paid"}):
        booked = ours[number]["amount_fen"] if number in ours and ours[number]["state"] == "paid" else 0
        if paid[number] != booked:
            broken.append(f"the treasury paid {paid[number]} under {number}, we booked {booked}")
    spent = scene.rows(
        "SELECT c.number, sum(CASE WHEN t.kind = 'expenditure' THEN t.amount_fen ELSE -t.amount_fen END)::bigint AS fen"
        " FROM ledger_transfers t JOIN cases c ON c.id = t.case_id"
        " WHERE t.kind = 'expenditure' OR (t.kind = 'bank_return' AND t.debit IN ('expenditure', 'investment')) GROUP BY c.number"
    )
    by_case: Counter[str] = Counter()
    for number, fen in paid.items():
        by_case[_case_of(number)] += fen
    broken += [
        f"the treasury paid {by_case[one['number']]} for {one['number']}, the ledger says {one['fen']}"
        for one in spent
        if by_case[one["number"]] != one["fen"]
    ]
    return len(paid), broken


def paid_once(scene: Scene) -> Look:
    """Make sure that the treasury paid each case by one instruction, and each instruction once."""
    entries = Counter(one["instruction_no"] for one in scene.payments if one["kind"] == "payment" and _is_ours(one))
    kept = [number for number, fen in _net(scene.payments).items() if fen]
    cases = Counter(map(_case_of, kept))
    broken = [f"{number} was paid {times} times" for number, times in entries.items() if times > 1]
    broken += [f"{number} was paid by {times} instructions" for number, times in cases.items() if times > 1]
    return len(kept), broken


def paid_to_the_beneficiary(scene: Scene) -> Look:
    """Compare whom the treasury says it paid with the registered name of whoever the case is about."""
    names = scene.rows(
        "SELECT d.number, e.name FROM disbursements d JOIN enterprises e ON e.uscc = coalesce("
        "(SELECT enterprise_uscc FROM applications WHERE id = d.case_id), (SELECT enterprise_uscc FROM redecisions WHERE id = d.case_id),"
        " (SELECT enterprise_uscc FROM instalments WHERE id = d.case_id),"
        " (SELECT enterprise_uscc FROM refunds WHERE id = d.case_id), (SELECT enterprise_uscc FROM settlements WHERE id = d.case_id))"
    )
    holder = {one["number"]: one["name"] for one in names}
    paid = [one for one in scene.payments if one["kind"] == "payment" and _is_ours(one)]
    broken = []
    for one in paid:
        number, name = one["instruction_no"], holder.get(one["instruction_no"], "")
        if one["payee_digest"] not in {_digest(number, name, account) for account in ACCOUNTS}:
            broken.append(f"{number} was not paid to an account of {name or 'anybody we know'}")
    return len(paid), broken


def receipts_booked_once(scene: Scene) -> Look:
    """Make sure that what came in is booked once, and is what the ledger says came back."""
    booked = scene.rows(
        "SELECT receipt_id, sum(amount_fen)::bigint AS fen, count(*) AS times FROM repayments WHERE state = 'booked' GROUP BY receipt_id"
    )
    broken = [f"receipt {one['receipt_id']} is booked {one['times']} times" for one in booked if one["times"] > 1]
    # What was booked as interest, or owed back, and is not any more goes the other way.
    kinds, signed = "'recovery', 'late_interest', 'owed_back'", "CASE credit WHEN 'source' THEN -amount_fen ELSE amount_fen END"
    (back,) = scene.rows(f"SELECT coalesce(sum({signed}), 0)::bigint AS fen FROM ledger_transfers WHERE kind IN ({kinds})")  # noqa: S608 - ours
    if back["fen"] != (total := sum(one["fen"] for one in booked)):
        broken.append(f"{total} came in, the ledger says {back['fen']}")
    return len(booked), broken


def acknowledged_is_kept(scene: Scene) -> Look:
    """Find each answer that people were given again, and what it says in the record."""
    answers = {(one["scope"], one["key"]): one for one in scene.rows("SELECT scope, key, status, body FROM idempotency_records")}
    outcomes = {one["key"]: one["outcome"] for one in scene.rows("SELECT key, outcome FROM requests")}
    tasks = {str(one["id"]): one for one in scene.rows("SELECT id, completed_by, outcome FROM tasks")}
    broken = []
    for told in scene.told:
        said = f"{told.subject or 'the public'} was told {told.status} of {told.path}"
        if told.request:
            if not outcomes.get(told.request.rpartition("/")[2]):
                broken.append(f"{said} ({told.request}), and it has no outcome")
            continue
        if told.status == HTTPStatus.ACCEPTED:
            # A look at something was begun, and no act recorded: whoever asked waits for what it finds.
            continue
        kept = answers.get((f"{told.subject or 'public'} POST {told.path}", told.key))
        if kept is None or (kept["status"], kept["body"]) != (told.status, told.answer):
            broken.append(f"{said} (key {told.key}), and the answer is not kept")
        match told.path.strip("/").split("/"):
            case ["tasks", task, "complete"]:
                done = tasks.get(task)
                decision = (told.sent or {}).get("decision")
                if done is None or done["completed_by"] != told.subject or decision not in _meant_by(done["outcome"]):
                    broken.append(f"{said}, and the task is {done}")
    return len(scene.told), broken


def _meant_by(outcome: str) -> set[str | None]:
    """Return what may have been asked for that an outcome came of: itself, and what it stands for."""
    return {outcome} | {its.steps[outcome].stands_for for its in LIFECYCLES.values() if outcome in its.steps}


def recorded_once(scene: Scene) -> Look:
    """Compare how often acts were acknowledged with how often they were recorded, and make sure that no record has a gap."""
    done = Counter(
        (one["case_id"], one["asked_by"], one["event"])
        for one in scene.rows(
            "SELECT outcome->'receipt'->>'case_id' AS case_id, outcome->'receipt'->>'event' AS event, asked_by FROM requests"
            " WHERE outcome ? 'receipt'"
        )
    )
    recorded = Counter(
        (str(one["case_id"]), one["actor"], one["event"])
        for one in scene.rows("SELECT case_id, actor, event FROM audit_events WHERE attestation IS NOT NULL")
    )
    broken = [
        f"{event} by {actor} in {case} was acknowledged {done[case, actor, event]} times, recorded {recorded[case, actor, event]} times"
        for case, actor, event in sorted(done.keys() | recorded.keys())
        if done[case, actor, event] != recorded[case, actor, event]
    ]
    sequences: defaultdict[Any, list[int]] = defaultdict(list)
    for one in scene.rows("SELECT case_id, sequence FROM audit_events ORDER BY case_id, sequence"):
        sequences[one["case_id"]].append(one["sequence"])
    broken += [f"the record of {case} has a gap" for case, its in sequences.items() if its != list(range(1, len(its) + 1))]
    return sum(recorded.values()), broken


def processes_agree(scene: Scene) -> Look:
    """Take over what the product's own check of cases found at rest: nothing, where all is well."""
    differing = [f"{scene.rest.differing} processes stood otherwise than their cases"] if scene.rest.differing else []
    return scene.rest.open_cases, [*scene.rest.busy, *scene.rest.mended, *differing]


def none_is_stuck(scene: Scene) -> Look:
    """Make sure that each open case has an open task, a timer that is not over, or is on hold for a reason.

    What binds without an end waits for the yearly check, whose Schedule is seen by the check of cases, or until either side ends it. What
    waits for a list is its window's to see to, and what is on an agenda its meeting's, which is a case as well.
    """
    cases = scene.rows(
        "SELECT number, process, stage, held, extract(epoch FROM now() - wakes_at) AS overdue,"
        " EXISTS (SELECT FROM tasks WHERE case_id = cases.id AND closed_at IS NULL) OR EXISTS (SELECT FROM agenda_items a"
        " JOIN cases m ON m.id = a.meeting_id WHERE a.case_id = cases.id AND a.state NOT IN ('taken', 'fell_away')"
        " AND m.closed_at IS NULL) AS has_task FROM cases"
    )
    under_way = [one for one in cases if _is_open(one["process"], one["stage"]) and not _is_paid_for_good(one)]
    broken = [
        f"{one['number']} in {one['stage']} waits for nobody and nothing"
        for one in under_way
        if not (one["has_task"] or one["held"] or _is_waited_for(one))
    ]
    return len(under_way), broken


def no_account_is_shown(scene: Scene) -> Look:
    """Make sure that no account number stands in a log, or in what Temporal keeps."""
    broken = []
    for path in scene.logs:
        content = path.read_bytes()
        broken += [f"{path} holds {account}" for account in ACCOUNTS if account.encode() in content]
    return len(scene.logs), broken


INVARIANTS: Final[dict[str, Callable[[Scene], Look]]] = {
    "books balance": books_balance,
    "no appropriation is exceeded": never_exceeded,
    "books equal the treasury's statement": equals_the_statement,
    "each payment once": paid_once,
    "payee is the beneficiary": paid_to_the_beneficiary,
    "each receipt once": receipts_booked_once,
    "what was acknowledged is kept": acknowledged_is_kept,
    "what was acknowledged is recorded once": recorded_once,
    "processes agree with the record": processes_agree,
    "no case is stuck": none_is_stuck,
    "no account number in logs and histories": no_account_is_shown,
}


def _is_open(process: str, stage: str) -> bool:
    if process == COMMITMENT.name and stage in ENDED:
        return False
    return stage != DRAFT and stage not in LIFECYCLES[process].terminal


def _is_paid_for_good(case: Row) -> bool:
    """Tell whether no bank returns any more what was paid of a case."""
    return bool(case["overdue"] is None and case["stage"] in LIFECYCLES[case["process"]].watched)


def _is_waited_for(case: Row) -> bool:
    if case["overdue"] is None:
        return (case["process"], case["stage"]) in NOBODYS_TURN
    return bool(case["overdue"] < OVERDUE_SECONDS)


def _is_ours(entry: Row) -> bool:
    return not str(entry["instruction_no"]).startswith(STRAY)


def _net(payments: Sequence[Row]) -> Counter[str]:
    """Return what the treasury paid and did not get back, by instruction."""
    net: Counter[str] = Counter()
    for one in filter(_is_ours, payments):
        net[one["instruction_no"]] += one["amount_fen"] if one["kind"] == "payment" else -one["amount_fen"]
    return net


def _case_of(instruction_no: str) -> str:
    return instruction_no.rpartition("-P")[0]


def _digest(number: str, holder: str, account: str) -> str:
    return hashlib.sha256(f"{number}\n{holder}\n{account}\n{BANK}".encode()).hexdigest()
