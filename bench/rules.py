"""规则的测量。`make bench-rules`: clauses 2, 5 and 6 read a million times by the three readers and by OpenFisca on the same rows.

Each measurement has a process of its own, so that its peak memory is its own. Making the rows is not timed. An amount counts as different
when it is not, to the fen, what plain integer arithmetic makes it. Ours say the outcome and whether a cap reduced it as well, and read
the general terms anew for each clause; OpenFisca is asked for amounts alone, and works out once who may apply.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

from rich.console import Console
from rich.table import Table

from bench.rows import ITEMS, as_values, chunks_of, columns_of, exact_award
from policy.judging.assessment import amount_alone, assess_columns
from policy.judging.catalogue import ITEMS as CATALOGUE
from policy.judging.implementing_rules import RuleBook
from policy.language.readers import LetterReader, Values
from policy.opinions_2022_8.general_terms import judge

ROWS: Final = 1_000_000
LEFT_OUT: Final = "openfisca-core is left out: it is not installed here; `make bench-rules` installs it into build/bench"


class Measured(NamedTuple):
    """What reading some rows took.

    Attributes:
        seconds: Time of the reading alone.
        peak_mib: Peak memory of the process, rows included.
        differing: Amounts that are not exact, by item.
    """

    seconds: float
    peak_mib: float
    differing: dict[str, int]


def law_of(code: str) -> Values:
    """Return the figures of an item, without implementing rules."""
    return RuleBook().figures(CATALOGUE[code], date(2025, 12, 31)).law


def vectorised(rows: int) -> Measured:
    """Read every row as columns."""
    columns = columns_of(rows)
    values = as_values(columns)
    begun = time.perf_counter()
    found = {code: assess_columns(CATALOGUE[code], values, law_of(code), rows).award_fen for code in ITEMS}
    return _measured(time.perf_counter() - begun, columns, found, rows)


def openfisca(rows: int) -> Measured:
    """Have OpenFisca calculate every row."""
    rules = import_module("bench.openfisca_rules")
    columns = columns_of(rows)
    simulation = rules.prepare(columns, rows)
    begun = time.perf_counter()
    found = rules.awards(simulation)
    return _measured(time.perf_counter() - begun, columns, found, rows)


def amount(rows: int) -> Measured:
    """Read row by row for the amount alone."""
    return _row_by_row(rows, lambda code, row, law: amount_alone(CATALOGUE[code], row, law)[1] or 0)


def letter(rows: int) -> Measured:
    """Read row by row with every condition and figure written down."""
    return _row_by_row(rows, _by_letter)


def _by_letter(code: str, row: Values, law: Values) -> int:
    reader = LetterReader()
    settlement = judge(CATALOGUE[code], row, law, reader)
    assert reader.entries
    return 0 if reader.refused or settlement is None else int(settlement.award)


def _row_by_row(rows: int, read: Callable[[str, Values, Values], int]) -> Measured:
    laws = {code: law_of(code) for code in ITEMS}
    seconds, differing = 0.0, dict.fromkeys(ITEMS, 0)
    for chunk in chunks_of(columns_of(rows), rows):
        values = [Values(row) for row in chunk]
        for code, law in laws.items():
            begun = time.perf_counter()
            found = [read(code, row, law) for row in values]
            seconds += time.perf_counter() - begun
            differing[code] += sum(exact_award(code, row) != fen for row, fen in zip(chunk, found, strict=True))
    return Measured(seconds, _peak_mib(), differing)


def _measured(seconds: float, columns: dict[str, Any], found: dict[str, Any], rows: int) -> Measured:
    peak, differing, begun = _peak_mib(), dict.fromkeys(ITEMS, 0), 0
    for chunk in chunks_of(columns, rows):
        for code in ITEMS:
            fens = found[code][begun : begun + len(chunk)].tolist()
            differing[code] += sum(exact_award(code, row) != fen for row, fen in zip(chunk, fens, strict=True))
        begun += len(chunk)
    return Measured(seconds, peak, differing)


def _peak_mib() -> float:
    """Return the peak memory of this process; where the system says it, of this program alone and not of what started it."""
    status = Path("/proc/self/status")
    if status.exists():
        peaks = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(peaks[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(rows: int = ROWS) -> Table:
    """Measure and return the table."""
    readers: dict[str, Callable[[int], Measured]] = {"vectorised": vectorised, "amount alone": amount, "letter": letter}
    compared = find_spec("openfisca_core") is not None
    if compared:
        readers = {"vectorised": vectorised, "openfisca-core": openfisca, "amount alone": amount, "letter": letter}
    title = f"clauses 2, 5 and 6, each read on the same {rows:,} rows"
    headings = ("reader", "rows × clauses", "seconds", "rows × clauses / s", "peak MiB", "amounts not exact", "by clause 2, 5, 6")
    table = Table(*headings, title=title, caption=None if compared else LEFT_OUT)
    for name, reader in readers.items():
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as alone:
            found = alone.submit(reader, rows).result()
        done = rows * len(ITEMS)
        by_clause = ", ".join(f"{number:,}" for number in found.differing.values())
        speed, wrong = f"{done / found.seconds:,.0f}", f"{sum(found.differing.values()):,}"
        table.add_row(name, f"{done:,}", f"{found.seconds:.2f}", speed, f"{found.peak_mib:,.0f}", wrong, by_clause)
    return table


if __name__ == "__main__":
    Console(highlight=False, width=130).print(measure())
