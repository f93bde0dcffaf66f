"""Letter, amount and column read every item alike, to the fen, on random rows and on the rows at every boundary."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.judging.assessment import amount_alone, assess, assess_columns
from policy.judging.catalogue import ITEMS
from policy.judging.documents import APPLICANT_TYPES, read_document, row_of
from policy.judging.implementing_rules import RuleBook
from policy.language.columns import CHUNK, ColumnsReader, column_of
from policy.language.facts import MAX_COUNT, Fact, Kind
from policy.language.items import OUTCOMES, Item, Outcome
from policy.language.parameters import FigureForm, Standing
from policy.language.readers import Reader, Values
from policy.money import MAX_FEN, Rate
from tests.policy.baselines import WAN

BOUNDARIES = (0, 30, 50, 60, 100, 300, 500, 1000, 1500, 2000, 2500, 3000, 5000, 10_000)
AMOUNTS = st.one_of(
    st.builds(lambda wan, step: min(max(wan * WAN + step, 0), MAX_FEN), st.sampled_from(BOUNDARIES), st.integers(-2, 2)),
    st.integers(0, 6000 * WAN),
    st.integers(MAX_FEN - 5, MAX_FEN),
    st.integers(0, MAX_FEN),
)
DAYS = st.builds(
    lambda around: (date(2022, 1, 14) + timedelta(days=around)).isoformat(), st.one_of(st.integers(-2, 2), st.integers(0, 1500))
)
APPLIED_ON = st.one_of(DAYS, st.sampled_from(["2024-04-30", "2024-05-01", "2024-05-02", "2025-01-01", "2026-12-31"]))
RATES = ("0", "0.1", "0.25", "0.3", "0.30", "0.333333333", "0.5", "0.999999999", "1")
FACTS: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.FLAG: st.sampled_from([True, True, True, False]),
    Kind.AMOUNT: AMOUNTS,
    Kind.COUNT: st.one_of(st.integers(0, 20), st.integers(0, MAX_COUNT)),
    Kind.YEAR: st.one_of(st.just(2022), st.integers(2019, 2027)),
    Kind.PERIOD: st.just("2021-07-01/2021-12-31"),
    Kind.TEXT: st.just("N-1"),
    Kind.DAY: DAYS,
}


def _fact(fact: Fact) -> st.SearchStrategy[Any]:
    if fact.kind is Kind.SEVERAL:
        return st.just(list(fact.options)[:2])
    return st.sampled_from(list(fact.options)) if fact.kind is Kind.CHOICE else FACTS[fact.kind]


def _documents(item: Item) -> st.SearchStrategy[dict[str, Any]]:
    needed = {fact.code: _fact(fact) for fact in item.facts if not fact.optional}
    optional = {fact.code: _fact(fact) for fact in item.facts if fact.optional}
    mostly = FACTS[Kind.FLAG]
    applicant = st.fixed_dictionaries(
        {
            "type": st.sampled_from(list(APPLICANT_TYPES)),
            "registered_in_area": mostly,
            "taxed_in_area": mostly,
            "statistics_in_area": mostly,
            "records": st.lists(st.fixed_dictionaries({"source": st.just("tax"), "on": DAYS, "serious": st.booleans()}), max_size=1),
        }
    )
    return st.fixed_dictionaries(
        needed | {"applicant": applicant, "application_date": APPLIED_ON, "matter_date": st.just("2024-05-01")},
        optional=optional
        | dict.fromkeys(("already_paid_fen", "older_policy_fen", "cap_used_fen"), AMOUNTS)
        | {"subject_closed": st.booleans()},
    ).filter(lambda body: not item.alternatives or any(code in body for code in item.alternatives))


def _values(item: Item) -> st.SearchStrategy[dict[str, Any]]:
    drawn: dict[str, st.SearchStrategy[Any]] = {}
    for name, parameter in item.law.items():
        if parameter.standing is Standing.FIXED or parameter.form is FigureForm.WORDS:
            continue
        if parameter.form is FigureForm.WORD:
            drawn[name] = st.sampled_from(parameter.options)
        elif parameter.form is FigureForm.RATE:
            top = parameter.maximum or Rate(1)
            rates = st.sampled_from([written for written in RATES if Rate(written) <= top])
            drawn[name] = rates | _brackets(rates) if parameter.support else rates
        else:
            most: int = parameter.maximum
            drawn[name] = st.integers(0, most) | st.integers(0, min(most, 50 * WAN))
    return st.fixed_dictionaries({}, optional=drawn)


def _brackets(rates: st.SearchStrategy[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Return rates by brackets, whose ends rise."""

    def of(ends: set[int], drawn: list[str]) -> list[dict[str, Any]]:
        bounded = [{"up_to_fen": end, "rate": rate} for end, rate in zip(sorted(ends), drawn, strict=False)]
        return [*bounded, {"rate": drawn[-1]}]

    return st.builds(of, st.sets(st.integers(1, 50 * WAN), min_size=1, max_size=3), st.lists(rates, min_size=4, max_size=4))


def _columns(item: Item, rows: list[dict[str, Any]]) -> Values:
    columns: dict[str, Any] = {"applicant_type": column_of([row["applicant_type"] for row in rows], list(APPLICANT_TYPES))}
    kinds = {fact.code: fact for fact in item.facts}
    for name in rows[0]:
        fact = kinds.get(name)
        if name not in columns and (fact is None or fact.kind not in {Kind.TEXT, Kind.PERIOD, Kind.SEVERAL}):
            columns[name] = column_of([row[name] for row in rows], list(fact.options) if fact else ())
    return Values(columns)


@pytest.mark.parametrize("code", ITEMS)
@settings(max_examples=60)
@given(data=st.data())
def test_readers_agree_when_rows_are_random_or_at_a_boundary(code: str, data: st.DataObject) -> None:
    item = ITEMS[code]
    documents = data.draw(st.lists(_documents(item), min_size=1, max_size=8))
    values = data.draw(_values(item))
    book = RuleBook.parse([{"item": code, "from": "2022-01-14", "values": values}] if values else [])
    law = book.figures(item, date(2024, 5, 1)).law

    columns = assess_columns(item, _columns(item, [row_of(item, one) for one in documents]), law, len(documents))

    for index, one in enumerate(documents):
        result = assess(code, one, book)
        assert amount_alone(item, read_document(item, one).row, law) == (result.outcome, result.award_fen, result.capped)
        assert OUTCOMES[columns.outcome[index]] == result.outcome
        assert columns.award_fen[index] == (result.award_fen or 0)
        assert columns.capped[index] == result.capped
        _promises_hold(item, one, result.outcome, result.award_fen)


def _promises_hold(item: Item, body: dict[str, Any], outcome: Outcome, award: int | None) -> None:
    """What no award may break, whatever the clause."""
    if outcome is not Outcome.AWARD:
        assert award == (0 if outcome is Outcome.REJECT else None)
        return
    assert award is not None
    assert 0 < award <= body.get("requested_fen", MAX_FEN)
    if item.cap_fen is not None:
        assert award + body.get("already_paid_fen", 0) <= item.cap_fen
        assert award + body.get("cap_used_fen", 0) <= item.cap_fen


AT_LIMIT = st.one_of(st.integers(0, MAX_FEN), st.integers(MAX_FEN - 9, MAX_FEN))
EXACT_RATES = st.builds(lambda nine_places: Rate(nine_places, 10**9), st.integers(0, 1000 * 10**9 - 1))


@given(amounts=st.lists(AT_LIMIT, min_size=1, max_size=5), rate=EXACT_RATES)
def test_arithmetic_is_exact_when_a_product_passes_64_bits(amounts: list[int], rate: Rate) -> None:
    column, one, many = np.array(amounts, dtype=np.int64), Reader(), ColumnsReader()
    assert many.share(column, rate).tolist() == [one.share(fen, rate) for fen in amounts]
    assert many.grown(column, rate).tolist() == [one.grown(fen, rate) for fen in amounts]
    assert many.each(column, MAX_FEN).tolist() == [one.each(fen, MAX_FEN) for fen in amounts]
    assert many.total(*[column] * 2000).tolist() == [fen * 2000 for fen in amounts]


def test_columns_accept_one_value_for_all_rows_when_a_fact_is_the_same() -> None:
    item = ITEMS["talent-startup"]
    same = {"applicant_type": "enterprise", "registered_in_area": True, "taxed_in_area": True, "statistics_in_area": True}
    day = date(2024, 1, 1).toordinal()
    paid = {"serious_records": 0, "matter_day": day, "application_day": day, "requested_fen": -1}
    none = {"already_paid_fen": 0, "older_policy_fen": 0, "cap_used_fen": 0, "subject_closed": -1}
    columns = Values({**same, **paid, **none, "assessed_fen": np.array([0, 1, 600 * WAN])})
    result = assess_columns(item, columns, RuleBook().figures(item, date(2024, 1, 1)).law, 3)
    assert result.award_fen.tolist() == [0, 1, 500 * WAN]
    assert result.capped.tolist() == [False, False, True]


@pytest.mark.parametrize("rows", [1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 5])
def test_rows_are_read_alike_whatever_chunk_they_fall_into(rows: int) -> None:
    item, law = ITEMS["rd-growth"], RuleBook().figures(ITEMS["rd-growth"], date(2024, 1, 1)).law
    numbers = np.arange(rows)
    same = {"registered_in_area": True, "taxed_in_area": True, "statistics_in_area": True, "on_key_list": True, "little_giant": False}
    none = {
        "serious_records": 0,
        "subject_closed": -1,
        "already_paid_fen": 0,
        "older_policy_fen": 0,
        "cap_used_fen": 0,
        "target_fen": 100,
        "requested_fen": -1,
    }
    sizes, day = ("large", "small"), date(2024, 1, 1).toordinal()
    columns = Values(
        {**same, **none, "applicant_type": "enterprise", "matter_day": day, "application_day": day, "prior_rd_expense_fen": -1}
        | {"year": 2023, "latest_year": 2024}
        | {"size": column_of([sizes[number % 2] for number in range(rows)], sizes), "rd_expense_fen": 100 + numbers}
    )
    result = assess_columns(item, columns, law, rows)
    expected = np.where(numbers % 2 == 0, numbers // 5, 0)
    assert result.award_fen.tolist() == expected.tolist()
    assert (result.outcome == np.where(expected > 0, OUTCOMES.index(Outcome.AWARD), OUTCOMES.index(Outcome.REJECT))).all()
    assert not result.capped.any()


def test_columns_name_the_rows_that_lack_a_rule_when_only_some_need_it() -> None:
    item, law = ITEMS["rd-growth"], RuleBook().figures(ITEMS["rd-growth"], date(2024, 1, 1)).law
    bodies = [{"target_fen": 100}, {"prior_rd_expense_fen": 100}]
    common = {
        "year": 2024,
        "size": "large",
        "on_key_list": True,
        "little_giant": False,
        "rd_expense_fen": 1000,
        "application_date": "2024-01-01",
    }
    applicant = {"type": "enterprise", "registered_in_area": True, "taxed_in_area": True, "statistics_in_area": True, "records": []}
    rows = [row_of(item, {**common, **body, "matter_date": "2024-01-01", "applicant": applicant}) for body in bodies]
    found = assess_columns(item, _columns(item, rows), law, 2)
    assert [OUTCOMES[outcome] for outcome in found.outcome] == [Outcome.AWARD, Outcome.NEEDS_PARAMETER]
    assert found.award_fen.tolist() == [180, 0]
