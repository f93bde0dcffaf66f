import pytest

from tests.policy.baselines import WAN, failed, judge

NAMED = {
    ("national_sci_tech", "first"): 100,
    ("national_sci_tech", "second"): 50,
    ("beijing_tech_invention", "special"): 100,
    ("beijing_tech_invention", "first"): 50,
    ("beijing_tech_invention", "second"): 30,
    ("beijing_sci_tech_progress", "special"): 100,
    ("beijing_sci_tech_progress", "first"): 50,
    ("beijing_sci_tech_progress", "second"): 30,
}
PRIZES = ("national_sci_tech", "beijing_tech_invention", "beijing_sci_tech_progress", "other")
GRADES = ("special", "first", "second", "other")
UNNAMED = [(prize, grade) for prize in PRIZES for grade in GRADES if (prize, grade) not in NAMED]


@pytest.mark.parametrize(("prize", "grade"), NAMED)
def test_prize_is_rewarded_when_the_clause_names_it(prize: str, grade: str) -> None:
    result = judge("science-award", prize=prize, grade=grade)
    assert (result.award_fen, result.capped) == (NAMED[prize, grade] * WAN, False)


@pytest.mark.parametrize(("prize", "grade"), UNNAMED)
def test_prize_is_rejected_when_the_clause_does_not_name_it(prize: str, grade: str) -> None:
    assert failed(judge("science-award", prize=prize, grade=grade)) == ["prize_named"]


def test_prize_is_rejected_when_its_certificate_was_rewarded() -> None:
    result = judge("science-award", already_paid_fen=100 * WAN)
    assert (result.outcome, failed(result)) == ("reject", ["something_left"])
