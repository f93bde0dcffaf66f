"""分期拨付的文书。How a letter names the parts of an award: each amount, when it is paid, and what has to hold."""

from __future__ import annotations

from typing import Any

import pytest

from policy.letters.instalment_notice import parts_of_award
from policy.money import wan

FIRST: dict[str, Any] = {"share": "0.4", "amount_fen": wan(12)}
LATER: dict[str, Any] = {"share": "0.6", "amount_fen": wan(18), "months": 12}
CONDITION = {"condition": {"zh": "验收通过", "en": "it passed acceptance"}}


@pytest.mark.parametrize(
    ("later", "language", "said"),
    [
        (LATER, "zh", "于首期拨付之日起满12个月拨付。"),
        (LATER, "en", "12 months after the first payment."),
        (LATER | CONDITION, "zh", "最迟应在首期拨付之日起满12个月前满足：验收通过。条件未在期限内满足的"),
        (
            LATER | CONDITION,
            "en",
            "once this was found to hold, at the latest 12 months after the first payment: it passed acceptance. A part",
        ),
        ({"share": "0.6", "amount_fen": wan(18), "on": "2027-06-30"}, "zh", "于2027年6月30日拨付。"),
        ({"share": "0.6", "amount_fen": wan(18), "on": "2027-06-30"}, "en", "on 30 June 2027."),
    ],
)
def test_letter_names_when_or_on_which_condition_a_part_is_paid(later: dict[str, Any], language: str, said: str) -> None:
    paragraph = parts_of_award([FIRST, later], language)
    assert said in paragraph
    assert ("18万元" if language == "zh" else "180,000") in paragraph
