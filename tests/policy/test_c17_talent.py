from tests.policy.baselines import failed, judge

ELSEWHERE = {"registered_in_area": False, "taxed_in_area": False, "statistics_in_area": False}


def test_talent_benefits_in_kind_when_recognised() -> None:
    result = judge("talent-benefits", applicant={"type": "person", **ELSEWHERE})
    assert (result.outcome, result.award_fen) == ("in_kind", None)


def test_talent_is_rejected_when_not_recognised() -> None:
    assert failed(judge("talent-benefits", recognised_talent=False)) == ["recognised_talent"]


def test_enterprise_is_held_to_its_registrations_when_it_applies_for_talent() -> None:
    assert failed(judge("talent-benefits", applicant=ELSEWHERE)) == list(ELSEWHERE)
