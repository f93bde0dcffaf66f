"""试算。Judging a population as the law reads, and as it would: row by row to the fen, some thousands of rows at a time.

Rows that are judged by the same rules and the same drafts are read together. What a row lacks is not guessed: a row that was never asked
a fact it is judged by is not judged, and neither is one that only such a fact decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any, Final

from policy.judging.implementing_rules import RuleBook
from policy.judging.superior_policy import AppliesTo
from policy.language.caps import CapScope
from policy.language.columns import CHUNK, ChoiceColumn, Columns, ColumnsReader
from policy.language.items import OUTCOMES, Item, Outcome
from policy.language.lead import LED, asked_under, asks_lead
from policy.language.readers import Settlement, Value, Values
from policy.money import MAX_FEN
from policy.opinions_2022_8.general_terms import judge
from policy.what_if.amendment import UNCHANGED, Amendment, Test
from policy.what_if.population import Population

NOT_JUDGED: Final = -1
"""The outcome of a row that was never asked what decides it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What each row comes to.

    Attributes:
        outcome: int8 positions in `OUTCOMES`, or `NOT_JUDGED`.
        award_fen: int64; zero unless it is an award.
        takes_part_fen: What each award takes part with where a ceiling for everybody is shared: itself, or, where its cap is that ceiling,
            what the formula comes to before it.
        missing: How many rows lack each parameter without which nothing is due or refused, by its name.
        read: The figures and the conditions that some row was judged by.
    """

    outcome: Value
    award_fen: Value
    takes_part_fen: Value
    missing: Mapping[str, int]
    read: frozenset[str]

    @property
    def awarded(self) -> Value:
        """Whether each row is an award."""
        return self.outcome == OUTCOMES.index(Outcome.AWARD)


class _Law(Values):
    """The figures of a clause, which notes those that are read."""

    def __init__(self, law: Values, read: set[str]) -> None:
        super().__init__(vars(law))
        object.__setattr__(self, "_read", read)

    def __getattribute__(self, name: str) -> Value:
        if not name.startswith("_"):
            object.__getattribute__(self, "_read").add(name)
        return object.__getattribute__(self, name)


class AmendedReader(ColumnsReader):
    """Reads columns, leaving some conditions away and adding others."""

    __slots__ = ("_amendment", "_read")

    def __init__(self, amendment: Amendment, read: set[str]) -> None:
        """Start with no row refused; what conditions are looked at is noted in `read`."""
        super().__init__()
        self._amendment, self._read = amendment, read

    def need(self, code: str, condition: Value, figure: Value = None, limit: Value = None, unit: str = "fen") -> None:
        """Refuse the rows where `condition` fails, unless it is left away."""
        self._read.add(code)
        if code not in self._amendment.waived:
            super().need(code, condition, figure, limit, unit)

    def require(self, rows: int, facts: Mapping[str, Value], unknown: Mapping[str, Value]) -> Value:
        """Refuse the rows where an added condition fails, and return those of which nobody can say whether all of them hold."""
        doubtful = self._np.zeros(rows, dtype="bool")
        for tests in self._amendment.required:
            holds, open_ = self._np.zeros(rows, dtype="bool"), self._np.zeros(rows, dtype="bool")
            for test in tests:
                never = unknown.get(test.fact, False) if test.fact in facts else True
                holds |= self._np.logical_not(never) & (self._holds(test, facts[test.fact]) if test.fact in facts else False)
                open_ |= never
            super().need("required", holds | open_)
            doubtful |= open_ & ~holds
        return doubtful & self._np.logical_not(self.refused)

    def _holds(self, test: Test, column: Value) -> Value:
        if test.how == "in":
            return self.one_of(column, *test.limit)
        return {"is": self._np.equal, "at_least": self._np.greater_equal, "at_most": self._np.less_equal}[test.how](column, test.limit)


def judged(population: Population, amendment: Amendment = UNCHANGED, *, go_on: Callable[[], None] = lambda: None) -> Judged:
    """Judge every row.

    Args:
        population: The rows.
        amendment: What reads otherwise; by default nothing, and then each row comes to what a recomputation says of it.
        go_on: Asked again and again; it raises when the work is to stop.
    """
    numpy = import_module("numpy")
    made, takes_part = Columns.of(population.rows), numpy.zeros(population.rows, dtype="int64")
    lacking, missing, read = _lacking(population), Counter[str](), set[str]()
    for rows, law in _alike(population, amendment):
        for part in _parts(rows):
            go_on()
            reader = AmendedReader(amendment, read)
            count = _length(part)
            facts = _taken(population.columns, part)
            found = Columns.of(count)
            item = asked_under(population.item, law)
            settlement = judge(item, Values(facts), _Law(law, read), reader)
            never = {code: _some(mask, part) for code, mask in population.unknown.items()}
            doubtful = reader.require(count, facts, never)
            reader.columns(population.item.outcome, settlement, found)
            unled = never.get(LED.code, False) if asks_lead(item) else False
            found.outcome[doubtful | _some(lacking, part) | unled] = NOT_JUDGED
            awarded = found.outcome == OUTCOMES.index(Outcome.AWARD)
            made.outcome[part] = found.outcome
            missing += _missing(reader, found.outcome)
            made.award_fen[part] = found.award_fen * awarded
            shares = vars(law).get("cap_scope", population.item.cap_scope) == CapScope.PROGRAMME
            takes_part[part] = _formula(reader, settlement, facts) * awarded if shares else made.award_fen[part]
    return Judged(made.outcome, made.award_fen, takes_part, missing, frozenset(read))


def law_of(item: Item, book: RuleBook, amendment: Amendment, on: date, applied_on: date) -> Values:
    """Return the figures in force for what arose on one day and was applied for on another, with those that read otherwise."""
    return Values({**vars(book.figures(item, on, applied_on).law), **amendment.figures})


def never_asked(population: Population, amendment: Amendment) -> dict[str, int]:
    """Return how many rows were never asked each fact that decides them, by the fact's code."""
    numpy, item = import_module("numpy"), population.item
    counted = {code: int(numpy.count_nonzero(population.unknown[code])) for code in _needed(population) if code in population.unknown}
    if _asks_lead(amendment) and LED.code in population.unknown:
        counted[LED.code] = int(numpy.count_nonzero(population.unknown[LED.code]))
    if item.alternatives:
        counted |= {"/".join(item.alternatives): int(numpy.count_nonzero(_without_alternatives(population)))}
    for test in (one for tests in amendment.required for one in tests):
        mask = population.unknown.get(test.fact, False) if test.fact in population.columns else True
        counted[test.fact] = int(numpy.count_nonzero(numpy.broadcast_to(mask, population.rows)))
    return {code: count for code, count in counted.items() if count}


def _asks_lead(amendment: Amendment) -> bool:
    return any("participant_share" in figures for figures in (amendment.figures, *(draft.values for draft in amendment.drafts)))


def _needed(population: Population) -> list[str]:
    """Return the facts without which nothing is judged: those a document may not leave out. Who led is asked by some rules alone."""
    optional = {LED.code, *(fact.code for fact in population.item.facts if fact.optional)}
    return [name for name in population.columns if name not in optional]


def _lacking(population: Population) -> Value:
    """Return the rows that lack a fact without which nothing is judged."""
    numpy = import_module("numpy")
    lacking = _without_alternatives(population)
    for code in _needed(population):
        lacking = lacking | population.unknown.get(code, False)
    return numpy.broadcast_to(lacking, population.rows)


def _without_alternatives(population: Population) -> Value:
    """Return the rows that lack every one of the facts of which the item needs one."""
    numpy, item = import_module("numpy"), population.item
    masks = [population.unknown.get(code, False) for code in item.alternatives]
    return numpy.logical_and.reduce([numpy.broadcast_to(mask, population.rows) for mask in masks]) if masks else False


def _alike(population: Population, amendment: Amendment) -> Iterator[tuple[Any, Values]]:
    """Yield the rows that are judged by the same figures, and these: a slice of all of them, or their positions."""
    numpy, item, columns = import_module("numpy"), population.item, population.columns
    key = numpy.broadcast_to(numpy.asarray(population.book, dtype="int64"), population.rows)
    for draft in amendment.drafts:
        by_application = draft.superior is not None and draft.superior.applies_to is AppliesTo.APPLICATIONS
        days = numpy.broadcast_to(columns["application_day" if by_application else "matter_day"], population.rows)
        in_force = days >= draft.begins_on.toordinal()
        if draft.ends_on is not None:
            in_force &= days <= draft.ends_on.toordinal()
        key = key * 2 + in_force
    if not population.rows:
        return
    alike = [None] if (key == key[0]).all() else numpy.unique(key)
    for one in alike:
        rows: Any = slice(0, population.rows) if one is None else numpy.flatnonzero(key == one)
        first = 0 if one is None else int(rows[0])
        # The rules each row keeps were in force for it: which of them, and which drafts, are those of any row of its like.
        written = [*population.books[int(numpy.broadcast_to(population.book, population.rows)[first])]]
        book = RuleBook((*RuleBook.parse(written).rules, *amendment.drafts))
        book = RuleBook(tuple(sorted(book.rules, key=lambda rule: rule.begins_on)))
        days = (int(numpy.broadcast_to(columns[name], population.rows)[first]) for name in ("matter_day", "application_day"))
        yield rows, law_of(item, book, amendment, *(date.fromordinal(day) for day in days))


def _parts(rows: Any) -> Iterator[Any]:  # noqa: ANN401 - a slice, or a column of positions
    length = _length(rows)
    for begun in range(0, length, CHUNK):
        until = min(begun + CHUNK, length)
        yield slice(begun, until) if isinstance(rows, slice) else rows[begun:until]


def _length(part: Any) -> int:  # noqa: ANN401 - likewise
    return part.stop - part.start if isinstance(part, slice) else len(part)


def _taken(columns: Mapping[str, Value], part: Any) -> dict[str, Value]:  # noqa: ANN401 - likewise
    return {
        name: ChoiceColumn(_some(column.positions, part), column.options) if isinstance(column, ChoiceColumn) else _some(column, part)
        for name, column in columns.items()
    }


def _missing(reader: ColumnsReader, outcome: Value) -> Counter[str]:
    """Return how many of the rows that need a parameter lack each."""
    numpy, needs = import_module("numpy"), outcome == OUTCOMES.index(Outcome.NEEDS_PARAMETER)
    return Counter({name: int(numpy.count_nonzero(rows & needs)) for name, rows in reader.missing.items()})


def _some(column: Value, part: Any) -> Value:  # noqa: ANN401 - likewise
    """Return some rows of a column; what holds for every row is left as it is."""
    return column[part] if getattr(column, "shape", ()) else column


def _formula(reader: ColumnsReader, settlement: Settlement | None, facts: Mapping[str, Value]) -> Value:
    if settlement is None or settlement.claim is None:
        return 0
    unpaid = reader.above(settlement.claim.amount, facts["already_paid_fen"])
    asked = reader.least(unpaid, reader.given(facts["requested_fen"], lambda: unpaid))
    # Before any cap a count may come to more than an amount can be.
    return reader.least(asked, MAX_FEN)
