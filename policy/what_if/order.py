"""试算任务。What is asked for: an item, what reads otherwise, against whom, with what money, and which figure goes through a range."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import item as item_called
from policy.language.caps import CapScope
from policy.language.facts import EARLIEST_YEAR, LATEST_YEAR, Json, is_integer, unknown_in
from policy.language.items import Item
from policy.money import MAX_FEN
from policy.text import Text
from policy.what_if.amendment import Amendment, parse_amendment
from policy.what_if.population import Population
from policy.what_if.result import Compared, Money, compare, report
from policy.what_if.sweep import Sweep, parse_sweep, swept
from policy.what_if.synthetic import parse_synthetic

_KEYS: Final = frozenset({"item", "against", "annual_run", "population", "change", "sweep", "ceiling_fen", "budgets_fen"})


class Against(StrEnum):
    """Whom a what-if is about: every stored case of the item, everybody of an annual run, or an invented population."""

    CASES = "cases"
    ANNUAL_RUN = "annual_run"
    SYNTHETIC = "synthetic"


@dataclass(frozen=True, slots=True)
class Order:
    """A what-if, checked.

    Attributes:
        item: Whose law it is.
        against: Whom it is about.
        annual_run: Whose population; None for the others.
        synthetic: The invented population, as it is written; None for the others.
        amendment: What reads otherwise.
        sweep: The figure that goes through a range, if one does.
        ceiling_fen: What everybody together may be given a year: as asked for, or as the clause says.
        budgets_fen: What is to be had, by year; where nothing is said of a year, what is appropriated.
    """

    item: Item
    against: Against
    annual_run: str | None
    synthetic: Mapping[str, Any] | None
    amendment: Amendment
    sweep: Sweep | None
    ceiling_fen: int | None
    budgets_fen: Mapping[int, int]

    def money(self, appropriated: Mapping[int, tuple[int, str]]) -> Money:
        """Return what there is to give, of what was asked for and what is appropriated by year, in fen and on which line."""
        budgets = {year: fen for year, (fen, _) in appropriated.items()} | dict(self.budgets_fen)
        lines = {year: line for year, (_, line) in appropriated.items() if year not in self.budgets_fen}
        return Money(self.ceiling_fen, budgets, lines)


def parse_order(written: Mapping[str, Json]) -> Order:
    """Check a what-if.

    Args:
        written: `{"item", "against", "annual_run"?, "population"?, "change"?, "sweep"?, "ceiling_fen"?, "budgets_fen"?}`.

    Raises:
        Refusal: `unknown_item`, `wrong_process`, or `invalid_input` with the faults.
    """
    item = item_called(str(written.get("item")))
    faults = unknown_in(_KEYS, written)
    against = written.get("against")
    if against not in list(Against):
        faults.append(Fault("against", Text(f"应为{'、'.join(Against)}之一", f"must be one of {', '.join(Against)}")))
    for name, one in (("annual_run", Against.ANNUAL_RUN), ("population", Against.SYNTHETIC)):
        if (written.get(name) is not None) != (against == one):
            faults.append(Fault(name, Text("仅在以其为对象时填写，此时必须填写", f"belongs to {one}, and is needed there")))
    ceiling, budgets = written.get("ceiling_fen"), written.get("budgets_fen") or {}
    if ceiling is not None and not _is_amount(ceiling):
        faults.append(Fault("ceiling_fen", _AMOUNT))
    faults += _faults_of_budgets(budgets)
    if faults:
        raise Refusal(Code.INVALID_INPUT, Text("试算任务有误", "What is asked for is not valid"), faults, clause=item.citation)
    amendment = parse_amendment(item, written.get("change") or {})
    sweep = parse_sweep(item, written["sweep"]) if written.get("sweep") is not None else None
    if amendment.is_empty and sweep is None:
        nothing = Text("没有要试算的变化", "Nothing reads otherwise")
        raise Refusal(Code.INVALID_INPUT, nothing, [Fault("change", nothing)], clause=item.citation)
    synthetic = parse_synthetic(item, written["population"]) if against == Against.SYNTHETIC else None
    if ceiling is None and item.cap_scope is CapScope.PROGRAMME:
        ceiling = amendment.figures.get("cap_fen", item.cap_fen)
    years = {int(year): fen for year, fen in budgets.items()}
    return Order(item, Against(str(against)), written.get("annual_run"), synthetic, amendment, sweep, ceiling, years)


def tried(
    order: Order, population: Population, money: Money, go_on: Callable[[], None] = lambda: None
) -> tuple[Compared, dict[str, Json], Iterator[dict[str, Json]]]:
    """Compare a population before and after, and return what was found, with the steps of the sweep still to be taken."""
    compared = compare(population, order.amendment, money, go_on)
    steps = swept(population, order.amendment, order.sweep, compared, money, go_on) if order.sweep else iter(())
    return compared, report(compared, order.amendment, money, frozenset({order.sweep.figure} if order.sweep else ())), steps


_AMOUNT: Final = Text("应为金额（分）", "must be an amount in fen")


def _is_amount(value: object) -> bool:
    return isinstance(value, int) and is_integer(value) and 0 <= value <= MAX_FEN


def _faults_of_budgets(budgets: object) -> list[Fault]:
    if not isinstance(budgets, dict):
        return [Fault("budgets_fen", Text("应为对象", "must be an object"))]
    faults = []
    for year, fen in budgets.items():
        if not (str(year).isascii() and str(year).isdigit() and EARLIEST_YEAR <= int(year) <= LATEST_YEAR):
            faults.append(Fault(f"budgets_fen.{str(year)[:20]}", Text("应为年份", "must be a year")))
        elif not _is_amount(fen):
            faults.append(Fault(f"budgets_fen.{year}", _AMOUNT))
    return faults
