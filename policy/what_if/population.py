"""对象。Whom a what-if is about: rows of facts as columns, which of them were never asked, and the rules each row was judged by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from typing import Final

from policy.errors import Code, Fault, Refusal
from policy.judging.documents import APPLICANT_TYPES, read_document
from policy.language.columns import ChoiceColumn
from policy.language.facts import ABSENT, Fact, Json, Kind
from policy.language.items import Item
from policy.language.lead import LED, asked_in, has_participants
from policy.language.readers import Value
from policy.text import Text

READ: Final = frozenset({Kind.FLAG, Kind.AMOUNT, Kind.COUNT, Kind.YEAR, Kind.CHOICE, Kind.DAY})
"""The kinds of fact that a rule reads; names, numbers of record, lists and periods say what something is, and decide nothing."""

GENERAL_FLAGS: Final = ("registered_in_area", "taxed_in_area", "statistics_in_area")
AMOUNTS: Final = ("already_paid_fen", "older_policy_fen", "cap_used_fen")
MOST_DOCUMENTS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Population:
    """Rows of one item.

    Attributes:
        item: What they are about.
        rows: How many.
        columns: What the clause and the general terms read, by name; a single value holds for every row.
        unknown: By fact, the rows it was never asked of; only facts some row lacks.
        books: The implementing rules rows were judged by, as JSON, each list once.
        book: Which of them, by row.
        unassessed: In which stage each row stands that came to no assessment; None where every row is like any other.
    """

    item: Item
    rows: int
    columns: Mapping[str, Value]
    books: Sequence[Sequence[Mapping[str, Json]]] = ((),)
    book: Value = 0
    unknown: Mapping[str, Value] = field(default_factory=dict)
    unassessed: ChoiceColumn | None = None

    @property
    def years(self) -> Value:
        """The year each was applied for in."""
        numpy = import_module("numpy")
        days = numpy.broadcast_to(numpy.asarray(self.columns["application_day"], dtype="int64"), self.rows)
        # numpy counts days from 1970, the law's ordinals from the year 1.
        return (days - date(1970, 1, 1).toordinal()).astype("datetime64[D]").astype("datetime64[Y]").astype("int64") + 1970


def facts_read(item: Item) -> tuple[Fact, ...]:
    """Return the facts of an item that a rule or a condition may read."""
    lead = (LED,) if has_participants(item) else ()
    return tuple(fact for fact in (*item.facts, *lead) if fact.kind in READ)


def with_days(item: Item, columns: Mapping[str, Value]) -> dict[str, Value]:
    """Add what follows from the day of the application: the latest year it may be about."""
    numpy = import_module("numpy")
    days = numpy.asarray(columns["application_day"], dtype="int64")
    years = (days - date(1970, 1, 1).toordinal()).astype("datetime64[D]").astype("datetime64[Y]").astype("int64") + 1970
    return {**columns, "latest_year": years - item.year_lag}


def of_documents(item: Item, documents: object, rules: Sequence[Mapping[str, Json]]) -> Population:
    """Return the population of documents as `etown assess` reads them, each judged by the same rules.

    Raises:
        Refusal: `invalid_input` with the faults of the first document that is not valid.
    """
    if not isinstance(documents, list) or not documents or len(documents) > MOST_DOCUMENTS:
        wrong = Text("应为列表，至少一项", "must be a list with at least one document")
        raise Refusal(Code.INVALID_INPUT, wrong, [Fault("cases", wrong)])
    rows = [_row(item, document, index) for index, document in enumerate(documents)]
    names = {**{fact.code: fact.options for fact in facts_read(item)}, "applicant_type": APPLICANT_TYPES}
    own = ("serious_records", "matter_day", "application_day", "latest_year", "requested_fen", "subject_closed", *AMOUNTS, *GENERAL_FLAGS)
    columns = {name: _column([row.get(name, ABSENT) for row in rows], tuple(names.get(name, ()))) for name in (*names, *own)}
    unknown = {LED.code: _column([LED.code not in row for row in rows], ())} if has_participants(item) else {}
    return Population(item, len(rows), columns, books=(list(rules),), unknown=unknown)


def _row(item: Item, document: object, index: int) -> dict[str, Value]:
    try:
        return dict(vars(read_document(asked_in(item, document), document).row))
    except Refusal as refusal:
        for fault in refusal.faults:
            fault.field = f"cases[{index}].{fault.field}"
        raise


def _column(values: Sequence[Value], options: tuple[str, ...]) -> Value:
    numpy = import_module("numpy")
    if options:
        position = {word: place for place, word in enumerate(options)}
        # What was left out is none of the options.
        return ChoiceColumn(numpy.array([position.get(word, ABSENT) for word in values], dtype="int16"), options)
    if any(isinstance(value, bool) for value in values):
        return numpy.array([value is True for value in values])
    return numpy.array(values, dtype="int64")
