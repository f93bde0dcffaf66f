from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from policy.errors import Refusal
from policy.judging.assessment import assess
from policy.judging.catalogue import ITEMS
from policy.judging.documents import document_schema
from policy.language.facts import Kind
from tests.policy.baselines import APPLICANT, FACTS, document

WRONG: dict[Kind, list[object]] = {
    Kind.FLAG: [1, 0, "true", None, []],
    Kind.AMOUNT: [-1, 9_000_000_000_000_001, 1.0, True, "1", None, [], {}],
    Kind.COUNT: [-1, 1_000_001, 2.0, False, "2", None],
    Kind.YEAR: [1999, 2101, 2025.0, "2025", True, None],
    Kind.TEXT: ["", " ", "a\nb", "\ud800", "x" * 201, 1, None, True],
    Kind.CHOICE: ["", "nowhere", 1, None, ["large"], True],
    Kind.SEVERAL: [[], "housing", ["nothing"], ["housing", "housing"], [1], None],
    Kind.DAY: ["2025-02-29", "20250101", "2025-1-1", "2025-01-01T00:00", 1, None, ""],
    Kind.PERIOD: [
        "2025H1",
        "2025",
        "2025-01-01",
        "2025-01-01/",
        "/2025-06-30",
        "2025-01-01/2025-6-30",
        "2025-01-01 / 2025-06-30",
        "2025-01-01--2025-06-30",
        "2025-01-01/2025-06-30/2025-12-31",
        "2025-01-02/2025-01-01",
        "2025-02-01/2025-02-29",
        "2025-01-01/2025-06-31",
        ["2025-01-01", "2025-06-30"],
        20250101,
        None,
        "",
    ],
}
CASES = [(code, fact.code, value) for code, item in ITEMS.items() for fact in item.facts for value in WRONG[fact.kind]]


def faults_of(code: str, body: object) -> list[str]:
    with pytest.raises(Refusal) as refused:
        assess(code, body, [])  # type: ignore[arg-type]
    assert refused.value.code == "invalid_input"
    return [fault.field for fault in refused.value.faults]


@pytest.mark.parametrize(("code", "fact", "value"), CASES)
def test_document_is_refused_when_a_fact_is_wrong(code: str, fact: str, value: object) -> None:
    body = document(code) | {fact: value}
    assert faults_of(code, body) == [fact]


def _schema_can_tell(value: object) -> bool:
    """Whether JSON Schema can refuse the value: to it 1.0 is an integer, a lone surrogate a character, and any days a period."""
    backwards_or_no_days = {"2025-01-02/2025-01-01", "2025-02-01/2025-02-29", "2025-01-01/2025-06-31"}
    return not isinstance(value, float) and value != "\ud800" and str(value) not in backwards_or_no_days


@pytest.mark.parametrize(("code", "fact", "value"), [case for case in CASES if _schema_can_tell(case[2])])
def test_schema_refuses_the_fact_when_the_assessment_does(code: str, fact: str, value: object) -> None:
    validator = Draft202012Validator(ITEMS[code].facts_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert not validator.is_valid(FACTS[code] | {fact: value})


@pytest.mark.parametrize(("code", "fact"), [(code, fact.code) for code, item in ITEMS.items() for fact in item.facts if not fact.optional])
def test_document_is_refused_when_a_fact_is_missing(code: str, fact: str) -> None:
    assert faults_of(code, document(code, without=fact)) == [fact]


@pytest.mark.parametrize("code", FACTS)
def test_document_is_refused_when_a_fact_is_unknown(code: str) -> None:
    assert faults_of(code, document(code, colour="red")) == ["colour"]


@pytest.mark.parametrize("field", ["applicant", "application_date", "matter_date"])
def test_document_is_refused_when_a_common_part_is_missing(field: str) -> None:
    assert faults_of("listing", document("listing", without=field)) == [field]


@pytest.mark.parametrize("field", [*APPLICANT])
def test_document_is_refused_when_a_part_of_the_applicant_is_missing(field: str) -> None:
    applicant = {name: value for name, value in APPLICANT.items() if name != field}
    assert faults_of("listing", document("listing") | {"applicant": applicant}) == [f"applicant.{field}"]


@pytest.mark.parametrize(
    ("record", "fields"),
    [
        ("bad", [""]),
        ({"source": "police", "on": "2025-01-01", "serious": True}, [".source"]),
        ({"source": "tax", "on": "2025-13-01", "serious": 1}, [".on", ".serious"]),
        ({"source": "tax", "on": "2025-01-01", "serious": True, "note": ""}, [".note"]),
    ],
)
def test_document_is_refused_when_a_record_is_wrong(record: object, fields: list[str]) -> None:
    assert faults_of("listing", document("listing", applicant={"records": [record]})) == [
        f"applicant.records[0]{field}" for field in fields
    ]


@pytest.mark.parametrize("name", ["already_paid_fen", "older_policy_fen", "cap_used_fen"])
@pytest.mark.parametrize("value", WRONG[Kind.AMOUNT])
def test_document_is_refused_when_a_common_amount_is_wrong(name: str, value: object) -> None:
    assert faults_of("listing", document("listing") | {name: value}) == [name]


@pytest.mark.parametrize("value", WRONG[Kind.FLAG])
def test_document_is_refused_when_whether_its_subject_is_closed_is_wrong(value: object) -> None:
    assert faults_of("listing", document("listing") | {"subject_closed": value}) == ["subject_closed"]


@pytest.mark.parametrize("code", ["loan-interest", "plan-interest"])
@pytest.mark.parametrize("period", ["2026-03-01/2026-03-01", "2025-07-01/2026-03-01", "2025-07-01/2026-03-02", "2024-02-29/2024-02-29"])
def test_period_is_accepted_when_over_by_the_day_of_the_application(code: str, period: str) -> None:
    assert assess(code, document(code, period=period), []).outcome != "reject"


@pytest.mark.parametrize("code", ["loan-interest", "plan-interest"])
@pytest.mark.parametrize("period", ["2026-03-03/2026-03-03", "2025-07-01/2026-03-03", "2026-01-01/2030-12-31"])
def test_period_is_refused_when_it_ends_after_the_day_of_the_application(code: str, period: str) -> None:
    assert faults_of(code, document(code, period=period)) == ["period"]


def test_period_has_one_fault_when_it_is_backwards_and_the_application_date_is_none() -> None:
    body = document("loan-interest", period="2026-03-09/2026-03-08", application_date="soon")
    assert faults_of("loan-interest", body) == ["period", "application_date"]


@pytest.mark.parametrize("body", [None, [], "facts", 1, True])
def test_document_is_refused_when_not_an_object(body: object) -> None:
    assert faults_of("listing", body) == [""]


def test_document_lists_every_fault_when_several_are_wrong() -> None:
    body = document("core-technology", without="project_no", rd_investment_fen=-1, matter_date="", colour="red")
    assert faults_of("core-technology", body) == ["project_no", "rd_investment_fen", "matter_date", "colour"]


def test_refusal_never_repeats_the_value_when_it_may_be_personal() -> None:
    with pytest.raises(Refusal) as refused:
        assess("listing", document("listing", title=["110101199003077777"]), [])
    assert "110101199003077777" not in str(refused.value.document())


@pytest.mark.parametrize("code", FACTS)
def test_amount_is_accepted_when_at_the_largest(code: str) -> None:
    amounts: dict[str, Any] = {fact.code: 9_000_000_000_000_000 for fact in ITEMS[code].facts if fact.kind is Kind.AMOUNT}
    assess(code, document(code, **amounts), [])


@pytest.mark.parametrize("code", FACTS)
def test_schema_accepts_the_document_when_the_assessment_does(code: str) -> None:
    schema = document_schema(ITEMS[code])
    Draft202012Validator.check_schema(schema)
    Draft202012Validator.check_schema(ITEMS[code].facts_schema())
    Draft202012Validator(schema).validate(document(code))
    Draft202012Validator(ITEMS[code].facts_schema()).validate(FACTS[code])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(code=st.sampled_from(list(FACTS)), data=st.data())
def test_assessment_ends_or_refuses_when_one_value_is_anything(code: str, data: st.DataObject) -> None:
    body = document(code)
    body[data.draw(st.sampled_from([*body, "applicant", "extra"]))] = data.draw(JSON)
    rules: Any = data.draw(st.just([]) | st.lists(JSON, max_size=2))
    try:
        assess(code, body, rules)
    except Refusal as refusal:
        assert refusal.faults  # noqa: PT017 - an outcome is as good as a refusal here
