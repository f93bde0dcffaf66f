"""企业库。What the authorities know of enterprises; seeded once, then as administered.

A synthetic enterprise is known as soon as the population is switched on. Entering one replaces it, and forgetting it brings it back.
"""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date

from sandbox.clock import today
from sandbox.credit_code import numbered_code
from sandbox.enterprises import Enterprise, Record, demo_enterprises
from sandbox.figures import YearFigures
from sandbox.population import Population
from sandbox.problems import Problem


class EnterpriseRegister:
    """The enterprises of one sandbox, by credit code.

    Attributes:
        population: The synthetic ones.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Seed an empty store with the demo enterprises."""
        self._connection = connection
        row = connection.execute("SELECT size, seed FROM population").fetchone()
        self.population = Population() if row is None else Population(row["size"], row["seed"])
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

    def populate(self, population: Population) -> None:
        """Switch synthetic enterprises on, or off with a size of 0; a restart keeps them."""
        self._connection.execute(
            "INSERT INTO population (number, size, seed) VALUES (1, ?, ?)"
            " ON CONFLICT (number) DO UPDATE SET size = excluded.size, seed = excluded.seed",
            (population.size, population.seed),
        )
        self.population = population

    def everybody(self) -> dict[str, Enterprise]:
        """Return all enterprises but the synthetic ones, by credit code."""
        return dict(self._stored(None))

    def known(self, uscc: str, year: int | None = None) -> Enterprise:
        """Return an enterprise; a synthetic one with its figures of one year, if asked for.

        Raises:
            Problem: 404 `not_registered` with the code asked about and the day: a definite answer, unlike a stray 404.
        """
        row = self._connection.execute("SELECT body FROM enterprise WHERE uscc = ?", (uscc,)).fetchone()
        if row is not None:
            return Enterprise.model_validate_json(row["body"])
        ordinal = self.population.ordinal_of(uscc)
        if ordinal is None:
            raise _not_registered(uscc)
        return self.population.enterprise(ordinal, year)

    def known_of(self, usccs: Iterable[str]) -> tuple[dict[str, Enterprise], list[str]]:
        """Return those of some enterprises that are known, by credit code, and the codes of the others."""
        known, unknown = {}, []
        for uscc in usccs:
            try:
                known[uscc] = self.known(uscc)
            except Problem:
                unknown.append(uscc)
        return known, unknown

    def counted(self, uscc: str, year: int) -> tuple[Enterprise, YearFigures]:
        """Return an enterprise and its figures of a year.

        Raises:
            Problem: 404 `not_registered` when nothing was counted of it in that year.
        """
        enterprise = self.known(uscc, year)
        figures = enterprise.figures.get(year)
        if figures is None:
            raise _not_registered(uscc)
        return enterprise, figures

    def after(self, uscc: str | None, year: int | None = None) -> Iterator[tuple[str, Enterprise]]:
        """Yield everybody with a greater credit code, ascending; synthetic ones with their figures of one year, if asked for."""
        stored = self._stored_codes()
        numbered = ((numbered_code(ordinal), ordinal) for ordinal in self.population.after(uscc))
        synthetic = ((code, self.population.enterprise(ordinal, year)) for code, ordinal in numbered if code not in stored)
        return heapq.merge(self._stored(uscc), synthetic, key=_code)

    def counted_after(self, uscc: str | None, year: int) -> Iterator[tuple[str, Enterprise, YearFigures]]:
        """Yield everybody with a greater credit code of whom something was counted in a year, ascending."""
        for code, enterprise in self.after(uscc, year):
            if (figures := enterprise.figures.get(year)) is not None:
                yield code, enterprise, figures

    def serious_after(self, uscc: str | None, since: date) -> Iterator[tuple[str, list[Record]]]:
        """Yield everybody with a greater credit code and serious records since a day, ascending, with those records."""
        stored = self._stored_codes()
        kept = ((code, enterprise.records) for code, enterprise in self._stored(uscc))
        synthetic = ((code, records) for code, records in self.population.with_records(uscc) if code not in stored)
        for code, records in heapq.merge(kept, synthetic, key=_code):
            if serious := [record for record in records if record.serious and record.on >= since]:
                yield code, serious

    def _stored(self, after: str | None) -> Iterator[tuple[str, Enterprise]]:
        rows = self._connection.execute("SELECT uscc, body FROM enterprise WHERE uscc > ? ORDER BY uscc", (after or "",))
        for row in rows:
            yield row["uscc"], Enterprise.model_validate_json(row["body"])

    def _stored_codes(self) -> set[str]:
        return {row["uscc"] for row in self._connection.execute("SELECT uscc FROM enterprise")}


def _code(pair: tuple[str, object]) -> str:
    return pair[0]


def _not_registered(uscc: str) -> Problem:
    return Problem(404, "not_registered", "未登记 Not registered", uscc=uscc, as_of=today().isoformat())
