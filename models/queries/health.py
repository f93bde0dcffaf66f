"""数据库是否可用。What it looks like when the database cannot be reached, for those who know no SQL."""

from __future__ import annotations

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

UNREACHABLE: tuple[type[Exception], ...] = (InterfaceError, OperationalError, PoolTimeoutError)
