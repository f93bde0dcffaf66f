"""承诺条款。What a commitment says, how long it binds, when a filing is late, and what it covers."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from policy.errors import Refusal
from policy.judging.catalogue import item
from policy.processes.clawback.repayment import Terms
from policy.processes.commitment.terms import (
    FILING_KINDS,
    REGISTRATIONS,
    binds_on,
    check_planned_day,
    concerns,
    demand,
    is_late,
    last_day,
    must_be_here,
    releases,
    rules_of_late_rate,
    touches,
    unexcused,
    written_terms,
)
from policy.processes.commitment.told import next_if_waiting

ITEM = item("innovation-centre")
SIGNED = date(2026, 3, 1)
PAID = 50_000_000
DECREED = "京技管〔2026〕9号"


def rule(**values: Any) -> dict[str, Any]:
    return {"item": ITEM.code, "from": "2026-01-01", "values": values, "document_no": DECREED}


def test_terms_leave_years_open_and_ask_for_nothing_when_no_rule_says() -> None:
    terms = written_terms(ITEM, [], SIGNED)
    assert (terms["stay_years"], terms["repay"], terms["documents"], terms["rules"]) == (None, "none", [], [])
    assert "未规定年限" in terms["text"]["zh"]


def test_terms_say_what_the_rule_of_the_day_says() -> None:
    terms = written_terms(ITEM, [rule(stay_years=5, repay="full")], SIGNED)
    assert (terms["stay_years"], terms["repay"], terms["documents"]) == (5, "full", [DECREED])
    assert terms["rules"] == [rule(stay_years=5, repay="full")]
    assert "5 years" in terms["text"]["en"]
    assert Terms.parse(terms) == Terms("full", 5)


@pytest.mark.parametrize("years", [{}, {"stay_years": 5}])
@pytest.mark.parametrize("repay", ["none", "pro_rata", "full"])
def test_text_that_is_signed_says_what_lateness_costs_when_a_rule_sets_a_rate(years: dict[str, int], repay: str) -> None:
    terms = written_terms(ITEM, [rule(repay=repay, late_rate="0.0005", **years)], SIGNED)
    assert "每日按0.05%计收逾期利息" in terms["text"]["zh"]
    assert "interest of 0.05% a day" in terms["text"]["en"]
    assert rules_of_late_rate(terms) is None


@pytest.mark.parametrize("rate", [{}, {"late_rate": "0"}])
def test_text_that_is_signed_says_nothing_of_interest_when_there_is_none(rate: dict[str, str]) -> None:
    assert "利息" not in written_terms(ITEM, [rule(stay_years=5, **rate)], SIGNED)["text"]["zh"]


def test_interest_rests_on_the_rules_when_the_text_that_was_signed_does_not_say_it() -> None:
    rules = [rule(late_rate="0.0005"), rule(stay_years=5) | {"document_no": "京技管〔2026〕10号"}]
    older = written_terms(ITEM, rules, SIGNED) | {"text": {"zh": "自签署之日起在本区持续经营5年。", "en": "To stay for 5 years."}}
    assert rules_of_late_rate(older) == [DECREED]
    assert Terms.parse(older).late_rate == Fraction("0.0005")


def test_terms_name_no_document_when_the_rules_in_force_are_about_something_else() -> None:
    other = {"item": "core-technology", "from": "2026-01-01", "values": {"rate": "0.3"}, "document_no": DECREED}
    terms = written_terms(item("core-technology"), [other], SIGNED)
    assert (terms["documents"], terms["rules"]) == ([], [])


@pytest.mark.parametrize(
    ("starts_on", "years", "last"),
    [
        (date(2026, 3, 1), 3, date(2029, 2, 28)),
        (date(2026, 1, 1), 1, date(2026, 12, 31)),
        (date(2028, 2, 29), 1, date(2029, 2, 27)),
        (date(2028, 2, 29), 4, date(2032, 2, 28)),
        (date(2026, 3, 1), 0, date(2026, 3, 1)),
    ],
)
def test_last_day_is_the_one_before_the_anniversary(starts_on: date, years: int, last: date) -> None:
    assert last_day(starts_on, years) == last


@pytest.mark.parametrize(("days", "late"), [(-1, True), (0, True), (1, False)])
def test_filing_is_late_when_the_change_is_not_after_it(days: int, late: bool) -> None:  # noqa: FBT001 - a table
    assert is_late(SIGNED + timedelta(days=days), SIGNED) is late


@pytest.mark.parametrize(
    ("kind", "repaid", "over"),
    [("relocation", False, True), ("deregistration", False, True), ("statistics", False, False), ("statistics", True, True)],
)
def test_filing_releases_when_the_enterprise_leaves_or_repays(kind: str, repaid: bool, over: bool) -> None:  # noqa: FBT001 - a table
    assert releases(kind, repaid=repaid) is over


@pytest.mark.parametrize(
    ("filed", "left"),
    [
        ([], list(REGISTRATIONS)),
        (["relocation"], []),
        (["tax_registration"], ["registered_in_area", "statistics_in_area"]),
        (["tax_registration", "statistics"], ["registered_in_area"]),
        (["change_of_control", "other"], list(REGISTRATIONS)),
    ],
)
def test_filing_covers_the_registrations_it_is_about(filed: list[str], left: list[str]) -> None:
    assert unexcused(REGISTRATIONS, filed) == left


@pytest.mark.parametrize(
    ("terms", "amount_fen"),
    [
        (Terms(), 0),
        (Terms("full", 3), PAID),
        (Terms("full", None), PAID),
        (Terms("pro_rata", None), 0),
        # 1096 days, 365 of them served: 731 / 1096 of the award, rounded down to the fen.
        (Terms("pro_rata", 3), PAID * 731 // 1096),
    ],
)
def test_leaving_costs_what_was_signed_and_nothing_that_cannot_be_reckoned(terms: Terms, amount_fen: int) -> None:
    assert demand(terms, PAID, SIGNED, SIGNED + timedelta(days=365)).amount_fen == amount_fen


def test_demand_says_why_nothing_was_reckoned_when_no_years_were_signed() -> None:
    assert demand(Terms("pro_rata", None), PAID, SIGNED, SIGNED).reckoning["not_reckoned"] == "stay_years"


@pytest.mark.parametrize(
    ("kind", "items", "checked"),
    [
        ("enterprise", ["innovation-centre"], True),
        ("university_or_institute", ["tech-transfer"], False),
        ("university_or_institute", ["tech-transfer", "innovation-centre"], True),
    ],
)
def test_only_who_has_to_be_in_the_area_is_checked(kind: str, items: list[str], checked: bool) -> None:  # noqa: FBT001 - a table
    assert must_be_here(kind, items) is checked


@pytest.mark.parametrize(
    ("planned_on", "taken"),
    [
        (SIGNED - timedelta(days=1), False),
        (SIGNED, True),
        (date(2036, 5, 1), True),
        (date(2036, 5, 2), False),
        (date(9999, 12, 31), False),
    ],
)
def test_day_of_a_change_lies_between_the_signing_and_ten_years_on(planned_on: date, taken: bool) -> None:  # noqa: FBT001 - a table
    if taken:
        check_planned_day(planned_on, SIGNED, date(2026, 5, 1))
        return
    with pytest.raises(Refusal) as refused:
        check_planned_day(planned_on, SIGNED, date(2026, 5, 1))
    assert [fault.field for fault in refused.value.faults] == ["planned_on"]


@pytest.mark.parametrize(
    ("until", "days", "bound"),
    [(SIGNED, -1, False), (SIGNED, 0, True), (SIGNED, 1, False), (SIGNED + timedelta(days=1), 1, True), (None, 10_000, True)],
)
def test_undertaking_binds_from_its_first_day_to_its_last(until: date | None, days: int, bound: bool) -> None:  # noqa: FBT001 - a table
    assert binds_on(SIGNED, until, SIGNED + timedelta(days=days)) is bound


@pytest.mark.parametrize("kind", FILING_KINDS)
@pytest.mark.parametrize(("beneficiary", "item_code"), [("enterprise", "innovation-centre"), ("university_or_institute", "tech-transfer")])
def test_change_of_place_touches_what_asks_for_the_place(kind: str, beneficiary: str, item_code: str) -> None:
    of_place = kind in {"relocation", "deregistration", "tax_registration", "statistics"}
    assert touches(kind, beneficiary, item_code) is (of_place and beneficiary == "enterprise")


@pytest.mark.parametrize(
    ("kind", "failures", "about_it"),
    [
        ("relocation", [], True),
        ("deregistration", ["taxed_in_area"], True),
        ("tax_registration", ["taxed_in_area", "statistics_in_area"], True),
        ("tax_registration", ["statistics_in_area"], False),
        ("tax_registration", [], False),
        ("other", list(REGISTRATIONS), False),
    ],
)
def test_filing_concerns_a_breach_when_it_would_end_or_excuse_the_same(kind: str, failures: list[str], about_it: bool) -> None:  # noqa: FBT001 - a table
    assert concerns(kind, failures) is about_it


@pytest.mark.parametrize(
    ("stage", "numbers", "says"),
    [
        (
            "reclaiming",
            ["CB-2026-000001", "CB-2026-000002"],
            "违反承诺的认定已生效；同一支持资金的追回CB-2026-000001、CB-2026-000002决定后",
        ),
        # Of what was not served its enterprise reads no number.
        ("reclaiming", [], "违反承诺的认定已生效；同一支持资金的其他待办事项决定后"),
        ("in_force", ["CB-2026-000001"], "变动备案已经决定；同一支持资金的追回CB-2026-000001决定后"),
    ],
)
def test_next_step_says_what_is_waited_for_before_money_is_asked_back(stage: str, numbers: list[str], says: str) -> None:
    said = next_if_waiting(stage, numbers)
    assert said is not None
    assert said.zh.startswith(says)
    assert next_if_waiting("hearing", numbers) is None
