"""数据库的副本。Databases that hold what a test wants in them, used again and again: to fill one is much quicker than to make one.

What is kept of a database is its rows, and how far its sequences went. Its connections, and what was prepared over them, stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

# What connections call themselves that stay when their test is over; any other is ended then.
STAYING: Final = "office"
# It changes with tables, constraints, triggers, functions and rights, and not with what is in the tables.
_SHAPE: Final = """
select (select max(xmin::text::bigint) from pg_attribute), (select max(xmin::text::bigint) from pg_constraint),
       (select max(xmin::text::bigint) from pg_trigger), (select max(xmin::text::bigint) from pg_proc),
       (select md5(string_agg(concat(oid, relacl, reloptions), ',' order by oid)) from pg_class)
"""
_LEFT: Final = """
select pg_terminate_backend(pid, 10000) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and (application_name <> %s or state <> 'idle')
"""
_TABLES: Final = "select tablename from pg_tables where schemaname = 'public' order by tablename"
_SEQUENCES: Final = "select sequencename, last_value from pg_sequences where schemaname = 'public'"


@dataclass(frozen=True)
class Content:
    """What is in a database: the rows of each table that has any, and the last value of each sequence, if it gave one."""

    rows: dict[str, bytes]
    sequences: dict[str, int | None]


@dataclass
class _Made:
    shape: object
    content: Content
    # By then every transaction that wrote was over.
    renewed: object = None


_OPEN: dict[str, psycopg.Connection[Any]] = {}
_MADE: dict[str, _Made] = {}


def renew(template: str, url: str) -> None:
    """Let a database be as its template is, whatever was written to it; make it if it is not there."""
    if url in _MADE:
        fill(url, _MADE[url].content)
    else:
        _administer(url, sql.SQL("create database {} template {} strategy file_copy"), name_of(url), template)
        _MADE[url] = _Made(_shape(url), content(url))
    _MADE[url].renewed = _last_written(url)


def is_as_made(url: str) -> bool:
    """Tell whether nothing was written to a database, or any beside it, since it was made or renewed."""
    return url in _MADE and _MADE[url].renewed == _last_written(url)


def retire(url: str) -> bool:
    """End what works in a database, and tell whether another test can have it: if its tables were changed, it is dropped."""
    if url in _MADE and _shape(url) == _MADE[url].shape:
        _connection(url).execute(_LEFT, [STAYING])
        return True
    _OPEN.pop(url).close()
    del _MADE[url]
    _administer(url, sql.SQL("drop database {} with (force)"), name_of(url))
    return False


def content(url: str) -> Content:
    """Return what is in a database."""
    connection = _connection(url)
    rows = {}
    for table in _filled(url):
        statement = sql.SQL("copy {} to stdout (format binary)").format(sql.Identifier(table))
        with connection.cursor() as cursor, cursor.copy(statement) as parts:
            rows[table] = b"".join(bytes(part) for part in parts)
    return Content(rows, dict(connection.execute(_SEQUENCES).fetchall()))


def fill(url: str, wanted: Content) -> None:
    """Let a database hold a content and nothing else."""
    connection = _connection(url)
    with connection.transaction():
        # Without the triggers that keep what was written, and those behind foreign keys: the content is whole.
        connection.execute("set local session_replication_role = replica")
        for table in (emptied := _filled(url)):
            connection.execute(sql.SQL("delete from {}").format(sql.Identifier(table)))
        for table, rows in wanted.rows.items():
            statement = sql.SQL("copy {} from stdin (format binary)").format(sql.Identifier(table))
            with connection.cursor() as cursor, cursor.copy(statement) as copy:
                copy.write(rows)
        ends = [sql.SQL("setval({}, {}, {})").format(name, last or 1, last is not None) for name, last in wanted.sequences.items()]
        connection.execute(sql.SQL("select {}").format(sql.SQL(", ").join(ends)))
    # Nothing cleans up by itself here.
    connection.execute(sql.SQL("vacuum {}").format(sql.SQL(", ").join(map(sql.Identifier, emptied))))


def name_of(url: str) -> str:
    """Return the name of the database at an address."""
    return make_url(url).database or ""


def _filled(url: str) -> list[str]:
    names, question = _tables(url)
    [answers] = _connection(url).execute(question).fetchall()
    return [name for name, is_filled in zip(names, answers, strict=True) if is_filled]


@cache
def _tables(url: str) -> tuple[list[str], sql.Composed]:
    names = [row[0] for row in _connection(url).execute(_TABLES)]
    questions = sql.SQL(", ").join(sql.SQL("exists (select from {})").format(sql.Identifier(name)) for name in names)
    return names, sql.SQL("select {}").format(questions)


def _last_written(url: str) -> object:
    # Only what writes is given a number in the order of transactions.
    return _connection(url).execute("select pg_current_snapshot()::text").fetchone()


def _shape(url: str) -> object:
    return _connection(url).execute(_SHAPE).fetchone()


def _administer(url: str, statement: sql.SQL, *names: str) -> None:
    with _connect(make_url(url).set(database="postgres")) as connection:
        connection.execute(statement.format(*map(sql.Identifier, names)))


def _connection(url: str) -> psycopg.Connection[Any]:
    found = _OPEN.get(url)
    if found is None or found.closed:
        found = _OPEN[url] = _connect(make_url(url))
    return found


def _connect(at: URL) -> psycopg.Connection[Any]:
    return psycopg.connect(host=at.host, port=at.port, user=at.username, password=at.password, dbname=at.database, autocommit=True)
