"""Letters are silent about awards of others: neither their number nor their amount is anybody else's business."""

from __future__ import annotations

from typing import Any

import pytest

from policy.letters.decision import Decision, Standing
from policy.letters.letter import letter_of_application
from tests.policy.baselines import WAN, judge

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
OWN = [{"number": "BDA-2026-05-000001", "amount_fen": 7 * WAN, "counted_in": ["already_paid_fen"]}]


def written(code: str, standing: Standing, language: str, of_others: list[str], **facts: Any) -> str:
    """Return a letter of an assessment in which awards of others count, beside one of the applicant's own."""
    result = judge(code, **facts)
    tree = result.tree | {"earlier_awards": OWN, "of_others": of_others}
    amount = {"award_fen": result.award_fen} if standing is Standing.AWARDED else {}
    return letter_of_application(result.item, Decision("BDA-1", "甲公司", standing, **amount), tree, language)


@LANGUAGES
@pytest.mark.parametrize(
    ("code", "name", "paid_fen", "sum_in_yuan"),
    [
        ("innovation-centre", "already_paid_fen", 123 * WAN, "1,230,000"),
        ("patent-pool", "cap_used_fen", 4_977 * WAN, "49,770,000"),
        ("state-project-match", "already_paid_fen", 33 * WAN, "330,000"),
    ],
)
def test_award_says_what_is_left_and_not_what_others_received(language: str, code: str, name: str, paid_fen: int, sum_in_yuan: str) -> None:
    facts = {name: paid_fen}
    silent = written(code, Standing.AWARDED, language, [name], **facts)
    assert sum_in_yuan in written(code, Standing.AWARDED, language, [], **facts)
    assert sum_in_yuan not in silent
    assert OWN[0]["number"] in silent


@LANGUAGES
@pytest.mark.parametrize(
    ("code", "facts"),
    [("innovation-centre", {"already_paid_fen": 1_234 * WAN}), ("patent-pool", {"cap_used_fen": 5_678 * WAN})],
)
def test_refusal_says_that_nothing_is_left_and_not_what_others_received(language: str, code: str, facts: dict[str, Any]) -> None:
    silent = written(code, Standing.REFUSED, language, list(facts), **facts)
    open_about_it = written(code, Standing.REFUSED, language, [], **facts)
    for amount in ("12,340,000", "56,780,000"):
        assert amount not in silent
    assert any(amount in open_about_it for amount in ("12,340,000", "56,780,000"))
    assert ("没有可以支持的余额" if language == "zh" else "nothing is left to pay") in silent
