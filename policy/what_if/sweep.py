"""逐步试算。One figure taken through a range, the rest of the change as it is: what each step comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from policy.errors import Code, Fault, Refusal
from policy.language.facts import Json, unknown_in
from policy.language.items import Item
from policy.language.parameters import FigureForm, write_setting
from policy.money import Rate
from policy.text import Text
from policy.what_if.amendment import Amendment, amendable, parse_figure
from policy.what_if.ceiling import total
from policy.what_if.judging import judged
from policy.what_if.population import Population
from policy.what_if.result import EFFECTS, Compared, Money, counts, effects_of, shared

MOST_STEPS: Final = 20
_KEYS: Final = frozenset({"figure", "from", "to", "steps"})
_PLACES: Final = 10**9
_NUMBERS: Final = frozenset({FigureForm.RATE, FigureForm.FEN, FigureForm.COUNT})


@dataclass(frozen=True, slots=True)
class Sweep:
    """A figure and the values it takes.

    Attributes:
        figure: Its name.
        values: Each, ascending or descending: exact rates, or integers.
    """

    figure: str
    values: tuple[Any, ...]


def parse_sweep(item: Item, written: object) -> Sweep:
    """Check a sweep: `{"figure", "from", "to", "steps"}`.

    Raises:
        Refusal: `invalid_input` with every fault.
    """
    faults: list[Fault] = []
    if not isinstance(written, dict):
        faults.append(Fault("sweep", Text("应为对象", "must be an object")))
        raise _refused(item, faults)
    faults += unknown_in(_KEYS, written, "sweep.")
    name, steps = str(written.get("figure")), written.get("steps")
    parameter = amendable(item).get(name)
    if parameter is None or parameter.form not in _NUMBERS:
        named = ", ".join(code for code, one in amendable(item).items() if one.form in _NUMBERS)
        faults.append(Fault("sweep.figure", Text("不是可以逐步试算的数值", f"is no figure to sweep; there are {named}"), item.citation))
        raise _refused(item, faults)
    ends = [parse_figure(item, name, written.get(end), f"sweep.{end}", faults) for end in ("from", "to")]
    if any(not isinstance(end, int | Rate) for end in ends if end is not None):
        faults.append(Fault("sweep.from", Text("应为单一比例", "must be one rate, not brackets")))
    if not isinstance(steps, int) or isinstance(steps, bool) or not 1 < steps <= MOST_STEPS:
        faults.append(Fault("sweep.steps", Text(f"应为2至{MOST_STEPS}", f"must be between 2 and {MOST_STEPS}")))
    if faults or not isinstance(steps, int):
        raise _refused(item, faults)
    unit = _PLACES if parameter.form is FigureForm.RATE else 1
    # Whole units are divided, so that each step is written exactly as it is read.
    low, high = (int(end * unit) for end in ends if end is not None)
    between = [low + (high - low) * step // (steps - 1) for step in range(steps)]
    return Sweep(name, tuple(Rate(one, unit) if unit > 1 else one for one in between))


def swept(
    population: Population, amendment: Amendment, sweep: Sweep, compared: Compared, money: Money, go_on: Callable[[], None] = lambda: None
) -> Iterator[dict[str, Json]]:
    """Yield what each step comes to, beside what the law comes to as it reads."""
    years = population.years
    for value in sweep.values:
        step = replace(amendment, figures={**amendment.figures, sweep.figure: value})
        after = judged(population, step, go_on=go_on)
        effect = effects_of(compared.before, after)
        counted = counts(effect)
        yield {
            "value": write_setting(value),
            "awards": int((after.awarded & counted).sum()),
            "award_fen": total(after.award_fen * counted),
            "shared_fen": total(shared(after, years, money, counted)) if money.ceiling_fen is not None else None,
            "effects": {one.value: int((effect == index).sum()) for index, one in enumerate(EFFECTS)},
        }


def _refused(item: Item, faults: list[Fault]) -> Refusal:
    return Refusal(Code.INVALID_INPUT, Text("逐步试算的设定有误", "The sweep is not valid"), faults, clause=item.citation)
