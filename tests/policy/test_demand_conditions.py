"""追回的条件。What implementing rules may say of asking money back, to the fen and the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from policy.errors import Refusal
from policy.judging.catalogue import ITEMS
from policy.judging.catalogue import item as item_called
from policy.judging.implementing_rules import RuleBook
from policy.language.parameters import CAUSES
from policy.letters.asked_back import asked_back
from policy.letters.reckoned import how_reckoned
from policy.money import Rate, in_yuan
from policy.processes.clawback.conditions import Conditions, Money, NotAsked, not_asked, untaken

ITEM = item_called("innovation-centre")
PAID_ON = date(2026, 5, 18)
FLOOR = 100_000
PAID = [Money(PAID_ON, 10**12)]


def in_force(values: dict[str, object], on: date, cause: str = "error") -> Conditions:
    book = RuleBook.parse([{"item": ITEM.code, "from": "2026-06-01", "document_no": "细则1号", "values": values}])
    return Conditions.of(book.figures(ITEM, on).law, cause)


@pytest.mark.parametrize("cause", CAUSES)
def test_everything_is_asked_when_no_rule_says_otherwise(cause: str) -> None:
    asked = Conditions.of(RuleBook.parse([]).figures(ITEM, PAID_ON).law, cause).asked(1, PAID, date(2126, 1, 1))
    assert asked == (1, {})


@pytest.mark.parametrize(("less_fen", "asked_fen"), [(1, 0), (0, FLOOR), (-1, FLOOR + 1)])
def test_nothing_is_collected_when_it_is_below_the_floor(less_fen: int, asked_fen: int) -> None:
    asked = Conditions(floor_fen=FLOOR).asked(FLOOR - less_fen, PAID, PAID_ON)
    assert (asked.amount_fen, asked.reckoning.get("not_asked")) == (asked_fen, None if asked_fen else "floor")


@pytest.mark.parametrize("share", [None, Rate(1, 2)])
def test_floor_what_it_comes_to_and_the_document_are_named_when_nothing_is_collected(share: Rate | None) -> None:
    could_fen = (FLOOR - 100) * (2 if share else 1)
    reckoning = Conditions(floor_fen=FLOOR, share=share).asked(could_fen, PAID, PAID_ON).reckoning
    said = not_asked(reckoning | {"rule_documents": ["细则1号"]})
    for named in (in_yuan(FLOOR - 100).zh, in_yuan(FLOOR).zh, "细则1号"):
        assert named in said.zh


@pytest.mark.parametrize("floor_fen", [None, FLOOR])
# A share may come to less than a fen.
@pytest.mark.parametrize(("share", "of_fen"), [("0", FLOOR), ("0.01", 99)])
def test_share_that_comes_to_nothing_is_why_nothing_is_asked_also_beside_a_floor(floor_fen: int | None, share: str, of_fen: int) -> None:
    asked = Conditions(floor_fen=floor_fen, share=Rate(share)).asked(of_fen, PAID, PAID_ON)
    assert asked == (0, {"asked_of_fen": of_fen, "share": share, "not_asked": "share"})


@pytest.mark.parametrize("reason", NotAsked)
def test_document_of_the_rule_is_named_when_nothing_is_asked_whatever_it_says(reason: NotAsked) -> None:
    said = not_asked({"not_asked": reason.value, "rule_documents": ["细则1号", "细则2号"]})
    assert ("实施细则（细则1号、细则2号）规定" in said.zh, "(细则1号, 细则2号)" in said.en) == (True, True)


def test_letter_names_the_rule_that_sets_a_share_of_nothing_when_a_debt_is_not_asked_back() -> None:
    asked = {"amount_fen": 0, "not_asked": "share", "asked_of_fen": FLOOR, "share": "0", "rule_documents": ["细则1号"]}
    [said] = asked_back(FLOOR, asked, "zh", decided=True)
    assert "按实施细则（细则1号）规定的追回比例（0%）不要求退回" in said


@pytest.mark.parametrize(("days", "asked_fen"), [(-1, 500), (0, 500), (1, 0)])
def test_nothing_is_asked_when_the_limitation_is_over(days: int, asked_fen: int) -> None:
    asked = Conditions(limitation_years=2).asked(500, PAID, date(2028, 5, 18) + timedelta(days=days))
    assert (asked.amount_fen, asked.reckoning.get("not_asked")) == (asked_fen, None if asked_fen else "limitation")


LATER = Money(date(2028, 5, 18), 300)


@pytest.mark.parametrize(("amount_fen", "asked_fen"), [(299, 299), (300, 300), (301, 300), (800, 300)])
def test_what_was_paid_in_time_is_asked_when_what_was_paid_before_is_too_old(amount_fen: int, asked_fen: int) -> None:
    asked = Conditions(limitation_years=2).asked(amount_fen, [Money(PAID_ON, 500), LATER], date(2028, 5, 19))
    barred_fen = amount_fen - asked_fen
    figures = {"limitation_years": 2, "asked_of_fen": amount_fen, "barred_fen": barred_fen} if barred_fen else {}
    assert asked == (asked_fen, figures)


def test_share_is_of_what_was_paid_in_time() -> None:
    conditions = Conditions(limitation_years=2, share=Rate(1, 2), floor_fen=150)
    asked = conditions.asked(800, [Money(PAID_ON, 500), LATER], date(2028, 5, 19))
    assert (asked.amount_fen, asked.reckoning["asked_of_fen"], asked.reckoning["barred_fen"]) == (150, 800, 500)
    assert conditions.asked(800, [Money(PAID_ON, 501), LATER._replace(fen=299)], LATER.on + timedelta(days=1)).amount_fen == 0


@pytest.mark.parametrize(
    ("demand", "left"),
    [
        (Money(LATER.on, 100), [500, 200]),
        (Money(LATER.on, 301), [499, 0]),
        (Money(LATER.on - timedelta(days=1), 100), [400, 300]),
        (Money(LATER.on, 900), [0, 0]),
    ],
)
def test_demand_has_taken_the_newest_of_what_was_paid_by_its_day(demand: Money, left: list[int]) -> None:
    assert [one.fen for one in untaken([LATER, Money(PAID_ON, 500)], [demand])] == left


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"amount_fen": 300}, "退回其中的人民币3元（大写：人民币叁元整），其余5元不予追回"),
        ({"amount_fen": 150, "share": "0.5"}, "多拨付的3元，按实施细则（细则1号）要求退回其中的50%，即1.50元"),
        ({"amount_fen": 0, "not_asked": "floor", "floor_fen": 301}, "其余3元低于实施细则（细则1号）规定的追回金额下限3.01元"),
    ],
)
def test_letter_says_what_is_too_old_when_the_rest_is_in_time(asked: dict[str, object], said: str) -> None:
    figures = {"limitation_years": 2, "asked_of_fen": 800, "barred_fen": 500, "rule_documents": ["细则1号"]}
    [letter] = asked_back(800, figures | asked, "zh", decided=True)
    assert "多拨付的8元中，5元已超过实施细则（细则1号）规定的自拨付之日起2年的追回期限。" in letter
    assert said in letter
    reckoned = how_reckoned(figures | {"paid_fen": 900} | asked, 300, "zh")
    assert reckoned
    assert "其中5元已超过实施细则（细则1号）规定的自拨付之日起2年的追回期限，不予追回，其余为3元" in reckoned


def test_limitation_ends_with_february_when_it_was_paid_on_its_last_day() -> None:
    paid_on, conditions = date(2028, 2, 29), Conditions(limitation_years=1)
    assert conditions.asked(500, [Money(paid_on, 500)], date(2029, 2, 28)).amount_fen == 500
    assert conditions.asked(500, [Money(paid_on, 500)], date(2029, 3, 1)).amount_fen == 0


def test_nothing_is_too_late_when_nothing_says_when_it_was_paid() -> None:
    assert Conditions(limitation_years=1).asked(500, [], date(2100, 1, 1)).amount_fen == 500


@pytest.mark.parametrize(("amount_fen", "asked_fen"), [(199, 99), (200, 100), (201, 100)])
def test_share_is_rounded_down_to_the_fen(amount_fen: int, asked_fen: int) -> None:
    asked = Conditions(share=Rate(1, 2)).asked(amount_fen, PAID, PAID_ON)
    assert asked == (asked_fen, {"asked_of_fen": amount_fen, "share": "0.5"})


@pytest.mark.parametrize(("amount_fen", "asked_fen"), [(2 * FLOOR - 1, 0), (2 * FLOOR, FLOOR), (2 * FLOOR + 2, FLOOR + 1)])
def test_floor_is_of_what_is_asked_and_not_of_what_could_be(amount_fen: int, asked_fen: int) -> None:
    assert Conditions(floor_fen=FLOOR, share=Rate(1, 2)).asked(amount_fen, PAID, PAID_ON).amount_fen == asked_fen


@pytest.mark.parametrize("cause", CAUSES)
def test_share_and_surcharge_are_those_of_the_cause(cause: str) -> None:
    values: dict[str, object] = {f"{cause}_share": "0.5", f"{cause}_surcharge": "0.1"}
    for other in CAUSES:
        found = in_force(values, date(2026, 6, 1), other)
        assert (found.share, found.surcharge) == ((Rate(1, 2), Rate(1, 10)) if other == cause else (None, None))


@pytest.mark.parametrize(("days", "asked_fen"), [(-1, 200), (0, 100), (1, 100)])
def test_rule_holds_for_demands_from_its_day_on(days: int, asked_fen: int) -> None:
    on = date(2026, 6, 1) + timedelta(days=days)
    assert in_force({"error_share": "0.5"}, on).asked(200, PAID, on).amount_fen == asked_fen


@pytest.mark.parametrize(
    "values",
    [{"error_share": "1.01"}, {"fraud_surcharge": "1.01"}, {"limitation_years": 31}, {"limitation_years": 0}, {"collection_floor_fen": -1}],
)
def test_rule_is_refused_when_it_goes_beyond_what_the_figure_can_be(values: dict[str, object]) -> None:
    with pytest.raises(Refusal):
        in_force(values, PAID_ON)


def test_rule_of_any_item_with_money_may_set_them_and_of_no_other() -> None:
    for found in ITEMS.values():
        assert ("collection_floor_fen" in found.parameters) == found.money


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "zh",
            "其中50万元应予退缴；按实施细则（细则1号）要求退回其中的50%，为25万元；按实施细则（细则1号）另按退缴金额的10%加收25,000元",
        ),
        ("en", "(细则1号) 50% of it"),
    ],
)
def test_letter_says_the_share_and_the_surcharge_with_their_rule(language: str, said: str) -> None:
    reckoning = {"paid_fen": 50_000_000, "asked_of_fen": 50_000_000, "share": "0.5", "surcharge": "0.1", "rule_documents": ["细则1号"]}
    written = how_reckoned(reckoning, 25_000_000, language)
    assert written is not None
    assert said in written


@pytest.mark.parametrize(
    ("rightly_fen", "zh", "en"),
    [
        (25_000_000, "另按退缴金额的10%加收25,000元", "10% of it, 25,000 yuan, is owed on top"),
        (10_000_000, "另按其中确应退缴的10万元的10%加收1万元", "10% of the 100,000 yuan of it that are rightly asked back, 10,000 yuan"),
        (1, "另按其中确应退缴的0.01元的10%加收0元", "10% of the 0.01 yuan of it"),
    ],
)
def test_letter_of_a_lowered_demand_says_the_surcharge_on_what_is_rightly_asked(rightly_fen: int, zh: str, en: str) -> None:
    reckoning = {"paid_fen": 50_000_000, "surcharge": "0.1", "interest_of_fen": rightly_fen, "lowered_from_fen": 30_000_000}
    for language, said in (("zh", zh), ("en", en)):
        written = how_reckoned(reckoning, 25_000_000, language)
        assert written is not None
        assert said in written


@pytest.mark.parametrize("language", ["zh", "en"])
def test_letter_of_a_lowered_demand_says_no_surcharge_when_nothing_is_rightly_asked(language: str) -> None:
    written = how_reckoned({"paid_fen": 50_000_000, "surcharge": "0.1", "interest_of_fen": 0}, 25_000_000, language)
    assert written is not None
    assert "10%" not in written
