"""What an award is for: every item's subject, numbers however they are spelt, and issuers that count alike."""

from __future__ import annotations

from typing import Any

import pytest

from policy.judging.catalogue import ITEMS
from policy.language.items import Item
from policy.language.subjects import Identity
from tests.policy.baselines import FACTS

ONE, OTHER = "91110302MA00000000", "91110302MA11111111"
# Kind, what the subject is made of, who issues the number; as the table of the catalogue has it.
SUBJECTS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "core-technology": ("project", ("project_no", "uscc"), ("bai-cai-xin",)),
    "national-mission": ("project", ("project_no", "uscc"), ("bai-cai-xin",)),
    "state-project-match": ("project", ("project_no", "funding_year"), ("upstream_level",)),
    "mega-project": ("project", ("project_no",), ("approving_body",)),
    "challenge-post-grant": ("challenge", ("challenge_no",), ("bda",)),
    "science-award": ("prize", ("certificate_no",), ("prize",)),
    "innovation-centre": ("title", ("certificate_no",), ("level", "awarding_body")),
    "rd-growth": ("", ("uscc", "year"), ()),
    "relocation-equipment": ("project", ("project_no",), ("uscc",)),
    "loan-interest": ("loan", ("loan_no", "period"), ("bank",)),
    "first-above-scale": ("", ("uscc",), ()),
    "plan-rent": ("", ("plan", "uscc", "year"), ()),
    "plan-interest": ("loan", ("loan_no", "period"), ("bank",)),
    "plan-talent": ("", ("plan", "uscc", "year"), ()),
    "research-institute": ("", (), ()),
    "tech-transfer": ("", ("uscc", "year"), ()),
    "public-platform": ("", ("uscc", "year"), ()),
    "national-platform": ("", ("uscc", "year"), ()),
    "innovation-voucher": ("voucher", ("voucher_no",), ("bda",)),
    "first-set": ("set", ("recognition_no",), ("recognising_body",)),
    "forward-purchase": ("", (), ()),
    "scenario-project": ("call", ("call_no",), ("bda",)),
    "talent-startup": ("project", ("project_no",), ("uscc",)),
    "equity-investment": ("round", ("round_no",), ("uscc",)),
    "listing": ("", (), ()),
    "tech-insurance": ("policy", ("policy_no",), ("insurer",)),
    "talent-benefits": ("talent", ("talent_no", "benefits"), ("bda",)),
    "patent-pool": ("pool", ("pool_no", "year"), ("bda",)),
    "ip-finance": ("", (), ()),
    "offshore-centre": ("centre", ("centre_no", "year"), ("bda",)),
    "qualification-transfer": ("qualification", ("certificate_no",), ("national",)),
}
NUMBERED = pytest.mark.parametrize("code", [code for code, (kind, _, _) in SUBJECTS.items() if kind])
WRITTEN = "京科〔2026〕A-12号"
SPELLINGS = [
    "京科[2026]A-12号",
    "京科【2026】a–12号",
    "京科（\uff12\uff10\uff12\uff16）\uff21—12号",
    "京科 〔2026〕 A-12号",
    "京科\u200b〔2026〕A\u2060-12号\ufeff",
    "京科《2026》A\u221212号",
    "京科〈2026〉A\u201112号",
    "京科<2026>A\u250012号",
    "京科\u3164{2026}A\u30fc12号\ufe0f",
    "\u3000京科「2026」\uff21－\uff11\uff12号\u00a0",
]


def number_of(item: Item) -> str:
    assert item.identifier
    return item.identifier.number


def facts(code: str, **changes: Any) -> dict[str, Any]:
    """Return the item's facts with the issuer an officer read."""
    return FACTS[code] | {fact.code: "演示机构" for fact in ITEMS[code].asked_issuer} | changes


def identity(code: str, uscc: str = ONE, **changes: Any) -> Identity:
    found = ITEMS[code].identity_of(facts(code, **changes), uscc)
    assert found
    return found


@pytest.mark.parametrize("code", ITEMS)
def test_subject_of_every_item_is_as_the_table_says(code: str) -> None:
    item, identifier = ITEMS[code], ITEMS[code].identifier
    kind, subject, issuer = SUBJECTS[code]
    assert (identifier.kind if identifier else "", item.subject) == (kind, subject)
    asked = [fact.code for fact in item.asked_issuer]
    assert (*filter(None, [identifier.register]), *identifier.issued_by, *asked) == issuer if identifier else not issuer


@NUMBERED
@pytest.mark.parametrize("written", SPELLINGS)
def test_subject_is_the_same_when_its_number_is_spelt_otherwise(code: str, written: str) -> None:
    item = ITEMS[code]
    number = number_of(item)
    assert item.subject_of(facts(code, **{number: written}), ONE) == item.subject_of(facts(code, **{number: WRITTEN}), ONE)


@NUMBERED
@pytest.mark.parametrize("written", ["京科〔2026〕A-13号", "京科〔2026〕A-21号", "京科〔2025〕A-12号", "京科2026A-12"])
def test_subject_is_another_when_its_number_differs(code: str, written: str) -> None:
    item = ITEMS[code]
    number = number_of(item)
    assert item.subject_of(facts(code, **{number: written}), ONE) != item.subject_of(facts(code, **{number: WRITTEN}), ONE)


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("science-award", {"prize": "beijing_sci_tech_progress"}),
        ("innovation-centre", {"level": "municipal"}),
        ("innovation-centre", {"awarding_body": "另一机构"}),
        ("loan-interest", {"bank": "另一银行"}),
        ("plan-interest", {"bank": "另一银行"}),
        ("tech-insurance", {"insurer": "另一公司"}),
        ("first-set", {"recognising_body": "另一机构"}),
        ("mega-project", {"approving_body": "另一机构"}),
        ("state-project-match", {"upstream_level": "beijing"}),
        ("state-project-match", {"funding_year": 2024}),
        ("patent-pool", {"year": 2024}),
        ("offshore-centre", {"year": 2024}),
    ],
)
def test_subject_is_another_when_the_same_number_has_another_issuer_or_year(code: str, other: dict[str, Any]) -> None:
    assert identity(code).key != identity(code, **other).key


@pytest.mark.parametrize("code", ["core-technology", "national-mission", "relocation-equipment", "talent-startup", "equity-investment"])
def test_subject_is_another_when_the_same_number_is_of_another_beneficiary(code: str) -> None:
    assert identity(code).key != identity(code, OTHER).key


@pytest.mark.parametrize("code", ["science-award", "innovation-centre", "first-set", "loan-interest", "innovation-voucher"])
def test_subject_is_the_same_whoever_names_it_when_its_number_is_issued_by_others(code: str) -> None:
    assert identity(code).key == identity(code, OTHER).key


@pytest.mark.parametrize("named", ["工商银行（亦庄）支行", "工商银行(亦庄) 支行", "工商银行【亦庄】支行\u200b"])
def test_issuer_is_the_same_when_it_is_spelt_otherwise(named: str) -> None:
    assert identity("loan-interest", bank=named).key == identity("plan-interest", bank="工商银行(亦庄)支行", loan_no="L-1").key


@pytest.mark.parametrize("code", [code for code in ITEMS if ITEMS[code].asked_issuer])
def test_subject_is_not_known_before_an_officer_named_the_issuer(code: str) -> None:
    assert not ITEMS[code].knows_subject(FACTS[code], ONE)
    assert ITEMS[code].knows_subject(facts(code), ONE)


@pytest.mark.parametrize("code", ["science-award", "innovation-centre", "state-project-match", "plan-rent"])
def test_subject_is_not_known_before_a_fact_that_makes_it(code: str) -> None:
    for part in ("prize", "level", "upstream_level", "plan"):
        known = {name: value for name, value in facts(code).items() if name != part}
        assert ITEMS[code].knows_subject(known, ONE) == (part not in FACTS[code])


@pytest.mark.parametrize(
    ("period", "shares"),
    [
        ("2025-01-01/2025-06-30", True),
        ("2025-06-30/2025-12-31", True),
        ("2024-07-01/2025-01-01", True),
        ("2025-03-01/2025-03-01", True),
        ("2024-01-01/2026-01-01", True),
        ("2025-07-01/2025-12-31", False),
        ("2024-07-01/2024-12-31", False),
    ],
)
def test_two_periods_share_a_day_when_they_touch(period: str, *, shares: bool) -> None:
    one, other = identity("loan-interest"), identity("plan-interest", period=period)
    assert one.shares_days_with(other) is other.shares_days_with(one) is shares


def test_keys_differ_when_a_part_holds_the_separator() -> None:
    assert identity("patent-pool", pool_no="A/2025").key != identity("patent-pool", pool_no="A").key + "/2025"


@pytest.mark.parametrize("unseen", ["\u200b \u2060", "\u3164", "\u2800", "（）〔〕—", " "])
def test_number_is_refused_when_nobody_can_read_it(unseen: str) -> None:
    [number] = (fact for fact in ITEMS["science-award"].facts if fact.code == "certificate_no")
    assert number.fault_of(unseen)
    assert number.fault_of(f"甲{unseen}") is None
