import pytest

from tests.policy.baselines import WAN, failed, judge

NEW = {
    ("national", "newly_introduced"): 1000,
    ("national", "newly_approved"): 1000,
    ("national", "newly_obtained"): 1000,
    ("municipal", "newly_introduced"): 100,
    ("municipal", "newly_approved"): 100,
    ("municipal", "newly_obtained"): 100,
    ("bda", "newly_approved"): 50,
    ("bda", "newly_obtained"): 50,
}
EVENTS = ("newly_introduced", "newly_approved", "newly_obtained", "renewed")
NOT_NEW = [(level, event) for level in ("national", "municipal", "bda") for event in EVENTS if (level, event) not in NEW]


@pytest.mark.parametrize(("level", "event"), NEW)
def test_title_is_supported_when_new_at_its_level(level: str, event: str) -> None:
    assert judge("innovation-centre", level=level, event=event).award_fen == NEW[level, event] * WAN


@pytest.mark.parametrize(("level", "event"), NOT_NEW)
def test_title_is_rejected_when_not_new_in_the_way_of_its_level(level: str, event: str) -> None:
    assert failed(judge("innovation-centre", level=level, event=event)) == ["title_new_at_level"]


def test_title_above_the_general_cap_is_paid_in_full_when_its_amount_is_fixed() -> None:
    result = judge("innovation-centre")
    assert (result.award_fen, result.capped) == (1000 * WAN, False)


def test_title_is_rejected_when_it_was_paid_before() -> None:
    assert judge("innovation-centre", already_paid_fen=1000 * WAN).outcome == "reject"
