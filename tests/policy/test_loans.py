"""What a loan is registered by, what its bank's word comes to, and which days of it may be claimed when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from policy.errors import Refusal
from policy.judging.catalogue import ITEMS
from policy.language.items import Process, Review
from policy.language.readers import Values
from policy.processes.loan.bank_word import changes_of, doubts_of_interest, doubts_of_loan, is_news, repaid_on
from policy.processes.loan.claims import (
    Standing,
    facts_of_claim,
    half_year_before,
    next_half_year,
    overlapping,
    require_claimable,
    require_facts_of_loan,
)
from policy.processes.loan.declared import DEPARTMENTS, SUBSIDISED, key_of, require_contract, require_days, require_within
from policy.working_days import BEIJING
from tests.office import WAN

OWN = ("91110302MA9DA0018E",)
DECLARED = {"principal_fen": 2000 * WAN, "begins_on": "2025-01-01", "ends_on": "2027-12-31"}
LOAN: dict[str, Any] = DECLARED | {"uscc": OWN[0], "status": "active", "changed_on": None, "as_of": "2026-07-01"}
PAID: dict[str, Any] = {
    "uscc": OWN[0],
    "begins_on": "2025-01-01",
    "ends_on": "2025-06-30",
    "charged_fen": 105,
    "interest_fen": 100,
    "overdue_fen": 3,
    "penalty_fen": 2,
}
UPGRADE, PLAN = ITEMS["loan-interest"], ITEMS["plan-interest"]
STANDING = Standing("loan-interest", "registered", date(2025, 1, 1), date(2025, 12, 31))


def faults_of(refused: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [fault.field for fault in refused.value.faults]


# -- registered -------------------------------------------------------------------------------------------------------------------------


def test_items_that_subsidise_interest_are_those_of_the_two_clauses() -> None:
    assert {ITEMS[code].clause for code in SUBSIDISED} == {8, 10}
    assert DEPARTMENTS == ("comfin", "sti", "bizcoop")
    assert all(ITEMS[code].process is Process.INTEREST_SUBSIDY for code in SUBSIDISED)


@pytest.mark.parametrize(("fen", "within"), [(500 * WAN - 1, False), (500 * WAN, True), (3000 * WAN, True), (3000 * WAN + 1, False)])
def test_principal_is_within_both_bounds_to_the_fen(fen: int, *, within: bool) -> None:
    law = Values({"least_principal_fen": 500 * WAN, "most_principal_fen": 3000 * WAN})
    if within:
        require_within(UPGRADE, law, fen)
        return
    with pytest.raises(Refusal) as refused:
        require_within(UPGRADE, law, fen)
    assert faults_of(refused) == ["principal_fen"]
    # The plans have no bounds.
    require_within(PLAN, Values({}), fen)


def test_loan_needs_its_contract_and_days_in_order() -> None:
    require_contract({"loan_contract"})
    require_days(date(2025, 1, 1), date(2025, 1, 1))
    with pytest.raises(Refusal):
        require_contract(())
    with pytest.raises(Refusal):
        require_days(date(2025, 1, 2), date(2025, 1, 1))


def test_loan_is_found_however_its_bank_and_number_are_written() -> None:
    assert key_of("演示银行 经开区分行", "HT〔2025〕7号") == key_of("演示银行经开区分行", "ht[2025] 7号")
    assert key_of("演示银行", "HT-7") != key_of("演示银行", "HT-8")


# -- what the bank says -----------------------------------------------------------------------------------------------------------------


def test_bank_confirms_a_loan_as_it_was_declared() -> None:
    assert doubts_of_loan(OWN, DECLARED, LOAN) == []
    # Whoever took the place of its borrower has it.
    assert doubts_of_loan((*OWN, "91110302MA9DA00269"), DECLARED, LOAN | {"uscc": "91110302MA9DA00269"}) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"principal_fen": 2000 * WAN - 1}, "填报为2000万元"),
        ({"principal_fen": 2000 * WAN + 1}, "填报为2000万元"),
        ({"principal_fen": 0}, "不是正数"),
        ({"uscc": "91110302MA9DA00269"}, "不是申请单位"),
        ({"begins_on": "2024-12-31"}, "起始日为2024-12-31"),
        ({"ends_on": "2024-12-31"}, "早于起始日"),
        ({"status": "repaid"}, "没有日期"),
        ({"status": "repaid", "changed_on": "2026-07-02"}, "晚于答复日期"),
    ],
)
def test_bank_that_says_otherwise_or_contradicts_itself_is_doubted(changes: dict[str, Any], said: str) -> None:
    doubts = doubts_of_loan(OWN, DECLARED, LOAN | changes)
    assert said in "".join(one.zh for one in doubts)
    assert all(one.en for one in doubts)


def test_loan_that_its_bank_does_not_know_is_doubted() -> None:
    assert [one.zh for one in doubts_of_loan(OWN, DECLARED, None)] == ["该银行查无此贷款"]


@pytest.mark.parametrize(
    ("changes", "changed"),
    [
        ({}, False),
        ({"status": "repaid", "changed_on": "2026-06-30"}, False),
        ({"status": "prepaid", "changed_on": "2026-06-30"}, True),
        ({"status": "changed", "changed_on": "2026-06-30"}, True),
        ({"ends_on": "2027-06-30"}, True),
    ],
)
def test_change_is_what_somebody_has_to_look_into_and_repayment_is_none(changes: dict[str, Any], *, changed: bool) -> None:
    assert bool(changes_of(OWN, DECLARED, LOAN | changes)) is changed


def test_loan_is_repaid_on_the_day_its_bank_says() -> None:
    assert repaid_on(LOAN | {"status": "repaid", "changed_on": "2026-06-30"}) == date(2026, 6, 30)
    assert [repaid_on(one) for one in (None, LOAN, LOAN | {"status": "repaid"})] == [None, None, None]


def test_answer_is_news_when_anything_but_its_day_is_another() -> None:
    assert not is_news(LOAN, LOAN | {"as_of": "2026-08-01"})
    assert is_news(LOAN, LOAN | {"principal_fen": 1})
    assert is_news(LOAN, None)
    assert is_news(None, LOAN)


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({}, 0),
        ({"charged_fen": 104}, 1),
        ({"charged_fen": 106}, 1),
        ({"penalty_fen": -1, "charged_fen": 102}, 1),
        ({"uscc": "91110302MA9DA00269"}, 1),
        ({"uscc": "91110302MA9DA00269", "charged_fen": 1}, 2),
        ({"ends_on": "2025-06-29"}, 1),
        ({"begins_on": "2024-12-31"}, 1),
    ],
)
def test_certificate_is_doubted_to_the_fen(changes: dict[str, Any], count: int) -> None:
    assert len(doubts_of_interest(OWN, "2025-01-01/2025-06-30", PAID | changes)) == count


# -- claimed ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", ["2025-01-01/2025-12-31", "2025-01-01/2025-01-01", "2025-12-31/2025-12-31"])
def test_days_within_a_loan_are_claimable(period: str) -> None:
    require_claimable(UPGRADE, STANDING, period)


@pytest.mark.parametrize("period", ["2024-12-31/2025-06-30", "2025-07-01/2026-01-01"])
def test_days_outside_a_loan_are_not(period: str) -> None:
    with pytest.raises(Refusal) as refused:
        require_claimable(UPGRADE, STANDING, period)
    assert (refused.value.code, faults_of(refused)) == ("invalid_input", ["period"])


@pytest.mark.parametrize(
    ("stage", "item", "claimable"),
    [
        ("registered", "loan-interest", True),
        ("repaid", "loan-interest", True),
        ("cancelled", "loan-interest", True),
        ("cap_used", "loan-interest", False),
        ("cap_used", "plan-interest", True),
        ("check", "loan-interest", False),
        ("paper_check", "loan-interest", False),
        ("refused", "loan-interest", False),
        ("withdrawn", "loan-interest", False),
    ],
)
def test_loan_is_claimed_of_once_it_is_registered_and_not_past_its_cap(stage: str, item: str, *, claimable: bool) -> None:
    loan = Standing("loan-interest", stage, date(2025, 1, 1), date(2025, 12, 31))
    if claimable:
        require_claimable(ITEMS[item], loan, "2025-01-01/2025-06-30")
        return
    with pytest.raises(Refusal) as refused:
        require_claimable(ITEMS[item], loan, "2025-01-01/2025-06-30")
    assert refused.value.code == "wrong_stage"


def test_claim_begins_with_what_the_register_knows() -> None:
    known = {"loan_no": "HT-7", "bank": "演示银行"}
    period = "2025-01-01/2025-06-30"
    assert facts_of_claim(UPGRADE, known, period, None) == known | {"period": period}
    assert facts_of_claim(PLAN, known, period, 7) == known | {"period": period, "year": 2025, "requested_fen": 7}


def test_claim_keeps_the_number_of_its_loan() -> None:
    require_facts_of_loan({"loan_no": "HT-7", "period": "a"}, {"loan_no": "HT-7", "period": "b"})
    for after in ({}, {"loan_no": "HT-8"}):
        with pytest.raises(Refusal) as refused:
            require_facts_of_loan({"loan_no": "HT-7"}, after)
        assert faults_of(refused) == ["loan_no"]


def test_overlap_names_the_earlier_claim() -> None:
    refused = overlapping("BDA-2026-08-000001", "facts.period.value")
    assert (refused.code, refused.faults[0].field) == ("invalid_input", "facts.period.value")
    assert "BDA-2026-08-000001" in refused.faults[0].message.zh
    assert "BDA-2026-08-000001" in refused.faults[0].message.en


@pytest.mark.parametrize(
    ("now", "following"),
    [
        ((2026, 1, 1, 0, 0), (2026, 7, 1)),
        ((2026, 6, 30, 23, 59), (2026, 7, 1)),
        ((2026, 7, 1, 0, 0), (2027, 1, 1)),
        ((2026, 12, 31, 23, 59), (2027, 1, 1)),
    ],
)
def test_half_year_begins_in_beijing(now: tuple[int, int, int, int, int], following: tuple[int, int, int]) -> None:
    assert next_half_year(datetime(*now, tzinfo=BEIJING)) == datetime(*following, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("day", "named"),
    [
        (date(2026, 1, 1), "2025年下半年"),
        (date(2026, 6, 30), "2025年下半年"),
        (date(2026, 7, 1), "2026年上半年"),
        (date(2026, 12, 31), "2026年上半年"),
    ],
)
def test_half_year_that_is_over_is_named(day: date, named: str) -> None:
    assert half_year_before(day).zh == named


def test_only_a_joint_review_has_parts_and_each_of_its_departments_has_one() -> None:
    for item in ITEMS.values():
        assert set(item.parts) == (set(item.departments) if item.review is Review.JOINT else set())
