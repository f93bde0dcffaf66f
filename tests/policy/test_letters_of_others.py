"""Letters are silent about awards of others: neither their number nor their amount is anybody else's business."""

from __future__ import annotations

from typing import Any

import pytest

from policy.letters.decision import Decision, Standing
from policy.letters.letter import letter_of_application
from policy.letters.wording import amount_in
from tests.policy.baselines import WAN, judge
from tests.policy.letters import BODIES

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
OWN: list[dict[str, Any]] = [{"number": "BDA-2026-05-000001", "amount_fen": 7 * WAN, "counted_in": ["already_paid_fen"]}]


def written(code: str, standing: Standing, language: str, of_others: list[str], **facts: Any) -> str:
    """Return a letter of an assessment in which awards of others count, beside one of the applicant's own."""
    result = judge(code, **facts)
    tree = result.tree | {"earlier_awards": OWN, "of_others": of_others}
    decision = Decision("BDA-1", "甲公司", standing, award_fen=result.award_fen if standing is Standing.AWARDED else None)
    return letter_of_application(result.item, decision, tree, BODIES, language)


@LANGUAGES
@pytest.mark.parametrize(
    ("code", "name", "paid_fen"),
    [
        ("innovation-centre", "already_paid_fen", 123 * WAN),
        ("patent-pool", "cap_used_fen", 4_977 * WAN),
        ("state-project-match", "already_paid_fen", 33 * WAN),
    ],
)
def test_award_says_what_is_left_and_not_what_others_received(language: str, code: str, name: str, paid_fen: int) -> None:
    facts, paid = {name: paid_fen}, amount_in(language, paid_fen)
    silent = written(code, Standing.AWARDED, language, [name], **facts)
    assert paid in written(code, Standing.AWARDED, language, [], **facts)
    assert paid not in silent
    assert OWN[0]["number"] in silent


@LANGUAGES
@pytest.mark.parametrize(
    ("code", "facts"),
    [("innovation-centre", {"already_paid_fen": 1_234 * WAN}), ("patent-pool", {"cap_used_fen": 5_678 * WAN})],
)
def test_refusal_says_that_nothing_is_left_and_not_what_others_received(language: str, code: str, facts: dict[str, Any]) -> None:
    silent = written(code, Standing.REFUSED, language, list(facts), **facts)
    open_about_it = written(code, Standing.REFUSED, language, [], **facts)
    [paid] = (amount_in(language, fen) for fen in facts.values())
    assert paid not in silent
    assert paid in open_about_it
    assert ("没有可以支持的余额" if language == "zh" else "nothing is left to pay") in silent
    disputed = "上述已核定支持的金额" if language == "zh" else "what is said to have been awarded wrong"
    assert (disputed in open_about_it, disputed in silent) == (True, False)
