"""企业库。What the authorities know of enterprises; seeded once, then as administered."""

from __future__ import annotations

import sqlite3

from sandbox.clock import today
from sandbox.enterprises import Enterprise, demo_enterprises
from sandbox.problems import Problem


class EnterpriseRegister:
    """The enterprises of one sandbox, by credit code."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Seed an empty store with the demo enterprises."""
        self._connection = connection
        if connection.execute("SELECT 1 FROM enterprise LIMIT 1").fetchone() is None:
            with connection:
                connection.execute("BEGIN")
                for uscc, enterprise in demo_enterprises(today()):
                    self.put(uscc, enterprise)

    def put(self, uscc: str, enterprise: Enterprise) -> None:
        """Enter an enterprise, or replace all that is known of it."""
        self._connection.execute(
            "INSERT INTO enterprise (uscc, body) VALUES (?, ?) ON CONFLICT (uscc) DO UPDATE SET body = excluded.body",
            (uscc, enterprise.model_dump_json()),
        )

    def remove(self, uscc: str) -> None:
        """Forget an enterprise."""
        self._connection.execute("DELETE FROM enterprise WHERE uscc = ?", (uscc,))

    def everybody(self) -> dict[str, Enterprise]:
        """Return all enterprises by credit code."""
        rows = self._connection.execute("SELECT uscc, body FROM enterprise ORDER BY uscc")
        return {row["uscc"]: Enterprise.model_validate_json(row["body"]) for row in rows}

    def known(self, uscc: str) -> Enterprise:
        """Return an enterprise.

        Raises:
            Problem: 404 `not_registered` with the code asked about and the day: a definite answer, unlike a stray 404.
        """
        row = self._connection.execute("SELECT body FROM enterprise WHERE uscc = ?", (uscc,)).fetchone()
        if row is None:
            raise Problem(404, "not_registered", "未登记 Not registered", uscc=uscc, as_of=today().isoformat())
        return Enterprise.model_validate_json(row["body"])
