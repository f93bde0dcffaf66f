"""数据库是否可用。The errors that mean the database cannot be reached, for callers that know no SQL."""

from __future__ import annotations

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

UNREACHABLE: tuple[type[Exception], ...] = (InterfaceError, OperationalError, PoolTimeoutError)
