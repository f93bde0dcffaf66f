"""The letter of a re-decision says of a debt what is asked back, by which rule it is less or nothing, and what is owed on top."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from policy.judging.catalogue import item as item_called
from policy.letters.asked_back import asked_back
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter
from policy.letters.redecision_notice import Changed, redecision_intended, redecision_notice
from policy.money import parse_rate
from policy.processes.clawback.conditions import Conditions, Money
from policy.processes.redecision.reckoning import Outcome
from tests.policy.baselines import WAN

ITEM = item_called("science-award")
PAID_ON, LATER, BODIES = date(2024, 5, 18), date(2026, 5, 19), Bodies("某市人民政府", "某区人民法院")
MATTER = Matter("RD-2026-000005", "甲公司", "sti", LATER)
FACTS = {"grade": {"before": "first", "after": "second"}}
CHANGED = Changed("BDA-2026-05-000017", Outcome.DEBT, FACTS, "函", "误", 50 * WAN, 30 * WAN, 20 * WAN)

HALF, TENTH = parse_rate("0.5"), parse_rate("0.1")
# What the rules in force say, and what an official reads of it: what is asked, how it is reckoned, and no other amount.
RULES: dict[str, tuple[Conditions, list[str], list[str]]] = {
    "no rule": (Conditions(), ["退回多拨付的人民币20万元"], ["不予追回", "加收"]),
    "a share": (Conditions(share=HALF), ["要求退回其中的50%，即10万元", "退回其中的人民币10万元", "其余10万元不予追回"], ["人民币20万元"]),
    "the whole as a share": (Conditions(share=parse_rate("1")), ["退回多拨付的人民币20万元"], ["其余", "100%"]),
    "a surcharge": (Conditions(surcharge=TENTH), ["人民币20万元", "另按退缴金额的10%加收2万元，合计22万元"], []),
    "a share and a surcharge": (Conditions(share=HALF, surcharge=TENTH), ["人民币10万元", "加收1万元，合计11万元"], ["人民币20万元"]),
    "a floor above it": (Conditions(floor_fen=30 * WAN), ["多拨付的20万元低于实施细则规定的追回金额下限30万元", "不予追回"], ["人民币"]),
    "a floor above its share": (
        Conditions(floor_fen=15 * WAN, share=HALF),
        ["其中的50%，即10万元，低于", "下限15万元"],
        ["人民币"],
    ),
    "a floor below it": (Conditions(floor_fen=20 * WAN), ["退回多拨付的人民币20万元"], ["不予追回"]),
    "a limitation": (Conditions(limitation_years=2), ["已超过实施细则规定的自拨付之日起2年的追回期限"], ["人民币"]),
    "no share": (Conditions(share=parse_rate("0")), ["追回比例（0%）不要求退回"], ["人民币"]),
}


def asked_by(conditions: Conditions) -> dict[str, Any]:
    """Return what a re-decision keeps of what the rules have asked of its debt."""
    found = conditions.asked(20 * WAN, [Money(PAID_ON, 20 * WAN)], LATER)
    return {"amount_fen": found.amount_fen} | found.reckoning


@pytest.mark.parametrize("rule", RULES)
def test_letters_of_a_debt_say_what_is_asked_of_it_and_by_which_rule(rule: str) -> None:
    conditions, said, unsaid = RULES[rule]
    changed = replace(CHANGED, asked=asked_by(conditions))
    decided = redecision_notice(ITEM, MATTER, changed, BODIES, "zh").paragraphs
    intended = redecision_intended(ITEM, MATTER, changed, LATER, "zh").paragraphs
    for letter in ("".join(decided), "".join(intended)):
        assert "由50万元变为30万元" in letter
        assert [words for words in said if words not in letter] == []
        assert [words for words in unsaid if words in letter] == []
    assert ("贵单位无需退缴" in "".join(decided)) is not bool(changed.asked["amount_fen"])


@pytest.mark.parametrize("rule", RULES)
def test_letter_of_a_debt_leaves_no_gap_in_either_language(rule: str) -> None:
    for language in ("zh", "en"):
        (sentence,) = asked_back(20 * WAN, asked_by(RULES[rule][0]), language, decided=True)
        assert "{" not in sentence
        assert "None" not in sentence


def test_letter_says_what_was_asked_and_is_no_longer_when_a_share_had_been_asked() -> None:
    changed = replace(CHANGED, outcome=Outcome.RELIEF, amount_fen=50 * WAN, relieved_fen=50 * WAN, asked_less_fen=25 * WAN)
    letter = "".join(redecision_notice(ITEM, MATTER, changed, BODIES, "zh").paragraphs)
    assert "人民币25万元（大写：人民币贰拾伍万元整）不再退缴" in letter
    assert "50万元现属应支持金额，其中按实施细则要求退缴的为上述25万元" in letter
    assert "人民币50万元" not in letter
