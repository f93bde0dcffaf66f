"""从优适用的测试。Who says what an older policy would pay, how, and what a letter says of it: what an officer stated, or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from policy.errors import Refusal
from policy.judging.assessment import assess
from policy.judging.catalogue import ITEMS, item
from policy.judging.provenance import OLDER_POLICY, unproved
from policy.language.items import Item, Outcome, Review
from policy.letters.bodies import Bodies
from policy.letters.decision import Decision, Standing
from policy.letters.letter import letter_of_application
from policy.money import MAX_FEN
from policy.processes.application.lifecycle import Stage
from policy.processes.application.older_policy import MOST_WORDS, is_asked, older_policy_form, read_older_policy
from tests.policy.baselines import FACTS, WAN

CENTRE = item("innovation-centre")
BODIES = Bodies("北京市人民政府", "北京市大兴区人民法院")
GROUND = "京开〔2019〕3号第四条"
HERE: dict[str, Any] = {
    "type": "enterprise",
    "registered_in_area": True,
    "taxed_in_area": True,
    "statistics_in_area": True,
    "records": [],
}
DATES = {"matter_date": "2026-03-01", "application_date": "2026-03-02"}
SAID = {"supplied_by": "confirmed", "by": "officer-1", "at": "2026-03-03T09:00:00+08:00", "department": "sti", "ground": GROUND}


def letter(stated: dict[str, Any] | None, *, read: bool = True, language: str = "zh", **decision: Any) -> str:
    """Return the letter of an award of which an officer stated something of an older policy, or nothing."""
    facts: dict[str, Any] = FACTS["innovation-centre"] | DATES | {"applicant": HERE}
    result = assess("innovation-centre", facts | ({OLDER_POLICY: stated["fen"]} if stated and read else {}))
    tree = result.tree | {"provenance": {OLDER_POLICY: SAID | stated} if stated else {}}
    told = {"standing": Standing.AWARDED, "award_fen": result.award_fen, "stage": Stage.PUBLIC_NOTICE} | decision
    return letter_of_application(CENTRE, Decision("BDA-1", "演示企业", **told), tree, BODIES, language)


@pytest.mark.parametrize("one", ITEMS.values(), ids=lambda one: one.code)
def test_one_department_says_so_when_a_formula_gives_the_amount(one: Item) -> None:
    asked = [department for department in one.departments if is_asked(one, department)]
    if one.outcome is not Outcome.AWARD:
        assert asked == []
    elif one.review is Review.JOINT:
        assert asked == [one.departments[0]]
    else:
        assert asked == list(one.departments)


@pytest.mark.parametrize(
    ("older", "valid"),
    [
        (None, False),
        ({}, False),
        ({"fen": 0}, False),
        ({"ground": GROUND}, False),
        ({"fen": -1, "ground": GROUND}, False),
        ({"fen": True, "ground": GROUND}, False),
        ({"fen": 0, "ground": ""}, False),
        ({"fen": 0, "ground": "无" * (MOST_WORDS + 1)}, False),
        ({"fen": MAX_FEN + 1, "ground": GROUND}, False),
        ({"fen": 0, "ground": "无" * MOST_WORDS}, True),
        ({"fen": MAX_FEN, "ground": GROUND}, True),
    ],
)
def test_form_and_refusal_agree_on_what_is_an_answer(older: Any, valid: bool) -> None:  # noqa: FBT001 - a parameter
    form = {"type": "object", **older_policy_form("recommended")}
    Draft202012Validator.check_schema(form)
    answer = {"decision": "recommended"} | ({} if older is None else {"older_policy": older})
    assert Draft202012Validator(form).is_valid(answer) == valid
    if valid:
        assert read_older_policy(CENTRE, older) == older
    else:
        with pytest.raises(Refusal) as refused:
            read_older_policy(CENTRE, older)
        assert all(fault.field.startswith("older_policy.") for fault in refused.value.faults)


def test_blank_ground_is_none() -> None:
    with pytest.raises(Refusal):
        read_older_policy(CENTRE, {"fen": 0, "ground": " \u3000"})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_letter_says_nothing_of_older_policies_when_nobody_stated_anything(language: str) -> None:
    said = letter(None, language=language)
    assert "此前同类政策" not in said
    assert "older policy" not in said


def test_letter_says_what_an_officer_stated() -> None:
    said = letter({"fen": 0})
    assert f"此前同类政策可支持金额：0元，科技创新局于2026年3月3日据“{GROUND}”确认" in said
    assert "officer-1" not in said


def test_letter_says_that_the_opinions_were_chosen() -> None:
    said = letter({"fen": 80 * WAN, "set_aside_by": "head", "set_aside_at": SAID["at"]}, read=False)
    assert "此前同类政策可支持金额：80万元" in said
    assert "经审批，适用本意见" in said


def test_letter_names_both_amounts_when_the_older_policy_was_chosen() -> None:
    said = letter(
        {"fen": 80 * WAN},
        standing=Standing.OLDER_POLICY,
        stage=Stage.OLDER_POLICY,
        award_fen=None,
        older=(80 * WAN, 50 * WAN),
        reason="标准更高",
    )
    for part in ("适用此前同类政策的通知书", "按此前同类政策可获支持80万元", "按本意见核算的支持金额为50万元", "理由：标准更高。"):
        assert part in said
    assert "决定不予支持" not in said


def test_letter_never_says_that_whoever_is_paid_under_an_older_policy_is_refused() -> None:
    chosen: dict[str, Any] = {"older": (80 * WAN, 50 * WAN), "reason": "标准更高", "award_fen": None, "reconsidered": True}
    said = letter({"fen": 80 * WAN}, standing=Standing.OLDER_POLICY, stage=Stage.OLDER_POLICY_FINAL, **chosen)
    assert "经复核，维持原决定，适用此前同类政策。" in said
    assert "不予支持" not in said


@pytest.mark.parametrize(("kept_fen", "missing"), [(80, []), (79, [OLDER_POLICY])])
def test_assessment_is_proved_when_it_reads_the_amount_that_was_stated(kept_fen: int, missing: list[str]) -> None:
    facts = {OLDER_POLICY: 80}
    assert unproved(CENTRE, facts, {OLDER_POLICY: SAID | {"fen": kept_fen}}) == missing
    assert unproved(CENTRE, facts, {}) == [OLDER_POLICY]
