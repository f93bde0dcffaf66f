"""数据库的副本。Databases that are copies of a template, over one connection a server: to open one takes as long as a copy."""

from __future__ import annotations

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

_OPEN: dict[tuple[str | None, int | None], psycopg.Connection[tuple[object, ...]]] = {}


def copy(template: str, name: str, url: str) -> None:
    """Make a database as a copy of a template, on the server of an address."""
    _run(url, sql.SQL("create database {} template {} strategy file_copy").format(sql.Identifier(name), sql.Identifier(template)))


def drop(name: str, url: str) -> None:
    """Drop a database, whoever is connected, on the server of an address."""
    _run(url, sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def name_of(url: str) -> str:
    """Return the name of the database at an address."""
    return make_url(url).database or ""


def _run(url: str, statement: sql.Composed) -> None:
    at = make_url(url)
    found = _OPEN.get((at.host, at.port))
    if found is None or found.broken:
        found = _OPEN[at.host, at.port] = _connect(at)
    found.execute(statement)


def _connect(at: URL) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=at.host, port=at.port, user=at.username, password=at.password, dbname="postgres", autocommit=True)
