"""试算结果。Who gains, loses and newly qualifies, in all and by year, and what a ceiling and a budget make of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Any, Final

from policy.language.facts import Json
from policy.language.items import OUTCOMES, Outcome
from policy.language.readers import Value
from policy.text import Text
from policy.what_if.amendment import Amendment
from policy.what_if.ceiling import share_columns, total
from policy.what_if.judging import NOT_JUDGED, Judged, judged, never_asked
from policy.what_if.population import Population


class Effect(StrEnum):
    """What becomes of one case."""

    UNCHANGED = "unchanged"
    GAINS = "gains"
    LOSES = "loses"
    NEWLY_QUALIFIES = "newly_qualifies"
    NO_LONGER_QUALIFIES = "no_longer_qualifies"
    NOT_JUDGED = "not_judged"
    NEEDS_PARAMETER = "needs_parameter"


EFFECTS: Final = tuple(Effect)
"""Every effect, in the order rows are kept by."""

EFFECT_NAMES: Final[Mapping[Effect, Text]] = {
    Effect.UNCHANGED: Text("不变", "Unchanged"),
    Effect.GAINS: Text("增加", "Gains"),
    Effect.LOSES: Text("减少", "Loses"),
    Effect.NEWLY_QUALIFIES: Text("新符合条件", "Newly qualifies"),
    Effect.NO_LONGER_QUALIFIES: Text("不再符合条件", "No longer qualifies"),
    Effect.NOT_JUDGED: Text("无法判断", "Cannot be judged"),
    Effect.NEEDS_PARAMETER: Text("缺少参数，无法核算", "Cannot be reckoned: a parameter is missing"),
}


@dataclass(frozen=True, slots=True)
class Money:
    """What there is to give.

    Attributes:
        ceiling_fen: What everybody together may be given a year, shared pro rata where more is due; None without a ceiling.
        budgets_fen: What is appropriated, by year.
        lines: Which line of the budget each of them is: the item's own, or its department's that serves other items too.
    """

    ceiling_fen: int | None
    budgets_fen: Mapping[int, int]
    lines: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """Every row before and after.

    Attributes:
        population: The rows.
        before: What each comes to as the law reads.
        after: What it would come to.
        effect: int8 positions in `EFFECTS`.
        share_fen: What is left of it after the ceiling, of what it would come to.
        shared_before_fen: The same of what it comes to.
    """

    population: Population
    before: Judged
    after: Judged
    effect: Value
    share_fen: Value
    shared_before_fen: Value


def compare(population: Population, amendment: Amendment, money: Money, go_on: Callable[[], None] = lambda: None) -> Compared:
    """Judge a population as the law reads and as it would."""
    before = judged(population, go_on=go_on)
    after = judged(population, amendment, go_on=go_on)
    years = population.years
    effect = effects_of(before, after)
    counted = counts(effect)
    return Compared(population, before, after, effect, shared(after, years, money, counted), shared(before, years, money, counted))


def report(compared: Compared, amendment: Amendment, money: Money, swept: frozenset[str] = frozenset()) -> dict[str, Json]:
    """Return what a comparison found, without its rows; `swept` is the figure that goes through a range besides, if one does."""
    numpy, population = import_module("numpy"), compared.population
    years = population.years
    return {
        "item": population.item.code,
        **_sums(compared, slice(None)),
        "outcomes": _outcomes(compared),
        "never_asked": never_asked(population, amendment),
        "missing_parameters": dict(compared.after.missing),
        "unassessed": _unassessed(compared),
        "without_effect": sorted((amendment.figures.keys() | amendment.waived | swept) - compared.after.read),
        "years": [_year(compared, int(year), numpy.flatnonzero(years == year), money) for year in numpy.unique(years)],
    }


def effects_of(before: Judged, after: Judged) -> Value:
    """Return what becomes of each row: int8 positions in `EFFECTS`."""
    numpy = import_module("numpy")
    was, is_ = before.awarded, after.awarded
    effect = numpy.zeros(len(was), dtype="int8")
    for one, rows in (
        (Effect.GAINS, was & is_ & (after.award_fen > before.award_fen)),
        (Effect.LOSES, was & is_ & (after.award_fen < before.award_fen)),
        (Effect.NEWLY_QUALIFIES, is_ & ~was),
        (Effect.NO_LONGER_QUALIFIES, was & ~is_),
        (Effect.NEEDS_PARAMETER, after.outcome == OUTCOMES.index(Outcome.NEEDS_PARAMETER)),
        (Effect.NOT_JUDGED, (before.outcome == NOT_JUDGED) | (after.outcome == NOT_JUDGED)),
    ):
        effect[rows] = EFFECTS.index(one)
    return effect


def counts(effect: Value) -> Value:
    """Tell of each row whether it counts in sums: what it would come to is known."""
    return (effect != EFFECTS.index(Effect.NOT_JUDGED)) & (effect != EFFECTS.index(Effect.NEEDS_PARAMETER))


def shared(found: Judged, years: Value, money: Money, counted: Value) -> Value:
    """Return what each that counts is given once the ceiling of its year is shared: what it is due, at most."""
    numpy = import_module("numpy")
    if money.ceiling_fen is None:
        return found.award_fen
    shares = numpy.zeros_like(found.award_fen)
    for year in numpy.unique(years):
        rows = numpy.flatnonzero((years == year) & found.awarded & counted)
        # Where its cap is not the ceiling that is tried, an award may be less than what it takes part with.
        shares[rows] = numpy.minimum(share_columns(money.ceiling_fen, found.takes_part_fen[rows]), found.award_fen[rows])
    return shares


def _sums(compared: Compared, rows: Any) -> dict[str, Json]:  # noqa: ANN401 - all of them, or positions
    before_fen, after_fen = compared.before.award_fen[rows], compared.after.award_fen[rows]
    effect = compared.effect[rows]
    counted = counts(effect)
    # Whom nobody can judge after the change is in neither sum: a difference is of the same cases.
    before_fen, after_fen = before_fen * counted, after_fen * counted
    before, after = total(before_fen), total(after_fen)
    return {
        "cases": len(effect),
        "judged": int(counted.sum()),
        "before": {"awards": int((before_fen > 0).sum()), "award_fen": before},
        "after": {"awards": int((after_fen > 0).sum()), "award_fen": after},
        "difference_fen": after - before,
        "effects": {
            one.value: {"cases": int(of_it.sum()), "difference_fen": total(after_fen[of_it]) - total(before_fen[of_it])}
            for index, one in enumerate(EFFECTS)
            for of_it in (effect == index,)
        },
    }


def _unassessed(compared: Compared) -> list[dict[str, Json]]:
    """Return how many rows came to no assessment, by the stage they stand in, and how many of them what was handed in decides."""
    numpy, stood = import_module("numpy"), compared.population.unassessed
    if stood is None:
        return []
    judged_ = counts(compared.effect)
    places, cases = numpy.unique(stood.positions, return_counts=True)
    return [
        {"stage": stood.options[place], "cases": int(count), "judged": int((judged_ & (stood.positions == place)).sum())}
        for place, count in zip(places, cases, strict=True)
        if place >= 0
    ]


def _outcomes(compared: Compared) -> list[dict[str, Json]]:
    numpy = import_module("numpy")
    width = len(OUTCOMES) + 1
    pairs = (compared.before.outcome.astype("int64") + 1) * width + compared.after.outcome + 1
    found, counts = numpy.unique(pairs, return_counts=True)
    return [
        {"before": outcome_name(int(pair) // width - 1), "after": outcome_name(int(pair) % width - 1), "cases": int(count)}
        for pair, count in zip(found, counts, strict=True)
    ]


def outcome_name(position: int) -> str:
    """Return an outcome as it is written."""
    return Effect.NOT_JUDGED.value if position == NOT_JUDGED else OUTCOMES[position].value


def _year(compared: Compared, year: int, rows: Value, money: Money) -> dict[str, Json]:
    told = {"year": year, **_sums(compared, rows)}
    due_fen = told["after"]["award_fen"]
    if money.ceiling_fen is not None:
        counted = counts(compared.effect[rows])
        both = (("before", compared.before, compared.shared_before_fen), ("after", compared.after, compared.share_fen))
        claimed = {name: total(found.takes_part_fen[rows] * counted) for name, found, _ in both}
        given = {name: total(shares[rows]) for name, _, shares in both}
        told["ceiling"] = {"ceiling_fen": money.ceiling_fen, "claimed_fen": claimed, "shared_fen": given}
        due_fen = given["after"]
    if year in money.budgets_fen:
        budget_fen = money.budgets_fen[year]
        told["budget"] = {"budget_fen": budget_fen, "line": money.lines.get(year, "given"), "left_fen": budget_fen - due_fen}
    return told
