"""数据库是否可用。The errors that mean the database cannot be reached, and what a database must be to hold the record."""

from __future__ import annotations

from typing import Final

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

UNREACHABLE: tuple[type[Exception], ...] = (InterfaceError, OperationalError, PoolTimeoutError)

OLDEST_SERVER: Final = 18
_PATIENCE_SECONDS: Final = 5
_SERVER: Final = """
    SELECT current_setting('server_version_num')::int / 10000, current_setting('server_encoding'), current_user,
        EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
            AND pg_has_role(current_user, relowner, 'MEMBER'))
"""


def is_url(text: str) -> bool:
    """Tell whether a text is an SQLAlchemy URL with the psycopg driver that names a database as PostgreSQL understands it."""
    try:
        make_url(text)
        conninfo_to_dict(text.replace("+psycopg", "", 1))
    except (ArgumentError, ValueError, psycopg.ProgrammingError):
        return False
    return True


def unfitness(url: str) -> list[str]:
    """Return why a database, by the role we have there, may not hold the record; nothing if it may, or does not answer yet.

    Args:
        url: An SQLAlchemy URL with the psycopg driver.
    """
    try:
        with psycopg.connect(url.replace("+psycopg", "", 1), connect_timeout=_PATIENCE_SECONDS, client_encoding="utf8") as connection:
            described = connection.execute(_SERVER).fetchone()
    except psycopg.OperationalError:
        return []
    version, encoding, role, owns = described or (0, "", "", False)
    faults = []
    if version < OLDEST_SERVER:
        faults.append(f"PostgreSQL is of version {version}: {OLDEST_SERVER} or newer is needed")
    if encoding != "UTF8":
        faults.append(f"the database is encoded as {encoding}: UTF8 is needed")
    if owns:
        faults.append(f"the role {role} owns the tables, and so may change what is append-only: serve by one that owns nothing")
    return faults
