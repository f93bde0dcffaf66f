"""Numbers that look like one: what an officer is asked about, and what is clearly the same or another."""

from __future__ import annotations

from typing import Any

import pytest

from policy.folding import fold_number
from policy.judging.catalogue import ITEMS
from policy.judging.likeness import are_same, forms, likeness, look_alike, scopes, tails, wholes
from tests.policy.test_subjects import ONE, OTHER, identity

NUMBER = "京科〔2026〕A-1023号"
ALIKE = [
    "京科2026A1023号",
    "京科〔2026〕A/1O23号",
    "京科〔2026〕A.l023号",
    "京科〔2026〕A-I023号",
    "〔2026〕A-1023",
    "A-1023",
    "北京市京科〔2026〕A-1023号（副本）",
    "京科〔2026〕A-1032号",
    "京科〔2062〕A-1023号",
    "京科〔2026〕\u0410-1023号",
    "京科〔2026〕\u0391-1023号",
    "京科〔2026〕A-102\u0663号",
    "京科〔二〇二六〕A-1023号",
    "京科〔2026〕A-1023號",
    "京科〔2026〕第A-1023号",
    "京〔2026〕A-1023号",
]
# The zeros that a run of digits begins with are written or not, whatever else is written otherwise.
PADDED = [
    ("XJ-2026-0823", "XJ-2026-823"),
    ("XJ-2026-0823", "XJ-2026-00823"),
    ("XJ20260823", "XJ-2026-823"),
    ("XJ20260823", "XJ2026823"),
    ("XJ-02026-0823", "XJ-2026-823"),
    ("XJ-2026-O823", "XJ-2026-823"),
    ("京科奖〔2026〕第018号", "京科奖〔2026〕第18号"),
    ("京科奖〔2026〕018号", "京科奖2026-18"),
    ("京科奖〔二〇二六〕第〇一八号", "京科奖〔2026〕第18号"),
    ("编号No.0018", "编号No.18"),
    ("018", "18"),
    ("第0018号", "第18号"),
    ("A-0012-0034", "A-12-34"),
    ("北京市京科奖〔2026〕第0018号（副本）", "京科奖〔2026〕第18号"),
]
NOT_PADDED = [
    ("XJ-2026-0823", "XJ-2026-824"),
    ("XJ-2026-0823", "XJ-2026-08203"),
    ("XJ-2026-103", "XJ-2026-13"),
    ("018", "81"),
    ("000", "001"),
    ("A-0012", "B-12"),
    ("京科第0018号", "京信第18号"),
]
APART = ["京科〔2026〕A-1024号", "京科〔2025〕A-1023号", "京科〔2026〕B-1023号", "京科〔2026〕A-3021号", "023"]
# Looked up, and found to be another by its words.
OTHER_WORDS = ["京信〔2026〕A-1023号"]
NUMBERED = {
    "science-award": "certificate_no",
    "loan-interest": "loan_no",
    "first-set": "recognition_no",
    "innovation-voucher": "voucher_no",
}


def found_by_key(one: str, other: str) -> bool:
    """Tell whether a number is found by the keys that are stored of another."""
    stored = wholes(fold_number(other))
    ends = [*stored, *(tail for whole in stored for tail in tails(whole))]
    begins = any(len(key) >= 4 and any(end.startswith(key) for end in ends) for key in wholes(fold_number(one)))
    return begins or any(whole in forms(key) for key in wholes(fold_number(one)) for whole in stored)


TYPED = [code for code in ITEMS if (its := ITEMS[code].identifier) and its.typed]


@pytest.mark.parametrize("code", TYPED)
def test_officer_is_asked_of_every_item_when_numbers_differ_in_a_leading_zero(code: str) -> None:
    its = ITEMS[code].identifier
    assert its
    one, other = identity(code, **{its.number: "XJ-2026-0823"}), identity(code, **{its.number: "XJ-2026-823"})
    assert likeness(one, other)
    assert likeness(other, one)
    assert not are_same(one, other)
    assert set(scopes(one)) & set(scopes(other))


@pytest.mark.parametrize(("written", "otherwise"), PADDED)
def test_numbers_look_alike_and_are_found_when_leading_zeros_are_left_out(written: str, otherwise: str) -> None:
    for one, other in ((written, otherwise), (otherwise, written)):
        assert look_alike(fold_number(one), fold_number(other))
        assert found_by_key(one, other)


@pytest.mark.parametrize(("written", "otherwise"), NOT_PADDED)
def test_numbers_do_not_look_alike_when_another_digit_differs(written: str, otherwise: str) -> None:
    assert look_alike(fold_number(written), fold_number(otherwise)) is look_alike(fold_number(otherwise), fold_number(written)) is None


@pytest.mark.parametrize(("code", "fact"), NUMBERED.items())
@pytest.mark.parametrize("written", ALIKE)
def test_officer_is_asked_when_numbers_look_alike(code: str, fact: str, written: str) -> None:
    one, other = identity(code, **{fact: NUMBER}), identity(code, OTHER, **{fact: written})
    assert likeness(one, other)
    assert likeness(other, one)
    assert not are_same(one, other)
    assert set(scopes(one)) & set(scopes(other))


@pytest.mark.parametrize("written", ALIKE)
def test_number_that_looks_alike_is_found_by_its_keys_whichever_came_first(written: str) -> None:
    assert found_by_key(NUMBER, written)
    assert found_by_key(written, NUMBER)


@pytest.mark.parametrize(("code", "fact"), NUMBERED.items())
@pytest.mark.parametrize("written", [*APART, *OTHER_WORDS])
def test_nobody_is_asked_when_a_sign_is_another(code: str, fact: str, written: str) -> None:
    one, other = identity(code, **{fact: NUMBER}), identity(code, **{fact: written})
    assert likeness(one, other) is likeness(other, one) is None
    assert not are_same(one, other)


@pytest.mark.parametrize(("short", "asked"), [("A12", False), ("A123", True), ("A-1.2", False), ("A-12.3", True)])
def test_a_number_is_looked_for_inside_others_from_four_signs_on(short: str, *, asked: bool) -> None:
    one, other = identity("science-award", certificate_no=short), identity("science-award", certificate_no=f"京科{short}号")
    assert (likeness(one, other) is not None) is asked


@pytest.mark.parametrize("code", ["relocation-equipment", "talent-startup", "equity-investment"])
def test_officer_is_asked_when_another_beneficiary_has_the_same_number_of_its_own(code: str) -> None:
    fact = "round_no" if code == "equity-investment" else "project_no"
    one, other = identity(code, **{fact: "2026-002"}), identity(code, OTHER, **{fact: "2026 - 002"})
    assert likeness(one, other)
    assert not are_same(one, other)
    assert likeness(one, identity(code, OTHER, **{fact: "2026-003"})) is None
    assert likeness(one, identity(code, OTHER, **{fact: "2026002"})) is None


@pytest.mark.parametrize("number", ["BCX-1023", "BCX1023", "bcx-1O23"])
def test_nobody_is_asked_about_another_unit_of_one_listed_project(number: str) -> None:
    one, other = identity("core-technology", project_no="BCX-1023"), identity("core-technology", OTHER, project_no=number)
    assert likeness(one, other) is None
    assert not are_same(one, other)
    assert not set(scopes(one)) & set(scopes(other))


@pytest.mark.parametrize(
    ("code", "fact", "change", "asked"),
    [
        ("loan-interest", "bank", "中国演示机构", True),
        ("loan-interest", "bank", "另一银行", True),
        ("first-set", "recognising_body", "演示机构办公室", True),
        ("science-award", "prize", "beijing_sci_tech_progress", False),
        ("innovation-centre", "level", "municipal", False),
        ("state-project-match", "upstream_level", "beijing", False),
    ],
)
def test_officer_is_asked_about_one_number_of_one_beneficiary_unless_its_issuers_clearly_differ(
    code: str, fact: str, change: str, *, asked: bool
) -> None:
    assert (likeness(identity(code), identity(code, **{fact: change})) is not None) is asked


@pytest.mark.parametrize("bank", ["演示机构亦庄支行", "另一银行"])
def test_officer_is_asked_about_one_number_of_two_beneficiaries_whatever_their_banks_are_called(bank: str) -> None:
    one, other = identity("loan-interest"), identity("loan-interest", OTHER, bank=bank)
    assert likeness(one, other)
    assert not are_same(one, other)


# Every item whose number is but what a person types, and whose subject does not name its beneficiary.
OF_ANYBODY = [
    code for code in ITEMS if (its := ITEMS[code].identifier) and not (its.proves_others or ITEMS[code].subject_names_beneficiary)
]


@pytest.mark.parametrize("code", OF_ANYBODY)
def test_officer_is_asked_when_another_beneficiary_has_the_same_number_of_the_same_issuer(code: str) -> None:
    one, other = identity(code), identity(code, OTHER)
    assert one.key == other.key
    assert not are_same(one, other)
    assert likeness(one, other)
    assert set(scopes(one)) & set(scopes(other))
    assert are_same(one, identity(code))


@pytest.mark.parametrize("code", ["challenge-post-grant", "scenario-project", "state-project-match"])
def test_nobody_is_asked_about_a_number_that_is_kept_by_us_or_a_register(code: str) -> None:
    one, other = identity(code), identity(code, OTHER)
    assert are_same(one, other)
    assert likeness(one, other) is None


@pytest.mark.parametrize("uscc", [ONE, OTHER])
def test_officer_is_asked_when_an_issuer_is_unknown(uscc: str) -> None:
    known = identity("loan-interest")
    unknown = type(known)("loan-interest", uscc, known.identifier, known.issuer, None, known.number, known.beside, known.days)
    assert likeness(known, unknown)
    assert not are_same(known, unknown)


@pytest.mark.parametrize("period", ["2025-01-01/2025-06-30", "2025-06-30/2025-12-31", "2025-03-01/2025-03-31"])
def test_interest_of_one_loan_is_the_same_under_both_clauses_when_days_are_shared(period: str) -> None:
    one, other = identity("loan-interest", loan_no="HT 7"), identity("plan-interest", loan_no="ht7", period=period)
    assert are_same(one, other)
    assert likeness(one, other) is None


@pytest.mark.parametrize("number", ["HT-10237", "HT1023-7"])
def test_loans_on_other_days_are_neither_the_same_nor_alike(number: str) -> None:
    later: dict[str, Any] = {"period": "2025-07-01/2025-12-31"}
    one, other = identity("loan-interest", loan_no="HT-10237"), identity("plan-interest", loan_no=number, **later)
    assert not are_same(one, other)
    assert likeness(one, other) is None


@pytest.mark.parametrize("code", ["national-mission", "state-project-match", "mega-project", "relocation-equipment", "talent-startup"])
@pytest.mark.parametrize("number", ["P 2026-1", "P2O26-1"])
def test_officer_is_asked_when_a_beneficiary_names_one_project_under_another_item(code: str, number: str) -> None:
    one, other = identity("core-technology", project_no="P2026-1"), identity(code, project_no=number)
    assert likeness(one, other)
    assert likeness(other, one)
    assert set(scopes(one)) & set(scopes(other))
    assert likeness(one, identity(code, OTHER, project_no=number)) is None


def test_certificates_of_different_kinds_are_never_compared() -> None:
    prize, title = identity("science-award", certificate_no="2026-7"), identity("innovation-centre", certificate_no="2026-7")
    assert likeness(prize, title) is None
    assert not are_same(prize, title)
