from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from stdnum.cn import uscc

from policy.processes.kernel.staffing import too_few
from sandbox.enterprises import CHENXIN, HAIXI, LISHI, QINGHE, YUNHENG, ZHIYUAN, Enterprise, demo_enterprises
from sandbox.fault_middleware import ANOTHER_CREDIT_CODE
from sandbox.people import BY_ID, PEOPLE

ENTERPRISES: dict[str, Enterprise] = dict(demo_enterprises(date(2026, 6, 1)))


@pytest.mark.parametrize("code", [*ENTERPRISES, ANOTHER_CREDIT_CODE])
def test_demo_credit_code_is_valid(code: str) -> None:
    assert uscc.is_valid(code)


@pytest.mark.parametrize("code", ENTERPRISES)
def test_demo_credit_code_holds_a_valid_organisation_code(code: str) -> None:
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    total = sum(digits.index(digit) * weight for digit, weight in zip(code[8:16], (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    assert code[16] == "0123456789X0"[11 - total % 11]


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_demo_figures_show_growth_a_fall_and_a_first_inclusion(year: int) -> None:
    counted = {code: enterprise.figures[year] for code, enterprise in ENTERPRISES.items() if enterprise.figures}
    growth = {code: 100 * figures.rd_expense_fen // (figures.prior_rd_expense_fen or 1) for code, figures in counted.items()}
    assert sorted(code for code, percent in growth.items() if percent >= 120) == [CHENXIN, YUNHENG, HAIXI, QINGHE]
    assert 95 <= growth[ZHIYUAN] < 100
    assert [code for code, figures in counted.items() if figures.first_above_scale] == {2023: [], 2024: [QINGHE], 2025: [LISHI]}[year]


def test_demo_newcomer_above_scale_is_an_industrial_one_with_a_contribution() -> None:
    newcomer = ENTERPRISES[LISHI]
    assert (newcomer.sector, newcomer.figures[2025].retained_contribution_fen) == ("industry", 140_000_000)


def test_demo_people_have_distinct_ids() -> None:
    assert len(BY_ID) == len(PEOPLE)


def test_demo_people_suffice_for_every_duty() -> None:
    assert too_few(person.model_dump() for person in PEOPLE) == []


def test_every_demo_enterprise_has_two_applicants() -> None:
    applicants = Counter(person.enterprise for person in PEOPLE if person.enterprise)
    assert applicants == dict.fromkeys(ENTERPRISES, 2)


def test_demo_people_belong_to_demo_enterprises() -> None:
    belongings = {code for person in PEOPLE for code in (person.enterprise, person.employer) if code}
    assert belongings <= ENTERPRISES.keys()


def test_demo_records_are_dated_when_seeded_on_a_leap_day() -> None:
    days = {record.on for _, enterprise in demo_enterprises(date(2028, 2, 29)) for record in enterprise.records}
    assert days == {date(2027, 2, 28), date(2024, 2, 28)}
