"""上位政策调低标准。A superior policy goes past what a rule may, in one direction: it lowers what the clause gives, and never raises it."""

from __future__ import annotations

from typing import Any

import pytest

from policy.errors import Refusal
from policy.judging.assessment import assess
from policy.judging.catalogue import ITEMS
from policy.judging.implementing_rules import RuleBook
from policy.judging.superior_policy import named
from policy.letters.letter import letter
from tests.architecture.chinese import faults_of as words_wrong
from tests.policy.baselines import WAN, document, rules_of

TITLE = "关于调整市级科技资金支持标准的通知"
NATIONAL_NEW = "national/newly_approved"


def superior(code: str, begins: str = "2022-01-14", ends: str | None = None, applies_to: str = "matters", **values: Any) -> dict[str, Any]:
    policy = {"title": TITLE, "applies_to": applies_to}
    body = {"item": code, "from": begins, "values": values, "document_no": "京政发〔2026〕7号", "superior": policy}
    return body | ({"to": ends} if ends else {})


def award(code: str, *rules: dict[str, Any], **facts: Any) -> int | None:
    return assess(code, document(code, **facts), [*rules_of(code), *rules]).award_fen


def faults_of(written: dict[str, Any]) -> list[str]:
    with pytest.raises(Refusal) as refused:
        RuleBook.parse([written])
    return [fault.field for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("code", "values", "share"),
    [
        ("rd-growth", {"rate": "0.10"}, 2),
        ("core-technology", {"rate": "0.25"}, 2),
        ("plan-rent", {"rate": "0.01"}, None),
        ("innovation-centre", {"supports": {NATIONAL_NEW: 500 * WAN}}, 2),
    ],
)
def test_award_follows_the_lower_figure_whether_the_clause_fixes_bounds_or_leaves_it_open(
    code: str, values: dict[str, Any], share: int | None
) -> None:
    before, after = award(code), award(code, superior(code, **values))
    assert before is not None
    assert after is not None
    assert after < before
    assert share is None or after == before // share


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_cap_is_lowered_to_the_fen(step: int) -> None:
    formula = award("rd-growth")
    assert formula is not None
    lowered = award("rd-growth", superior("rd-growth", cap_fen=formula + step))
    assert lowered == formula + min(step, 0)


def test_entries_of_a_table_that_are_not_named_stay() -> None:
    named = superior("innovation-centre", supports={NATIONAL_NEW: 500 * WAN})
    assert award("innovation-centre", named) == 500 * WAN
    assert award("innovation-centre", named, level="bda") == award("innovation-centre", level="bda")


def test_lowest_of_several_stands_in_whatever_order_they_are_and_a_rule_below_it_stays() -> None:
    ten, fifteen = superior("plan-rent", rate="0.10"), superior("plan-rent", "2023-01-01", rate="0.15")
    rule = {"item": "plan-rent", "from": "2024-01-01", "values": {"rate": "0.05"}}
    facts = document("plan-rent")
    assert assess("plan-rent", facts, [ten, fifteen, *rules_of("plan-rent")]).tree["parameters"]["rate"] == "0.1"
    assert assess("plan-rent", facts, [fifteen, ten, *rules_of("plan-rent"), rule]).tree["parameters"]["rate"] == "0.05"


def test_figure_that_no_rule_sets_is_still_missing_when_it_is_lowered() -> None:
    assert assess("plan-rent", document("plan-rent"), [superior("plan-rent", rate="0.10")]).outcome == "needs_parameter"


@pytest.mark.parametrize(
    ("applies_to", "begins", "lowered"),
    [
        ("matters", "2025-12-30", True),
        ("matters", "2025-12-31", True),
        ("matters", "2026-01-01", False),
        ("applications", "2026-03-01", True),
        ("applications", "2026-03-02", True),
        ("applications", "2026-03-03", False),
    ],
)
def test_figure_is_lowered_from_its_day_of_matters_or_of_applications(applies_to: str, begins: str, lowered: bool) -> None:  # noqa: FBT001
    facts = {"matter_date": "2025-12-31", "application_date": "2026-03-02"}
    rule = superior("rd-growth", begins, applies_to=applies_to, rate="0.10")
    assert (award("rd-growth", rule, **facts) == award("rd-growth", **facts)) is not lowered


def test_figure_stands_again_after_the_last_day() -> None:
    facts = {"matter_date": "2025-12-31", "application_date": "2026-03-02"}
    rule = superior("rd-growth", "2025-01-01", "2025-12-30", rate="0.10")
    assert award("rd-growth", rule, **facts) == award("rd-growth", **facts)


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("rd-growth", {"rate": "0.21"}),
        ("rd-growth", {"target_growth_rate": "0.01"}),
        ("rd-growth", {"cap_fen": 300 * WAN + 1}),
        ("relocation-equipment", {"least_equipment_fen": 1}),
        ("loan-interest", {"most_principal_fen": 1}),
        ("innovation-centre", {"supports": {NATIONAL_NEW: 1000 * WAN + 1}}),
        ("innovation-centre", {"supports": {"national/nothing": 1}}),
        ("innovation-centre", {"supports": {}}),
        ("innovation-centre", {"supports": {NATIONAL_NEW: -1}}),
        ("innovation-centre", {"supports": 5}),
        ("plan-rent", {"stay_years": 1}),
        ("plan-rent", {"cap_scope": "programme"}),
        ("plan-rent", {"unknown": 1}),
    ],
)
def test_superior_policy_is_refused_where_it_raises_or_is_about_no_support(code: str, values: dict[str, Any]) -> None:
    assert faults_of(superior(code, **values)) == [f"rules[0].values.{name}" for name in values]


@pytest.mark.parametrize(
    ("policy", "field"),
    [
        ("x", "superior"),
        ({}, "superior.title"),
        ({"title": "  "}, "superior.title"),
        ({"title": TITLE, "applies_to": "everything"}, "superior.applies_to"),
        ({"title": TITLE, "applies_to": []}, "superior.applies_to"),
        ({"title": TITLE, "more": 1}, "superior.more"),
    ],
)
def test_superior_policy_is_refused_when_it_is_not_named(policy: object, field: str) -> None:
    assert faults_of(superior("rd-growth", rate="0.10") | {"superior": policy}) == [f"rules[0].{field}"]


def test_rule_of_the_department_lowers_nothing_the_clause_fixes() -> None:
    own = {name: value for name, value in superior("rd-growth", rate="0.10").items() if name != "superior"}
    assert faults_of(own) == ["rules[0].values.rate"]


@pytest.mark.parametrize("code", ["rd-growth", "innovation-centre"])
def test_assessment_is_the_same_when_recomputed_from_what_was_stored(code: str) -> None:
    values: dict[str, Any] = {"rate": "0.10"} if code == "rd-growth" else {"supports": {NATIONAL_NEW: 500 * WAN}}
    first = assess(code, document(code), [*rules_of(code), superior(code, applies_to="applications", **values)])
    again = assess(code, first.tree["facts"], first.rules_in_force)
    assert (again.tree, again.rules_hash) == (first.tree, first.rules_hash)


@pytest.mark.parametrize(
    ("code", "values", "says"),
    [
        ("rd-growth", {"rate": "0.10"}, "支持比例调低为10%"),
        ("rd-growth", {"cap_fen": 10 * WAN}, "最高支持金额调低为10万元"),
        ("innovation-centre", {"supports": {NATIONAL_NEW: 500 * WAN}}, "支持标准已经调低"),
    ],
)
def test_letter_cites_the_superior_policy_by_its_title_and_says_what_it_lowers(code: str, values: dict[str, Any], says: str) -> None:
    result = assess(code, document(code), [*rules_of(code), superior(code, **values)])
    page = letter(result)
    assert f"根据上位政策《{TITLE}》（京政发〔2026〕7号），{says}。" in page
    assert f"上位政策《{TITLE}》（京政发〔2026〕7号，自2022年1月14日起调低支持标准）。" in page
    assert not [wrong for line in page.splitlines() for wrong in words_wrong(line, alone=False)]
    assert f"the superior policy “{TITLE}” (京政发〔2026〕7号), lowering the support from 14 January 2022" in letter(result, "en")


def test_every_figure_of_support_can_be_lowered_and_no_condition() -> None:
    for item in ITEMS.values():
        for name, parameter in item.parameters.items():
            assert parameter.support == (name in {"rate", "cap_fen", "rewards", "supports", "face_fen"} or name.startswith("per_")), name


@pytest.mark.parametrize(
    ("rules", "chinese", "english"),
    [
        (
            [("关于甲的通知", "京政发〔2026〕12号")],
            "上位政策《关于甲的通知》（京政发〔2026〕12号）",
            "the superior policy “关于甲的通知” (京政发〔2026〕12号)",
        ),
        ([(None, "细则1号")], "上位政策", "a superior policy"),
        ([("关于甲的通知", None)], "上位政策《关于甲的通知》", "the superior policy “关于甲的通知”"),
        (
            [("关于甲的通知", "甲〔2026〕1号"), (None, "细则1号"), ("关于乙的通知", "乙〔2026〕2号")],
            "上位政策《关于甲的通知》（甲〔2026〕1号）、上位政策《关于乙的通知》（乙〔2026〕2号）",
            "the superior policy “关于甲的通知” (甲〔2026〕1号) and the superior policy “关于乙的通知” (乙〔2026〕2号)",
        ),
    ],
)
def test_superior_policies_are_named_by_title_and_number(rules: list[tuple[str | None, str | None]], chinese: str, english: str) -> None:
    written = [{"document_no": number} | ({"superior": {"title": title}} if title else {}) for title, number in rules]
    assert named(written).as_dict() == {"zh": chinese, "en": english}
