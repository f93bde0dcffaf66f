"""试算对象的读取。Whom a what-if is about, as columns: stored cases, and members of a run.

PostgreSQL takes the facts out of the documents and sends each column whole, as one array of numbers: no row is made into an object here.
What was taken out of assessments once is kept and not taken out again, for they never change: only those made since are.
All of it is read in one read-only transaction.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from psycopg import sql
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import implementing_rule
from models.session import driver_of
from models.tables import AnnualRun, AnnualRunMember, Assessment, WhatIfExtract
from models.tables.states import listed
from policy.judging.documents import APPLICANT_TYPES, days_of_application
from policy.language.columns import ChoiceColumn
from policy.language.facts import ABSENT, Fact, Kind
from policy.language.items import Item
from policy.opinions_2022_8.general_terms import BAD_RECORD_YEARS
from policy.processes.annual_run.population import BEFORE, matter_date_of
from policy.processes.application.lifecycle import APPLICATION
from policy.processes.kernel.lifecycle import UNSUBMITTED
from policy.what_if.kept import KEY_BYTES
from policy.what_if.population import AMOUNTS, GENERAL_FLAGS, Population, facts_read, with_days

NEVER: Final = -(2**62)
"""What is sent for a fact that a document does not have: no fact is that small."""

_AT_ONCE: Final = {"parallel_setup_cost": "0", "parallel_tuple_cost": "0", "work_mem": "256MB"}
"""How PostgreSQL reads this once, until the transaction ends: with all it has, and without putting half of it on the disk."""

STAGES: Final = tuple(sorted(APPLICATION.stages))
"""The stages in which a case may stand."""

_DAY_ONE: Final = "date '0001-01-01'"
_NUMPY: Final = {"int8": ">i8", "int2": ">i2", "uuid": "V16", "text": f"V{KEY_BYTES}"}


@dataclass(frozen=True, slots=True)
class Extract:
    """What was taken out of the assessments of an item.

    Attributes:
        columns: What was taken out, by name, each row an assessment.
        held: How many of them, the first ones, are kept already.
        parts: In how many parts these are kept.
        layout: By what they were taken out; another is of no use.
    """

    columns: dict[str, Any]
    held: int
    parts: int
    layout: str


async def extract(session: AsyncSession, item: Item) -> Extract:
    """Take the facts out of every assessment of a case of an item that is its own: those that are kept are as they were."""
    numpy = import_module("numpy")
    read = _of_case(item)
    layout = hashlib.sha256(repr(read).encode()).hexdigest()
    query = select(WhatIfExtract).where(WhatIfExtract.item_code == item.code, WhatIfExtract.layout == layout)
    kept = (await session.scalars(query.order_by(WhatIfExtract.number))).all()
    source = (
        "FROM cases c JOIN assessments a ON a.application_id = c.id"
        f" WHERE c.item_code = {_quoted(item.code)} AND c.process = 'application' AND a.redecision_id IS NULL"
    )
    since = f" AND a.id > {_quoted(str(kept[-1].last_id))}" if kept else ""
    parts = [*(_unpacked(read, part) for part in kept), await _columns(session, read, source + since)]
    columns = {name: numpy.concatenate([part[name] for part in parts]) for name in read}
    return Extract(columns, sum(part.rows for part in kept), len(kept), layout)


async def cases(session: AsyncSession, item: Item, taken: Extract) -> tuple[Population, Any]:
    """Return every stored case of an item, by its last assessment or else by what was handed in, and the key of each."""
    numpy = import_module("numpy")
    last = _last(taken.columns["key"], taken.columns["made"])
    found = dict(taken.columns) if last is None else {name: column[last] for name, column in taken.columns.items()}
    made, book = found.pop("made"), found.pop("book")
    _, first, which = numpy.unique(book, return_index=True, return_inverse=True)
    identities = [uuid.UUID(bytes=made[place].tobytes()) for place in first]
    rules = select(Assessment.id, Assessment.rules).where(Assessment.id.in_(identities))
    stored = {row[0]: row[1] for row in (await session.execute(rules)).all()}
    books, assessed = [stored[one] for one in identities], len(which)
    others = await _columns(session, _unassessed(item), _without_assessment(item))
    stage = others.pop("stage")
    if not len(stage):
        return _population(item, found, books, which)
    # Nothing says by which rules they would have been assessed: those in force on their days.
    books.append(await implementing_rule.written_rules(session, item.code))
    found = {name: numpy.concatenate([column, others[name]]) for name, column in found.items()}
    which = numpy.concatenate([which, numpy.full(len(stage), len(books) - 1)])
    unassessed = numpy.concatenate([numpy.full(assessed, ABSENT, dtype="int16"), stage.astype("int16")])
    return _population(item, found, books, which, ChoiceColumn(unassessed, STAGES))


def settled(taken: Extract, before_ms: int) -> Any:  # noqa: ANN401 - a column
    """Return which rows are not kept yet and were made before a time, in the order in which they were made.

    Ids follow time; whoever made one before then has come to their end by now, so that none can still appear among them.
    """
    numpy = import_module("numpy")
    made = taken.columns["made"]
    high, low = (half.astype("u8") for half in made.view(">u8").reshape(-1, 2).T)
    rows = numpy.flatnonzero((high >> numpy.uint64(16)) < before_ms)
    rows = rows[rows >= taken.held]
    return rows[numpy.lexsort((low[rows], high[rows]))]


def packed_rows(taken: Extract, rows: Any) -> bytes:  # noqa: ANN401 - a column
    """Return some rows of what was taken out, as they are kept: column after column."""
    return b"".join(column[rows].tobytes() for column in taken.columns.values())


def _unpacked(read: Mapping[str, tuple[str, str]], part: WhatIfExtract) -> dict[str, Any]:
    numpy = import_module("numpy")
    found, place = {}, 0
    for name, (kind, _) in read.items():
        held = numpy.frombuffer(part.content, dtype=numpy.dtype(_NUMPY[kind]).newbyteorder("="), count=part.rows, offset=place)
        found[name] = held
        place += held.nbytes
    return found


def _of_case(item: Item) -> dict[str, tuple[str, str]]:
    """Return the columns of a stored case: what each is sent as, and how SQL takes it out."""
    return {
        "key": ("uuid", "a.application_id"),
        "made": ("uuid", "a.id"),
        "book": ("int8", "hashtextextended(a.rules_hash, 0)"),
        **_of_document(item),
    }


def _unassessed(item: Item) -> dict[str, tuple[str, str]]:
    """Return the columns of a case that came to no assessment, the same as of one that did."""
    return {"key": ("uuid", "a.id"), "stage": ("int2", _position("a.stage", STAGES)), **_of_document(item)}


def _without_assessment(item: Item) -> str:
    """Return where SQL finds the cases that came to no assessment.

    Their document is what was handed in, proved as far as it was, and what the sources said of the applicant, if they were asked.
    """
    return f"""
    FROM (
        SELECT c.id, c.stage, p.claims || p.facts || coalesce(v.supplied, jsonb_build_object()) || jsonb_build_object(
            'applicant', coalesce(v.applicant, jsonb_build_object()), 'application_date', days.applied_on,
            'matter_date', coalesce(p.matter_date, days.applied_on)
        ) AS facts
        FROM cases c JOIN applications p ON p.id = c.id
        CROSS JOIN LATERAL (SELECT CAST(c.submitted_at AT TIME ZONE 'Asia/Shanghai' AS date) AS applied_on) days
        LEFT JOIN LATERAL (
            SELECT v.applicant, v.supplied FROM verifications v WHERE v.application_id = c.id ORDER BY v.id DESC LIMIT 1
        ) v ON true
        WHERE c.item_code = {_quoted(item.code)} AND c.process = 'application' AND c.stage NOT IN ({listed(sorted(UNSUBMITTED))})
            AND c.submitted_at IS NOT NULL
            AND NOT EXISTS (SELECT FROM assessments s WHERE s.application_id = c.id AND s.redecision_id IS NULL)
    ) a
    """  # noqa: S608 - quoted, and of the catalogue alone


async def members(session: AsyncSession, item: Item, run: AnnualRun) -> tuple[Population, Any]:
    """Return everybody of an annual run by the figures and the rules it has frozen, and the key of each."""
    numpy = import_module("numpy")
    held = set(AnnualRunMember.__table__.columns.keys())
    kinds = {fact.code: fact for fact in facts_read(item) if fact.code in held}
    read = {
        "key": ("text", "uscc"),
        **{code: _of_column(fact) for code, fact in kinds.items()},
        **{name: ("int2", f"{name}::int::int2") for name in GENERAL_FLAGS},
        **{name: ("int8", name) for name in BEFORE},
        "serious_records": ("int8", _serious("nullif(records, 'null'::jsonb)", f"date {_quoted(run.cut_off.isoformat())}")),
    }
    found = await _columns(session, read, f"FROM annual_run_members WHERE run_id = {_quoted(str(run.id))}")
    count = len(found["key"])
    same = {
        "matter_day": matter_date_of(run.year, run.cut_off).toordinal(),
        "application_day": days_of_application(item, run.cut_off)["application_day"],
        "older_policy_fen": 0,
        "requested_fen": ABSENT,
        "subject_closed": ABSENT,
        "applicant_type": list(APPLICANT_TYPES).index("enterprise"),
    }
    for fact in facts_read(item):
        if fact.code not in found:
            same[fact.code] = run.year if fact.kind is Kind.YEAR else same.get(fact.code, NEVER)
    found |= {name: numpy.full(count, value) for name, value in same.items()}
    return _population(item, found, [run.rules], numpy.zeros(count, dtype="int64"))


def numbered(count: int) -> Any:  # noqa: ANN401 - a column
    """Return the keys of invented rows: their numbers, from one."""
    numpy = import_module("numpy")
    keys = numpy.zeros((count, KEY_BYTES), dtype="uint8")
    keys[:, :8] = numpy.arange(1, count + 1, dtype=">u8").view("uint8").reshape(count, 8)
    return keys.view(f"V{KEY_BYTES}").reshape(-1)


def _population(
    item: Item,
    found: dict[str, Any],
    books: Sequence[Any],
    book: Any,  # noqa: ANN401 - a column
    unassessed: ChoiceColumn | None = None,
) -> tuple[Population, Any]:
    """Make what was read into columns of facts; what a document does not have is absent, and noted where it was needed."""
    numpy = import_module("numpy")
    raw = found.pop("key")
    keys = numpy.zeros((len(raw), KEY_BYTES), dtype="uint8")
    keys[:, : raw.dtype.itemsize] = raw.view("uint8").reshape(len(raw), raw.dtype.itemsize)
    facts = {fact.code: fact for fact in facts_read(item)}
    options = {code: tuple(fact.options) for code, fact in facts.items() if fact.options} | {"applicant_type": tuple(APPLICANT_TYPES)}
    flags = {code for code, fact in facts.items() if fact.kind is Kind.FLAG} | set(GENERAL_FLAGS)
    columns: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    for name, column in found.items():
        is_small = name in flags or name in options
        never = column < 0 if is_small else column == NEVER
        if never.any():
            unknown[name] = never
            column = numpy.where(never, ABSENT, column)  # noqa: PLW2901 - the same column, mended
        columns[name] = ChoiceColumn(column, options[name]) if name in options else column > 0 if name in flags else column
    columns = with_days(item, columns)
    population = Population(item, len(raw), columns, books=books, book=book, unknown=unknown, unassessed=unassessed)
    return population, keys.view(f"V{KEY_BYTES}").reshape(-1)


def _of_document(item: Item) -> dict[str, tuple[str, str]]:
    """Return the columns of a stored document: what each is sent as, and how SQL takes it out."""
    applicant = "(a.facts->'applicant')"
    applied_on = "(a.facts->>'application_date')::date"
    read = {fact.code: _of_fact(fact) for fact in facts_read(item)}
    read |= {name: ("int2", f"coalesce(({applicant}->'{name}')::bool::int, -1)::int2") for name in GENERAL_FLAGS}
    read |= {name: ("int8", f"coalesce((a.facts->'{name}')::int8, 0)") for name in AMOUNTS}
    return read | {
        "applicant_type": ("int2", _position(f"{applicant}->>'type'", APPLICANT_TYPES)),
        "serious_records": ("int8", _serious(f"{applicant}->'records'", applied_on)),
        "matter_day": ("int8", f"((a.facts->>'matter_date')::date - {_DAY_ONE} + 1)::int8"),
        "application_day": ("int8", f"({applied_on} - {_DAY_ONE} + 1)::int8"),
        "requested_fen": ("int8", f"coalesce((a.facts->'requested_fen')::int8, {ABSENT})"),
        "subject_closed": ("int8", f"coalesce((a.facts->'subject_closed')::bool::int, {ABSENT})::int8"),
    }


def _of_fact(fact: Fact) -> tuple[str, str]:
    if fact.kind is Kind.FLAG:
        return "int2", f"coalesce((a.facts->'{fact.code}')::bool::int, -1)::int2"
    if fact.kind is Kind.CHOICE:
        return "int2", _position(f"a.facts->>'{fact.code}'", fact.options)
    if fact.kind is Kind.DAY:
        return "int8", f"coalesce(((a.facts->>'{fact.code}')::date - {_DAY_ONE} + 1)::int8, {NEVER})"
    return "int8", f"coalesce((a.facts->'{fact.code}')::int8, {NEVER})"


def _of_column(fact: Fact) -> tuple[str, str]:
    if fact.kind is Kind.FLAG:
        return "int2", f"{fact.code}::int::int2"
    if fact.kind is Kind.CHOICE:
        return "int2", _position(fact.code, fact.options)
    return "int8", f"coalesce({fact.code}, {NEVER})"


def _position(word: str, options: Iterable[str]) -> str:
    listed = ", ".join(_quoted(option) for option in options)
    return f"(coalesce(array_position(ARRAY[{listed}], {word}), 0) - 1)::int2"


def _serious(records: str, applied_on: str) -> str:
    """Return how SQL counts the serious records of three years, as `policy.judging.documents.serious_records` does.

    It is no query of its own, for then one process of PostgreSQL would have to take out every fact. Days are written so that they sort.
    """
    days = f"jsonb_build_object('until', {applied_on}, 'after', ({applied_on} - interval '{BAD_RECORD_YEARS} years')::date)"
    counted = f"jsonb_path_query_array({records}, '$[*] ? (@.serious == true && @.on <= $until && @.on > $after)', {days})"
    return f"CASE WHEN {records} = '[]'::jsonb THEN 0 ELSE coalesce(jsonb_array_length({counted}), 0) END::int8"


def _quoted(word: str) -> str:
    return sql.Literal(word).as_string(None)


async def _columns(session: AsyncSession, read: Mapping[str, tuple[str, str]], source: str) -> dict[str, Any]:
    """Read columns, each as one array of PostgreSQL: they come in the same order, and nothing is made of each number by itself."""
    numpy = import_module("numpy")
    made = ", ".join(f'{how} AS "{name}"' for name, (_, how) in read.items())
    taken = ", ".join(f'array_agg(x."{name}")' for name in read)
    # What is taken out of documents is taken out by every process PostgreSQL has for it (the fence keeps it below where they gather).
    query = f"COPY (SELECT {taken} FROM (SELECT {made} {source} OFFSET 0) x) TO STDOUT (FORMAT BINARY)"  # noqa: S608 - quoted above
    body = bytearray()
    driver = await driver_of(session)
    for setting, value in _AT_ONCE.items():
        await driver.execute("SELECT set_config(%s, %s, true)", (setting, value))
    async with driver.cursor() as cursor, cursor.copy(query.encode()) as copy:
        async for data in copy:
            body += data
    # After the signature, the flags and the length of the extension: one row of so many fields.
    found, place = {}, 19 + 2
    for name, (kind, _) in read.items():
        length = int.from_bytes(body[place : place + 4], "big", signed=True)
        place += 4
        found[name] = _array(body, place, length, numpy.dtype(_NUMPY[kind]))
        place += max(length, 0)
    return found


def _array(body: bytearray, place: int, length: int, kind: Any) -> Any:  # noqa: ANN401 - numpy's
    """Return an array as PostgreSQL sends it: dimensions, flags, type, size and lower bound, then each element after its length."""
    numpy = import_module("numpy")
    if length < 0:
        return numpy.zeros(0, dtype=kind.newbyteorder("="))
    size = int.from_bytes(body[place + 12 : place + 16], "big")
    held = numpy.frombuffer(body, dtype=[("length", ">i4"), ("value", kind)], count=size, offset=place + 20)
    if length != 20 + held.nbytes or (held["length"] != kind.itemsize).any():
        message = "a column is not of the width it was asked in"
        raise ValueError(message)
    return numpy.ascontiguousarray(held["value"]).astype(kind.newbyteorder("="), copy=False)


def _last(keys: Any, made: Any) -> Any | None:  # noqa: ANN401 - columns
    """Return the last assessment of each case, where one has several; ids of assessments follow time."""
    numpy = import_module("numpy")
    if not len(keys):
        return None
    case_high, case_low = keys.view(">u8").reshape(-1, 2).T
    # Where no two end alike no two are the same, and that is told much faster.
    if len(numpy.unique(case_low.astype("u8"))) == len(keys):
        return None
    made_high, made_low = made.view(">u8").reshape(-1, 2).T
    order = numpy.lexsort((made_low.astype("u8"), made_high.astype("u8"), case_low.astype("u8"), case_high.astype("u8")))
    high, low = case_high[order], case_low[order]
    is_last = numpy.ones(len(order), dtype="bool")
    is_last[:-1] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
    return None if is_last.all() else numpy.sort(order[is_last])
