"""沙箱存储。The sandbox's state in one SQLite file, or in memory.

One connection on one event loop: a statement takes microseconds, and no transaction spans an `await`.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS enterprise (
    uscc TEXT PRIMARY KEY,
    body TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS population (
    number INTEGER PRIMARY KEY CHECK (number = 1),
    size INTEGER NOT NULL CHECK (size >= 0),
    seed INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS upstream_project (
    project_no TEXT PRIMARY KEY,
    body TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS insurance_subsidy (
    policy_no TEXT PRIMARY KEY,
    body TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS bank_loan (
    bank TEXT NOT NULL,
    loan_no TEXT NOT NULL,
    body TEXT,
    PRIMARY KEY (bank, loan_no)
) STRICT;
CREATE TABLE IF NOT EXISTS signing_key (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kid TEXT NOT NULL UNIQUE,
    pem TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS instruction (
    instruction_no TEXT PRIMARY KEY,
    idempotency_key TEXT NOT NULL UNIQUE,
    fingerprint TEXT NOT NULL,
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    payee_name TEXT NOT NULL,
    account_no TEXT NOT NULL,
    bank TEXT NOT NULL,
    purpose TEXT NOT NULL,
    callback_url TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('accepted', 'paid', 'returned', 'rejected')),
    received_at REAL NOT NULL,
    paid_at REAL,
    returned_at REAL,
    reason TEXT,
    bank_reference TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS entry (
    entry_no INTEGER PRIMARY KEY AUTOINCREMENT,
    instruction_no TEXT NOT NULL REFERENCES instruction,
    kind TEXT NOT NULL CHECK (kind IN ('payment', 'return')),
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    at REAL NOT NULL,
    bank_reference TEXT NOT NULL,
    UNIQUE (instruction_no, kind)
) STRICT;
CREATE TABLE IF NOT EXISTS callback (
    callback_no INTEGER PRIMARY KEY AUTOINCREMENT,
    instruction_no TEXT NOT NULL REFERENCES instruction,
    url TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    delivered_at REAL,
    abandoned_at REAL
) STRICT;
CREATE TABLE IF NOT EXISTS receipt (
    entry_no INTEGER PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    payer_uscc TEXT NOT NULL,
    payer_name TEXT NOT NULL,
    received_on TEXT NOT NULL,
    at REAL NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS receipt_on ON receipt (received_on);
CREATE INDEX IF NOT EXISTS entry_at ON entry (at);
"""


def open_store(home: Path | None) -> sqlite3.Connection:
    """Open the state and create what is missing.

    Args:
        home: Folder of the state, made if it does not exist; None keeps everything in memory.

    Returns:
        A connection in autocommit mode; `with connection:` after an explicit BEGIN makes a transaction.
    """
    if home is None:
        target = ":memory:"
    else:
        home.mkdir(parents=True, exist_ok=True)
        path = home / "sandbox.sqlite3"
        # The signing key lives here: nobody else on the machine needs to read it.
        path.touch(mode=0o600)
        target = str(path)
    connection = sqlite3.connect(target, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    # A killed process loses nothing with NORMAL; only a power cut could lose the last commits.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.executescript(SCHEMA)
    return connection
