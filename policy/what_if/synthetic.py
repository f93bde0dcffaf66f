"""虚拟对象。An invented population: so many rows, each fact drawn as a distribution says, the same for the same seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from itertools import accumulate
from typing import Any, Final

from policy.errors import Code, Fault, Refusal
from policy.judging.documents import APPLICANT_TYPES
from policy.language.columns import ChoiceColumn
from policy.language.facts import ABSENT, Fact, Json, Kind, is_integer, parse_day, unknown_in
from policy.language.items import Item
from policy.language.lead import LED, has_participants
from policy.language.readers import Value
from policy.money import parse_rate
from policy.text import Text
from policy.what_if.population import AMOUNTS, GENERAL_FLAGS, Population, facts_read, with_days

MOST_ROWS: Final = 1_000_000
MOST_BRACKETS: Final = 50
_KEYS: Final = frozenset({"seed", "rows", "on", "facts"})
_MOST_SEED: Final = 2**63 - 1
_MOST_WEIGHT: Final = 1_000_000
_PARTS: Final = 10**9

_SHAPES: Final[Mapping[Kind, Text]] = {
    Kind.FLAG: Text('应为“是”的比例，如"0.6"', 'must be the share of yes, such as "0.6"'),
    Kind.CHOICE: Text("应为各选项的权重", "must be a weight for some of its options"),
}
_BRACKETS: Final = Text("应为若干区间，各有起点、终点和权重", "must be a list of brackets, each with from, to and weight")


def parse_synthetic(item: Item, written: object) -> dict[str, Json]:
    """Check an invented population: `{"seed", "rows", "on", "facts"}`.

    A flag is drawn by its share, a choice by weights, anything else from brackets: one by its weight, then evenly within it. Facts that
    nothing is said of are as an applicant without blemish has them: in the area, without records, nothing awarded before. An optional
    one is absent; any other has to be said.

    Raises:
        Refusal: `invalid_input` with every fault.
    """
    faults: list[Fault] = []
    if not isinstance(written, dict):
        raise _refused(item, [Fault("population", Text("应为对象", "must be an object"))])
    faults += unknown_in(_KEYS, written, "population.")
    for name, least, most in (("seed", 0, _MOST_SEED), ("rows", 1, MOST_ROWS)):
        if not is_integer(written.get(name)) or not least <= written[name] <= most:
            faults.append(Fault(f"population.{name}", Text(f"应为{least}至{most}的整数", f"must be an integer from {least} to {most}")))
    if parse_day(written.get("on")) is None:
        faults.append(Fault("population.on", Text("应为公历日期", "must be a date written YYYY-MM-DD")))
    faults += _faults_of_facts(item, written.get("facts"))
    if faults:
        raise _refused(item, faults)
    return dict(written)


def _faults_of_facts(item: Item, drawn: object) -> list[Fault]:
    if not isinstance(drawn, dict):
        return [Fault("population.facts", Text("应为对象", "must be an object"))]
    known = _drawable(item)
    faults = unknown_in(frozenset(known), drawn, "population.facts.")
    for code, fact in known.items():
        if code not in drawn:
            if fact.kind is not Kind.YEAR and code in item.fact_codes and not fact.optional:
                faults.append(Fault(f"population.facts.{code}", Text("缺少此项", "is missing"), item.citation))
        elif wrong := _wrong(fact, drawn[code]):
            faults.append(Fault(f"population.facts.{code}", wrong, item.citation))
    return faults


def synthetic(item: Item, written: Mapping[str, Any], rules: Sequence[Mapping[str, Json]]) -> Population:
    """Draw a population that was checked. Each fact has a stream of its own, so that one more changes no other."""
    numpy = import_module("numpy")
    rows, on = int(written["rows"]), parse_day(written["on"])
    day = on.toordinal() if on else 0
    columns: dict[str, Value] = {
        "applicant_type": ChoiceColumn(numpy.zeros((), dtype="int16"), ("enterprise",)),
        **dict.fromkeys(GENERAL_FLAGS, True),
        **dict.fromkeys(AMOUNTS, 0),
        "serious_records": 0,
        "matter_day": day,
        "application_day": day,
        "requested_fen": ABSENT,
        "subject_closed": ABSENT,
    }
    columns = {name: _whole(value, rows) for name, value in with_days(item, columns).items()}
    for place, (code, fact) in enumerate(_drawable(item).items()):
        draw = numpy.random.Generator(numpy.random.PCG64([int(written["seed"]), place]))
        if code in written["facts"]:
            columns[code] = _column(draw, rows, fact, written["facts"][code])
        elif fact.kind is Kind.YEAR:
            columns[code] = columns["latest_year"]
        elif code not in columns:
            columns[code] = _whole(ABSENT, rows)
    unknown = {code: _whole(True, rows) for code in item.alternatives if code not in written["facts"]}  # noqa: FBT003 - of every row
    if has_participants(item) and LED.code not in written["facts"]:
        unknown[LED.code] = _whole(True, rows)  # noqa: FBT003 - likewise
    return Population(item, rows, columns, books=(list(rules),), unknown=unknown)


def _drawable(item: Item) -> dict[str, Fact]:
    """Return what can be drawn, by code, in an order that stays: the general facts, then the item's own."""
    nobody = Text("", "")

    def of(code: str, kind: Kind, options: Mapping[str, Text] | None = None) -> Fact:
        return Fact(code, kind, nobody, nobody, item.facts[0].supplied_by, optional=True, options=options or {})

    general = [
        of("applicant_type", Kind.CHOICE, APPLICANT_TYPES),
        *(of(code, Kind.FLAG) for code in GENERAL_FLAGS),
        of("serious_records", Kind.COUNT),
        *(of(code, Kind.AMOUNT) for code in AMOUNTS),
    ]
    return {fact.code: fact for fact in (*general, *facts_read(item)) if fact.kind is not Kind.DAY}


def _wrong(fact: Fact, written: Json) -> Text | None:
    if fact.kind is Kind.FLAG:
        share = parse_rate(written)
        return None if share is not None and share <= 1 else _SHAPES[Kind.FLAG]
    if fact.kind is Kind.CHOICE:
        sound = isinstance(written, dict) and written.keys() <= set(fact.options) and all(map(_is_weight, written.values()))
        return None if sound and sum(written.values()) else _SHAPES[Kind.CHOICE]
    return _wrong_brackets(fact, written)


def _wrong_brackets(fact: Fact, written: Json) -> Text | None:
    if not isinstance(written, list) or not 0 < len(written) <= MOST_BRACKETS:
        return _BRACKETS
    if not all(isinstance(one, dict) and one.keys() == {"from", "to", "weight"} and _is_weight(one["weight"]) for one in written):
        return _BRACKETS
    wrong = next((fault for one in written for end in ("from", "to") if (fault := fact.fault_of(one[end]))), None)
    is_rising = wrong is None and all(one["from"] <= one["to"] for one in written) and any(one["weight"] for one in written)
    return wrong or (None if is_rising else _BRACKETS)


def _is_weight(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_WEIGHT


def _column(draw: Any, rows: int, fact: Fact, written: Any) -> Value:  # noqa: ANN401 - numpy's generator, and JSON
    if fact.kind is Kind.FLAG:
        share = parse_rate(written)
        return draw.integers(0, _PARTS, rows) < (int(share * _PARTS) if share is not None else 0)
    if fact.kind is Kind.CHOICE:
        words = tuple(written)
        return ChoiceColumn(_weighed(draw, rows, list(written.values())).astype("int16"), words)
    numpy = import_module("numpy")
    which = _weighed(draw, rows, [one["weight"] for one in written])
    low, high = (numpy.array([one[end] for one in written], dtype="int64")[which] for end in ("from", "to"))
    return draw.integers(low, high, endpoint=True)


def _weighed(draw: Any, rows: int, weights: Sequence[int]) -> Value:  # noqa: ANN401 - numpy's generator
    numpy = import_module("numpy")
    up_to = numpy.array(list(accumulate(weights)), dtype="int64")
    return numpy.searchsorted(up_to, draw.integers(0, int(up_to[-1]), rows), side="right")


def _whole(value: Value, rows: int) -> Value:
    numpy = import_module("numpy")
    if isinstance(value, ChoiceColumn):
        return ChoiceColumn(numpy.broadcast_to(value.positions, rows), value.options)
    return numpy.broadcast_to(numpy.asarray(value), rows)


def _refused(item: Item, faults: list[Fault]) -> Refusal:
    return Refusal(Code.INVALID_INPUT, Text("虚拟对象的设定有误", "The invented population is not valid"), faults, clause=item.citation)
