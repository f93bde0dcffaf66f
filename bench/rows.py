"""一百万行。The rows that the readers and OpenFisca are given, and their exact amounts in plain integers, apart from any reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np

from policy.language.columns import ChoiceColumn
from policy.language.facts import ABSENT
from policy.language.readers import Values
from policy.money import wan
from policy.opinions_2022_8.general_terms import IN_FORCE_DAY, IN_FORCE_YEAR

ITEMS: Final = ("state-project-match", "innovation-centre", "rd-growth")
CHOICES: Final = {
    "applicant_type": ("enterprise",),
    "upstream_level": ("national", "beijing"),
    "level": ("national", "municipal", "bda"),
    "event": ("newly_introduced", "newly_approved", "newly_obtained", "renewed"),
    "size": ("large", "medium", "small", "micro"),
}
LATEST: Final = 1490
"""The day of application, counted from the first day in force: some matters are after it."""
CHUNK: Final = 20_000
SEED: Final = 20_220_114


def columns_of(rows: int) -> dict[str, Any]:
    """Return columns of facts for clauses 2, 5 and 6 under the general terms: int64, bool, and choices as positions."""
    draw = np.random.default_rng(SEED)

    def mostly(share: float) -> Any:  # noqa: ANN401 - a column
        return draw.random(rows) < share

    def fen(most: int) -> Any:  # noqa: ANN401 - a column
        return draw.integers(0, most, rows, endpoint=True)

    columns = {name: draw.integers(0, len(words), rows) for name, words in CHOICES.items()}
    columns |= {name: mostly(0.97) for name in ("registered_in_area", "taxed_in_area", "statistics_in_area", "fits_direction")}
    columns |= {"on_key_list": mostly(0.6), "little_giant": mostly(0.3), "serious_records": mostly(0.02).astype("int64")}
    columns |= {"matter_day": IN_FORCE_DAY + draw.integers(-30, 1500, rows), "application_day": np.full(rows, IN_FORCE_DAY + LATEST)}
    columns |= {"year": draw.integers(2021, 2028, rows), "latest_year": np.full(rows, 2026)}
    columns |= {"funding_year": columns["year"]}
    columns |= {name: np.where(mostly(0.1), fen(wan(50)), 0) for name in ("already_paid_fen", "cap_used_fen")}
    columns |= {"requested_fen": np.full(rows, ABSENT), "older_policy_fen": np.zeros(rows, dtype="int64")}
    columns |= {"subject_closed": np.full(rows, ABSENT)}
    columns |= {"upstream_received_fen": fen(wan(4000)), "rd_expense_fen": fen(wan(4000)), "target_fen": fen(wan(3000))}
    return columns


def as_values(columns: dict[str, Any]) -> Values:
    """Return the columns as `policy.language.columns.ColumnsReader` reads them."""
    return Values({name: ChoiceColumn(column, CHOICES[name]) if name in CHOICES else column for name, column in columns.items()})


def chunks_of(columns: dict[str, Any], rows: int) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows one by one, as Python values, some thousands at a time."""
    for begun in range(0, rows, CHUNK):
        part = {name: column[begun : min(begun + CHUNK, rows)].tolist() for name, column in columns.items()}
        for name, words in CHOICES.items():
            part[name] = [words[position] for position in part[name]]
        yield [dict(zip(part, row, strict=True)) for row in zip(*part.values(), strict=True)]


def exact_award(code: str, row: dict[str, Any]) -> int:
    """Return the award of a row in fen by integer arithmetic."""
    may_apply = row["registered_in_area"] and row["taxed_in_area"] and row["statistics_in_area"]
    if not may_apply or row["serious_records"] or not IN_FORCE_DAY <= row["matter_day"] <= row["application_day"]:
        return 0
    if code != "innovation-centre" and not IN_FORCE_YEAR <= row["year"] <= row["latest_year"]:
        return 0
    entitled, ceiling = _CLAUSES[code](row)
    return int(max(min(entitled - row["already_paid_fen"], ceiling - row["cap_used_fen"]), 0))


def _clause_2(row: dict[str, Any]) -> tuple[int, int]:
    cap = wan(2000)
    return (min(row["upstream_received_fen"], cap) if row["fits_direction"] else 0), cap


def _clause_5(row: dict[str, Any]) -> tuple[int, int]:
    # To be approved and to obtain are one event; only a title of the area cannot be brought in.
    new = row["event"] in {"newly_approved", "newly_obtained"} or (row["event"] == "newly_introduced" and row["level"] != "bda")
    amount = {"national": wan(1000), "municipal": wan(100), "bda": wan(50)}[row["level"]] if new else 0
    return amount, amount


def _clause_6(row: dict[str, Any]) -> tuple[int, int]:
    cap = wan(300)
    addressed = row["little_giant"] or (row["on_key_list"] and row["size"] in {"large", "medium"})
    excess = max(row["rd_expense_fen"] - row["target_fen"], 0) if addressed else 0
    return min(excess // 5, cap), cap


_CLAUSES: Final[dict[str, Callable[[dict[str, Any]], tuple[int, int]]]] = dict(zip(ITEMS, (_clause_2, _clause_5, _clause_6), strict=True))
